"""What an alert says beyond its words: all-clear, test, times, several areas, codes, parameters."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from community.alerts.models import Alert
from community.alerts.selectors import current_alerts, latest_public, past_alerts, preview_of
from community.alerts.selectors.publications import alert_xml
from community.alerts.services import approve_alert, cancel_alert, clear_alert, edit_alert, submit_alert, update_alert
from community.messaging.models import Delivery, Lane
from community.messaging.services import fill_broadcast
from community.people.models import Role
from community.people.selectors import desk_phones
from tests.alerts.test_api import ALERTS, body, client, now_
from tests.alerts.test_cap import texts
from tests.factories import NOON
from tests.factories.alerts import INFOS, approved, drafted, issued
from tests.factories.people import member, resident
from tests.factories.places import AreaFactory, CommunityFactory, box

pytestmark = pytest.mark.django_db

HILL = box(38.905, -77.0, 38.91, -76.99)
SAME = [{"valueName": "SAME", "value": "051013"}]


def hour(number):
    return NOON + timedelta(hours=number)


# --- over: an all-clear ends the danger, a cancel takes an error back -------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "msg_type", "responses"), [(clear_alert, "Update", ["AllClear"]), (cancel_alert, "Cancel", [])]
)
def test_both_endings_reach_the_same_people_and_end_the_warning(verb, msg_type, responses):
    old = issued(onset=hour(1), response_types=["Evacuate"])
    over = approved(verb(old, by=old.author, now=hour(2), note="the water has gone"), now=hour(2))
    old.refresh_from_db()
    assert (over.msg_type, over.response_types, over.urgency, over.is_over, over.level) == (
        msg_type, responses, "Past", True, "clear",
    )  # fmt: skip
    assert (old.status, over.broadcast.definition) == ("cancelled", old.broadcast.definition)
    assert (over.onset, over.note) == (None, "the water has gone")
    assert current_alerts(None, hour(2)) == []
    assert past_alerts(None, hour(2), 9) == [old] and latest_public(None, 9) == [over, old]
    xml = alert_xml(over)
    assert texts(xml, "//c:msgType") == [msg_type]
    assert texts(xml, "//c:responseType") == responses * 2
    assert texts(xml, "//c:note") == ["the water has gone"]
    assert old.identifier in texts(xml, "//c:references")[0]


def test_the_all_clear_says_that_the_danger_is_over_in_both_languages():
    over = clear_alert(old := issued(), by=old.author, now=NOON)
    words = {info.language: (info.headline, info.description) for info in over.infos.all()}
    assert words == {
        "en": ("All clear: The river is over its bank", f"The danger is over. {old.identifier} has ended."),
        "zh-hans": ("解除：河水漫过河堤", f"险情已经结束，{old.identifier} 不再有效。"),
    }


def test_an_all_clear_is_recognised_by_its_response_type_alone():
    old = issued()
    over = update_alert(old, by=old.author, now=NOON, response_types=["allclear"])
    assert over.all_clear
    with pytest.raises(ValidationError) as caught:
        drafted(response_types=["AllClear"])
    assert list(caught.value.message_dict) == ["response_types"]
    with pytest.raises(ValidationError) as caught:
        edit_alert(over, by=old.author, now=NOON, response_types=["Monitor"])
    assert list(caught.value.message_dict) == ["response_types"]


def test_the_database_knows_that_an_all_clear_is_an_update_and_an_exercise_no_test():
    alert = drafted()
    for wrong in ({"all_clear": True}, {"exercise": True, "test": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Alert.objects.filter(pk=alert.pk).update(**wrong)


# --- a technical test -------------------------------------------------------------------------------------------------


def test_a_test_goes_to_the_desks_own_phones_and_nobody_else():
    officer, approver = member(Role.OFFICER), member(Role.APPROVER)
    resident(101)  # stands in the area
    resident(102, user=officer, language="en")
    resident(103, user=approver, language="zh-hans")
    resident(104, user=approver, language="en", consent=False)
    resident(105, user=member(Role.VOLUNTEER))
    alert = drafted(by=officer, test=True, severity="Extreme")
    preview = preview_of(alert, list(alert.infos.all()), now=NOON)
    submit_alert(alert, by=officer, now=NOON)
    approve_alert(alert, by=approver, now=NOON)
    fill_broadcast(alert.broadcast, now=NOON)
    assert sorted(Delivery.objects.values_list("language", flat=True)) == ["en", "zh-hans"]
    assert preview.estimate.by_language == {"en": 1, "zh-hans": 1}
    assert alert.broadcast.lane == Lane.REMINDER
    assert alert.broadcast.texts["en"].startswith("TEST / 测试: ")
    assert alert.broadcast.texts["zh-hans"].startswith("【测试 TEST】")
    assert not alert.is_public and latest_public(None, 5) == [] and current_alerts(None, NOON) == []
    xml = alert_xml(alert)
    assert texts(xml, "//c:status") == ["Test"]
    assert all(headline.startswith("TEST / 测试 ") for headline in texts(xml, "//c:headline"))
    over = cancel_alert(alert, by=officer, now=NOON)
    assert over.test and not over.exercise


def test_the_desks_phones_go_on_after_any_of_them():
    community = CommunityFactory()
    for number in range(3):
        resident(110 + number, user=member(Role.OFFICER))
    everybody = list(desk_phones({"community": community.pk}))
    assert len(everybody) == 3
    assert list(desk_phones({"community": community.pk}, after=everybody[1].key)) == everybody[2:]


def test_real_stays_real():
    for change in ({"exercise": True, "test": True}, {"test": True, "msg_type": "Update", "replaces": issued()}):
        with pytest.raises(ValidationError) as caught:
            drafted(**change)
        assert list(caught.value.message_dict) == ["test"]
    with pytest.raises(ValidationError) as caught:
        edit_alert(drafted(), by=member(Role.OFFICER), now=NOON, test=True)
    assert list(caught.value.message_dict) == ["test"]


# --- times ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effective", "onset", "wrong"),
    [(None, None, None), (1, 2, None), (2, 2, None), (None, -3, None), (6, 6, None), (2, 1, "effective"),
     (None, 7, "onset"), (7, None, "effective"), (7, 8, "onset")],
)  # fmt: skip
def test_it_comes_into_effect_then_begins_then_ends(effective, onset, wrong):
    times = {name: hour(number) for name, number in (("effective", effective), ("onset", onset)) if number is not None}
    if wrong is None:
        xml = alert_xml(issued(**times))
        for name, at in times.items():
            assert texts(xml, f"//c:{name}") == [f"{at + timedelta(hours=8):%Y-%m-%dT%H:%M:%S}+08:00"] * 2
        return
    with pytest.raises(ValidationError) as caught:
        drafted(**times)
    assert wrong in caught.value.message_dict


# --- areas ------------------------------------------------------------------------------------------------------------


def test_several_areas_are_one_alert_and_each_is_named_to_other_systems():
    AreaFactory(geocodes=SAME)
    resident(101)  # in Lower Street
    resident(102, latitude=38.907, longitude=-76.995)  # on the hill
    resident(103, latitude=38.915, longitude=-77.02)  # in neither
    circle = {"latitude": 38.908, "longitude": -76.996, "radius": 300}
    alert = issued(
        area={
            "areas": [
                {"named": "lower-street"},
                {"circle": circle, "words": {"en": "Mill Hill", "zh-hans": "磨坊山"}},
                {"polygon": HILL, "geocodes": [{"valueName": "UGC", "value": "DCZ001"}], "words": {"en": "Hill Rd"}},
            ]
        }
    )
    fill_broadcast(alert.broadcast, now=NOON)
    assert alert.broadcast.deliveries.count() == 2
    assert alert.area_words["en"] == "Lower Street, Mill Hill, Hill Rd"
    assert alert.area_words["zh-hans"].startswith("下街、磨坊山、")
    xml = alert_xml(alert)
    assert texts(xml, "//c:info[1]/c:area/c:areaDesc") == ["Lower Street", "Mill Hill", "Hill Rd"]
    assert texts(xml, "//c:info[1]/c:area[2]/c:circle") == ["38.908,-76.996 0.3"]
    assert len(texts(xml, "//c:info[1]/c:area/c:polygon")) == 2
    assert texts(xml, "//c:info[1]/c:area[1]/c:geocode/c:value") == ["051013"]
    assert texts(xml, "//c:info[1]/c:area[3]/c:geocode/c:valueName") == ["UGC"]
    kept = update_alert(alert, by=alert.author, now=NOON, severity="Minor")
    assert (kept.area, kept.areas, kept.shape) == (alert.area, alert.areas, alert.shape)


def test_a_row_of_before_says_its_circle_still():
    alert = issued(area={"circle": {"latitude": 38.89, "longitude": -77.02, "radius": 333}})
    before = alert_xml(alert)
    Alert.objects.update(areas=[])
    assert alert_xml(Alert.objects.get()) == before


@pytest.mark.parametrize(
    "area",
    [
        {"areas": []},
        {"areas": "lower-street"},
        {"areas": [{"named": "lower-street"}] * 21},
        {"areas": [{"named": "lower-street"}], "named": "lower-street"},
        {"areas": [{"areas": [{"named": "lower-street"}]}]},
        {"areas": [{"named": "lower-street"}, {"polygon": box(10, 10, 11, 11)}]},
        {"areas": [None]},
        {"named": "lower-street", "geocodes": "SAME"},
        {"named": "lower-street", "geocodes": [{"valueName": "SAME"}]},
        {"named": "lower-street", "words": ["x"]},
    ],
)
def test_areas_that_cannot_be_are_named(area):
    AreaFactory()
    with pytest.raises(ValidationError) as caught:
        drafted(area=area)
    assert list(caught.value.message_dict) == ["area"]


# --- the rest, by the API ----


def test_the_api_takes_and_gives_every_fact():
    asked = {
        "response_types": ["evacuate", "Avoid"],
        "onset": (now_()["now"] + timedelta(hours=1)).isoformat(),
        "contact": "Duty office, 139 0000 0000",
        "web": "https://example.org/flood",
        "parameters": {"waterLevel": "2.4 m"},
        "event_codes": SAME,
        "infos": [{**INFOS[0], "audience": "People on ground floors"}, INFOS[1]],
    }
    officer = member(Role.OFFICER)
    AreaFactory()
    answer = client(officer).post(ALERTS, {**body(), **asked}, format="json")
    assert answer.status_code == 201, answer.json()
    got = answer.json()
    assert got["response_types"] == ["Evacuate", "Avoid"]
    assert got["parameters"] == [{"valueName": "waterLevel", "value": "2.4 m"}]
    assert (got["event_codes"], got["contact"], got["web"]) == (SAME, asked["contact"], asked["web"])
    assert got["infos"][0]["audience"] == "People on ground floors"
    assert (got["test"], got["all_clear"], got["effective"]) == (False, False, None)
    xml = alert_xml(approved(Alert.objects.get(), now=now_()["now"]))
    assert texts(xml, "//c:info[1]/c:audience") == ["People on ground floors"]
    assert texts(xml, "//c:info[2]/c:parameter/c:value") == ["notice", "2.4 m"]
    assert texts(xml, "//c:info[2]/c:contact") == [asked["contact"]]
    assert texts(xml, "//c:info[2]/c:web") == [asked["web"]]
    assert texts(xml, "//c:info[2]/c:eventCode/c:valueName") == ["SAME"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("response_types", ["Run"]),
        ("response_types", "AllClear"),
        ("web", "javascript:alert(1)"),
        ("web", "example"),
        ("parameters", [{"name": "x", "value": "y"}]),
        ("parameters", "x"),
        ("parameters", [{"valueName": "\x00", "value": "y"}]),
        ("event_codes", [{"valueName": "x", "value": ""}]),
        ("onset", "2026-07-08T20:00:00"),
        ("contact", "x" * 201),
        ("infos", [{**INFOS[0], "audience": "x" * 201}]),
    ],
)
def test_the_api_names_what_is_wrong(name, value):
    AreaFactory()
    answer = client(member(Role.OFFICER)).post(ALERTS, {**body(), name: value}, format="json")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [name]
    assert not Alert.objects.exists()


def test_the_api_gives_the_all_clear():
    old = issued(**now_())
    address = f"{ALERTS}{old.identifier}/all-clear/"
    answer = client(old.author).post(address, {"note": "checked on foot", "test": True}, format="json")
    assert answer.status_code == 201, answer.json()
    got = answer.json()
    assert (got["msg_type"], got["all_clear"], got["response_types"]) == ("Update", True, ["AllClear"])
    assert (got["note"], got["test"], got["references"]) == ("checked on foot", False, [old.identifier])
    assert client(member(Role.VOLUNTEER)).post(address, {}, format="json").status_code == 403
    assert client().post(address, {}, format="json").status_code in (401, 403)
    assert client(old.author).get(address).status_code == 405


def test_whoever_edits_without_a_word_on_the_audience_leaves_it():
    alert = drafted(infos=[{**INFOS[0], "audience": "Cyclists"}])
    changed = edit_alert(alert, by=alert.author, now=NOON, infos=[{**INFOS[0], "headline": "Mind the water"}])
    assert [(info.headline, info.audience) for info in changed.infos.all()] == [("Mind the water", "Cyclists")]
