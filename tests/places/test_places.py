"""Communities and areas: found by point, drawn through services and the admin, shown on maps."""

import json
from datetime import time

import pytest
from django.core.exceptions import ValidationError

from community.accounts.models import User
from community.places.models import Community, NamedArea
from community.places.selectors import area_at, community_at, only_community, resolve_community
from community.places.services import save_area, save_community
from tests.factories import NOON
from tests.factories.places import AreaFactory, CommunityFactory, box

pytestmark = pytest.mark.django_db

NUMBERS = {"fire": "119", "ambulance": "120", "police": "110"}


def draw(slug="hill", **changes):
    fields = {
        "slug": slug,
        "name": {"en": "Hill", "zh-hans": "山上"},
        "issuer": {"en": "Hill office"},
        "shape": box(10, 10, 10.1, 10.1),
        "time_zone": "Asia/Shanghai",
        "region": "cn",
        "languages": ["zh-hans", "en"],
        "emergency_numbers": NUMBERS,
        "now": NOON,
    }
    return save_community(**{**fields, **changes})


@pytest.mark.city
def test_drawing_a_community_twice_keeps_one_and_fills_its_box():
    draw()
    hill = draw(shape=box(10, 10, 10.2, 10.3), sms_number="+12025550100")
    assert Community.objects.count() == 1
    assert (hill.south, hill.west, hill.north, hill.east) == (10, 10, 10.2, 10.3)
    assert hill.region == "CN"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"shape": {"type": "Point", "coordinates": [1, 1]}}, "shape"),
        ({"time_zone": "Moon/Base"}, "time_zone"),
        ({"region": "China"}, "region"),
        ({"region": "QQ"}, "region"),
        ({"languages": ["fr"]}, "languages"),
        ({"languages": []}, "languages"),
        ({"emergency_numbers": {}}, "emergency_numbers"),
        ({"emergency_numbers": {"fire": "119"}}, "emergency_numbers"),
        ({"emergency_numbers": {**NUMBERS, "fire": "call us"}}, "emergency_numbers"),
        ({"emergency_numbers": {**NUMBERS, "fire": 119}}, "emergency_numbers"),
        ({"emergency_numbers": ["119"]}, "emergency_numbers"),
        ({"sms_number": "the office"}, "sms_number"),
        ({"name": {"fr": "Colline"}}, "name"),
        ({"name": {}}, "name"),
    ],
)
def test_a_community_with_a_fault_is_refused_by_field(changes, field):
    with pytest.raises(ValidationError) as wrong:
        draw(**changes)
    assert list(wrong.value.message_dict) == [field]
    assert not Community.objects.exists()


def test_the_smallest_community_and_area_hold_a_point():
    town = CommunityFactory()
    quarter = draw("quarter", shape=box(38.88, -77.03, 38.90, -77.0))
    lower = AreaFactory(community=town)
    corner = save_area(
        community=town, slug="corner", name={"en": "Corner"}, shape=box(38.88, -77.03, 38.885, -77.02), now=NOON
    )

    assert community_at(38.91, -77.02) == town
    assert community_at(38.89, -77.02) == quarter
    assert community_at(0, 0) is None
    assert area_at(town, 38.881, -77.025) == corner
    assert area_at(town, 38.89, -77.02) == lower
    assert area_at(town, 38.91, -77.0) is None


def test_a_community_is_resolved_by_name_then_point_then_being_the_only_one():
    assert resolve_community() is None
    town = CommunityFactory()
    assert resolve_community() == only_community() == town
    assert resolve_community(latitude=0, longitude=0) == town

    hill = draw()
    assert resolve_community() is None
    assert resolve_community("hill") == hill
    assert resolve_community("nowhere") is None
    assert resolve_community(latitude=10.05, longitude=10.05) == hill
    assert resolve_community("liuwan", 10.05, 10.05) == town
    assert resolve_community(latitude=0, longitude=0) is None


# --- the map ---


