"""Web push, against a real service that decrypts what it gets and checks the signature."""

import json
from datetime import timedelta

import pytest

from community.messaging.carriers.base import Fate, OutgoingText
from community.messaging.carriers.push import PushCarrier, public_key
from community.messaging.carriers.titles import parts_of
from community.messaging.carriers.tokens import is_token
from community.messaging.models import Lane
from community.messaging.services import send_due, send_text, sweep
from community.people.models import Device
from portal.lib.keys import new_vapid_key
from portal.lib.sealing import blind_index, seal
from tests.factories import NOON
from tests.factories.people import resident
from tests.support.pushservice import PushService

KEY = new_vapid_key()
SITE = "https://watch.example.org"
VALUES = {
    "vapid_key": KEY,
    "vapid_contact": "mailto:office@example.org",
    "receipt_key": "a key",
    "public_url": SITE,
    "outbound_exempt": ["127.0.0.1"],
    "timeout": 5.0,
}
WORDS = f"Liuwan office: Flood in Lower Street. Go to the school now. {SITE}/alerts/LW-7KX2PQ/ Ref LW-7KX2PQ"


@pytest.fixture
def push():
    with PushService() as service:
        yield service


def text(to, **changes):
    fields = {"delivery": 7, "attempt": 1, "to": to, "body": WORDS, "seconds_left": 600, "language": "en"}
    return OutgoingText(**{**fields, "broadcast": "alert:LW-7KX2PQ", "lane": 0, **changes})


async def send(*texts, **values):
    carrier = PushCarrier({**VALUES, **values})
    await carrier.open()
    try:
        return [await carrier.send(one) for one in texts]
    finally:
        await carrier.close()


def address(*browsers):
    return json.dumps([browser.subscription for browser in browsers])


async def test_a_browser_is_shown_the_warning_sealed_and_signed(push):
    phone = push.browser("phone")
    (outcome,) = await send(text(address(phone)))
    assert (outcome.fate, outcome.carrier_id, outcome.gone) == (Fate.ACCEPTED, "push-7-1", ())
    (shown,) = phone.shown
    seen = shown.pop("seen")
    assert shown == {
        "title": "Liuwan office: Flood in Lower Street.",
        "body": "Go to the school now. Ref LW-7KX2PQ",
        "url": "/alerts/LW-7KX2PQ/",
        "tag": "alert:LW-7KX2PQ",
        "language": "en",
        "exercise": False,
    }
    assert is_token(seen.split("/")[-2], "a key", "seen", 7, 1)
    (asked,) = phone.asked
    assert (asked["TTL"], asked["Urgency"], asked["Content-Encoding"]) == ("600", "high", "aes128gcm")
    assert len(asked["Topic"]) == 32
    assert (push.claims["sub"], push.key) == ("mailto:office@example.org", public_key(KEY))


async def test_an_exercise_is_not_urgent_and_says_so_first(push):
    phone = push.browser("phone")
    body = "【演练】柳湾社区：洪水演练。请到学校。"
    await send(text(address(phone), body=body, language="zh-hans", exercise=True))
    (shown,) = phone.shown
    assert (shown["title"], shown["body"], shown["exercise"]) == ("【演练】柳湾社区：洪水演练。", "请到学校。", True)
    assert (shown["url"], phone.asked[0]["Urgency"]) == ("/", "normal")


async def test_one_device_that_takes_it_is_enough_and_the_dead_ones_are_named(push):
    phone, old, lost = push.browser("phone"), push.browser("old"), push.browser("lost")
    push.trouble("old", "410")
    push.trouble("lost", "404")
    (outcome,) = await send(text(address(old, phone, lost)))
    assert outcome.fate == Fate.ACCEPTED
    assert set(outcome.gone) == {old.endpoint, lost.endpoint}
    push.trouble("old", "410")
    (outcome,) = await send(text(address(old)))
    assert (outcome.fate, outcome.error, outcome.gone) == (Fate.REFUSED, "gone", (old.endpoint,))


@pytest.mark.parametrize(
    ("trouble", "fate", "error", "wait"),
    [
        ("429", Fate.UNSENT, "20429", 2.0),
        ("401", Fate.UNSENT, "http_401", 0),
        ("413", Fate.REFUSED, "http_413", 0),
        ("500", Fate.UNCLEAR, "http_500", 0),
        ("503", Fate.UNCLEAR, "http_503", 0),
        ("reset", Fate.UNCLEAR, "connection_lost", 0),
        ("taken, then reset", Fate.UNCLEAR, "connection_lost", 0),
        ("hang", Fate.UNCLEAR, "timeout", 0),
        ("inside", Fate.REFUSED, "http_307", 0),
    ],
)
async def test_every_answer_is_sorted(push, trouble, fate, error, wait):
    phone = push.browser("phone")
    push.trouble("phone", trouble)
    (outcome,) = await send(text(address(phone)), timeout=0.5 if trouble == "hang" else 5.0)
    assert (outcome.fate, outcome.error, outcome.wait, outcome.gone) == (fate, error, wait, ())


