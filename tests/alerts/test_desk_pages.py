"""The pages of the desk: the way an officer and an approver go, without a script."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.authtoken.models import Token

from community.alerts.models import Alert
from community.alerts.services import cancel_alert, update_alert
from community.messaging.models import Broadcast
from community.messaging.services import fill_broadcast
from community.people.models import Role
from tests.alerts.test_api import now_
from tests.alerts.test_texts import report
from tests.factories.alerts import INFOS, approved, drafted, issued, submitted
from tests.factories.people import member, resident
from tests.factories.places import AreaFactory, CommunityFactory
from tests.support.composing import fields
from tests.support.sessions import client

pytestmark = pytest.mark.django_db


def test_the_desk_asks_for_a_sign_in_and_for_a_role():
    alert = submitted(**now_())
    paths = ["", "list/", "new/", f"{alert.identifier}/", f"{alert.identifier}/edit/", f"{alert.identifier}/tally/"]
    for path in paths:
        assert client().get(f"/desk/alerts/{path}").status_code == 302
        assert client(member(Role.RESIDENT)).get(f"/desk/alerts/{path}").status_code in (403, 404)
    for verb in ("submit", "approve", "return", "update", "cancel"):
        address = f"/desk/alerts/{alert.identifier}/{verb}/"
        assert client().post(address).status_code == 302
        assert client(member(Role.RESIDENT)).post(address).status_code == 404
        assert client(member(Role.AUDITOR)).post(address).status_code == 403
        reloaded = client(member(Role.OFFICER)).get(address)  # no empty page for whoever reloads; nothing is done
        assert (reloaded.status_code, reloaded["Location"]) == (302, f"/desk/alerts/{alert.identifier}/")
        assert client(member(Role.OFFICER)).put(address).status_code == 405
    assert Alert.objects.get().status == "submitted"


@pytest.mark.city
def test_an_officer_writes_previews_and_sends_in_and_an_approver_issues():
    resident(101)
    officer, approver = client(member(Role.OFFICER)), client(member(Role.APPROVER))
    AreaFactory()
    assert "下街" in client(member(Role.OFFICER), "zh-CN").get("/desk/alerts/new/").content.decode()
    previewed = officer.post("/desk/alerts/new/", fields(preview="1"))
    assert previewed.status_code == 200
    assert not Alert.objects.exists()
    assert "1 person × 2 segments" in previewed.content.decode()

    officer.post("/desk/alerts/new/", fields(submit="1"))
    alert = Alert.objects.get()
    assert (alert.status, alert.area, alert.infos.count()) == ("submitted", {"named": "lower-street"}, 2)
    address = f"/desk/alerts/{alert.identifier}/"
    assert "You had a hand in it" in officer.get(address).content.decode()
    page = approver.get(address).content.decode()
    assert "Approve and send to 1" in page and "Lower Street" in page and INFOS[1]["headline"] in page
    seen = alert.events.last().pk

    answer = approver.post(address + "approve/", {"seen": seen}, follow=True).content.decode()
    assert "It is on its way." in answer
    fill_broadcast(Broadcast.objects.get(), now=timezone.now())
    tally = approver.get(address + "tally/").content.decode()
    assert "queued" in tally.lower() and "100 %" in tally and "English" in tally
    assert "Someone has already decided" in approver.post(address + "approve/", follow=True).content.decode()
    assert Broadcast.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "asked"), [("en", "nobody acts in your name at an open screen"), ("zh-CN", "屏幕")]
)
def test_issuing_asks_for_the_password_and_then_goes_on_by_itself(language, asked):
    approver = member(Role.APPROVER)
    approver.set_password("far from shore 7")
    approver.save()
    browser = client(approver, language, fresh=False)
    alert = submitted(**now_())
    address = f"/desk/alerts/{alert.identifier}/approve/"

    page = browser.post(address, {"seen": alert.events.last().pk}, follow=True)
    assert asked in page.content.decode() and Alert.objects.get().status == "submitted"
    door, _query = page.redirect_chain[-1][0].split("?")
    wrong = browser.post(door, {"password": "not this one", "next": address})
    assert wrong.status_code == 200 and Alert.objects.get().status == "submitted"
    done = browser.post(door, {"password": "far from shore 7", "next": address})

    assert done.status_code == 302 and done["Location"] == f"/desk/alerts/{alert.identifier}/"
    assert Alert.objects.get().status == "issued"


def test_a_session_has_to_prove_itself_to_the_api_too_and_a_token_need_not():
    approver = member(Role.APPROVER)
    first, second = submitted(**now_()), submitted(**now_())
    address = "/api/v1/alerts/{}/approve/"

    refused = client(approver, fresh=False).post(address.format(first.identifier))
    assert refused.status_code == 403 and "/accounts/reauthenticate/" in refused.json()["detail"]
    assert client(approver).post(address.format(first.identifier)).status_code == 200
    token = Token.objects.create(user=approver)
    by_token = Client(headers={"Authorization": f"Token {token.key}"}).post(address.format(second.identifier))
    assert by_token.status_code == 200


def test_nobody_approves_their_own_on_the_page():
    both = member(Role.OFFICER, Role.APPROVER)
    alert = submitted(by=both, **now_())
    assert client(both).post(f"/desk/alerts/{alert.identifier}/approve/").status_code == 403
    assert Alert.objects.get().status == "submitted"


def test_a_comment_goes_back_with_the_draft():
    alert = submitted(**now_())
    browser = client(member(Role.APPROVER))
    assert (
        "Say what should be changed."
        in browser.post(f"/desk/alerts/{alert.identifier}/return/", follow=True).content.decode()
    )
    page = browser.post(
        f"/desk/alerts/{alert.identifier}/return/", {"note": "Name the <school>"}, follow=True
    ).content.decode()
    assert "Returned with your comment." in page and "Name the &lt;school&gt;" in page


def test_what_changed_since_it_was_read_is_not_approved():
    alert = submitted(**now_())
    answer = client(member(Role.APPROVER)).post(f"/desk/alerts/{alert.identifier}/approve/", {"seen": "1"}, follow=True)
    assert Alert.objects.get().status == "submitted"
    assert "has changed since you read it" in answer.content.decode()


def test_a_draft_is_written_on_and_saved():
    alert = drafted(**now_())
    browser = client(alert.author)
    page = browser.get(f"/desk/alerts/{alert.identifier}/edit/").content.decode()
    assert INFOS[0]["headline"] in page
    browser.post(
        f"/desk/alerts/{alert.identifier}/edit/", fields(headline_en="Walk uphill now", save="1", exercise="on")
    )
    alert.refresh_from_db()
    assert (alert.status, alert.exercise) == ("draft", False)
    assert alert.infos.get(language="en").headline == "Walk uphill now"
    Alert.objects.update(status="submitted", submitted_by=alert.author)
    assert (
        "can no longer be changed"
        in browser.get(f"/desk/alerts/{alert.identifier}/edit/", follow=True).content.decode()
    )


def test_update_and_cancel_open_a_page_and_send_nothing():
    alert = issued(**now_())
    browser = client(alert.author)
    for verb, words in (("update", f"Update {alert.identifier}"), ("cancel", f"Declare {alert.identifier} over")):
        page = browser.post(f"/desk/alerts/{alert.identifier}/{verb}/", follow=True)
        assert page.status_code == 200 and words in page.content.decode()
    cancel = Alert.objects.get(msg_type="Cancel")
    assert Broadcast.objects.count() == 1
    answer = browser.post(
        f"/desk/alerts/{cancel.identifier}/edit/",
        {
            "headline_en": "Over",
            "headline_zh-hans": "解除了",
            "expires": fields()["expires"],
            "severity": "Minor",
            "submit": "1",
        },
        follow=True,
    )
    assert "Sent in." in answer.content.decode()
    cancel.refresh_from_db()
    assert (cancel.status, cancel.severity, cancel.area) == ("submitted", alert.severity, alert.area)
    assert (
        "no longer in force" in browser.post(f"/desk/alerts/{cancel.identifier}/update/", follow=True).content.decode()
    )


def test_a_report_opens_the_composer_filled_in():
    report("H-1", area=AreaFactory())
    officer = client(member(Role.OFFICER))
    assert 'value="H-1"' in officer.get("/desk/alerts/new/?report=H-1").content.decode()
    page = officer.get("/desk/alerts/new/?hazard=H-1").content.decode()
    assert "/desk/hazards/?report=H-1" in page
    assert "Flood: Lower Street" in page and 'name="hazard" value="H-1"' in page
    officer.post("/desk/alerts/new/", fields(hazard="H-1", save="1"))
    assert [row.reference for row in Alert.objects.get().reports.all()] == ["H-1"]
    assert officer.get("/desk/alerts/new/?hazard=H-404").status_code == 200


def test_pages_lead_back_to_the_report_at_the_desk():
    report("H-1", area=AreaFactory())
    officer = client(member(Role.OFFICER))
    officer.post("/desk/alerts/new/", fields(hazard="H-1", save="1"))
    draft = Alert.objects.get().identifier
    for address in ("new/?hazard=H-1", f"{draft}/", f"{draft}/edit/"):
        links = re.findall(r'href="(/desk/hazards/[^"]+)"', officer.get(f"/desk/alerts/{address}").content.decode())
        assert links, address
        assert all("H-1" in officer.get(link).content.decode() for link in links)


def test_the_board_of_deliveries_says_first_how_many_people_there_are():
    resident(1)
    alert = issued(**now_())
    fill_broadcast(alert.broadcast, now=timezone.now())
    page = client(alert.author).get(f"/desk/alerts/{alert.identifier}/tally/").content.decode()
    figures = re.search(r'<dl class="dk-figs spread">(.*?)</dl>', page, re.S).group(1)
    assert re.findall(r"<dd>(\d+)", figures)[0] == "1" and "in all" in figures.split("</dt>")[0]


def test_relay_circle_polygon_and_exercise_by_form():
    officer = client(member(Role.OFFICER))
    officer.post(
        "/desk/alerts/new/",
        fields(
            kind="relay", issuer="HQ", area_kind="circle", latitude="38.89", longitude="-77.02", radius="300", save="1"
        ),
    )
    polygon = '{"type":"Polygon","coordinates":[[[-77.02,38.89],[-77.01,38.89],[-77.01,38.9],[-77.02,38.89]]]}'
    officer.post("/desk/alerts/new/", fields(area_kind="polygon", polygon=polygon, exercise="on", save="1"))
    first, second = Alert.objects.order_by("pk")
    assert (first.kind, first.issuer, first.area["circle"]["radius"]) == ("relay", "HQ", 300)
    assert (second.exercise, second.shape["type"]) == (True, "Polygon")
    page = officer.get(f"/desk/alerts/{second.identifier}/").content.decode()
    assert "data-exercise" in page and "exercise-bar" in page and "<title>EXERCISE / 演练" in page


@pytest.mark.parametrize(
    ("change", "english", "chinese"),
    [
        ({"named": []}, "Choose at least one area.", "至少选一个片区。"),
        ({"kind": "relay"}, "A relay names the authority whose warning it is.", "转发要写明是哪个部门发布的。"),
        ({"area_kind": "polygon", "polygon": "{}"}, "This is not GeoJSON.", "这不是 GeoJSON。"),
        ({"area_kind": "circle"}, "A circle needs latitude, longitude and radius", "圆要写纬度、经度和半径"),
        ({"expires": "2020-01-01T00:00"}, "This time is in the past.", "这个时间已经过了。"),
        ({"expires": "9999-12-31T23:59"}, "Enter a valid date/time.", "输入一个有效的日期/时间。"),
        ({"onset": "0001-01-01T00:00"}, "Enter a valid date/time.", "输入一个有效的日期/时间。"),
        ({"headline_en": "", "instruction_en": "Leave"}, "The headline is missing (en).", "缺标题（en）。"),
        ({"severity": "Dreadful"}, "Select a valid choice.", "选择一个有效的选项"),
        ({"event": ""}, "This field is required.", "这里要填写。"),
        ({"named": ["atlantis"]}, "Select a valid choice.", "选择一个有效的选项"),
    ],
)
def test_bad_input_comes_back_with_the_words_kept(change, english, chinese):
    officer = member(Role.OFFICER)
    for language, words in (("en", english), ("zh-CN", chinese)):
        for button in ("submit", "preview"):
            answer = client(officer, language).post("/desk/alerts/new/", fields(**change, **{button: "1"}))
            page = answer.content.decode()
            assert answer.status_code == 422
            assert words in page and "error-summary" in page
            assert INFOS[1]["headline"] in page
    assert not Alert.objects.exists()


def test_the_preview_fragment_stands_alone():
    resident(101, language="zh-hans")
    officer = client(member(Role.OFFICER), "zh-CN")
    fragment = officer.post("/desk/alerts/preview/", fields()).content.decode()
    assert "<html" not in fragment
    assert "1 人 ×" in fragment and "【柳湾社区居委会】" in fragment
    incomplete = officer.post("/desk/alerts/preview/", fields(event=""))
    assert incomplete.status_code == 200 and "填好这几项才能预览" in incomplete.content.decode()
    assert client(member(Role.APPROVER)).post("/desk/alerts/preview/", fields()).status_code == 403


def test_the_officers_of_one_community_do_not_see_anothers():
    other = CommunityFactory(slug="elsewhere", name={"en": "Elsewhere"})
    alert = drafted(**now_())
    stranger = client(member(Role.OFFICER, Role.APPROVER, community=other))
    assert alert.identifier not in stranger.get("/desk/alerts/").content.decode()
    assert stranger.get(f"/desk/alerts/{alert.identifier}/").status_code == 404


def test_the_admin_only_reads():
    alert = submitted(**now_())
    root = member(is_superuser=True, is_staff=True)
    browser = client(root)
    assert browser.get("/admin/alerts/alert/").status_code == 200
    assert browser.get(f"/admin/alerts/alert/{alert.pk}/change/").status_code == 200
    assert browser.post(f"/admin/alerts/alert/{alert.pk}/change/", {"status": "issued"}).status_code == 403
    assert browser.get("/admin/alerts/alert/add/").status_code == 403
    assert browser.post(f"/admin/alerts/alert/{alert.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_page_of_what_is_no_longer_in_force_is_not_filled_with_its_level():
    old = issued(**now_(severity="Extreme"))
    assert "now--lapsed" not in client().get(f"/alerts/{old.identifier}/").content.decode()
    over = approved(cancel_alert(old, by=old.author, now=timezone.now()), now=timezone.now())
    assert "now--lapsed" in client().get(f"/alerts/{old.identifier}/").content.decode()
    page = client().get(f"/alerts/{over.identifier}/").content.decode()
    assert 'class="now" data-level="clear"' in page and "Cancelled: Flood" in page


@pytest.mark.parametrize("verb", [update_alert, cancel_alert])
def test_the_preview_of_a_follow_up_keeps_up_too(verb):
    resident(101)
    alert = issued(**now_())
    new = verb(alert, by=alert.author, now=timezone.now())
    words = {
        name: value for name, value in fields(headline_en="It is over").items() if name.startswith(("head", "exp"))
    }
    sent = words if verb is cancel_alert else fields(headline_en="It is over")
    fragment = (
        client(alert.author).post("/desk/alerts/preview/", {**sent, "identifier": new.identifier}).content.decode()
    )
    assert "1 person ×" in fragment and "It is over" in fragment and new.identifier in fragment
