"""The whole story in real browsers: report, triage, draft, approve, texts, receipts, live board; drills, chat.

Runs on SQLite in one process, and again in a city: PostgreSQL, Redis, web, worker and beat apart.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PASSWORD, sign_in
from tests.support.carrier import Carrier, settings_for
from tests.support.site import site

pytestmark = [pytest.mark.journey, pytest.mark.city, pytest.mark.timeout(300)]

WORDS = {
    "en-US": {"see": "Water over the road by the steps", "where": "Ferry Steps, at the lamp"},
    "zh-CN": {"see": "台阶旁的河水漫过路面", "where": "渡口石阶，路灯旁"},
}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """The demo community, its carrier in reach, everything running."""
    folder = tmp_path_factory.mktemp("town")
    with Carrier(report=True, report_after=0.05) as carrier, site(folder, demo=True, **settings_for(carrier)) as town:
        carrier.site, town.carrier = town.url, carrier
        town.start_all()
        yield town
        town.stop()
        assert [process.returncode for process in town.processes] == [0] * len(town.processes)
        assert all("Traceback" not in town.output(number) for number in range(len(town.processes)))


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_a_report_becomes_a_warning_on_every_phone_in_the_area(town, visitor, language):
    resident = visitor(town, language=language, phone=True)
    reference = file_report(resident, WORDS[language])

    officer = visitor(town, language=language)
    sign_in(officer, "officer")
    triage(officer, reference)
    identifier = draft_and_submit(officer, reference)

    # the author has no way to approve
    expect(officer.locator(f"form[action='/desk/alerts/{identifier}/approve/']")).to_have_count(0)

    taken = len(town.carrier.messages)
    approver = visitor(town, language=language)
    sign_in(approver, "approver")
    approver.goto(f"/desk/alerts/{identifier}/")
    expected = int(
        re.sub(r"\D", "", approver.locator(f"form[action='/desk/alerts/{identifier}/approve/'] button").inner_text())
    )
    approver.click(f"form[action='/desk/alerts/{identifier}/approve/'] button")
    # whoever issues proves once more who they are; then the warning goes out by itself
    approver.fill("main [name=password]", PASSWORD)
    approver.click("main form button[type=submit]")
    approver.wait_for_url(re.compile(rf"/desk/alerts/{identifier}/$"))

    # the board of the officer, opened before, fills by itself
    officer.goto(f"/desk/alerts/{identifier}/")
    delivered = officer.locator("[data-live] .dk-figs dd").nth(1)  # after "in all"
    expect(delivered).to_have_text(re.compile(rf"^{expected}\s"), timeout=60_000)

    texts = town.carrier.messages[taken:]
    assert expected > 10
    assert len(texts) == len({text.to for text in texts}) == expected
    assert all(identifier in text.body for text in texts)
    assert {bool(re.search("[\u4e00-\u9fff]", text.body)) for text in texts} == {True, False}

    # the resident reads it, on the first page and on its own, and sees that somebody looked
    resident.goto("/")
    expect(resident.locator(".now").first).to_contain_text("Ferry Steps" if language == "en-US" else "渡口")
    resident.goto(f"/alerts/{identifier}/")
    expect(resident.locator("h1, h2").first).to_be_visible()
    assert resident.faults == [] and officer.faults == [] and approver.faults == []


def file_report(page, words):
    page.goto("/hazards/report/")
    page.check("[name=danger][value=no]", force=True)
    page.check("[name=category][value=flooding]", force=True)
    page.fill("[name=address]", words["where"])
    page.select_option("[name=area]", "ferry-steps")
    page.fill("[name=description]", words["see"])
    page.click("main form[data-report] button[type=submit].btn--primary")
    page.wait_for_url(re.compile(r"/hazards/H-[0-9A-Z]+/\?key="))
    expect(page.locator("main")).to_contain_text(words["see"])
    return re.search(r"H-[0-9A-Z]+", page.url).group()


def triage(page, reference):
    page.goto(f"/desk/hazards/?report={reference}")
    door = page.locator("#door-triaged")
    door.locator("summary").click()
    door.locator("button[type=submit]").click()
    page.wait_for_load_state()
    page.goto(f"/desk/hazards/?view=open&report={reference}")
    expect(page.locator("#door-assigned")).to_have_count(1)


def draft_and_submit(page, reference):
    page.click(f"a[href='/desk/alerts/new/?report={reference}']")
    page.wait_for_url(re.compile("/desk/alerts/new/"))
    page.fill("[name=event]", "Flood")
    page.select_option("[name=category]", "Met")
    page.select_option("[name=severity]", "Severe")
    page.check("[name=area_kind][value=named]")
    page.check("[name=named][value=ferry-steps]")
    page.fill("[name=headline_en]", "Water over the road at Ferry Steps")
    page.fill("[name=instruction_en]", "Stay off the steps. Go round by Market Lane.")
    page.fill("[name='headline_zh-hans']", "渡口石阶河水漫过路面")
    page.fill("[name='instruction_zh-hans']", "请勿走石阶，改走集市巷。")
    page.click("button[name=submit]")
    page.wait_for_url(re.compile(r"/desk/alerts/[A-Z0-9-]+/$"))
    return page.url.rstrip("/").rsplit("/", 1)[1]


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_a_resident_without_scripts_finds_reports_asks_and_subscribes(town, visitor, language):
    page = visitor(town, language=language, phone=True, script=False)

    page.goto("/stations/")
    page.locator("main .card a").first.click()
    expect(page.locator("h1")).to_be_visible()

    file_report(page, WORDS[language])

    page.goto("/chat/")
    page.fill("main #ask", "gas smell in my kitchen" if language == "en-US" else "厨房有煤气味怎么办")
    page.click("main form:has(#ask) button[type=submit]")
    expect(page.locator("main .emergency").first).to_be_visible()

    page.goto("/knowledge/?q=" + ("flood" if language == "en-US" else "洪水"))
    expect(page.locator("main a[href^='/knowledge/']").first).to_be_visible()


def test_a_volunteer_joins_a_drill(town, visitor):
    page = visitor(town)
    sign_in(page, "volunteer")
    page.goto("/drills/")
    page.locator("main .card a").first.click()
    expect(page.locator("h1")).to_be_visible()


def test_the_chat_answers_over_its_socket(town, visitor):
    page = visitor(town, language="zh-CN", phone=True)
    page.goto("/chat/")
    page.fill("main #ask", "最近的站点在哪")
    page.keyboard.press("Enter")
    expect(page.locator("main .bubble:not(.bubble--me)").last).to_contain_text("站")
    expect(page.locator("main .bubble--me")).to_have_count(1)
    assert page.faults == []


def test_a_text_to_the_community_is_answered_and_filed(town, visitor):
    answer = town.carrier.text("+12025550199", "REPORT tree down across Hill Road")

    assert answer.status_code == 200
    reference = re.search(r"H-[0-9A-Z]+", answer.content.decode()).group()
    officer = visitor(town)
    sign_in(officer, "officer")
    officer.goto(f"/desk/hazards/?report={reference}")
    expect(officer.locator("#detail")).to_contain_text("tree down across Hill Road")


def test_an_unsigned_webhook_changes_nothing(town):
    answer = town.carrier.text("+12025550199", "STOP", signature="forged")

    assert answer.status_code == 403
