"""A round on a phone with the network off: opened cold, answered, sent once when it returns, only then forgotten."""

from dataclasses import replace

import pytest
from playwright.sync_api import Error, expect

from tests.journeys.conftest import sign_in
from tests.journeys.test_outbox import flip
from tests.support.demo import demo_town

pytestmark = [pytest.mark.journey, pytest.mark.faults]
LIST = "/inspections/"
town = demo_town()


@pytest.fixture
def phone(town, line, visitor):
    """phone(language="en-US"): a worker's phone whose network is `line`, with the list of visits ready offline."""

    def opened(language="en-US"):
        page = visitor(replace(town, url=line.url), language=language, phone=True)
        sign_in(page, "grid_worker")
        page.goto(LIST)
        expect(page.locator("[data-said]")).to_have_attribute("data-level", "clear")
        return page

    return opened


def places(page):
    """Addresses of the visits on the list."""
    return [card.get_attribute("href") for card in page.locator("[data-visits] h2 a").all()]


def answer(page, note=""):
    for group in page.locator("form[data-visit] fieldset").all():
        group.locator("[value=fine]").check(force=True)
    page.fill("[name=note]", note)


def send(page):
    page.click("form[data-visit] button[type=submit]")


def told(page, name):
    expect(page.locator("[data-said]")).to_have_text(page.locator("[data-said]").get_attribute(f"data-{name}"))


def kept(page):
    return page.evaluate("outbox.all().then((all) => all.length)")


def taken(town):
    """[(note, how many answers)] of the visits that the site has answers of, with a note."""
    asked = (
        "from community.hazards.models import Visit; "
        "print([(row.note, row.findings.count()) for row in Visit.objects.exclude(note='').order_by('note')])"
    )
    return town.says(asked).strip()


def test_visits_open_without_a_network_and_their_answers_arrive_once(town, line, phone):
    page = phone()
    told(page, "ready")
    first, second, *_others = places(page)
    flip(page, line, "down")

    page.goto(first)  # for the first time on this phone
    answer(page, "begun")
    told(page, "typing")
    page.goto(second)
    answer(page, "second")
    send(page)
    told(page, "kept")
    page.goto(first)
    expect(page.locator("[name=note]")).to_have_value("begun")
    answer(page, "first")
    send(page)
    told(page, "kept")
    page.goto(LIST)
    expect(page.locator("[data-state=waiting]:visible")).to_have_count(2)
    assert kept(page) == 2

    line.swallow()  # the site takes them, and its answers are lost
    page.context.set_offline(False)
    for _turn in range(200):
        if line.swallowed >= 2:
            break
        page.evaluate("outbox.go().then(() => new Promise((done) => setTimeout(done, 50)))")
    assert line.swallowed >= 2 and kept(page) == 2
    flip(page, line, "up")
    again = "(async () => { for (const one of await outbox.all()) await outbox.deliver(one.id, { patient: true }); })()"
    page.evaluate(again)
    expect(page.locator("[data-state=sent]:visible")).to_have_count(2)
    assert taken(town) == "[('first', 6), ('second', 6)]"

    page.goto(first)
    expect(page.locator("main .card")).to_have_count(6)
    expect(page.locator("form[data-visit]")).to_have_count(0)
    page.goto(LIST)
    assert first not in places(page) and second not in places(page)


def test_answers_given_on_an_open_page_arrive_when_the_network_returns(line, phone):
    page = phone("zh-CN")
    page.goto(places(page)[-1])
    address = page.url
    flip(page, line, "down")
    answer(page)
    send(page)
    told(page, "kept")

    flip(page, line, "up")

    expect(page.locator("form[data-visit]")).to_have_count(0)
    expect(page).to_have_url(address)
    expect(page.locator("main .card")).to_have_count(6)
    assert kept(page) == 0


def test_whoever_signs_in_next_sees_nothing_of_the_round(line, phone):
    page = phone()
    place = places(page)[0]
    page.goto("/accounts/logout/")
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "logout" not in address)
    flip(page, line, "down")
    with pytest.raises(Error, match="ERR_"):
        page.goto(place)
