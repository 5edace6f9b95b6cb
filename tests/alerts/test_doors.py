"""Knocking on doors for those whom no channel reached: who sees whom, what a visit changes, and what is handed on."""

import csv
import io

import pytest
from django.utils import timezone

from community.alerts.models import DoorVisit
from community.alerts.selectors import Whom, buildings_to_visit, doors_of
from community.messaging import services as messaging
from community.messaging.models import Reached
from community.people.models import Building, Grid, Household, Role
from tests.factories import NOON
from tests.factories.alerts import approved, drafted
from tests.factories.people import UserFactory, member, resident
from tests.support.sessions import client

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """Two grids with a building each; everybody's text failed."""
    alert = drafted()
    place = alert.community
    worker = member(Role.GRID_WORKER, community=place)
    mill = Grid.objects.create(community=place, slug="mill", name={"en": "Mill", "zh-hans": "磨坊"}, worker=worker)
    hill = Grid.objects.create(community=place, slug="hill", name={"en": "Hill", "zh-hans": "山坡"})
    made = {}
    for slug, grid in (("weir", mill), ("crest", hill)):
        name = {"en": f"{slug.title()} House", "zh-hans": f"{slug}楼"}
        made[slug] = Building.objects.create(grid=grid, slug=slug, name=name, latitude=38.89, longitude=-77.02)
    door = {
        (slug, number): Household.objects.create(building=made[slug], door=number)
        for slug, number in (("weir", "101"), ("weir", "102"), ("crest", "9"))
    }
    people = {
        "ann": resident(1, community=place, household=door["weir", "101"], name="Ann"),
        "bo": resident(2, community=place, household=door["weir", "102"], name="=Bo", needs_help=True),
        "cai": resident(3, community=place, household=door["crest", "9"], name="蔡", language="zh-hans"),
        "dee": resident(4, community=place, name="Dee"),
    }
    approved(alert)
    messaging.fill_broadcast(alert.broadcast, now=NOON)
    alert.broadcast.deliveries.update(status="failed", error="30003", attempt=1)
    return alert, worker, made, people


def names(alert, user, building, **how):
    return [door.person.name for door in doors_of(alert, user, building, **how)[0]]


@pytest.mark.city
def test_who_needs_help_first_and_who_was_reached_not_at_all(town, django_assert_num_queries):
    alert, _worker, made, people = town
    officer = alert.author
    with django_assert_num_queries(3):  # one of them asks for the role
        lines = buildings_to_visit(alert, officer)
    assert [(str(line.building), line.people, line.need_help) for line in lines] == [
        ("Crest House", 1, 0),
        ("Weir House", 2, 1),
        ("None", 1, 0),
    ]
    with django_assert_num_queries(5):
        doors, total = doors_of(alert, officer, made["weir"])
    assert total == 2
    assert [(door.number, door.person.name, door.tried) for door in doors] == [
        (1, "=Bo", ["Text: phone unreachable"]),
        (2, "Ann", ["Text: phone unreachable"]),
    ]
    alert.broadcast.deliveries.filter(recipient=f"{people['bo'].pk:012d}").update(status="sent")
    assert names(alert, alert.author, made["weir"]) == ["Ann"]
    assert names(alert, alert.author, made["weir"], whom=Whom.UNCONFIRMED) == ["=Bo", "Ann"]
    messaging.mark_reached(alert.broadcast, f"{people['ann'].pk:012d}", how="reply", now=NOON)
    assert names(alert, alert.author, made["weir"]) == []
    assert names(alert, alert.author, None) == ["Dee"]


def test_a_grid_worker_sees_and_marks_their_own_grid_alone(town):
    alert, worker, made, people = town
    base = f"/desk/alerts/{alert.identifier}/doors/"
    browser = client(worker)
    page = browser.get(base).content.decode()
    assert "Weir House" in page and "Crest House" not in page and "No known door" not in page
    page = browser.get(f"{base}{made['weir'].pk}/").content.decode()
    assert "Ann" in page and people["ann"].masked_phone in page and people["ann"].phone not in page
    assert page.index("=Bo") < page.index("Ann")
    for closed in (made["crest"].pk, 0):
        assert browser.get(f"{base}{closed}/").status_code == 403
    assert browser.post(f"{base}visit/{people['cai'].pk}/", {"outcome": "reached"}).status_code == 403
    assert browser.post(f"{base}visit/{people['dee'].pk}/", {"outcome": "reached"}).status_code == 403
    assert browser.get(f"/desk/alerts/{alert.identifier}/delivery.csv").status_code == 403
    rows = table(browser.get(f"{base}doors.csv"))
    assert [row["name"] for row in rows] == ["'=Bo", "Ann"]
    assert not DoorVisit.objects.exists() and not Reached.objects.exists()


