"""/api/v1/alerts/: who may do what, what comes back, and what is wrong in the reader's words."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from community.alerts.models import Alert
from community.messaging.models import Broadcast
from community.messaging.services import fill_broadcast
from community.people.models import Role
from tests.alerts.test_texts import report
from tests.factories.alerts import INFOS, drafted, issued, submitted
from tests.factories.people import member, resident
from tests.factories.places import AreaFactory, CommunityFactory

pytestmark = pytest.mark.django_db
ALERTS = "/api/v1/alerts/"


def client(user=None, language=""):
    api = APIClient(**({"HTTP_ACCEPT_LANGUAGE": language} if language else {}))
    if user is not None:
        api.force_authenticate(user)
    return api


def body(**changes):
    AreaFactory()
    return {
        "event": "Flood",
        "category": "Met",
        "severity": "Severe",
        "urgency": "Immediate",
        "certainty": "Observed",
        "expires": (timezone.now() + timedelta(hours=6)).isoformat(),
        "area": {"named": "lower-street"},
        "infos": INFOS,
        **changes,
    }


def now_(**values):
    """An alert whose life is around the real clock, which doors read."""
    return {"now": timezone.now(), "expires": timezone.now() + timedelta(hours=6), **values}


@pytest.mark.city
def test_the_whole_story_over_the_api():
    resident(101)
    resident(102, language="zh-hans")
    officer, approver = client(member(Role.OFFICER)), client(member(Role.APPROVER))

    made = officer.post(ALERTS, body())
    assert made.status_code == 201, made.content
    assert made.json()["status"] == "draft"
    address = f"{ALERTS}{made.json()['identifier']}/"

    preview = officer.post(address + "preview/")
    assert preview.status_code == 200
    assert {key: preview.json()[key] for key in ("recipients", "by_language", "problems")} == {
        "recipients": 2,
        "by_language": {"en": 1, "zh-hans": 1},
        "problems": [],
    }
    assert {"segments", "cost", "first_at", "last_at"} < set(preview.json())

    assert officer.post(address + "submit/").json()["status"] == "submitted"
    assert client().get(address).status_code == 404
    assert approver.post(address + "approve/").json()["status"] == "issued"
    assert client().get(address).json()["infos"][0]["headline"] == INFOS[0]["headline"]
    assert [row["identifier"] for row in client().get(ALERTS).json()["results"]] == [made.json()["identifier"]]

    fill_broadcast(Broadcast.objects.get(), now=timezone.now())
    waiting = {"queued": 1, "sending": 0, "sent": 0, "unknown": 0, "delivered": 0, "failed": 0}
    counts = officer.get(address + "deliveries/").json()
    assert set(counts.pop("times")) == {"last_expected"}
    assert counts == {
        "total": 2,
        **waiting,
        "queued": 2,
        "reached": 0,
        "by_channel": {"sms": {**waiting, "queued": 2}},
        "by_language": {"en": waiting, "zh-hans": waiting},
        "by_area": {"lower-street": {**waiting, "queued": 2}},
        "failures": {},
        "again": {},
        "rate": {"people_a_minute": 0.0, "messages_a_minute": 0.0, "segments_a_second": 0.0},
    }

    update = officer.post(address + "update/", {"severity": "Extreme"})
    assert (update.status_code, update.json()["msg_type"], update.json()["references"]) == (
        201,
        "Update",
        [made.json()["identifier"]],
    )
    later = f"{ALERTS}{update.json()['identifier']}/"
    officer.post(later + "submit/")
    approver.post(later + "approve/")
    assert client().get(address).json()["status"] == "updated"

    over = officer.post(later + "cancel/")
    assert (over.status_code, over.json()["msg_type"]) == (201, "Cancel")
    assert [info["headline"] for info in over.json()["infos"]] == [
        "Cancelled: The river is over its bank",
        "已撤回：河水漫过河堤",
    ]
    last = f"{ALERTS}{over.json()['identifier']}/"
    officer.post(last + "submit/")
    assert approver.post(last + "approve/").status_code == 200
    assert client().get(later).json()["status"] == "cancelled"
    assert client().get(ALERTS, {"current": "1"}).json()["results"] == []


def test_updates_can_be_asked_for_by_type_and_reference():
    alert = issued(**now_())
    officer = client(alert.author)
    made = officer.post(ALERTS, body(msg_type="update", references=[alert.identifier]))
    assert (made.status_code, made.json()["msg_type"]) == (201, "Update")
    triple = f"liuwan@127.0.0.1,{alert.identifier},2026-07-08T20:00:00+08:00"
    assert officer.post(ALERTS, body(msg_type="Cancel", references=triple)).status_code == 201
    assert officer.post(ALERTS, body(msg_type="Update", references=["LW-0000"])).json()["errors"] == {
        "references": ["There is no alert LW-0000."]
    }


def test_a_hazard_fills_in_what_is_left_out():
    place = report("H-77", area=AreaFactory())
    made = client(member(Role.OFFICER)).post(ALERTS, {"hazard": "H-77"})
    assert made.status_code == 201, made.content
    assert (made.json()["event"], made.json()["area"]) == ("Flood", {"named": "lower-street"})
    assert place.alerts.get().identifier == made.json()["identifier"]


def test_what_others_keep_to_themselves_fills_in_nothing():
    elsewhere = CommunityFactory(slug="elsewhere")
    report("H-1", area=AreaFactory())
    report("H-88", community=elsewhere, description="Only for their eyes", is_public=False)
    officer = member(Role.OFFICER)

    for named in (["H-88"], ["H-1", "H-88"]):
        answer = client(officer).post(ALERTS, body(hazard=named, community="liuwan"))
        assert answer.status_code == 400
        assert answer.json()["errors"] == {"hazard": ["There is no report H-88."]}
    browser = Client()
    browser.force_login(officer)
    page = browser.get("/desk/alerts/new/?hazard=H-1&hazard=H-88")
    assert (page.status_code, "Only for their eyes" in page.content.decode()) == (200, False)


@pytest.mark.parametrize(
    ("verb", "start", "allowed"),
    [
        ("preview", drafted, {Role.OFFICER, Role.APPROVER}),
        ("submit", drafted, {Role.OFFICER}),
        ("approve", submitted, {Role.APPROVER}),
        ("return", submitted, {Role.APPROVER}),
        ("update", issued, {Role.OFFICER}),
        ("cancel", issued, {Role.OFFICER}),
    ],
)
def test_every_verb_asks_every_role(verb, start, allowed):
    seen = set()
    for role in Role:
        alert = start(**now_())
        answer = client(member(role)).post(f"{ALERTS}{alert.identifier}/{verb}/", {"note": "shorter"})
        if answer.status_code in (200, 201):
            seen.add(role)
        else:
            # whoever reads the desk, or what is public anyway, is refused; others do not learn that it is there
            assert answer.status_code in (403, 404), (role, answer.content)
            assert Alert.objects.get(pk=alert.pk).status == alert.status
    assert seen == allowed
    elsewhere = member(*Role, community=CommunityFactory(slug="elsewhere"))
    alert = start(**now_())
    assert client(elsewhere).post(f"{ALERTS}{alert.identifier}/{verb}/").status_code in (403, 404)
    assert client().post(f"{ALERTS}{alert.identifier}/{verb}/").status_code == 401


def test_only_officers_write_and_only_the_desk_sees_deliveries():
    public = issued(**now_())
    assert {role for role in Role if client(member(role)).post(ALERTS, body()).status_code == 201} == {Role.OFFICER}
    address = f"{ALERTS}{public.identifier}/deliveries/"
    assert {role for role in Role if client(member(role)).get(address).status_code == 200} == {
        Role.OFFICER,
        Role.APPROVER,
        Role.AUDITOR,
        Role.ADMIN,
    }
    assert client().get(address).status_code == 401
    stranger = member(Role.RESIDENT)
    assert client(stranger).post(ALERTS, {}).status_code == 403


def test_ones_own_draft_is_403_and_an_illegal_or_second_move_409():
    both = member(Role.OFFICER, Role.APPROVER)
    own = submitted(by=both, **now_())
    assert client(both).post(f"{ALERTS}{own.identifier}/approve/").status_code == 403
    approver = client(member(Role.APPROVER))
    assert approver.post(f"{ALERTS}{own.identifier}/approve/").status_code == 200
    again = approver.post(f"{ALERTS}{own.identifier}/approve/")
    assert (again.status_code, again["Content-Type"]) == (409, "application/problem+json")
    assert approver.post(f"{ALERTS}{own.identifier}/return/", {"note": "too late"}).status_code == 409
    assert client(both).post(f"{ALERTS}{own.identifier}/submit/").status_code == 409
    assert client(both).patch(f"{ALERTS}{own.identifier}/", {"severity": "Minor"}).status_code == 409
    assert Broadcast.objects.count() == 1


def test_a_returned_draft_is_changed_and_sent_in_again():
    officer, approver = member(Role.OFFICER), member(Role.APPROVER)
    alert = submitted(by=officer, **now_())
    address = f"{ALERTS}{alert.identifier}/"
    assert client(approver).post(address + "return/").json()["errors"] == {"note": ["Say what should be changed."]}
    assert client(approver).post(address + "return/", {"note": "Say where."}).json()["status"] == "returned"
    assert client(officer).patch(address, {"severity": "extreme"}).json()["severity"] == "Extreme"
    assert client(officer).post(address + "submit/").json()["status"] == "submitted"


@pytest.mark.parametrize(
    ("change", "field", "english", "chinese"),
    [
        (
            {"infos": [{"language": "fr", "headline": "Crue"}]},
            "infos",
            "fr is not a language of this site. Use: en, zh-hans.",
            "本站没有这种语言：fr。可用：en, zh-hans。",
        ),
        (
            {"severity": "Dreadful"},
            "severity",
            "Value 'Dreadful' is not a valid choice.",
            "值 'Dreadful' 不是有效选项。",
        ),
        (
            {"area": {"named": "atlantis"}},
            "area",
            "There is no area called atlantis here.",
            "这里没有叫 atlantis 的片区。",
        ),
        (
            {"area": {"polygon": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}}},
            "area",
            "The outline crosses itself. Draw it again without a crossing.",
            "边界线自己交叉了。请重画，不要交叉。",
        ),
        (
            {"area": {"circle": {"latitude": 1, "longitude": 1, "radius": 100}}},
            "area",
            "This area lies outside Liuwan.",
            "这个范围不在柳湾。",
        ),
        (
            {"expires": "2020-01-01T00:00:00+00:00"},
            "expires",
            "This time is in the past. Choose a later one.",
            "这个时间已经过了。请选晚一点的。",
        ),
        (
            {"expires": "2020-01-01T00:00:00"},
            "expires",
            "Write the time with its offset, as in 2026-07-08T20:00:00+08:00.",
            "时间要带时差，例如 2026-07-08T20:00:00+08:00。",
        ),
        (
            {"kind": "relay"},
            "issuer",
            "A relay names the authority whose warning it is.",
            "转发要写明是哪个部门发布的。",
        ),
        (
            {"msg_type": "Cancel"},
            "references",
            "An update or a cancellation names the alert that it replaces.",
            "更新或解除要写明替代哪一条。",
        ),
        ({"hazard": "H-404"}, "hazard", "There is no report H-404.", "没有这份上报：H-404。"),
        ({"community": "atlantis"}, "community", "There is no community atlantis.", "没有这个社区：atlantis。"),
    ],
)
def test_what_is_wrong_is_said_by_field_in_the_readers_language(change, field, english, chinese):
    officer = member(Role.OFFICER)
    for language, words in (("en", english), ("zh-CN", chinese)):
        answer = client(officer, language).post(ALERTS, body(**change))
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["errors"] == {field: [words]}
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"infos": "no list"},
        {"infos": [5]},
        {"area": 5},
        {"expires": "soon"},
        {"expires": "0001-01-01T00:00:00+14:00"},
        {"expires": "9999-12-31T23:59:59-14:00"},
        {"exercise": "perhaps"},
        {"hazard": {}},
        {"references": ["a", "b"]},
        {"area": {"polygon": [1]}},
        {"area": {"circle": None}},
        {"infos": [{"language": None}]},
    ],
)
def test_input_of_the_wrong_shape_is_a_400(change):
    assert client(member(Role.OFFICER)).post(ALERTS, body(**change)).status_code == 400
    assert not Alert.objects.exists()


def test_missing_fields_are_all_named():
    officer = member(Role.OFFICER)
    answer = client(officer).post(ALERTS, {})
    assert set(answer.json()["errors"]) == {
        "event",
        "category",
        "severity",
        "urgency",
        "certainty",
        "expires",
        "area",
        "infos",
    }


def test_with_several_communities_the_area_tells_which():
    CommunityFactory()
    far = CommunityFactory(
        slug="far",
        name={"en": "Far"},
        south=10,
        west=10,
        north=11,
        east=11,
        shape={"type": "Polygon", "coordinates": [[[10, 10], [11, 10], [11, 11], [10, 11], [10, 10]]]},
    )
    officer = client(member(Role.OFFICER, community=far))
    inside = {"circle": {"latitude": 10.5, "longitude": 10.5, "radius": 500}}
    assert officer.post(ALERTS, body(area=inside)).json()["community"] == "far"
    assert officer.post(ALERTS, body()).status_code == 400  # a name alone could be of either
    assert officer.post(ALERTS, body(community="liuwan")).status_code == 403


def test_the_public_list_shows_what_is_public_and_the_desk_sees_all():
    shown = issued(**now_(severity="Moderate"))
    issued(exercise=True, **now_())
    submitted(**now_())
    drafted(**now_())
    assert [row["identifier"] for row in client().get(ALERTS).json()["results"]] == [shown.identifier]
    assert len(client(member(Role.APPROVER)).get(ALERTS).json()["results"]) == 4
    assert len(client(member(Role.RESIDENT)).get(ALERTS).json()["results"]) == 1
    assert len(client(member(Role.APPROVER)).get(ALERTS, {"status": "draft"}).json()["results"]) == 1
    assert client().get(ALERTS, {"status": "drift"}).status_code == 400


def test_the_list_costs_the_same_for_one_and_for_three(django_assert_num_queries):
    issued(**now_())
    with django_assert_num_queries(2):
        client().get(ALERTS)
    issued(**now_())
    issued(**now_())
    with django_assert_num_queries(2):
        assert len(client().get(ALERTS).json()["results"]) == 3


def test_a_repeated_post_gives_the_first_answer_again():
    officer = member(Role.OFFICER)
    api = client(officer)
    first = api.post(ALERTS, sent := body(), HTTP_IDEMPOTENCY_KEY="k1")
    again = api.post(ALERTS, sent, HTTP_IDEMPOTENCY_KEY="k1")
    assert again.json() == first.json()
    assert Alert.objects.count() == 1
