"""An inspection on a phone with the network off: kept, sent once when it returns, and only then forgotten."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import sign_in
from tests.support.site import site

pytestmark = pytest.mark.journey
KEPT = """() => new Promise((resolve) => { const asked = indexedDB.open("drafts", 1);
  asked.onsuccess = () => { const all = asked.result.transaction("drafts").objectStore("drafts").count();
    all.onsuccess = () => { asked.result.close(); resolve(all.result); }; }; })"""


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with site(tmp_path_factory.mktemp("site"), demo=True) as run:
        run.start_all()
        yield run


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_answers_given_without_a_network_arrive_when_it_returns(town, visitor, language):
    page = visitor(town, language=language, phone=True)
    sign_in(page, "grid_worker")
    page.goto("/inspections/")
    page.locator("main .card a").last.click()
    page.wait_for_selector("form[data-draft]")
    address = page.url
    page.context.set_offline(True)
    for group in page.locator("form[data-draft] fieldset").all():
        group.locator("[value=fine]").check(force=True)
    page.click("form[data-draft] button[type=submit]")
    expect(page.locator("[data-draft-said]")).to_have_text(page.locator("[data-draft-said]").get_attribute("data-kept"))
    assert page.evaluate(KEPT) == 1
    page.context.set_offline(False)
    expect(page.locator("form[data-draft]")).to_have_count(0)
    assert page.url == address
    assert page.evaluate(KEPT) == 0
    expect(page.locator("main .card")).to_have_count(6)
