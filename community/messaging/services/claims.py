"""Taking rows off the queue, for good: QUEUED -> SENDING is committed before anybody opens a connection."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import zip_longest

from django.conf import settings
from django.db import transaction
from django.db.models import F

from community.messaging.carriers.routing import Route, choose
from community.messaging.models import Broadcast, CarrierState, Delivery, DeliveryQuerySet, Lane
from community.messaging.selectors import body_of, opted_out, routes_of
from community.messaging.services.rates import rate_of
from community.messaging.services.reaching import unneeded
from portal.lib.sealing import unseal

# A lease is longer than a request may take, with time to write its result: one that ends was abandoned.
LEASE = 3  # requests that time out
SOON = timedelta(seconds=0.6)  # a first retry comes that soon: wait for it instead of for the next sweep
LOOK = 0.1  # seconds until a rate that is used up is looked at again
ASIDE = timedelta(seconds=2)  # a row whose carrier takes nothing lets those of other carriers pass for so long
FAIR = (Lane.EXTREME, Lane.WARNING)  # lanes in which broadcasts take turns; in the others whoever came first goes first
TURNS = 8  # broadcasts that take turns at once


@dataclass(slots=True)
class Due:
    """What a claim needs of a row; an instance of the model takes ten times as long to make."""

    pk: int
    broadcast_id: int
    channel: str
    address_sealed: bytes
    address_index: str
    language: str
    lane: int
    segments: int
    attempt: int
    carrier: str

    @property
    def address(self) -> str:
        return unseal(self.address_sealed)


NEEDED = [field.name for field in fields(Due)]


@dataclass(frozen=True, slots=True)
class Claimed:
    pk: int
    attempt: int
    carrier: str  # its name
    broadcast: str  # its key
    broadcast_pk: int
    address_index: str
    to: str
    body: str
    language: str
    lane: int
    exercise: bool
    expires: datetime


@dataclass(frozen=True)
class Claim:
    rows: list[Claimed]
    more: bool  # something due was seen, claimed or not
    wait: float = 0  # seconds until it is worth while to ask again
    refused: frozenset[str] = frozenset()  # broadcasts of which rows were ended unsent


def claim_due(
    *,
    limit: int | Sequence[int],
    channel: str = "sms",
    routes: Sequence[Route] = (),
    stuck: Collection[str] = (),
    now: datetime,
) -> Claim:
    """Claim at most `limit` rows a lane (or a limit for each) of a channel, as many as its carriers' rates allow.

    `stuck` names carriers that get nothing now.

    Rows that must not go any more are ended here: their broadcast stopped or ran out, or the person said STOP. Two
    processes never get the same row: on PostgreSQL by row locks, on SQLite because there is one writer.
    """
    routes = routes or routes_of(channel)
    states = CarrierState.objects.in_bulk([one.name for one in routes], field_name="name")
    most = int(sum(one.per_second for one in routes)) + 1  # more than a second's worth is never given at once
    limits = [min(most, limit if isinstance(limit, int) else limit[lane]) for lane in Lane]
    with transaction.atomic(durable=True):
        due = Delivery.objects.due(now).filter(channel=channel)
        rows = [row for lane in Lane if limits[lane] for row in _in_turn(due.filter(lane=lane), lane, limits[lane])]
        if not rows:
            soon = Delivery.objects.due(now + SOON).filter(channel=channel).exists()
            return Claim([], soon, wait=LOOK if soon else 0)
        broadcasts = Broadcast.objects.in_bulk({row.broadcast_id for row in rows})
        fit = _end_unfit(rows, broadcasts, now)
        held = {name for name, state in states.items() if state.is_held(now)} | set(stuck)
        by_route = _assigned(fit, routes, states, held, now)
        allowed = {
            name: [] if name in held else _allowed(mine, _named(routes, name), states.get(name), now)
            for name, mine in by_route.items()
        }
        aside = _set_aside(by_route, allowed, routes, now)
        for name, mine in allowed.items():
            pks = [row.pk for row in mine]
            Delivery.objects.filter(pk__in=pks, status=Delivery.Status.QUEUED).update(
                status=Delivery.Status.SENDING,
                attempt=F("attempt") + 1,
                claimed_at=now,
                lease_until=now + timedelta(seconds=LEASE * settings.CARRIER_TIMEOUT),
                carrier=name,
                carrier_id="",  # an earlier attempt's: asked by that name, a carrier would deny this one
            )
    ended = len(rows) - sum(map(len, by_route.values()))
    refused = frozenset(broadcasts[row.broadcast_id].key for row in rows) if ended else frozenset()
    taken = [row for mine in allowed.values() for row in mine]
    wait = LOOK if len(taken) + aside < len(rows) - ended else 0
    taken.sort(key=lambda row: row.lane)
    return Claim([_claimed(row, broadcasts[row.broadcast_id]) for row in taken], True, wait=wait, refused=refused)


def _in_turn(due: DeliveryQuerySet, lane: int, limit: int) -> list[Due]:
    """At most `limit` rows of a lane, locked; where several broadcasts wait, each gets its share."""
    due = due.select_for_update(skip_locked=True)
    waiting = _broadcasts(due) if lane in FAIR else []
    if len(waiting) < 2:
        return _read(due[:limit])
    share = -(-limit // len(waiting))
    shares = [_read(due.filter(broadcast=pk)[:share]) for pk in waiting]
    rows = [row for turn in zip_longest(*shares) for row in turn if row is not None][:limit]
    if len(rows) < limit:  # what some leave over, others may use
        rows += _read(due.exclude(pk__in=[row.pk for row in rows])[: limit - len(rows)])
    return rows


def _read(due: DeliveryQuerySet) -> list[Due]:
    return [Due(*values) for values in due.values_list(*NEEDED)]


def _broadcasts(due: DeliveryQuerySet) -> list[int]:
    """The first broadcasts that have something due, found by leaping along the index delivery_due."""
    found: list[int] = []
    while len(found) < TURNS:
        rest = due.filter(broadcast_id__gt=found[-1]) if found else due
        following = rest.order_by("broadcast_id").values_list("broadcast_id", flat=True).first()
        if following is None:
            break
        found.append(following)
    return found


def _assigned(
    rows: Iterable[Due],
    routes: Sequence[Route],
    states: Mapping[str, CarrierState],
    held: Collection[str],
    now: datetime,
) -> dict[str, list[Due]]:
    """The rows by the name of the carrier that each goes by; `row.carrier` says so too. A row nobody takes is ended."""
    weights = {one.name: states[one.name].weight(one.weight) for one in routes if one.name in states}
    assigned: dict[str, list[Due]] = {}
    nobody: list[int] = []
    for row in rows:
        if len(routes) == 1 and routes[0].prefixes == ("",):
            chosen: Route | None = routes[0]
        else:
            failed = {row.carrier} if row.attempt else set()
            chosen = choose(
                routes, to=row.address, weights=weights, avoid={*held, *failed}, seed=f"{row.pk}:{row.attempt}"
            )
        if chosen is None:
            nobody.append(row.pk)
            continue
        row.carrier = chosen.name
        assigned.setdefault(chosen.name, []).append(row)
    _end(nobody, "no_route", now)
    return assigned


def _allowed(rows: Sequence[Due], route: Route, state: CarrierState | None, now: datetime) -> list[Due]:
    """Those of `rows` that the carrier's rate has room for."""
    per_second = state.per_second(route.per_second, now) if state is not None else route.per_second
    wanted = [0.0] * len(Lane)
    for row in rows:
        wanted[row.lane] += row.segments
    rate = rate_of(route.name)
    left = rate.take(wanted, per_second=per_second, now=now)
    taken = []
    for row in rows:
        if left[row.lane] > 1e-9:  # a text is not cut in two: the last may take more than is there
            left[row.lane] -= row.segments
            taken.append(row)
    if any(abs(rest) > 1e-9 for rest in left):
        rate.correct([-rest for rest in left], per_second=per_second)
    return taken


