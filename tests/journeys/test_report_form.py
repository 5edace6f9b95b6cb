"""The report form in a real browser: what was chosen is not lost by a slip elsewhere."""

import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.support.site import site

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with site(tmp_path_factory.mktemp("site"), demo=True) as run:
        run.start_all()
        yield run


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_a_slip_in_the_number_does_not_lose_the_photo(town, visitor, tmp_path, language):
    Image.new("RGB", (640, 480), "grey").save(tmp_path / "hole.jpg")
    page = visitor(town, language=language, phone=True)
    page.goto("/hazards/report/")
    page.check("[name=category][value=flooding]", force=True)
    page.fill("[name=address]", "14 Lower Street")
    page.fill("[name=description]", "The drain bubbles")
    page.set_input_files("[name=photos]", tmp_path / "hole.jpg")
    page.fill("[name=reporter_phone]", "12")
    page.click("form[data-report] button[type=submit]")

    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#phone-error")).to_be_visible()
    expect(page.locator("[data-photos-lost]")).to_have_count(0)

    page.fill("[name=reporter_phone]", "")
    page.click("form[data-report] button[type=submit]")
    page.wait_for_url(re.compile(r"/hazards/H-[0-9A-Z]+/\?key="))

    expect(page.locator("main img")).to_have_count(1)
