"""A carrier of texts that is described by settings, beside Twilio: who takes what, and what the other does not."""

import datetime as dt

import pytest
from django.utils import timezone

from community.messaging import services
from community.messaging.carriers import gateway as engine
from community.messaging.carriers.routing import Route, choose
from community.messaging.models import Delivery, InboundText
from community.messaging.services import routes
from tests.factories import NOON
from tests.factories.messaging import filled, only, phone
from tests.support.gateway import SECRET, Gateway

CHINA = "+8613800138000"


@pytest.fixture
def far_end(client):
    with Gateway(client=client) as made:
        yield made


@pytest.fixture
def both(carrier, far_end, settings):
    """Twilio for every number, and the gateway for +86."""
    return use(settings, far_end.described())


def use(settings, described, **route):
    settings.SMS_GATEWAYS = {"domestic": described}
    settings.CARRIERS = {
        "sms": [
            "community.messaging.carriers.twilio.TwilioCarrier",
            "community.messaging.carriers.gateway.GatewayCarrier:domestic",
        ]
    }
    settings.CARRIER_ROUTES = {"twilio": {"prefixes": ["+"]}, "domestic": {"prefixes": ["+86"], **route}}


def after(seconds):
    return NOON + dt.timedelta(seconds=seconds)


@pytest.mark.city
def test_numbers_of_mainland_china_go_by_the_gateway(both, carrier, far_end, settings):
    warning = filled([phone(101), CHINA])
    carrier.work()
    assert [message.to for message in carrier.messages] == [phone(101)]
    (message,) = far_end.messages
    row = warning.deliveries.get(carrier="domestic")
    assert message["mobile"] == "13800138000"
    assert message["content"] == {"text": "Flood: leave Lower Street now."}
    assert message["ref"] == f"{row.pk}-1"
    assert message["callback"].startswith(f"{settings.PUBLIC_URL}/gateway/status/domestic/{row.pk}/1/")
    assert 0 < int(message["seconds"]) <= 3600
    assert (row.status, row.carrier_id) == ("sent", message["id"])
    assert far_end.receipt(message, "DELIVRD").status_code == 204
    row.refresh_from_db()
    assert row.status == "delivered"


def test_what_failed_at_one_goes_by_the_other(both, carrier, far_end):
    far_end.trouble("401")
    warning = filled([CHINA])
    services.send_due(now=NOON)
    assert (only(warning).status, only(warning).error) == ("queued", "9")
    services.send_due(now=after(2))
    assert (only(warning).status, only(warning).carrier) == ("sent", "twilio")
    assert (far_end.messages, [message.to for message in carrier.messages]) == ([], [CHINA])


def test_an_unclear_outcome_stays_with_its_carrier_until_it_is_settled(both, carrier, far_end):
    far_end.trouble("500")
    warning = filled([CHINA])
    carrier.work()
    assert only(warning).status == "unknown"
    services.sweep(now=after(70))
    carrier.work(after(80))
    assert (only(warning).status, carrier.messages, far_end.messages) == ("unknown", [], [])


