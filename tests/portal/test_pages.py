"""The shell's own pages, as people in both languages meet them."""

import errno
import re
from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.utils import timezone

from community.alerts.models import Alert
from community.alerts.services import cancel_alert, expire_alerts
from community.people.models import Role
from tests.factories.alerts import approved, issued, submitted
from tests.factories.drills import DrillFactory
from tests.factories.hazards import ReportFactory, public_report
from tests.factories.people import member
from tests.factories.places import CommunityFactory
from tests.factories.stations import StationFactory

pytestmark = pytest.mark.django_db

ENGLISH, CHINESE = "en-GB,en;q=0.9", "zh-CN,zh;q=0.9"
OUTSIDE = {"latitude": 38.915, "longitude": -76.99}  # of Lower Street


def page(path, language=ENGLISH, client=None, status=200):
    answer = (client or Client()).get(path, HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == status
    return answer.content.decode()


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\xa0", " ").split())


# --- the first page --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "calm"),
    [(ENGLISH, "No warning from Liuwan neighbourhood office"), (CHINESE, "柳湾社区居委会没有发布预警")],
)
def test_a_calm_day_says_who_was_asked_and_when_and_never_that_it_is_safe(language, calm):
    CommunityFactory()

    html = page("/", language)

    assert calm in plain(html)
    assert 'data-level="none"' in html
    assert "<time" in html.split('class="tiles"', maxsplit=1)[0]
    assert not re.search(r"\b(you are|it is|all) safe\b|安全了|很安全", plain(html))


@pytest.mark.parametrize(
    ("language", "headline", "act", "level"),
    [
        (ENGLISH, "The river is over its bank", "Leave ground floors now", "Severe"),
        (CHINESE, "河水漫过河堤", "住一楼的请马上", "严重"),
    ],
)
def test_a_warning_answers_three_questions_before_anything_else(language, headline, act, level):
    now = timezone.now()
    issued(now=now)
    StationFactory(name={"en": "Hillside School", "zh-hans": "坡上小学"}, confirmed_at=now, **OUTSIDE)

    html = page("/", language)
    first = plain(html.split('class="tiles"', maxsplit=1)[0])

    assert [headline in first, act in first, level in first] == [True, True, True]
    assert ("Hillside School" if language == ENGLISH else "坡上小学") in first
    assert '<section class="now" data-level="severe"' in html


def test_a_station_inside_the_warned_area_is_not_where_to_go():
    now = timezone.now()
    issued(now=now)
    StationFactory(name={"en": "Wharf post"}, confirmed_at=now, latitude=38.89, longitude=-77.02)

    first = page("/").split('class="tiles"', maxsplit=1)[0]

    assert "Wharf post" not in first


def test_the_worst_warning_comes_first_and_the_others_follow():
    now = timezone.now()
    community = CommunityFactory()
    issued(now=now, community=community, severity="Minor")
    worst = issued(now=now, community=community, severity="Extreme")

    html = page("/")

    assert html.index('class="now" data-level="extreme"') < html.index('class="card" data-level="minor"')
    assert worst.get_absolute_url() in html.split('class="tiles"', maxsplit=1)[0]


@pytest.mark.parametrize(("language", "words"), [(ENGLISH, "Not declared over"), (CHINESE, "未宣布解除")])
def test_a_warning_that_ran_out_is_shown_as_not_declared_over(language, words):
    then = timezone.now() - timedelta(hours=8)
    issued(now=then)
    expire_alerts(now=timezone.now())

    html = page("/", language)

    assert "now--lapsed" in html
    assert words in plain(html)


def test_a_warning_that_was_called_off_is_over_and_said_to_be():
    now = timezone.now()
    alert = issued(now=now)
    over = cancel_alert(alert, by=alert.author, now=now)
    approved(over, now=now)

    html = page("/")

    assert 'class="now" data-level="none"' in html
    assert "Over" in plain(html.split('class="tiles"', maxsplit=1)[0])
    assert over.get_absolute_url() in html


def test_an_exercise_never_shows_on_the_first_page():
    issued(now=timezone.now(), exercise=True)

    html = page("/")

    assert 'class="now" data-level="none"' in html
    assert "The river is over its bank" not in html


def test_the_live_parts_are_the_parts_of_the_page():
    now = timezone.now()
    community = CommunityFactory()
    issued(now=now, community=community)
    issued(now=now, community=community, severity="Minor")

    html = page("/")
    urls = re.findall(r'data-live="/ws/alerts/" data-fragment="([^"]+)"', html)

    assert urls == ["/now/?part=now", "/now/?part=also"]
    for url in urls:
        fragment = page(url)
        assert "<html" not in fragment
        assert "The river is over its bank" in fragment
    answer = Client().get(urls[0])
    assert "no-store" in answer["Cache-Control"]


def test_the_page_asks_for_the_same_rows_however_many_there_are(django_assert_max_num_queries):
    now = timezone.now()
    community = CommunityFactory()

    def one_of_each():
        issued(now=now, community=community)
        StationFactory(community=community, confirmed_at=now, **OUTSIDE)
        public_report(community=community, now=now)
        DrillFactory(community=community, starts=now + timedelta(days=2), ends=now + timedelta(days=2, hours=1))

    one_of_each()
    page("/")
    with django_assert_max_num_queries(40) as first:
        page("/")
    for _ in range(2):
        one_of_each()
    with django_assert_max_num_queries(len(first)):
        page("/")


