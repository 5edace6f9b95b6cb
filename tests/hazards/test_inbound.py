"""Reports by text, in both languages."""

import pytest
from django.utils import timezone

from community.hazards.inbound import file_report_by_text, take_place
from community.hazards.models import Report
from community.hazards.selectors import hazard_in
from community.hazards.words import words_of_report
from community.messaging.carriers.base import ParsedText
from community.messaging.models import OpenQuestion
from community.messaging.services import receive_text
from portal.lib.conversation import IncomingText
from portal.lib.sealing import unseal
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, category
from tests.factories.places import AreaFactory, CommunityFactory

pytestmark = pytest.mark.django_db


def text(body, carrier_id="SM00000000000000001", language="en"):
    return IncomingText(
        phone="+12025550101", to="+12025550100", body=body, carrier_id=carrier_id, at=NOON, language=language, row_id=1
    )


@pytest.fixture(autouse=True)
def _community():
    category()


def test_a_text_becomes_a_report_and_its_number_comes_back():
    area = AreaFactory()
    reply = file_report_by_text(text("REPORT creek over the road at lower street"))

    report = Report.objects.get()
    assert (report.category.code, report.channel, report.area, report.latitude) == ("flooding", "sms", area, None)
    assert (report.description, report.language) == ("creek over the road at lower street", "en")
    assert unseal(report.reporter_phone_sealed) == "+12025550101"
    assert (reply.body, reply.language) == (f"We have your report, number {report.reference}.", "en")
    assert OpenQuestion.objects.count() == 0


def test_where_no_place_is_known_it_is_asked_for_and_kept():
    reply = file_report_by_text(text("report tree down across the path"))
    report = Report.objects.get()
    assert report.reference in reply.body and "Where is it?" in reply.body
    question = OpenQuestion.objects.get()
    assert question.choices == {"*": {"report": report.reference}}

    thanks = take_place(text("14 Hill Road, next to the school"), question.choices["*"])

    report.refresh_from_db()
    assert report.address == "14 Hill Road, next to the school"
    assert report.reference in thanks.body


def test_a_chinese_text_is_answered_in_chinese():
    AreaFactory()
    reply = file_report_by_text(text("报告：下街河水漫路", language="en"))

    report = Report.objects.get()
    assert (report.category.code, report.area.slug, report.language) == ("flooding", "lower-street", "zh-hans")
    assert reply.language == "zh-hans"
    assert report.reference in reply.body and "收到" in reply.body


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("REPORT strong smell of gas on the stairs of 4 Hill Road", "119"),
        ("REPORT smoke from the roof", "119"),
        ("REPORT my neighbour is trapped and bleeding", "119"),
        ("REPORT a man lies unconscious by the weir", "120"),
        ("上报 楼道里有煤气味", "119"),
        ("报告 有人被困在电梯", "119"),
        ("报告：有人触电", "120"),
    ],
)
def test_an_emergency_hears_the_number_first_and_is_filed_too(body, number):
    reply = file_report_by_text(text(body))

    report = Report.objects.get()
    assert report.urgency == "immediate"
    assert reply.body.index(number) < reply.body.index(report.reference)
    assert reply.body.startswith(("Call ", "请先拨打"))


def test_the_answer_to_where_may_itself_be_an_emergency():
    file_report_by_text(text("REPORT water in the cellar"))

    reply = take_place(text("3 Weir Row, we are trapped"), {"report": Report.objects.get().reference})

    assert reply.body.startswith("Call 119 now")
    assert Report.objects.get().address == "3 Weir Row, we are trapped"


@pytest.mark.parametrize("body", ["REPORT", " report: ", "报告", "上报。"])
def test_the_word_alone_is_told_how(body):
    reply = file_report_by_text(text(body))

    assert Report.objects.count() == 0
    assert ("REPORT" in reply.body) != ("报告" in reply.body)