async def test_a_repeat_replaces_the_first(push):
    """So what is unclear may be sent again: the service keeps one of a topic, the screen shows one of a tag."""
    phone = push.browser("phone")
    push.trouble("phone", "taken, then reset")
    await send(text(address(phone)), text(address(phone), attempt=2))
    assert len({asked["Topic"] for asked in phone.asked}) == 1
    assert [shown["tag"] for shown in phone.shown] == ["alert:LW-7KX2PQ"] * 2


async def test_nothing_is_posted_into_a_private_network(push):
    phone = push.browser("phone")
    (outcome,) = await send(text(address(phone)), outbound_exempt=[])
    assert (outcome.fate, outcome.error, push.requests) == (Fate.REFUSED, "address", 0)


async def test_a_service_that_is_away_is_tried_again():
    with PushService() as push:
        phone = push.browser("phone")
    (outcome,) = await send(text(address(phone)))
    assert (outcome.fate, outcome.error) == (Fate.UNSENT, "no_connection")


@pytest.mark.parametrize("to", ["", "[]", "{}", "[1]", "null", '{"endpoint": 1}'])
async def test_what_is_no_subscription_is_refused(to):
    (outcome,) = await send(text(to))
    assert (outcome.fate, outcome.error) == (Fate.REFUSED, "no_device")


async def test_keys_that_nothing_can_be_sealed_with_are_named_gone(push):
    phone = push.browser("phone")
    broken = {"endpoint": phone.endpoint, "keys": {"p256dh": "AAAA", "auth": "AAAA"}}
    (outcome,) = await send(text(json.dumps(broken)))
    assert (outcome.fate, outcome.error, outcome.gone) == (Fate.REFUSED, "bad_keys", (phone.endpoint,))


async def test_a_very_long_warning_still_fits(push):
    phone = push.browser("phone")
    (outcome,) = await send(text(address(phone), body="洪水来了，马上离开。" * 400))
    assert outcome.fate == Fate.ACCEPTED
    assert phone.shown[0]["body"].endswith("…")


@pytest.mark.parametrize(
    ("body", "title", "rest", "url"),
    [
        ("Flood 3.5 m. Leave.", "Flood 3.5 m.", "Leave.", ""),
        ("Leave now", "Leave now", "Leave now", ""),
        ("洪水！马上离开。https://a.example/x。", "洪水！", "马上离开。 。", "https://a.example/x"),
        ("x" * 100, "x" * 79 + "…", "x" * 100, ""),
        ("One\nTwo", "One", "Two", ""),
        ("One\u2028" + "x" * 100, "One " + "x" * 75 + "…", "One\u2028" + "x" * 100, ""),
    ],
)
def test_a_text_is_taken_apart(body, title, rest, url):
    parts = parts_of(body)
    assert (parts.title, parts.body, parts.url) == (title, rest, url)


# --- the whole way ---


@pytest.fixture
def pushed(settings, push):
    settings.CARRIERS = {**settings.CARRIERS, "push": ["community.messaging.carriers.push.PushCarrier"]}
    settings.VAPID_PRIVATE_KEY, settings.VAPID_CONTACT = KEY, "mailto:office@example.org"
    settings.OUTBOUND_EXEMPT = ["127.0.0.1"]
    return push


def queued(*browsers, key="alert:LW-1", lane=Lane.EXTREME):
    return send_text(
        key=key,
        phone=address(*browsers),
        body=WORDS,
        language="en",
        lane=lane,
        channel="push",
        expires=NOON + timedelta(minutes=10),
        now=NOON,
    )


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_a_push_goes_the_whole_way_and_dead_devices_are_forgotten(pushed):
    phone, old = pushed.browser("phone"), pushed.browser("old")
    pushed.trouble("old", "410")
    person = resident(1)
    for one in (phone, old):
        Device.objects.create(
            resident=person,
            subscription_sealed=seal(json.dumps(one.subscription)),
            endpoint_index=blind_index(one.endpoint),
            name=one.endpoint[-5:],
            created=NOON,
        )
    row = queued(phone, old)
    assert send_due(now=NOON, channel="push") == 1
    row.refresh_from_db()
    assert (row.status, row.carrier, row.carrier_id) == ("sent", "webpush", f"push-{row.pk}-1")
    assert [device.name for device in person.devices.all()] == ["phone"]
    assert phone.shown[0]["seen"].startswith(f"/push/seen/{row.pk}/1/")


@pytest.mark.django_db(transaction=True)
def test_what_is_unclear_is_pushed_again_and_replaces_itself(pushed):
    phone = pushed.browser("phone")
    pushed.trouble("phone", "taken, then reset")
    row = queued(phone, lane=Lane.WARNING)
    send_due(now=NOON, channel="push")
    row.refresh_from_db()
    assert row.status == "unknown"
    sweep(now=NOON + timedelta(seconds=61))
    send_due(now=NOON + timedelta(seconds=62), channel="push")
    row.refresh_from_db()
    assert (row.status, row.attempt, len({asked["Topic"] for asked in phone.asked})) == ("sent", 2, 1)


@pytest.mark.django_db(transaction=True)
def test_no_endpoint_stands_in_a_log(pushed, caplog):
    phone = pushed.browser("phone")
    pushed.trouble("phone", "500", "410", "429")
    for number in range(4):
        queued(phone, key=f"k{number}")
        send_due(now=NOON + timedelta(seconds=number * 10), channel="push")
    assert "/push/phone" not in caplog.text