def test_a_site_without_a_community_says_how_to_begin():
    assert "manage.py demo" in page("/")
    assert "manage.py demo" not in page("/lite/")
    page("/about/")
    page("/now/", status=404)
    page("/demo/", status=404)


# --- other pages -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "heading"), [(ENGLISH, "Privacy and data"), (CHINESE, "隐私与数据")])
def test_about_says_what_is_kept_and_whom_to_ask(language, heading):
    community = CommunityFactory()

    words = plain(page("/about/", language))

    assert heading in words
    assert community.issuer["en" if language == ENGLISH else "zh-hans"] in words
    assert "STOP" in words if language == ENGLISH else "退订" in words


@pytest.mark.parametrize(("language", "words"), [(ENGLISH, "This page is not here"), (CHINESE, "这里没有这个页面")])
def test_a_missing_page_says_so_and_shows_the_numbers_to_call(language, words):
    CommunityFactory()

    html = page("/no-such-page/", language, status=404)

    assert words in html
    assert 'href="tel:119"' in html


def test_a_form_without_its_token_is_refused_kindly():
    CommunityFactory(is_demo=True)
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/demo/sign-in/", {"username": "officer"}, HTTP_ACCEPT_LANGUAGE=CHINESE)

    assert answer.status_code == 403
    assert "请把表单再提交一次" in answer.content.decode()


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), OperationalError("gone"), InterfaceError("closed")])
def test_what_cannot_be_stored_just_now_is_told_as_that(rf, error):
    from portal.views import server_error

    for path, kind in (("/hazards/report/", "text/html"), ("/api/v1/hazards/", "application/problem+json")):
        try:
            raise error
        except (OSError, OperationalError, InterfaceError):
            answer = server_error(rf.post(path))
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert answer.headers["Content-Type"].startswith(kind)


def test_a_fault_of_ours_is_told_in_both_languages_without_the_database(rf, django_assert_num_queries):
    from portal.views import server_error

    with django_assert_num_queries(0):
        answer = server_error(rf.get("/"))

    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
    assert "这里出了故障" in answer.content.decode()
    assert 'href="tel:911"' in answer.content.decode()


def test_a_bad_host_is_a_bad_request():
    answer = Client().get("/", HTTP_HOST="evil.example")

    assert answer.status_code == 400


def test_probes_answer():
    assert Client().get("/healthz").content == b"ok\n"
    answer = Client().get("/readyz")
    assert answer.json()["ready"]
    assert {"database": "ok", "queue": "ok"}.items() <= answer.json()["checks"].items()


# --- the board -------------------------------------------------------------------------------------------------------
def test_the_board_is_for_staff():
    community = CommunityFactory()
    stranger, resident, officer = Client(), Client(), Client()
    resident.force_login(member(Role.RESIDENT, community=community))
    officer.force_login(member(Role.OFFICER, community=community))

    for path in ("/desk/", "/desk/fragment/"):
        answer = stranger.get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={path}")
        page(path, client=resident, status=403)
        page(path, client=officer)


def test_an_auditor_reads_the_board_and_is_led_nowhere_that_refuses_them():
    community = CommunityFactory()
    auditor = Client()
    auditor.force_login(member(Role.AUDITOR, community=community))

    for path in ("/desk/", "/desk/fragment/"):
        html = page(path, client=auditor)
        assert ("/desk/hazards/" in html, "/desk/alerts/" in html) == (False, True)
    page("/desk/alerts/", client=auditor)
    assert 'href="/desk/"' in page("/", client=auditor)
    assert auditor.post("/desk/").status_code == 405


@pytest.mark.city
@pytest.mark.parametrize(
    ("language", "words"),
    [(ENGLISH, "Waiting for a second person"), (CHINESE, "等第二人签发")],
)
def test_the_board_shows_what_waits_and_what_runs(language, words):
    now = timezone.now()
    community = CommunityFactory()
    waiting = submitted(now=now, community=community)
    running = issued(now=now, community=community)
    report = ReportFactory(community=community, now=now - timedelta(hours=3))
    stale = StationFactory(community=community, confirmed_at=now - timedelta(days=4))
    drill = DrillFactory(community=community, starts=now + timedelta(days=2), ends=now + timedelta(days=2, hours=1))
    client = Client()
    client.force_login(member(Role.APPROVER, community=community))

    html = page("/desk/", language, client)

    assert words in plain(html)
    for one in (waiting.identifier, running.identifier, report.reference, stale.slug, drill.get_absolute_url()):
        assert one in html


def test_the_board_asks_for_the_same_rows_however_many_there_are(django_assert_max_num_queries):
    now = timezone.now()
    community = CommunityFactory()
    client = Client()
    client.force_login(member(Role.OFFICER, community=community))

    def one_of_each():
        submitted(now=now, community=community)
        ReportFactory(community=community, now=now)
        StationFactory(community=community, confirmed_at=now - timedelta(days=4))
        DrillFactory(community=community, starts=now + timedelta(days=2), ends=now + timedelta(days=2, hours=1))

    one_of_each()
    with django_assert_max_num_queries(40) as first:
        page("/desk/fragment/", client=client)
    for _ in range(2):
        one_of_each()
    with django_assert_max_num_queries(len(first)):
        page("/desk/fragment/", client=client)


def test_a_returned_exercise_is_marked_on_the_board():
    now = timezone.now()
    alert = issued(now=now, exercise=True)
    client = Client()
    client.force_login(member(Role.OFFICER, community=alert.community))

    html = page("/desk/", client=client)

    assert Alert.objects.get().exercise
    assert 'data-level="exercise"' in html
