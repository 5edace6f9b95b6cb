"""STATION by text."""

import pytest

from community.messaging.carriers import segments
from community.stations.inbound import find_station, fitted
from community.stations.models import Station
from portal.lib.conversation import IncomingText
from tests.factories import NOON
from tests.factories.people import resident
from tests.factories.places import AreaFactory, CommunityFactory
from tests.factories.stations import StationFactory

pytestmark = pytest.mark.django_db


def text(body, language="en", phone="+12025550199", to="+12025550100"):
    reply = find_station(
        IncomingText(phone=phone, to=to, body=body, carrier_id="SM1", at=NOON, language=language, row_id=1)
    )
    return reply.body if reply else None


@pytest.fixture
def stations():
    AreaFactory()
    StationFactory(slug="hill", name={"en": "Hillside School", "zh-hans": "山坡小学"}, latitude=38.91, longitude=-76.99)
    StationFactory(slug="hall", name={"en": "River Hall", "zh-hans": "河边会堂"}, latitude=38.89, longitude=-77.02)


@pytest.mark.parametrize("body", ["station lower street", "STATION: Lower Street", "Stations Lower Street."])
def test_station_and_a_place_names_the_nearest(stations, body):
    lines = text(body).splitlines()
    assert lines[0] == "Open, nearest to Lower Street:"
    assert lines[1].startswith("River Hall, 12 Hill Road, ")
    assert lines[1].endswith("confirmed 19:00")
    assert lines[2].startswith("Hillside School")


@pytest.mark.parametrize("body", ["站点下街", "站点 下街", "避难所，下街"])
def test_chinese_words_need_no_space(stations, body):
    lines = text(body, "zh-hans").splitlines()
    assert lines[0] == "开放，离下街最近："
    assert lines[1].startswith("河边会堂，坡上路 12 号，")


def test_station_alone_is_answered_from_the_senders_own_place(stations):
    resident(101, latitude=38.91, longitude=-76.99)
    assert text("STATION", phone="+12025550101").splitlines()[1].startswith("Hillside School, 12 Hill Road, 0 m")


def test_station_alone_from_a_stranger_names_the_main_ones_and_asks(stations):
    answer = text("STATION")
    assert answer.splitlines()[0] == "Open:"
    assert answer.endswith("Text STATION and a street.")
    assert "We do not know that place." in text("STATION Atlantis")


def test_unconfirmed_ones_are_said_to_be_so(stations):
    Station.objects.update(confirmed_at=None)
    assert text("STATION").startswith("Status unknown. Call before you go:")


def test_other_words_are_left_to_others(stations):
    for body in ("", "where is the station", "REPORT fire at the station", "平安", "STATIONARY"):
        assert text(body) is None


def test_nothing_on_the_map():
    CommunityFactory()
    assert text("STATION") == "No station is known here. In danger, call for help."


@pytest.mark.parametrize(("language", "letter"), [("en", "x"), ("zh-hans", "长")])
def test_two_segments_at_most_however_long_the_names(language, letter):
    for n in range(3):
        StationFactory(name={"en": f"{n}" + letter * 140, "zh-hans": f"{n}" + letter * 140})
    answer = text("STATION", language)
    assert 1 <= segments.count(segments.normalise(answer)).segments <= 2
    assert answer.splitlines()[1].startswith("0" + letter * 20)


def test_fitting_keeps_whole_lines():
    lines = ["a" * 100, "b" * 100, "c" * 100]
    assert fitted("Head", lines, "Foot") == "\n".join(["Head", *lines[:2], "Foot"])
