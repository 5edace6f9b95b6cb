"""STOP bars texts, not warnings: of real danger people still hear by the other ways that they allow."""

import pytest

from community.alerts.selectors import preview_of
from community.messaging.models import Lane, OptOut
from community.messaging.services import fill_broadcast, open_broadcast
from portal.lib.sealing import blind_index, seal
from tests.factories import NOON
from tests.factories.alerts import drafted, issued
from tests.factories.messaging import HOUR
from tests.factories.people import resident

EVERY_WAY = ("sms", "voice", "push", "email")


@pytest.fixture(autouse=True)
def _every_carrier(db, settings):
    settings.CARRIERS = {way: ["community.messaging.carriers.demo.DemoCarrier"] for way in EVERY_WAY}


@pytest.fixture
def people():
    """One who takes texts; two who said STOP: by call and mailbox, and by text alone."""
    rows = [resident(101), resident(102, email_sealed=seal("li@example.org")), resident(103, ways=["sms"])]
    for number in (102, 103):
        OptOut.objects.create(phone_index=blind_index(f"+1202555{number:04d}"), at=NOON)
    return {row.pk: row for row in rows}


def told(broadcast):
    assert fill_broadcast(broadcast, now=NOON)
    rows = broadcast.deliveries.order_by("pk").values_list("address_index", "channel")
    names = {blind_index(f"+1202555{number:04d}"): str(number) for number in (101, 102, 103)}
    return [(names.get(index, "a mailbox"), channel) for index, channel in rows]


def previewed(alert, *, now=NOON):
    found = preview_of(alert, list(alert.infos.all()), now=now).estimate
    return found.recipients, found.by_channel


@pytest.mark.city
@pytest.mark.parametrize(
    ("words", "rows", "counts"),
    [
        ({"severity": "Severe"}, [("101", "sms"), ("102", "voice")], (2, {"sms": 1, "voice": 1})),
        (
            {"severity": "Extreme"},
            [("101", "sms"), ("101", "voice"), ("102", "voice")],
            (2, {"sms": 1, "voice": 2}),
        ),
        ({"severity": "Extreme", "exercise": True}, [("101", "sms")], (1, {"sms": 1})),
    ],
)
def test_a_real_warning_reaches_them_otherwise_and_the_preview_says_so(people, words, rows, counts):
    assert previewed(drafted(**words)) == counts
    alert = issued(**words)
    alert.refresh_from_db()
    assert told(alert.broadcast) == rows


@pytest.mark.parametrize("channels", [None, {"at_once": ["sms"], "then": ["voice", "email"]}])
def test_a_reminder_is_nothing_to_ring_for(people, channels):
    community = next(iter(people.values())).community
    reminder = open_broadcast(
        key="reminder",
        lane=Lane.REMINDER,
        texts={"en": "The drill is tomorrow."},
        audience="residents_in_area",
        definition={"community": community.pk, "shape": community.shape},
        expires=NOON + HOUR,
        channels=channels,
        now=NOON,
    )
    assert told(reminder) == [("101", "sms")]


def test_segments_and_cost_are_of_those_who_get_a_text(people):
    one = preview_of(alert := drafted(severity="Severe"), list(alert.infos.all()), now=NOON)
    assert one.estimate.segments == next(text.text.segments for text in one.languages if text.language == "en")
    assert one.channels == [("Text message", 1), ("Phone call", 1)]
