"""A real browser for journeys. Journeys drive processes over HTTP and never touch the ORM."""

import pytest

from tests.support.browser import chromium
from tests.support.cable import cable


# not for the session: tests that follow in this process could not ask the database any more
@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def visitor(browser):
    """visitor(site, language="en", phone=False, script=True) opens a page of somebody's own browser."""
    contexts = []

    def open_page(site, *, language="en-US", phone=False, script=True):
        context = browser.new_context(
            base_url=site.url,
            locale=language,
            viewport={"width": 360, "height": 780} if phone else {"width": 1280, "height": 900},
            java_script_enabled=script,
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda line: page.faults.append(line.text) if line.type == "error" else None)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def line(town):
    """A network between a phone and the module's town, which can be cut and swallow answers."""
    with cable(int(town.environment["PORT"])) as found:
        yield found


PASSWORD = "a demo password"


def sign_in(page, username):
    page.goto("/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/accounts/login/" not in address)
