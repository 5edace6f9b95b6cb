"""Who may post to us: only our own Twilio account, and nothing changes for anybody else."""

import json
import os
from pathlib import Path
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from community.messaging.carriers.twilio_webhooks import is_signed, twiml
from community.messaging.models import Delivery, InboundText, OptOut, Receipt
from tests.factories.messaging import filled, only, phone
from tests.support.carrier import TOKEN

ROOT = Path(__file__).resolve().parents[2]
VECTORS = Path(os.environ.get("CONFORMANCE_DATA", ROOT / "../shared/data")) / "twilio" / "signature_vectors.json"
FORM = {"From": phone(101), "To": "+12025550100", "Body": "STOP", "MessageSid": "SM1"}


class Form(dict):
    """A form whose keys may repeat."""

    def __init__(self, pairs):
        super().__init__(pairs)
        self.pairs = pairs

    def getlist(self, name):
        return [value for key, value in self.pairs if key == name]


@pytest.mark.skipif(not VECTORS.exists(), reason="CONFORMANCE_DATA: twilio/signature_vectors.json is not here")
def test_signature_vectors():
    data = json.loads(VECTORS.read_text())
    assert len(data["vectors"]) >= 3
    for vector in data["vectors"]:
        pairs = [tuple(pair) for pair in vector.get("params_multi", ())] or list(vector.get("params", {}).items())
        params = vector.get("body") or Form(pairs)
        asked = {"url": vector["uri"], "params": params, "signature": vector["signature"]}
        assert is_signed(**asked, token=data["token"]) is vector["valid"], vector
        assert not is_signed(**asked, token="another")
        if isinstance(params, str):
            assert not is_signed(**{**asked, "params": params + " "}, token=data["token"])


def test_a_body_outside_the_signature_is_not_signed():
    url = "https://example.org/twilio/sms/"
    bare = RequestValidator(TOKEN).compute_signature(url, {})
    assert not is_signed(url=url, params='{"From": "x"}', signature=bare, token=TOKEN)


def test_a_port_more_or_less_does_not_matter():
    for signed_for, asked_at in (
        ("https://example.org/twilio/sms/", "https://example.org:443/twilio/sms/"),
        ("https://example.org:8443/twilio/sms/", "https://example.org:8443/twilio/sms/"),
        ("http://example.org/twilio/sms/", "http://example.org:8000/twilio/sms/"),
    ):
        signature = RequestValidator(TOKEN).compute_signature(signed_for, FORM)
        assert is_signed(url=asked_at, params=FORM, signature=signature, token=TOKEN)


@pytest.mark.parametrize("signature", ["", "bm90IGl0", "é" * 28])
def test_an_unsigned_text_is_refused_and_changes_nothing(carrier, client, signature):
    answer = client.post(
        "/twilio/sms/",
        urlencode(FORM),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature} if signature else {},
    )
    assert answer.status_code == 403
    assert (InboundText.objects.count(), OptOut.objects.count()) == (0, 0)


def test_an_unsigned_receipt_is_refused_and_changes_nothing(carrier):
    delivery = only(filled([phone(101)]))
    carrier.work()
    message = carrier.messages[0]
    assert carrier.callback(message, "delivered", signature="bm90IGl0").status_code == 403
    delivery.refresh_from_db()
    assert (delivery.status, Receipt.objects.count()) == (Delivery.Status.SENT, 0)


def test_without_a_token_nothing_is_believed(carrier, settings, client):
    settings.TWILIO_AUTH_TOKEN = ""
    url = settings.PUBLIC_URL + "/twilio/sms/"
    answer = client.post(
        "/twilio/sms/",
        urlencode(FORM),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": RequestValidator("").compute_signature(url, FORM)},
    )
    assert answer.status_code == 403


def test_what_is_not_a_text_or_a_receipt_of_ours(carrier):
    assert carrier.post("/twilio/sms/", {"Body": "no sender"}).status_code == 400
    assert carrier.client.get("/twilio/sms/").status_code == 405
    gone = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    assert carrier.post("/twilio/status/999999/1/", gone).status_code == 204
    assert carrier.post("/twilio/status/99999999999999999999999/1/", gone).status_code == 404
    delivery = only(filled([phone(101)]))
    unheard = {"MessageSid": "SM1", "MessageStatus": "receiving"}
    assert carrier.post(f"/twilio/status/{delivery.pk}/1/", unheard).status_code == 204
    assert Receipt.objects.count() == 0


def test_a_reply_is_one_message_and_survives_any_words():
    assert twiml("") == '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
    assert twiml("a < b & c\x00") == (
        '<?xml version="1.0" encoding="UTF-8"?><Response><Message>a &lt; b &amp; c</Message></Response>'
    )
