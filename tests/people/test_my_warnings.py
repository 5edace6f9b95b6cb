"""My warnings: the page, its doors, and who may pass them."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from community.messaging.carriers.tokens import token_for
from community.messaging.models import Broadcast, Delivery, Lane, OptOut
from community.messaging.selectors import body_of
from community.messaging.services import send_due, send_text
from community.people.models import Device, Resident
from community.people.services import device_name
from portal.lib.sealing import blind_index, seal
from tests.factories import NOON
from tests.factories.people import UserFactory, resident
from tests.people.test_subscribing import asked, subscribe
from tests.people.test_ways import WANG, browser, keep
from tests.support.codes import code_of, wrong
from tests.support.pushservice import PushService

pytestmark = pytest.mark.django_db

DOORS = ["ways/", "call/", "help/", "language/", "email/", "email/code/", "email/remove/", "devices/1/remove/", "stop/"]


@pytest.fixture
def person(town):
    return resident(123, community=town)


@pytest.fixture
def theirs(client, person):
    """A browser that has typed the code from their phone."""
    client.post("/warnings/", {"phone": "(202) 555-0123"})
    client.post("/warnings/code/", {"code": code_of()})
    return client


def choices(person):
    person.refresh_from_db()
    return person.ways


# --- who ---


@pytest.mark.city
def test_a_code_to_the_phone_opens_the_page(client, person):
    assert client.get("/warnings/").status_code == 200
    answer = client.post("/warnings/", {"phone": "(202) 555-0123"})
    assert (answer.status_code, answer["Location"]) == (302, "/warnings/code/")
    assert client.post("/warnings/code/", {"code": wrong(code_of())}).status_code == 422
    before = client.session.session_key
    assert client.post("/warnings/code/", {"code": code_of()})["Location"] == "/warnings/"
    assert client.session.session_key != before
    page = client.get("/warnings/").content.decode()
    assert "•••• 23" in page
    assert "5550123" not in page


def test_the_answer_is_the_same_for_a_number_that_we_do_not_know(client, person):
    answers = [client.post("/warnings/", {"phone": number}) for number in ("202 555 0123", "202 555 0124")]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, "/warnings/code/")] * 2
    assert Broadcast.objects.count() == 2
    answer = client.post("/warnings/code/", {"code": code_of()})
    assert answer["Location"] == "/subscribe/"
    assert client.get("/warnings/").context["form"]
    assert Resident.objects.count() == 1


def test_a_code_to_look_subscribes_nobody(client, town):
    client.post("/warnings/", {"phone": "202 555 0123"})
    client.post("/warnings/code/", {"code": code_of()})
    assert not Resident.objects.exists()


def test_codes_are_limited_as_for_subscribing(client, person):
    for _time in range(3):
        assert client.post("/warnings/", {"phone": "202 555 0123"}).status_code == 302
    assert client.post("/warnings/", {"phone": "202 555 0123"}).status_code == 429
    assert client.post("/warnings/", {"phone": "hello"}).status_code == 422
    assert client.post("/subscribe/", asked()).status_code == 429


def test_whoever_subscribed_while_signed_in_needs_no_code_later(client, town):
    user = UserFactory()
    client.force_login(user)
    subscribe(client)
    later = Client()
    later.force_login(user)
    assert "•••• 23" in later.get("/warnings/").content.decode()
    assert later.get("/subscribe/done/").status_code == 200
    other = Client()
    other.force_login(UserFactory())
    assert "•••• 23" not in other.get("/warnings/").content.decode()


@pytest.mark.parametrize("door", DOORS)
def test_a_stranger_is_asked_who_they_are_and_changes_nothing(client, person, door):
    keep(person)
    answer = client.post(
        f"/warnings/{door}", {"step": "off:voice", "language": "zh-hans", "email": WANG, "needs_help": "yes"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/warnings/")
    assert client.get(f"/warnings/{door}").status_code == 405
    assert client.get("/warnings/data.json")["Location"] == "/warnings/"
    row = Resident.objects.get()
    assert (row.consent, row.language, len(row.ways), row.devices.count()) == (True, "en", 4, 1)
    assert not row.needs_help
    assert not Broadcast.objects.exists()


def test_every_door_wants_the_forms_token(person):
    strict = Client(enforce_csrf_checks=True)
    assert {strict.post(f"/warnings/{door}").status_code for door in [*DOORS, "devices/", "", "code/"]} == {403}


# --- ways, language, the end ---


@pytest.mark.city
def test_ways_are_put_in_order_and_turned_off(theirs, person):
    for step in ("earlier:voice", "off:push", "off:sms", "off:voice", "off:pigeon", "", "x:sms"):
        assert theirs.post("/warnings/ways/", {"step": step})["Location"] == "/warnings/"
    assert choices(person) == ["voice", "email"]  # the last of the two that need only a number stays
    assert "Keep text messages or phone calls" in theirs.get("/warnings/").content.decode()
    theirs.post("/warnings/ways/", {"step": "on:sms"})
    assert choices(person) == ["voice", "email", "sms"]


def test_who_cannot_read_says_so_and_takes_it_back(theirs, person):
    theirs.post("/warnings/call/", {"needs_call": "yes"})
    assert Resident.objects.get().needs_call
    theirs.post("/warnings/call/")
    assert not Resident.objects.get().needs_call


@pytest.mark.city
def test_who_needs_help_to_get_away_says_so_and_takes_it_back(theirs, person):
    page = theirs.get("/warnings/").content.decode()
    assert "in an emergency the duty officers and grid workers" in page  # who will know, before the tick
    assert theirs.post("/warnings/help/", {"needs_help": "yes"})["Location"] == "/warnings/"
    row = Resident.objects.get()
    assert (row.needs_help, row.source) == (True, "subscription")  # their own word, which no register changes
    assert json.loads(theirs.get("/warnings/data.json").content)["needs_help"] is True
    theirs.post("/warnings/help/")
    assert not Resident.objects.get().needs_help
    theirs.post("/warnings/help/", {"needs_help": "yes"})
    theirs.post("/warnings/stop/")
    assert not Resident.objects.get().needs_help


def test_the_language_is_theirs(theirs, person):
    theirs.post("/warnings/language/", {"language": "zh-hans"})
    theirs.post("/warnings/language/", {"language": "fr"})
    assert Resident.objects.get().language == "zh-hans"


@pytest.mark.city
def test_the_end_of_it(theirs, person):
    keep(person)
    assert theirs.post("/warnings/stop/")["Location"] == "/subscribe/"
    person.refresh_from_db()
    assert (person.consent, person.devices.count(), person.places.count()) == (False, 0, 0)
    assert theirs.get("/warnings/").context["form"]  # known no longer
    subscribe(theirs)
    person.refresh_from_db()
    assert person.consent


def test_all_that_is_kept_may_be_taken_along(theirs, person):
    answer = theirs.get("/warnings/data.json")
    assert json.loads(answer.content)["phone"] == "+12025550123"
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_page_is_whole_in_both_languages(theirs, person, language):
    page = theirs.get("/warnings/", headers={"accept-language": language}).content.decode()
    assert ("怎样通知您" in page, "How we reach you" in page) == (language == "zh-CN", language == "en")
    assert "style=" not in page
    assert "<script>" not in page


def test_what_this_site_does_not_offer_is_not_shown(theirs, settings):
    settings.CARRIERS = {**settings.CARRIERS, "push": [], "email": [], "voice": []}
    page = theirs.get("/warnings/").content.decode()
    assert ("Notifications on your devices" in page, "Your e-mail address" in page, "Phone call" in page) == (
        False,
        False,
        False,
    )


@pytest.mark.parametrize(("ways", "words"), [(["sms", "email"], "Nothing reaches you"), (["sms", "voice"], "No text")])
def test_after_stop_the_page_says_what_still_reaches_them(theirs, person, settings, ways, words):
    settings.CARRIERS = {**settings.CARRIERS, "voice": ["community.messaging.carriers.demo.DemoVoiceCarrier"]}
    OptOut.objects.create(phone_index=person.phone_index, at=NOON)
    Resident.objects.update(ways=ways)
    page = theirs.get("/warnings/").content.decode()
    assert words in page
    assert ("by the other ways" in page) == ("voice" in ways)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_much_for_three_devices_as_for_one(theirs, person, rows, django_assert_max_num_queries):
    for number in range(rows):
        keep(person, f"b{number}")
    with django_assert_max_num_queries(13):
        theirs.get("/warnings/")


# --- a mailbox ---


@pytest.mark.city
def test_a_mailbox_is_added_and_removed_without_a_script(theirs, person):
    bad = theirs.post("/warnings/email/", {"email": "wang"})
    assert (bad.status_code, 'value="wang"' in bad.content.decode()) == (422, True)
    assert theirs.post("/warnings/email/", {"email": WANG})["Location"] == "/warnings/"
    assert "w••••@example.org" in theirs.get("/warnings/").content.decode()
    assert theirs.post("/warnings/email/code/", {"code": wrong(code_of("mailbox"))}).status_code == 422
    assert theirs.post("/warnings/email/code/", {"code": code_of("mailbox")})["Location"] == "/warnings/"
    person.refresh_from_db()
    assert person.email == WANG
    page = theirs.get("/warnings/").content.decode()
    assert WANG not in page
    theirs.post("/warnings/email/remove/")
    person.refresh_from_db()
    assert person.email == ""


def letter(mailbox):
    return send_text(
        key="letter", phone=mailbox, body="x", language="en", lane=Lane.WARNING, channel="email", expires=NOON, now=NOON
    )


@pytest.mark.city
def test_a_letter_stops_letters_with_and_without_a_person(client, person):
    person.email_sealed, person.email_index = seal(WANG), blind_index(WANG)
    person.save()
    row = letter(WANG)
    link = f"/warnings/email/stop/{row.pk}/{token_for('a key for tests only, of some length', 'stop', row.pk)}/"
    page = client.get(link)
    assert (page.status_code, "w••••@example.org" in page.content.decode()) == (200, True)
    person.refresh_from_db()
    assert person.email == WANG  # whatever looks at links changes nothing
    server = Client(enforce_csrf_checks=True)
    assert server.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    person.refresh_from_db()
    assert (person.email, person.consent) == ("", True)


@pytest.mark.parametrize("token", ["0" * 32, "x"])
def test_a_forged_link_stops_nothing(client, person, token):
    person.email_sealed, person.email_index = seal(WANG), blind_index(WANG)
    person.save()
    row = letter(WANG)
    assert client.post(f"/warnings/email/stop/{row.pk}/{token}/").status_code == 404
    text = send_text(key="t", phone="+12025550123", body="x", language="en", expires=NOON, now=NOON)
    right = token_for("a key for tests only, of some length", "stop", text.pk)
    assert client.post(f"/warnings/email/stop/{text.pk}/{right}/").status_code == 404
    person.refresh_from_db()
    assert person.email == WANG


# --- devices ---


def tell(client, **changes):
    return client.post("/warnings/devices/", json.dumps({**browser(), **changes}), content_type="application/json")


@pytest.mark.city
def test_a_browser_is_kept_for_whom_it_is(theirs, person):
    agent = "Mozilla/5.0 (Android 14; Mobile; rv:135.0) Gecko/135.0 Firefox/135.0"
    given = browser()
    for status in (201, 200):
        answer = theirs.post(
            "/warnings/devices/", json.dumps(given), content_type="application/json", headers={"user-agent": agent}
        )
        assert answer.status_code == status
    device = Device.objects.get()
    assert (device.resident, device.name, json.loads(device.subscription)) == (person, "Firefox, Android", given)
    page = theirs.get("/warnings/").content.decode()
    assert ("Firefox, Android" in page, "push.example.org" in page) == (True, False)
    theirs.post(f"/warnings/devices/{device.pk}/remove/")
    assert not Device.objects.exists()


def test_a_stranger_keeps_no_browser_anywhere(client, person):
    assert tell(client).status_code == 403
    device, _made = keep(resident(7, community=person.community))
    client.post("/warnings/", {"phone": "202 555 0123"})
    client.post("/warnings/code/", {"code": code_of()})
    client.post(f"/warnings/devices/{device.pk}/remove/")
    assert Device.objects.filter(pk=device.pk).exists()


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", '"x"', "{}", '{"endpoint": 1}', '{"endpoint": "https://a.example/x", "keys": [1]}']
    + ['{"endpoint": "https://10.0.0.1/x", "keys": {"p256dh": "x", "auth": "y"}}', "\x00", "[" * 5000],
)
def test_what_is_no_subscription_is_said_so(theirs, body):
    answer = theirs.post("/warnings/devices/", body, content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (422, ["detail"])
    assert not Device.objects.exists()


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_what_a_browser_showed_is_delivered(client, settings, town):
    with PushService() as service:
        settings.CARRIERS = {**settings.CARRIERS, "push": ["community.messaging.carriers.push.PushCarrier"]}
        settings.VAPID_CONTACT, settings.OUTBOUND_EXEMPT = "mailto:office@example.org", ["127.0.0.1"]
        phone = service.browser("phone")
        now = timezone.now()
        row = send_text(
            key="alert:LW-1",
            phone=json.dumps([phone.subscription]),
            body="Flood. Leave.",
            language="en",
            channel="push",
            expires=now + (NOON - NOON.replace(hour=0)),
            now=now,
        )
        send_due(now=now, channel="push")
    seen = phone.shown[0]["seen"]
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(seen).status_code == 405
    assert strict.post(seen.replace("/1/", "/2/")).status_code == 404
    assert strict.post(seen[:-3] + "x/").status_code == 404
    assert Delivery.objects.get(pk=row.pk).status == "sent"
    for _time in range(2):
        assert strict.post(seen).status_code == 204
    assert Delivery.objects.get(pk=row.pk).status == "delivered"


def test_the_worker_is_served_from_the_root(client):
    answer = client.get("/sw.js")
    assert (answer.status_code, answer["Service-Worker-Allowed"]) == (200, "/")
    assert answer["Content-Type"].startswith("text/javascript")
    assert client.post("/sw.js").status_code == 405


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("curl/8", ""),
    ],
)
def test_a_device_is_called_what_people_call_it(agent, name):
    assert device_name(agent) == name


def test_a_chinese_code_is_chinese(client, person):
    client.post("/warnings/", {"phone": "202 555 0123"}, headers={"accept-language": "zh-CN"})
    assert "验证码" in body_of(Broadcast.objects.get(), "zh-hans")
