"""Guides that a phone keeps: they open without a network, say that they are copies, and go when they are withdrawn."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import sign_in
from tests.portal.test_accessibility import faults
from tests.support.demo import demo_town

pytestmark = pytest.mark.journey
town = demo_town()


def keep(page, path):
    page.goto(path)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.click("[data-keep-guide] [data-on]")
    page.wait_for_selector("[data-keep-guide] [data-off]:not([hidden])")


def titles(page):
    page.goto("/kept/")
    page.wait_for_selector("[data-kept-able]:not([hidden])")
    page.wait_for_load_state("networkidle")
    return page.locator("[data-kept-list] a").all_text_contents()


@pytest.mark.parametrize(
    ("language", "title", "copy"), [("en-US", "Gas leak at home", "a copy"), ("zh-CN", "家里燃气泄漏", "副本")]
)
def test_a_kept_guide_opens_without_a_network_and_says_that_it_is_a_copy(visitor, town, language, title, copy):
    page = visitor(town, language=language, phone=True)
    keep(page, "/knowledge/gas-leak/")
    assert page.locator("[data-kept]").is_hidden()
    page.reload()  # the worker looks after it now

    page.context.set_offline(True)
    page.goto("/knowledge/gas-leak/")
    assert page.text_content("h1") == title
    expect(page.locator("[data-kept]")).to_be_visible()
    expect(page.locator("[data-kept]")).to_contain_text(copy)
    expect(page.locator(".emergency__call")).to_be_visible()
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.emergency')).borderRadius") != "0px"
    )  # its style too
    for path in ("/", "/knowledge/", "/knowledge/burns/"):
        page.goto(path)  # not kept: what is kept is offered
        expect(page.locator("[data-kept-list] a")).to_have_text([title])
    page.click("[data-kept-list] a")
    expect(page.locator("h1")).to_have_text(title)


EN, ZH = ("en", "Gas leak at home", "a copy"), ("zh-Hans", "家里燃气泄漏", "副本")


@pytest.mark.parametrize(("language", "first", "second"), [("en-US", EN, ZH), ("zh-CN", ZH, EN)])
def test_without_a_network_the_switch_leads_to_the_copy_in_the_other_language(visitor, town, language, first, second):
    page = visitor(town, language=language, phone=True)
    keep(page, "/knowledge/gas-leak/")
    page.reload()  # the worker looks after it now
    page.context.set_offline(True)
    page.goto("/knowledge/gas-leak/")
    for lang, title, copy in (first, second, first, second):
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.locator("article")).to_have_attribute("lang", lang)
        expect(page).to_have_url(re.compile("/knowledge/gas-leak/$"))
        expect(page.locator("h1")).to_have_text(title)
        expect(page.locator("[data-kept]")).to_contain_text(copy)
        page.click(".lang-switch")

    expect(page.locator("html")).to_have_attribute("lang", first[0])
    page.click(".lang-switch")
    expect(page.locator("html")).to_have_attribute("lang", second[0])
    page.goto("/")  # the choice holds for the list, too
    expect(page.locator("html")).to_have_attribute("lang", second[0])
    expect(page.locator("[data-kept-list] a")).to_have_text([second[1]])
    page.click(".lang-switch")
    page.wait_for_url("**/kept/")
    expect(page.locator("[data-kept-list] a")).to_have_text([first[1]])
    page.locator("[data-kept-list] button").click()
    expect(page.locator("[data-kept-list] a")).to_have_count(0)
    assert page.evaluate("caches.has('guides-2')") is False  # both went


def test_a_guide_that_has_one_language_is_kept_in_that_one_until_it_has_the_other(visitor, town):
    page = visitor(town)
    town.says(
        "from knowledge.models import Translation;"
        "Translation.objects.filter(article__slug='lightning', language='zh-hans').update(language='fr')",
    )
    keep(page, "/knowledge/lightning/")
    page.reload()
    page.context.set_offline(True)
    page.click(".lang-switch")
    page.locator("[data-kept]:not([hidden])").wait_for()
    expect(page.locator("article")).to_have_attribute("lang", "en")

    page.context.set_offline(False)
    town.says(
        "from knowledge.models import Translation;"
        "Translation.objects.filter(article__slug='lightning', language='fr').update(language='zh-hans')",
    )
    page.goto("/kept/")
    page.evaluate("keptGuides.renew()")
    page.context.set_offline(True)
    page.goto("/knowledge/lightning/?language=zh-hans")
    expect(page.locator("article")).to_have_attribute("lang", "zh-Hans")


def test_a_copy_tells_nothing_of_who_kept_it(visitor, town):
    page = visitor(town)
    sign_in(page, "resident")
    keep(page, "/knowledge/gas-leak/")

    copy = page.evaluate(
        "caches.open('guides-2').then(c => c.match('/knowledge/gas-leak/?language=en')).then(a => a.text())"
    )

    assert 'data-writer=""' in copy and "/accounts/logout/" not in copy and "/accounts/login/" in copy


def test_what_is_changed_is_replaced_what_is_withdrawn_is_removed_and_a_hotel_s_page_decides_nothing(visitor, town):
    page = visitor(town)
    for slug in ("hail", "drought", "dust-storm"):
        keep(page, f"/knowledge/{slug}/")
    assert titles(page) == ["Dust storm", "Drought", "Hail"]

    page.route(
        "**/kept/guides.json", lambda route: route.fulfill(body="<html>Welcome to the hotel", content_type="text/html")
    )
    assert titles(page) == ["Dust storm", "Drought", "Hail"]
    page.unroute("**/kept/guides.json")
    town.says(
        "from django.utils import timezone; from knowledge.models import Article, Translation;"
        "from knowledge.services import withdraw_article;"
        "[withdraw_article(Article.objects.get(slug=s), by=None, now=timezone.now()) for s in ('hail', 'drought')];"
        "Translation.objects.filter(article__slug='dust-storm').update(summary='Stay in, says the new text.')",
    )
    page.goto("/knowledge/hail/")  # the site says that it is gone
    page.goto("/kept/")
    expect(page.locator("[data-kept-list] a")).to_have_text(["Dust storm"])
    page.context.set_offline(True)
    page.goto("/knowledge/dust-storm/")
    expect(page.locator(".lead")).to_have_text("Stay in, says the new text.")
    page.goto("/knowledge/drought/")
    expect(page.locator("h1")).to_have_text("Guides on this phone")


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_all_emergency_guides_are_kept_at_once_and_removed_again(browser, town, language):
    context = browser.new_context(
        base_url=town.url, locale=language, viewport={"width": 360, "height": 780}, bypass_csp=True
    )
    page = context.new_page()
    try:
        page.goto("/kept/")
        assert faults(page) == []
        page.click("[data-keep-danger]")
        danger = page.evaluate("keptGuides.published().then(all => all.filter(one => one.danger).length)")
        assert danger > 40
        expect(page.locator("[data-kept-list] a")).to_have_count(danger, timeout=120_000)
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.on("dialog", lambda dialog: dialog.accept())
        page.click("[data-drop-all]")
        expect(page.locator("[data-kept-list] a")).to_have_count(0)
        assert page.evaluate("caches.has('guides-2')") is False
    finally:
        context.close()


def test_a_list_that_is_used_opens_without_a_network_and_goes_on_keeping_ticks(visitor, town):
    page = visitor(town, phone=True)
    page.goto("/checklists/emergency-kit/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.locator("[data-tick]").first.check()
    page.goto("/kept/")
    expect(page.locator("[data-kept-list] a")).to_have_text(["To tick off: Emergency kit"])

    page.context.set_offline(True)
    page.goto("/checklists/emergency-kit/")
    page.locator("[data-tick]").nth(1).check()
    page.reload()
    expect(page.locator("[data-tick]:checked")).to_have_count(2)


def test_a_browser_without_a_worker_sees_no_dead_button(visitor, town):
    page = visitor(town)
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto("/knowledge/gas-leak/")
    page.wait_for_load_state("networkidle")
    assert page.locator("[data-keep-guide] button:visible").count() == 0
    page.goto("/kept/")
    page.wait_for_load_state("networkidle")
    assert page.locator("[data-kept-unable]").is_visible() and page.locator("main button:visible").count() == 0
