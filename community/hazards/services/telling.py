"""What those who reported hear by text: each step that is public, and the question whether it is mended."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from community.hazards.models import Report, ReportEvent
from community.messaging.models import Lane
from community.messaging.services import ask_by_text, send_text
from portal.lib.limits import TooMany, spend
from portal.lib.sealing import unseal

S = Report.Status
TEXT_LIFE = timedelta(hours=12)  # news that could not be delivered by then is on the page
ANSWER_WITHIN = timedelta(days=7)
MOST_NOTE = 120  # characters: the rest is on the page
HANDLER = "community.hazards.inbound.take_fixed"
# a program that files over Open311 follows its reports itself; a phone that it names has agreed to nothing
SILENT = {"open311"}
TOLD: dict[str, Callable[[], str]] = {
    S.TRIAGED: lambda: _("%(reference)s: somebody has looked at it. It is on the list."),
    S.INTERIM: lambda: _("%(reference)s: made safe for now."),
    S.FIXED: lambda: _("%(reference)s: they say it is fixed. Is it? Reply Y or N."),
    S.CLOSED: lambda: _("%(reference)s: checked and closed. Thank you."),
    S.REJECTED: lambda: _("%(reference)s: it was looked at and not taken on."),
    S.REFERRED: lambda: _("%(reference)s: passed on to %(subject)s."),
    S.DUPLICATE: lambda: _("%(reference)s had been reported already. We tell you what becomes of %(subject)s."),
}


def tell_reporters(report: Report, event: ReportEvent, *, now: datetime) -> int:
    """Text whoever reported `report`, and whoever reported the same, of a move; how many texts.

    Called in the transaction of the move: both happen or neither. Nobody is told of their own doing, nor where nobody
    carries texts.
    """
    if event.to_status not in TOLD or event.by_id is None or not settings.CARRIERS.get("sms"):
        return 0
    told: set[str] = set()
    joined = report.duplicates.filter(status=S.DUPLICATE) if event.to_status != S.DUPLICATE else []
    for one in [report, *joined]:
        if one.channel in SILENT or not one.reporter_phone_sealed or one.reporter_phone_index in told:
            continue
        told.add(one.reporter_phone_index)
        _tell(one, report, event, now)
    return len(told)


def tell_filed(report: Report, *, now: datetime) -> bool:
    """Text the number and the private page of a new report to the phone that it names; whether a text goes out.

    Called in the transaction that keeps the report. A text has been answered by a text already; three a day to one
    number, since anybody can type it.
    """
    if not report.reporter_phone_sealed or report.channel in {*SILENT, "sms"} or not settings.CARRIERS.get("sms"):
        return False
    try:
        spend("report-filed-text", report.reporter_phone_index, limit=3, seconds=24 * 3600)
    except TooMany:
        return False
    with translation.override(report.language):
        words = _("%(reference)s: we have your report. What becomes of it:") % {"reference": report.reference}
    send_text(
        key=f"filed:{report.pk}",
        phone=unseal(report.reporter_phone_sealed),
        body=f"{words} {settings.PUBLIC_URL}{report.tracking_path}",
        language=report.language,
        expires=now + TEXT_LIFE,
        now=now,
    )
    return True


def _tell(one: Report, report: Report, event: ReportEvent, now: datetime) -> None:
    phone = unseal(one.reporter_phone_sealed or b"")
    with translation.override(one.language):
        words = TOLD[event.to_status]() % {"reference": report.reference, "subject": event.subject}
        if event.note:
            note = event.note if len(event.note) <= MOST_NOTE else event.note[: MOST_NOTE - 1].rstrip() + "…"
            words = _("%(words)s “%(note)s”") % {"words": words, "note": note}
        body = f"{words} {settings.PUBLIC_URL}{one.tracking_path}"
    if event.to_status == S.FIXED:
        ask_by_text(
            key=f"fixed:{event.pk}:{one.pk}",
            phone=phone,
            body=body,
            language=one.language,
            handler=HANDLER,
            choices={answer: {"report": one.reference, "fixed": answer == "Y"} for answer in ("Y", "N")},
            expires=now + ANSWER_WITHIN,
            lane=Lane.REPLY,
            now=now,
        )
        return
    send_text(
        key=f"report:{event.pk}:{one.pk}",
        phone=phone,
        body=body,
        language=one.language,
        expires=now + TEXT_LIFE,
        now=now,
    )