@pytest.mark.parametrize(
    "body", ["reporter wanted", "what is a report?", "报告厅在哪里", "报纸送来了", "", "  ", "I report", "REPORT'S end"]
)
def test_what_is_no_report_is_passed_on(body):
    assert file_report_by_text(text(body)) is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Report: water", "water"),
        ("REPORT - water", "water"),
        ("报告,河水", "河水"),
        ("上报河水漫路", "河水漫路"),
        ("报告 灯不亮", "灯不亮"),
        ("REPORT\nwater", "water"),
        ("ＲＥＰＯＲＴ　water", "water"),
        ("報告：河水", "河水"),
    ],
)
def test_the_command_is_taken_off(body, words):
    assert words_of_report(body) == words


def test_a_question_or_a_new_report_is_no_place():
    file_report_by_text(text("REPORT tree down"))
    choice = {"report": Report.objects.get().reference}

    assert take_place(text("where is the shelter?"), choice) is None
    assert take_place(text("上报 河水漫路"), choice) is None
    assert take_place(text("here"), {"report": "H-GONE"}) is None
    assert Report.objects.get().address == ""


def test_the_same_text_twice_is_one_report():
    first = file_report_by_text(text("REPORT tree down at the weir"))
    again = file_report_by_text(text("REPORT tree down at the weir"))

    assert (first, Report.objects.count()) == (again, 1)


def test_without_any_community_nobody_is_promised_anything():
    Report.objects.all().delete()
    CommunityFactory._meta.model.objects.all().delete()

    assert "Nobody takes reports here yet" in file_report_by_text(text("REPORT water")).body


@pytest.mark.parametrize(
    ("words", "code", "is_emergency"),
    [
        ("smell of gas", "gas", True),
        ("tree fell by the gas station", "fallen_tree", False),
        ("the fire door is locked", "blocked_exit", False),
        ("fire in the kitchen", "fire", True),
        ("cable down in the street", "electrical", False),
        ("manhole cover missing", "road", False),
        ("loose roof tiles", "structure", False),
        ("no water since morning", "water_supply", False),
        ("mud across the lane", "landslide", False),
        ("chemical smell from the yard", "hazmat", False),
        ("something odd", "other", False),
        ("child hurt by a swing", "other", True),
        ("井盖松了", "road", False),
        ("电线掉下来了", "electrical", False),
        ("消防通道被车堵了", "blocked_exit", False),
        ("山坡有落石", "landslide", False),
        ("停水一天了", "water_supply", False),
        ("外墙要掉了", "structure", False),
        ("大树倒了", "fallen_tree", False),
        ("地下室进水", "flooding", False),
        ("着火了", "fire", True),
        ("老人被困", "other", True),
        ("灯不亮", "other", False),
    ],
)
def test_plain_words_say_what_it_is(words, code, is_emergency):
    hazard = hazard_in(words)
    assert (hazard.code, hazard.is_emergency) == (code, is_emergency)


def sends(body, carrier_id):
    parsed = ParsedText(carrier_id=carrier_id, phone="+12025550101", to="+12025550100", body=body)
    return receive_text(parsed, now=timezone.now())


def test_whoever_writes_without_end_is_answered_twenty_times_an_hour_and_always_in_danger():
    answers = [sends(f"REPORT hole number {number} in Lower Street", f"SM{number}").body for number in range(25)]
    assert all(answers[:20]) and not any(answers[20:])
    assert Report.objects.count() == 25  # what they say is kept all the same
    assert sends("hello", "SM-hello").body == ""
    for number, words in enumerate(("SOS", "REPORT smell of gas", "i smell gas", "救命")):
        assert "119" in sends(words, f"SM-danger-{number}").body, words


def test_who_names_their_report_hears_where_it_stands_and_adds_to_it():
    reference = sends("REPORT hole in Lower Street", "SM1").body.split("number ")[1].split(".")[0]
    report = Report.objects.get(reference=reference)
    assert sends(f"{reference.lower()}?", "SM2").body == f"{reference}: Reported."
    said = sends(f"{reference}: it is deeper now", "SM3").body
    assert said == f"{reference}: Reported. Your words go to those who work on it."
    assert report.events.order_by("-pk")[0].note == "it is deeper now"
    assert "119" in sends(f"{reference} now it smells of gas", "SM4").body
    assert "编号" not in said and "已收到" in sends(f"{reference} 现在更深了", "SM5").body
    assert report.events.count() == 4 and Report.objects.count() == 1


