"""Finding a guide in a browser: suggestions by keys and by touch, without a network, without a script; and axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.portal.test_accessibility import RULES
from tests.support.demo import demo_town

pytestmark = pytest.mark.journey
town = demo_town()
BOX, LIST = "#q", "#suggestions"


def type_words(page, words):
    page.goto("/knowledge/")
    page.locator(BOX).press_sequentially(words)
    page.locator(LIST).wait_for()


def test_a_guide_is_chosen_by_keys(town, visitor):
    page = visitor(town)
    type_words(page, "gas l")
    box = page.locator(BOX)
    expect(box).to_have_attribute("aria-expanded", "true")
    assert box.get_attribute("aria-activedescendant") is None  # Enter searches for what was typed

    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(chosen).to_contain_text("Gas leak at home")

    page.keyboard.press("Escape")
    expect(page.locator(LIST)).to_be_hidden()
    expect(box).to_have_value("gas l")
    page.keyboard.press("ArrowDown")
    page.locator(LIST).wait_for()
    page.keyboard.press("ArrowUp")  # from the field to the last
    expect(page.locator(f"{LIST} > :last-child")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")  # and back into the field
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/knowledge/gas-leak/")
    assert page.faults == []


def test_a_guide_is_chosen_by_touch_in_chinese(town, visitor):
    page = visitor(town, language="zh-CN", phone=True)
    type_words(page, "煤气")
    page.locator(f"{LIST} > li", has_text="家里燃气泄漏").click()
    page.wait_for_url("**/knowledge/gas-leak/")
    assert page.faults == []


def test_without_a_network_nothing_is_suggested_and_nothing_breaks(town, visitor):
    page = visitor(town)
    type_words(page, "gas l")
    page.context.set_offline(True)
    page.locator(BOX).press_sequentially("eak")
    page.locator(LIST).wait_for(state="hidden")
    expect(page.locator(BOX)).to_have_value("gas leak")
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    page.wait_for_url("**/knowledge/?q=gas+leak")
    expect(page.locator("h3 a").first).to_have_text("Gas leak at home")


def test_all_of_it_works_without_a_script(town, visitor):
    page = visitor(town, phone=True, script=False)
    page.goto("/knowledge/")
    page.fill(BOX, "flood")
    page.click("form[role=search] button")
    page.locator(".facet", has_text="Who").locator("summary").click()
    page.locator(".facet .chip", has_text="Pets").click()
    expect(page.locator("main")).to_contain_text("Pets: Take them with you")
    page.locator("main section .chip", has_text="Pets").click()
    expect(page).to_have_url(f"{town.url}/knowledge/?q=flood")
    page.goto("/knowledge/")
    page.locator("#topic-fire > summary").click()
    page.locator("#topic-fire").get_by_role("link", name="Fire at home").click()
    expect(page).to_have_url(f"{town.url}/knowledge/home-fire/")


@pytest.mark.parametrize(("language", "scheme", "width"), [("en-US", "light", 360), ("zh-CN", "dark", 1280)])
def test_axe_finds_nothing(town, browser, language, scheme, width):
    context = browser.new_context(
        base_url=town.url,
        locale=language,
        color_scheme=scheme,
        viewport={"width": width, "height": 780},
        bypass_csp=True,  # for axe, which is put into the page
    )
    page = context.new_page()
    found = []
    for path in (
        "/knowledge/",
        "/knowledge/?q=tornadi+shelter&who=pets",
        "/knowledge/?q=urthquake",
        "/knowledge/?phase=after",
    ):
        page.goto(path)
        page.locator("summary").first.click()
        if "q=" not in path:
            page.locator(BOX).press_sequentially("地震" if language == "zh-CN" else "quake")
            page.locator(LIST).wait_for()
            page.keyboard.press("ArrowDown")
        answer = Axe().run(page, options=RULES).response["violations"]
        found += [f"{path} {one['id']}: {node['html'][:160]}" for one in answer for node in one["nodes"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    assert found == []
