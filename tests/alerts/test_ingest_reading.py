"""Other senders' CAP is read as it was meant, what is odd in it is said, and what means harm is refused."""

import json
import os
from datetime import UTC, datetime, timedelta, timezone
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from community.alerts.cap.checking import colour_of, end_of, findings_at, is_over, language_of
from community.alerts.cap.opening import LARGEST, Unreadable
from community.alerts.cap.placing import placed
from community.alerts.cap.reading import parsed_date, read
from community.alerts.cap.received import FINDINGS, GRADES, Finding
from community.alerts.selectors.findings import WORDS, remarks
from community.places import geometry
from tests.factories import NOON
from tests.factories.places import EAST, NORTH, SOUTH, WEST, box
from tests.support.upstream import SQUARE, atom_entry, atom_of, cap_xml, codes, info_xml, only, polygon, rss_of

SAMPLES = (
    Path(os.environ.get("CONFORMANCE_DATA", Path(__file__).resolve().parents[3] / "shared/data")) / "cap" / "samples"
)
MANIFEST = json.loads((SAMPLES / "MANIFEST.json").read_text()) if SAMPLES.exists() else []
needs_data = pytest.mark.skipif(not MANIFEST, reason="CONFORMANCE_DATA is absent: real CAP alerts")
HOME = box(SOUTH, WEST, NORTH, EAST)
# what the schema would have said too
FORM = {
    *("element_missing", "identity_missing", "element_order", "element_repeated", "element_unknown"),
    *("value_unknown", "namespace_missing", "date_odd", "date_bad"),
}


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read(data)
    return refused.value.finding.code


@needs_data
@pytest.mark.parametrize("sample", MANIFEST, ids=lambda sample: sample["file"])
def test_every_sample_is_handled_as_its_manifest_says(sample):
    data = (SAMPLES / sample["file"]).read_bytes()
    if "xee" in sample["file"]:  # an attack
        assert refusal(data) == "declarations"
        return
    if len(data) > LARGEST:
        assert refusal(data) == "too_large"
    (message,) = read(data, largest=4 * LARGEST, seconds=60).messages
    status, msg_type, scope, infos, _signed = sample["fields"].split("/")
    assert [message.status, message.msg_type, message.scope] == [status, msg_type, scope]
    assert f"infos={len(message.infos)}" == infos
    found = set(codes(message.findings))
    assert ("other_version" in found) == (sample["cap"] != "1.2")
    assert bool(found & FORM) == sample["why_invalid"].startswith("schema")
    if sample["why_invalid"].startswith("signature"):
        assert "signature_broken" in found
    elif not sample["why_invalid"]:
        assert "signature_broken" not in found
    assert ("/sig" in sample["fields"]) == any(code.startswith("signature") for code in found)


@needs_data
def test_an_outline_of_41009_corners_is_simplified_and_not_refused():
    message = only((SAMPLES / "valid/wmo__bf_no_signature.xml").read_bytes())
    (ring,) = message.infos[0].areas[0].rings
    assert len(ring) == 41_009
    latitude, longitude = ring[20_000]
    found = placed(message, geometry.circle(latitude, longitude, 3000))
    assert found.touches
    assert sum(len(part) for part in found.shape["coordinates"]) <= 100
    assert found.error < 60  # metres
    assert not placed(message, geometry.circle(50, 10, 3000)).touches


@needs_data
def test_a_good_signature_is_told_from_a_broken_one():
    good = only((SAMPLES / "valid/wmo__sc_valid.xml").read_bytes())
    assert Finding("signature_good", "www.meteo.sc") in good.findings
    changed = (SAMPLES / "valid/wmo__sc_valid.xml").read_bytes().replace(b"Moderate", b"Extreme  ")
    assert "signature_broken" in codes(only(changed).findings)


