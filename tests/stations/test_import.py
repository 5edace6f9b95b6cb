"""Registers: good lines in, bad lines by number."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from community.stations.models import Station, StationEvent
from community.stations.registers import BadLine, NotARegister, StationLine, read_register
from community.stations.services import import_stations
from tests.factories import NOON
from tests.factories.places import CommunityFactory
from tests.factories.stations import StationFactory

GOOD = """slug,name_en,name_zh,kind,latitude,longitude,address,capacity,step_free,equipment,crs
hill,Hillside School,山坡小学,shelter,38.91,-77.0,12 Hill Road,300,yes,aed;beds,
granary,Old Granary,老祠堂,Shelter,38.92,-77.01,粮仓街 1 号,80,否,,wgs84
"""


@pytest.mark.django_db
@pytest.mark.city
def test_a_csv_register_is_imported_and_imported_again_changes_nothing():
    community = CommunityFactory()
    outcome = import_stations(GOOD.encode(), community=community, now=NOON)
    assert (outcome.made, outcome.changed, outcome.same, outcome.bad) == (2, 0, 0, [])
    hill, granary = Station.objects.order_by("pk")
    assert (hill.name, hill.kind, hill.capacity) == ({"en": "Hillside School", "zh-hans": "山坡小学"}, "shelter", 300)
    assert (hill.step_free, granary.step_free, hill.equipment, granary.equipment) == (True, False, ["aed", "beds"], [])
    assert (hill.address, granary.address) == ({"en": "12 Hill Road"}, {"zh-hans": "粮仓街 1 号"})
    # nobody has looked: a register is no confirmation
    assert hill.status_at(NOON) == "stale"

    again = import_stations(GOOD.replace("300", "310").encode("gb18030"), community=community, now=NOON)
    assert (again.made, again.changed, again.same) == (0, 1, 1)
    assert list(StationEvent.objects.order_by("pk").values_list("station__slug", "kind")) == [
        ("hill", "imported"), ("granary", "imported"), ("hill", "imported"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_bad_lines_are_named_with_their_number_and_the_rest_is_kept():
    lines = [
        "name,kind,latitude,longitude,capacity,wifi,power,confirmed_at,equipment,crs",
        "Good,shelter,38.9,-77.0,,,,,,",
        ",shelter,38.9,-77.0,,,,,,",
        '"Two\nlines",shelter,ninety,-77.0,,,,,,',
        "Pole,shelter,91,0,,,,,,",
        "Castle,castle,38.9,-77.0,,,,,,",
        "Half,shelter,38.9,-77.0,1.5,,,,,",
        "Perhaps,shelter,38.9,-77.0,,maybe,,,,",
        "Sun,shelter,38.9,-77.0,,,solar,,,",
        "Local,shelter,38.9,-77.0,,,,2026-07-08T10:00,,",
        "Gear,shelter,38.9,-77.0,,,,,laser,",
        "Tomorrow,shelter,38.9,-77.0,,,,2026-07-09T10:00:00Z,,",
        "Map,shelter,38.9,-77.0,,,,,,mars2",
        "First,shelter,38.9,-77.0,,,,0001-01-01T00:00:00+14:00,,",
        "good,shelter,38.9,-77.0,,,,,,",
        "",
        "Last,shelter,38.9,-77.0,7,true,grid,2026-07-08T10:00:00Z,aed,gcj02",
    ]
    outcome = import_stations("\r\n".join(lines).encode("utf-8-sig"), community=CommunityFactory(), now=NOON)
    assert [number for number, _reason in outcome.bad] == [3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
    reasons = [reason for _number, reason in outcome.bad]
    assert reasons[0] == "name: it is missing"
    assert reasons[1] == "latitude: not a number"
    assert reasons[2] == "latitude: out of range"
    assert reasons[3] == "kind: not one of the known values"
    assert reasons[-1] == "The short name good stands in this file twice."
    assert sorted(Station.objects.values_list("slug", flat=True)) == ["good", "last"]
    last = Station.objects.get(slug="last")
    assert (last.status_at(NOON), last.power, last.wifi, last.capacity) == ("active", "grid", True, 7)
    with translation.override("zh-hans"):
        again = import_stations(b"name,kind,latitude,longitude\n,shelter,1,1", community=last.community, now=NOON)
        assert again.bad == [(2, "name: 没有填")]


@pytest.mark.django_db
def test_our_own_feed_can_be_imported(client):
    StationFactory(slug="hill", name={"en": "Hill", "zh-hans": "山坡"}, equipment=["aed"], step_free=True)
    feed = client.get("/stations.geojson").content
    Station.objects.all().delete()
    outcome = import_stations(feed, community=CommunityFactory(), now=NOON)
    assert (outcome.made, outcome.bad) == (1, [])
    hill = Station.objects.get()
    assert (hill.slug, hill.name, hill.equipment) == ("hill", {"en": "Hill", "zh-hans": "山坡"}, ["aed"])
    assert (hill.latitude, hill.longitude) == (38.90, -77.00)


@pytest.mark.django_db
def test_geojson_features_are_numbered_and_an_old_word_never_undoes_a_newer_one():
    community = CommunityFactory()
    StationFactory(slug="hill", community=community, status="closed", confirmed_at=NOON)
    point = {"type": "Point", "coordinates": [-77.0, 38.9]}
    line = {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}
    said = {"slug": "hill", "name": "Hill", "kind": "shelter", "status": "active"}
    features = [
        {"type": "Feature", "geometry": point, "properties": {**said, "confirmed_at": "2026-07-08T09:00:00+00:00"}},
        {"type": "Feature", "geometry": line, "properties": {"name": "Line", "kind": "shelter"}},
        {"type": "Feature", "geometry": None, "properties": None},
        17,
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1e400, 0]}, "properties": said},
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    outcome = import_stations(content, community=community, now=NOON)
    assert [number for number, _reason in outcome.bad] == [2, 3, 4, 5]
    hill = Station.objects.get()
    assert (hill.status, hill.confirmed_at, hill.name) == ("closed", NOON, {"en": "Hill"})


@pytest.mark.django_db
def test_another_communitys_station_is_left_alone():
    theirs = StationFactory(slug="hill", community=CommunityFactory(slug="theirs"))
    outcome = import_stations(GOOD.encode(), community=CommunityFactory(), now=NOON)
    assert (outcome.made, [number for number, _reason in outcome.bad]) == (1, [2])
    theirs.refresh_from_db()
    assert theirs.capacity is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_header"),
        (b"name,kind\nx,shelter", "no_header"),
        (b"\xff\xff\xff", "not_text"),
        (b"{nonsense", "not_json"),
        (b"[1]", "not_features"),
        (b'{"type": "Feature"}', "not_features"),
        (b"[" * 100_000, "not_json"),
    ],
)
def test_files_that_cannot_be_read_at_all(content, code):
    with pytest.raises(NotARegister) as wrong:
        list(read_register(content))
    assert wrong.value.code == code


HEAD = "name,kind,latitude,longitude,directions,opening\n"


@pytest.mark.parametrize("after", [0, 1, 400])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_stray_quote_costs_one_line(end, after):
    good = [f'Hall {n},shelter,38.9,-77.0,"Over the bridge{end}Left at ""Wang""",""' for n in range(after)]
    text = HEAD.rstrip() + end + '"Stray,shelter,38.9,-77.0,,' + end + end.join(good) + end
    lines = list(read_register((text + 'Last,shelter,38.9,-77.0,,"day').encode()))
    number = 3 + 2 * after
    assert [line for line in lines if isinstance(line, BadLine)] == [
        BadLine(2, "not_closed", ""),
        BadLine(number + (not after), "not_closed", ""),
    ]
    assert [line.number for line in lines if isinstance(line, StationLine)] == [3 + 2 * n for n in range(after)]


