"""Once a day the carrier's own list beside our rows: what it sent and we do not know of, and the reverse."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import structlog
from django.db.models import Q

from community.messaging.carriers.base import Listing, Sighting
from community.messaging.models import Delivery, Heartbeat, Receipt, Reconciliation
from community.messaging.selectors import body_of
from community.messaging.services.heartbeats import beat, excuse, expect, trouble
from community.messaging.services.receipts import RANK, Report, record_receipts
from community.messaging.services.routes import carriers_for, channels
from community.messaging.services.waves import Wave
from portal.lib.sealing import blind_index

log = structlog.get_logger(__name__)

Status = Delivery.Status
PART = Heartbeat.Part.RECONCILIATION
WITHIN = timedelta(hours=28)
LATE = timedelta(hours=2)  # after midnight (UTC): until then texts of the day before still end
AGAIN = timedelta(minutes=50)  # after one that broke off
NEAR = timedelta(minutes=10)  # between a claim of ours and the carrier's moment for it
CHUNK = 500  # rows
FETCHED = 1000  # rows that the list lacks, asked for one by one
PLACE = {Status.SENT.value: 1, Status.FAILED.value: 2, Status.DELIVERED.value: 3}


class BrokenOff(Exception):
    """The carrier stopped answering."""


@dataclass
class Count:
    """The figures of a Reconciliation while they grow."""

    listed: int = 0
    agreed: int = 0
    settled: int = 0
    strange: int = 0
    missing: int = 0
    seen: set[str] = field(default_factory=set)  # the carrier's names


def reconcile_due(*, now: datetime) -> None:
    """Compare yesterday (UTC) with every carrier that keeps a list, where that was not done. Safe at any time."""
    listing = _listing()
    if not listing:
        excuse(PART)
        return
    expect(PART, within=WITHIN, now=now)
    day = (now - LATE).astimezone(UTC).date() - timedelta(days=1)
    for carrier in listing:
        row, made = Reconciliation.objects.get_or_create(carrier=carrier.name, day=day, defaults={"began_at": now})
        ours = made or Reconciliation.objects.filter(
            pk=row.pk, ended_at=None, began_at=row.began_at, began_at__lte=now - AGAIN
        ).update(began_at=now)
        if not ours:
            continue  # done, or under way elsewhere
        try:
            count = reconcile(carrier, day, now=now)
        except BrokenOff:
            trouble(PART, "not_asked", within=WITHIN, now=now)
            return
        figures = {name: getattr(count, name) for name in ("listed", "agreed", "settled", "strange", "missing")}
        Reconciliation.objects.filter(pk=row.pk).update(ended_at=now, **figures)
        log.info("reconciled", carrier=carrier.name, day=day.isoformat(), **figures)
        beat(PART, within=WITHIN, now=now)
        if count.missing:
            trouble(PART, "missing", within=WITHIN, now=now)


def _listing() -> list[Listing]:
    """The carriers that keep a list, each once."""
    found = {one.name: one for channel in channels() for one in carriers_for(channel) if isinstance(one, Listing)}
    return list(found.values())


def reconcile(carrier: Listing, day: date, *, now: datetime) -> Count:
    """Compare one day; settle what can be. Raises BrokenOff."""
    count = Count()
    with Wave[str, tuple[list[Sighting], str]]([carrier]) as wave:
        page, more = "", True
        while more:
            sightings, page = _answer(wave, carrier.list_page(day, page))
            more = bool(page)
            _compare(sightings, carrier, count, now)
    with Wave[str, tuple[Sighting | None]]([carrier]) as wave:
        _ask_for_missing(wave, carrier, day, count, now)
    return count


def _answer(wave: Wave, request):
    wave.start("", request)
    found = []
    while len(wave):
        found += wave.finished(down_to=0, patience=0.25)
    found += wave.finished(down_to=0, patience=0)
    if not found or found[0][1] is None:
        raise BrokenOff
    return found[0][1]


def _compare(sightings: Sequence[Sighting], carrier: Listing, count: Count, now: datetime) -> None:
    """One page of the list beside our rows."""
    fresh = [seen for seen in sightings if seen.carrier_id not in count.seen]
    names = {seen.carrier_id for seen in fresh}
    count.seen |= names
    rows = {row.carrier_id: row for row in Delivery.objects.filter(carrier_id__in=names)}
    earlier = set(Receipt.objects.filter(carrier_id__in=names).values_list("carrier_id", flat=True))
    reports: list[Report] = []
    for seen in fresh:
        count.listed += 1
        row = rows.get(seen.carrier_id)
        heard = row is None and seen.carrier_id in earlier  # of an attempt before the last one
        if heard or (row is not None and PLACE.get(row.status, 0) >= RANK[seen.status]):
            count.agreed += 1
        elif found := row or _nameless(seen, carrier):
            count.settled += 1
            reports.append(Report(found.pk, found.attempt, seen.carrier_id, seen.status, seen.error, seen.at))
        else:
            count.strange += 1
    if reports:
        record_receipts(reports, now=now)


def _nameless(seen: Sighting, carrier: Listing) -> Delivery | None:
    """The row that tried to send what was seen, and never heard that it had."""
    if seen.at is None:
        return None
    tried = Delivery.objects.filter(
        address_index=blind_index(seen.to),
        channel=carrier.channel,
        carrier=carrier.name,
        carrier_id="",
        attempt__gt=0,
        claimed_at__range=(seen.at - NEAR, seen.at + NEAR),
    ).select_related("broadcast")
    # its end only: trial accounts put words before ours; of a call nobody keeps the words
    said = seen.body
    return next((row for row in tried if said is None or said.endswith(body_of(row.broadcast, row.language))), None)


def _ask_for_missing(wave: Wave, carrier: Listing, day: date, count: Count, now: datetime) -> None:
    """Rows that we think sent and the list lacks: it may stand under another day, so each is asked for by its name."""
    reports: list[Report] = []
    asked = 0
    for row in _thought_sent(carrier, day):
        if row.carrier_id in count.seen or asked >= FETCHED:
            continue
        asked += 1
        (seen,) = _answer(wave, _tuple(carrier, row.carrier_id))
        if seen is not None and seen.status != Status.SENT:
            count.settled += 1
            reports.append(Report(row.pk, row.attempt, row.carrier_id, seen.status, seen.error))
        elif seen is None:
            count.missing += 1
            reports.append(Report(row.pk, row.attempt, row.carrier_id, Status.FAILED.value, "not_at_carrier"))
    if not count.listed and count.missing:
        # it knows nothing at all of that day: rather another account than so many lost texts
        reports = [report for report in reports if report.error != "not_at_carrier"]
    if reports:
        record_receipts(reports, now=now)


async def _tuple(carrier: Listing, carrier_id: str) -> tuple[Sighting | None]:
    return (await carrier.fetch(carrier_id),)  # None by itself would mean that nobody answered


def _thought_sent(carrier: Listing, day: date) -> Iterator[Delivery]:
    begin = datetime.combine(day, time(0), UTC)
    that_day = Q(sent_at__gte=begin, sent_at__lt=begin + timedelta(days=1))
    rows = Delivery.objects.filter(that_day, carrier=carrier.name, channel=carrier.channel, status=Status.SENT)
    last = 0
    while page := list(rows.filter(pk__gt=last).exclude(carrier_id="").order_by("pk")[:CHUNK]):
        yield from page
        last = page[-1].pk
