"""Drills by API."""

import datetime as dt

import pytest
from django.utils import timezone
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from community.hazards.models import Report
from community.people.models import Building, Grid, Household, Role
from drills.models import CheckEvent, SignUp
from drills.services import sign_up
from portal.lib.sealing import unseal
from tests.factories.drills import DrillFactory
from tests.factories.people import UserFactory, member, resident
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def soon():
    return (timezone.now() + dt.timedelta(days=3)).replace(minute=0, second=0, microsecond=0)


def api(user=None):
    client = APIClient()
    if user is not None:
        client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get_or_create(user=user)[0].key}")
    return client


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_the_list_is_public_in_order_and_filtered(soon):
    later = DrillFactory(starts=soon + dt.timedelta(days=1))
    sooner = DrillFactory(starts=soon, capacity=2)
    DrillFactory(starts=soon, status="draft")
    cancelled = DrillFactory(starts=soon + dt.timedelta(days=2), status="cancelled")
    sign_up(sooner, by=UserFactory(), now=timezone.now())
    assert ids(api().get("/api/v1/drills/")) == [sooner.pk, later.pk, cancelled.pk]
    assert ids(api().get("/api/v1/drills/?upcoming=true")) == [sooner.pk, later.pk]
    assert ids(api().get("/api/v1/drills/?status=cancelled")) == [cancelled.pk]
    page = api().get("/api/v1/drills/?limit=2").json()
    assert ids(api().get(page["next"])) == [cancelled.pk]
    body = api().get(f"/api/v1/drills/{sooner.pk}/").json()
    assert (body["status"], body["signed_up"], body["places_left"], body["time_zone"]) == (
        "published", 1, 1, "Asia/Shanghai",
    )  # fmt: skip
    assert body["starts"].endswith("+08:00")
    assert dt.datetime.fromisoformat(body["starts"]) == soon
    assert body["url"] == f"http://testserver/drills/{sooner.pk}/"


@pytest.mark.parametrize("count", [1, 3])
def test_questions_do_not_grow(django_assert_num_queries, soon, count):
    for _n in range(count):
        DrillFactory(starts=soon)
    with django_assert_num_queries(2):
        api().get("/api/v1/drills/")


@pytest.mark.parametrize(
    ("question", "name"), [("status=draft", "status"), ("upcoming=perhaps", "upcoming"), ("community=x", "community")]
)
def test_bad_questions(question, name):
    CommunityFactory()
    answer = api().get(f"/api/v1/drills/?{question}")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])


def test_drafts_and_strange_numbers_are_not_found(soon):
    draft = DrillFactory(starts=soon, status="draft")
    user = member(Role.ORGANISER)
    for pk in (draft.pk, 10**17, 0):
        assert api(user).get(f"/api/v1/drills/{pk}/").status_code == 404
        assert api(user).post(f"/api/v1/drills/{pk}/signups/").status_code == 404
    assert api().get("/api/v1/drills/x/").status_code == 404


@pytest.mark.city
def test_signing_up_and_withdrawing(soon):
    drill = DrillFactory(starts=soon, capacity=1)
    address = f"/api/v1/drills/{drill.pk}/signups/"
    me, other = UserFactory(), UserFactory()
    assert api().post(address).status_code == 401
    first = api(me).post(address)
    assert (first.status_code, first.json()["status"]) == (201, "confirmed")
    assert api(me).post(address).status_code == 200
    assert api(other).post(address).json()["status"] == "waitlisted"
    assert api(me).delete(address).status_code == 204
    taken = api(other).post(address)
    assert (taken.status_code, taken.json()["status"]) == (201, "confirmed")
    assert sorted(SignUp.objects.values_list("status", flat=True)) == ["cancelled", "confirmed"]
    over = DrillFactory(starts=soon, status="ended")
    refused = api(me).post(f"/api/v1/drills/{over.pk}/signups/")
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")


