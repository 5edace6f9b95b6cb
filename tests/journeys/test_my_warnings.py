"""My warnings, as people meet them: a code, the ways in their order, a mailbox, and the end of it; script or not."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.support.mailserver import MailServer
from tests.support.site import site

pytestmark = pytest.mark.journey
SIX_DIGITS = re.compile(r"\b(\d{6})\b")


@pytest.fixture(scope="module")
def mail():
    with MailServer() as server:
        yield server


@pytest.fixture(scope="module")
def running(tmp_path_factory, mail):
    folder = tmp_path_factory.mktemp("site")
    with site(folder, demo=True, EMAIL_URL=mail.url, EMAIL_FROM="office@example.org") as run:
        run.start_all()
        yield run


def until(found, patience=20.0):
    """What `found` gives, once it gives something."""
    end = time.monotonic() + patience
    while not (value := found()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)
    return value


def press(page, door):
    page.click(f'form[action="/warnings/{door}/"] button[type=submit]')


def subscribe(page, number):
    """A number gets warnings, and its browser is known for half an hour."""
    page.goto("/subscribe/")
    page.fill("[name=phone]", number)
    page.select_option("[name=area]", index=1)
    page.check("[name=consent]")
    page.click("main form button.btn--primary")
    first = texted(page)
    page.fill("[name=code]", first)
    page.click("main form button.btn--primary")
    return first


def texted(page, *older):
    """The code of the newest text, as the demo's outbox shows it; `older` are known."""
    outbox = page.context.new_page()

    def code():
        outbox.goto("/outbox/")
        found = SIX_DIGITS.search(outbox.inner_text("main"))
        return found and found[1] not in older and found[1]

    newest = until(code)
    outbox.close()
    return newest


def mailed(mail, address):
    def code():
        letters = [one for one, to in zip(mail.letters, mail.to, strict=True) if to == address]
        return letters and SIX_DIGITS.search(letters[-1].get_body(("plain",)).get_content())

    return until(code)[1]


@pytest.mark.parametrize(
    ("language", "script", "number", "stopped"),
    [("en-US", True, "2025551301", "You get no more warnings"), ("zh-CN", False, "2025551302", "不会再向您发送预警")],
)
def test_code_ways_mailbox_and_the_end(running, visitor, mail, language, script, number, stopped):
    first = subscribe(visitor(running, language=language, script=script), number)
    page = visitor(running, language=language, phone=True, script=script)  # another browser, which nobody knows
    page.goto("/warnings/")
    page.fill("[name=phone]", number)
    page.click("main form button.btn--primary")
    page.fill("[name=code]", texted(page, first))
    page.click("main form button.btn--primary")

    page.click('button[value="earlier:voice"]')
    page.click('button[value="off:push"]')
    expect(page.locator('button[value="on:push"]')).to_have_count(1)
    expect(page.locator('button[value="earlier:sms"]')).to_have_count(1)  # calls stand first now
    page.check("[name=needs_help]")
    with page.expect_navigation():
        press(page, "help")
    expect(page.locator("[name=needs_help]")).to_be_checked()

    mailbox = f"wang{number[-2:]}@example.org"
    page.fill("[name=email]", mailbox)
    press(page, "email")
    page.fill("[name=code]", mailed(mail, mailbox))
    press(page, "email/code")
    expect(page.locator('form[action="/warnings/email/remove/"]')).to_have_count(1)

    page.click("details summary")
    press(page, "stop")
    expect(page).to_have_url(re.compile("/subscribe/$"))
    expect(page.locator("main [role=status]")).to_contain_text(stopped)
    page.goto("/warnings/")
    expect(page.locator("[name=phone]")).to_have_count(1)  # nobody is known here any more
    assert page.faults == []
