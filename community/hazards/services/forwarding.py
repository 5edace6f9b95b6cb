"""Sending reports to other Open311 servers, and asking what became of them. Nothing leaves inside a transaction.

A report is posted once. Before any further post the other side is asked for our reference; where an answer was lost
and the other side does not show it, a person decides.
"""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
import structlog
from django.conf import settings
from django.db import transaction

from community.hazards.models import Forward, Handover, Report, ReportEvent
from community.hazards.open311 import Answer, Unreadable, read_answers, read_reasons
from portal.lib.live import publish
from portal.lib.moves import try_move
from portal.lib.outbound import Fetched, NotSent, Refused, TooLarge, get, post
from portal.lib.sealing import seal, unseal

log = structlog.get_logger(__name__)
F = Forward.Status
WAITS = (timedelta(0), timedelta(minutes=5), timedelta(minutes=30))  # the last one again and again
PATIENCE = timedelta(hours=24)  # without success, before a person is asked
ASKED_ENOUGH = 4  # attempts: posted, then asked at once, after 5 and after 30 minutes
LEASE = timedelta(minutes=5)  # longer than any step takes
AT_ONCE = 50
BUDGET = 45.0  # seconds of one run; the next one goes on
LOOKS = (timedelta(minutes=30), timedelta(hours=12))  # the first pause between looks, and the longest
SOON = timedelta(minutes=1)
SEARCH_BACK = timedelta(days=1)  # clocks differ, and some servers know no zones
POST_SECONDS, ASK_SECONDS = 30.0, 10.0
LIST_BYTES = 8 * 1024 * 1024  # of a thousand requests
MOST_PAGES = 10
LONGEST_WORDS = 3500  # characters, so that the description with our reference stays under 4,000


class Trouble(Exception):
    """It did not go well. `code`: of Forward.ERRORS; `is_final`: no later attempt will mend it."""

    def __init__(self, code: str, reason: str = "", *, is_final: bool = False):
        super().__init__(code)
        self.code, self.reason, self.is_final = code, reason, is_final


class Untaken(Trouble):
    """They heard nothing, or refused it: it surely is not there."""


class Lost(Trouble):
    """It left, and whether it was taken is not known."""


def forward_due(*, now: datetime) -> int:
    """Send, and ask about, what is due; how many. A server that does not answer is asked once a run."""
    due = Forward.objects.filter(status__in=Forward.RUNNING, next_at__lte=now, endpoint__is_active=True)
    names = ("report__community", "report__category", "report__area", "endpoint", "handover")
    done, end, away = 0, time.monotonic() + BUDGET, set()
    for row in due.select_related(*names).order_by("next_at", "pk")[:AT_ONCE]:
        if row.endpoint_id in away:
            continue
        if time.monotonic() > end:
            break
        held = Forward.objects.filter(pk=row.pk, status=row.status, next_at=row.next_at)
        if held.update(next_at=now + LEASE, attempts=row.attempts + 1):
            row.attempts += 1
            if not _step(row, now):
                away.add(row.endpoint_id)
            done += 1
    return done


def _step(row: Forward, now: datetime) -> bool:
    """False where the server did not answer."""
    steps = {F.WAITING: _send, F.SENT: _settle, F.TOKEN: _redeem, F.FOLLOWED: _look}
    try:
        steps[F(row.status)](row, now)
    except Trouble as trouble:
        _failed(row, trouble, now)
        return trouble.code not in ("away", "unknown")
    except Exception as error:  # one row holds up no other; the text may repeat an address
        log.error("forward.broken", forward=row.pk, reason=type(error).__name__)
        _failed(row, Trouble("failed"), now)
    return True


def _send(row: Forward, now: datetime) -> None:
    """Post it; where an earlier post may have arrived, only once they have been asked for it.

    What was taken from the public meanwhile goes only where a person says so again.
    """
    if row.report.is_hidden and not row.is_cleared:
        raise Trouble("hidden", is_final=True)
    earlier = Forward.objects.filter(report=row.report_id, endpoint=row.endpoint_id, posts__gt=0)
    if earlier.exists():
        try:
            found = _found(row)
        except Trouble:
            if not row.is_cleared:  # a person has asked in their stead
                raise
            found = None
        if found is not None:
            return _taken(row, found, now)
    fields = json.loads(unseal(row.sent_sealed)) if row.sent_sealed else _fields(row)
    # written first: a process that dies from here on leaves no second post behind
    left = {"posts": row.posts + 1, "sent_sealed": seal(json.dumps(fields)), "is_cleared": False}
    if not try_move(row, F.SENT, **left):
        return None
    try:
        return _posted(row, fields, now)
    except Untaken:
        try_move(row, F.WAITING, posts=row.posts - 1, sent_sealed=None)
        raise
    except Lost:
        raise
    except Trouble:  # they say that it failed; what they keep of it, they are asked before the next post
        try_move(row, F.WAITING)
        raise