def test_an_idempotency_key_gives_the_first_answer_again(soon):
    drill = DrillFactory(starts=soon)
    client = api(UserFactory())
    address = f"/api/v1/drills/{drill.pk}/signups/"
    first = client.post(address, HTTP_IDEMPOTENCY_KEY="k1")
    again = client.post(address, HTTP_IDEMPOTENCY_KEY="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again["Idempotent-Replay"] == "true"


def test_checks_by_oneself_and_by_those_at_the_gate(soon):
    drill = DrillFactory(starts=soon, status="running")
    address = f"/api/v1/drills/{drill.pk}/checks/"
    me, helper, other = UserFactory(), member(Role.VOLUNTEER), UserFactory()
    said = {"nonce": "nonce-of-mine", "kind": "safe", "device_time": "2026-07-08T12:00:00+08:00"}
    assert api().post(address, said).status_code == 401
    first, again = api(me).post(address, said), api(me).post(address, said)
    assert (first.status_code, again.status_code, first.json()) == (201, 200, again.json())
    assert first.json()["person"] == me.username
    assert dt.datetime.fromisoformat(first.json()["device_time"]) == dt.datetime(2026, 7, 8, 4, 0, tzinfo=dt.UTC)
    # a used nonce hides nothing
    assert api(other).post(address, said).status_code == 409
    of_another = {"nonce": "nonce-of-other", "kind": "in", "person": other.username}
    assert api(me).post(address, of_another).status_code == 403
    assert api(me).post(address, {**of_another, "person": "nobody-at-all"}).status_code == 403
    assert api(me).post(address, {"nonce": "nonce-visited", "kind": "visited"}).status_code == 403
    assert api(helper).post(address, of_another).status_code == 201
    assert SignUp.objects.get().user == other
    assert CheckEvent.objects.count() == 2


def test_checks_of_a_household(soon):
    drill = DrillFactory(starts=soon, status="running")
    address = f"/api/v1/drills/{drill.pk}/checks/"
    doors = []
    for community in (drill.community, CommunityFactory(slug="elsewhere")):
        grid = Grid.objects.create(community=community, slug="g", name={"en": "Grid"})
        building = Building.objects.create(grid=grid, slug="b", name={"en": "B"}, latitude=0, longitude=0)
        doors.append(Household.objects.create(building=building, door="301"))
    helper = api(member(Role.GRID_WORKER))
    good = helper.post(address, {"nonce": "door-0001", "kind": "visited", "household": doors[0].pk})
    assert (good.status_code, good.json()["household"], good.json()["person"]) == (201, doors[0].pk, None)
    theirs = helper.post(address, {"nonce": "door-0002", "kind": "visited", "household": doors[1].pk})
    assert (theirs.status_code, list(theirs.json()["errors"])) == (400, ["household"])
    both = helper.post(address, {"nonce": "door-0003", "kind": "safe", "household": doors[0].pk, "person": "x"})
    assert both.status_code == 400
    resident = api(member(Role.RESIDENT))
    assert resident.post(address, {"nonce": "door-0004", "kind": "safe", "household": doors[0].pk}).status_code == 403


@pytest.mark.parametrize(("language", "word"), [("en", "Needs help"), ("zh-CN", "求助")])
def test_a_call_for_help_comes_before_the_officers_once(soon, language, word):
    drill = DrillFactory(starts=soon, status="running")
    me = UserFactory()
    resident(101, user=me)
    address = f"/api/v1/drills/{drill.pk}/checks/"
    call = {"nonce": "help-0001", "kind": "need_help"}
    answers = [api(me).post(address, call, headers={"accept-language": language}) for _n in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert api(me).post(address, call).status_code == 200  # in another language, too
    check, report = CheckEvent.objects.get(), Report.objects.get()
    assert (check.kind, check.drill, check.person) == ("need_help", drill, me)
    assert (report.urgency, report.channel, report.community, report.is_public) == (
        "immediate", "api", drill.community, False,
    )  # fmt: skip
    assert word in report.description
    assert unseal(report.reporter_phone_sealed) == "+12025550101"


def test_a_helper_calls_for_a_household_and_the_report_says_where_and_is_not_public(soon):
    drill = DrillFactory(starts=soon, status="running")
    grid = Grid.objects.create(community=drill.community, slug="g", name={"en": "Grid"})
    building = Building.objects.create(grid=grid, slug="b", name={"en": "Block B"}, latitude=1.5, longitude=2.5)
    door = Household.objects.create(building=building, door="301")
    call = {"nonce": "help-0002", "kind": "need_help", "household": door.pk}
    assert api(member(Role.GRID_WORKER)).post(f"/api/v1/drills/{drill.pk}/checks/", call).status_code == 201
    report = Report.objects.get()
    assert (report.latitude, report.longitude, report.is_public) == (1.5, 2.5, False)
    assert "Block B" in report.address and "301" in report.address


@pytest.mark.parametrize(
    ("bad", "name"),
    [
        ({"nonce": ""}, "nonce"),
        ({"nonce": "short"}, "nonce"),
        ({"nonce": "x" * 65}, "nonce"),
        ({"kind": "gone"}, "kind"),
        ({"device_time": "noon"}, "device_time"),
        ({"person": "nobody-at-all"}, "person"),
        ({"household": "x"}, "household"),
        ({"household": 10**30}, "household"),
    ],
)
def test_bad_checks_are_problems_by_field(soon, bad, name):
    drill = DrillFactory(starts=soon, status="running")
    answer = api(member(Role.ORGANISER)).post(
        f"/api/v1/drills/{drill.pk}/checks/", {"nonce": "good-nonce", "kind": "in", **bad}
    )
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])
    assert not CheckEvent.objects.exists()


@pytest.mark.parametrize("status", ["cancelled", "aborted_real"])
def test_a_drill_that_was_called_off_takes_no_checks(soon, status):
    drill = DrillFactory(starts=soon, status=status)
    answer = api(UserFactory()).post(f"/api/v1/drills/{drill.pk}/checks/", {"nonce": "good-nonce", "kind": "safe"})
    assert answer.status_code == 409
