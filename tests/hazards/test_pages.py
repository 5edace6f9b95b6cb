"""The public pages, in both languages, without JavaScript."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.hazards.models import Report
from community.hazards.photos import prepare
from community.hazards.services import ensure_categories, move_report, triage_report
from community.places.models import Community
from portal.lib.sealing import unseal
from tests.factories import NOON
from tests.factories.hazards import HERE, ReportFactory, category, picture, public_report, report_in
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory

pytestmark = pytest.mark.django_db
FORM = "/hazards/report/"


@pytest.fixture
def chinese(client):
    return Client(HTTP_ACCEPT_LANGUAGE="zh-CN")


@pytest.fixture(autouse=True)
def _community():
    AreaFactory()
    ensure_categories(CommunityFactory())


def typed(**changes):
    return {"category": "flooding", "description": "Water over the road.", "address": "Hill Road 4", **changes}


def upload(data, name="photo.jpg"):
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def test_the_form_says_whom_to_call_first(client, chinese):
    page = client.get(FORM).content.decode()

    assert page.index('href="tel:119"') < page.index('name="category"')
    assert page.count('name="category"') == 12
    assert 'lang="en"' in page and "Flooding" in page
    page = chinese.get(FORM).content.decode()
    assert 'lang="zh-Hans"' in page and "积水、进水" in page and "Flooding" not in page


def test_a_kind_may_be_chosen_by_the_address(client):
    page = client.get(FORM, {"category": "road"}).content.decode()

    assert re.search(r'value="road" checked', page)


def test_a_report_leads_to_its_tracking_page(client):
    answer = client.post(FORM, typed(reporter_phone="+1 202 555 0101", reporter_name="Wang", photos=upload(picture())))

    report = Report.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{report.tracking_path}&new=1")
    assert (report.channel, report.language, report.address, report.latitude) == ("web", "en", "Hill Road 4", None)
    assert unseal(report.reporter_phone_sealed) == "+12025550101"
    page = client.get(answer["Location"])
    assert report.reference in page.content.decode() and "Water over the road." in page.content.decode()
    assert "5550101" not in page.content.decode()
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("private, no-store", "noindex")


def test_an_area_or_a_pin_is_place_enough(client):
    client.post(FORM, typed(address="", area="lower-street"))
    client.post(FORM, typed(address="", latitude=HERE[0], longitude=HERE[1]))

    assert [(row.area.slug, row.latitude) for row in Report.objects.order_by("pk")] == [
        ("lower-street", None),
        ("lower-street", HERE[0]),
    ]


def test_danger_makes_it_immediate_and_the_number_stands_first(client):
    answer = client.post(FORM, typed(danger="yes"), follow=True)

    assert Report.objects.get().urgency == "immediate"
    page = answer.content.decode()
    assert page.index('href="tel:119"') < page.index("<h1")


def test_a_double_click_is_one_report(client):
    page = client.get(FORM).content.decode()
    client_id = re.search(r'name="client_id" value="([^"]+)"', page)[1]

    first, second = (client.post(FORM, typed(client_id=client_id)) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "english", "chinese_words"),
    [
        ({"category": ""}, "Choose what it is.", "请选是什么隐患"),
        ({"category": "volcano"}, "Choose one of these kinds.", "请从这些类别里选"),
        ({"description": " "}, "Say in a few words what you see.", "请用几句话说说"),
        ({"description": "x" * 4001}, "at most 4,000", "4000"),
        ({"address": ""}, "Say where it is", "请说明在哪里"),
        ({"address": "x" * 301}, "at most 300", "300"),
        ({"area": "atlantis"}, "Choose one of these areas.", "请从这些片区里选"),
        ({"latitude": "48.85", "longitude": "2.35"}, "outside Liuwan", "不在柳湾范围内"),
        ({"latitude": "95", "longitude": "2"}, "not a place on earth", "标的位置不对"),
        ({"latitude": "nan", "longitude": "nan"}, "could not be read", "读不出来"),
        ({"latitude": "north", "longitude": "2"}, "could not be read", "读不出来"),
        ({"latitude": "38.9"}, "not a place on earth", "标的位置不对"),
        ({"photos": upload(b"Dear office", "notes.jpg")}, "“notes.jpg” is not a photo", "“notes.jpg”不是能识别的照片"),
        ({"website": "http://spam.example"}, "Leave the last field empty", "最后一栏留空"),
    ],
)
def test_bad_input_keeps_what_was_typed(client, chinese, changes, english, chinese_words):
    for browser, words in ((client, english), (chinese, chinese_words)):
        if "photos" in changes:
            changes["photos"].seek(0)
        answer = browser.post(FORM, typed(**{"description": "The creek is high", **changes}, reporter_name="Wang Fang"))

        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        assert 'class="error-summary"' in page and 'value="Wang Fang"' in page
    assert Report.objects.count() == 0


def test_a_phone_that_is_none(client):
    answer = client.post(FORM, typed(reporter_phone="12"))

    assert answer.status_code == 422
    assert "phone number" in answer.content.decode()


def test_a_machine_that_sends_too_many_is_slowed_down(client):
    for _ in range(20):
        client.post(FORM, typed())

    answer = client.post(FORM, typed(description="One more"))

    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (429, True)
    assert "One more" in answer.content.decode()
    assert Report.objects.count() == 20
    client.force_login(member("officer"))
    assert client.post(FORM, typed()).status_code == 302


def test_the_form_is_guarded_against_other_sites():
    assert Client(enforce_csrf_checks=True).post(FORM, typed()).status_code == 403


def test_without_a_community_there_is_nothing_to_report_to(client, chinese):
    Community.objects.all().delete()

    for method in (client.get, client.post):
        answer = method(FORM)
        assert answer.status_code == 404 and 'class="empty"' in answer.content.decode()
    assert "还没有开通社区" in chinese.get(FORM).content.decode()
    assert client.get("/hazards/").status_code == 200
    assert client.get("/hazards/similar/").status_code == 200
    assert client.get("/hazards.geojson").json()["features"] == []


def test_only_the_key_shows_what_is_not_public(client):
    report, other = ReportFactory(), ReportFactory()

    assert client.get(report.get_absolute_url()).status_code == 404
    assert client.get(report.get_absolute_url(), {"key": "x"}).status_code == 404
    assert client.get(report.get_absolute_url(), {"key": other.tracking_token}).status_code == 404
    assert client.get(report.tracking_path).status_code == 200
    assert client.get("/hazards/H-NONE/").status_code == 404


def test_the_tracking_page_tells_the_public_story(client, chinese):
    report = ReportFactory(reporter_phone="+12025550101")
    officer = member("officer", name="Lin Yue")
    triage_report(report, by=officer, now=NOON, note="The drain is blocked.")
    move_report(
        report, to="assigned", assigned_to=officer, by=officer, now=NOON, note="Mrs Li knows", note_is_public=False
    )

    page = client.get(report.get_absolute_url()).content.decode()

    assert "The drain is blocked." in page and "Somebody is on it" in page
    assert "Mrs Li" not in page and "Lin Yue" not in page and "5550101" not in page
    assert 'aria-current="step">Somebody is on it' in page
    assert 'name="words"' not in page  # adding news needs the key
    page = chinese.get(report.get_absolute_url()).content.decode()
    assert "已派人" in page and "已核实" in page


@pytest.mark.parametrize("status", Report.Status.values)
def test_every_state_has_a_page_in_both_languages(client, chinese, status):
    report = report_in(status)
    for browser in (client, chinese):
        assert browser.get(report.tracking_path).status_code == 200


def test_the_reporter_adds_news(client):
    report = ReportFactory(now=timezone.now())

    refused = client.post(f"{report.get_absolute_url()}news/", {"words": "Worse now"})
    empty = client.post(f"{report.get_absolute_url()}news/", {"words": " ", "key": report.tracking_token})
    sent = client.post(f"{report.get_absolute_url()}news/", {"words": "Worse now", "key": report.tracking_token})

    assert (refused.status_code, empty.status_code, sent.status_code) == (404, 422, 302)
    assert [event.note for event in report.events.filter(kind="reporter")] == ["Worse now"]


def test_a_public_page_takes_no_news_without_the_key(client):
    report = public_report()

    assert client.post(f"{report.get_absolute_url()}news/", {"words": "Worse"}).status_code == 403
    assert client.post(f"{report.get_absolute_url()}reopen/", {"words": "Worse"}).status_code == 403
    assert client.post(f"{report.get_absolute_url()}same/", {"other": "H-1"}).status_code == 403


def test_the_reporter_opens_it_again(client):
    report = report_in("closed", now=timezone.now())
    key = report.tracking_token

    silent = client.post(f"{report.get_absolute_url()}reopen/", {"words": "", "key": key})
    sent = client.post(f"{report.get_absolute_url()}reopen/", {"words": "Still wet", "key": key, "seen": "closed"})
    again = client.post(
        f"{report.get_absolute_url()}reopen/", {"words": "x", "key": key, "seen": "closed"}, follow=True
    )

    assert (silent.status_code, sent.status_code) == (422, 302)
    assert "It has moved on meanwhile" in again.content.decode()
    report.refresh_from_db()
    assert (report.status, report.events.filter(to_status="reopened").count()) == ("reopened", 1)


def test_look_alikes_are_shown_and_named(client):
    first, second = public_report(), ReportFactory()

    assert first.reference in client.get(second.tracking_path).content.decode()
    path = f"{second.get_absolute_url()}same/"
    client.post(path, {"key": second.tracking_token, "other": first.reference})

    second.refresh_from_db()
    assert second.duplicate_of == first
    missing = client.post(path, {"key": second.tracking_token, "other": ReportFactory().reference})
    assert missing.status_code == 404
    fragment = client.get("/hazards/similar/", {"category": "flooding", "latitude": HERE[0], "longitude": HERE[1]})
    assert first.reference in fragment.content.decode()
    assert client.get("/hazards/similar/", {"category": "x", "latitude": "y"}).content.strip() == b""


def test_photos_are_seen_by_those_who_see_the_report(client):
    report = ReportFactory(photos=[prepare(picture())])
    photo = report.photos.get()
    path = f"{report.get_absolute_url()}photos/{photo.pk}/small/"

    assert client.get(path).status_code == 404
    shown = client.get(path, {"key": report.tracking_token})
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert shown.content.startswith(b"\xff\xd8\xff")
    assert "private" in shown["Cache-Control"]
    assert client.get(path.replace("small", "raw"), {"key": report.tracking_token}).status_code == 404
    stranger = ReportFactory()
    assert (
        client.get(f"{stranger.get_absolute_url()}photos/{photo.pk}/full/?key={stranger.tracking_token}").status_code
        == 404
    )
    client.force_login(member("officer"))
    assert client.get(path).status_code == 200
    client.logout()
    triage_report(report, by=member("officer"), now=NOON)
    assert client.get(path).status_code == 200


def test_the_list_shows_what_is_public_and_open(client, chinese):
    shown = public_report(description="Creek over the road")
    ReportFactory(description="Nobody looked yet")
    done = public_report(description="Mended long ago")
    Report.objects.filter(pk=done.pk).update(status="closed")
    wrong = public_report(description="No hazard at all")
    Report.objects.filter(pk=wrong.pk).update(status="rejected")

    page = client.get("/hazards/").content.decode()

    assert shown.get_absolute_url() in page and "Creek over the road" in page
    assert not any(words in page for words in ("Nobody looked", "Mended", "No hazard at all"))
    assert "Mended" in client.get("/hazards/", {"state": "done"}).content.decode()
    assert "Creek" in client.get("/hazards/", {"state": "all", "category": "flooding"}).content.decode()
    assert 'class="empty"' in client.get("/hazards/", {"category": "gas"}).content.decode()
    assert client.get("/hazards/", {"category": "'; drop", "state": "x", "page": "x"}).status_code == 200
    assert "身边的隐患" in chinese.get("/hazards/").content.decode()


def test_the_list_costs_the_same_for_one_and_for_three(client):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/hazards/").status_code == 200
        return len(queries)

    public_report(photos=[prepare(picture())])
    cost()  # what is read once a process
    one = cost()
    public_report(category=category("road"), photos=[prepare(picture())])
    public_report()
    assert cost() == one


def test_words_of_strangers_are_never_markup(client):
    report = public_report(description="<script>alert(1)</script> & 'quotes'", address="<b>here</b>")
    for path in ("/hazards/", report.tracking_path):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page and "<b>here" not in page
