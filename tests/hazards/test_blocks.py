"""Blocked senders: refused in words over every door, let through in danger, and able to say that it is wrong."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.hazards.models import Block, Origin, Report
from community.hazards.selectors import sender_of
from community.hazards.services import (
    appeal,
    block_phone,
    block_sender_of,
    file_report,
    forget_senders,
    keep_block,
    lift_block,
    new_api_key,
)
from community.messaging.carriers.base import ParsedText
from community.messaging.services import receive_text
from community.people.models import Role
from portal.lib.ids import new_token
from portal.lib.moves import LostRace
from tests.factories.hazards import ReportFactory, category
from tests.factories.people import member

pytestmark = pytest.mark.django_db
PHONE = "+12025550101"
TYPED = {"description": "A hole in the road.", "address": "Hill Road 4", "reporter_phone": "+1 202 555 0101"}
DANGER = "We are trapped in the cellar, water is rising fast."


@pytest.fixture
def kind():
    return category("road")


@pytest.fixture
def officer(kind):
    return member("officer", community=kind.community)


@pytest.fixture
def blocked(kind, officer):
    return block_phone(kind.community, PHONE, why="false", days=7, by=officer, now=timezone.now())


def text(body, phone=PHONE):
    parsed = ParsedText(carrier_id=f"SM{new_token()[:20]}", phone=phone, to="+12025550100", body=body)
    return receive_text(parsed, now=timezone.now())


def sender_at(address):
    return sender_of(address=address)


def by_page(client, **typed):
    return client.post("/hazards/report/", {"category": "road", **TYPED, **typed})


def by_rest(client, **typed):
    return client.post("/api/v1/hazards/", {"category": "road", **TYPED, **typed})


def by_outbox(client, **typed):
    key = {"Idempotency-Key": "kept-under-this-id-0001"}
    return client.post("/hazards/report/kept/", {"category": "road", **TYPED, **typed}, headers=key)


def by_open311(client, **typed):
    sent = {"service_code": "road", "address_string": "Hill Road 4", "description": TYPED["description"]}
    sent |= {"phone": "+1 202 555 0101", "api_key": "k" * 20, **typed}
    return client.post("/open311/v2/requests.json", sent)


DOORS = {"page": by_page, "rest": by_rest, "outbox": by_outbox, "open311": by_open311}


@pytest.mark.parametrize("door", DOORS)
def test_refused_in_words_with_a_way_to_appeal(client, kind, blocked, door):
    new_api_key("City", community=kind.community, key="k" * 20, now=timezone.now())
    answer = DOORS[door](client)
    words = answer.content.decode()
    assert answer.status_code == 403
    assert "False reports, again and again" in words and blocked.page in words
    assert "119" in words or "911" in words  # whom to call
    assert (
        "2025550101" not in words.replace(" ", "").partition("What you wrote")[0]
        and not Report.objects.exists()
        and not Origin.objects.exists()
    )
    blocked.refresh_from_db()
    assert (blocked.refused, blocked.passed) == (1, 0)


@pytest.mark.parametrize("door", DOORS)
def test_danger_comes_through_and_is_marked(client, kind, blocked, officer, door):
    new_api_key("City", community=kind.community, key="k" * 20, now=timezone.now())
    answer = DOORS[door](client, description=DANGER)
    assert answer.status_code in (201, 302)
    report = Report.objects.get()
    assert report.from_blocked and not report.is_public
    assert report.events.get(kind="from_blocked").is_public is False
    client.force_login(officer)
    desk = client.get(f"/desk/hazards/?report={report.reference}").content.decode()
    assert "blocked sender" in desk and "Blocked: taken since it tells of danger" in desk
    blocked.refresh_from_db()
    assert (blocked.refused, blocked.passed) == (0, 1)


def test_the_answer_in_danger_shows_the_number_and_reaches_the_desk(client, blocked):
    answer = client.post("/hazards/report/", {"category": "road", **TYPED, "danger": "yes"}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200 and "Call now, if you have not yet." in page
    assert Report.objects.get().from_blocked


def test_by_text_refused_appealed_and_in_danger_taken(kind, blocked, officer):
    answer = text("REPORT hole in the road at Hill Road")
    assert (
        "We take no reports from you until" in answer.body and "Is this wrong? Answer with the reason." in answer.body
    )
    assert not Report.objects.exists()
    assert "Thank you. Somebody looks at it again." in text("My son had my phone, I never wrote that").body
    blocked.refresh_from_db()
    assert blocked.appealed_at is not None
    assert blocked.events.get(kind="appeal").note == "My son had my phone, I never wrote that"

    text("REPORT another hole in the road at Mill Road")
    answer = text("REPORT 1. we are trapped in the cellar 2. pothole on Elm St")
    assert answer.body.startswith("Call 119 now")
    assert [report.from_blocked for report in Report.objects.all()] == [True, True]  # all that they say
    assert "119" in text("help we are trapped on the roof").body  # no appeal


def test_in_chinese(kind, blocked):
    answer = text("报告 山路有个大坑")
    assert "虚假上报" in answer.body and "上报" in answer.body


def test_in_the_chat_danger_is_asked_of_everybody(client, kind, officer):
    session = {}

    def says(words):
        answer = client.post("/api/v1/chat/", {"text": words, **session}, headers={"Accept-Language": "en"}).json()
        session["session"] = answer["session"]
        return answer

    first = ReportFactory(community=kind.community, category=kind, sender=sender_at("127.0.0.1"))
    block = block_sender_of(first, kind="address", why="flood", days=1, by=officer, now=timezone.now())
    begun = says("I want to report a broken street lamp")
    assert "A flood of reports" in begun["text"] and "Is anyone hurt or in danger right now?" in begun["text"]
    assert block.page in begun["text"] and begun["actions"] == []
    diverted = says("Yes, or not sure")
    assert diverted["kind"] == "emergency" and diverted["emergency"]["number"]
    (card,) = [one["url"] for one in diverted["actions"] if "/hazards/card/" in one["url"]]
    assert "Fill in the form" in str(diverted["actions"])
    sent = client.post(card, {"category": "road", "description": "The lamp hangs by a wire.", "address": "Hill Road"})
    assert sent.status_code == 302  # the talk said that it is danger
    assert Report.objects.get(channel="chat").from_blocked
    says("I want to report a broken street lamp")
    refused = says("Nobody")
    assert "A flood of reports" in refused["text"] and refused["actions"] == []
    assert Report.objects.count() == 2


def test_a_device_and_an_address_from_the_report(client, kind, officer):
    by_page(client, reporter_phone="")
    report = Report.objects.get()
    now = timezone.now()
    block_sender_of(report, kind="device", why="rude", days=0, by=officer, now=now)
    assert by_page(client, reporter_phone="", description="Another hole").status_code == 403
    neighbour = Client()
    assert by_page(neighbour, reporter_phone="", description="A third hole").status_code == 302
    block_sender_of(report, kind="address", why="flood", days=1, by=officer, now=now)
    assert by_page(Client(), reporter_phone="", description="A fourth hole").status_code == 403
    assert by_page(Client(REMOTE_ADDR="192.0.2.9"), reporter_phone="", description="A fifth hole").status_code == 302
    with pytest.raises(ValidationError):
        block_sender_of(report, kind="address", why="flood", days=365, by=officer, now=now)
    with pytest.raises(IntegrityError):
        Block.objects.filter(kind="address").update(until=None)


def test_a_program_names_the_device_not_its_own_address(client, kind, officer):
    new_api_key("City", community=kind.community, key="k" * 20, now=timezone.now())
    assert by_open311(client, phone="", device_id="phone-7").status_code == 201
    report = Report.objects.get()
    assert report.origin.address_index == "" and report.origin.device_index
    block_sender_of(report, kind="device", why="rude", days=7, by=officer, now=timezone.now())
    assert by_open311(client, phone="", device_id="phone-7", description="Again").status_code == 403
    assert by_open311(client, phone="", device_id="phone-8", description="Again").status_code == 201
    assert by_rest(client, reporter_phone="", device_id="phone-7").status_code == 403


def test_of_ipv6_the_network_counts(kind, officer):
    report = ReportFactory(community=kind.community, category=kind, sender=sender_at("2001:db8:1:2::9"))
    block_sender_of(report, kind="address", why="flood", days=1, by=officer, now=timezone.now())
    assert by_page(Client(REMOTE_ADDR="2001:db8:1:2:ffff::1"), reporter_phone="").status_code == 403
    assert by_page(Client(REMOTE_ADDR="2001:db8:1:3::1"), reporter_phone="").status_code == 302


def test_staff_and_volunteers_vouch_for_what_they_write_down(client, kind, blocked):
    for role in (Role.VOLUNTEER, Role.GRID_WORKER):
        client.force_login(member(role, community=kind.community))
        told = {"told": "door", "agreed": "on", "description": f"Told at the door to a {role}."}
        assert by_page(client, **told).status_code == 302
    assert not Report.objects.filter(from_blocked=True).exists() and not Origin.objects.exists()


def test_what_was_taken_before_is_not_refused_when_it_is_sent_again(client, kind, officer):
    said = {"client_id": "a-page-that-was-sent-twice"}
    first = by_page(client, **said)
    block_phone(kind.community, PHONE, why="false", days=7, by=officer, now=timezone.now())
    assert by_page(client, **said)["Location"] == first["Location"]
    assert Report.objects.count() == 1


def test_elsewhere_and_after_its_time_it_does_not_hold(client, kind, blocked):
    now = timezone.now()
    Block.objects.update(until=now - timedelta(seconds=1))
    blocked.events.update(at=now - timedelta(days=7))
    assert by_page(client).status_code == 302
    again = block_phone(kind.community, PHONE, why="rude", days=1, by=None, now=now)
    kinds = [(event.block_id, event.kind) for event in blocked.events.all()]
    assert kinds == [(blocked.pk, "blocked"), (blocked.pk, "ended")]
    with pytest.raises(ValidationError):
        block_phone(kind.community, PHONE, why="rude", days=1, by=None, now=now)
    assert by_page(client, description="Another").status_code == 403
    lift_block(again, by=None, now=now)
    with pytest.raises(LostRace):
        lift_block(again, by=None, now=now)
    assert by_page(client, description="Another").status_code == 302


def test_an_appeal_on_the_page_is_answered_there(client, kind, blocked, officer):
    page = client.get(blocked.page)
    assert page.status_code == 200 and "False reports, again and again" in page.content.decode()
    assert client.post(blocked.page, {"words": ""}).status_code == 422
    sent = client.post(blocked.page, {"words": "It was my neighbour."}).content.decode()
    assert "Sent. Somebody looks at it again." in sent and "The answer will stand on this page." in sent
    assert not appeal(blocked, words="And again.", now=timezone.now())  # one waits
    client.force_login(officer)
    assert "says that it is wrong" in client.get("/desk/blocks/").content.decode()
    empty = client.post(f"/desk/blocks/{blocked.pk}/keep/", {"words": " "})
    assert empty.status_code == 422 and "Say why. The sender reads it." in empty.content.decode()
    client.post(f"/desk/blocks/{blocked.pk}/keep/", {"words": "Three of five were false."})
    assert "Three of five were false." in Client().get(blocked.page).content.decode()
    with pytest.raises(LostRace):
        keep_block(blocked, words="x", by=officer, now=timezone.now())
    client.post(f"/desk/blocks/{blocked.pk}/lift/", {"words": "Sorry."})
    over = Client().get(blocked.page).content.decode()
    assert "Your reports are taken again" in over and "Sorry." in over
    story = [(event.kind, event.by) for event in blocked.events.all()]
    assert story == [("blocked", officer), ("appeal", None), ("kept", officer), ("lifted", officer)]
    assert "Sorry." in client.get(f"/desk/blocks/{blocked.pk}/").content.decode()  # the audit


def test_many_appeals_from_one_connection_are_told_to_wait(client, kind, blocked):
    answers = [client.post(blocked.page, {"words": "No."}) for _time in range(11)]
    assert [one.status_code for one in answers] == [200] * 10 + [429] and int(answers[-1]["Retry-After"]) > 0


def test_at_the_desk_from_a_report_and_by_a_number(client, kind, officer):
    by_page(Client())
    report = Report.objects.get()
    client.force_login(officer)
    path = f"/desk/hazards/{report.reference}/block/"
    html = client.get(path).content.decode()
    assert "Phone number" in html and "Device" in html and "Internet address" in html
    assert client.post(path, {"kind": "", "why": "", "days": "7"}).status_code == 422
    wrong = client.post(path, {"kind": "address", "why": "rude", "days": "365"})
    assert wrong.status_code == 422 and "An address changes hands" in wrong.content.decode()
    done = client.post(path, {"kind": "phone", "why": "rude", "days": "7", "note": "Third time."}, follow=True)
    html = done.content.decode()
    assert "Blocked. What tells of danger still comes through." in html and "Third time." in html
    assert "•••• 01" in html and "2025550101" not in html
    again = client.post(path, {"kind": "phone", "why": "rude", "days": "7"})
    assert again.status_code == 422 and "This sender is blocked already." in again.content.decode()
    wrong = client.post("/desk/blocks/", {"phone": "12", "why": "rude", "days": "7"})
    assert wrong.status_code == 422
    client.post("/desk/blocks/", {"phone": "+1 202 555 0177", "why": "rude", "days": "7"})
    assert Block.objects.count() == 2
    lists = client.get("/desk/blocks/").content.decode()
    assert "•••• 77" in lists and report.reference in lists
    assert "Nobody is blocked." not in lists


def test_who_may(client, kind, blocked):
    allowed = {
        Role.AUDITOR: (200, 403),
        Role.GRID_WORKER: (200, 403),
        Role.OFFICER: (200, 302),
        Role.VOLUNTEER: (403, 403),
    }
    for role, (reads, lifts) in allowed.items():
        client.force_login(member(role, community=kind.community))
        assert client.get("/desk/blocks/").status_code == reads, role
        assert client.get(f"/desk/blocks/{blocked.pk}/").status_code == reads, role
        assert client.post(f"/desk/blocks/{blocked.pk}/lift/").status_code == lifts, role


def test_nothing_of_it_is_kept_in_clear_nor_longer_than_needed(kind, blocked, officer):
    report = ReportFactory(community=kind.community, category=kind, sender=sender_at("192.0.2.44"))
    kept = repr(list(Block.objects.values()) + list(Origin.objects.values()))
    assert "2025550101" not in kept and "192.0.2.44" not in kept
    now = timezone.now()
    lift_block(blocked, by=officer, now=now)
    Origin.objects.update(at=now)
    assert forget_senders(now=now + timedelta(days=29)) == 0
    assert forget_senders(now=now + timedelta(days=31)) == 1
    assert not Origin.objects.filter(report=report).exists()
    assert forget_senders(now=now + timedelta(days=91)) == 1
    blocked.refresh_from_db()
    assert (blocked.index, blocked.hint) == ("", "")


def test_who_is_not_blocked_leaves_only_hashes(kind):
    report = file_report(
        community=kind.community,
        category=kind,
        description="A hole",
        language="en",
        channel="web",
        address="Here",
        sender=sender_at("192.0.2.1"),
        now=timezone.now(),
    )
    assert not report.from_blocked and len(report.origin.address_index) == 64


def test_the_list_asks_as_often_for_three_as_for_one(client, kind, officer):
    client.force_login(officer)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/desk/blocks/").status_code == 200
        return len(queries)

    now = timezone.now()
    report = ReportFactory(community=kind.community, category=kind, reporter_phone="+12025550110")
    block_sender_of(report, kind="phone", why="rude", days=7, by=officer, now=now)
    asked()
    first = asked()
    for number in ("+12025550111", "+12025550112"):
        more = ReportFactory(community=kind.community, category=kind, reporter_phone=number)
        block_sender_of(more, kind="phone", why="rude", days=7, by=officer, now=now)
    assert asked() == first


@pytest.mark.parametrize(("language", "words"), [("en", "nobody proved that it is theirs"), ("zh-hans", "未经核实")])
def test_a_number_that_was_typed_may_be_another_persons(client, kind, officer, language, words):
    client.force_login(officer)
    client.cookies["django_language"] = language
    for channel, is_told in (("web", True), ("sms", False)):
        report = ReportFactory(community=kind.community, category=kind, reporter_phone="+12025550177", channel=channel)
        page = client.get(f"/desk/hazards/{report.reference}/block/").content.decode()
        assert (words in page) is is_told
