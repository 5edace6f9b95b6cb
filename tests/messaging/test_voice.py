"""Calls: rung, answered, a key pressed; and what became of those that nobody took."""

from community.messaging import services
from tests.factories import NOON
from tests.factories.messaging import HOUR, phone


def test_a_call_knows_which_question_its_key_answers(db, settings):
    settings.CARRIERS = {"voice": ["community.messaging.carriers.demo.DemoCarrier"]}
    call = services.send_text(
        key="ring:1:0",
        phone=phone(101),
        body="Press 1 if you have it.",
        language="en",
        channel="voice",
        question="ring:1",
        expires=NOON + HOUR,
        now=NOON,
    )
    assert (call.channel, call.broadcast.question) == ("voice", "ring:1")
