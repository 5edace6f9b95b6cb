"""From an emergency answer to a report: behind the number and the steps, with what was said, in both languages."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from community.hazards.models import Report
from community.hazards.services.categories import STARTING, ensure_categories
from knowledge.chat.danger import KINDS, danger_of
from knowledge.models import ChatTurn
from knowledge.services import answer
from knowledge.services.reporting import CATEGORIES, category_of
from tests.factories import NOON
from tests.knowledge.test_choices import say  # noqa: F401
from tests.knowledge.test_inbound import PHONE

languages = pytest.mark.parametrize("language", ["en", "zh-hans"])
TOLD = {"en": "there is a strong smell of gas in our stairwell", "zh-hans": "我们楼道里煤气味很重"}
OF_ONE_BODY = ["my dad had a stroke", "he is choking", "我妈晕倒了叫不醒", "孩子在抽搐", "he is bleeding a lot"]


def link_of(reply):
    return [action for action in reply.actions if action.get("reports")]


def test_every_kind_that_is_reported_is_a_danger_and_has_a_category():
    codes = {start.code for start in STARTING}
    assert {kind: code for kind, code in CATEGORIES.items() if kind not in KINDS or code not in codes} == {}
    assert category_of(danger_of("stroke"), "stroke") == ""


@languages
def test_the_page_leads_behind_number_and_steps_into_the_form_with_its_category(client, guides, language):
    ensure_categories(guides)
    client.cookies["django_language"] = language
    page = client.post("/chat/", {"text": TOLD[language]}, follow=True).content.decode()
    address = "/hazards/report/?category=gas"
    assert page.count(address) == 1
    begins = page.index('class="emergency"')
    card = page[begins : page.index('<div class="bubble">', begins)]
    assert card.index("tel:119") < card.rindex("</ol>") < card.index(address)
    form = client.get(address).content.decode()
    assert 'value="gas"' in form and "checked" in form[form.index('value="gas"') :][:80]


def test_of_what_befell_one_body_nothing_is_to_be_reported(guides):
    for words in OF_ONE_BODY:
        reply = answer(text=words, now=NOON, community=guides)
        assert (words, reply.kind, link_of(reply)) == (words, "emergency", [])
    tree = link_of(
        answer(text="a tree fell on a car, is that dangerous, it blocks the road", now=NOON, community=guides)
    )
    assert [parse_qs(urlsplit(one["url"]).query) for one in tree] in ([], [{"category": ["fallen_tree"]}])


@languages
@pytest.mark.usefixtures("guides")
def test_report_alone_after_a_danger_reports_what_was_said(say, language):  # noqa: F811
    word = "REPORT" if language == "en" else "报告"
    assert "119" in say(TOLD[language]).splitlines()[0]
    body = say(word)
    report = Report.objects.get()
    assert (report.description, report.category.code, report.language) == (TOLD[language], "gas", language)
    assert report.reference in body and "119" in body
    assert say("12 Hill Rd" if language == "en" else "柳湾路12号3单元")
    report.refresh_from_db()
    assert report.address or report.place
    say(word)  # again: nothing is left to report
    assert Report.objects.count() == 1


@languages
def test_the_words_take_the_kind_of_danger_where_they_do_not_name_a_category(say, language):  # noqa: F811
    word = "report!" if language == "en" else "上报。"
    told = "the mountain is coming down on our houses" if language == "en" else "山塌下来埋了房子"
    say(told)
    code = ChatTurn.objects.get().reply["actions"][-1].get("reports")
    assert code == "landslide"
    say(word)
    assert (Report.objects.get().description, Report.objects.get().category.code) == (told, "landslide")


def test_report_with_words_reports_those_and_another_phone_has_nothing_to_report(say):  # noqa: F811
    say(TOLD["en"])
    assert "say what you see" in say("REPORT", "+12025550188")
    say("REPORT street lamp is out at 5 Hill Rd")
    assert Report.objects.get().category.code == "road"
    say("my dad had a stroke")
    say("REPORT", PHONE)  # of the gas, which was told before
    assert sorted(Report.objects.values_list("category__code", flat=True)) == ["gas", "road"]
    assert timezone.now() >= Report.objects.latest("pk").created
