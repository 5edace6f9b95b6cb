"""Feeds are looked at politely and warily, over real HTTP: an authority's server, a slow one, a hostile one."""

import json
import logging
from datetime import timedelta

import pytest
from django.utils import translation

from community.alerts.models import Proposal, Source
from community.alerts.selectors.upstream import source_state
from community.alerts.services import poll_due, poll_source, polling
from community.alerts.services.polling import claim_source
from tests.factories import NOON
from tests.factories.places import CommunityFactory
from tests.factories.sources import watched
from tests.support.upstream import Upstream, atom_entry, atom_of, cap_xml, info_xml, rss_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def upstream(settings):
    settings.OUTBOUND_EXEMPT = ["127.0.0.1"]
    with Upstream() as far_end:
        yield far_end


def look(source: Source, *, at=NOON) -> int:
    """One look, as the task makes it."""
    Source.objects.filter(pk=source.pk).update(next_poll=at)
    claimed = claim_source(at)
    assert claimed == source
    found = poll_source(claimed, now=at)
    source.refresh_from_db()
    return found


def names() -> list[str]:
    return list(Proposal.objects.order_by("identifier").values_list("identifier", flat=True))


def linked(upstream, *numbers) -> str:
    for number in numbers:
        upstream.pages[f"/{number}.xml"] = cap_xml(f"HS-{number}", infos=[info_xml(headline=f"Flood {number}")])
    return atom_of(*(atom_entry(f"urn:{number}", href=f"/{number}.xml") for number in numbers))


def test_a_feed_with_messages_inside(upstream):
    inline = [cap_xml(name, declaration=False, infos=[info_xml(headline=name)]) for name in ("HS-1", "HS-2")]
    upstream.pages["/feed"] = atom_of(*(atom_entry(f"urn:{n}", inline=xml) for n, xml in enumerate(inline)))
    source = watched(f"{upstream.url}/feed")
    assert look(source) == 2
    assert names() == ["HS-1", "HS-2"]
    assert (source.error, source.failures, source.last_success, source.lease) == ("", 0, NOON, None)
    assert NOON + timedelta(seconds=100) < source.next_poll < NOON + timedelta(seconds=140)


def test_a_single_message_that_is_replaced_in_place(upstream):
    upstream.pages["/now.xml"] = cap_xml("HS-1")
    source = watched(f"{upstream.url}/now.xml")
    look(source)
    upstream.pages["/now.xml"] = cap_xml(
        "HS-2", sent=NOON + timedelta(hours=1), msg_type="Update", references=[("HS-1", NOON)]
    )
    look(source, at=NOON + timedelta(hours=1))
    assert dict(Proposal.objects.values_list("identifier", "status")) == {"HS-1": "replaced", "HS-2": "waiting"}


def test_links_are_followed_once_and_the_feed_is_asked_for_only_what_is_new(upstream):
    upstream.pages["/feed"] = linked(upstream, 1, 2)
    source = watched(f"{upstream.url}/feed")
    assert look(source) == 2
    assert upstream.paths() == ["/feed", "/1.xml", "/2.xml"]
    assert look(source, at=NOON + timedelta(minutes=2)) == 0
    assert upstream.paths()[3:] == ["/feed"]
    assert upstream.asked[-1][1]["If-None-Match"] == source.etag
    upstream.pages["/feed"] = linked(upstream, 1, 2, 3)
    assert look(source, at=NOON + timedelta(minutes=4)) == 1
    assert upstream.paths()[4:] == ["/feed", "/3.xml"]


def test_rss_with_links(upstream):
    upstream.pages["/1.cap"] = cap_xml()
    upstream.pages["/feed"] = rss_of(f"{upstream.url}/1.cap")
    assert look(watched(f"{upstream.url}/feed")) == 1


def test_no_more_than_so_many_messages_a_look_and_the_rest_soon_after(upstream):
    upstream.pages["/feed"] = linked(upstream, *range(1, 6))
    source = watched(f"{upstream.url}/feed", most_items=2)
    assert look(source) == 2
    assert source.next_poll == NOON + timedelta(seconds=30)
    assert source.etag == ""  # else the rest would never be shown again
    assert look(source, at=NOON + timedelta(minutes=1)) == 2
    assert look(source, at=NOON + timedelta(minutes=2)) == 1
    assert len(names()) == 5
    assert source.etag != ""


