"""Reports without a network: kept on the phone, sent once, never lost. FAULTS=full flips the network 100 times."""

import os
import re
from dataclasses import replace

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.support.cable import cable
from tests.support.site import site

pytestmark = [pytest.mark.journey, pytest.mark.faults]
FORM = "/hazards/report/"
FLIPS = 100 if os.environ.get("FAULTS") == "full" else 10


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with site(tmp_path_factory.mktemp("site"), demo=True, RATE_LIMIT_SCALE="1000") as run:
        run.start_all()
        yield run


@pytest.fixture
def line(town):
    with cable(int(town.environment["PORT"])) as found:
        yield found


@pytest.fixture
def phone(town, line, visitor):
    """phone(language="en-US") opens the form on a phone whose network is `line`; the form is kept before it returns."""

    def opened(language="en-US"):
        page = visitor(replace(town, url=line.url), language=language, phone=True)
        page.goto(FORM)
        until_kept(page)
        return page

    return opened


def until_kept(page):
    page.wait_for_function("navigator.serviceWorker.controller?.state === 'activated'")
    page.wait_for_function(
        "caches.open('report-form-1').then(async (it) => Boolean(await it.match('/hazards/report/')))"
    )


def write(page, words, photo=None):
    page.check("[name=category][value=flooding]", force=True)
    page.fill("[name=address]", "14 Lower Street")
    page.fill("[name=description]", words)
    if photo:
        page.set_input_files("[name=photos]", photo)


def send(page):
    page.click("form[data-report] button[type=submit]")


def waiting(page):
    return page.locator("[data-waiting] li[data-state=waiting]")


def sent(page):
    return page.locator("[data-waiting] li[data-state=sent]")


def flip(page, line, to):
    """As a phone does it: the line goes or comes, and the browser knows."""
    if to == "up":
        line.mend()
        page.context.set_offline(False)
    else:
        line.cut()
        page.context.set_offline(True)


def filed(town, words):
    """How many reports the site has with each of these words."""
    asked = (
        "from community.hazards.models import Report; "
        f"print('N', *[Report.objects.filter(description=one).count() for one in {words!r}])"
    )
    said = town.manage("shell", "-v", "0", "-c", asked)
    return [int(number) for number in re.search(r"^N (.*)$", said, re.MULTILINE)[1].split()]


@pytest.mark.parametrize(
    ("language", "saved", "done"),
    [("en-US", "Saved, not sent", r"Sent, H-[0-9A-Z]{6}"), ("zh-CN", "已保存，尚未发送", r"已发送，H-[0-9A-Z]{6}")],
)
def test_a_report_without_a_network_is_kept_and_sent_later(town, line, phone, tmp_path, language, saved, done):
    Image.new("RGB", (640, 480), "grey").save(tmp_path / "drain.jpg")
    page = phone(language)
    flip(page, line, "down")

    page.goto(FORM)  # the form itself opens
    words = f"The drain bubbles ({language})"
    write(page, words, tmp_path / "drain.jpg")
    send(page)

    expect(page.locator("[data-waiting]")).to_be_focused()
    expect(waiting(page)).to_contain_text(saved)
    expect(waiting(page)).to_contain_text(words)
    expect(page.locator("[name=description]")).to_have_value("")
    page.reload()
    expect(waiting(page)).to_have_count(1)

    flip(page, line, "up")
    expect(sent(page)).to_contain_text(re.compile(done))
    expect(waiting(page)).to_have_count(0)
    sent(page).locator("a").click()
    expect(page.locator("main img")).to_have_count(1)
    expect(page.locator("main")).to_contain_text(words)
    page.goto(FORM)
    expect(page.locator("[data-waiting]")).to_be_hidden()  # whoever followed it needs no note
    assert filed(town, [words]) == [1]


def test_flips_of_the_network_lose_and_double_nothing(town, line, phone):
    page, told = phone(), []
    for turn in range(FLIPS):
        flip(page, line, "down")
        page.goto(FORM)
        told.append(f"Stones on the path, {turn}")
        write(page, told[-1])
        send(page)
        expect(waiting(page)).to_have_count(1)
        if turn % 3 == 0:
            line.swallow()  # the site takes it, and its answer is lost
            page.context.set_offline(False)
            page.wait_for_function("navigator.onLine")
            page.evaluate("outbox.go()")
        flip(page, line, "up")
        page.evaluate("(async () => { for (const one of await outbox.all()) await outbox.deliver(one.id); })()")
        expect(waiting(page)).to_have_count(0)
    assert filed(town, told) == [1] * FLIPS
    assert line.swallowed >= FLIPS // 3


def test_two_pages_of_one_browser_send_once(town, line, phone):
    page = phone()
    other = page.context.new_page()
    other.goto(FORM)
    flip(page, line, "down")
    write(page, "Ice on the steps")
    send(page)
    expect(waiting(other)).to_have_count(1)  # each sees what waits
    flip(page, line, "up")
    for one in (page, other):
        one.evaluate("outbox.go()")
    expect(sent(other)).to_have_count(1)
    assert filed(town, ["Ice on the steps"]) == [1]


def test_what_the_site_cannot_take_comes_back_into_the_form(town, line, phone):
    page = phone()
    flip(page, line, "down")
    write(page, "A wall leans")
    page.fill("[name=reporter_phone]", "12")
    send(page)
    expect(waiting(page)).to_have_count(1)
    flip(page, line, "up")
    refused = page.locator("[data-waiting] li[data-state=refused]")
    expect(refused).to_contain_text("Not taken")
    refused.locator("[data-mend]").click()
    expect(page.locator("[name=description]")).to_have_value("A wall leans")
    page.fill("[name=reporter_phone]", "")
    send(page)
    page.wait_for_url(re.compile("/hazards/H-"))
    assert filed(town, ["A wall leans"]) == [1]
