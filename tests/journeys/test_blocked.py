"""A blocked sender on a phone: refused in words, heard, let through in danger; with and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.support.demo import demo_town

pytestmark = pytest.mark.journey
NUMBER = "+12025550123"
town = demo_town(RATE_LIMIT_SCALE="1000")


@pytest.fixture
def block(town):
    """Block the number, anew for each test."""
    code = (
        "from django.utils import timezone; from community.places.models import Community; "
        "from community.hazards.models import Block; from community.hazards.services import block_phone; "
        "Block.objects.all().delete(); "
        f"block_phone(Community.objects.get(), {NUMBER!r}, why='false', days=7, by=None, now=timezone.now())"
    )
    town.says(code)


def write(page, danger=""):
    page.goto("/hazards/report/")
    page.check("[name=category][value=road]", force=True)
    page.fill("[name=address]", "14 Lower Street")
    page.fill("[name=description]", "A hole in the road")
    page.fill("[name=reporter_phone]", NUMBER)
    if danger:
        page.check(f"[name=danger][value={danger}]", force=True)
    page.click("form[data-report] button.btn--primary[type=submit]")


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(
    ("language", "refused", "sent"),
    [
        ("en-US", "False reports, again and again", "Sent. Somebody looks at it again."),
        ("zh-CN", "多次虚假上报", "已发送，会有人重新查看。"),
    ],
)
def test_refused_and_heard(town, visitor, block, language, refused, sent, script):
    page = visitor(town, language=language, phone=True, script=script)
    write(page)
    expect(page.locator("main")).to_contain_text(refused)
    if script:  # the form stays with what was typed, and links to the page of the appeal
        expect(page.locator("[name=description]")).to_have_value("A hole in the road")
        page.click(".error-summary a[href^='/hazards/appeal/']")
    page.fill("#appeal", "My son had my phone")
    page.click("form[action^='/hazards/appeal/'] button")
    expect(page.locator("main")).to_contain_text(sent)


def test_danger_comes_through(town, visitor, block):
    page = visitor(town, phone=True)
    write(page, danger="yes")
    expect(page.locator("main .emergency")).to_contain_text("911")
    expect(page.locator("main")).to_contain_text("Your number is H-")
