"""axe finds nothing, in both languages, light and dark, on a phone and on a desk; and no page asks another host."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.site import site

pytestmark = pytest.mark.journey

PAGES = ["/", "/lite/", "/about/", "/demo/", "/accounts/login/", "/no-such-page/"]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with site(tmp_path_factory.mktemp("site"), demo=True) as run:
        run.start_all()
        yield run


@pytest.fixture
def opened(browser, running, request):
    """opened(path, language, scheme, width) gives a page and the hosts that it asked."""
    contexts = []

    def open_page(path, language="en-US", scheme="light", width=360, username=""):
        context = browser.new_context(
            base_url=running.url,
            locale=language,
            color_scheme=scheme,
            viewport={"width": width, "height": 780},
            bypass_csp=True,  # for axe, which is put into the page; the policy has tests of its own
        )
        contexts.append(context)
        page = context.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        if username:
            page.goto("/demo/")
            page.click(f"form:has([name=username][value={username}]) button.role")
        page.goto(path)
        return page, asked

    yield open_page
    for context in contexts:
        context.close()


def faults(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(opened, path, language, scheme):
    page, _asked = opened(path, language, scheme)

    assert faults(page) == []


@pytest.mark.parametrize("path", ["/", "/warnings/", "/stations/", "/hazards/"])
def test_axe_finds_nothing_on_a_desk_s_screen(opened, path):
    page, _asked = opened(path, width=1280)
    page.wait_for_load_state("networkidle")  # the pins of a map come later

    assert faults(page) == []


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_the_board(opened, language, width):
    page, _asked = opened("/desk/", language, "dark", width, username="officer")

    assert page.url.endswith("/desk/")
    assert faults(page) == []


@pytest.mark.parametrize("path", [*PAGES, "/desk/"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways_or_asks_another_host(opened, running, path, width):
    page, asked = opened(path, width=width, username="officer" if path == "/desk/" else "")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert {url for url in asked if not url.startswith((running.url, "data:"))} == set()


def test_the_three_answers_and_the_first_action_stand_above_the_fold(opened):
    page, _asked = opened("/", "zh-CN")

    for part in (".now__title", ".now__meta", ".tiles .tile"):
        box = page.locator(part).first.bounding_box()
        assert box["y"] + box["height"] <= 780 - 60  # the bar at the foot


def test_everything_pressed_on_the_first_page_is_large_enough(opened):
    page, _asked = opened("/")
    small = page.evaluate(
        """() => [...document.querySelectorAll('header a, .tile, .btn, .site-footer nav a')]
            .filter(one => one.offsetParent && !one.classList.contains('skip-link'))
            .filter(one => one.getBoundingClientRect().height < 43.5)
            .map(one => one.outerHTML.slice(0, 100))"""
    )

    assert small == []
