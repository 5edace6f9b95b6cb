"""What we publish is CAP 1.2, to the letter: against OASIS' schema, a second validator, and Atom's grammar."""

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import rnc2rng
from capvalidator import check_schema
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from community.alerts.cap import listing, values, writing
from community.alerts.cap.areas import overlap, share_covered, united
from community.alerts.selectors.publications import NotIssued, alert_xml
from community.alerts.services import cancel_alert, update_alert
from tests.factories import NOON
from tests.factories.alerts import INFOS, approved, drafted, issued
from tests.factories.places import box

DATA = Path(os.environ.get("CONFORMANCE_DATA", Path(__file__).resolve().parents[3] / "shared/data")) / "cap"
N = {"c": writing.CAP}
BEIJING = timezone(timedelta(hours=8))
needs_data = pytest.mark.skipif(not DATA.exists(), reason="CONFORMANCE_DATA is absent: the CAP and Atom schemas")


def cap_schema():
    return etree.XMLSchema(etree.parse(DATA / "CAP-v1.2.xsd"))


def atom_grammar():
    """The file is in the compact syntax; its prefix for "no namespace" is not allowed as an XML declaration."""
    written = rnc2rng.dumps(rnc2rng.loads((DATA / "atom_rfc4287.rng").read_text())).replace(' xmlns:local=""', "")
    return etree.RelaxNG(etree.fromstring(written.encode()))


def texts(xml: bytes, path: str) -> list[str]:
    return etree.fromstring(xml).xpath(f"{path}/text()", namespaces=N)


def an_info(**changes):
    shape = box(38.88, -77.03, 38.90, -77.005)
    return values.Info(
        **{
            "language": "zh-Hans",
            "event": "积水",
            "category": "Met",
            "urgency": "Immediate",
            "severity": "Severe",
            "certainty": "Observed",
            "expires": datetime(2026, 7, 8, 20, 0, 0, 123456, tzinfo=BEIJING),
            "sender_name": "柳湾社区居委会",
            "headline": "河水漫过河堤",
            "areas": (values.Area("下街", shapes=(shape,)),),
            **changes,
        }
    )


def a_message(**changes):
    return values.Message(
        **{
            "identifier": "LW-7KX2",
            "sender": "liuwan@example.org",
            "sent": datetime(2026, 7, 8, 12, 0, 0, 999, tzinfo=UTC),
            "status": "Actual",
            "msg_type": "Alert",
            "infos": (an_info(),),
            **changes,
        }
    )


@needs_data
@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"infos": INFOS[:1]},
        {"kind": "relay", "issuer": "Qingxi <Flood> & Control, HQ"},
        {"exercise": True},
        {"severity": "Unknown", "urgency": "Unknown", "certainty": "Unknown", "category": "Other"},
        {"area": {"circle": {"latitude": 38.89, "longitude": -77.02, "radius": 333}}},
        {
            "area": {
                "polygon": {
                    "type": "MultiPolygon",
                    "coordinates": [
                        box(38.88, -77.03, 38.885, -77.02)["coordinates"],
                        box(38.89, -77.03, 38.895, -77.02)["coordinates"],
                    ],
                }
            }
        },
    ],
    ids=lambda change: ",".join(change) or "plain",
)
def test_every_alert_validates(change):
    xml = alert_xml(issued(**change))
    cap_schema().assertValid(etree.fromstring(xml))
    assert check_schema(xml).passed


@needs_data
@pytest.mark.django_db
def test_updates_and_cancellations_validate_and_name_every_earlier_version():
    first = issued()
    second = approved(
        update_alert(first, by=first.author, now=NOON + timedelta(minutes=1)), now=NOON + timedelta(minutes=2)
    )
    third = approved(
        cancel_alert(second, by=first.author, now=NOON + timedelta(minutes=3)), now=NOON + timedelta(minutes=4)
    )
    for alert in (second, third):
        xml = alert_xml(alert)
        cap_schema().assertValid(etree.fromstring(xml))
        assert check_schema(xml).passed
    sender = texts(xml, "//c:sender")[0]
    assert texts(xml, "//c:references") == [
        f"{sender},{second.identifier},2026-07-08T20:02:00+08:00 {sender},{first.identifier},2026-07-08T20:00:00+08:00"
    ]
    assert texts(xml, "//c:msgType") == ["Cancel"]
    assert texts(alert_xml(first), "//c:sent") == ["2026-07-08T20:00:00+08:00"]


