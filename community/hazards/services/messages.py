"""What staff write to a reporter."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from community.hazards.models import ReplyTemplate, Report, ReportEvent
from community.hazards.services.telling import SILENT
from community.messaging.models import Lane
from community.messaging.services import ask_by_text
from portal.lib.live import publish
from portal.lib.sealing import unseal

ANSWER_WITHIN = timedelta(hours=12)  # what the phone texts until then is taken for the answer
HANDLER = "community.hazards.inbound.take_place"


@transaction.atomic
def write_to_reporter(report: Report, *, words: str, by: Any, now: datetime) -> bool:
    """Keep `words` for the reporter's own page, and text them where there is a number; whether they were texted.

    Whatever the phone answers goes with the report. Nobody else reads them, staff apart.
    """
    event = ReportEvent.objects.create(report=report, kind="message", note=words, is_public=False, by=by, at=now)
    Report.objects.filter(pk=report.pk).update(updated=now)
    publish("desk", "report", reference=report.reference)
    if not report.reporter_phone_sealed or report.channel in SILENT or not settings.CARRIERS.get("sms"):
        return False
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
    return True


def save_reply_template(template: ReplyTemplate) -> ReplyTemplate:
    """Keep a reply as an administrator words it. Raises ValidationError by field."""
    template.full_clean()
    template.save()
    return template
