"""The demo's alerts: drafted, approved by a second person; their deliveries ended before anybody could send them."""

import copy
import random
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from community.accounts.models import User
from community.alerts.models import Alert
from community.alerts.services import approve_alert, clear_alert, draft_alert, expire_alerts, submit_alert
from community.messaging.models import Broadcast, Delivery
from community.messaging.services import fill_broadcast
from community.places.models import Community
from portal.management.demo.alert_words import ALL_CLEAR, EXERCISE, FLOOD, WATER
from portal.management.demo.presets import Preset

# of a hundred texts: delivered, handed to the carrier, outcome unknown, failed
OVER = (97, 0, 0, 3)
RUNNING = (81, 12, 2, 5)
ON_ITS_WAY = timedelta(milliseconds=400)  # from our claim to the carrier's answer
FAILURES = ("30003", "30005", "30006")  # the carrier's words: phone off, number unknown, landline


def make_alerts(community: Community, preset: Preset, people: dict[str, User], now: datetime) -> list[Alert]:
    """Nothing where the community has alerts already."""
    if Alert.objects.filter(community=community).exists():
        return []
    rng = random.Random(community.slug)
    flood_at, water_at = now - timedelta(days=12, hours=7), now - timedelta(days=5, hours=3)
    flood = issued(
        community, preset, FLOOD, people, flood_at, expires=flood_at + timedelta(hours=14), rng=rng, split=OVER
    )
    over = all_clear(flood, people, flood_at + timedelta(hours=11), preset, rng)
    water = issued(
        community, preset, WATER, people, water_at, expires=water_at + timedelta(hours=20), rng=rng, split=OVER
    )
    expire_alerts(now=water_at + timedelta(hours=20, minutes=1))
    exercise = issued(
        community,
        preset,
        EXERCISE,
        people,
        now - timedelta(minutes=18),
        expires=now + timedelta(hours=6),
        rng=rng,
        split=RUNNING,
    )
    return [flood, over, water, exercise]


@transaction.atomic
def issued(
    community: Community,
    preset: Preset,
    words: dict[str, Any],
    people: dict[str, User],
    at: datetime,
    *,
    expires: datetime,
    rng: random.Random,
    split: tuple[int, int, int, int],
) -> Alert:
    """One alert all the way, in one transaction: no row is ever seen waiting to be sent."""
    fields = copy.deepcopy(words)
    fields["infos"] = spoken_by(fields["infos"], community)
    if fields["kind"] == "relay":
        fields["issuer"] = preset.weather_office
    alert = draft_alert(community=community, by=people["officer"], now=at, expires=expires, **fields)
    return decided(alert, people, at, rng, split)


@transaction.atomic
def all_clear(alert: Alert, people: dict[str, User], at: datetime, preset: Preset, rng: random.Random) -> Alert:
    infos = spoken_by(copy.deepcopy(ALL_CLEAR), alert.community)
    over = clear_alert(alert, by=people["officer"], now=at, infos=infos)
    return decided(over, people, at, rng, OVER)


def decided(
    alert: Alert, people: dict[str, User], at: datetime, rng: random.Random, split: tuple[int, int, int, int]
) -> Alert:
    """Submit, approve, and end every delivery as `split` says."""
    submit_alert(alert, by=people["officer"], now=at + timedelta(minutes=4))
    issued_at = at + timedelta(minutes=7)
    approve_alert(alert, by=people["approver"], now=issued_at)
    alert.refresh_from_db()
    broadcast = alert.broadcast
    if broadcast is not None:
        fill_broadcast(broadcast, now=issued_at)
        end_rows(broadcast, issued_at, rng, split)
    return alert


def end_rows(broadcast: Broadcast, at: datetime, rng: random.Random, split: tuple[int, int, int, int]) -> None:
    """Write what became of each text, as if a carrier had said so. No carrier is asked, now or later."""
    delivered, sent, unknown, _failed = split
    rows = list(broadcast.deliveries.order_by("pk"))
    for number, row in enumerate(rows):
        row.attempt, row.carrier, row.lease_until = 1, "demo", None
        row.sent_at = at + timedelta(seconds=1 + number // 80, milliseconds=rng.randrange(1000))
        row.claimed_at = row.sent_at - ON_ITS_WAY
        row.carrier_id = f"DEMO{broadcast.pk:06d}{number:06d}"
        draw = rng.randrange(100)
        if draw < delivered:
            row.status, row.ended_at = Delivery.Status.DELIVERED, row.sent_at + timedelta(seconds=rng.randrange(2, 40))
        elif draw < delivered + sent:
            row.status = Delivery.Status.SENT
        elif draw < delivered + sent + unknown:
            row.status, row.carrier_id = Delivery.Status.UNKNOWN, ""
        else:
            row.status, row.ended_at = Delivery.Status.FAILED, row.sent_at + timedelta(seconds=rng.randrange(3, 60))
            row.error = rng.choice(FAILURES)
    fields = ["attempt", "carrier", "carrier_id", "lease_until", "claimed_at", "sent_at", "ended_at", "status", "error"]
    Delivery.objects.bulk_update(rows, fields, batch_size=500)


def spoken_by(infos: list[dict[str, str]], community: Community) -> list[dict[str, str]]:
    """The words with the issuer's name set in, in each language."""
    return [
        {key: text.replace("{issuer}", community.issuer.get(info["language"], "")) for key, text in info.items()}
        for info in infos
    ]
