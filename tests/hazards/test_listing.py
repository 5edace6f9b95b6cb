"""Pages of the public list, which stay where they are; and answers that are sent again only where they changed."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils.http import http_date

from community.hazards.models import Report
from community.hazards.services import add_note, move_report
from tests.factories import NOON
from tests.factories.hazards import category, public_report
from tests.factories.people import member
from tests.hazards.rows import many_reports

pytestmark = pytest.mark.django_db
SURFACES = ("/hazards/", "/hazards.geojson", "/hazards.csv", "/hazards.atom")
FEEDS = SURFACES[1:]
ADDRESSES = re.compile(r'href="([^"]*)">(Newer|Older)<')


def read(client, address="/hazards/"):
    """(references, {"Newer": address, "Older": address}) of one page."""
    page = client.get(address).content.decode()
    references = re.findall(r'<article.*?href="/hazards/(H-\w+)/"', page, re.DOTALL)
    return references, {word: "/hazards/" + unescape(link) for link, word in ADDRESSES.findall(page)}


def newest_first():
    return list(Report.objects.order_by("-created", "-pk").values_list("reference", flat=True))


def test_every_report_stands_on_one_page_and_the_way_back_is_the_same(client):
    many_reports(30)
    many_reports(17, start=NOON, apart=timedelta(0))  # at one moment: their order is that of their numbers
    wanted = newest_first()

    first, on = read(client)
    second, further = read(client, on["Older"])
    third, back = read(client, further["Older"])

    assert first + second + third == wanted
    assert "Newer" not in on and "Older" not in back
    assert read(client, back["Newer"])[0] == second
    assert read(client, further["Newer"])[0] == first


def test_what_comes_in_meanwhile_doubles_and_hides_nothing(client):
    many_reports(45)
    wanted = newest_first()
    first, on = read(client)
    many_reports(30, start=NOON + timedelta(days=1))
    Report.objects.filter(reference__in=first[5:]).update(status="closed")  # the mark itself has left the list

    second, further = read(client, on["Older"])
    assert second == wanted[20:40]
    assert read(client, further["Older"])[0] == wanted[40:]


def test_filters_are_kept_from_page_to_page(client):
    many_reports(25, category=category("road"))
    many_reports(25)

    _first, on = read(client, "/hazards/?category=road&state=all")
    second, _further = read(client, on["Older"])

    assert "category=road" in on["Older"] and "state=all" in on["Older"]
    assert len(second) == 5 and {Report.objects.get(reference=one).category.code for one in second} == {"road"}


@pytest.mark.parametrize("mark", ["x", "-", "1-", "-1", "1-2-3", "9" * 40 + "-1", "999999999999999999-1", "٣-١", "0-0"])
@pytest.mark.parametrize("way", ["before", "after"])
def test_a_mark_that_says_nothing_gives_the_first_page(client, way, mark):
    many_reports(21)
    assert len(read(client, f"/hazards/?{way}={mark}")[0]) == 20


@pytest.mark.parametrize("address", SURFACES)
def test_who_has_it_is_told_that_nothing_changed(client, address):
    report = public_report()
    answer = client.get(address)
    assert answer.status_code == 200
    known = {"If-None-Match": answer["ETag"]}

    again = client.get(address, headers=known)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    assert client.head(address, headers=known).status_code == 304

    officer = member("officer")
    move_report(report, to="assigned", by=officer, assigned_to=officer, now=NOON + timedelta(hours=1))
    assert client.get(address, headers=known).status_code == 200


@pytest.mark.parametrize("address", SURFACES)
def test_the_tag_is_the_languages_own(client, address):
    public_report()
    english = client.get(address, headers={"Accept-Language": "en"})
    chinese = Client().get(address, headers={"Accept-Language": "zh-CN", "If-None-Match": english["ETag"]})
    if address == "/hazards.csv":  # a table says the same in every language
        assert chinese.status_code == 304
    else:
        assert chinese.status_code == 200 and "Accept-Language" in chinese["Vary"]


@pytest.mark.parametrize("address", FEEDS)
def test_who_asks_by_date_is_answered_by_the_last_change_of_anything(client, address):
    public_report()
    later = public_report(now=NOON + timedelta(hours=2))
    changed = later.updated
    answer = client.get(address)
    assert answer["Last-Modified"] == http_date(int(changed.timestamp()))
    since = {"If-Modified-Since": answer["Last-Modified"]}
    assert client.get(address, headers=since).status_code == 304

    # what leaves the list is a change, too
    move_report(later, to="rejected", by=member("officer"), note="No.", public=False, now=NOON + timedelta(hours=3))
    assert client.get(address, headers=since).status_code == 200


def test_the_feed_of_one_report_is_kept_too(client):
    report = public_report()
    address = f"{report.get_absolute_url()}feed.atom"
    answer = client.get(address)
    known = {"If-None-Match": answer["ETag"], "If-Modified-Since": answer["Last-Modified"]}
    assert client.get(address, headers=known).status_code == 304
    add_note(report, words="Closed off.", is_public=True, by=member("officer"), now=NOON + timedelta(days=1))
    assert client.get(address, headers=known).status_code == 200


def test_a_refusal_has_no_tag(client):
    answer = client.get("/hazards.geojson", {"community": "atlantis"})
    assert answer.status_code == 400 and "ETag" not in answer


def test_a_table_changes_with_the_words_of_its_columns(client):
    public_report()
    tag = client.get("/hazards.csv")["ETag"]
    category().__class__.objects.filter(code="flooding").update(round_to=2)
    assert client.get("/hazards.csv", headers={"If-None-Match": tag}).status_code == 200