def test_a_line_with_too_many_cells_in_a_quoted_paragraph_is_named_and_the_next_is_read():
    text = HEAD + 'A,shelter,38.9,-77.0,"over\n\nthere",day,more,"cells\nB",shelter,38.9,-77.0,,\nC,shelter,1,1,,\n'
    lines = list(read_register(text.encode()))
    assert lines[0] == BadLine(2, "not_closed", "")
    assert lines[-1].number == 6 and lines[-1].values["name"] == {"en": "C"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_what_spreadsheets_save_is_read(encoding):
    [line] = read_register((HEAD + "柳湾小学,shelter,38.9,-77.0,,\n").encode(encoding))
    assert line.values["name"] == {"zh-hans": "柳湾小学"}


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content):
    header = b"name,kind,latitude,longitude,capacity,step_free,equipment,confirmed_at,crs\n"
    for line in read_register((header + content).decode("latin-1").encode()):
        assert isinstance(line, StationLine | BadLine)
        assert line.number > 1


NAMES = st.sampled_from(["name", "kind", "geometry", "properties", "type", "coordinates", "equipment", "names", "x"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner)
)


@given(ANYTHING)
def test_no_json_breaks_the_reader(feature):
    content = json.dumps({"features": [feature, {"geometry": feature, "properties": feature}]}).encode()
    point = {"geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": {"name": feature, "kind": feature}}
    for text in (content, json.dumps({"features": [point]}).encode()):
        assert all(isinstance(line, StationLine | BadLine) for line in read_register(text))


@pytest.mark.django_db
def test_the_command_tells_what_it_did(tmp_path):
    CommunityFactory()
    file = tmp_path / "stations.csv"
    file.write_text(GOOD + ",,,castle,1,1,,,,,\n")
    out, err = io.StringIO(), io.StringIO()
    call_command("import_stations", str(file), stdout=out, stderr=err)
    assert out.getvalue() == "2 stations new, 0 changed, 0 as before, 1 lines left out\n"
    assert err.getvalue() == "line 4: name: it is missing\n"
    with pytest.raises(CommandError):
        call_command("import_stations", str(tmp_path / "none.csv"))
    file.write_text("nothing")
    with pytest.raises(CommandError):
        call_command("import_stations", str(file))
    with pytest.raises(CommandError):
        call_command("import_stations", str(file), community="nowhere")