@needs_data
def test_the_command_prints_the_findings_by_grade():
    out = StringIO()
    call_command("read_cap", SAMPLES / "invalid/kde__alertswiss-POA-1216107687-4.xml", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == "Actual Alert info@alertswiss.ch,POA-1216107687-4,2025-06-20T10:01:00+02:00"
    assert "  warning: element_missing: An element is missing: certainty. (info 1)" in lines
    assert lines[-1].startswith("  note:")
    with pytest.raises(CommandError):
        call_command("read_cap", SAMPLES / "invalid/google__xee.cap", stdout=out)
    assert "error: declarations" in out.getvalue()


def test_a_plain_message_is_read_whole():
    message = only(cap_xml(references=[("HS-0", NOON - timedelta(hours=1))], msg_type="Update"))
    assert (message.identifier, message.sender, message.sent) == ("HS-1", "warn@hydro.example", NOON)
    assert [(to.identifier, to.sent) for to in message.references] == [("HS-0", NOON - timedelta(hours=1))]
    (info,) = message.infos
    assert (info.event, info.severity, info.sender_name) == ("Flood Warning", "Severe", "Hydrological Service")
    assert info.areas[0].rings == (
        ((38.88, -77.03), (38.90, -77.03), (38.90, -77.005), (38.88, -77.005), (38.88, -77.03)),
    )
    assert message.ends == NOON + timedelta(hours=8)
    assert message.findings == ()


# --- lenient ---------------------------------------------------------------------------------------------------------
def test_the_order_of_elements_does_not_matter():
    text = cap_xml().replace("<scope>Public</scope>", "").replace("</alert>", "<scope>Public</scope></alert>")
    message = only(text)
    assert message.scope == "Public"
    assert codes(message.findings) == ["element_order"]


def test_a_missing_namespace_and_an_old_one_are_read():
    assert codes(only(cap_xml().replace(' xmlns="urn:oasis:names:tc:emergency:cap:1.2"', "")).findings) == [
        "namespace_missing"
    ]
    assert Finding("other_version", "1.1") in only(cap_xml(namespace="urn:oasis:names:tc:emergency:cap:1.1")).findings
    prefixed = (
        cap_xml(declaration=False).replace("<", "<cap:").replace("<cap:/", "</cap:").replace("xmlns=", "xmlns:cap=")
    )
    assert only(prefixed).findings == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-07-08T20:00:00+08:00", datetime(2026, 7, 8, 12, tzinfo=UTC)),
        ("2026-07-08T20:00:00+0800", datetime(2026, 7, 8, 12, tzinfo=UTC)),
        ("2026-07-08T20:00:00+08", datetime(2026, 7, 8, 12, tzinfo=UTC)),
        ("2026-07-08T12:00:00Z", datetime(2026, 7, 8, 12, tzinfo=UTC)),
        ("2026-07-08T12:00:00.123456-00:00", datetime(2026, 7, 8, 12, tzinfo=UTC)),
        ("2026-07-08 12:00", datetime(2026, 7, 8, 12, tzinfo=UTC)),
        ("20260708T120000Z", datetime(2026, 7, 8, 12, tzinfo=UTC)),
        ("Wed, 08 Jul 2026 20:00:00 +0800", datetime(2026, 7, 8, 12, tzinfo=timezone(timedelta(hours=0)))),
        ("2026-13-08T12:00:00Z", None),
        ("2026-07-08T12:00:00+99:99", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_times_are_read_however_they_are_written(written, meant):
    assert parsed_date(written) == meant


def test_a_wrong_encoding_is_seen_and_mended():
    chinese = cap_xml(infos=[info_xml(language="zh-CN", headline="暴雨橙色预警信号", event="暴雨")])
    claims_utf8 = only(chinese.encode("gb18030"))
    assert claims_utf8.infos[0].headline == "暴雨橙色预警信号"
    assert Finding("encoding_wrong", "gb18030") in claims_utf8.findings
    declared = only(chinese.replace('"UTF-8"', '"GB2312"').encode("gb18030"))
    assert declared.infos[0].headline == "暴雨橙色预警信号"
    assert declared.findings == ()
    assert only(chinese.replace('"UTF-8"', '"UTF-16"').encode("utf-16")).infos[0].event == "暴雨"
    assert only(b"\xef\xbb\xbf" + chinese.encode()).findings == ()
    invented = only(chinese.replace('"UTF-8"', '"rot13"').encode())
    assert codes(invented.findings) == ["encoding_wrong"]


@pytest.mark.parametrize(
    ("text", "code", "corners"),
    [
        (SQUARE.rsplit(" ", 1)[0], "polygon_open", 5),
        ("38.88,-77.03, 38.90,-77.03, 38.90,-77.005, 38.88,-77.03", "polygon_odd", 4),
        ("38.88, -77.03 38.90, -77.03 38.90, -77.005 38.88, -77.03", "polygon_odd", 4),
        ("100.5,38.8 100.7,38.8 100.7,38.9 100.5,38.8", "swapped", 4),
        ("38.88,-277.03 38.90,-77.03 38.90,-77.005 38.88,-277.03", "out_of_range", 0),
        ("38.88,-77.03 38.90,-77.03 38.88,-77.03", "polygon_short", 0),
        ("nan,inf 1,1 2,2 nan,inf", "polygon_odd", 0),
        ("north of the river", "polygon_odd", 0),
    ],
)
def test_outlines_are_read_as_they_were_meant(text, code, corners):
    message = only(polygon(text))
    assert code in codes(message.findings)
    assert [len(ring) for ring in message.infos[0].areas[0].rings] == ([corners] if corners else [])


def test_languages_are_believed_only_where_they_are_said():
    def spoken(language, headline="Flood"):
        return language_of(
            only(cap_xml(infos=[info_xml(language=language, event=headline, headline=headline)])).infos[0]
        )

    assert spoken("en-US") == ("en", True)
    assert spoken("zh-CN", "暴雨橙色预警") == ("zh-hans", True)
    assert spoken("zh-HK", "暴雨警告") == ("zh-hant", True)
    assert spoken("fr-FR") == ("fr-fr", True)
    assert spoken("") == ("en", True)  # CAP's default
    for unclear in ("", "en-US", "Chinese", "中文", "und"):
        words = only(
            cap_xml(
                infos=[info_xml(language=unclear, event="x", headline="暴雨", description="暴雨将至", instruction="")]
            )
        )
        assert language_of(words.infos[0]) == ("zh-hans", False)
        assert "language_unknown" in codes(words.findings)


def test_the_authoritys_colour_is_seen():
    def coloured(**fields):
        return colour_of(only(cap_xml(infos=[info_xml(**fields)])).infos[0])

    assert coloured(headline="暴雨橙色预警信号") == "orange"
    assert coloured(headline="Yellow warning of wind") == "yellow"
    level = "<parameter><valueName>awareness_level</valueName><value>4; red; Extreme</value></parameter>"
    assert coloured(more=level) == "red"
    assert coloured() == ""


# --- meaning ---------------------------------------------------------------------------------------------------------
def test_what_no_schema_sees_is_said():
    update = only(cap_xml(msg_type="Update"))
    assert update.findings == (Finding("unreferenced", "Update"),)
    assert update.findings[0].grade == "error"
    assert "not_public" in codes(only(cap_xml(scope="Private")).findings)
    assert Finding("not_actual", "Test") in only(cap_xml(status="Test")).findings
    assert "refers_to_itself" in codes(only(cap_xml(references=[("HS-1", NOON)])).findings)
    assert "identity_missing" in codes(only(cap_xml(identifier="")).findings)
    shapeless = only(cap_xml(infos=[info_xml(areas=["<area><areaDesc>The valley</areaDesc></area>"])]))
    assert codes(shapeless.findings) == ["unplaced"]


def test_what_depends_on_the_hour_is_said_at_that_hour():
    message = only(cap_xml())
    assert findings_at(message, NOON) == ()
    assert codes(findings_at(message, NOON + timedelta(hours=9))) == ["expired"]
    assert codes(findings_at(message, NOON - timedelta(hours=1))) == ["sent_in_future"]
    endless = only(cap_xml().replace("<expires>2026", "<x>2026").replace("</expires>", "</x>"))
    assert end_of(endless) == NOON + timedelta(hours=24)
    assert not is_over(endless, NOON)


def test_two_ways_of_writing_the_same_are_the_same():
    plain, spaced = only(cap_xml()), only(cap_xml().replace("><", ">\n  <"))
    assert plain.digest() == spaced.digest()
    reordered = cap_xml().replace("<scope>Public</scope>", "").replace("</alert>", "<scope>Public</scope></alert>")
    assert only(reordered).digest() == plain.digest()
    assert only(cap_xml(infos=[info_xml(severity="Extreme")])).digest() != plain.digest()


def test_every_finding_has_words_in_both_languages():
    assert set(WORDS) == set(FINDINGS)
    assert set(FINDINGS.values()) == set(GRADES)
    everything = [Finding(code, "7 %", "info 1") for code in FINDINGS]
    english = [remark.words for remark in remarks(everything)]
    with translation.override("zh-hans"):
        chinese = [remark.words for remark in remarks(everything)]
    assert len(english) == len(chinese) == len(FINDINGS)
    assert not set(english) & set(chinese)
    assert not any("%(" in words for words in [*english, *chinese])


# --- envelopes -------------------------------------------------------------------------------------------------------
def test_atom_with_messages_inside_or_behind_links():
    feed = atom_of(
        atom_entry("urn:a", inline=cap_xml("HS-1", declaration=False)),
        atom_entry("urn:b", href="/cap/2.xml"),
        "<entry><id>urn:c</id><title>Nothing</title></entry>",
    )
    reading = read(feed.encode(), base="https://hydro.example/feed.atom")
    assert [message.identifier for message in reading.messages] == ["HS-1"]
    assert [link.url for link in reading.links] == ["https://hydro.example/cap/2.xml"]
    assert codes(reading.findings) == ["no_message"]


def test_an_entry_that_changed_has_another_key():
    def key(updated):
        return read(atom_of(atom_entry("urn:a", href="http://x.example/1", updated=updated)).encode()).links[0].key

    assert key(NOON) == key(NOON)
    assert key(NOON) != key(NOON + timedelta(minutes=1))


def test_rss_with_links_enclosures_and_escaped_messages():
    linked = read(rss_of("https://hydro.example/1.xml", "https://hydro.example/2.xml").encode())
    assert [link.url for link in linked.links] == ["https://hydro.example/1.xml", "https://hydro.example/2.xml"]
    enclosed = rss_of("https://hydro.example/page.html").replace(
        "</item>", '<enclosure url="https://hydro.example/1.cap" type="application/cap+xml"/></item>'
    )
    assert [link.url for link in read(enclosed.encode()).links] == ["https://hydro.example/1.cap"]
    written = rss_of("https://hydro.example/1").replace(
        "</item>", f"<description><![CDATA[{cap_xml()}]]></description></item>"
    )
    assert [message.identifier for message in read(written.encode()).messages] == ["HS-1"]


def test_a_message_in_another_envelope_is_found():
    wrapped = f"<EDXLDistribution><contentObject>{cap_xml(declaration=False)}</contentObject></EDXLDistribution>"
    assert only(wrapped).identifier == "HS-1"
    assert refusal(b"<html><body>Moved</body></html>") == "no_message"


def test_one_bad_entry_does_not_hide_its_neighbours():
    bomb = '<!DOCTYPE alert [<!ENTITY a "a">]><alert/>'
    feed = atom_of(
        f"<entry><id>1</id><content type='text'><![CDATA[{bomb}]]></content></entry>".replace(
            "<![CDATA[<!D", "<![CDATA[<?xml version='1.0'?><!D"
        ),
        atom_entry("2", inline=cap_xml(declaration=False)),
    )
    reading = read(feed.encode())
    assert [message.identifier for message in reading.messages] == ["HS-1"]
    assert codes(reading.findings) == ["declarations"]


# --- hostile ---------------------------------------------------------------------------------------------------------
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "billion laughs": (f'<!DOCTYPE alert [<!ENTITY l0 "ha">{LAUGHS}]><alert>&l9;</alert>', "declarations"),
    "file": ('<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert>&x;</alert>', "declarations"),
    "network": ('<!DOCTYPE alert [<!ENTITY x SYSTEM "http://127.0.0.1/">]><alert>&x;</alert>', "declarations"),
    "parameter": ('<!DOCTYPE alert [<!ENTITY % x SYSTEM "http://127.0.0.1/"> %x;]><alert/>', "declarations"),
    "outside dtd": ('<!DOCTYPE alert SYSTEM "http://127.0.0.1/x.dtd"><alert/>', "declarations"),
    "unknown entity": ("<alert>&x;</alert>", "not_xml"),
    "5 MB": ("<alert>" + "x" * 5_000_000 + "</alert>", "too_large"),
    "deep": ("<a>" * 100_000, "too_deep"),
    "cut off": (cap_xml()[:300], "not_xml"),
    "nothing": ("", "not_xml"),
    "words": ("Service unavailable", "not_xml"),
    "zeroes": ("\0" * 1000, "not_xml"),
    "no message": ("<rdf/>", "no_message"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_means_harm_is_refused(name):
    text, code = HOSTILE[name]
    assert refusal(text.encode()) == code


def test_a_declaration_in_another_encoding_is_seen_too():
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE alert [<!ENTITY a "b">]><alert>&a;</alert>'
    assert refusal(text.encode("utf-16")) == "declarations"


def test_work_beyond_the_time_allowed_ends():
    with pytest.raises(Unreadable) as refused:
        read(cap_xml().encode(), seconds=-1)
    assert refused.value.finding.code == "too_slow"


@given(st.data())
def test_whatever_comes_is_read_or_refused(data):
    """Bytes cut, doubled and changed at any place: never another error, never a finding without words."""
    whole = bytearray(cap_xml(infos=[info_xml(), info_xml(language="zh-CN", event="暴雨")]).encode())
    for _step in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(whole)))
        kind = data.draw(st.sampled_from(["cut", "change", "double"]))
        if kind == "cut":
            del whole[at : at + data.draw(st.integers(1, 60))]
        elif kind == "change":
            whole[at : at + 1] = data.draw(st.binary(min_size=0, max_size=3))
        else:
            whole[at:at] = whole[at : at + 200]
    try:
        messages = read(bytes(whole)).messages
    except Unreadable as refused:
        messages, said = (), refused.finding.code
    else:
        said = "not_xml"
    assert said in FINDINGS
    for message in messages:
        found = placed(message, HOME)
        assert all(finding.code in FINDINGS for finding in (*findings_at(message, NOON), *found.findings))
        assert message.digest() == message.digest()
        assert found.shape is None or geometry.checked_shape(found.shape) == found.shape