def test_the_boundary_comes_with_its_areas_in_the_readers_language(client):
    AreaFactory()
    draw()

    answer = client.get("/boundary.geojson", headers={"accept-language": "zh-CN"})
    features = answer.json()["features"]
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert [(f["properties"]["kind"], f["properties"]["name"]) for f in features] == [
        ("boundary", "柳湾"),
        ("area", "下街"),
        ("boundary", "山上"),
    ]
    one = client.get("/boundary.geojson?community=hill", headers={"accept-language": "en"}).json()["features"]
    assert [f["properties"]["name"] for f in one] == ["Hill"]
    assert one[0]["geometry"] == box(10, 10, 10.1, 10.1)


@pytest.mark.parametrize("areas", [1, 3])
def test_the_boundary_asks_twice_however_many_areas(client, django_assert_num_queries, areas):
    for number in range(areas):
        AreaFactory(slug=f"area-{number}")
    with django_assert_num_queries(2):
        client.get("/boundary.geojson")


# --- a community that is not here ---


@pytest.mark.parametrize(
    "path",
    ["alerts.geojson", "cap/alerts.atom", "cap/alerts.rss", "hazards.geojson", "stations.geojson", "boundary.geojson"]
    + ["api/v1/alerts/", "api/v1/hazards/", "api/v1/stations/"],
)
@pytest.mark.parametrize(("language", "words"), [("en", "There is no community zz."), ("zh-CN", "没有这个社区：zz。")])
def test_every_door_for_programs_says_that_it_is_not_here(client, path, language, words):
    CommunityFactory()
    answer = client.get(f"/{path}?community=zz", headers={"accept-language": language})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    said = answer.json()
    assert said.get("errors", {}).get("community", [said["title"]]) == [words]
    assert client.get(f"/{path}?community=liuwan").status_code == 200


# --- the admin ---


@pytest.fixture
def desk(client):
    client.force_login(User.objects.create_superuser("root", password="x"))
    return client


def form(**changes):
    fields = {
        "slug": "hill",
        "name_en": "Hill",
        "name_zh-hans": "山上",
        "issuer_en": "Hill office",
        "issuer_zh-hans": "",
        "time_zone": "UTC",
        "region": "US",
        "languages": ["en"],
        "emergency_numbers": json.dumps(NUMBERS),
        "sms_number": "",
        "quiet_from": "21:30",
        "work_from": "08:30",
        "work_until": "17:30",
        "work_days": "12345",
        "quiet_until": "06:00",
        "shape": json.dumps(box(10, 10, 10.1, 10.1)),
    }
    return {**fields, **changes}


def test_an_administrator_draws_a_community_and_changes_it(desk):
    answer = desk.post("/admin/places/community/add/", form())
    assert answer.status_code == 302, answer.context["adminform"].errors
    hill = Community.objects.get()
    assert (hill.name, hill.issuer, hill.north) == ({"en": "Hill", "zh-hans": "山上"}, {"en": "Hill office"}, 10.1)
    assert (hill.quiet_from, hill.quiet_until) == (time(21, 30), time(6))

    page = f"/admin/places/community/{hill.pk}/change/"
    assert b"&quot;Polygon&quot;" in desk.get(page).content
    assert desk.post(page, form(name_en="Top")).status_code == 302
    hill.refresh_from_db()
    assert (hill.slug, hill.name["en"]) == ("hill", "Top")
    assert desk.get(f"/admin/places/community/{hill.pk}/delete/").status_code == 403


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("fire: 119\nambulance：120\n\n police : 110 ", {"fire": "119", "ambulance": "120", "police": "110"}),
        ('{"fire": "911", "ambulance": "911", "police": "911"}', {"fire": "911", "ambulance": "911", "police": "911"}),
    ],
)
def test_numbers_are_typed_a_line_each(desk, typed, kept):
    assert desk.post("/admin/places/community/add/", form(emergency_numbers=typed)).status_code == 302
    hill = Community.objects.get()
    assert hill.emergency_numbers == kept
    page = desk.get(f"/admin/places/community/{hill.pk}/change/").content.decode()
    assert "\n".join(f"{kind}: {number}" for kind, number in kept.items()) in page


