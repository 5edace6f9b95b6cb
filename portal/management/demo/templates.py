"""The demo's templates: the general ones, and two that the community has made its own and approved."""

from datetime import datetime

from community.accounts.models import User
from community.alerts.models import AlertTemplate
from community.alerts.services import approve_template, copy_template, load_templates
from community.places.models import Community

OWN = ("flood", "gas-leak")


def make_templates(community: Community, people: dict[str, User], now: datetime) -> int:
    """How many were made; none where they are there already."""
    made = load_templates(now=now)["new"]
    for template in AlertTemplate.objects.filter(community=None, slug__in=OWN):
        if AlertTemplate.objects.filter(community=community, slug=template.slug).exists():
            continue
        own = copy_template(template, community, by=people["officer"], now=now)
        approve_template(own, by=people["approver"], now=now)
        made += 1
    return made
