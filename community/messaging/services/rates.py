"""How fast each carrier is used: one bucket for all processes, slower after every refusal.

Embedded, the bucket is a row; in a city it is a script in Redis, and the row again while Redis is away.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol

import structlog
from django.conf import settings
from django.db import transaction
from redis import Redis, RedisError

from community.messaging.carriers.bucket import BURST, CATCH_UP, CLOCK_SET_BACK, RESERVED, Bucket
from community.messaging.models import CarrierState, SendingRate

log = structlog.get_logger(__name__)

ONE_REFUSAL = timedelta(seconds=1)  # what is refused so soon after a halving was sent before it
KEPT = 3600  # seconds that Redis remembers a bucket nobody uses
AWAY = 5.0  # seconds until a Redis that did not answer is tried again


class Rate(Protocol):
    """The bucket of a carrier, shared by every process that sends."""

    def take(self, wanted: Sequence[float], *, per_second: float, now: datetime) -> list[float]:
        """How many of the `wanted` segments of each lane may go now; they are taken out."""

    def correct(self, more: Sequence[float], *, per_second: float) -> None:
        """Take `more` of each lane than was given; below zero gives back."""


def rate_of(carrier: str) -> Rate:
    """The bucket of the carrier of that name."""
    return RedisRate(carrier) if settings.REDIS_URL else RowRate(carrier)


def slow_down(carrier: str, *, full: float, wait: float = 0, now: datetime) -> None:
    """The carrier said that we are too fast: half the present rate, and nothing at all for `wait` seconds.

    The rate comes back by itself, CarrierState.RECOVERY a second.
    """
    with transaction.atomic():
        state, _made = CarrierState.objects.select_for_update().get_or_create(name=carrier)
        if state.slowed_at is None or now - state.slowed_at >= ONE_REFUSAL:
            state.slowed_to, state.slowed_at = state.slower(full, now), now
            log.warning("carrier.slowed", carrier=carrier, per_second=round(state.slowed_to, 2))
        state.held_until = max(state.held_until or now, now + timedelta(seconds=wait))
        state.save(update_fields=["slowed_to", "slowed_at", "held_until"])


class RowRate:
    """In the database. Inside the claim's own transaction: one writer at a time is what makes it right."""

    def __init__(self, carrier: str):
        self.carrier = carrier

    def take(self, wanted: Sequence[float], *, per_second: float, now: datetime) -> list[float]:
        return self._with_bucket(lambda b: b.take(wanted, per_second=per_second, now=now.timestamp()), per_second, now)

    def correct(self, more: Sequence[float], *, per_second: float) -> None:
        self._with_bucket(lambda bucket: bucket.correct(more, per_second=per_second), per_second, None)

    def _with_bucket(
        self, act: Callable[[Bucket], list[float]], per_second: float, now: datetime | None
    ) -> list[float]:
        with transaction.atomic():
            row = SendingRate.objects.select_for_update().filter(name=self.carrier).first()
            if row is None:
                at = now.timestamp() if now else 0.0
                first = Bucket.full(per_second, at)
                row, _made = SendingRate.objects.select_for_update().get_or_create(
                    name=self.carrier, defaults={"tokens": first.tokens, "lanes": first.lanes, "at": at}
                )
            bucket = Bucket(row.tokens, list(row.lanes), row.at, row.busy)
            answer = act(bucket)
            row.tokens, row.lanes, row.at, row.busy = bucket.tokens, bucket.lanes, bucket.at, bucket.busy
            row.save()
        return answer


class RedisRate:
    """In Redis: one script, so that nobody takes between another's look and grasp."""

    away_until = 0.0  # of this process's clock

    def __init__(self, carrier: str):
        self.key, self.row = f"shouwang:rate:{carrier}", RowRate(carrier)

    def take(self, wanted: Sequence[float], *, per_second: float, now: datetime) -> list[float]:
        answer = self._run("take", wanted, per_second, now.timestamp())
        return self.row.take(wanted, per_second=per_second, now=now) if answer is None else answer

    def correct(self, more: Sequence[float], *, per_second: float) -> None:
        if self._run("correct", more, per_second, 0.0) is None:
            self.row.correct(more, per_second=per_second)

    def _run(self, what: str, amounts: Sequence[float], per_second: float, now: float) -> list[float] | None:
        """What the script answers; None while Redis is away: then the row stands in, and warnings go on."""
        if time.monotonic() < RedisRate.away_until:
            return None
        try:
            numbers = [per_second, now, BURST, CATCH_UP, CLOCK_SET_BACK, KEPT, *RESERVED, *amounts]
            given = _script()(keys=[self.key], args=[what, *(repr(float(number)) for number in numbers)])
        except RedisError as error:
            RedisRate.away_until = time.monotonic() + AWAY
            log.warning("rate.redis_away", reason=type(error).__name__)
            return None
        return [float(amount) for amount in given]


@lru_cache(maxsize=1)
def _script() -> Callable[..., list[bytes]]:
    client = Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    return client.register_script(REDIS)


# Bucket.take and Bucket.correct, word for word.
REDIS = """
local what, rate, now = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local burst, catch_up, set_back = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local share, amount, kept, most = {}, {}, {}, {}
local reserves = 0
for lane = 1, 4 do
  share[lane] = tonumber(ARGV[7 + lane])
  amount[lane] = tonumber(ARGV[11 + lane])
  most[lane] = 0
  if share[lane] > 0 then most[lane] = math.max(share[lane] * rate * burst, 1) end
  reserves = reserves + most[lane]
end
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at', 'busy', '1', '2', '3', '4')
local tokens, at, busy = tonumber(held[1]), tonumber(held[2]), held[3] == '1'
local function most_tokens()
  return math.max(rate * (busy and catch_up or burst), reserves + 1)
end
if not tokens then
  tokens, at = math.max(rate * burst, reserves + 1), now
  for lane = 1, 4 do kept[lane] = most[lane] end
else
  for lane = 1, 4 do kept[lane] = tonumber(held[3 + lane]) end
end
local given = {0, 0, 0, 0}
if what == 'take' then
  local passed = now - at
  if passed < set_back then
    at = now
  elseif passed > 0 then
    tokens = math.min(tokens + passed * rate, most_tokens())
    for lane = 1, 4 do kept[lane] = math.min(kept[lane] + passed * rate * share[lane], most[lane]) end
    at = now
  end
  for lane = 1, 4 do
    given[lane] = math.min(amount[lane], math.max(kept[lane], 0))
    kept[lane] = kept[lane] - given[lane]
    tokens = tokens - given[lane]
  end
  busy = false
  for lane = 1, 4 do
    local free = tokens
    for other = 1, 4 do free = free - math.max(kept[other], 0) end
    local part = math.max(math.min(amount[lane] - given[lane], free), 0)
    tokens = tokens - part
    given[lane] = given[lane] + part
    busy = busy or amount[lane] > given[lane]
  end
else
  for lane = 1, 4 do
    tokens = math.min(tokens - amount[lane], most_tokens())
    if share[lane] > 0 then kept[lane] = math.min(kept[lane] - amount[lane], most[lane]) end
  end
end
local function exact(number) return string.format('%.17g', number) end
redis.call('HSET', KEYS[1], 'tokens', exact(tokens), 'at', exact(at), 'busy', busy and '1' or '0',
           '1', exact(kept[1]), '2', exact(kept[2]), '3', exact(kept[3]), '4', exact(kept[4]))
redis.call('EXPIRE', KEYS[1], tonumber(ARGV[7]))
return {exact(given[1]), exact(given[2]), exact(given[3]), exact(given[4])}
"""
