"""Faces and plates are covered in a real browser: by mouse, by keys, in numbers."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import expect

from tests.portal.test_accessibility import RULES
from tests.support.demo import demo_town

pytestmark = pytest.mark.journey
town = demo_town()


def reported(page, tmp_path) -> str:
    """The number of a report with a photo."""
    Image.new("RGB", (800, 600), "grey").save(tmp_path / "face.jpg")
    page.goto("/hazards/report/")
    page.check("[name=category][value=flooding]", force=True)
    page.fill("[name=address]", "14 Lower Street")
    page.fill("[name=description]", "The drain bubbles")
    page.set_input_files("[name=photos]", tmp_path / "face.jpg")
    page.click("form[data-report] button.btn--primary")
    page.wait_for_url(re.compile(r"/hazards/H-[0-9A-Z]+/\?key="))
    return re.search(r"H-[0-9A-Z]+", page.url)[0]


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_an_officer_marks_by_mouse_and_keys_and_keeps_it(town, browser, tmp_path, language):
    context = browser.new_context(
        base_url=town.url, locale=language, viewport={"width": 360, "height": 780}, bypass_csp=True
    )
    page = context.new_page()
    number = reported(page, tmp_path)
    tracking = page.url
    before = page.locator("main img").get_attribute("src")

    page.goto("/demo/")
    page.click("form:has([name=username][value=officer]) button.role")
    page.goto(f"/desk/hazards/?view=open&report={number}")
    page.click(".dk-photo figcaption a")
    picture = page.locator("svg[data-marks]")
    expect(picture).to_have_class(re.compile("is-live"))  # its script runs after the page is read
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.5, steps=4)
    page.mouse.up()
    page.focus("[data-add]")
    page.keyboard.press("Enter")
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator("rect.hz-mark")).to_have_count(2)
    page.locator("[name=left]").nth(2).fill("80")
    page.locator("[name=top]").nth(2).fill("80")
    page.locator("[name=width]").nth(2).fill("10")
    page.locator("[name=height]").nth(2).fill("10")
    expect(page.locator("rect.hz-mark")).to_have_count(3)
    expect(page.locator("[data-result]")).to_have_attribute("src", re.compile(r"trial/\?marks=.+;.+;80,80,10,10$"))
    page.keyboard.press("Tab")
    page.locator("rect.hz-mark").nth(2).press("Delete")
    expect(page.locator("rect.hz-mark")).to_have_count(2)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]] == []

    page.click("[name=save]")
    expect(page.locator("main [role=status] .callout")).to_have_attribute("data-level", "clear")
    kept = [[float(one.input_value()) for one in page.locator(f"[name={name}]").all()[:2]] for name in ("left", "top")]
    assert abs(kept[0][0] - 10) < 1.5 and abs(kept[1][0] - 20) < 1.5
    assert abs(kept[0][1] - 42) < 0.2 and abs(kept[1][1] - 38.7) < 0.2

    page.goto(tracking)
    after = page.locator("main img").get_attribute("src")
    assert after != before
    assert page.request.get(after).status == 200 and page.request.get(before).status == 404
    context.close()