def test_a_linked_message_that_fails_is_tried_again_and_hides_no_other(upstream):
    upstream.pages["/feed"] = linked(upstream, 1, 2)
    kept, upstream.pages["/1.xml"] = upstream.pages["/1.xml"], 503
    source = watched(f"{upstream.url}/feed")
    assert look(source) == 1
    upstream.pages["/1.xml"] = kept
    assert look(source, at=NOON + timedelta(minutes=2)) == 1
    assert names() == ["HS-1", "HS-2"]
    upstream.pages["/feed"], upstream.pages["/3.xml"] = linked(upstream, 1, 2, 3), 404
    for minute in range(4, 14, 2):
        look(source, at=NOON + timedelta(minutes=minute))
    assert upstream.paths().count("/3.xml") == 3
    assert "could not be read" in source_state(source, NOON).error


@pytest.mark.parametrize(("language", "words"), [("en", "could not be read, being too large"), ("zh-hans", "读不了")])
def test_a_linked_message_that_is_too_large_is_said_until_it_is_gone(upstream, language, words):
    upstream.pages["/feed"] = linked(upstream, 1, 2)
    upstream.pages["/1.xml"] = cap_xml("HS-1", infos=[info_xml(description="x" * 1_100_000)])
    source = watched(f"{upstream.url}/feed")
    assert look(source) == 1
    for minute in (2, 4):  # also where the feed says that nothing is new
        look(source, at=NOON + timedelta(minutes=minute))
        with translation.override(language):
            assert words in source_state(source, NOON).error
    upstream.pages["/feed"] = linked(upstream, 2)
    look(source, at=NOON + timedelta(minutes=6))
    assert (source.error, source.failures) == ("", 0)


def test_a_source_that_fails_is_asked_less_and_less_and_says_why(upstream):
    source = watched(f"{upstream.url}/feed", interval=60)
    upstream.pages["/feed"] = 500
    waits, moment = [], NOON
    for _turn in range(8):
        look(source, at=moment)
        waits.append((source.next_poll - moment).total_seconds())
        moment = source.next_poll
    assert 48 <= waits[0] <= 72
    assert 96 <= waits[1] <= 144
    assert waits[-1] <= 3600 * 1.2
    assert source.failures == 8
    assert source_state(source, moment).error == "It answered with an error: 500."
    assert source.is_stale(moment)
    upstream.pages["/feed"] = cap_xml()
    look(source, at=moment)
    assert (source.failures, source.error, source.is_stale(moment)) == (0, "", False)


def test_what_is_unchanged_is_a_success(upstream):
    upstream.pages["/feed"] = cap_xml()
    source = watched(f"{upstream.url}/feed")
    look(source)
    look(source, at=NOON + timedelta(hours=1))
    assert source.last_success == NOON + timedelta(hours=1)
    assert not source.is_stale(NOON + timedelta(hours=1))


def test_one_look_at_a_time(upstream):
    upstream.pages["/a"] = upstream.pages["/b"] = cap_xml()
    first, second = watched(f"{upstream.url}/a"), watched(f"{upstream.url}/b")
    held = claim_source(NOON)
    assert held == first
    assert claim_source(NOON) is None
    # whoever took it died: after the lease it is free
    assert claim_source(NOON + timedelta(minutes=4)) is not None
    Source.objects.update(lease=None, next_poll=NOON)
    assert poll_due(now=NOON) == 2
    assert poll_due(now=NOON) == 0
    assert second.pk in Source.objects.filter(last_success__isnull=False).values_list("pk", flat=True)


def test_a_look_that_took_too_long_does_not_undo_the_next_one(upstream):
    upstream.pages["/feed"] = cap_xml()
    source = watched(f"{upstream.url}/feed")
    slow = claim_source(NOON)
    later = NOON + timedelta(minutes=5)
    next_one = claim_source(later)
    poll_source(next_one, now=later)
    poll_source(slow, now=NOON)
    source.refresh_from_db()
    assert source.last_success == later


def test_a_source_that_is_not_watched_is_left_alone(upstream):
    watched(f"{upstream.url}/feed", is_active=False)
    assert poll_due(now=NOON) == 0
    assert upstream.asked == []


