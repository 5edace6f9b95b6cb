"""Public hazards in figures, as a table and as a feed."""

import csv
import datetime as dt
import io
import xml.etree.ElementTree as ET

import pytest
from django.core.cache import cache
from django.utils import timezone

from community.hazards.models import Report
from community.hazards.selectors import statistics
from community.hazards.services import move_report, save_category
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, category, public_report
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def place():
    cache.clear()
    community = CommunityFactory()
    AreaFactory(community=community)
    return community


def fixed(hours, now=NOON, **fields):
    report = public_report(now=now, **fields)
    return move_report(report, to="fixed", by=member("officer"), now=now + hours * HOUR)


@pytest.mark.city
def test_time_to_fix_by_kind_and_area(place):
    for hours in (2, 4, 30):
        fixed(hours)
    fixed(10, category=category("gas"), latitude=38.95)
    late = public_report()
    Report.objects.filter(pk=late.pk).update(fix_by=NOON)
    ReportFactory()  # nobody has looked at it: not public
    public_report(now=NOON - 100 * 24 * HOUR)
    found = statistics(place, days=90, now=NOON + 40 * HOUR)
    assert (found.all.total, found.all.open, found.all.late, found.all.fixed) == (5, 1, 1, 4)
    assert [(line.name, line.total, line.fixed, line.median) for line in found.kinds] == [
        ("Flooding", 4, 3, 4),
        ("Gas smell", 1, 1, 10),
    ]
    assert found.kinds[0].p90 == pytest.approx(24.8)  # of 2, 4 and 30
    assert [(line.name, line.total) for line in found.areas] == [("Lower Street", 4), ("", 1)]
    assert sum(cell.count for cell in found.cells) == 5 and found.high > found.wide
    assert {cell.shade for cell in found.cells} == {2, 5}


def test_opened_again_it_is_not_fixed(place):
    move_report(fixed(2), to="reopened", by=None, note="No.", now=NOON + 5 * HOUR)
    assert statistics(place, days=30, now=NOON + 6 * HOUR).all.fixed == 0


@pytest.mark.parametrize(
    ("language", "title", "kind"), [("en", "Hazards in figures", "Flooding"), ("zh-hans", "隐患统计", "积水")]
)
def test_the_page_in_both_languages(client, language, title, kind):
    fixed(1, now=timezone.now() - 2 * HOUR)
    client.cookies["django_language"] = language
    page = client.get("/hazards/statistics/").content.decode()
    assert title in page and kind in page and "<svg" in page and "<table" in page
    assert client.get("/hazards/statistics/", {"days": "evil"}).status_code == 200


def test_nothing_reported_is_said(client):
    assert 'class="empty"' in client.get("/hazards/statistics/").content.decode()


def test_the_table_holds_what_is_public_and_no_formula(client):
    kind = category()
    kind.round_to = 4  # only then is a typed address public
    kind = save_category(kind)
    report = public_report(
        category=kind, description="=HYPERLINK(1)", address="+1", latitude=38.89034, reporter_phone="+12025550101"
    )
    ReportFactory()
    answer = client.get("/hazards.csv")
    text = b"".join(answer.streaming_content).decode()
    [row] = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert (row["reference"], row["description"], row["address"]) == (report.reference, "'=HYPERLINK(1)", "'+1")
    assert (row["latitude"], row["longitude"]) == ("38.8903", "-77.0207")  # rounded, and numbers stay numbers
    assert "0101" not in text
    assert client.get("/hazards.csv", {"community": "atlantis"}).status_code == 400


def test_the_feed_says_what_changed_last(client):
    first, second = public_report(description="Creek over the road\x07"), public_report(now=NOON + HOUR)
    Report.objects.filter(pk=first.pk).update(updated=NOON + 9 * HOUR)
    feed = ET.fromstring(client.get("/hazards.atom", headers={"Accept-Language": "zh-CN"}).content)
    entries = feed.findall(f"{ATOM}entry")
    assert entries[0].findtext(f"{ATOM}title") == "已核实：Creek over the road"
    assert second.reference in entries[1].find(f"{ATOM}link").get("href")
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"
