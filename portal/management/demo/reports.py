"""The demo's hazard reports, filed and moved through the services of hazards."""

from datetime import datetime, timedelta
from typing import Any

from community.accounts.models import User
from community.hazards.models import Category, Report
from community.hazards.services import ensure_categories, file_report, move_report, new_api_key
from community.places.models import Community
from portal.management.demo.places import BY_SLUG, on_map
from portal.management.demo.presets import Preset
from portal.management.demo.report_words import STORIES, Step, Story


def make_reports(community: Community, preset: Preset, people: dict[str, User], now: datetime) -> list[Report]:
    """Nothing where the community has reports already. Programs try Open311 with the key `demo`, here only."""
    new_api_key("Demo", community=community, key="demo", now=now)
    if Report.objects.filter(community=community).exists():
        return []
    ensure_categories(community)
    categories = {category.code: category for category in Category.objects.filter(community=community)}
    reports: list[Report] = []
    for number, story in enumerate(STORIES):
        reports.append(told(story, number, community, preset, categories, people, now, reports))
    return reports


def told(
    story: Story,
    number: int,
    community: Community,
    preset: Preset,
    categories: dict[str, Category],
    people: dict[str, User],
    now: datetime,
    earlier: list[Report],
) -> Report:
    """File one story and take it through its steps, each at its own time."""
    middle, offset = BY_SLUG[story.area].middle, story.offset
    latitude, longitude = on_map(preset, (middle[0] + offset[0], middle[1] + offset[1]))
    filed = now - timedelta(hours=story.hours)
    by_text = story.channel == "sms"  # a text has no position
    report = file_report(
        community=community,
        category=categories[story.category],
        description=story.words,
        language=story.language,
        channel=story.channel,
        now=filed,
        latitude=None if by_text else latitude,
        longitude=None if by_text else longitude,
        address=story.place,
        by=people["resident"] if number == 0 else None,
    )
    for step in story.steps:
        take(report, step, filed + timedelta(hours=step.hours), people, earlier)
    return report


def take(report: Report, step: Step, at: datetime, people: dict[str, User], earlier: list[Report]) -> None:
    guards: dict[str, Any] = dict(step.guards)
    if "assigned_to" in guards:
        guards["assigned_to"] = people[guards["assigned_to"]]
    if "duplicate_of" in guards:
        guards["duplicate_of"] = earlier[guards["duplicate_of"]]
    move_report(report, to=step.to, by=people[step.by], now=at, note=step.note, **guards)