def test_a_visit_takes_somebody_off_the_list_and_nobody_home_does_not(town):
    alert, worker, _made, people = town
    base = f"/desk/alerts/{alert.identifier}/doors/"
    browser = client(worker)
    answer = browser.post(f"{base}visit/{people['ann'].pk}/", {"outcome": "nobody"}, follow=True).content.decode()
    assert "nobody home" in answer and "Ann" in answer and str(worker) in answer
    answer = browser.post(f"{base}visit/{people['ann'].pk}/", {"outcome": "reached"}, follow=True).content.decode()
    assert "Noted: reached." in answer and "Ann" not in answer
    found = Reached.objects.get()
    assert (found.recipient, found.how, found.by) == (f"{people['ann'].pk:012d}", "visit", worker)
    assert list(DoorVisit.objects.order_by("pk").values_list("outcome", flat=True)) == ["nobody", "reached"]
    assert browser.post(f"{base}visit/{people['bo'].pk}/", {"outcome": "maybe"}).status_code == 400
    assert browser.get(f"{base}visit/{people['bo'].pk}/").status_code == 405
    stranger = resident(9, community=alert.community, household=people["bo"].household)
    assert browser.post(f"{base}visit/{stranger.pk}/", {"outcome": "reached"}).status_code == 400


def test_who_may_look_and_who_may_mark(town):
    alert, _worker, made, people = town
    paths = ["", "doors.csv", f"{made['weir'].pk}/", "0/"]
    base = f"/desk/alerts/{alert.identifier}/doors/"
    codes = {}
    for role in (Role.OFFICER, Role.APPROVER, Role.AUDITOR, Role.ADMIN, Role.VOLUNTEER, Role.RESIDENT):
        browser = client(member(role, community=alert.community))
        codes[role] = {browser.get(base + path).status_code for path in paths}
        mark = browser.post(f"{base}visit/{people['cai'].pk}/", {"outcome": "nobody"}).status_code
        codes[role].add(f"mark {mark}")
    assert codes == {
        Role.OFFICER: {200, "mark 302"},
        Role.APPROVER: {200, "mark 302"},
        Role.ADMIN: {200, "mark 302"},
        Role.AUDITOR: {200, "mark 403"},
        Role.VOLUNTEER: {403, "mark 403"},
        Role.RESIDENT: {403, "mark 403"},
    }
    assert client(UserFactory()).get(base).status_code == 403
    assert client().get(base).status_code == 302
    unsent = drafted(event="Storm")
    assert client(unsent.author).get(f"/desk/alerts/{unsent.identifier}/doors/").status_code == 404


def test_pages_of_a_tall_building(town):
    alert, _worker, made, people = town
    home = people["ann"].household
    more = [resident(100 + n, community=alert.community, household=home, name=f"P{n}") for n in range(60)]
    alert.broadcast.deliveries.model.objects.bulk_create(
        alert.broadcast.deliveries.model(
            broadcast=alert.broadcast,
            recipient=f"{one.pk:012d}",
            language="en",
            lane=1,
            due_at=NOON,
            status="unknown",
            address_sealed=b"x",
        )
        for one in more
    )
    base = f"/desk/alerts/{alert.identifier}/doors/{made['weir'].pk}/"
    browser = client(alert.author)
    first, second = browser.get(base).content.decode(), browser.get(base + "?page=2").content.decode()
    assert "page 1 of 2" in first and "page 2 of 2" in second
    assert first.count("dk-knock") == 50 and second.count("dk-knock") == 12
    assert browser.get(base + "?page=7").status_code == 302
    assert browser.get(base + "?page=x").status_code == 200


