"""The switch of the language in the middle of things: nothing is lost, and the reader goes on where they were."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import sign_in
from tests.support.demo import demo_town

pytestmark = pytest.mark.journey
town = demo_town()
WAYS = [("en-US", "en", "zh-Hans"), ("zh-CN", "zh-Hans", "en")]


def switch(page, lang):
    page.click(".lang-switch")
    expect(page.locator("html")).to_have_attribute("lang", lang)


@pytest.mark.parametrize(("language", "first", "second"), WAYS)
def test_a_list_keeps_its_ticks_and_its_note(town, visitor, language, first, second):
    page = visitor(town, language=language, phone=True)
    page.goto("/checklists/emergency-kit/")
    page.locator("[data-tick]").nth(9).check()
    page.fill("#note", "走廊 hall")

    for lang in (second, first):
        switch(page, lang)
        expect(page.locator("[data-tick]").nth(9)).to_be_checked()
        expect(page.locator("[data-tick]:checked")).to_have_count(1)
        expect(page.locator("#note")).to_have_value("走廊 hall")
    assert page.faults == []


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(("language", "first", "second"), WAYS)
def test_a_quiz_goes_on_where_it_was_left(town, visitor, language, first, second, script):
    page = visitor(town, language=language, phone=True, script=script)
    page.goto("/knowledge/gas-leak/quiz/")
    for _ in range(2):
        page.locator(".choice").first.click()
        page.locator("#question button").click()
        page.wait_for_url("**/quiz/#answered")
    before = page.locator("legend").inner_text(), page.locator("#answered blockquote").first.inner_text()

    switch(page, second)
    expect(page.locator("[role=status]").first).to_contain_text("2")
    assert page.locator(".choice").count() >= 2
    page.locator(".choice").first.click()
    page.locator("#question button").click()
    page.locator("#answered blockquote").first.wait_for()
    switch(page, first)
    assert (page.locator("legend").inner_text(), page.locator("#answered blockquote").first.inner_text()) == before
    assert page.locator("[name=answers]").last.get_attribute("value") == "0,0"
    switch(page, second)
    assert page.locator("[name=answers]").last.get_attribute("value") == "0"
    assert page.faults == []


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(("language", "first", "second"), WAYS)
def test_a_chat_keeps_what_was_said_and_its_newest_line_in_view(town, visitor, language, first, second, script):
    page = visitor(town, language=language, phone=True, script=script)
    page.goto("/chat/")
    for at, words in enumerate(("gas smell", "烫伤怎么办")):
        page.fill("#ask", words)
        page.click("[data-composer] button")
        page.locator("[data-reply]").nth(at).wait_for()
    if script:
        page.fill("#ask", "and with a baby 孩子呢")

    for lang in (second, first):
        switch(page, lang)
        page.locator("[data-reply]").nth(1).wait_for()
        assert page.locator(".bubble--me > p:nth-child(2)").all_inner_texts() == ["gas smell", "烫伤怎么办"]
        assert page.locator("[data-reply]").nth(1).get_attribute("lang") == "zh-Hans"  # as it was asked
        expect(page.locator("[data-reply]").nth(1)).to_be_in_viewport()
        if script:
            expect(page.locator("#ask")).to_have_value("and with a baby 孩子呢")
    assert page.faults == []


@pytest.mark.parametrize(("language", "first", "second"), WAYS)
def test_a_talk_goes_on_on_both_sides(town, visitor, language, first, second):
    desk, resident = visitor(town, language=language), visitor(town, language=language, phone=True)
    sign_in(desk, "volunteer")
    desk.goto("/desk/talks/")
    if desk.locator("button[name=do][value=on]").count():
        desk.click("button[name=do][value=on]")
        desk.locator("button[name=do][value=off]").wait_for()
    resident.goto("/chat/")
    resident.fill("#ask", "When does the tool shed open? 工具房几点开门？")
    resident.keyboard.press("Enter")
    resident.locator('a[href="/chat/talk/"]').last.click()
    resident.locator("#talk-ask").wait_for()
    resident.click("button[name=shares][value=yes]")
    resident.locator("[data-state=waiting]").wait_for()
    switch(resident, second)
    resident.locator("[data-state=waiting]").wait_for()  # in its place in the queue

    switch(desk, second)
    desk.locator("[data-next]").click()
    desk.locator("#answer").wait_for()
    desk.wait_for_load_state()  # Enter sends once the page listens
    desk.fill("#answer", "In the tool house 工具房")
    switch(desk, first)
    expect(desk.locator("#answer")).to_have_value("In the tool house 工具房")
    desk.wait_for_load_state()
    desk.locator("#answer").press("Enter")
    resident.locator(".bubble--person").wait_for()
    resident.fill("#ask", "Thanks 谢谢")
    switch(resident, first)
    resident.locator("[data-state=taken]").wait_for()
    expect(resident.locator(".bubble--person")).to_have_count(1)
    expect(resident.locator("#ask")).to_have_value("Thanks 谢谢")
    resident.locator("#ask").press("Enter")
    desk.locator(".bubble", has_text="Thanks 谢谢").wait_for()
    resident.locator("form[action='/chat/talk/leave/'] button").click()
    resident.locator("[data-state=taken]").wait_for(state="detached")
    assert desk.faults == resident.faults == []
