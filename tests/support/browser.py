"""A real browser for tests: Debian's Chromium, driven by Playwright."""

import contextlib
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

# the same engine without windows starts and paints in two thirds of the time
CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip

expect.set_options(timeout=30_000)  # two cores run browsers and sites at once; what never comes fails all the same


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; the test is skipped by name where there is none.

    While it is open an event loop runs in this thread, and Django refuses the database: for a module at most.
    """
    if CHROMIUM is None:
        pytest.skip("Chromium not found: make services installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