def test_tables_for_spreadsheets(town):
    alert, _worker, _made, _people = town
    answer = client(alert.author).get(f"/desk/alerts/{alert.identifier}/doors/doors.csv")
    assert answer["Content-Disposition"] == f'attachment; filename="{alert.identifier}-doors.csv"'
    rows = table(answer)
    assert [(row["number"], row["building"], row["name"], row["needs_help"]) for row in rows] == [
        ("1", "Weir House", "'=Bo", "yes"),
        ("2", "Weir House", "Ann", "no"),
        ("3", "Crest House", "蔡", "no"),
        ("4", "", "Dee", "no"),
    ]
    counts = table(client(alert.author).get(f"/desk/alerts/{alert.identifier}/delivery.csv"))
    found = {(row["section"], row["name"], row["status"]): row["count"] for row in counts}
    assert found["total", "people", ""] == "4" and found["status", "people", "failed"] == "4"
    assert found["failure", "phone unreachable", "failed"] == "4" and found["channel", "Text", "failed"] == "4"


def test_the_pages_in_chinese(town):
    alert, worker, made, _people = town
    base = f"/desk/alerts/{alert.identifier}/doors/"
    browser = client(worker, "zh-CN")
    assert "上门" in browser.get(base).content.decode()
    page = browser.get(f"{base}{made['weir'].pk}/").content.decode()
    assert "无人在家" in page and "weir楼" in page


def table(answer) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


@pytest.mark.city
def test_who_needs_help_is_listed_whether_told_or_not_until_somebody_was_there(town):
    alert, worker, made, people = town
    alert.broadcast.deliveries.update(status="delivered")
    officer = client(alert.author)
    base = f"/desk/alerts/{alert.identifier}/doors/"
    assert "1 person needs help to get away" in officer.get(f"/desk/alerts/{alert.identifier}/").content.decode()
    page = officer.get(f"{base}?need=1").content.decode()
    assert "1 person in the warned area needs help to get away" in page
    assert f"{base}{made['weir'].pk}/?need=1" in page
    assert "有 1 人" in client(alert.author, "zh-CN").get(f"{base}?need=1").content.decode()
    rows = table(officer.get(f"{base}doors.csv?need=1"))
    assert [(row["name"], row["needs_help"]) for row in rows] == [("'=Bo", "yes")]
    visit = f"{base}visit/{people['bo'].pk}/"
    answer = client(worker).post(visit, {"outcome": "nobody", "whom": "need"})
    assert answer.url == f"{base}{made['weir'].pk}/?need=1"
    assert "=Bo" in client(worker).get(answer.url).content.decode()
    client(worker).post(visit, {"outcome": "reached", "whom": "need"})
    assert "Nobody in the warned area has said so." in officer.get(f"{base}?need=1").content.decode()


def test_who_needs_help_is_shown_to_whoever_goes_there_and_to_nobody_else(town):
    alert, worker, made, _people = town
    place = alert.community
    base = f"/desk/alerts/{alert.identifier}/doors/"
    elsewhere = member(Role.GRID_WORKER, community=place)
    seen = {
        alert.author: (200, True),
        member(Role.APPROVER, community=place): (200, True),
        worker: (200, True),
        elsewhere: (200, False),
        member(Role.AUDITOR, community=place): (403, False),
        member(Role.RESIDENT, Role.VOLUNTEER, community=place): (403, False),
        UserFactory(): (403, False),
    }
    found = {}
    for user in seen:
        answer = client(user).get(f"{base}?need=1")
        found[user] = (answer.status_code, "Weir House" in answer.content.decode())
    assert found == seen
    assert client(member(Role.AUDITOR, community=place)).get(f"{base}doors.csv?need=1").status_code == 403
    assert client(elsewhere).get(f"{base}{made['weir'].pk}/?need=1").status_code == 403


def test_a_grid_worker_finds_the_doors_from_the_board(db):
    now = timezone.now()
    alert = approved(drafted(now=now), now=now)
    worker = client(member(Role.GRID_WORKER, community=alert.community))
    assert f'href="/desk/alerts/{alert.identifier}/doors/"' in worker.get("/desk/").content.decode()
    page = worker.get(f"/desk/alerts/{alert.identifier}/doors/").content.decode()
    assert 'href="?need=1"' in page
    auditor = client(member(Role.AUDITOR, community=alert.community))
    assert 'href="?need=1"' not in auditor.get(f"/desk/alerts/{alert.identifier}/doors/").content.decode()
