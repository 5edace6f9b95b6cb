"""An officer at night, in a real browser: a template, an area by name, both languages, the preview, sent in."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import sign_in
from tests.support.demo import demo_town

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
town = demo_town()  # nobody sends, nobody is in reach

WORDS = {
    "en-US": {
        "take": "Take it",
        "segments": "Segments: 1 (GSM-7)",
        "send": "Send in for approval",
        "plain": "sent as plain",
    },
    "zh-CN": {"take": "使用", "segments": "段（GSM-7）", "send": "提交", "plain": "换成普通符号"},
}


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_from_a_template_to_a_second_person(town, visitor, language):
    words = WORDS[language]
    page = visitor(town, language=language)
    sign_in(page, "officer")
    page.goto("/desk/alerts/new/")
    page.select_option("#template", "gas-leak")
    page.get_by_role("button", name=words["take"]).click()
    page.wait_for_url(re.compile("template=gas-leak"))

    for name, english, chinese in (("building", "12 Well Lane", "井巷12号"), ("shelter", "the school", "小学")):
        page.fill(f"[name=blank_{name}_en]", english)
        page.fill(f"[name='blank_{name}_zh-hans']", chinese)
    page.locator("[name=named]").first.check()
    preview = page.locator("#preview")
    expect(preview).to_contain_text("12 Well Lane")
    expect(preview).to_contain_text("井巷12号正在漏气")
    expect(preview.locator(".dk-five [data-level=severe]")).to_have_count(0)

    # the counter under the text message
    page.fill("[name=text_en]", "Leave “now”")
    counter = page.locator("[name=text_en] + p")
    expect(counter).to_contain_text(words["segments"])
    expect(counter).to_contain_text(words["plain"])
    page.fill("[name=text_en]", "")

    page.locator("button[name=submit]").click()
    page.wait_for_url(re.compile(r"/desk/alerts/[A-Z0-9-]+/$"))
    expect(page.locator("main")).to_contain_text("12 Well Lane")
    assert page.faults == []


def test_an_outline_drawn_on_the_map_by_clicks(town, visitor):
    page = visitor(town)
    sign_in(page, "officer")
    page.goto("/desk/alerts/new/")
    page.fill("[name=event]", "Flood")
    page.fill("[name=headline_en]", "Water over the road")
    page.check("[name=area_kind][value=polygon]")
    drawing = page.locator("[data-draw]")
    drawing.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    for x, y in ((120, 60), (260, 60), (260, 160), (120, 160)):
        drawing.click(position={"x": x, "y": y})
    expect(page.locator("#id_polygon")).to_have_value(re.compile('"Polygon"'))
    assert page.input_value("#id_polygon").count("[") == 2 + 5

    # a second outline beside it, and one click too many taken back
    drawing.get_by_role("button", name="New outline").click()
    for x, y in ((300, 60), (360, 60), (360, 160), (300, 200)):
        drawing.click(position={"x": x, "y": y})
    drawing.get_by_role("button", name="Undo").click()
    drawn = json.loads(page.input_value("#id_polygon"))
    assert [len(one["geometry"]["coordinates"][0]) for one in drawn["features"]] == [5, 4]

    # or without a map: a circle around a place that people know by name
    page.check("[name=area_kind][value=circle]")
    page.fill("#id_place", "Ferry Steps")
    expect(page.locator("#preview dl")).to_be_visible()
    page.click("button[name=save]")
    page.wait_for_url(re.compile(r"/desk/alerts/[A-Z0-9-]+/$"))
    expect(page.locator("main dl.facts").first).to_contain_text("Ferry Steps")
    assert page.faults == []


@pytest.mark.parametrize(("language", "all_clear"), [("en-US", "All clear"), ("zh-CN", "解除")])
def test_an_all_clear_shows_what_it_changes_before_anybody_sends_it_in(town, visitor, language, all_clear):
    page = visitor(town, language=language, phone=True)
    sign_in(page, "officer")
    page.goto("/desk/alerts/")
    page.locator("form[action$='/all-clear/'] button").first.click()
    page.wait_for_url(re.compile(r"/edit/$"))
    changes = page.locator("#preview table").first
    expect(changes.locator("ins").first).to_contain_text(all_clear)
    page.fill("[name='headline_zh-hans']", "险情已经过去")
    expect(changes.locator("ins", has_text="险情已经过去")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.faults == []
