"""Reports without a network: kept on the phone, sent once, never lost. FAULTS=full flips the network 100 times."""

import os
import re
from dataclasses import replace

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.support.demo import demo_town

pytestmark = [pytest.mark.journey, pytest.mark.faults]
FORM = "/hazards/report/"
FLIPS = 100 if os.environ.get("FAULTS") == "full" else 10
town = demo_town(RATE_LIMIT_SCALE="1000")


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
    page.evaluate(
        """async () => {
            const later = () => new Promise((done) => setTimeout(done, 100));
            while (navigator.serviceWorker.controller?.state !== "activated") await later();
            const kept = await caches.open("report-form-1");
            while (!(await kept.match("/hazards/report/"))) await later();
        }"""
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
        f"print(*[Report.objects.filter(description=one).count() for one in {words!r}])"
    )
    return [int(number) for number in town.says(asked).split()]


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
    page, told, lost = phone(), [], 0
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
            page.evaluate("outbox.go()")
            for _n in range(200):
                if line.swallowed > lost:
                    break
                page.evaluate("new Promise((done) => setTimeout(done, 50))")
            lost = line.swallowed
        flip(page, line, "up")
        page.evaluate("(async () => { for (const one of await outbox.all()) await outbox.deliver(one.id); })()")
        expect(waiting(page)).to_have_count(0)
    assert filed(town, told) == [1] * FLIPS
    assert line.swallowed >= FLIPS // 3


def test_an_answer_that_was_lost_makes_no_second_report(town, line, phone):
    page = phone()
    write(page, "The answer got lost")
    line.swallow()

    send(page)

    expect(waiting(page)).to_have_count(1)
    assert line.swallowed >= 1 and filed(town, ["The answer got lost"]) == [1]
    line.mend()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(sent(page)).to_have_count(1)
    expect(waiting(page)).to_have_count(0)
    assert filed(town, ["The answer got lost"]) == [1]


def test_two_pages_send_a_report_once(town, line, phone):
    page = phone()
    other = page.context.new_page()
    other.goto(FORM)
    flip(page, line, "down")
    write(page, "Two pages wait")
    send(page)
    expect(waiting(other)).to_have_count(1)

    flip(page, line, "up")

    for one in (page, other):
        expect(sent(one)).to_have_count(1)
        expect(waiting(one)).to_have_count(0)
    assert filed(town, ["Two pages wait"]) == [1]


def test_what_the_site_refuses_is_kept_and_can_be_mended(town, line, phone, tmp_path):
    Image.new("RGB", (640, 480), "grey").save(tmp_path / "hole.jpg")
    page = phone()
    flip(page, line, "down")
    write(page, "A number that is none", tmp_path / "hole.jpg")
    page.fill("[name=reporter_phone]", "12")
    send(page)
    expect(waiting(page)).to_have_count(1)
    flip(page, line, "up")

    refused = page.locator("[data-waiting] li[data-state=refused]")
    expect(refused).to_contain_text("number")
    refused.locator("[data-mend]").click()

    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("[name=description]")).to_have_value("A number that is none")
    page.fill("[name=reporter_phone]", "")
    send(page)
    page.wait_for_url(re.compile(r"/hazards/H-[0-9A-Z]+/\?key="))
    expect(page.locator("main img")).to_have_count(1)
    assert filed(town, ["A number that is none"]) == [1]


def test_a_browser_that_can_keep_nothing_says_so_and_loses_nothing(town, line, phone):
    page = phone()
    page.evaluate("() => { IDBFactory.prototype.open = () => { throw new DOMException('', 'QuotaExceededError') } }")
    write(page, "Nowhere to keep it")
    flip(page, line, "down")
    send(page)
    expect(page.locator("#errors")).to_contain_text("cannot keep the report")
    expect(page.locator("[name=description]")).to_have_value("Nowhere to keep it")

    flip(page, line, "up")
    send(page)

    page.wait_for_url(re.compile(r"/hazards/H-[0-9A-Z]+/\?key="))
    assert filed(town, ["Nowhere to keep it"]) == [1]
