"""What should work and does not is seen: on /readyz, on /metrics and at the desk, in both languages."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone, translation

from community.messaging.callbacks import StatusCallbacks
from community.messaging.models import Delivery, Heartbeat, Lane
from community.messaging.selectors.health import alarms, gauges, health
from community.messaging.services import heartbeats, spooling
from community.messaging.tasks import sweep
from community.people.models import Role
from portal.lib.networks import Networks
from portal.lib.spool import Spool
from portal.management.commands.up import say_that_time_is_kept
from tests.factories import NOON
from tests.factories.messaging import filled, phone
from tests.factories.people import member
from tests.factories.places import CommunityFactory

Part = Heartbeat.Part
MINUTE = dt.timedelta(minutes=1)


def states(now=NOON) -> dict[str, str]:
    return {check.part.value: check.state for check in health(now)}


def test_a_part_that_never_ran_is_named(db):
    assert states() == {"beat": "never", "sweep": "never"}


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_the_sweep_and_the_clock_say_that_they_work():
    sweep()
    say_that_time_is_kept()
    assert states(timezone.now()) == {"beat": "ok", "sweep": "ok"}


def test_late_is_an_alarm_and_the_next_run_ends_it(db):
    for part in (Part.BEAT, Part.SWEEP):
        heartbeats.beat(part, within=MINUTE, now=NOON)
    assert alarms(NOON + MINUTE) == []
    later = NOON + 12 * MINUTE
    heartbeats.beat(Part.BEAT, within=MINUTE, now=later)
    late = alarms(later)
    assert [(check.part, check.state, check.ran_at) for check in late] == [(Part.SWEEP, "late", NOON)]
    assert late[0].words == "late: last ran at 2026-07-08T12:00:00+00:00"
    heartbeats.beat(Part.SWEEP, within=MINUTE, now=later)
    assert alarms(later) == []


def test_trouble_is_said_until_it_is_over_or_old(db):
    heartbeats.trouble(Part.CANARY, "no_receipt", within=MINUTE * 60, now=NOON)
    assert states()["canary"] == "failing"
    assert states(NOON + 20 * MINUTE)["canary"] == "ok"  # nobody said so again
    heartbeats.trouble(Part.CANARY, "no_receipt", within=MINUTE, now=NOON + 20 * MINUTE)
    heartbeats.beat(Part.CANARY, within=MINUTE, now=NOON + 21 * MINUTE)
    assert states(NOON + 21 * MINUTE)["canary"] == "ok"
    heartbeats.excuse(Part.CANARY)
    assert "canary" not in states()


def test_readyz_says_it_in_words_and_stays_200(client, db):
    heartbeats.trouble(Part.CANARY, "no_receipt", within=MINUTE, now=timezone.now())
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "checks": {
            "receipts": "ok",
            "database": "ok",
            "queue": "ok",
            "beat": "never ran",
            "sweep": "never ran",
            "canary": "failing: no_receipt",
        },
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Sweep of the queue", "last ran 12", "Is a worker running", "Test text", "no receipt came back."]),
        ("zh-hans", ["队列巡检", "上次运行：12", "发送进程在运行吗", "测试短信", "没有收到回执。"]),
    ],
)
def test_the_desk_shows_it_in_both_languages(client, db, settings, language, words):
    now = timezone.now()
    heartbeats.beat(Part.BEAT, within=MINUTE, now=now)
    heartbeats.beat(Part.SWEEP, within=MINUTE, now=now - dt.timedelta(minutes=12, seconds=5))
    heartbeats.trouble(Part.CANARY, "no_receipt", within=MINUTE, now=now)
    client.force_login(member(Role.OFFICER, community=CommunityFactory()))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get("/desk/fragment/").content.decode().replace("\xa0", " ")
    assert [word for word in words if word not in page] == []
    heartbeats.beat(Part.SWEEP, within=MINUTE, now=now)
    heartbeats.beat(Part.CANARY, within=MINUTE, now=now)
    page = client.get("/desk/fragment/").content.decode()
    assert words[0] not in page


def test_every_part_has_advice_in_chinese(db):
    for part in Part:
        heartbeats.trouble(part, "x", within=MINUTE, now=NOON)
    with translation.override("en"):
        english = [(check.label, check.advice) for check in health(NOON)]
    with translation.override("zh-hans"):
        chinese = [(check.label, check.advice) for check in health(NOON)]
    assert len(english) == len(Part)
    assert not set(english) & set(chinese)


def metrics(client=None, **said) -> str:
    answer = (client or Client()).get("/metrics", **said)
    assert answer.status_code == 200
    return answer.content.decode()


def test_metrics_count_what_waits(db, settings, tmp_path):
    settings.RECEIPT_SPOOL = tmp_path
    (tmp_path / "1.spool").write_bytes(b"x" * 77)
    now = timezone.now()
    filled([phone(1), phone(2)], key="a", lane=Lane.EXTREME, now=now - 5 * MINUTE)
    filled([phone(3)], key="b", lane=Lane.REMINDER, now=now)
    Delivery.objects.filter(broadcast__key="b").update(channel="voice")
    unclear = Delivery.objects.filter(broadcast__key="a").latest("pk")
    Delivery.objects.filter(pk=unclear.pk).update(status="unknown")
    heartbeats.beat(Part.SWEEP, within=MINUTE, now=now - 3 * MINUTE)
    said = metrics().splitlines()
    assert 'shouwang_queue_depth{channel="sms",lane="extreme"} 1.0' in said
    assert 'shouwang_queue_depth{channel="voice",lane="reminder"} 1.0' in said
    assert "shouwang_deliveries_unknown 1.0" in said
    assert "shouwang_spool_bytes 77.0" in said
    assert 'shouwang_alarm{part="beat"} 1.0' in said
    ages = {row.name: dict_of(row) for row in gauges(now)}
    assert ages["shouwang_heartbeat_age_seconds"] == {("sweep",): 180.0}
    assert ages["shouwang_queue_oldest_seconds"][("sms", "extreme")] == 300.0
    assert not any(phone(1)[2:] in line for line in said)


def dict_of(gauge) -> dict[tuple, float]:
    return {tuple(labels.values()): value for labels, value in gauge.values}


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "203.0.113.9"}, 403),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 403),  # a proxy nobody told us of
        ({"REMOTE_ADDR": "10.0.0.7", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 403),
        ({"REMOTE_ADDR": "10.0.0.7", "HTTP_X_FORWARDED_FOR": "10.1.0.9"}, 200),
    ],
)
def test_metrics_are_for_those_who_were_named(db, settings, said, status):
    settings.TRUSTED_PROXIES = Networks(["10.0.0.7"])
    settings.METRICS_ALLOW = Networks(["127.0.0.0/8", "10.1.0.0/16"])
    assert Client().get("/metrics", **said).status_code == status
    assert Client().post("/metrics", **said).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_receipts_that_find_no_room_are_an_alarm(tmp_path, settings):
    settings.RECEIPT_SPOOL = tmp_path / "spool"
    app = StatusCallbacks(None, Spool(settings.RECEIPT_SPOOL, limit=10))
    app.drainer = spooling.Drainer(app.spool)
    with pytest.raises(Exception, match="503"):
        app._keep(spooling.Report(1, 1, "SM1", "delivered", ""))
    assert app.drainer._round()
    assert states(timezone.now())["spool"] == "failing"
    app.spool.limit = 10_000
    app.drainer.beat_at = float("-inf")
    assert app.drainer._round()
    assert states(timezone.now())["spool"] == "ok"
