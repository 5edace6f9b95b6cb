"""What followers are told, each in their language and with a way out of it."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from community.hazards.models import (
    Following,
    FollowNews,
    Report,
    ReportEvent,
    public_words,
    subject_of,
    subjects_around,
)
from community.hazards.services.telling import TOLD
from community.messaging.models import Broadcast, Lane
from community.messaging.services import send_text, stop_broadcast
from community.people.models import Way
from portal.lib.jobs import enqueue
from portal.lib.words import said

S = Report.Status
NEWS_LIFE = timedelta(hours=12)  # what could not be delivered by then is on the page
UNLISTED = (S.REJECTED, S.DUPLICATE)  # no news to those who asked for a kind or an area
CHUNK = 200  # followers a transaction: nobody waits long for the write lock
MOST_NOTE = 120  # characters: the rest is on the page
NEWS: dict[str, Callable[[], str]] = {
    S.TRIAGED: lambda: _("%(reference)s: somebody has looked at it. It is on the list."),
    S.INTERIM: lambda: _("%(reference)s: made safe for now."),
    S.FIXED: lambda: _("%(reference)s: they say it is fixed. Is it? Say so on its page."),
    S.CLOSED: lambda: _("%(reference)s: checked and closed. Thank you."),
    S.REJECTED: lambda: _("%(reference)s: it was looked at and not taken on."),
    S.REFERRED: lambda: _("%(reference)s: passed on to %(subject)s."),
    S.DUPLICATE: lambda: _("%(reference)s had been reported already. We tell you what becomes of %(subject)s."),
    S.REOPENED: lambda: _("%(reference)s: opened again."),
}


def note_news(report: Report, event: ReportEvent, *, is_first: bool = False) -> None:
    """Have followers told of `event`, in the transaction that wrote it. `is_first`: the report became public by it.

    Of what is not public its own reporter hears alone; nobody is told of what changes nothing for them.
    """
    if not event.is_public or (event.to_status not in NEWS and event.kind != "note" and not is_first):
        return
    if _followers(report, event, is_first).exists():
        FollowNews.objects.create(event=event, is_first=is_first)
        enqueue("hazards.tell_followers")


def _followers(report: Report, event: ReportEvent, is_first: bool) -> QuerySet[Following]:
    """Those of the report and of what was joined to it; at first those of its kind and area, too."""
    subjects = [subject_of(report=report)]
    if event.to_status != S.DUPLICATE:
        subjects += [subject_of(report=one) for one in report.duplicates.filter(status=S.DUPLICATE).only("pk")]
    if is_first and report.status not in UNLISTED:
        subjects += subjects_around(report)
    rows = Following.objects.confirmed().filter(subject__in=subjects)
    if not report.is_public:
        rows = rows.filter(is_reporter=True)
    if event.kind == "moved" and event.by_id is None:
        rows = rows.filter(is_reporter=False)  # nobody is told of their own doing
    return rows


def tell_followers(*, now: datetime) -> int:
    """Tell those who are due, CHUNK a transaction; how many. Called again after any crash it doubles nothing."""
    told = 0
    for news in FollowNews.objects.order_by("pk"):
        while (number := _tell_some(news, now)) is not None:
            told += number
    return told


@transaction.atomic
def _tell_some(news: FollowNews, now: datetime) -> int | None:
    """The next followers of one event; None once nobody is left.

    The report is held and read again for each of them: it may have been taken from the public since the last.
    """
    event = ReportEvent.objects.get(pk=news.event_id)
    report = Report.objects.select_for_update(of=("self",)).select_related("category", "area").get(pk=event.report_id)
    following = _followers(report, event, news.is_first).filter(pk__gt=news.cursor)
    rows = list(following.select_related("report").order_by("pk")[:CHUNK])
    if not rows or not event.is_public or event.at + NEWS_LIFE <= now:
        FollowNews.objects.filter(pk=news.pk, cursor=news.cursor).delete()
        return None
    texted = set()  # those who reported it, where tell_reporters tells them of this step
    if event.to_status in TOLD and event.by_id is not None:
        texted = {report.reporter_phone_index, *report.duplicates.values_list("reporter_phone_index", flat=True)}
    if not FollowNews.objects.filter(pk=news.pk, cursor=news.cursor).update(cursor=rows[-1].pk):
        return None  # somebody else is telling them
    for row in rows:
        if row.channel != Way.SMS or row.address_index not in texted:
            _tell(row, report, event, news.is_first, now)
    news.cursor = rows[-1].pk
    return len(rows)


def hold_back(report: Report, events: Iterable[ReportEvent], *, all_of_it: bool, now: datetime) -> None:
    """Send no more of what followers were to be told of `events`; its own reporters too, where `all_of_it`."""
    kept: set[str] = set()
    if not all_of_it:
        of_reporters = Following.objects.confirmed().filter(report=report, is_reporter=True)
        kept = {row.address_index[:32] for row in of_reporters.only("address_index")}
    for event in events:
        waiting = Broadcast.objects.filter(key__startswith=f"follow:{event.pk}:", stopped_at=None, expires__gt=now)
        for broadcast in waiting:
            if broadcast.key.rsplit(":", 1)[-1] not in kept:
                stop_broadcast(broadcast, now=now)


def _tell(row: Following, report: Report, event: ReportEvent, is_first: bool, now: datetime) -> None:
    with translation.override(row.language):
        if is_first and row.report_id is None:
            words = _new_there(report, row.language)
        else:
            words = _words(report, event)
    send_to_follower(
        row,
        key=f"follow:{event.pk}:{row.address_index[:32]}",
        words=words,
        path=row.report.tracking_path if row.is_reporter and row.report else report.get_absolute_url(),
        expires=event.at + NEWS_LIFE,
        now=now,
    )


def _new_there(report: Report, language: str) -> str:
    kind = said(report.category.name, language)
    place = public_words(report.address, report.category.round_to)
    place = place or (said(report.area.name, language) if report.area else "")
    if not place:
        return _("New: %(kind)s (%(reference)s).") % {"kind": kind, "reference": report.reference}
    named = {"kind": kind, "place": place[:60], "reference": report.reference}
    return _("New: %(kind)s, %(place)s (%(reference)s).") % named


def _words(report: Report, event: ReportEvent) -> str:
    named = {"reference": report.reference, "subject": event.subject}
    if event.kind == "published":
        return _("%(reference)s: it is on the public list now.") % named
    words = NEWS[event.to_status]() % named if event.to_status in NEWS else _("%(reference)s: news.") % named
    if not event.note:
        return words
    note = event.note if len(event.note) <= MOST_NOTE else event.note[: MOST_NOTE - 1].rstrip() + "…"
    return _("%(words)s “%(note)s”") % {"words": words, "note": note}


def send_to_follower(row: Following, *, key: str, words: str, path: str, expires: datetime, now: datetime) -> bool:
    """One message, with where to read more and how to end it. False where nobody carries that way any more."""
    if not settings.CARRIERS.get(row.channel):
        return False
    with translation.override(row.language):
        way_out = _("No more of this: %(url)s") % {"url": f"{settings.PUBLIC_URL}{row.stop_path}"}
    # a letter's own footer speaks of warnings: ours stands in the words, as the lane of replies has no footer
    lane: Any = Lane.REPLY if row.channel == Way.EMAIL else Lane.REMINDER
    send_text(
        key=key,
        phone=row.address,
        body=f"{words} {settings.PUBLIC_URL}{path} {way_out}",
        language=row.language,
        lane=lane,
        channel=row.channel,
        expires=expires,
        now=now,
    )
    return True
