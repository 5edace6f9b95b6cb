"""What of a typed address anybody may read: no more than the rounded place beside it says, on every surface."""

import re

import pytest
from django.test import Client

from community.alerts.selectors.presets import _place_names
from community.hazards.inbound import follow_report
from community.hazards.models import Following, Report, subject_of
from community.hazards.services import move_report, save_category, tell_followers
from community.hazards.words import street_in
from community.messaging.models import Delivery
from community.messaging.selectors import body_of
from portal.lib.conversation import IncomingText
from portal.lib.ids import new_token
from portal.lib.sealing import blind_index, seal
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, category
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory

pytestmark = pytest.mark.django_db
DOOR = {"en": "Hill Road 4, flat 2, the blue door", "zh-hans": "山路12号3单元402室，蓝色的门"}
STREET = {"en": "Hill Road", "zh-hans": "山路"}
SECRET = re.compile(r"Hill Road 4|flat 2|blue door|12 ?号|3 ?单元|402|蓝色")
HOME = {"latitude": 38.890347, "longitude": -77.020741}


def kind(round_to):
    row = category()
    row.round_to = round_to
    return save_category(row)


def follower_of(row):
    Following.objects.create(
        community=row.community,
        category=row,
        subject=subject_of(category_id=row.pk),
        channel="sms",
        address_sealed=seal("+12025550141"),
        address_index=blind_index("+12025550141"),
        language="en",
        token=new_token(12),
        created=NOON,
        expires=NOON,
        confirmed_at=NOON,
    )


def surfaces(report):
    """Every address at which anybody reads of a public report."""
    one, json = report.get_absolute_url(), f"/api/v1/hazards/{report.reference}/"
    near = f"category=flooding&latitude={HOME['latitude']}&longitude={HOME['longitude']}&description=Water"
    box = "bbox=-77.05,38.87,-77.0,38.91"
    return {
        "list": "/hazards/",
        "list of its area": "/hazards/?area=lower-street",
        "page": one,
        "feed of one": f"{one}feed.atom",
        "following": f"{one}follow/",
        "home": "/",
        "look-alikes": f"/hazards/similar/?{near}",
        "look-alikes for programs": f"/api/v1/hazards/similar/?{near}",
        "figures": "/hazards/statistics/",
        "map": "/hazards.geojson",
        "map by view": f"/hazards.geojson?{box}&zoom=18",
        "table": "/hazards.csv",
        "feed": "/hazards.atom",
        "API": "/api/v1/hazards/",
        "API of one": json,
        "Open311 JSON": f"/open311/v2/requests.json?service_request_id={report.reference}",
        "Open311 XML": f"/open311/v2/requests.xml?service_request_id={report.reference}",
        "Open311 of one": f"/open311/v2/requests/{report.reference}.xml",
    }


def read(client, address, language):
    answer = client.get(address, headers={"Accept-Language": language})
    assert answer.status_code == 200, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), body.decode())  # as JSON writes it


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("round_to", [2, 3])
def test_a_typed_address_is_rounded_with_its_place_on_every_surface(client, settings, round_to, language):
    settings.CARRIERS = {"sms": ["community.messaging.carriers.demo.DemoCarrier"]}
    AreaFactory()
    row = kind(round_to)
    follower_of(row)
    report = ReportFactory(category=row, address=DOOR[language], language=language, **HOME)
    officer = member("officer")
    move_report(report, to="triaged", by=officer, now=NOON)
    tell_followers(now=NOON)

    shown = {name: read(Client(), address, language) for name, address in surfaces(report).items()}
    news = Delivery.objects.filter(broadcast__key__startswith="follow:").select_related("broadcast")
    shown["news"] = "".join(body_of(sent.broadcast, sent.language) for sent in news)
    sender = {"phone": "+12025550177", "to": "+12025550100", "carrier_id": "SM1", "row_id": 1}
    asked = IncomingText(**sender, body=report.reference, language=language, at=NOON)
    shown["text of a stranger"] = follow_report(asked).body
    report = Report.objects.with_names().get()
    shown["place of a warning"] = str(_place_names([report]))

    assert {name for name, words in shown.items() if SECRET.search(words)} == set()
    street = {name for name, words in shown.items() if STREET[language] in words}
    named = {"list", "page", "map", "map by view", "table", "API", "API of one", "look-alikes", "news", "Open311 XML"}
    assert street & named == (named if round_to == 3 else set())
    area = {name for name, words in shown.items() if "Lower Street" in words or "下街" in words}
    assert area >= {"page", *(named - {"table", "API", "API of one", "look-alikes"} if round_to == 2 else ())}


def test_where_the_place_is_shown_to_ten_metres_so_are_its_words(client):
    report = ReportFactory(category=kind(4), address=DOOR["en"], **HOME)
    move_report(report, to="triaged", by=member("officer"), now=NOON)
    for name in ("list", "page", "API", "table", "map"):
        assert DOOR["en"] in read(client, surfaces(report)[name], "en"), name


@pytest.mark.parametrize(("language", "others"), [("en", "Others read: Hill Road"), ("zh-hans", "别人看到的是：山路")])
def test_its_reporter_and_staff_read_it_all(client, language, others):
    CommunityFactory()
    report = ReportFactory(category=kind(3), address=DOOR[language], language=language, **HOME)
    move_report(report, to="triaged", by=member("officer"), now=NOON)
    key = report.tracking_token

    page = read(client, report.tracking_path, language)
    assert DOOR[language] in page and others in page
    assert client.get(f"/api/v1/hazards/{report.reference}/", {"key": key}).json()["address"] == DOOR[language]
    client.force_login(member("officer"))
    assert DOOR[language] in read(client, report.get_absolute_url(), language)
    assert client.get(f"/api/v1/hazards/{report.reference}/").json()["address"] == DOOR[language]


def test_where_only_a_door_is_known_the_page_says_that_somebody_knows(client):
    report = ReportFactory(category=kind(3), address="the blue door", latitude=None, longitude=None)
    move_report(report, to="triaged", by=member("officer"), now=NOON)
    page = read(client, report.get_absolute_url(), "en")
    assert "Known to those who work on it" in page and "blue door" not in page


@pytest.mark.parametrize(
    ("typed", "street"),
    [
        ("Hill Road 4", "Hill Road"),
        ("12 North Hill Road, flat 3", "North Hill Road"),
        ("at 14b hill road", "hill road"),
        ("Flat 2, 5th Avenue", "5th Avenue"),
        ("123 Main St.", "Main St"),
        ("Mrs Wang, Hill Road", "Hill Road"),
        ("Room 12 Hill Road", "Hill Road"),
        ("8 Hill Road 8b", "Hill Road"),
        ("the blue house behind the school", ""),
        ("Number 12 The Close", ""),
        ("14", ""),
        ("", ""),
        ("集市巷 5 号楼道口", "集市巷"),
        ("山路12号3单元402室", "山路"),
        ("北京市海淀区中关村大街27号", "中关村大街"),
        ("在学堂路20号对面", "学堂路"),
        ("老王家门口的路", ""),
        ("3单元402室", ""),
    ],
)
def test_the_street_of_an_address_without_the_door(typed, street):
    assert street_in(typed) == street


@pytest.mark.parametrize(
    ("typed", "street"),
    [
        ("No12 Elm Road", "Elm Road"),
        ("House A12 Elm Road", "Elm Road"),
        ("12elm road", ""),
        ("Unit A7 Elm Street", "Elm Street"),
        ("the corner of 42nd Street", "42nd Street"),
    ],
)
def test_a_number_that_is_written_to_a_word_is_a_number(typed, street):
    assert street_in(typed) == street
