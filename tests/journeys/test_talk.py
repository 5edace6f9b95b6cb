"""A resident on a phone and a volunteer at a desk, in two browsers: asked, taken, answered, cut off, ended."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import sign_in
from tests.support.demo import demo_town

pytestmark = pytest.mark.journey
town = demo_town()


@pytest.fixture
def desk(visitor, town):
    """A volunteer who has said that they are on duty."""
    page = visitor(town)
    sign_in(page, "volunteer")
    page.goto("/desk/talks/")
    if page.query_selector("button[name=do][value=on]"):
        page.click("button[name=do][value=on]")
    page.wait_for_selector("button[name=do][value=off]")
    return page


def ask(page, words):
    page.fill("#ask", words)
    page.keyboard.press("Enter")


def tell(desk, words):
    desk.locator("#answer").wait_for()
    desk.wait_for_load_state()  # Enter sends once the page listens
    desk.fill("#answer", words)
    desk.keyboard.press("Enter")


def wait_for_a_person(page, words):
    page.goto("/chat/")
    ask(page, words)
    page.locator('a[href="/chat/talk/"]').last.click()
    page.wait_for_selector("#talk-ask")
    expect(page.locator("[data-talk]")).to_contain_text(words)  # what would be read
    page.click("button[name=shares][value=yes]")
    page.wait_for_selector("[data-state=waiting]")


def said(page):
    """What stands in the window of the resident's talk, each line once."""
    return [line.strip() for line in page.locator(".chat > .bubble > p:nth-child(2)").all_inner_texts()]


def test_a_talk_in_two_browsers(visitor, town, desk):
    resident = visitor(town, language="zh-CN", phone=True)
    wait_for_a_person(resident, "磨坊巷的工具房周六借东西吗？")
    desk.wait_for_selector("[data-next]")
    expect(desk).to_have_title(re.compile(r"^\(1\) "))
    expect(desk.locator("#main")).to_contain_text("磨坊巷的工具房周六借东西吗")
    desk.keyboard.press("n")
    resident.wait_for_selector("[data-state=taken]")
    tell(desk, "在磨坊街的工具房领。")
    resident.wait_for_selector(".bubble--person")
    ask(resident, "几点关门？")
    desk.wait_for_selector("text=几点关门？")

    ask(resident, "厨房着火了")  # the number first, and the volunteer reads it too
    resident.wait_for_selector(".emergency")
    desk.wait_for_selector("text=厨房着火了")
    ask(resident, "我不想活了")  # nobody's to read
    resident.wait_for_selector("[data-talk] form[action='/chat/talk/on/']")
    assert "不想活" not in desk.content()
    resident.click("[data-talk] form[action='/chat/talk/on/'] button")
    resident.wait_for_selector("[data-state=taken][data-level=minor]")

    before = said(resident)
    resident.reload()
    resident.wait_for_selector(".bubble--person")
    assert [words for words in said(resident) if words != "…"] == [words for words in before if "不想活" not in words]
    assert len(resident.query_selector_all("[data-line]")) == len(
        {line.get_attribute("data-line") for line in resident.query_selector_all("[data-line]")}
    )
    desk.click("button[name=do][value=close]")
    resident.wait_for_selector("[data-state=closed]")
    assert resident.evaluate("document.documentElement.scrollWidth") <= 360
    assert resident.faults == [] and desk.faults == []


def test_news_come_to_whom_no_socket_opens(visitor, town, desk):
    resident = visitor(town, phone=True)
    resident.add_init_script(
        "window.WebSocket = class { static OPEN = 1; readyState = 3;"
        " constructor() { setTimeout(() => this.onclose?.(), 50); } };"
    )
    resident.goto("/chat/")
    ask(resident, "When does the tool shed on Mill Lane open for lending?")
    resident.wait_for_selector("[data-reply]")  # the form went the plain way
    resident.locator('a[href="/chat/talk/"]').last.click()
    resident.click("button[name=shares][value=yes]")
    resident.wait_for_selector("[data-state=waiting]")
    desk.wait_for_selector("[data-next]")
    desk.click("[data-next]")
    tell(desk, "At nine.")
    resident.wait_for_selector(".bubble--person >> text=At nine.")
    resident.click("form[action='/chat/talk/leave/'] button")
    resident.wait_for_selector("[data-state=left]")
    desk.wait_for_selector("text=The resident ended the talk")


def test_the_window_without_script(visitor, town, desk):
    resident = visitor(town, phone=True, script=False)
    resident.goto("/chat/")
    resident.fill("#ask", "When does the tool shed on Mill Lane open for lending?")
    resident.click(".composer button")
    resident.locator('a[href="/chat/talk/"]').last.click()
    resident.click("button[name=shares][value=no]")
    desk.wait_for_selector("[data-next]")
    desk.click("[data-next]")
    tell(desk, "At nine.")
    desk.wait_for_selector(".bubble--me >> text=At nine.")
    resident.click("[data-state] noscript a")
    expect(resident.locator(".chat")).to_contain_text("At nine.")
    resident.click("text=End the talk")
    expect(resident.locator(".chat")).to_contain_text("You ended the talk.")
