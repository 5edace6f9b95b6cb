"""A guide as pictures in a real browser: PNG of the right size with every word; without a script the SVG opens."""

import io

import pytest
from PIL import Image

from knowledge.articles.cards import HEIGHT, WIDTH
from tests.support.demo import demo_town

pytestmark = pytest.mark.journey
town = demo_town()
LANGUAGES = ["en-US", "zh-CN"]
GUIDES = ["gas-leak", "cpr-aed"]  # two pictures, and several
EDGE = 30  # pixels at every side that stay white

TEXTS = """() => [...document.querySelectorAll("text")].map(one => {
  const box = one.getBBox(), place = one.parentNode.transform?.baseVal.consolidate()?.matrix.f || 0;
  return [one.textContent, box.x, box.y + place, box.x + box.width, box.y + place + box.height];
})"""
ADVICE = """() => [...document.querySelectorAll("#steps li, #donot li")].map(one => one.textContent)"""


def bare(words):
    return "".join(words.split())


def pictures(page, slug):
    """The PNG that the button gives."""
    page.goto(f"/knowledge/{slug}/")
    of = page.locator("[data-card]").count()
    files = []
    page.on("download", lambda one: files.append(one))
    with page.expect_download(lambda one: one.suggested_filename == f"{slug}-{of}.png"):
        page.click("[data-share-cards]")
    assert sorted(one.suggested_filename for one in files) == [f"{slug}-{at}.png" for at in range(1, of + 1)]
    return [Image.open(one.path()) for one in sorted(files, key=lambda one: one.suggested_filename)]


@pytest.mark.parametrize("slug", GUIDES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_button_gives_png_with_nothing_cut(town, visitor, language, slug):
    page = visitor(town, language=language, phone=True)
    for picture in pictures(page, slug):
        assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
        ink = picture.convert("L").point(lambda light: 255 if light < 250 else 0).getbbox()
        assert ink[0] >= EDGE and ink[1] >= EDGE and ink[2] <= WIDTH - EDGE and ink[3] <= HEIGHT - EDGE
        assert ink[3] > HEIGHT - 150  # down to its address and the day that it was checked


@pytest.mark.parametrize("slug", GUIDES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_what_to_do_stands_within_the_pictures(town, visitor, language, slug):
    page = visitor(town, language=language)
    page.goto(f"/knowledge/{slug}/")
    advice = page.evaluate(ADVICE)
    links = [one.get_attribute("href") for one in page.locator("[data-card]").all()]
    drawn = ""
    for link in links:
        page.goto(link)
        for words, left, top, right, bottom in page.evaluate(TEXTS):  # as wide as this browser draws them
            assert left >= EDGE and top >= 0 and right <= WIDTH - EDGE and bottom <= HEIGHT, (link, words)
            drawn += bare(words)
    assert len(advice) > 4 and [one for one in advice if bare(one) not in drawn] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_that_shares_is_given_the_pictures_and_the_address(town, visitor, language):
    page = visitor(town, language=language, phone=True)
    page.add_init_script(
        """navigator.canShare = () => true;
        navigator.share = async (what) => {
          const bytes = async (one) => [...new Uint8Array(await one.arrayBuffer())];
          const files = what.files.map(async (one) => [one.name, one.type, await bytes(one)]);
          window.shared = { ...what, files: await Promise.all(files) };
        };"""
    )
    page.goto("/knowledge/gas-leak/")
    page.click("[data-share-cards]")
    page.locator("[data-share-cards]:enabled").wait_for()
    shared = page.evaluate("shared")
    assert shared["title"] == page.text_content("h1") and f"{town.url}/g/" in shared["text"]
    assert [(name, kind) for name, kind, _bytes in shared["files"]] == [
        (f"gas-leak-{at}.png", "image/png") for at in (1, 2)
    ]
    assert {Image.open(io.BytesIO(bytes(one))).size for _name, _kind, one in shared["files"]} == {(WIDTH, HEIGHT)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_script_the_pictures_open(town, visitor, language):
    page = visitor(town, language=language, phone=True, script=False)
    page.goto("/knowledge/gas-leak/")
    assert page.locator("[data-share-cards]").is_hidden()
    of = page.locator("[data-card]").count()
    for at in range(of):
        with page.expect_response("**/pictures/*.svg*") as answer:
            page.locator("[data-card]").nth(at).click()
        assert answer.value.ok and answer.value.header_value("Content-Type") == "image/svg+xml"
        assert f"{at + 1}/{of}" in page.locator("svg").text_content()
        page.go_back()
    assert page.faults == []