def test_a_carrier_that_is_silent_is_named_once_and_one_that_never_answers_not_at_all(both, carrier, far_end, caplog):
    carrier.deaf = True
    for far_from in (carrier, far_end):
        far_from.trouble("500", 3)
    filled([phone(101), phone(102), phone(103), CHINA, "+8613800138001", "+8613800138002"])
    carrier.work()
    caplog.clear()
    services.sweep(now=after(10))
    said = [record.msg for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    assert [(one["event"], one["carrier"], one["count"], one["reasons"]) for one in said] == [
        ("carrier.silent", "twilio", 3, ["http_503"])
    ]


def test_a_look_up_by_our_own_name_settles_it(carrier, far_end, settings):
    described = far_end.described()
    described["answer"] = {name: value for name, value in described["answer"].items() if name != "id"}
    use(settings, described)
    far_end.trouble("taken, then 500")
    warning = filled([CHINA])
    carrier.work()
    assert only(warning).status == "unknown"
    services.sweep(now=after(10))
    assert (only(warning).status, len(far_end.messages)) == ("sent", 1)
    far_end.messages[0].update(state="UNDELIV", reason="off")
    services.sweep(now=after(100))
    assert (only(warning).status, only(warning).error) == ("failed", "off")


def test_a_look_up_that_knows_nothing_lets_it_go_again(carrier, far_end, settings):
    described = far_end.described()
    described["answer"] = {name: value for name, value in described["answer"].items() if name != "id"}
    use(settings, described)
    far_end.trouble("500")
    warning = filled([CHINA])
    carrier.work()
    services.sweep(now=after(61))
    services.send_due(now=after(62))
    assert only(warning).status == "sent"
    assert len(far_end.messages) + len(carrier.messages) == 1


@pytest.mark.parametrize(("trouble", "status", "error"), [
    ("busy", "queued", "busy"), ("refused", "failed", "1001"), ("hang", "unknown", "timeout"),
])  # fmt: skip
def test_answers_are_sorted(both, carrier, far_end, impatient, trouble, status, error):
    far_end.trouble(trouble)
    warning = filled([CHINA])
    services.send_due(now=NOON)
    assert (only(warning).status, only(warning).error) == (status, error)


def test_webhooks_need_the_secret(both, carrier, far_end):
    filled([CHINA])
    carrier.work()
    row, before = Delivery.objects.get(), Delivery.objects.values().get()
    path = "/" + far_end.messages[0]["callback"].split("/", 3)[3]
    values = {"id": row.carrier_id, "state": "DELIVRD"}
    for signature in ("", "0" * 64, SECRET):
        assert far_end.post(path, values, signature).status_code == 403
    assert far_end.post("/gateway/sms/other/", {}).status_code == 403
    assert far_end.client.get(path).status_code == 405
    assert Delivery.objects.values().get() == before
    assert far_end.post(path, {"id": row.carrier_id, "state": "NEWWORD"}).status_code == 204


def test_a_receipt_that_was_overheard_is_no_receipt_of_another_text(both, carrier, far_end):
    warning = filled([CHINA, "+8613800138001"])
    carrier.work()
    first, second = far_end.messages
    assert far_end.receipt(first, "DELIVRD").status_code == 204
    heard = {"id": first["id"], "state": "DELIVRD"}  # with its signature, which speaks of this body alone
    token = first["callback"].rstrip("/").rsplit("/", 1)[1]
    of_second = second["callback"].split("/")[-4]
    for path in (f"{of_second}/1/{token}", f"{of_second}/2/{token}", f"{of_second}/1/x"):
        assert far_end.post(f"/gateway/status/domestic/{path}/", heard).status_code == 404
    assert far_end.post(f"/gateway/status/domestic/{of_second}/1/", heard).status_code == 404
    assert sorted(warning.deliveries.values_list("status", flat=True)) == ["delivered", "sent"]


def test_a_header_may_hold_the_secret_itself():
    described = {"secret": SECRET, "signature": {"header": "X-Secret"}}
    assert engine.is_signed(described, body=b"{}", headers={"X-Secret": SECRET})
    assert not engine.is_signed(described, body=b"{}", headers={"X-Secret": "another of some length"})
    assert not engine.is_signed({"signature": {"header": "X-Secret"}}, body=b"{}", headers={"X-Secret": ""})


def test_a_text_through_the_gateway_is_answered_by_a_text(both, carrier, far_end, settings):
    settings.SMS_HANDLERS = ["tests.messaging.handlers.echo"]
    for _time in range(2):
        answer = far_end.text(id="m1", mobile="13800138000", port="106", text="ECHO hello")
        assert answer.status_code == 204
    carrier.work(timezone.now())
    assert InboundText.objects.get().carrier_id == "domestic:m1"
    assert [(one["mobile"], one["content"]["text"]) for one in far_end.messages] == [("13800138000", "You said: hello")]
    assert far_end.text(text="no number").status_code == 400


def test_what_is_wrong_with_a_description_is_said(far_end, settings):
    assert engine.faults(far_end.described()) == []
    assert engine.faults("x") == ["a gateway is described by a JSON object"]
    broken = far_end.described(
        name="no spaces", prefixes=["86"], states={"X": "gone"}, secret="short", signature={"algorithm": "md5"}
    )
    assert [fault.split(":")[0] for fault in engine.faults(broken)] == [
        "name", "prefixes", "states", "signature.algorithm", "secret",
    ]  # fmt: skip
    described = far_end.described(send={"url": "ftp://x"})
    assert engine.faults(described) == ["send.url: an http or https address is needed"]
    use(settings, far_end.described(send={"url": far_end.url, "form": {"to": "{to}", "x": "{nonsense}"}}))
    settings.TWILIO_ACCOUNT_SID = settings.TWILIO_AUTH_TOKEN = settings.TWILIO_FROM = "x"
    with pytest.raises(routes.NotConfigured, match="nonsense"):
        routes.carriers_for("sms")


def route(name, prefixes=("",), weight=100):
    return Route(name, "sms", weight, prefixes, 100.0, 100, "")


def test_the_closest_prefix_then_the_weights_then_whoever_did_not_just_fail():
    world, china, other = route("world", ("+",)), route("china", ("+86",)), route("other", ("+",), 50)
    everyone = [world, china, other]

    def chosen(to, avoid=(), weights=None):
        names = [choose(everyone, to=to, weights=weights or {}, avoid=avoid, seed=str(n)).name for n in range(300)]
        return {name: names.count(name) for name in sorted(set(names))}

    assert chosen(CHINA) == {"china": 300}
    shares = chosen("+1202")
    assert set(shares) == {"other", "world"} and 160 <= shares["world"] <= 240  # two to one
    assert chosen("+1202", weights={"world": 0, "other": 50}) == {"other": 300}
    assert set(chosen("+1202", weights={"world": 0, "other": 0})) == {"other", "world"}
    assert chosen("+1202", avoid={"world"}) == {"other": 300}
    assert set(chosen(CHINA, avoid={"china"})) == {"other", "world"}
    assert set(chosen("+1202", avoid={"world", "other"})) == {"other", "world"}
    assert choose([china], to="+1202", weights={}, seed="1") is None


def test_a_number_that_nobody_takes_fails_at_once(both, carrier, settings):
    settings.CARRIER_ROUTES = {"twilio": {"prefixes": ["+1"]}, "domestic": {"prefixes": ["+86"]}}
    warning = filled(["+442079460000"])
    carrier.work()
    assert (only(warning).status, only(warning).reason) == ("failed", "no carrier takes this number")
