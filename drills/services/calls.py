"""A call for help, whatever door it came through: noted, and put before the officers at once."""

from datetime import datetime
from typing import Any

from django.db import transaction

from community.hazards.models import Category, Report, Urgency
from community.hazards.selectors import area_named_in
from community.hazards.services import ensure_categories, file_report
from community.people.models import Household
from community.people.selectors import phone_of_user
from community.places.models import Community
from drills.models import CheckEvent, Drill
from drills.services.checks import record_check
from drills.services.sos import open_task
from portal.lib.sealing import blind_index

MOST_WORDS = 2000


@transaction.atomic
def call_for_help(
    drill: Drill | None,
    *,
    community: Community | None,
    nonce: str,
    words: str,
    language: str,
    channel: str,
    by: Any,
    now: datetime,
    device_time: datetime | None = None,
    person: Any = None,
    household: Household | None = None,
    is_there: bool = False,
    phone: str = "",
) -> tuple[CheckEvent, Report | None]:
    """Keep the check and file an immediate report of `words`; the same `nonce` again gives the first of both.

    Who calls for help while a drill runs may mean it: an officer decides, not we. No report where no community is
    known. With the report begins the task that somebody takes it (drills.services.sos). `is_there`: it is needed at
    the household's door; its people may be anywhere. `phone` (E.164) is the caller's; where it is not given, the one
    that the person confirmed. Raises NotNow, NonceTaken.
    """
    check = record_check(
        drill,
        nonce=nonce,
        kind=CheckEvent.Kind.NEED_HELP,
        by=by,
        now=now,
        device_time=device_time,
        person=person,
        household=household,
        phone_index=blind_index(phone) if phone else "",
    )
    key = blind_index(f"sos:{nonce}")  # a repeat is the same call for help
    first = Report.objects.filter(client_id=key).first()
    if first is not None or community is None:
        return check, first
    door = household if is_there else None
    report = file_report(
        community=community,
        category=_category(community),
        description=words.strip()[:MOST_WORDS],
        language=language,
        channel=channel,
        area=area_named_in(community, words),
        latitude=door.building.latitude if door else None,
        longitude=door.building.longitude if door else None,
        address=str(door)[:300] if door else "",
        reporter_name=str(person) if person else "",
        reporter_phone=phone or phone_of_user(person) or "",
        # not `by`: what a helper files is public at once, and nobody's cry for help should be
        key=key,
        urgency=Urgency.IMMEDIATE,
        now=now,
    )
    open_task(report, now=now)
    return check, report


def _category(community: Community) -> Category:
    ensure_categories(community)
    known = Category.objects.filter(community=community)
    return known.filter(code="other").first() or known.order_by("pk")[0]
