"""axe finds nothing, in both languages, light and dark, on a phone and on a desk; and no page asks another host."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.site import site

pytestmark = pytest.mark.journey

PAGES = ["/", "/lite/", "/about/", "/demo/", "/accounts/login/", "/no-such-page/"]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


# every page in both languages, schemes and widths; language and scheme do not meddle with each other
LOOKS = [("en-US", "light", 360), ("zh-CN", "dark", 1280)]


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


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(opened, path, language, scheme, width):
    page, _asked = opened(path, language, scheme, width)

    assert faults(page) == []


@pytest.mark.parametrize("path", ["/", "/warnings/", "/stations/", "/hazards/"])
def test_axe_finds_nothing_on_a_desk_s_screen(opened, path):
    page, _asked = opened(path, width=1280)
    page.wait_for_load_state("networkidle")  # the pins of a map come later

    assert faults(page) == []


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_axe_finds_nothing_on_the_board(opened, language, scheme, width):
    page, _asked = opened("/desk/", language, scheme, width, username="officer")

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


DESK_OF_ROUNDS = [
    "rounds/",
    "rounds/new/",
    "register/",
    "register/1/",
    "checklists/",
    "checklists/1/",
    "checklists/new/",
]


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_axe_finds_nothing_where_rounds_are_planned(opened, language, scheme, width):
    page, _asked = opened("/desk/", language, scheme, width, username="officer")
    for path in DESK_OF_ROUNDS:
        page.goto(f"/desk/{path}")
        assert (path, faults(page)) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("form [name=step]").last.click()  # the editor with an item more
    assert page.locator("[name=order]").count() == 2 and faults(page) == []
    page.goto("/desk/register/?kind=area")
    page.locator("main li h2 a").first.click()
    page.locator("main a[href^='/inspections/']").first.click()  # answered
    assert faults(page) == []


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_axe_finds_nothing_where_a_place_is_inspected(opened, language, scheme, width):
    page, _asked = opened("/inspections/", language, scheme, width, username="grid_worker")
    page.wait_for_selector("[data-said]:not([hidden])")
    assert faults(page) == []
    page.locator("[data-visits] a").first.click()
    page.locator("form[data-visit] [value=fine]").first.check(force=True)
    page.wait_for_selector("[data-said]:not([hidden])")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_axe_finds_nothing_on_a_report_that_waits_on_the_device(opened, language, scheme, width):
    page, _asked = opened("/hazards/report/", language, scheme, width)
    page.context.set_offline(True)
    page.check("[name=category][value=flooding]", force=True)
    page.fill("[name=address]", "14 Lower Street")
    page.fill("[name=description]", "The drain bubbles")
    page.click("form[data-report] button[type=submit]")
    page.wait_for_selector("[data-waiting] li[data-state=waiting]")

    assert faults(page) == []


OF_GUIDES = [
    "/knowledge/gas-leak/",
    "/knowledge/gas-leak/quiz/",
    "/quizzes/",
    "/kept/",
    "/checklists/",
    "/checklists/emergency-kit/",
    "/rumours/",
]


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_axe_finds_nothing_in_guides_and_what_is_made_of_them(opened, language, scheme, width):
    page, _asked = opened("/knowledge/", language, scheme, width)
    for path in OF_GUIDES:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert (path, faults(page)) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width


ANSWERED = {
    "en-US": ["my house is on fire and i want to die", "my friend texted goodbye and gave her cat away", "child"],
    "zh-CN": ["家里着火了，我不想活了", "朋友发消息说来世再见，把猫都送人了，电话不接", "被虫咬了"],
}


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_axe_finds_nothing_in_answers_of_every_sort(opened, language, scheme, width):
    page, _asked = opened("/chat/", language, scheme, width)
    for number, words in enumerate(ANSWERED[language], 1):
        page.fill("#ask", words)
        page.keyboard.press("Enter")
        page.locator("[data-reply]").nth(number - 1).wait_for()
        assert (words, faults(page)) == (words, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if number == 1:  # the crisis line stands in the danger's block
            assert page.locator(".emergency a.btn[href^='tel:']").count() == 1


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_axe_finds_nothing_in_a_quiz_from_its_first_question_to_its_end(opened, language, scheme, width):
    page, _asked = opened("/knowledge/gas-leak/quiz/", language, scheme, width)
    seen = 0
    while page.locator("#question").count():
        page.locator(".choice").first.click()
        page.locator("#question button").click()
        page.wait_for_url("**/quiz/#answered")
        page.locator("blockquote").nth(0).wait_for()
        box = page.locator("#answered").bounding_box()
        assert 0 <= box["y"] < 780  # what the guide says of the answer is what comes into view
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        seen += 1
    assert seen >= 3 and page.locator(".quiz__all > li").count() == seen


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_axe_finds_nothing_in_a_talk_on_either_side(opened, language, scheme, width):
    desk, _asked = opened("/desk/talks/", language, scheme, width, username="volunteer")
    resident, _asked = opened("/chat/", language, scheme, width)
    if desk.locator("button[name=do][value=on]").count():
        desk.click("button[name=do][value=on]")
        desk.locator("button[name=do][value=off]").wait_for()
    resident.fill("#ask", "转人工" if language == "zh-CN" else "When does the tool shed on Mill Lane open for lending?")
    resident.keyboard.press("Enter")
    resident.locator('a[href="/chat/talk/"]').last.click()
    resident.locator("#talk-ask").wait_for()
    assert faults(resident) == []
    resident.click("button[name=shares][value=yes]")
    resident.locator("[data-state=waiting]").wait_for()
    desk.reload()
    assert faults(resident) == faults(desk) == []

    desk.locator("[data-next]").click()
    desk.locator("#answer").wait_for()
    resident.locator("[data-state=taken]").wait_for()
    desk.locator("#answer").wait_for()
    desk.wait_for_load_state()  # Enter sends once the page listens
    desk.fill("#answer", "在工具房。In the tool house.")
    desk.keyboard.press("Enter")
    resident.locator(".bubble--person").wait_for()
    desk.fill("#q", "洪水" if language == "zh-CN" else "flood")
    desk.keyboard.press("Enter")
    desk.locator("button[name=guide]").first.wait_for()
    for page in (resident, desk):
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    resident.locator("form[action='/chat/talk/leave/'] button").click()
    resident.locator("[data-state=taken]").wait_for(state="detached")
    assert faults(resident) == []