@pytest.mark.parametrize("typed", ["fire 119", "fire: 119", "fire: 119\nambulance: 120\npolice: none"])
def test_numbers_that_are_none_are_a_wrong_entry(desk, typed):
    answer = desk.post("/admin/places/community/add/", form(emergency_numbers=typed))
    assert list(answer.context["adminform"].form.errors) == ["emergency_numbers"]
    assert typed in answer.content.decode()


def test_codes_of_an_area_are_typed_a_line_each(desk):
    area = {
        "community": CommunityFactory().pk,
        "slug": "wharf",
        "name_en": "Wharf",
        "geocodes": "SAME: 051013\nUGC: VAC013",
    }
    shape = json.dumps(box(38.885, -77.02, 38.89, -77.01))
    assert desk.post("/admin/places/namedarea/add/", {**area, "shape": shape}).status_code == 302
    pairs = [{"valueName": "SAME", "value": "051013"}, {"valueName": "UGC", "value": "VAC013"}]
    assert NamedArea.objects.get().geocodes == pairs


@pytest.mark.parametrize("field", ["languages", "emergency_numbers"])
@pytest.mark.parametrize(
    "typed",
    ["[" * 100_000, '{"fire":' * 100_000, "[" * 900 + "]" * 900, '{"a":' * 300 + "1" + "}" * 300, "9" * 5000, "[[]]"]
    + ["nonsense", '{"fire": ["119"], "ambulance": {}, "police": 1}', "NaN", "[null]", '"en"'],
)
def test_json_that_is_no_list_of_words_is_a_wrong_entry(desk, field, typed):
    answer = desk.post("/admin/places/community/add/", form(**{field: typed}))
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == [field]
    assert not Community.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("en", "crosses itself"), ("zh-CN", "交叉")])
def test_a_wrong_outline_is_explained_in_the_readers_language(desk, language, words):
    crossing = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]}
    answer = desk.post(
        "/admin/places/community/add/", form(shape=json.dumps(crossing)), headers={"accept-language": language}
    )
    assert words in answer.content.decode()
    assert not Community.objects.exists()


def test_an_administrator_draws_and_removes_an_area(desk):
    town = CommunityFactory()
    area = {
        "community": town.pk,
        "slug": "wharf",
        "name_en": "The Wharf",
        "name_zh-hans": "码头",
        "shape": json.dumps(box(38.88, -77.03, 38.89, -77.0)),
    }
    assert desk.post("/admin/places/namedarea/add/", area).status_code == 302
    wharf = NamedArea.objects.get()
    assert (wharf.north, wharf.name["zh-hans"]) == (38.89, "码头")
    assert desk.post(f"/admin/places/namedarea/{wharf.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not NamedArea.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_areas_does_not_ask_for_each_row(desk, django_assert_max_num_queries, rows):
    for number in range(rows):
        AreaFactory(slug=f"area-{number}")
    with django_assert_max_num_queries(8):
        desk.get("/admin/places/namedarea/")


@pytest.mark.parametrize(
    "address",
    [
        "accounts/user/?date_joined__year=99999",
        "alerts/alert/?sent__year=99999",
        "drills/drill/?starts__year=0",
        "drills/drillevent/?at__year=-1",
        "drills/signup/?created__year=99999",
        "hazards/report/?created__year=99999",
        "knowledge/article/?reviewed__year=99999999999999999999",
        "messaging/delivery/?created__year=99999",
        "stations/stationevent/?at__year=99999",
    ],
)
def test_a_list_of_the_admin_is_shown_whatever_its_address_asks(client, address):
    client.force_login(User.objects.create_superuser(username="root", password="long and dull"))

    assert client.get(f"/admin/{address}", follow=True).status_code == 200
