"""A question asked by telephone, and the key that answers it."""

import pytest
from django.utils import timezone

from community.messaging import services
from community.messaging.models import Delivery, Lane, OpenQuestion, Reached
from tests.factories import NOON
from tests.factories.messaging import HOUR, only, phone

pytestmark = pytest.mark.usefixtures("telephone")


def asked(*, choices=None, expires=NOON + HOUR, handler="tests.messaging.handlers.on_choice") -> Delivery:
    now = timezone.now()
    services.ask_by_text(
        key="ring:1",
        phone=phone(101),
        body="",
        language="en",
        handler=handler,
        choices=choices or {"1": {"say": "You have it"}},
        expires=now + HOUR,
        now=now,
    )
    return services.send_text(
        key="ring:1:voice",
        phone=phone(101),
        body="A gas leak at Hill Road waits for you. Press 1 to take it.",
        language="en",
        lane=Lane.EXTREME,
        channel="voice",
        question="ring:1",
        expires=now + HOUR,
        now=now,
    )


@pytest.fixture
def question(carrier):
    call = asked()
    carrier.work(timezone.now())
    return call


@pytest.mark.city
def test_a_key_answers_the_question_of_the_call(carrier, question):
    call = carrier.phones.calls[0]
    assert "heard this" not in call.said
    assert carrier.phones.press(call, "1") == "You have it (1)"
    assert OpenQuestion.objects.get().answered_at is not None
    assert carrier.phones.press(call, "1") == "This question is closed. Goodbye."
    assert not Reached.objects.exists()


def test_another_key_is_asked_for_again(carrier, question):
    call = carrier.phones.calls[0]
    answer = carrier.phones.told(call.action, call, {"Digits": "7"}).content.decode()
    assert f'action="{call.action}"' in answer
    assert "This key answers nothing." in answer
    assert carrier.phones.press(call, "1") == "You have it (1)"


def test_a_handler_that_breaks_leaves_the_question_open(carrier):
    asked(choices={"1": {"break": True}})
    carrier.work(timezone.now())
    assert "reply to our text" in carrier.phones.press(carrier.phones.calls[0], "1")
    assert OpenQuestion.objects.get().answered_at is None


def test_a_call_knows_which_question_its_key_answers(carrier):
    assert asked().broadcast.question == "ring:1"
    assert only(asked().broadcast).channel == "voice"
