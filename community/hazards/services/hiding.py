"""Taking a report, or a part of it, from the public, and putting it back."""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from community.hazards.models import Report, ReportEvent, ReportPhoto, Why
from community.hazards.selectors import figures_mark
from community.hazards.services.news import NEWS_LIFE, hold_back
from portal.lib.ids import new_token
from portal.lib.live import publish
from portal.lib.moves import LostRace

NOT_HIDDEN: dict[str, Any] = {"hidden_at": None, "hidden_by": None, "hidden_why": "", "hidden_words": ""}
KINDS: dict[type, str] = {Report: "", ReportPhoto: "photo_", ReportEvent: "line_"}


def set_public(report: Report, is_public: bool) -> None:
    """Say whether the public sees `report`; of one that is hidden it counts once it is put back.

    In the transaction that holds the row.
    """
    rows = Report.objects.filter(pk=report.pk)
    if rows.filter(hidden_at=None).update(is_public=is_public):
        report.is_public = is_public
    else:
        rows.update(public_before=is_public)
        report.is_public, report.public_before = False, is_public


@transaction.atomic
def hide_report(report: Report, *, why: str, words: str = "", by: Any, now: datetime) -> Report:
    """Take `report` from the public, or keep it from them if they never saw it. Work on it goes on.

    `why` is a Why, `words` are the reporter's to read. What followers have not been sent yet is not sent. Raises
    ValidationError by field, LostRace where it is hidden already.
    """
    _hide(report, report, why, words, by, now, is_public=False, public_before=F("is_public"))
    recent = report.events.filter(at__gt=now - NEWS_LIFE)
    hold_back(report, recent, all_of_it=False, now=now)
    return report


@transaction.atomic
def hide_photo(photo: ReportPhoto, *, why: str, words: str = "", by: Any, now: datetime) -> None:
    """Take one photo from the public. Raises as hide_report does."""
    _hide(photo, photo.report, why, words, by, now)


@transaction.atomic
def hide_line(event: ReportEvent, *, why: str, words: str = "", by: Any, now: datetime) -> None:
    """Take one line of the story from the public, or a message from the page of its reporter.

    Raises as hide_report does, ValueError for a line that nobody outside the desk reads.
    """
    if not event.may_be_hidden:
        raise ValueError(f"line {event.pk} is the desk's own")
    _hide(event, event.report, why, words, by, now, is_public=False)
    hold_back(event.report, [event], all_of_it=True, now=now)


@transaction.atomic
def unhide(row: Report | ReportPhoto | ReportEvent, *, words: str = "", by: Any, now: datetime) -> None:
    """Put back what was hidden: a report becomes what it would be by now, had nobody hidden it. Raises LostRace."""
    changes: dict[str, Any] = {}
    if isinstance(row, Report):
        changes = {"is_public": F("public_before"), "public_before": False}
    elif isinstance(row, ReportEvent):
        changes = {"is_public": row.kind != "message"}
    report = row if isinstance(row, Report) else row.report
    if not type(row)._base_manager.filter(pk=row.pk, hidden_at__isnull=False).update(**NOT_HIDDEN, **changes):
        raise LostRace(report, "put back")
    _noted(row, report, "unhidden", "", words, by, now)


def _hide(row: Any, report: Report, why: str, words: str, by: Any, now: datetime, **changes: Any) -> None:
    words = words.strip()
    if why not in Why.values:
        raise ValidationError({"why": _("Choose a reason.")})
    if why == Why.OTHER and not words:
        raise ValidationError({"words": _("Say why. The reporter reads it.")})
    hidden = {"hidden_at": now, "hidden_by": by, "hidden_why": why, "hidden_words": words}
    if not type(row)._base_manager.filter(pk=row.pk, hidden_at=None).update(**hidden, **changes):
        raise LostRace(report, "hidden")
    _noted(row, report, "hidden", why, words, by, now)


def _noted(row: Any, report: Report, kind: str, why: str, words: str, by: Any, now: datetime) -> None:
    """A private line of the story; and what was counted or shown before counts no more."""
    row.refresh_from_db(from_queryset=type(row)._base_manager.all())
    ReportEvent.objects.create(
        report=report, kind=KINDS[type(row)] + kind, subject=why, note=words, is_public=False, by=by, at=now
    )
    Report.objects.filter(pk=report.pk).update(updated=now)
    transaction.on_commit(lambda: cache.set(figures_mark(report.community_id), new_token(), None))
    publish("desk", "report", reference=report.reference)
