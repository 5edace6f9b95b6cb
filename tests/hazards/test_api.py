"""Reports over the API: filing, reading, moving, and what goes wrong."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from community.hazards.models import Report
from community.hazards.services import ensure_categories
from portal.lib.sealing import unseal
from tests.factories import NOON
from tests.factories.hazards import HERE, ReportFactory, category, picture, public_report, report_in
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory

pytestmark = pytest.mark.django_db
URL = "/api/v1/hazards/"


@pytest.fixture
def api():
    ensure_categories(CommunityFactory())
    return APIClient()


@pytest.fixture
def staff(api):
    client = APIClient()
    client.force_authenticate(member("officer"))
    return client


def words(**changes):
    return {
        "category": "flooding",
        "description": "Water over the road.",
        "latitude": HERE[0],
        "longitude": HERE[1],
        **changes,
    }


def upload(data, name="photo.jpg"):
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def test_a_report_is_filed_with_json(api):
    answer = api.post(URL, words(reporter_phone="202 555 0101", language="zh-CN", reporter_name="Wang"), format="json")

    assert answer.status_code == 201, answer.json()
    report = Report.objects.get()
    assert answer.json() == {
        "reference": report.reference,
        "status": "submitted",
        "url": f"http://testserver/hazards/{report.reference}/",
        "tracking_url": f"http://testserver/hazards/{report.reference}/?key={report.tracking_token}",
        "similar": [],
    }
    assert (report.channel, report.language, report.community.slug) == ("api", "zh-hans", "liuwan")
    assert APIClient().get(answer.json()["tracking_url"]).status_code == 200


def test_the_number_is_read_as_one_of_the_communitys_country(api):
    api.post(URL, words(reporter_phone="0571 8888 0101"), format="json")

    assert unseal(Report.objects.get().reporter_phone_sealed) == "+8657188880101"


def test_a_report_with_photos_is_filed_as_a_form(api):
    fields = words(photos=[upload(picture()), upload(picture("PNG"), "b.png")])
    answer = api.post(URL, fields, format="multipart")

    assert answer.status_code == 201, answer.json()
    assert Report.objects.get().photos.count() == 2
    detail = api.get(f"{URL}{answer.json()['reference']}/", {"key": Report.objects.get().tracking_token}).json()
    assert api.get(detail["photos"][0]["thumbnail_url"])["Content-Type"] == "image/jpeg"


def test_a_language_that_is_not_given_is_read_from_the_words(api):
    api.post(URL, words(description="河水漫到路上了"), format="json")

    assert Report.objects.get().language == "zh-hans"


def test_words_or_an_area_are_place_enough(api):
    area = AreaFactory()
    for place in ({"address": "by the weir"}, {"area": "lower-street"}):
        answer = api.post(URL, words(latitude=None, longitude=None, **place), format="json")
        assert answer.status_code == 201, answer.json()
    assert [row.area for row in Report.objects.order_by("pk")] == [None, area]


def test_look_alikes_come_with_the_answer(api):
    first = public_report()

    answer = api.post(URL, words(), format="json").json()

    assert [row["reference"] for row in answer["similar"]] == [first.reference]
    near = api.get(f"{URL}similar/", {"category": "flooding", "latitude": HERE[0], "longitude": HERE[1]}).json()
    assert [row["reference"] for row in near["results"]] == [first.reference]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": ""}, "category"),
        ({"category": "volcano"}, "category"),
        ({"description": "  "}, "description"),
        ({"description": "x" * 4001}, "description"),
        ({"latitude": 91}, "latitude"),
        ({"latitude": "north"}, "latitude"),
        ({"longitude": -181}, "longitude"),
        ({"latitude": "NaN"}, "latitude"),
        ({"longitude": None}, "longitude"),
        ({"latitude": 48.85, "longitude": 2.35}, "latitude"),
        ({"latitude": None, "longitude": None}, "address"),
        ({"address": "x" * 301}, "address"),
        ({"area": "atlantis"}, "area"),
        ({"reporter_phone": "12"}, "reporter_phone"),
        ({"reporter_phone": "call me"}, "reporter_phone"),
        ({"language": "fr"}, "language"),
        ({"language": "klingon"}, "language"),
        ({"community": "atlantis"}, "community"),
        ({"client_id": "1"}, "client_id"),
        ({"description": "a\0b"}, "description"),
    ],
)
def test_bad_input_is_named_by_its_field(api, changes, field, language):
    answer = api.post(URL, words(**changes), format="json", HTTP_ACCEPT_LANGUAGE=language)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == [field]
    (message,) = answer.json()["errors"][field]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in message) == (language == "zh-CN")
    assert Report.objects.count() == 0


def test_a_place_outside_names_the_community(api):
    for language, name in (("en", "Liuwan"), ("zh-CN", "柳湾")):
        answer = api.post(URL, words(latitude=0, longitude=0), format="json", HTTP_ACCEPT_LANGUAGE=language)
        assert name in answer.json()["errors"]["latitude"][0]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_what_is_no_photo_is_refused_and_nothing_is_kept(api, language):
    fields = words(photos=[upload(picture()), upload(b"Dear office", "notes.jpg")])
    answer = api.post(URL, fields, format="multipart", HTTP_ACCEPT_LANGUAGE=language)

    assert answer.status_code == 400
    (message,) = answer.json()["errors"]["photos"]
    assert "notes.jpg" in message and ("不是" in message) == (language == "zh-CN")
    assert Report.objects.count() == 0


def test_five_photos_are_too_many(api):
    answer = api.post(URL, words(photos=[upload(picture()) for _ in range(5)]), format="multipart")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["photos"])


def test_a_body_that_is_no_json(api):
    answer = api.post(URL, "{", content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.city
def test_the_same_idempotency_key_files_once(api):
    answers = [api.post(URL, words(), format="json", HTTP_IDEMPOTENCY_KEY="k-1") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Report.objects.count() == 1
    other = api.post(URL, words(description="Other words"), format="json", HTTP_IDEMPOTENCY_KEY="k-1")
    assert other.status_code == 422


def test_an_address_files_twenty_an_hour_and_staff_as_many_as_they_must(api, staff):
    for _ in range(20):
        assert api.post(URL, words(), format="json").status_code == 201

    refused = api.post(URL, words(), format="json", HTTP_ACCEPT_LANGUAGE="zh-CN")

    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert Report.objects.count() == 20
    assert staff.post(URL, words(), format="json").status_code == 201


def test_strangers_read_what_is_public_and_no_more(api):
    shown = public_report(reporter_name="Wang Fang", reporter_phone="+12025550101", latitude=38.89034)
    hidden = ReportFactory()

    listed = api.get(URL)

    assert [row["reference"] for row in listed.json()["results"]] == [shown.reference]
    assert (listed.json()["next"], listed.json()["previous"]) == (None, None)
    (row,) = listed.json()["results"]
    assert (row["latitude"], row["longitude"]) == (38.89, -77.021)
    assert b"5550101" not in listed.content and b"Wang" not in listed.content
    assert not {"reporter_phone", "reporter_name", "channel", "tracking_token", "client_id"} & row.keys()
    assert api.get(f"{URL}{shown.reference.lower()}/").status_code == 200
    assert api.get(f"{URL}{hidden.reference}/").status_code == 404
    assert api.get(f"{URL}{hidden.reference}/", {"key": "wrong"}).status_code == 404
    assert api.get(f"{URL}{hidden.reference}/", {"key": hidden.tracking_token}).status_code == 200


def test_staff_read_everything_of_their_community(staff):
    hidden = ReportFactory(reporter_name="Wang Fang", reporter_phone="+12025550101")
    elsewhere = CommunityFactory(slug="elsewhere")
    ReportFactory(community=elsewhere)

    (row,) = staff.get(URL).json()["results"]

    assert (row["reference"], row["latitude"], row["reporter_phone"], row["reporter_name"]) == (
        hidden.reference,
        HERE[0],
        "+12025550101",
        "Wang Fang",
    )
    assert staff.get(f"{URL}{hidden.reference}/").json()["events"][0]["kind"] == "filed"


def test_private_events_are_for_staff(api, staff):
    report = ReportFactory()
    move = {"to": "triaged", "note": "Ask her sister.", "note_is_public": False}
    assert staff.post(f"{URL}{report.reference}/moves/", move).status_code == 200

    public = api.get(f"{URL}{report.reference}/")
    private = staff.get(f"{URL}{report.reference}/").json()

    assert b"sister" not in public.content
    assert [event["kind"] for event in public.json()["events"]] == ["filed", "moved"]
    assert [event["note"] for event in private["events"]] == ["", "", "Ask her sister."]


def test_the_list_is_filtered_and_ordered(staff):
    old = ReportFactory(now=NOON - timedelta(days=2))
    road = report_in("triaged", category=category("road"), latitude=38.91, longitude=-77.0)
    new = ReportFactory(now=NOON + timedelta(hours=1))

    def asked(**query):
        return [row["reference"] for row in staff.get(URL, query).json()["results"]]

    assert asked() == asked(ordering="-created") == [new.reference, road.reference, old.reference]
    assert asked(ordering="created") == [old.reference, road.reference, new.reference]
    assert asked(status="triaged") == asked(category="road") == [road.reference]
    assert asked(status="submitted,triaged", category="flooding,road") == asked()
    assert asked(since=(NOON - timedelta(hours=1)).isoformat()) == [new.reference, road.reference]
    assert asked(bbox="-77.01,38.90,-76.99,38.92") == [road.reference]
    assert asked(community="liuwan") == asked(community="") == asked()


def test_the_public_box_sees_rounded_places_only(api):
    report = public_report(latitude=38.89034, longitude=-77.02067)  # shown at 38.89, -77.021

    def found(bbox):
        return [row["reference"] for row in api.get(URL, {"bbox": bbox}).json()["results"]] == [report.reference]

    assert found("-77.021,38.89,-77.021,38.89")
    assert found("-77.0215,38.8895,-77.0205,38.8905")
    assert not found("-77.0208,38.8902,-77.0206,38.8904")  # holds the exact place, not the shown one


@pytest.mark.parametrize(
    "query",
    [
        {"status": "lost"},
        {"bbox": "1,2,3"},
        {"bbox": "a,b,c,d"},
        {"bbox": "10,0,5,1"},
        {"bbox": "nan,nan,nan,nan"},
        {"since": "yesterday"},
        {"community": "atlantis"},
        {"since": "0001-01-01T00:00:00+14:00"},
        {"since": "9999-12-31T23:59:59-14:00"},
        {"since": "0001-01-01T00:00:00Z"},
        {"ordering": "reporter_phone"},
    ],
)
def test_filters_that_cannot_be_read_are_named(api, query):
    answer = api.get(URL, query)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(query))


@pytest.mark.parametrize(
    "query", [{}, {"category": "flooding"}, {"category": "volcano", "latitude": 1, "longitude": 1}]
)
def test_look_alikes_need_a_kind_and_a_place(api, query):
    assert api.get(f"{URL}similar/", query).status_code == 400


def test_staff_move_reports_and_others_do_not(api, staff):
    report = public_report()
    move = {"to": "assigned", "assigned_to": member("grid_worker", username="he_fang").username}
    path = f"{URL}{report.reference}/moves/"

    assert api.post(path, move).status_code == 401
    stranger = APIClient()
    stranger.force_authenticate(member("resident", "volunteer"))
    assert stranger.post(path, move).status_code == 403
    answer = staff.post(path, move)

    assert (answer.status_code, answer.json()["status"], answer.json()["assigned_to"]) == (200, "assigned", "he_fang")


def test_a_report_that_is_hidden_from_someone_is_not_there_for_them(api):
    report = ReportFactory()
    stranger = APIClient()
    stranger.force_authenticate(member("resident"))

    assert stranger.post(f"{URL}{report.reference}/moves/", {"to": "triaged"}).status_code == 404


def test_moves_that_are_illegal_lost_or_not_ones_own(staff):
    report = ReportFactory()
    path = f"{URL}{report.reference}/moves/"

    assert staff.post(path, {"to": "closed"}).status_code == 409
    assert staff.post(path, {"to": "nowhere"}).status_code == 400
    assert staff.post(path, {}).status_code == 400
    assert staff.post(path, {"to": "rejected"}).json()["errors"].keys() == {"note"}
    assert staff.post(path, {"to": "triaged", "seen": "reopened"}).status_code == 409
    assert staff.post(path, {"to": "duplicate", "duplicate_of": "H-NONE"}).json()["errors"].keys() == {"duplicate_of"}
    assert staff.post(path, {"to": "triaged"}).status_code == 200
    assert staff.post(path, {"to": "triaged"}).status_code == 409
    assert staff.post(path, {"to": "assigned", "assigned_to": "nobody"}).json()["errors"].keys() == {"assigned_to"}
    grid = APIClient()
    grid.force_authenticate(member("grid_worker"))
    assert grid.post(path, {"to": "rejected", "note": "no"}).status_code == 403
    assert grid.post(path, {"to": "fixed"}).status_code == 200
    assert grid.post(path, {"to": "verified"}).status_code == 403
    assert staff.post(path, {"to": "verified"}).status_code == 200


@pytest.mark.parametrize(
    "path", [URL, "/hazards.geojson", f"{URL}similar/?category=flooding&latitude=38.89&longitude=-77.02"]
)
def test_the_list_costs_the_same_for_one_and_for_three(api, staff, path):
    def cost(client):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    public_report()
    one = cost(api), cost(staff)
    public_report()
    public_report()
    assert (cost(api), cost(staff)) == one


def test_pages_follow_each_other_by_cursor(api):
    references = [public_report(now=NOON + timedelta(minutes=n)).reference for n in range(3)]

    first = api.get(URL, {"limit": 2}).json()
    second = api.get(first["next"]).json()

    assert [row["reference"] for row in first["results"] + second["results"]] == references[::-1]
    assert second["next"] is None


def test_the_map_shows_rounded_places(api):
    report = public_report(latitude=38.89034)
    ReportFactory()
    public_report(latitude=None, longitude=None)

    answer = api.get("/hazards.geojson")

    assert answer["Content-Type"] == "application/geo+json"
    (feature,) = answer.json()["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-77.021, 38.89]}
    assert feature["properties"]["reference"] == report.reference
    assert api.get("/hazards.geojson", {"category": "gas"}).json()["features"] == []
