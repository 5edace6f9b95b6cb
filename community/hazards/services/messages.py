"""What staff write to a reporter."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from community.hazards.models import Following, ReplyTemplate, Report, ReportEvent, subject_of
from community.hazards.services.news import send_to_follower
from community.hazards.services.telling import SILENT
from community.messaging.models import Lane
from community.messaging.services import ask_by_text
from community.people.models import Way
from portal.lib.live import publish
from portal.lib.sealing import unseal

ANSWER_WITHIN = timedelta(hours=12)  # what the phone texts until then is taken for the answer
HANDLER = "community.hazards.inbound.take_place"


@transaction.atomic
def write_to_reporter(report: Report, *, words: str, by: Any, now: datetime) -> list[str]:
    """Keep `words` for the reporter's own page, and send them there by the ways that they chose; which these are.

    Texted where there is a number, and whatever the phone answers goes with the report; to a mailbox or a browser with
    the way to the page, where they answer. Nobody else reads them, staff apart.
    """
    event = ReportEvent.objects.create(report=report, kind="message", note=words, is_public=False, by=by, at=now)
    Report.objects.filter(pk=report.pk).update(updated=now)
    publish("desk", "report", reference=report.reference)
    ways = _by_page(report, event, now)
    if not report.reporter_phone_sealed or report.channel in SILENT or not settings.CARRIERS.get("sms"):
        return ways
    ask_by_text(
        key=f"message:{event.pk}",
        phone=unseal(report.reporter_phone_sealed),
        body=f"{report.reference}: {words}",
        language=report.language,
        handler=HANDLER,
        choices={"*": {"report": report.reference}},
        expires=now + ANSWER_WITHIN,
        lane=Lane.REPLY,
        now=now,
    )
    return [Way.SMS, *ways]


def _by_page(report: Report, event: ReportEvent, now: datetime) -> list[str]:
    """To the reporter's own mailboxes and browsers; by which ways."""
    rows = Following.objects.confirmed().filter(subject=subject_of(report=report), is_reporter=True)
    ways = []
    for row in rows.exclude(channel=Way.SMS, address_index=report.reporter_phone_index):
        if send_to_follower(
            row,
            key=f"message:{event.pk}:{row.pk}",
            words=f"{report.reference}: {event.note}",
            path=report.tracking_path,
            expires=now + ANSWER_WITHIN,
            now=now,
        ):
            ways.append(row.channel)
    return ways


def save_reply_template(template: ReplyTemplate) -> ReplyTemplate:
    """Keep a reply as an administrator words it. Raises ValidationError by field."""
    template.full_clean()
    template.save()
    return template
