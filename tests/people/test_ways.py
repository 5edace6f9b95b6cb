"""How a person wants to be reached: ways and their order, mailboxes, devices; and an end to all of it."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.messaging.models import Broadcast, Delivery, OptOut
from community.messaging.selectors import body_of
from community.people import services
from community.people.models import Device, MailboxRequest
from community.people.selectors import contacts_of, kept_about, residents_in_area
from community.places import geometry
from portal.lib.limits import TooMany
from portal.lib.recipients import Address
from portal.lib.sealing import blind_index
from tests.factories import NOON
from tests.factories.people import resident
from tests.support.codes import code_of
from tests.support.pushservice import Browser, PushService

pytestmark = pytest.mark.django_db

WANG = "wang@example.org"


def browser(name="phone", *, url="https://push.example.org"):
    return Browser(PushService(url=url), name).subscription


def keep(person, name="phone", **changes):
    given = browser(name)
    fields = {"endpoint": given["endpoint"], **given["keys"], "name": name, "now": NOON, **changes}
    return services.keep_device(person, **fields)


def contacts(person):
    return contacts_of([f"{person.pk:012d}"])[f"{person.pk:012d}"]


def with_mailbox(person, mailbox=WANG):
    services.ask_mailbox(person, mailbox, address="192.0.2.1", now=timezone.now())
    services.confirm_mailbox(person, code=code_of("mailbox"), address="192.0.2.1", now=timezone.now())
    person.refresh_from_db()
    return person


# --- ways ---


@pytest.mark.city
def test_everybody_is_texted_and_rung_until_they_say_otherwise():
    person = resident(1)
    assert contacts(person) == [Address("sms", "+12025550001"), Address("voice", "+12025550001")]
    services.choose_ways(person, ["voice", "sms"])
    assert [one.channel for one in contacts(person)] == ["voice", "sms"]
    services.choose_ways(person, ["sms"])
    assert [one.channel for one in contacts(person)] == ["sms"]
    person.refresh_from_db()
    assert person.source == "subscription"  # their own word, which no register changes


@pytest.mark.city
def test_all_devices_are_one_address_and_the_mailbox_stands_where_they_want_it():
    person = with_mailbox(resident(1))
    keep(person, "phone")
    keep(person, "laptop")
    services.choose_ways(person, ["push", "email", "sms"])
    push, mailbox, text = contacts(person)
    assert [one["endpoint"][-6:] for one in json.loads(push.to)] == ["/phone", "laptop"]
    assert (push.channel, mailbox, text) == ("push", Address("email", WANG), Address("sms", "+12025550001"))


def test_who_cannot_read_is_rung_first():
    person = resident(1)
    services.choose_ways(person, ["sms"], needs_call=True)
    assert [one.channel for one in contacts(person)] == ["voice", "sms"]


@pytest.mark.parametrize("ways", [[], ["push"], ["email", "push"], ["sms", "sms"], ["sms", "pigeon"], ["sms", ""]])
def test_a_choice_that_would_leave_nobody_to_reach_is_refused(ways):
    person = resident(1)
    with pytest.raises(ValidationError):
        services.choose_ways(person, ways)
    assert [one.channel for one in contacts(person)] == ["sms", "voice"]


@pytest.mark.parametrize(
    ("way", "to", "ways"),
    [
        ("voice", "earlier", ["voice", "sms", "push", "email"]),
        ("sms", "earlier", ["sms", "voice", "push", "email"]),
        ("push", "off", ["sms", "voice", "email"]),
        ("push", "on", ["sms", "voice", "push", "email"]),
        ("push", "sideways", ["sms", "voice", "push", "email"]),
    ],
)
def test_one_step_at_a_time(way, to, ways):
    person = resident(1)
    services.move_way(person, way, to=to)
    person.refresh_from_db()
    assert person.ways == ways


@pytest.mark.parametrize("rows", [1, 3])
def test_contacts_ask_as_much_for_three_people_as_for_one(rows, django_assert_num_queries):
    people = [resident(number) for number in range(rows)]
    for person in people:
        keep(person)
    with django_assert_num_queries(2):
        assert len(contacts_of([f"{person.pk:012d}" for person in people])) == rows


# --- a mailbox ---


@pytest.mark.city
def test_a_mailbox_is_kept_when_its_code_comes_back():
    person = resident(1, language="zh-hans")
    services.ask_mailbox(person, " Wang@EXAMPLE.org ", address="192.0.2.1", now=timezone.now())
    letter = Delivery.objects.get()
    assert (letter.channel, letter.address, letter.language) == ("email", "Wang@example.org", "zh-hans")
    assert "验证码" in body_of(letter.broadcast, "zh-hans")
    person.refresh_from_db()
    assert person.email == ""
    kept = services.confirm_mailbox(person, code=code_of("mailbox"), address="192.0.2.1", now=timezone.now())
    person.refresh_from_db()
    assert (kept, person.email) == ("Wang@example.org", "Wang@example.org")
    assert contacts(person)[-1] == Address("email", "Wang@example.org")
    assert not MailboxRequest.objects.exists()


def test_a_mailbox_has_three_tries_and_half_an_hour():
    person = resident(1)
    services.ask_mailbox(person, WANG, address="192.0.2.1", now=timezone.now())
    code = code_of("mailbox")
    other = f"{(int(code) + 1) % 1_000_000:06d}"
    left = []
    for _try in range(4):
        with pytest.raises(services.WrongCode) as wrong:
            services.confirm_mailbox(person, code=other, address="192.0.2.1", now=timezone.now())
        left.append(wrong.value.tries_left)
    assert left == [2, 1, 0, 0]
    with pytest.raises(services.WrongCode):
        services.confirm_mailbox(person, code=code, address="192.0.2.1", now=timezone.now())
    services.ask_mailbox(person, WANG, address="192.0.2.1", now=timezone.now() - timedelta(minutes=31))
    with pytest.raises(services.WrongCode):
        services.confirm_mailbox(person, code=code_of("mailbox"), address="192.0.2.1", now=timezone.now())
    services.forget(now=timezone.now())
    assert not MailboxRequest.objects.exists()


def test_nobodys_mailbox_is_filled_by_strangers():
    now = timezone.now()
    for number in range(3):
        services.ask_mailbox(resident(number), WANG, address=f"192.0.2.{number}", now=now)
    with pytest.raises(TooMany):
        services.ask_mailbox(resident(9), WANG, address="192.0.2.9", now=now)
    assert Broadcast.objects.count() == 3


@pytest.mark.parametrize("typed", ["", "wang", "wang@", "@example.org", "a b@example.org", "a@b@c.org", "a@x\n.org"])
def test_what_is_no_mailbox_is_said_so(typed):
    with pytest.raises(ValidationError) as wrong:
        services.ask_mailbox(resident(1), typed, address="192.0.2.1", now=NOON)
    assert list(wrong.value.message_dict) == ["email"]
    assert not Broadcast.objects.exists()


def test_a_site_without_a_mail_server_says_so(settings):
    settings.CARRIERS = {**settings.CARRIERS, "email": []}
    assert not services.offers_email()
    with pytest.raises(ValidationError):
        services.ask_mailbox(resident(1), WANG, address="192.0.2.1", now=NOON)


def test_whoever_asks_for_no_more_letters_is_forgotten_everywhere():
    people = [with_mailbox(resident(number)) for number in (1, 2)]
    other = with_mailbox(resident(3), "li@example.org")
    assert services.stop_letters(WANG) == 2
    assert [one.channel for one in contacts(people[0])] == ["sms", "voice"]
    assert contacts(other)[-1].to == "li@example.org"


# --- devices ---


@pytest.mark.city
def test_a_browser_is_kept_once_and_five_at_most():
    person = resident(1)
    first, made = keep(person)
    again, made_again = keep(person)
    assert (made, made_again, first.pk) == (True, False, again.pk)
    for number in range(5):
        keep(person, f"b{number}")
    assert [row.name for row in person.devices.order_by("pk")] == ["b0", "b1", "b2", "b3", "b4"]


@pytest.mark.parametrize(
    "endpoint",
    [
        *("http://push.example.org/x", "https://127.0.0.1/x", "https://[::1]/x", "https://10.0.0.1/x", "push"),
        *("https://user@push.example.org/x", "https://push.example.org:22/x", "ftp://push.example.org/x", ""),
        "https://push.example.org/" + "x" * 1000,
    ],
)
def test_an_address_that_we_would_not_post_to_is_not_kept(endpoint):
    with pytest.raises(ValidationError):
        keep(resident(1), endpoint=endpoint)
    assert not Device.objects.exists()


@pytest.mark.parametrize("changes", [{"p256dh": "AAAA"}, {"auth": "AAAA"}, {"p256dh": ""}, {"auth": "é"}])
def test_keys_that_nothing_can_be_sealed_with_are_not_kept(changes):
    with pytest.raises(ValidationError):
        keep(resident(1), **changes)


def test_a_device_is_removed_by_its_owner_only():
    mine, theirs = resident(1), resident(2)
    device, _made = keep(mine)
    assert not services.remove_device(theirs, device.pk)
    assert not services.remove_endpoint(theirs, browser()["endpoint"])
    assert services.remove_endpoint(mine, browser()["endpoint"])


def test_what_a_push_service_says_is_gone_is_forgotten():
    mine, theirs = resident(1), resident(2)
    keep(mine)
    keep(theirs)
    keep(theirs, "laptop")
    services.forget_gone("push", [browser()["endpoint"]], now=NOON)
    assert [row.name for row in Device.objects.all()] == ["laptop"]
    services.forget_gone("email", [browser("laptop")["endpoint"]], now=NOON)
    assert Device.objects.count() == 1


# --- the end ---


@pytest.mark.city
def test_to_stop_everything_forgets_all_but_the_no():
    person = with_mailbox(resident(1))
    keep(person)
    town = person.community
    services.stop_everything(person, now=NOON)
    person.refresh_from_db()
    assert (person.consent, person.email, person.places.count(), person.devices.count()) == (False, "", 0, 0)
    here = {"community": town.pk, "shape": geometry.circle(38.89, -77.02, 500)}
    assert list(residents_in_area(here)) == []
    assert not OptOut.objects.exists()  # they may begin again by the page, without a text


def test_a_person_may_see_all_that_is_kept_and_have_it_erased():
    person = with_mailbox(resident(1, name="Wang"))
    keep(person)
    kept = kept_about(person)
    assert (kept["phone"], kept["email"], kept["name"]) == ("+12025550001", WANG, "Wang")
    assert kept["devices"][0]["subscription"]["endpoint"] == browser()["endpoint"]
    assert kept["places"] == [{"name": "", "latitude": 38.89, "longitude": -77.02, "radius": 0}]
    json.dumps(kept)
    services.erase_resident(person)
    assert (Device.objects.count(), MailboxRequest.objects.count()) == (0, 0)


def test_neither_mailbox_nor_endpoint_stands_in_the_database_or_a_log(caplog):
    from django.db import connection

    person = with_mailbox(resident(1))
    keep(person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_resident")
        rows = [str(row) for row in cursor.fetchall()]
        cursor.execute("SELECT * FROM people_device")
        rows += [str(row) for row in cursor.fetchall()]
    for text in (*rows, caplog.text):
        assert "wang" not in text
        assert "push.example.org" not in text
    assert person.email_index == blind_index(WANG)