def _posted(row: Forward, fields: dict[str, str], now: datetime) -> None:
    address = f"{row.endpoint.address}/requests.{row.endpoint.form}"
    key = {"api_key": unseal(row.endpoint.api_key_sealed)} if row.endpoint.api_key_sealed else {}
    try:
        fetched = post(address, data={**fields, **key}, headers={"Idempotency-Key": row.key}, seconds=POST_SECONDS)
    except Refused:
        raise Untaken("address", is_final=True) from None
    except NotSent:
        raise Untaken("away") from None
    except (TooLarge, TimeoutError, aiohttp.ClientError, OSError):
        raise Lost("unknown") from None
    if fetched.status in (502, 504):  # a gateway's word: what stands behind it may have taken it
        raise Lost("unknown")
    _judge(fetched, secret=key.get("api_key", ""))
    try:
        answers = read_answers(fetched.body)
    except Unreadable:
        raise Lost("unknown") from None
    if not answers or not (answers[0].request_id or answers[0].token):
        raise Lost("unknown")
    _taken(row, answers[0], now)


def _settle(row: Forward, now: datetime) -> None:
    """An answer was lost: they are asked first, and only who knows a repeat gets it again."""
    found = _found(row)
    if found is not None:
        return _taken(row, found, now)
    if row.endpoint.knows_repeats and row.sent_sealed:
        return _posted(row, json.loads(unseal(row.sent_sealed)), now)
    raise Lost("unknown", is_final=row.attempts >= ASKED_ENOUGH)


def _redeem(row: Forward, now: datetime) -> None:
    answers = _asked(row, f"tokens/{quote(row.token, safe='')}")
    if not answers or not answers[0].request_id:
        raise Trouble("slow")
    _taken(row, answers[0], now)


def _look(row: Forward, now: datetime) -> None:
    answers = _asked(row, f"requests/{quote(row.request_id, safe='')}")
    if not answers or not answers[0].status:
        raise Trouble("garbage" if answers else "missing")
    said = answers[0]
    is_first = not row.their_status and said.status == "open" and not said.notes  # as was to be expected
    is_news = (said.status, said.notes) != (row.their_status, row.their_notes)
    quiet = 0 if is_news else row.quiet + 1
    pause = min(LOOKS[0] * 2 ** min(quiet, 10), LOOKS[1])
    news = {"their_status": said.status, "their_notes": said.notes, "quiet": quiet, "next_at": now + pause}
    with transaction.atomic():
        held = Forward.objects.filter(pk=row.pk, status=F.FOLLOWED)
        well = held.update(**news, attempts=0, since=now, error="", reason="")
        if well and is_news and not is_first:
            _event(row, f"forward_{said.status}", row.endpoint.name, now, said.notes)


def _taken(row: Forward, said: Answer, now: datetime) -> None:
    """They have it, under a number or a token."""
    to = F.FOLLOWED if said.request_id else F.TOKEN
    known = {"request_id": said.request_id} if said.request_id else {"token": said.token}
    # at once a look is of no use; a token is redeemed soon
    well = {"attempts": 0, "since": now, "next_at": now + (LOOKS[0] if said.request_id else SOON)}
    with transaction.atomic():
        if not try_move(row, to, **known, **well, error="", reason="", sent_sealed=None):
            return
        if said.request_id:
            Handover.objects.filter(pk=row.handover_id).update(their_reference=said.request_id)
            _event(row, "forward_taken", f"{said.request_id} · {row.endpoint.name}", now)


def _failed(row: Forward, trouble: Trouble, now: datetime) -> None:
    """Later again; after a day, or where later mends nothing, a person decides."""
    log.warning("forward.failed", forward=row.pk, code=trouble.code)
    told: dict[str, Any] = {"error": trouble.code, "reason": trouble.reason}
    if row.status == F.SENT and trouble.code in ("away", "failed"):
        told["error"] = "unknown"  # whatever stands in the way of asking
    if trouble.is_final or now - row.since >= PATIENCE:
        with transaction.atomic():
            if try_move(row, F.STUCK, **told):
                _event(row, "forward_stuck", row.endpoint.name, now)
        return
    told["next_at"] = now + WAITS[min(row.attempts, len(WAITS)) - 1]
    Forward.objects.filter(pk=row.pk, status=row.status).update(**told)


