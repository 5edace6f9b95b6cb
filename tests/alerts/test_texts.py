"""The words of the text message, and what the preview says about them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from community.alerts.models import Alert
from community.alerts.selectors import draft_from_reports, event_words, preview_of, texts_of
from community.alerts.services import cancel_alert, draft_alert
from community.hazards.models import Category, Report
from community.people.models import Role
from community.places import geometry
from tests.factories import NOON
from tests.factories.alerts import INFOS, approved, drafted, issued
from tests.factories.hazards import ReportFactory
from tests.factories.people import member, resident
from tests.factories.places import AreaFactory, CommunityFactory

pytestmark = pytest.mark.django_db


def words(alert):
    return texts_of(alert, list(alert.infos.all()))


def test_the_text_goes_source_hazard_place_action_end_then_link_and_reference(settings):
    settings.PUBLIC_URL = "https://liuwan.example"
    alert = drafted()
    assert words(alert) == {
        "en": (
            "Notice from Liuwan neighbourhood office: The river is over its bank. Water in Lower Street may be "
            "knee-deep by 22:00. For Lower Street. Leave ground floors now and walk to Hillside School. "
            f"Until 02:00, 9 Jul. https://liuwan.example/alerts/{alert.identifier}/ Ref {alert.identifier}"
        ),
        "zh-hans": (
            "【柳湾社区居委会】社区提示：河水漫过河堤。22点前下街水深可能没过膝盖。"
            "下街：住一楼的请马上步行去山坡小学。有效至7月9日02:00。"
            f"https://liuwan.example/alerts/{alert.identifier}/ 编号{alert.identifier}"
        ),
    }


def test_a_relay_names_the_authority_first():
    found = words(drafted(kind="relay", issuer="Qingxi Flood Control HQ"))
    assert found["en"].startswith("Qingxi Flood Control HQ, relayed by Liuwan neighbourhood office: The river")
    assert found["zh-hans"].startswith("【柳湾社区居委会转发】Qingxi Flood Control HQ：河水漫过河堤。")
    assert "社区提示" not in found["zh-hans"]


def test_own_words_are_sent_as_they_are_with_the_reference():
    alert = drafted(infos=[{**INFOS[0], "text": "Leave Lower Street now."}, {**INFOS[1], "text": "下街的人马上走。"}])
    assert words(alert) == {
        "en": f"Leave Lower Street now. Ref {alert.identifier}",
        "zh-hans": f"下街的人马上走。 编号{alert.identifier}",
    }


def test_smart_punctuation_does_not_double_the_price():
    alert = drafted(infos=[{"language": "en", "headline": "Don’t drink the tap water – boil it…"}])
    assert "Don't drink the tap water - boil it..." in words(alert)["en"]


def test_every_text_of_an_exercise_says_so_and_leads_nowhere_public():
    alert = issued(exercise=True, infos=[{**INFOS[0], "text": "Walk to the school."}])
    for text in (*words(alert).values(), *alert.broadcast.texts.values()):
        assert "EXERCISE" in text[:20] and "演练" in text[:20]
        assert text.count("EXERCISE") == 1
        assert "/alerts/" not in text
    assert alert.broadcast.exercise is True


def test_a_language_that_is_not_written_gets_a_line_and_the_other_words():
    found = words(drafted(infos=INFOS[:1]))
    assert found["zh-hans"].startswith("提示，目前只有另一种语言： Notice from Liuwan neighbourhood office: The river")


def test_a_cancellation_has_no_end():
    old = issued()
    texts = approved(cancel_alert(old, by=old.author, now=NOON)).broadcast.texts
    assert "Until" not in texts["en"] and "有效至" not in texts["zh-hans"]
    assert texts["zh-hans"].startswith("【柳湾社区居委会】已撤回：河水漫过河堤。")


def test_events_have_a_name_in_both_languages_whichever_was_typed():
    assert event_words("flooding", "zh-hans") == event_words("Flood", "zh-hans") == "积水内涝"
    assert event_words("积水内涝", "en") == "Flood"
    assert event_words("Dam release", "zh-hans") == "Dam release"
    assert drafted(event="积水内涝").event == "Flood"


# --- preview ----------------------------------------------------------------------------------------------------------


def preview(alert, now=NOON):
    return preview_of(alert, list(alert.infos.all()), now=now)


def test_the_preview_counts_people_segments_cost_and_time():
    resident(101)
    resident(102)
    resident(103, language="zh-hans")
    found = preview(drafted())
    per_language = {one.language: (one.people, one.text.segments) for one in found.languages}
    assert per_language == {"en": (2, 2), "zh-hans": (1, per_language["zh-hans"][1])}
    assert found.estimate.recipients == 3
    assert found.estimate.segments == 4 + per_language["zh-hans"][1]
    assert found.estimate.first_at <= found.estimate.last_at
    assert found.problems == []


@pytest.mark.parametrize(
    ("infos", "codes"),
    [
        ([{"language": "en", "headline": "Flood"}, INFOS[1]], ["missing_action"]),
        (INFOS[:1], ["missing_language"]),
        (
            [{**INFOS[0], "text": "Water rises in the old town, be careful."}, INFOS[1]],
            ["missing_source", "missing_place", "missing_action", "missing_until"],
        ),
        ([{**INFOS[0], "text": "Liuwan: water in Lower Street. Leave it before 20:00."}, INFOS[1]], []),
        ([INFOS[0], {**INFOS[1], "text": "柳湾社区居委会：下街进水，住一楼的马上转移，到20:00为止，请互相转告。"}], []),
        ([{**INFOS[0], "instruction": "Leave. " * 90}, INFOS[1]], ["too_long"]),
    ],
)
def test_the_preview_says_what_is_missing_and_stops_nobody(infos, codes):
    resident(101)
    found = preview(drafted(infos=infos))
    assert [problem.code for problem in found.problems] == codes
    assert not found.blocked


def test_nobody_in_the_area_a_past_end_and_a_look_alike_are_told():
    issued()
    alert = drafted()
    found = preview(alert, now=NOON + timedelta(hours=6))
    assert [(problem.code, problem.blocks) for problem in found.problems] == [("expired", True), ("nobody", False)]
    assert [problem.code for problem in preview(alert).problems] == ["nobody", "look_alike"]


def test_an_exercise_during_the_real_thing_is_advised_against():
    resident(101)
    issued()
    short = [{**INFOS[0], "description": "", "text": ""}, INFOS[1]]
    found = preview(drafted(exercise=True, infos=short))
    assert [problem.code for problem in found.problems] == ["real_alert_running"]


# --- from reports -----------------------------------------------------------------------------------------------------


def report(reference, *, community=None, **fields):
    community = community or CommunityFactory()
    category, _made = Category.objects.get_or_create(
        community=community,
        code=fields.pop("code", "flooding"),
        defaults={"name": {"en": "Flooding", "zh-hans": "积水"}},
    )
    return Report.objects.create(
        **{
            "community": community,
            "reference": reference,
            "tracking_token": reference,
            "category": category,
            "description": "Creek over the road",
            "language": "en",
            "latitude": 38.89,
            "longitude": -77.02,
            "counts_from": NOON,
            "created": NOON,
            "updated": NOON,
            **fields,
        }
    )


def test_a_report_becomes_a_draft_with_words_area_and_a_link_both_ways():
    area = AreaFactory()
    officer = member(Role.OFFICER)
    one = report("H-1", area=area, urgency="immediate")
    alert = draft_alert(from_reports=[one], by=officer, now=NOON)
    assert (alert.event, alert.category, alert.severity, alert.urgency) == ("Flood", "Met", "Severe", "Immediate")
    assert alert.area == {"named": "lower-street"}
    infos = {info.language: info for info in alert.infos.all()}
    assert infos["en"].headline == "Flood: Lower Street"
    assert infos["zh-hans"].headline == "下街：积水内涝"
    assert infos["en"].description == "Creek over the road"
    assert "119" in infos["zh-hans"].instruction
    assert list(alert.reports.all()) == [one] and list(one.alerts.all()) == [alert]
    assert alert.events.get().note == "H-1"


def test_several_reports_give_the_ground_around_all_and_what_is_given_wins():
    first, second, third = report("H-1"), report("H-2", latitude=38.9), report("H-3", latitude=38.895)
    rows = [first, second, third]
    alert = draft_alert(from_reports=rows, by=member(Role.OFFICER), now=NOON, severity="Extreme")

    assert all(geometry.contains(alert.shape, row.latitude, row.longitude) for row in rows)
    beyond = [geometry.contains(alert.shape, 38.9 + off, second.longitude) for off in (0.002, 0.0021)]
    assert beyond == [True, False]  # 150 m, and 79 m that the rounded place may be wrong: 0.00206 degrees
    # 500 m aside of the middle, where one circle around all would reach
    assert not geometry.contains(alert.shape, third.latitude, third.longitude + 0.0058)
    assert alert.severity == "Extreme"
    assert alert.reports.count() == 3


@pytest.mark.parametrize(("decimals", "radius"), [(2, 937), (3, 229), (4, 158)])
def test_a_warning_tells_no_more_of_a_place_than_its_report_does(decimals, radius):
    one = report("H-1", latitude=38.890349, longitude=-77.020451)
    Category.objects.filter(pk=one.category_id).update(round_to=decimals)
    one = Report.objects.get(pk=one.pk)
    alert = draft_alert(from_reports=[one], by=member(Role.OFFICER), now=NOON)
    latitude, longitude = one.public_position
    assert alert.area == {"circle": {"latitude": latitude, "longitude": longitude, "radius": radius}}
    north = one.latitude + 149 / geometry.METRES_A_DEGREE
    assert geometry.contains(alert.shape, north, one.longitude)  # as far around the exact one as ever


def test_one_draft_is_made_from_the_reports_of_one_community():
    ours, theirs = report("H-1"), ReportFactory(community=CommunityFactory(slug="other"))
    with pytest.raises(ValidationError) as refused:
        draft_alert(from_reports=[ours, theirs], by=member(Role.OFFICER), now=NOON)
    assert "hazard" in refused.value.message_dict
    assert not Alert.objects.exists()


def test_a_report_without_a_place_leaves_the_area_to_the_officer():
    place = report("H-1", latitude=None, longitude=None, code="other")
    values = draft_from_reports([place], NOON)
    assert values["area"] == {"named": []}  # one leak must not warn a whole town
    assert values["event"] == "Danger"


@pytest.mark.parametrize("words", ["Lower Street 11, second door", "下街 11 号楼一单元"])
def test_a_named_area_in_the_reporters_words_is_the_area(words):
    area = AreaFactory()
    place = report("H-1", latitude=None, longitude=None, address=words)
    values = draft_from_reports([place], NOON)
    assert values["area"] == {"named": area.slug}
    assert "Lower Street" in values["infos"][0]["headline"]
