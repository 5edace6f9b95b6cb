"""The report form in a real browser: what was chosen is not lost by a slip elsewhere."""

import re

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import expect

from tests.support.demo import demo_town

pytestmark = pytest.mark.journey
town = demo_town()


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


@pytest.mark.parametrize("script", [True, False])
def test_what_others_will_see_is_shown_with_the_photo_and_then_sent(town, browser, tmp_path, script):
    Image.new("RGB", (640, 480), "grey").save(tmp_path / "hole.jpg")
    context = browser.new_context(base_url=town.url, java_script_enabled=script)
    page = context.new_page()
    page.goto("/hazards/report/")
    page.check("[name=category][value=flooding]", force=True)
    page.fill("[name=address]", "14 Lower Street")
    page.fill("[name=description]", "The drain bubbles")
    page.set_input_files("[name=photos]", tmp_path / "hole.jpg")
    page.fill("[name=reporter_name]", "Old Wang")
    page.click("[name=preview]")

    shown = page.locator("section:has(> #preview-title)")
    expect(shown).to_contain_text("Somebody looks at it first")
    expect(shown).not_to_contain_text("Old Wang")
    expect(shown.locator("img")).to_have_count(1)
    if script:
        expect(page.locator("#preview-title")).to_be_focused()
        expect(page).to_have_url(re.compile(r"/hazards/report/$"))

    page.click("form button.btn--primary")
    page.wait_for_url(re.compile(r"/hazards/H-[0-9A-Z]+/\?key="))
    expect(page.locator("main img")).to_have_count(1)
    context.close()


def test_a_phones_large_photo_is_made_small_before_it_waits_or_goes(town, visitor, tmp_path):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # to be turned before it is looked at
    Image.effect_noise((4032, 3024), 40).convert("RGB").save(tmp_path / "large.jpg", exif=exif, quality=90)
    (tmp_path / "strange.jpg").write_bytes(b"\xff\xd8" + b"no picture " * 50_000)
    page = visitor(town, phone=True)
    page.goto("/hazards/report/")
    page.set_input_files("[name=photos]", [tmp_path / "large.jpg", tmp_path / "strange.jpg"])
    kept = page.evaluate(
        """async () => {
            const fields = await outbox.read(document.querySelector("form[data-report]"));
            const [large, strange] = fields.filter(([name]) => name === "photos").map(([, blob]) => blob);
            const seen = await createImageBitmap(large, { imageOrientation: "none" });
            return [seen.width, seen.height, large.type, large.size, strange.size];
        }"""
    )

    assert kept[:3] == [1200, 1600, "image/jpeg"] and kept[4] == (tmp_path / "strange.jpg").stat().st_size
    assert kept[3] < (tmp_path / "large.jpg").stat().st_size / 4
