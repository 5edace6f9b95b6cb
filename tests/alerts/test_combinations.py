"""Whatever an alert may hold, what leaves is CAP 1.2: to OASIS' schema and to a second validator, signed and not."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from capvalidator import check_schema, check_signature
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from community.accounts.models import User
from community.alerts.models import (
    Alert,
    AlertInfo,
    CapCategory,
    CapUrgency,
    Certainty,
    MsgType,
    ResponseType,
    Severity,
)
from community.alerts.selectors import resolve_area
from community.alerts.selectors.publications import alert_xml
from community.alerts.services import assemble_alert
from community.alerts.services.signing import signed
from tests.alerts.test_cap import N, cap_schema, needs_data
from tests.factories.places import AreaFactory, CommunityFactory, box

SENT = datetime(2026, 7, 8, 12, tzinfo=UTC)
BOX = box(38.885, -77.02, 38.89, -77.01)
words = st.text(min_size=1, max_size=60).filter(str.strip)
visible = words.map(lambda text: f"x{text}")  # something is left once XML's forbidden characters are gone
pairs = st.lists(st.fixed_dictionaries({"valueName": visible, "value": visible}), max_size=3)
areas = st.one_of(
    st.just({"named": "lower-street"}),
    st.just({"polygon": BOX}),
    st.builds(
        lambda north, east, radius: {"circle": {"latitude": north, "longitude": east, "radius": radius}},
        st.floats(38.885, 38.915),
        st.floats(-77.02, -76.99),
        st.floats(10, 3000),
    ),
)
detailed = st.builds(
    lambda area, codes, name: {**area, "geocodes": codes, "words": {"en": name} if name else {}},
    areas, pairs, st.none() | visible,
)  # fmt: skip
places = areas | detailed | st.lists(detailed, min_size=1, max_size=4).map(lambda several: {"areas": several})
infos = st.lists(
    st.fixed_dictionaries(
        {
            "language": st.sampled_from(["en", "zh-hans"]),
            "headline": visible,
            "description": st.text(max_size=200),
            "instruction": st.text(max_size=200),
            "audience": st.text(max_size=80),
        }
    ),
    min_size=1,
    max_size=2,
    unique_by=lambda info: info["language"],
)
times = st.lists(st.integers(0, 72 * 60), min_size=3, max_size=3).map(sorted)


@st.composite
def facts(draw):
    """Every field of an alert, at random, within what the services take."""
    effective, onset, expires = (SENT + timedelta(minutes=minute + 1) for minute in draw(times))
    relay = draw(st.booleans())
    kind = draw(st.sampled_from(["real", "real", "exercise", "test"]))
    responses = [value for value in ResponseType.values if value != ResponseType.ALL_CLEAR]
    return {
        "kind": "relay" if relay else "notice",
        "issuer": draw(visible) if relay else "",
        "event": draw(st.sampled_from(["Flood", "gas", "地震"]) | visible),
        "category": draw(st.sampled_from(CapCategory.values)),
        "severity": draw(st.sampled_from(Severity.values)),
        "urgency": draw(st.sampled_from(CapUrgency.values)),
        "certainty": draw(st.sampled_from(Certainty.values)),
        "exercise": kind == "exercise",
        "test": kind == "test",
        "effective": draw(st.none() | st.just(effective)),
        "onset": draw(st.none() | st.just(onset)),
        "expires": expires,
        "response_types": draw(st.lists(st.sampled_from(responses), max_size=3)),
        "contact": draw(st.text(max_size=60)),
        "web": draw(st.sampled_from(["", "https://example.org/a?b=1&c=2#d", "http://例子.测试/水"])),
        "note": draw(st.text(max_size=60)),
        "parameters": draw(pairs),
        "event_codes": draw(pairs),
        "infos": draw(infos),
        "area": draw(places),
    }


def issued_unsaved(values, zone, before=None, msg_type=MsgType.ALERT):
    """The alert that the service makes of `values`, as if it had been issued."""
    community = CommunityFactory()
    community.time_zone = zone
    alert, rows = assemble_alert(
        by=User(pk=1), now=SENT, community=community, msg_type=msg_type.value, replaces=before, **values
    )
    alert.sent, alert.identifier = SENT, f"LW-{msg_type.value}"
    alert.pk, alert._prefetched_objects_cache = len(msg_type), {"infos": rows}
    return alert


@needs_data
@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_every_combination_is_cap(data):
    AreaFactory(geocodes=[{"valueName": "SAME", "value": "051013"}])
    values = data.draw(facts())
    zone = data.draw(st.sampled_from(["Asia/Shanghai", "America/New_York", "Asia/Kathmandu", "UTC", "Pacific/Apia"]))
    alert = issued_unsaved(values, zone)
    follow = data.draw(st.sampled_from([MsgType.UPDATE, MsgType.CANCEL, "all-clear"]))
    ending = {"response_types": ["AllClear"]} if follow == "all-clear" else {}
    second = issued_unsaved({**values, **ending}, zone, alert, MsgType.UPDATE if follow == "all-clear" else follow)
    schema = cap_schema()
    for one in (alert, second):
        xml = alert_xml(one)
        schema.assertValid(etree.fromstring(xml))
        assert check_schema(xml).passed
        for at in etree.fromstring(xml).xpath("//c:sent | //c:effective | //c:onset | //c:expires", namespaces=N):
            assert (
                datetime.fromisoformat(at.text).tzinfo is not None and not at.text.endswith("Z") and "." not in at.text
            )
    sealed = signed(xml)
    schema.assertValid(etree.fromstring(sealed))
    assert check_schema(sealed).passed and check_signature(sealed).passed
    assert etree.fromstring(xml).xpath("count(//c:area)", namespaces=N) == len(second.areas) * len(values["infos"])


@needs_data
@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Africa/Monrovia"])
@pytest.mark.parametrize("month", [1, 7])
def test_every_season_has_an_offset_that_cap_can_write(zone, month):
    community = CommunityFactory(time_zone=zone)
    area = resolve_area(community, {"polygon": BOX})
    alert = Alert(
        pk=1, community=community, identifier="LW-1", event="Flood", category="Met", severity="Minor", urgency="Future",
        certainty="Likely", area=area.asked, areas=list(area.parts), area_words=area.words, shape=area.shape,
        sent=datetime(2026, month, 1, tzinfo=UTC), expires=datetime(2026, month, 2, tzinfo=UTC),
    )  # fmt: skip
    alert._prefetched_objects_cache = {"infos": [AlertInfo(language="en", headline="Water")]}
    xml = alert_xml(alert)
    cap_schema().assertValid(etree.fromstring(xml))
    [expires] = etree.fromstring(xml).xpath("//c:expires/text()", namespaces=N)
    assert datetime.fromisoformat(expires) == alert.expires.astimezone(ZoneInfo(zone))