def _set_aside(
    assigned: Mapping[str, Sequence[Due]],
    allowed: Mapping[str, Sequence[Due]],
    routes: Sequence[Route],
    now: datetime,
) -> int:
    """Where a carrier takes less than there is while another could take more: out of the other's way. How many."""
    short = {name for name, mine in assigned.items() if len(allowed[name]) < len(mine)}
    if not short or len(short) == len(routes):
        return 0
    taken = {row.pk for mine in allowed.values() for row in mine}
    pks = [row.pk for name in short for row in assigned[name] if row.pk not in taken]
    Delivery.objects.filter(pk__in=pks, status=Delivery.Status.QUEUED).update(due_at=now + ASIDE)
    return len(pks)


def _named(routes: Sequence[Route], name: str) -> Route:
    return next(one for one in routes if one.name == name)


def _end_unfit(rows: list[Due], broadcasts: dict[int, Broadcast], now: datetime) -> list[Due]:
    """End the rows that must not go; returns the others, in order."""
    silent = opted_out(row.address_index for row in rows if row.channel == "sms")
    spared = unneeded([row.pk for row in rows if row.channel != "sms"])
    fit: list[Due] = []
    unfit: dict[str, list[int]] = {}
    for row in rows:
        broadcast = broadcasts[row.broadcast_id]
        if broadcast.stopped_at is not None:
            unfit.setdefault("stopped", []).append(row.pk)
        elif broadcast.expires <= now:
            unfit.setdefault("expired", []).append(row.pk)
        elif row.channel == "sms" and row.address_index in silent:
            unfit.setdefault("opted_out", []).append(row.pk)
        elif row.pk in spared:
            unfit.setdefault("not_needed", []).append(row.pk)
        else:
            fit.append(row)
    for reason, pks in unfit.items():
        _end(pks, reason, now)
    return fit


def _end(pks: list[int], reason: str, now: datetime) -> None:
    if pks:
        Delivery.objects.filter(pk__in=pks, status=Delivery.Status.QUEUED).update(
            status=Delivery.Status.FAILED, error=reason, ended_at=now
        )


def _claimed(row: Due, broadcast: Broadcast) -> Claimed:
    return Claimed(
        pk=row.pk,
        attempt=row.attempt + 1,
        carrier=row.carrier,
        broadcast=broadcast.key,
        broadcast_pk=broadcast.pk,
        address_index=row.address_index,
        to=row.address,
        body=body_of(broadcast, row.language),
        language=row.language,
        lane=row.lane,
        exercise=broadcast.exercise,
        expires=broadcast.expires,
    )
