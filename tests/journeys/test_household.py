"""A household's lists in a real browser: what is ticked and typed stays there, and nothing of it is sent."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.portal.test_accessibility import faults
from tests.support.demo import demo_town

pytestmark = pytest.mark.journey
town = demo_town()


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_a_household_ticks_writes_and_is_reminded_and_nothing_of_it_is_sent(visitor, town, language):
    page = visitor(town, language=language, phone=True)
    sent = []
    page.on("request", lambda request: sent.append((request.method, request.url, request.post_data or "")))
    page.goto("/checklists/emergency-kit/")
    expect(page.locator("[data-with]")).to_be_visible()
    expect(page.locator("[data-without]")).to_be_hidden()
    page.locator("[data-tick]").first.check()
    page.locator("[data-tick]").nth(3).check()
    page.fill("#note", "in the hall, 门厅")
    page.goto("/checklists/")
    page.fill("#sheet-meeting_near", "the oak, 大树下")
    page.fill("#date-water", "2020-01-31")
    expect(page.locator("[data-reminders] li")).to_contain_text("2020")

    page.goto("/checklists/emergency-kit/")
    expect(page.locator("[data-tick]:checked")).to_have_count(2)
    expect(page.locator("#note")).to_have_value("in the hall, 门厅")
    expect(page.locator("[data-progress]")).to_contain_text("2")
    expect(page.locator("[data-reminders] li")).to_have_count(1)
    page.goto("/checklists/")
    expect(page.locator("#sheet-meeting_near")).to_have_value("the oak, 大树下")
    expect(page.locator("[data-done=emergency-kit]")).to_contain_text(re.compile("2(/| of )13"))
    assert {method for method, _url, _body in sent} == {"GET"}
    assert not any("oak" in url or "hall" in url for _method, url, _body in sent)
    assert page.faults == []


def test_a_list_that_was_begun_is_not_folded_away(visitor, town):
    page = visitor(town)
    page.goto("/checklists/flood/")
    page.locator("[data-tick]").first.check()

    page.goto("/checklists/")

    expect(page.locator("[data-done=flood]")).to_be_visible()
    expect(page.locator("#lists-fire")).not_to_have_attribute("open", "")


def test_a_tick_outlives_a_change_of_language(visitor, town):
    page = visitor(town)
    page.goto("/checklists/family-plan/?language=en")
    page.locator("[data-tick]").nth(1).check()

    page.goto("/checklists/family-plan/?language=zh-hans")

    expect(page.locator("[data-tick]").nth(1)).to_be_checked()
    expect(page.locator("[data-tick]:checked")).to_have_count(1)


def test_what_was_saved_as_a_file_is_read_again_and_no_other_file_is(visitor, town, tmp_path):
    page = visitor(town)
    page.goto("/checklists/emergency-kit/")
    page.locator("[data-tick]").first.check()
    page.goto("/checklists/")
    page.fill("#sheet-notes", "<b>bold</b>")
    with page.expect_download() as coming:
        page.click("[data-save]")
    saved = tmp_path / "saved.json"
    coming.value.save_as(saved)
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("[data-tools] [data-clear]")
    expect(page.locator("#sheet-notes")).to_have_value("")
    assert page.evaluate("localStorage.getItem('household')") is None

    bad = tmp_path / "bad.json"
    for text in ("not json", "[]", json.dumps({"v": 2, "sheet": {"notes": "no"}}), json.dumps({"v": 1, "lists": 5})):
        bad.write_text(text)
        page.set_input_files("[data-file]", bad)
        expect(page.locator("[data-said]")).to_have_text("This is not a file of this page. Nothing was changed.")
        expect(page.locator("#sheet-notes")).to_have_value("")
    page.set_input_files("[data-file]", saved)
    expect(page.locator("#sheet-notes")).to_have_value("<b>bold</b>")
    page.goto("/checklists/emergency-kit/")
    expect(page.locator("[data-tick]:checked")).to_have_count(1)


def test_a_line_that_is_new_says_so_and_a_foreign_tick_means_nothing(visitor, town):
    page = visitor(town)
    page.goto("/checklists/emergency-kit/")
    first, second = (page.locator("[data-tick]").nth(at).get_attribute("data-tick") for at in (0, 1))
    state = {
        "emergency-kit": {"ticks": {first: "2026-01-01", "0123456789": "2026-01-01"}, "marks": [first], "note": ""}
    }
    page.evaluate(
        "text => localStorage.setItem('household', text)",
        json.dumps({"v": 1, "sheet": {}, "dates": {}, "lists": state}),
    )
    page.reload()

    expect(page.locator("li", has=page.locator(f"[data-tick='{second}']")).locator("[data-new]")).to_be_visible()
    expect(page.locator("li", has=page.locator(f"[data-tick='{first}']")).locator("[data-new]")).to_be_hidden()
    expect(page.locator("[data-tick]:checked")).to_have_count(1)


def test_without_a_script_the_list_is_there_to_print_and_says_that_nothing_is_kept(visitor, town):
    page = visitor(town, script=False)
    page.goto("/checklists/emergency-kit/")

    assert page.locator("[data-without]").is_visible() and not page.locator("[data-with]").is_visible()
    assert page.locator("[data-tick]").count() == 13
    page.goto("/checklists/")
    assert not page.locator("[data-tools]").is_visible()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_axe_finds_nothing_on_the_lists_and_none_scrolls_sideways(browser, town, language, width):
    context = browser.new_context(
        base_url=town.url, locale=language, viewport={"width": width, "height": 780}, bypass_csp=True
    )
    page = context.new_page()
    try:
        for path in ("/checklists/", "/checklists/emergency-kit/", "/checklists/flood/"):
            page.goto(path)
            page.wait_for_selector("[data-with]:not([hidden])")
            assert (path, faults(page)) == (path, [])
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    finally:
        context.close()
