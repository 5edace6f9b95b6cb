"""People who are rung in turn hear it in a call, and a key answers."""

import datetime as dt

import pytest

from community.messaging import services
from community.messaging.models import Ring
from portal.lib.recipients import Callee
from tests.factories import NOON
from tests.factories.messaging import phone
from tests.messaging import handlers

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def test_a_key_in_the_call_takes_it_and_the_next_hears_who_has_it(carrier, telephone):
    handlers.HEARD.clear()
    services.ring_in_turn(
        key="approve:LW-3",
        callees=[Callee("user:1", "Wang Min", phone(1), "en"), Callee("user:2", "李文", phone(2), "zh-hans")],
        texts={"en": "LW-3 waits for you.", "zh-hans": "LW-3 等您审批。"},
        handler="tests.messaging.handlers.on_heard",
        patience=2 * MINUTE,
        expires=dt.datetime(2100, 1, 1, tzinfo=dt.UTC),  # a webhook reads the real clock
        now=NOON,
    )
    carrier.work()
    services.ring_due(now=NOON + 2 * MINUTE)
    carrier.work(NOON + 2 * MINUTE)
    first, second = carrier.phones.calls
    assert (first.to, second.to) == (phone(1), phone(2))
    assert "LW-3 waits for you. Press 1 to say that you have it." in first.said
    assert "收到请按1。" in second.said
    assert carrier.phones.press(first, "1") == "Thank you. You have it now. The others are not rung any more."
    assert carrier.phones.press(second, "1") == "谢谢。Wang Min 已经接手了。"
    made = Ring.objects.get()
    assert (made.status, made.answered_by.name, handlers.HEARD) == (
        "answered", "Wang Min", [("approve:LW-3", "user:1")],
    )  # fmt: skip
