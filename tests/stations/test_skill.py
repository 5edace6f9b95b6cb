"""What the chat says of stations."""

import datetime as dt

import pytest

from community.stations.models import Station
from community.stations.skills import kind_asked, nearest_station
from portal.lib.conversation import Question
from tests.factories import NOON
from tests.factories.places import AreaFactory, CommunityFactory
from tests.factories.stations import StationFactory
from tests.stations.test_nearest import warn

HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Where is the nearest station?", ""),
        ("where can I go?", ""),
        ("Which shelter is open now", "shelter"),
        ("is there an AED near me", "aed"),
        ("where is the defibrillator", "aed"),
        ("where can I get clean water", "water_point"),
        ("Where is the assembly point for Lower Street?", "assembly_point"),
        ("find a clinic", "clinic"),
        ("I need somewhere to sleep", ""),
        ("最近的应急站在哪", ""),
        ("避难所开着吗？", "shelter"),
        ("附近哪里有除颤仪", "aed"),
        ("现在往哪跑", ""),
        ("哪里能避难", ""),
        ("去哪里领水", "water_point"),
        ("集合点在哪里", "assembly_point"),
        # advice, other stations, other things
        ("How do I use an AED?", None),
        ("除颤仪怎么用", None),
        ("Where is the police station", None),
        ("nearest gas station", None),
        ("火车站在哪", None),
        ("How much water should I store?", None),
        ("what should be in my go bag", None),
        ("shelter in place or leave?", None),
        ("hello", None),
        ("", None),
    ],
)
def test_which_questions_are_ours(text, kind):
    assert kind_asked(text) == kind


def ask(text, language="en", **fields):
    return nearest_station(Question(text=text, language=language, now=NOON, **fields))


@pytest.mark.django_db
class TestAnswers:
    @pytest.fixture(autouse=True)
    def community(self):
        self.area = AreaFactory()
        self.hill = StationFactory(
            slug="hill", name={"en": "Hillside School", "zh-hans": "山坡小学"}, latitude=38.91, longitude=-76.99,
            capacity=300, places_free=212, phone="+12025550112",
        )  # fmt: skip
        self.hall = StationFactory(
            slug="hall", name={"en": "River Hall", "zh-hans": "河边会堂"}, latitude=38.89, longitude=-77.02
        )
        StationFactory(slug="shut", name={"en": "Shut House"}, status="closed", latitude=38.89, longitude=-77.02)
        StationFactory(slug="old", name={"en": "Old House"}, confirmed_at=None, latitude=38.89, longitude=-77.02)

    def test_without_a_place_it_lists_the_main_ones_and_asks_where(self):
        answer = ask("where is the nearest station?")
        assert "1. Hillside School" in answer.text
        assert "2. River Hall" in answer.text
        assert "Where are you?" in answer.text
        assert answer.suggestions == ("Which station is nearest to Lower Street?",)
        assert [citation.url for citation in answer.citations] == ["/stations/hill/", "/stations/hall/"]
        assert answer.actions[0].url == "/stations/"

    def test_from_a_named_area_in_either_language(self):
        answer = ask(answer_to := "Which station is nearest to Lower Street?")
        assert answer_to
        assert answer.text.startswith("Confirmed open, nearest to Lower Street first:\n1. River Hall")
        zh = ask("离下街最近的站点在哪里", "zh-hans")
        assert zh.text.startswith("已确认开放，离下街近的在前：\n1. 河边会堂")
        assert "Old House" not in answer.text + zh.text
        assert "Shut House" not in answer.text + zh.text

    def test_from_the_devices_position_with_all_that_counts(self):
        answer = ask("nearest station", latitude=38.911, longitude=-76.99)
        assert (
            "1. Hillside School, 12 Hill Road, 110 m. Open. 212 of 300 places free. Last confirmed 19:00. "
            "Phone +12025550112." in answer.text
        )
        assert answer.actions[0].url == "/stations/?near=38.9110,-76.9900"
        assert "Where are you?" not in answer.text

    def test_while_a_warning_runs_old_words_do_not_count(self):
        Station.objects.update(confirmed_at=NOON - 3 * HOUR)
        warn(CommunityFactory())
        answer = ask("nearest station", latitude=38.911, longitude=-76.99)
        assert answer.text.startswith("Status unknown: a warning is in force")
        assert "119 (fire)" in answer.text
        assert "Shut House" not in answer.text
        self.hall.refresh_from_db()
        Station.objects.filter(slug="hall").update(confirmed_at=NOON - HOUR)
        answer = ask("nearest station", latitude=38.911, longitude=-76.99)
        assert "in the last two hours" in answer.text
        assert "1. River Hall" in answer.text
        assert "Hillside" not in answer.text

    def test_a_kind_that_is_not_there_is_said_and_others_are_named(self):
        answer = ask("where is the nearest AED")
        assert answer.text.startswith("We know of no place of this kind: AED.")
        assert "Hillside School" in answer.text

    def test_nothing_at_all_is_said_to_be_nothing(self):
        Station.objects.all().delete()
        answer = ask("nearest station", "zh-hans")
        assert "地图上还没有站点" in answer.text
        assert answer.citations == ()

    @pytest.mark.parametrize("language", ["en", "zh-hans"])
    def test_no_place_is_ever_called_safe(self, language):
        for text in ("where can I go?", "nearest station to Lower Street", "避难所在哪"):
            answer = ask(text, language)
            assert "safe" not in answer.text.lower()
            assert "安全" not in answer.text