def _event(row: Forward, kind: str, subject: str, now: datetime, note: str = "") -> None:
    ReportEvent.objects.create(report=row.report, kind=kind, subject=subject[:150], note=note, is_public=False, at=now)
    Report.objects.filter(pk=row.report_id).update(updated=now)
    publish("desk", "report", reference=row.report.reference)


def _judge(fetched: Fetched, *, secret: str = "") -> None:
    """Raises Trouble where the answer is no success, with their reason; `secret`, which they may repeat, is cut out."""
    if 200 <= fetched.status < 300:
        return
    reason = read_reasons(fetched.body.replace(secret.encode(), "…".encode()) if secret else fetched.body)
    if fetched.status >= 500 or fetched.status in (408, 425, 429):
        raise Trouble("failed", reason)
    if 300 <= fetched.status < 400:
        raise Untaken("moved", is_final=True)
    if fetched.status in (401, 403):
        raise Untaken("key", reason, is_final=True)
    raise Untaken("refused", reason, is_final=True)


def _asked(row: Forward, what: str, **query: str) -> list[Answer]:
    """GET below the server's address. Raises Trouble, never a final one: a look costs nothing."""
    if row.endpoint.jurisdiction_id:
        query["jurisdiction_id"] = row.endpoint.jurisdiction_id
    address = f"{row.endpoint.address}/{what}.{row.endpoint.form}" + (f"?{urlencode(query)}" if query else "")
    try:
        fetched = get(address, largest=LIST_BYTES, seconds=ASK_SECONDS)
        _judge(fetched)
        return read_answers(fetched.body)
    except Refused:
        raise Trouble("address") from None
    except (Unreadable, TooLarge):
        raise Trouble("garbage") from None
    except Trouble as trouble:
        code = "missing" if fetched.status in (404, 410) else trouble.code
        raise Trouble(code, trouble.reason) from None
    except (TimeoutError, aiohttp.ClientError, OSError):
        raise Trouble("away") from None


def _found(row: Forward) -> Answer | None:
    """What they hold under our reference. Raises Trouble where they cannot be asked, or not to the end."""
    start = (row.handover.at - SEARCH_BACK).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    query = {"start_date": start, "service_code": row.endpoint.code_for(row.report.category)}
    named = Forward.objects.filter(report=row.report_id).exclude(request_id="")
    known = set(named.values_list("request_id", flat=True))
    mark, seen = _mark(row.report), set()
    for page in range(1, MOST_PAGES + 1):
        try:
            answers = _asked(row, "requests", **query, **({"page": str(page)} if page > 1 else {}))
        except Trouble as trouble:
            if page > 1 and trouble.code == "refused":  # it knows no pages: the first list was all
                return None
            if trouble.code in ("away", "failed", "address"):
                raise
            # it shows no lists, or none that can be read
            raise Trouble("unknown", trouble.reason, is_final=row.attempts >= ASKED_ENOUGH) from None
        fresh = [one for one in answers if one.request_id and one.request_id not in seen]
        for one in fresh:
            if mark in one.description and one.request_id not in known:
                return one
        if not fresh:
            return None
        seen |= {one.request_id for one in fresh}
    raise Trouble("unknown")


def _mark(report: Report) -> str:
    """What our reference looks like in their description."""
    return f"{settings.PUBLIC_URL}{report.get_absolute_url()}"


def _fields(row: Forward) -> dict[str, str]:
    """What is sent: what everybody may read; more of the place, and who reported it, only where that was agreed."""
    report, endpoint = row.report, row.endpoint
    code = endpoint.code_for(report.category)
    if not code:
        raise Trouble("unmapped", is_final=True)
    fields = {
        "jurisdiction_id": endpoint.jurisdiction_id,
        "service_code": code,
        "description": f"{report.description[:LONGEST_WORDS]}\n\n{report.reference} {_mark(report)}",
        "address_string": report.place if endpoint.exact_place else report.public_where,
    }
    exact = None if report.latitude is None else (report.latitude, report.longitude)
    if (position := exact if endpoint.exact_place else report.public_position) is not None:
        fields |= {"lat": str(position[0]), "long": str(position[1])}
    photo = report.photos.first() if report.is_public else None
    if photo is not None:
        fields["media_url"] = f"{settings.PUBLIC_URL}{photo.full_path}"
    if row.with_reporter and endpoint.takes_reporter:
        fields["first_name"] = unseal(report.reporter_name_sealed) if report.reporter_name_sealed else ""
        fields["phone"] = unseal(report.reporter_phone_sealed) if report.reporter_phone_sealed else ""
    return {name: value for name, value in fields.items() if value}
