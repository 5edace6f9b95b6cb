"""The demo community: whole, in both languages, and it texts nobody."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from community.accounts.models import User
from community.alerts.models import Alert
from community.alerts.selectors import current_alerts
from community.hazards.models import Finding, Report, ReportEvent
from community.messaging.models import Delivery
from community.people.models import Building, Membership, Resident, Role
from community.people.selectors import count_residents_in_area
from community.places import geometry
from community.places.models import Community, NamedArea
from community.stations.models import Station
from drills.models import Drill, SignUp
from portal.management.demo.accounts import ACCOUNTS
from portal.management.demo.load import load_demo
from portal.management.demo.presets import PRESETS
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def _both(django_db_setup, django_db_blocker):
    """Both presets, loaded once for the whole file: each test undoes only what it does itself."""
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            yield {name: load_demo(name, password="a demo password", now=timezone.now()).community for name in PRESETS}
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


@pytest.fixture(params=sorted(PRESETS))
def community(request, _both, db):
    return _both[request.param]


@pytest.fixture
def demo(_both, db):
    return _both["us"]


def test_the_neighbourhood_is_whole(community):
    assert community.is_demo
    assert NamedArea.objects.filter(community=community).count() == 12
    assert Station.objects.filter(community=community).count() == 8
    assert Building.objects.filter(grid__community=community).count() == 24
    assert Resident.objects.filter(community=community, is_demo=True, consent=True).count() == 600
    assert Drill.objects.filter(community=community).count() == 3
    assert set(Report.objects.filter(community=community).values_list("status", flat=True)) == set(Report.Status.values)
    assert Report.objects.filter(community=community).count() == 26  # one of them found by an inspection
    past = Alert.objects.filter(community=community, exercise=False, msg_type="Alert")
    assert sorted(past.values_list("status", flat=True)) == ["cancelled", "expired"]
    assert Alert.objects.filter(community=community, exercise=True, status="issued").count() == 1


def test_everything_stands_inside_the_boundary(community):
    shape = community.shape
    places = [
        *Station.objects.filter(community=community).values_list("latitude", "longitude"),
        *Building.objects.filter(grid__community=community).values_list("latitude", "longitude"),
        *Report.objects.filter(community=community, latitude__isnull=False).values_list("latitude", "longitude"),
        *community.residents.values_list("places__latitude", "places__longitude"),
    ]

    assert [place for place in places if not geometry.contains(shape, *place)] == []
    assert sum(count_residents_in_area({"community": community.pk, "shape": shape}).values()) == 600


def test_every_number_belongs_to_nobody(community):
    phones = [resident.phone for resident in community.residents.all()]

    assert len(set(phones)) == 600
    assert all(re.fullmatch(r"\+1\d{3}55501\d\d", phone) for phone in phones)
    assert len({phone[:5] for phone in phones}) >= 6


def test_everything_is_said_in_both_languages(community):
    words = [
        *(words for row in community.areas.all() for words in [row.name]),
        *(words for row in community.stations.all() for words in [row.name, row.address]),
        *(words for row in Building.objects.filter(grid__community=community) for words in [row.name]),
        *(words for row in community.drills.all() for words in [row.title, row.summary, row.place]),
    ]
    assert all(one["en"] and not HAN.search(one["en"]) and HAN.search(one["zh-hans"]) for one in words)
    assert set(Counter(community.reports.values_list("language", flat=True))) == {"en", "zh-hans"}
    assert set(Counter(community.residents.values_list("language", flat=True))) == {"en", "zh-hans"}
    for alert in community.alerts.all():
        assert set(alert.infos.values_list("language", flat=True)) == {"en", "zh-hans"}
    notes = ReportEvent.objects.filter(report__community=community).exclude(note="").values_list("note", flat=True)
    assert {bool(HAN.search(note)) for note in notes} == {True, False}


def test_the_people_are_there_with_their_roles_and_no_phone(demo):
    for account in ACCOUNTS:
        user = User.objects.get(username=account.username)
        assert Membership.objects.get(user=user, community=demo).role == account.role
    assert {account.role for account in ACCOUNTS} == set(Role.values)
    assert not Resident.objects.exclude(user=None).exists()


def test_reports_were_moved_one_step_after_another(demo):
    now = timezone.now()

    for report in demo.reports.prefetch_related("events"):
        moments = [event.at for event in report.events.all()]
        assert moments == sorted(moments)
        assert moments[-1] <= now
        assert report.events.all()[0].kind == "filed"


def test_there_is_an_exercise_in_progress_and_no_warning(demo):
    now = timezone.now()
    exercise = demo.alerts.get(exercise=True, status="issued")
    counts = Counter(exercise.broadcast.deliveries.values_list("status", flat=True))

    assert current_alerts(demo, now) == []
    assert exercise.expires > now
    assert {"delivered", "sent", "failed"} <= set(counts)
    assert not {"queued", "sending"} & set(counts)


def test_drills_have_people(demo):
    past, roll_call, coming = demo.drills.order_by("starts")

    assert (past.status, roll_call.status, coming.status) == ("ended", "running", "published")
    assert past.signups.filter(status=SignUp.Status.IN).count() == 14
    assert past.signups.filter(status=SignUp.Status.NO_SHOW).exists()
    assert 0 < coming.signups.count() < coming.capacity
    assert Counter(roll_call.checks.values_list("kind", flat=True)) == {"safe": 162, "need_help": 3}
    assert coming.starts > timezone.now()
    assert (coming.starts.astimezone(coming.zone).weekday(), coming.starts.astimezone(coming.zone).hour) == (5, 9)


def test_a_second_run_adds_nothing_and_changes_nothing(demo):
    before = counted()
    confirmed = dict(Station.objects.values_list("slug", "confirmed_at"))

    again = load_demo("us", password="a demo password", now=timezone.now() + timedelta(hours=1))

    assert set(again.counts.values()) == {0}
    assert counted() == before
    assert dict(Station.objects.values_list("slug", "confirmed_at")) == confirmed


def counted():
    models = (Community, NamedArea, User, Membership, Resident, Station, Report, ReportEvent, Drill, Alert, Delivery)
    return {model.__name__: model.objects.count() for model in models}


# --- /demo/ ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "title"), [("en", "The whole story in five minutes"), ("zh-CN", "五分钟走完整个故事")]
)
def test_the_tour_leads_to_pages_that_are_there(demo, language, title):
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    html = client.get("/demo/").content.decode()
    assert title in html

    forms = re.findall(r'name="username" value="(\w+)"><input type="hidden" name="next" value="([^"]+)"', html)
    links = re.findall(r'<span class="row"><a class="btn btn--small" href="([^"]+)"', html)

    assert len(forms) + len(links) == 9
    for username, target in forms:
        answer = client.post("/demo/sign-in/", {"username": username, "next": target})
        assert (answer.status_code, answer["Location"]) == (302, target)
        assert client.get(target).status_code == 200
        assert client.session["_auth_user_id"] == str(User.objects.get(username=username).pk)
    for target in links:
        assert client.get(target).status_code == 200


def test_every_role_signs_in_with_one_click(demo):
    html = Client().get("/demo/").content.decode()

    for account in ACCOUNTS:
        client = Client()
        assert f'name="username" value="{account.username}"' in html
        assert client.post("/demo/sign-in/", {"username": account.username}).status_code == 302
        assert client.session["_auth_user_id"] == str(User.objects.get(username=account.username).pk)


@pytest.mark.parametrize("username", ["neighbour01", "root", "", "officer'--"])
def test_nobody_else_signs_in_that_way(demo, username):
    User.objects.create_superuser("root", password="x")

    answer = Client().post("/demo/sign-in/", {"username": username})

    assert answer.status_code == 403
    assert "_auth_user_id" not in answer.wsgi_request.session


def test_an_account_that_was_given_real_work_is_no_toy_any_more(demo):
    real = CommunityFactory(slug="real", is_demo=False)
    Membership.objects.create(user=User.objects.get(username="officer"), community=real, role=Role.OFFICER)

    assert Client().post("/demo/sign-in/", {"username": "officer"}).status_code == 403


def test_on_a_public_address_the_administrator_needs_the_password(demo, settings):
    settings.IS_PUBLIC, settings.DEMO_PASSWORD = True, "a demo password"

    assert Client().post("/demo/sign-in/", {"username": "admin"}).status_code == 403
    assert Client().post("/demo/sign-in/", {"username": "officer"}).status_code == 302
    assert "a demo password" not in Client().get("/demo/").content.decode()


def test_signing_in_is_a_post_and_leads_nowhere_else(demo):
    assert Client().get("/demo/sign-in/").status_code == 405
    answer = Client().post("/demo/sign-in/", {"username": "officer", "next": "https://evil.example/"})
    assert answer["Location"] == "/demo/"


def test_without_a_demo_there_is_no_door(demo):
    Community.objects.update(is_demo=False)

    assert Client().get("/demo/").status_code == 404
    assert Client().post("/demo/sign-in/", {"username": "officer"}).status_code == 404


def test_an_inspection_found_two_hazards_of_which_one_was_new(demo):
    found = Finding.objects.filter(visit__round__community=demo, answer="not_fine").order_by("is_joined")
    assert [row.is_joined for row in found] == [False, True]
    assert [row.report.channel for row in found] == ["inspection", "web"]
    assert all(row.report.is_open for row in found)
    visits = found[0].visit.round.visits
    assert visits.count() == visits.filter(status="done").count() == 2
