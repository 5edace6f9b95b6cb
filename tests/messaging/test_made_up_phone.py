"""In the demo a visitor writes to us as if from a phone: the same way in, the same answers."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from community.messaging.models import InboundText
from community.messaging.selectors import unused_phone
from community.messaging.services import send_text
from portal.lib.sealing import unseal
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db
PAGE = "/outbox/phone/"


def test_a_text_is_answered_as_a_carriers_would_be(client):
    CommunityFactory(sms_number="+12025550100")
    assert "Nothing yet" in client.get(PAGE).content.decode()
    sent = client.post(PAGE, {"body": "ABOUT", "once": "a"})
    assert sent.status_code == 302
    assert sent["Location"] == PAGE + "#newest"
    row = InboundText.objects.get()
    assert row.to == "+12025550100"
    page = unescape(client.get(PAGE).content.decode())
    assert unseal(row.phone_sealed) in page
    assert "REPORT" in unseal(row.reply_sealed)
    assert unseal(row.reply_sealed).split("\n")[0][:30] in page


def test_in_chinese(client):
    CommunityFactory()
    client.post(PAGE, {"body": "关于"}, headers={"accept-language": "zh-CN"})
    page = client.get(PAGE, headers={"accept-language": "zh-CN"}).content.decode()
    assert "一部自己的手机" in page
    assert 'lang="zh-Hans">' in page
    assert "报告" in unseal(InboundText.objects.get().reply_sealed)


def test_a_form_sent_twice_is_one_text(client):
    CommunityFactory()
    for _ in range(2):
        client.post(PAGE, {"body": "REPORT the drain overflows", "once": "same"})
    assert InboundText.objects.count() == 1


def test_what_we_send_on_our_own_comes_to_its_number_and_to_no_other(client):
    CommunityFactory()
    client.post(PAGE, {"body": "ABOUT"})
    phone = unseal(InboundText.objects.get().phone_sealed)
    send_text(
        key="a",
        phone=phone,
        body="4711 is your code",
        language="en",
        expires=timezone.now() + timedelta(hours=1),
        now=timezone.now(),
    )
    other = "+12025550177" if phone != "+12025550177" else "+12025550178"
    send_text(
        key="b",
        phone=other,
        body="0815 is your code",
        language="en",
        expires=timezone.now() + timedelta(hours=1),
        now=timezone.now(),
    )
    page = client.get(PAGE).content.decode()
    assert "4711 is your code" in page
    assert "0815" not in page


@pytest.mark.parametrize("body", ["", "  ", "x" * 1601])
def test_nothing_to_send(client, body):
    page = client.post(PAGE, {"body": body})
    assert page.status_code == 422
    assert "Your text was not sent" in page.content.decode()
    assert not InboundText.objects.exists()


def test_with_a_real_carrier_there_is_none(carrier, client):
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"body": "ABOUT"}).status_code == 403
    assert not InboundText.objects.exists()


def test_a_visitor_never_gets_a_phone_that_somebody_has_used(client):
    now = timezone.now()
    send_text(key="a", phone="+12025550101", body="4711", language="en", expires=now + timedelta(hours=1), now=now)
    offered = iter(["+12025550101", "+12025550102"])
    assert unused_phone(lambda: next(offered)) == "+12025550102"


@pytest.mark.parametrize("path", [PAGE, "/chat/", "/chat/turns/"])
def test_no_cache_between_keeps_what_somebody_wrote(client, path):
    CommunityFactory()
    assert "no-store" in client.get(path)["Cache-Control"]
