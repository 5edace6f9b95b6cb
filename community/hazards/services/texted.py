"""Photos by MMS: noted with the text, fetched in the background, re-encoded, put to the report."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from community.hazards.models import MOST_PHOTOS, Report, ReportEvent, ReportPhoto, TextedPhoto, Why
from community.hazards.photos import MOST_BYTES, BadPhoto, Photo, prepare
from community.hazards.services.hiding import hide_photo
from community.hazards.services.pictures import attach, kept_files
from community.messaging.services import MediaAway, MediaRefused, fetch_media, send_text
from portal.lib.jobs import enqueue
from portal.lib.live import publish
from portal.lib.moves import LostRace, move, try_move
from portal.lib.sealing import blind_index, unseal

log = structlog.get_logger(__name__)
S = TextedPhoto.Status
WAITS = [timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)]
LEASE = timedelta(minutes=2)  # whoever fetches has so long; then another may
AT_ONCE = 20
KEPT_UNNAMED = timedelta(hours=1)  # a photo that came before its words waits so long for them
FORGOTTEN = timedelta(days=7)
TEXT_LIFE = timedelta(hours=12)


def note_photos(
    *, carrier_id: str, urls: Sequence[str], phone: str, reports: Sequence[Report | None], now: datetime
) -> None:
    """Remember the pictures of one text, each for its report or (None) for what its sender writes next. Idempotent."""
    for number, (url, report) in enumerate(zip(urls, reports, strict=True)):
        TextedPhoto.objects.get_or_create(
            key=f"{carrier_id[-70:]}:{number}",
            defaults={
                "report": report,
                "phone_index": blind_index(phone),
                "url": url[:2048],
                "at": now,
                "next_at": now,
            },
        )
    if any(reports):
        enqueue("hazards.fetch_photos")


def take_unnamed_photos(report: Report, *, phone: str, now: datetime) -> int:
    """Put to `report` what its reporter sent shortly before without saying what it shows; how many."""
    waiting = TextedPhoto.objects.filter(
        phone_index=blind_index(phone), report=None, status=S.WAITING, at__gte=now - KEPT_UNNAMED
    )
    taken = waiting.update(report=report, next_at=now)
    if taken:
        enqueue("hazards.fetch_photos")
    return taken


def fetch_photos(*, now: datetime) -> int:
    """Fetch what is due; how many were kept. One that fails is tried again later, in the end given up in words."""
    due = TextedPhoto.objects.filter(status=S.WAITING, next_at__lte=now).exclude(report=None)
    kept = 0
    for row in due.select_related("report").order_by("next_at")[:AT_ONCE]:
        claimed = TextedPhoto.objects.filter(pk=row.pk, status=S.WAITING, tries=row.tries, next_at=row.next_at)
        if claimed.update(tries=row.tries + 1, next_at=now + LEASE):
            kept += _fetch(row, now)
    return kept


def _fetch(row: TextedPhoto, now: datetime) -> bool:
    report = row.report
    assert report is not None
    if ReportPhoto.everything.filter(report=report).count() >= MOST_PHOTOS:
        return _give_up(row, report, "too_many", now)
    try:
        photo = prepare(fetch_media(row.url, largest=MOST_BYTES))
    except MediaAway as error:
        if row.tries >= len(WAITS):
            return _give_up(row, report, error.reason, now)
        TextedPhoto.objects.filter(pk=row.pk).update(next_at=now + WAITS[row.tries], reason=error.reason[:40])
        return False
    except MediaRefused as error:
        return _give_up(row, report, error.reason, now)
    except BadPhoto as error:
        return _give_up(row, report, error.code, now)
    try:
        _keep(row, report, photo, now)
    except LostRace:  # another worker fetched it meanwhile: ours is taken away again
        return False
    return True


def _keep(row: TextedPhoto, report: Report, photo: Photo, now: datetime) -> None:
    with kept_files([photo]) as kept, transaction.atomic():
        move(row, S.KEPT, reason="")
        attach(report, kept, now=now)
        if report.is_public:  # whoever published it has not seen this one
            new = report.photos.latest("pk")
            with translation.override(report.language):
                hide_photo(new, why=Why.OTHER, words=_("Nobody has looked at this photo yet."), by=None, now=now)
        ReportEvent.objects.create(report=report, kind="photo", is_public=False, at=now)
        Report.objects.filter(pk=report.pk).update(updated=now)
        publish("desk", "report", reference=report.reference)


def _give_up(row: TextedPhoto, report: Report, reason: str, now: datetime) -> bool:
    """Say so to the desk and to whoever sent it: nobody waits for what does not come."""
    log.warning("photo.refused", photo=row.pk, reason=reason)
    with transaction.atomic(), translation.override(report.language):
        if not try_move(row, S.REFUSED, reason=reason[:40]):
            return False
        words = _words(reason) % {"reference": report.reference}
        ReportEvent.objects.create(report=report, kind="note", note=words, is_public=False, at=now)
        if report.reporter_phone_sealed and settings.CARRIERS.get("sms"):
            send_text(
                key=f"photo:{row.pk}",
                phone=unseal(report.reporter_phone_sealed),
                body=words,
                language=report.language,
                expires=now + TEXT_LIFE,
                now=now,
            )
    return False


def _words(reason: str) -> str:
    if reason in ("too_large", "too_many_pixels"):
        return _("%(reference)s: the photo is too large, 10 MB at most. Your words are with us.")
    if reason == "too_many":
        return _("%(reference)s has four photos already. The new one was not kept.")
    if reason in ("not_a_picture", "broken"):
        return _("%(reference)s: what you sent is no photo that we can read. Your words are with us.")
    return _("%(reference)s: your photo did not reach us. Please send it once more. Your words are with us.")


def forget_texted_photos(*, now: datetime) -> int:
    """Drop the addresses of what was kept, refused, or never named; how many."""
    old = TextedPhoto.objects.filter(at__lt=now - FORGOTTEN)
    return old.exclude(status=S.WAITING, report__isnull=False).delete()[0]
