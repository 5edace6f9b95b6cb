"""The public pages: what a resident reads, and what nobody outside the desk ever sees."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.alerts.models import Alert
from community.alerts.services import cancel_alert, clear_alert, expire_alerts, update_alert
from community.people.models import Role
from tests.alerts.test_api import now_
from tests.factories.alerts import INFOS, approved, drafted, issued, submitted
from tests.factories.people import member
from tests.factories.places import CommunityFactory
from tests.support.sessions import client

pytestmark = pytest.mark.django_db


# --- public -----------------------------------------------------------------------------------------------------------


def test_a_calm_list_says_who_was_asked_and_never_that_it_is_safe():
    CommunityFactory()
    page = client().get("/alerts/").content.decode()
    assert "No warning from Liuwan neighbourhood office" in page
    assert "Nothing has been issued yet" in page
    assert ">safe" not in page.lower()
    assert "柳湾社区居委会没有发布预警" in client(language="zh-CN").get("/alerts/").content.decode()


def test_a_warning_says_what_where_until_and_who_in_both_languages():
    alert = issued(**now_(kind="relay", issuer="Qingxi Hydrology Centre"))
    page = client().get(f"/alerts/{alert.identifier}/").content.decode()
    for words in (
        INFOS[0]["headline"],
        INFOS[0]["instruction"],
        "Lower Street",
        "Qingxi Hydrology Centre",
        alert.identifier,
    ):
        assert words in page
    assert f'lang="zh-Hans" aria-labelledby="o-zh-hans"><h2 id="o-zh-hans">{INFOS[1]["headline"]}' in page
    assert 'data-level="severe"' in page and "#lv-severe" in page and "Severe: Flood" in page
    chinese = client(language="zh-CN").get(f"/alerts/{alert.identifier}/").content.decode()
    assert "严重: 积水内涝" in chinese.replace("：", ": ")
    assert "下街" in chinese and INFOS[0]["headline"] in chinese


def test_an_expired_warning_is_not_declared_over_and_a_cancelled_one_is():
    lapsed, over = issued(**now_()), issued(**now_(severity="Extreme"))
    approved(cancel_alert(over, by=over.author, now=timezone.now()), now=timezone.now())
    Alert.objects.filter(pk=lapsed.pk).update(expires=timezone.now() - timedelta(minutes=1))
    before_the_sweep = client().get(f"/alerts/{lapsed.identifier}/").content.decode()
    expire_alerts(now=timezone.now())
    after = client().get(f"/alerts/{lapsed.identifier}/").content.decode()
    for page in (before_the_sweep, after):
        assert "Not declared over" in page and "now--lapsed" in page and "Find a shelter" not in page
    page = client().get(f"/alerts/{over.identifier}/").content.decode()
    assert "This warning has been cancelled." in page
    listing = client().get("/alerts/").content.decode()
    assert "Not declared over" in listing and "No warning from" in listing


def test_an_error_taken_back_does_not_read_like_a_danger_that_is_over():
    wrong, over = issued(**now_()), issued(**now_())
    approved(cancel_alert(wrong, by=wrong.author, now=timezone.now()), now=timezone.now())
    approved(clear_alert(over, by=over.author, now=timezone.now()), now=timezone.now())
    listing = client(language="zh-CN").get("/alerts/").content.decode()
    assert listing.count("已撤回</span>") == listing.count("已解除</span>") == 1
    page = client().get(f"/alerts/{wrong.identifier}/").content.decode()
    assert "· Cancelled" in page and "Declared over" not in page and 'href="/alerts/"' in page


def test_an_update_says_what_changed_and_the_old_one_leads_to_it():
    old = issued(**now_())
    new = approved(update_alert(old, by=old.author, now=timezone.now(), severity="Extreme"), now=timezone.now())
    page = client().get(f"/alerts/{new.identifier}/").content.decode()
    assert "What changed" in page and "Extreme" in page and "How it grew" in page
    assert f'href="/alerts/{new.identifier}/"' in client().get(f"/alerts/{old.identifier}/").content.decode()


def test_lists_cost_the_same_for_one_and_for_three(django_assert_num_queries):
    def look(expected):
        browser = client()
        with django_assert_num_queries(expected):
            browser.get("/alerts/")
        officer = client(writer)
        with django_assert_num_queries(expected + 12):
            officer.get("/desk/alerts/")

    writer = member(Role.OFFICER)
    Alert.objects.all().delete()
    for count in (1, 2):
        for _ in range(count):
            issued(by=writer, **now_())
            drafted(by=writer, **now_())
            submitted(by=writer, **now_())
            row = issued(by=writer, **now_())
            approved(cancel_alert(row, by=writer, now=timezone.now()), now=timezone.now())
        look(6)


# --- what never shows an exercise -------------------------------------------------------------------------------------


EXITS = [
    "/alerts/",
    "/alerts/{identifier}/",
    "/alerts/{identifier}/poster/",
    "/cap/{identifier}.xml",
    "/cap/alerts.atom",
    "/cap/alerts.rss",
    "/alerts.geojson",
    "/api/v1/alerts/",
    "/api/v1/alerts/{identifier}/",
    "/api/v1/alerts/?current=1",
]


@pytest.mark.parametrize("status", [*Alert.Status.values])
@pytest.mark.parametrize("address", EXITS)
def test_no_public_exit_shows_an_exercise_or_what_is_not_issued(address, status):
    secret = [{"language": "en", "headline": "SECRETWORD"}]
    alert = issued(exercise=True, infos=secret, **now_())
    # one that was approved and is not issued waits for its hour
    Alert.objects.filter(pk=alert.pk).update(status=status, publish_at=alert.expires)
    if status in ("draft", "submitted", "returned"):
        other = drafted(infos=secret, **now_())
        Alert.objects.filter(pk=other.pk).update(status=status, submitted_by=other.author)
    answer = client().get(address.format(identifier=alert.identifier))
    assert answer.status_code == (404 if "{identifier}" in address else 200)
    assert "SECRETWORD" not in answer.content.decode()
    if "{identifier}" not in address:
        assert alert.identifier not in answer.content.decode()


# --- feeds ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/cap/{identifier}.xml", "/cap/alerts.atom", "/cap/alerts.rss", "/alerts.geojson"])
def test_a_poll_that_brings_nothing_new_costs_a_304(address):
    alert = issued(**now_())
    browser = client()
    first = browser.get(address.format(identifier=alert.identifier))
    assert first.status_code == 200 and alert.identifier in first.content.decode()
    same = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    assert browser.get(address.format(identifier=alert.identifier), **same).status_code == 304
    since = {"HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]}
    assert browser.get(address.format(identifier=alert.identifier), **since).status_code == 304
    if "{identifier}" not in address:
        newer = issued(**now_(event="Storm"))
        again = browser.get(address, **same)
        assert again.status_code == 200 and newer.identifier in again.content.decode()
        assert client(language="zh-CN").get(address, **same).status_code == 200


def test_the_geojson_holds_what_is_in_force_worst_first():
    minor, extreme = issued(**now_(severity="Minor")), issued(**now_(severity="Extreme"))
    over = issued(**now_())
    approved(cancel_alert(over, by=over.author, now=timezone.now()), now=timezone.now())
    data = client(language="zh-CN").get("/alerts.geojson").json()
    assert [feature["id"] for feature in data["features"]] == [extreme.identifier, minor.identifier]
    assert data["features"][0]["properties"]["headline"] == INFOS[1]["headline"]
    assert data["features"][0]["geometry"] == extreme.shape