@pytest.mark.django_db
def test_the_message_says_what_the_alert_says_in_both_languages():
    xml = alert_xml(issued())
    assert texts(xml, "//c:language") == ["en", "zh-Hans"]
    assert texts(xml, "//c:event") == ["Flood", "积水内涝"]
    assert texts(xml, "//c:headline") == [info["headline"] for info in INFOS]
    assert texts(xml, "//c:instruction") == [info["instruction"] for info in INFOS]
    assert texts(xml, "//c:areaDesc") == ["Lower Street", "下街"]
    assert texts(xml, "//c:senderName") == ["Liuwan neighbourhood office", "柳湾社区居委会"]
    assert texts(xml, "//c:status") == ["Actual"]
    assert texts(xml, "//c:polygon")[0].split() == [
        "38.88,-77.03",
        "38.88,-77.005",
        "38.9,-77.005",
        "38.9,-77.03",
        "38.88,-77.03",
    ]


@pytest.mark.django_db
def test_a_draft_is_no_message():
    with pytest.raises(NotIssued):
        alert_xml(drafted())


@needs_data
@given(
    text=st.text(max_size=40),
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    radius=st.floats(1, 50_000),
    microsecond=st.integers(0, 999_999),
    offset=st.integers(-12 * 60, 14 * 60),
)
def test_whatever_people_write_the_message_validates(text, latitude, longitude, radius, microsecond, offset):
    at = datetime(2026, 7, 8, 1, 2, 3, microsecond, tzinfo=timezone(timedelta(minutes=offset)))
    area = values.Area(text, circles=(values.Circle(latitude, longitude, radius),))
    info = an_info(headline=text, description=text, instruction=text, event=text or "x", areas=(area,), expires=at)
    xml = writing.message_xml(a_message(infos=(info,), sent=at))
    cap_schema().assertValid(etree.fromstring(xml))
    assert "e-" not in texts(xml, "//c:circle")[0]


@pytest.mark.parametrize("name", ["", "a b", "a,b", "a<b", "a&b", "a\tb", "a\x00b"])
@pytest.mark.parametrize("field", ["identifier", "sender"])
def test_names_that_references_could_not_carry_are_refused(field, name):
    with pytest.raises(writing.BadMessage):
        writing.message_xml(a_message(**{field: name}))


def test_a_time_without_an_offset_is_refused():
    with pytest.raises(writing.BadMessage):
        writing.cap_time(datetime(2026, 7, 8, 12, 0))
    assert writing.cap_time(datetime(2026, 7, 8, 12, 0, 0, 5, tzinfo=UTC)) == "2026-07-08T12:00:00+00:00"


def test_an_update_without_references_and_a_message_without_words_are_refused():
    with pytest.raises(writing.BadMessage):
        writing.message_xml(a_message(msg_type="Update"))
    with pytest.raises(writing.BadMessage):
        writing.message_xml(a_message(infos=()))


def test_polygons_are_closed_and_latitude_comes_first():
    assert writing.polygon([[10, 1], [20, 1], [20, 2]]) == "1,10 1,20 2,20 1,10"
    with pytest.raises(writing.BadMessage):
        writing.polygon([[10, 1], [20, 1]])


def test_a_circle_is_in_kilometres():
    assert writing.circle(values.Circle(38.89, -77.0, 250)) == "38.89,-77 0.25"


def test_areas_lie_to_one_another():
    left, right, far = box(0, 0, 1, 2), box(0, 1, 1, 3), box(5, 5, 6, 6)
    assert overlap(left, right) and not overlap(left, far)
    assert share_covered(left, right) == pytest.approx(0.5)
    assert share_covered(united([left, right]), left) == pytest.approx(2 / 3)
    assert united([left, far])["type"] == "MultiPolygon"
    assert united([left]) is left


def a_feed(**changes):
    entry = values.Entry(
        uid="https://example.org/cap/LW-1.xml",
        title="河水漫过河堤 <now> & later",
        summary="",
        sent=NOON,
        page="https://example.org/alerts/LW-1/",
        xml="https://example.org/cap/LW-1.xml",
        category="Met",
    )
    return values.Feed(
        **{
            "title": "Warnings",
            "author": "Liuwan",
            "language": "en",
            "page": "https://example.org/alerts/",
            "address": "https://example.org/cap/alerts.atom",
            "updated": NOON,
            "entries": (entry,),
            **changes,
        }
    )


@needs_data
@pytest.mark.parametrize("change", [{}, {"entries": ()}, {"author": "", "language": "zh-Hans"}])
def test_the_atom_feed_keeps_to_its_grammar(change):
    atom_grammar().assertValid(etree.fromstring(listing.atom(a_feed(**change))))


def test_the_rss_feed_leads_to_the_message():
    channel = etree.fromstring(listing.rss(a_feed())).find("channel")
    assert channel.findtext("item/link") == "https://example.org/cap/LW-1.xml"
    assert channel.findtext("item/title") == "河水漫过河堤 <now> & later"
    assert channel.findtext("item/pubDate") == "Wed, 08 Jul 2026 12:00:00 +0000"
