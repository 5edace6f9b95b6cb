"""Everything of the demo, in order."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from community.places.models import Community
from portal.management.demo.alerts import make_alerts
from portal.management.demo.drills import make_drills
from portal.management.demo.inspections import make_inspections
from portal.management.demo.places import make_community
from portal.management.demo.presets import PRESETS
from portal.management.demo.reports import make_reports
from portal.management.demo.residents import make_residents
from portal.management.demo.roles import make_accounts, make_neighbours
from portal.management.demo.rumours import make_rumours
from portal.management.demo.stations import make_stations
from portal.management.demo.talks import make_talk_hours
from portal.management.demo.templates import make_templates


@dataclass
class Made:
    """What one run made; zero where it was there already."""

    community: Community
    counts: dict[str, int] = field(default_factory=dict)


def load_demo(preset_name: str, *, password: str, now: datetime) -> Made:
    """Make the demo, or complete it: a second run adds nothing that is there."""
    preset = PRESETS[preset_name]
    community = make_community(preset, now)
    people = make_accounts(community, password)
    neighbours = make_neighbours(community)
    made = Made(community)
    steps: dict[str, Any] = {
        "residents": lambda: make_residents(community, preset, people, now),
        "stations": lambda: len(make_stations(community, preset, people, now)),
        "reports": lambda: len(make_reports(community, preset, people, now)),
        "inspections": lambda: make_inspections(community, people, now),
        "drills": lambda: len(make_drills(community, preset, people, neighbours, now)),
        "templates": lambda: make_templates(community, people, now),
        "rumours": lambda: make_rumours(community, people, now),
        "talk hours": lambda: make_talk_hours(community),
        "alerts": lambda: len(make_alerts(community, preset, people, now)),
    }
    for name, step in steps.items():
        made.counts[name] = step()
    return made
