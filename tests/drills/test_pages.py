"""The pages of drills: for everybody, for those who come, for those who organise."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.people.models import Role
from community.places.models import Community
from drills.models import CalendarAddress, CheckEvent, Drill, SignUp
from drills.services import cancel_sign_up, sign_up, start_drill
from tests.factories.drills import DrillFactory
from tests.factories.people import UserFactory, member
from tests.factories.places import CommunityFactory, box
from tests.factories.stations import StationFactory

pytestmark = pytest.mark.django_db
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}
STEPS = {
    "en": "09:20 Check-in at the east gate | Say your name\n9:40 How to use the AED",
    "zh-hans": "09:20 东门签到｜报姓名",
}


@pytest.fixture
def soon():
    return (timezone.now() + dt.timedelta(days=3)).replace(minute=0, second=0, microsecond=0)


def titles(response):
    return [drill.title["en"] for drill in response.context["page"]]


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("stranger", "/drills/"),
        ("stranger", "/drills/?past=1"),
        ("organiser", "/drills/"),
        ("organiser", "/drills/?past=1"),
        ("organiser", "/drills/mine/"),
    ],
)
def test_three_drills_cost_no_more_questions_than_one(client, soon, who, address):
    organiser = member(Role.ORGANISER)
    if who == "organiser":
        client.force_login(organiser)

    def one_more():
        for status in ("draft", "published", "ended"):
            drill = DrillFactory(starts=soon, status=status, organiser=organiser, capacity=9)
            SignUp.objects.create(
                drill=drill, user=organiser, status="confirmed", queued_at=timezone.now(), created=timezone.now()
            )

    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    one_more()
    client.get(address)
    one = questions()
    one_more()
    one_more()
    assert questions() == one < 14


def test_the_calendar_shows_what_where_when_and_places_left(client, soon):
    DrillFactory(title={"en": "Later"}, starts=soon + dt.timedelta(days=1))
    full = DrillFactory(title={"en": "Next", "zh-hans": "下次"}, starts=soon, capacity=1)
    DrillFactory(title={"en": "Draft"}, status="draft", starts=soon)
    DrillFactory(title={"en": "Off"}, status="cancelled", starts=soon)
    DrillFactory(title={"en": "Old"}, status="published", starts=timezone.now() - dt.timedelta(days=9))

    page = client.get("/drills/")
    assert titles(page) == ["Next", "Later"]
    assert "1 place left" in page.content.decode()
    sign_up(full, by=UserFactory(), now=timezone.now())
    assert "Full: waiting list" in client.get("/drills/").content.decode()
    chinese = client.get("/drills/", **CHINESE).content.decode()
    assert "已满，可候补" in chinese
    assert "东门" in chinese
    assert titles(client.get("/drills/?past=1")) == ["Off", "Old"]


def test_an_empty_calendar_says_what_to_do(client):
    CommunityFactory()
    for address in ("/drills/", "/drills/?past=1"):
        assert 'class="empty"' in client.get(address).content.decode()


def test_one_drill_says_everything_in_both_languages(client, soon):
    drill = DrillFactory(
        starts=soon, capacity=120, timetable=STEPS, audience={"en": "Lower Street"},
        station=StationFactory(slug="hill"), summary={"en": "Up in 20 minutes"}, access={"en": "Step-free"},
    )  # fmt: skip
    page = client.get(f"/drills/{drill.pk}/").content.decode()
    for words in ("EXERCISE. This is a drill, not a warning.", "Up in 20 minutes", "Lower Street", "Step-free",
                  "/stations/hill/", "0 of 120 signed up.", "120 places left", "Check-in at the east gate",
                  "Say your name", "09:40", "Sign in to sign up", f"?next=/drills/{drill.pk}/"):  # fmt: skip
        assert words in page, words
    chinese = client.get(f"/drills/{drill.pk}/", **CHINESE).content.decode()
    for words in ("演练：这是练习，不是预警。", "东门签到", "报姓名", "登录后报名", 'lang="zh-Hans"'):
        assert words in chinese, words


def test_drafts_are_seen_by_organisers_only(client, soon):
    drill = DrillFactory(status="draft", starts=soon)
    address = f"/drills/{drill.pk}/"
    assert client.get(address).status_code == 404
    client.force_login(member(Role.RESIDENT))
    assert client.get(address).status_code == 404
    assert client.post(address + "sign-up/").status_code == 404
    client.force_login(member(Role.ORGANISER))
    assert client.get(address).status_code == 200
    assert drill.title["en"] in client.get("/drills/").content.decode()


def test_signing_up_waiting_taking_the_place_and_withdrawing(client, soon):
    drill = DrillFactory(starts=soon, capacity=1)
    first, me = UserFactory(), UserFactory()
    sign_up(drill, by=first, now=timezone.now())
    address = f"/drills/{drill.pk}/"
    assert client.post(address + "sign-up/")["Location"].startswith("/accounts/login/")
    client.force_login(me)
    assert "Put me on the waiting list" in client.get(address).content.decode()
    page = client.post(address + "sign-up/", follow=True).content.decode()
    assert "You are number 1 on the waiting list." in page
    cancel_sign_up(SignUp.objects.get(user=first), by=first, now=timezone.now())
    page = client.get(address).content.decode()
    assert "A place is free for you." in page
    assert "Take the place" in page
    page = client.post(address + "sign-up/", follow=True).content.decode()
    assert "You are signed up." in page
    assert "1 of 1 signed up." in page
    assert drill.title["en"] in client.get("/drills/mine/").content.decode()
    page = client.post(address + "withdraw/", follow=True).content.decode()
    assert "You have withdrawn." in page
    assert SignUp.objects.get(user=me).status == "cancelled"
    assert client.get(address + "sign-up/").status_code == 405


def test_a_closed_drill_says_so(client, soon):
    drill = DrillFactory(starts=soon, status="ended")
    client.force_login(UserFactory())
    assert "takes no sign-ups now" in client.post(f"/drills/{drill.pk}/sign-up/", follow=True).content.decode()
    assert not SignUp.objects.exists()


def test_ones_private_address_can_be_renewed(client):
    CommunityFactory()
    client.force_login(UserFactory())
    page = client.get("/drills/mine/")
    first = CalendarAddress.objects.get().token
    assert f"http://127.0.0.1:8000/drills/calendar/{first}.ics" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    client.post("/drills/calendar/address/")
    assert CalendarAddress.objects.get().token != first
    assert client.get("/drills/calendar/address/").status_code == 405


GOOD = {
    "title_en": "Flood drill", "title_zh-hans": "防汛演练", "place_en": "East gate", "type": "drill",
    "day": "2027-03-14", "begins_at": "09:00", "ends_at": "10:30", "time_zone": "Asia/Shanghai", "capacity": "120",
    "timetable_en": "09:20 Check-in | Say your name",
}  # fmt: skip


def test_planning_changing_and_announcing(client):
    CommunityFactory()
    organiser = member(Role.ORGANISER)
    client.force_login(organiser)
    assert client.get("/drills/new/").status_code == 200
    response = client.post("/drills/new/", GOOD)
    drill = Drill.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/drills/{drill.pk}/")
    assert (drill.title, drill.status, drill.organiser) == (
        {"en": "Flood drill", "zh-hans": "防汛演练"}, "draft", organiser,
    )  # fmt: skip
    assert drill.starts == dt.datetime(2027, 3, 14, 1, 0, tzinfo=dt.UTC)
    assert drill.steps[0].what == "Check-in"

    form = client.get(f"/drills/{drill.pk}/edit/").content.decode()
    for words in ('value="2027-03-14"', 'value="09:00"', 'value="10:30"', "防汛演练", 'value="Asia/Shanghai"'):
        assert words in form
    assert client.post(f"/drills/{drill.pk}/edit/", {**GOOD, "begins_at": "08:00"}).status_code == 302
    drill.refresh_from_db()
    assert drill.starts == dt.datetime(2027, 3, 14, 0, 0, tzinfo=dt.UTC)
    assert "Announce it" in client.get(f"/drills/{drill.pk}/").content.decode()
    client.post(f"/drills/{drill.pk}/publish/")
    client.post(f"/drills/{drill.pk}/start/")
    drill.refresh_from_db()
    assert drill.status == "running"
    assert "Stop the drill: real emergency" in client.get(f"/drills/{drill.pk}/").content.decode()
    page = client.post(f"/drills/{drill.pk}/start/", follow=True).content.decode()
    assert "This step is not possible now" in page
    assert (
        "cannot be changed any more"
        in client.post(f"/drills/{drill.pk}/edit/", {**GOOD, "begins_at": "07:00"}, follow=True).content.decode()
    )
    client.post(f"/drills/{drill.pk}/stop/", {"note": "Dam"})
    assert drill.events.get(kind="aborted").note == "Dam"


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"title_en": "", "title_zh-hans": ""}, "title"),
        ({"place_en": ""}, "place"),
        ({"day": "soon"}, "day"),
        ({"begins_at": "25:00"}, "begins_at"),
        ({"ends_at": "08:59"}, "ends_at"),
        ({"ends_at": "09:00"}, "ends_at"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "-3"}, "capacity"),
        ({"latitude": "91"}, "latitude"),
        ({"type": "war"}, "type"),
        # the clocks of New York go from 2 to 3 on that day
        ({"time_zone": "America/New_York", "begins_at": "02:30", "ends_at": "04:00"}, "begins_at"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_what_cannot_be_is_shown_again(client, bad, field, language):
    CommunityFactory()
    client.force_login(member(Role.ORGANISER))
    response = client.post("/drills/new/", {**GOOD, **bad}, HTTP_ACCEPT_LANGUAGE=language)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    page = response.content.decode()
    assert "error-summary" in page
    assert "09:20 Check-in | Say your name" in page
    assert not Drill.objects.exists()


def test_an_evaluator_sees_who_came_and_notes_nobody(client, soon):
    drill = DrillFactory(starts=soon)
    sign_up(drill, by=UserFactory(name="Li Na"), now=timezone.now())
    start_drill(drill, by=member(Role.ORGANISER), now=timezone.now())
    client.force_login(member(Role.EVALUATOR))
    assert f"/drills/{drill.pk}/run/" in client.get(f"/drills/{drill.pk}/").content.decode()
    page = client.get(f"/drills/{drill.pk}/run/").content.decode()
    assert ("Li Na" in page, "/run/check/" in page, "/end/" in page) == (True, False, False)
    client.force_login(member(Role.VOLUNTEER))
    assert "/run/check/" in client.get(f"/drills/{drill.pk}/run/").content.decode()


def test_who_may_organise(client, soon):
    drill = DrillFactory(starts=soon)
    elsewhere = CommunityFactory(slug="elsewhere", shape=box(10, 10, 11, 11), south=10, west=10, north=11, east=11)
    people = {
        "resident": (member(Role.RESIDENT), 403, 403),
        "volunteer": (member(Role.VOLUNTEER), 403, 200),
        "evaluator": (member(Role.EVALUATOR), 403, 200),
        "elsewhere": (member(Role.ORGANISER, community=elsewhere), 403, 403),
        "organiser": (member(Role.ORGANISER), 200, 200),
        "officer": (member(Role.OFFICER), 200, 200),
    }
    for name, (person, edits, checks) in people.items():
        client.force_login(person)
        assert client.get(f"/drills/{drill.pk}/edit/").status_code == edits, name
        assert client.get(f"/drills/{drill.pk}/run/").status_code == checks, name
        if edits == 403:
            for verb in ("publish", "start", "end", "cancel", "stop"):
                assert client.post(f"/drills/{drill.pk}/{verb}/").status_code == 403, name
        if checks == 403 or name == "evaluator":  # who only looks
            assert client.post(f"/drills/{drill.pk}/run/check/").status_code == 403, name
    drill.refresh_from_db()
    assert drill.status == "published"
    assert client.post(f"/drills/{drill.pk}/explode/").status_code == 404
    Community.objects.filter(slug="elsewhere").delete()
    client.force_login(people["resident"][0])
    assert client.get("/drills/new/").status_code == 403


def test_the_gate_notes_who_is_here_and_a_second_press_is_harmless(client, soon):
    drill = DrillFactory(starts=soon, status="running")
    person = UserFactory(name="王秀兰")
    sign_up(drill, by=person, now=timezone.now())
    client.force_login(member(Role.VOLUNTEER))
    address = f"/drills/{drill.pk}/run/"
    page = client.get(address).content.decode()
    assert "Not here yet: 1 person" in page
    assert "王秀兰" in page
    press = {"nonce": "a-nonce-of-the-page", "kind": "in", "person": person.pk}
    for _n in range(2):
        assert client.post(address + "check/", press)["Location"] == address
    assert CheckEvent.objects.get().person == person
    page = client.get(address, **CHINESE).content.decode()
    assert "已到：1 人" in page
    assert "都到了。" in page


@pytest.mark.parametrize(
    "bad", [{"nonce": "x"}, {"kind": "absent"}, {"person": "0"}, {"person": "99999999"}, {"person": "x"}]
)
def test_a_press_that_cannot_be_read_changes_nothing(client, soon, bad):
    drill = DrillFactory(starts=soon, status="running")
    person, stranger = UserFactory(), UserFactory()
    sign_up(drill, by=person, now=timezone.now())
    client.force_login(member(Role.ORGANISER))
    press = {"nonce": "a-nonce-of-the-page", "kind": "in", "person": person.pk, **bad}
    assert "could not be read" in client.post(f"/drills/{drill.pk}/run/check/", press, follow=True).content.decode()
    press = {"nonce": "a-nonce-of-the-page", "kind": "in", "person": stranger.pk}
    client.post(f"/drills/{drill.pk}/run/check/", press)  # nobody can be looked up at the gate
    assert not CheckEvent.objects.exists()


def test_the_gate_asks_no_more_for_more_people(client, soon):
    drill = DrillFactory(starts=soon, status="running")
    client.force_login(member(Role.ORGANISER))

    def questions():
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/drills/{drill.pk}/run/")
        return len(asked)

    sign_up(drill, by=UserFactory(), now=timezone.now())
    questions()
    one = questions()
    for _n in range(2):
        sign_up(drill, by=UserFactory(), now=timezone.now())
    assert questions() == one < 20


def test_markup_in_names_stays_text(client, soon):
    drill = DrillFactory(
        starts=soon, title={"en": "<script>alert(1)</script>"}, timetable={"en": "09:00 <script>alert(1)</script>"}
    )
    for address in ("/drills/", f"/drills/{drill.pk}/"):
        assert "<script>alert" not in client.get(address).content.decode()


def test_the_admin_reads_only(admin_client, soon):
    drill = DrillFactory(starts=soon)
    for name in ("drill", "signup", "checkevent", "drillevent"):
        assert admin_client.get(f"/admin/drills/{name}/").status_code == 200
        assert admin_client.get(f"/admin/drills/{name}/add/").status_code == 403
    assert admin_client.post(f"/admin/drills/drill/{drill.pk}/change/", {"status": "ended"}).status_code == 403
    assert admin_client.post(f"/admin/drills/drill/{drill.pk}/delete/", {"post": "yes"}).status_code == 403
