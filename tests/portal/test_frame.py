"""What every page has in common: its policy, its feeds, its way to ask."""

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.factories.places import CommunityFactory

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    *("/", "/lite/", "/about/", "/alerts/", "/stations/", "/hazards/", "/hazards/report/", "/drills/", "/knowledge/"),
    *("/chat/", "/subscribe/", "/outbox/", "/accounts/login/", "/no-such-page/", "/admin/login/", "/api/v1/docs/"),
]
TEMPLATES = sorted(
    path
    for house in ("portal", "community", "drills", "knowledge")
    for path in (ROOT / house).rglob("templates/**/*.html")
)
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=.application/(?:ld\+)?json)|<style|\sstyle=|\son[a-z]+=\"|javascript:|hx-on",
    re.IGNORECASE,
)


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_policy(path):
    CommunityFactory()

    answer = Client().get(path)

    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "'unsafe-inline'" not in policy
    assert "'unsafe-eval'" not in policy
    assert "http" not in policy.replace("https:", "http:").split("report-uri")[0]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_there_are_templates_to_read():
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_has_a_script_or_a_style_inside(template):
    found = INLINE.findall(template.read_text())
    if template.name == "lite.html":
        assert found == ["<style"]  # the one that its policy names by hash
    else:
        assert found == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_public_page_offers_the_feeds_and_the_chat(language):
    CommunityFactory()

    html = Client().get("/stations/", HTTP_ACCEPT_LANGUAGE=language).content.decode()

    assert 'type="application/atom+xml" href="/cap/alerts.atom"' in html
    assert '<a class="ask no-print" href="/chat/">' in html
    assert html.count('<a class="skip-link" href="#main">') == 1


def test_scripts_hold_no_words_and_call_nobody_else():
    for name in ("live.js", "map.js"):
        script = (ROOT / "portal" / "static" / name).read_text()
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", script, flags=re.DOTALL)
        assert re.findall(r"\beval\(|new Function|innerHTML|document\.write|https?://", code) == []
        assert not re.search(r"[\u4e00-\u9fff]", code)