# --- hostile ---------------------------------------------------------------------------------------------------------
def error_of(source: Source) -> str:
    return source_state(source, NOON).error


def test_private_addresses_are_not_visited(settings):
    with Upstream() as inside:
        inside.pages["/feed"] = cap_xml()
        settings.OUTBOUND_EXEMPT = []
        source = watched(f"{inside.url}/feed")
        look(source)
        assert error_of(source).startswith("We do not go to this address")
        assert inside.asked == []


@pytest.mark.parametrize(
    "target", ["http://127.0.0.2/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "file:///etc/passwd"]
)
def test_redirects_into_the_house_are_not_followed(upstream, target):
    upstream.redirects["/feed"] = target
    source = watched(f"{upstream.url}/feed")
    look(source)
    assert source.error == "refused"


def test_links_into_the_house_are_not_followed(upstream):
    upstream.pages["/feed"] = atom_of(
        atom_entry("urn:1", href="http://127.0.0.2:8000/secret.xml"), atom_entry("urn:2", href="/2.xml")
    )
    upstream.pages["/2.xml"] = cap_xml("HS-2")
    source = watched(f"{upstream.url}/feed")
    assert look(source) == 1
    assert look(source, at=NOON + timedelta(minutes=2)) == 0
    assert names() == ["HS-2"]


def test_a_server_that_never_ends_is_left(upstream, monkeypatch):
    monkeypatch.setattr(polling, "PATIENCE", 0.5)
    upstream.slow.add("/feed")
    source = watched(f"{upstream.url}/feed")
    look(source)
    assert error_of(source) == "It did not answer in time."


def test_five_megabytes_and_a_bomb_are_refused(upstream):
    upstream.pages["/big"] = "<alert>" + "x" * 5_000_000 + "</alert>"
    big = watched(f"{upstream.url}/big")
    look(big)
    assert error_of(big) == "Its answer is larger than 1 MB."
    upstream.pages["/bomb"] = b"0" * 50_000_000
    upstream.gzipped.add("/bomb")
    Source.objects.update(is_active=False)
    bomb = watched(f"{upstream.url}/bomb")
    look(bomb)
    assert error_of(bomb) == "Its answer is larger than 1 MB."


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert>&x;</alert>', "It declares a document type"),
        ("<html><body>Sign in</body></html>", "There is no CAP message in it."),
        (b"\xff\xfe\x00\xd8garbage", "It is not XML."),
        ("", "It is not XML."),
    ],
)
def test_what_cannot_be_read_says_why(upstream, page, words):
    upstream.pages["/feed"] = page
    source = watched(f"{upstream.url}/feed")
    look(source)
    assert error_of(source).startswith(f"Its answer cannot be read. {words}")
    assert Proposal.objects.count() == 0


def test_gzip_and_another_encoding_are_read(upstream):
    chinese = cap_xml(infos=[info_xml(language="zh-CN", event="暴雨", headline="暴雨橙色预警信号")])
    upstream.pages["/feed"] = chinese.encode("gb18030")
    upstream.gzipped.add("/feed")
    look(watched(f"{upstream.url}/feed"))
    proposal = Proposal.objects.get()
    assert proposal.headline == "暴雨橙色预警信号"
    assert proposal.infos[0]["colour"] == "orange"
    assert [code for code, _value, _where in proposal.findings] == ["encoding_wrong"]


def test_a_server_that_is_not_there(upstream, caplog):
    caplog.set_level(logging.DEBUG)
    source = watched("http://127.0.0.1:9/secret-path")
    look(source)
    assert error_of(source) in (
        "It cannot be reached.",
        "We do not go to this address: it leads to a private network, or is no web address.",
    )
    assert "secret-path" not in caplog.text


def test_a_source_is_one_address_a_community():
    watched()
    with pytest.raises(Exception, match="already exists"):
        watched()


def test_the_state_of_a_source_is_small(upstream):
    upstream.pages["/feed"] = linked(upstream, *range(1, 4))
    source = watched(f"{upstream.url}/feed")
    look(source)
    upstream.pages["/feed"] = linked(upstream, 3)
    look(source, at=NOON + timedelta(minutes=2))
    assert len(json.dumps(source.items)) < 100
    assert CommunityFactory().alert_sources.get() == source
