"""Feeds as machines read them: Atom to its grammar, RSS, GeoJSON; in each language; each entry as it stands now."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from lxml import etree

from community.alerts.cap.listing import ATOM
from community.alerts.cap.writing import CAP
from community.alerts.models import Alert
from community.alerts.services import cancel_alert, clear_alert, expire_alerts, update_alert
from tests.alerts.test_api import client, now_
from tests.alerts.test_cap import atom_grammar, needs_data
from tests.factories.alerts import INFOS, approved, issued

pytestmark = pytest.mark.django_db
N = {"a": ATOM, "c": CAP}
FEEDS = ["/cap/alerts.atom", "/cap/alerts.rss"]


def entries(address="/cap/alerts.atom", **headers):
    """identifier -> entry of a feed."""
    root = etree.fromstring(client().get(address, **headers).content)
    found = root.findall("a:entry", N) + root.findall("channel/item")
    return {entry.findtext("c:identifier", namespaces=N): entry for entry in found}


def an_ended_story():
    """An alert that was updated, the update that was declared over, one that was taken back, one that ran out."""
    start = timezone.now() - timedelta(hours=2)
    times = {"now": start, "expires": start + timedelta(hours=8)}
    first = issued(**times, onset=start + timedelta(hours=1), response_types=["Evacuate", "Avoid"])
    second = approved(update_alert(first, by=first.author, now=start, severity="Extreme"), now=start)
    over = approved(clear_alert(second, by=first.author, now=start), now=start + timedelta(minutes=5))
    wrong = issued(**times)
    back = approved(cancel_alert(wrong, by=first.author, now=start), now=start + timedelta(minutes=6))
    lapsed = issued(now=start, expires=start + timedelta(hours=1))
    expire_alerts(now=start + timedelta(minutes=61))
    return start, first, second, over, wrong, back, lapsed


@needs_data
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_atom_feed_of_every_kind_of_message_keeps_to_its_grammar(language):
    an_ended_story()
    xml = client().get(f"/cap/alerts.atom?language={language}").content
    atom_grammar().assertValid(etree.fromstring(xml))


@pytest.mark.parametrize("address", FEEDS)
def test_each_entry_says_what_became_of_it_and_when(address):
    start, first, second, over, wrong, back, lapsed = an_ended_story()
    found = entries(address)
    prefix = "a:" if address.endswith("atom") else ""
    told = {
        alert.identifier: (
            found[alert.identifier].findtext(f"{prefix}title", namespaces=N),
            datetime.fromisoformat(found[alert.identifier].findtext("a:updated", namespaces=N)) - start,
        )
        for alert in (first, second, over, wrong, back, lapsed)
    }
    headline, minutes = INFOS[0]["headline"], lambda number: timedelta(minutes=number) - (start - whole(start))
    assert told == {
        first.identifier: (f"Replaced by an update: {headline}", minutes(0)),
        second.identifier: (f"Declared over: {headline}", minutes(5)),
        over.identifier: (f"All clear: {headline}", minutes(5)),
        wrong.identifier: (f"Cancelled: {headline}", minutes(6)),
        back.identifier: (f"Cancelled: {headline}", minutes(6)),
        lapsed.identifier: (f"Community notice: {headline}", minutes(61)),
    }
    facts = found[first.identifier]
    assert [one.text for one in facts.findall("c:responseType", N)] == ["Evacuate", "Avoid"]
    assert facts.findtext("c:onset", namespaces=N).endswith("+08:00")
    assert found[over.identifier].findtext("c:responseType", namespaces=N) == "AllClear"
    assert found[back.identifier].findtext("c:msgType", namespaces=N) == "Cancel"


def whole(at):
    return at.replace(microsecond=0)


@pytest.mark.parametrize("address", FEEDS)
def test_what_becomes_of_an_alert_moves_the_feed(address):
    start = timezone.now() - timedelta(hours=2)
    issued(now=start, expires=start + timedelta(hours=1))
    before = client().get(address)
    expire_alerts(now=start + timedelta(minutes=61))
    since = {"HTTP_IF_MODIFIED_SINCE": before["Last-Modified"]}
    assert client().get(address, **since).status_code == 200
    assert client().get(address, HTTP_IF_NONE_MATCH=before["ETag"]).status_code == 200


@pytest.mark.parametrize("address", [*FEEDS, "/alerts.geojson"])
def test_each_feed_comes_in_each_language_by_its_own_address(address):
    issued(**now_())
    for language, words in (("en", INFOS[0]["headline"]), ("zh-hans", INFOS[1]["headline"])):
        answer = client().get(f"{address}?language={language}", HTTP_ACCEPT_LANGUAGE="en")
        assert words in answer.content.decode()
        assert "Accept-Language" in answer["Vary"]


def test_a_feed_names_itself_and_its_other_language():
    alert = issued(**now_())
    slug = alert.community.slug
    root = etree.fromstring(client().get(f"/cap/alerts.atom?community={slug}&language=zh-hans&x=1").content)
    links = [(link.get("rel"), link.get("hreflang"), link.get("href")) for link in root.findall("a:link", N)]
    base = root.findtext("a:id", namespaces=N)
    assert base.endswith(f"/cap/alerts.atom?community={slug}")
    assert ("self", None, f"{base}&language=zh-hans") in links
    assert ("alternate", "en", f"{base}&language=en") in links
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"


@pytest.mark.parametrize("address", [*FEEDS, "/alerts.geojson", "/cap/{identifier}.xml", "/cap/certificate.pem"])
def test_head_answers_as_get_does_without_a_body(address):
    address = address.format(identifier=issued(**now_()).identifier)
    whole_answer, head = client().get(address), client().head(address)
    assert head.status_code == 200 and head.content == b""
    for name in ("ETag", "Content-Type", "Content-Length", "Last-Modified", "Cache-Control"):
        assert head[name] == whole_answer[name]
    assert client().post(address).status_code == 405


def test_the_geojson_says_the_new_facts():
    alert = issued(**now_(), response_types=["Shelter"], contact="119", infos=[{**INFOS[0], "audience": "Cyclists"}])
    [feature] = client().get("/alerts.geojson").json()["features"]
    said = feature["properties"]
    assert {name: said[name] for name in ("response_types", "contact", "audience", "areas", "msg_type", "onset")} == {
        "response_types": ["Shelter"],
        "contact": "119",
        "audience": "Cyclists",
        "areas": ["Lower Street"],
        "msg_type": "Alert",
        "onset": None,
    }
    assert said["cap"] == f"/cap/{alert.identifier}.xml"


@pytest.mark.parametrize("address", [*FEEDS, "/alerts.geojson"])
def test_the_queries_do_not_grow_with_the_alerts(address, django_assert_num_queries):
    def look():
        with django_assert_num_queries(QUERIES[address]):
            client().get(address)

    issued(**now_())
    look()
    for _ in range(2):
        issued(**now_())
    look()
    assert Alert.objects.count() == 3


QUERIES = {"/cap/alerts.atom": 4, "/cap/alerts.rss": 4, "/alerts.geojson": 4}