def test_anothers_report_is_named_only_where_it_is_public():
    theirs = ReportFactory(reporter_phone="+12025550199")
    before = theirs.events.count()
    assert f"{theirs.reference}:" not in sends(f"{theirs.reference} it is mine", "SM1").body
    Report.objects.update(is_public=True)
    assert sends(f"{theirs.reference} it is mine", "SM2").body == f"{theirs.reference}: Reported."
    assert theirs.events.count() == before
    assert "H-ZZZZ" not in sends("what about H-ZZZZ", "SM3").body


def test_the_whole_conversation_through_messaging():
    first = sends("上报 路上有个大坑", "SM1")
    repeated = sends("上报 路上有个大坑", "SM1")
    thanks = sends("下街 9 号门口", "SM2")

    report = Report.objects.get()
    assert first.body == repeated.body
    assert report.reference in first.body and "在哪里" in first.body
    assert (report.category.code, report.address) == ("road", "下街 9 号门口")
    assert report.reference in thanks.body and "谢谢" in thanks.body


def test_several_hazards_in_one_text_become_reports_with_one_answer():
    answer = sends("REPORT 1. pothole on Elm St 2. street light out at the school", "SM1").body

    first, second = Report.objects.order_by("pk")
    assert answer == (
        f"We have 2 reports: {first.reference} (Road or street light), {second.reference} (Road or street light)."
    )
    assert (first.description, first.address) == ("pothole on Elm St", "Elm St")
    assert (second.description, second.address) == ("street light out at the school", "the school")
    assert sends("REPORT 1. pothole on Elm St 2. street light out at the school", "SM1").body == answer
    assert Report.objects.count() == 2


def test_in_chinese_too_with_the_number_to_call_first_and_each_place_asked_for_in_turn():
    answer = sends("报告：一、楼道里有煤气味 二、井盖松了 三、堰边巷路灯不亮", "SM1").body
    gas, cover, lamp = Report.objects.order_by("pk")
    assert (gas.category.code, gas.urgency, cover.category.code, lamp.address) == ("gas", "immediate", "road", "堰边巷")
    assert answer.startswith("请先拨打 119") and f"{gas.reference} 在哪里" in answer

    answer = sends("山路 4 号", "SM2").body
    assert f"{gas.reference}" in answer and f"{cover.reference} 在哪里" in answer
    assert cover.reference in sends("山路 6 号门前", "SM3").body
    gas.refresh_from_db()
    cover.refresh_from_db()
    assert (gas.address, cover.address) == ("山路 4 号", "山路 6 号门前")


@pytest.mark.parametrize(
    "body",
    [
        "REPORT a tree fell on the wires and the road is blocked",
        "REPORT 1. pothole on Elm St 2. it has been there for weeks",
        "REPORT hole on Elm St, 2. floor flat above it shakes",
        "报告 树倒了压断电线，路也堵了",
    ],
)
def test_where_one_cannot_tell_it_is_one_report(body):
    sends(body, "SM1")
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "body", ["REPORT hello", "REPORT thank you!", "REPORT how do I report a pothole?", "报告 你好"]
)
def test_what_tells_of_no_hazard_is_answered_and_not_filed(body):
    assert sends(body, "SM1").body
    assert Report.objects.count() == 0


def test_an_advertisement_is_no_report():
    assert sends("REPORT WIN a free phone, click http://bit.example/x now", "SM1").body
    assert Report.objects.count() == 0


def test_thanks_and_questions_leave_the_question_for_the_place_open():
    sends("REPORT tree down across the path", "SM1")
    assert sends("thanks", "SM2").body
    assert sends("when is the next drill?", "SM3").body
    assert Report.objects.get().address == ""
    sends("14 Hill Road, next to the school", "SM4")
    assert Report.objects.get().address == "14 Hill Road, next to the school"


def test_letters_of_full_width_are_read_as_usual_ones():
    answer = sends("ＲＥＰＯＲＴ　hole in Lower Street", "SM1").body
    report = Report.objects.get()
    assert report.reference in answer
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in report.reference)
    assert sends(f"{wide} it is deeper now", "SM2").body.startswith(f"{report.reference}: Reported.")
