"""`manage.py import_residents`: a spreadsheet becomes rows, bad lines are named, a second run doubles nothing."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from community.people.models import Building, Grid, Household, Resident, ResidentPlace
from community.people.registers import BadRegister
from community.people.services import change_resident, import_residents
from tests.factories import NOON
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db

HEAD = "phone,name,language,latitude,longitude,consent"
GOOD = ["+12025550101,Mei,Chinese,38.89,-77.02,yes", "+12025550102,Lin,English,38.891,-77.021,no"]


@pytest.fixture
def town(db):
    return CommunityFactory(region="US")


@pytest.fixture
def sheet(tmp_path):
    def write(*lines, head=HEAD, encoding="utf-8", raw=b""):
        path = tmp_path / "residents.csv"
        path.write_bytes("".join(f"{line}\r\n" for line in (head, *lines)).encode(encoding) + raw)
        return str(path)

    return write


def run(path, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command("import_residents", path, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.mark.city
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_sheet_becomes_residents_with_sealed_phones(town, sheet, encoding):
    out, err = run(sheet(*GOOD, encoding=encoding))
    assert out.startswith("2 added, 0 updated, 0 unchanged, 0 bad lines")
    assert err == ""
    mei, lin = Resident.objects.order_by("pk")
    assert (mei.phone, mei.name, mei.language, mei.consent, mei.source) == (
        "+12025550101",
        "Mei",
        "zh-hans",
        True,
        "import",
    )
    assert mei.consent_at == mei.created
    assert (lin.language, lin.consent, lin.consent_at) == ("en", False, None)
    assert [(p.position, p.latitude, p.longitude, p.radius) for p in mei.places.all()] == [(1, 38.89, -77.02, 0)]


@pytest.mark.city
def test_a_second_run_updates_and_doubles_nothing(town, sheet):
    run(sheet(*GOOD))
    out, _err = run(sheet(*GOOD))
    assert out.startswith("0 added, 0 updated, 2 unchanged")
    changed = ["+12025550101,Mei Wang,en,38.90,-77.02,no", GOOD[1], "+12025550103,New,zh,38.89,-77.02,yes"]
    out, _err = run(sheet(*changed))
    assert out.startswith("1 added, 1 updated, 1 unchanged")
    mei = Resident.objects.get(name="Mei Wang")
    assert (mei.language, mei.consent, mei.consent_at) == ("en", False, None)
    assert (Resident.objects.count(), ResidentPlace.objects.count()) == (3, 3)
    assert mei.places.get().latitude == 38.90


def test_the_same_number_twice_in_a_file_is_one_person(town, sheet):
    run(sheet(GOOD[0], "(202) 555-0101,Mei Two,en,38.9,-77.02,yes"))
    assert [(row.name, row.language) for row in Resident.objects.all()] == [("Mei Two", "en")]


@pytest.mark.parametrize(
    ("language", "reason"),
    [("en", "line 3: the phone number is not one that could be called"), ("zh-hans", "第 3 行：电话号码打不通")],
)
def test_bad_lines_are_named_in_the_operators_language_and_the_rest_is_imported(town, sheet, language, reason):
    out, err = run(sheet(GOOD[0], "5550199x,Bad,en,38.89,-77.02,yes", GOOD[1]), language=language)
    assert Resident.objects.count() == 2
    assert err.splitlines() == [reason]
    assert "5550199" not in out + err


def test_every_reason_is_said_without_the_line(town, sheet):
    lines = [
        "12,a,en,38.89,-77.02,yes",
        "+12025550103,b,fr,38.89,-77.02,yes",
        "+12025550103,c,en,38.89,-77.02,",
        "+12025550103,d,en,,,yes",
        "+12025550103,e,en,-77.02,38.89,yes",
        "+12025550103,f,en,38.89",
    ]
    lines.append('+12025550103,"g,李梅,38.89,-77.02,yes')
    out, err = run(sheet(*lines, raw="+12025550103,李梅,en,38.89,-77.02,yes\r\n".encode("gb18030")))
    assert [line.split(":")[0] for line in err.splitlines()] == [f"line {n}" for n in range(2, 10)]
    assert "swapped" in err.splitlines()[4]
    assert "quotation mark" in err.splitlines()[6]
    assert "UTF-8" in err.splitlines()[7]
    assert "555" not in err
    assert "8 bad lines" in out
    assert not Resident.objects.exists()


def test_buildings_and_households_are_found_or_made(town, sheet):
    head = HEAD + ",building,household"
    lines = [
        "+12025550101,Mei,zh,38.89,-77.02,yes,3 号楼,402",
        "+12025550102,Lin,zh,,,yes,3 号楼,402",
        "+12025550103,Wu,zh,,,yes,9 号楼,1",
        "+12025550104,Bo,zh,38.891,-77.02,yes,East House,",
    ]
    out, err = run(sheet(*lines, head=head))
    assert "2 new buildings" in out
    assert err.splitlines() == ["line 4: there are no coordinates, and the building is not known"]
    assert Grid.objects.get().slug == "all"
    house = Building.objects.get(slug="east-house")
    assert house.name == {"en": "East House", "zh-hans": "East House"}
    door = Household.objects.get()
    assert [row.name for row in door.residents.order_by("pk")] == ["Mei", "Lin"]
    assert Resident.objects.get(name="Lin").places.get().latitude == 38.89

    out, _err = run(sheet(*lines, head=head))
    assert "0 added" in out
    assert (Building.objects.count(), Household.objects.count(), Resident.objects.count()) == (2, 1, 3)


def test_chinese_coordinates_are_brought_to_wgs84(sheet):
    CommunityFactory(region="CN", south=39.8, north=40, west=116.3, east=116.5)
    run(sheet("13800138000,Mei,zh,39.91640428150164,116.41024449916938,是,GCJ-02", head=HEAD + ",crs"))
    place = ResidentPlace.objects.get()
    assert (place.latitude, place.longitude) == (pytest.approx(39.915, abs=1e-6), pytest.approx(116.404, abs=1e-6))
    assert place.resident.phone == "+8613800138000"


def test_what_people_said_themselves_outranks_the_register(town, sheet):
    run(sheet(GOOD[0]))
    row = Resident.objects.get()
    Resident.objects.update(source="subscription")
    change_resident(row, name="Mei", language="en", consent=True, household=None, now=NOON)
    row.places.update(latitude=38.91)

    run(sheet("+12025550101,Mei Wang,Chinese,38.89,-77.02,no"))
    row.refresh_from_db()
    assert (row.name, row.language, row.consent, row.places.get().latitude) == ("Mei Wang", "en", True, 38.91)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"name,phone\r\nMei,1", "language, latitude, longitude, consent"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\xff\xfe", "CSV UTF-8"),
        ((HEAD + "\r\n").encode("utf-16-le"), "CSV UTF-8"),
    ],
)
def test_a_file_that_is_no_register_is_refused_whole(town, tmp_path, content, words):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        run(str(path))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8"])
@pytest.mark.parametrize("name", ["李梅", "朱镕", "José"])
def test_what_spreadsheets_save_is_read(town, sheet, encoding, name):
    lines = [GOOD[1], f"+12025550101,{name},中文,38.89,-77.02,是"]
    out, err = run(sheet(*lines, encoding=encoding))
    assert (out.split(",")[0], err) == ("2 added", "")
    assert Resident.objects.get(consent=True).name == name


@pytest.mark.parametrize("damaged", ["李梅".encode("gb18030"), b"Jos\xe9"])
def test_a_sheet_in_utf_8_with_a_damaged_line_stays_utf_8(town, sheet, damaged):
    good = "+12025550101,李梅,Chinese,38.89,-77.02,yes"
    _out, err = run(sheet(good, raw=b"+12025550103," + damaged + b",en,38.89,-77.02,yes\r\n"))
    assert err.startswith("line 3:") and "UTF-8" in err
    assert Resident.objects.get().name == "李梅"


def test_a_name_of_western_europe_is_not_read_as_chinese(town, sheet):
    _out, err = run(sheet(GOOD[0], raw=b"+12025550103,Andr\xe9e,en,38.89,-77.02,yes\r\n"))
    assert err.startswith("line 3:") and "UTF-8" in err
    assert Resident.objects.get().name == "Mei"


def test_a_missing_file_and_an_unknown_community_are_said(town, sheet, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="no such community"):
        run(sheet(*GOOD), community="atlantis")
    CommunityFactory(slug="second")
    with pytest.raises(CommandError, match="--community"):
        run(sheet(*GOOD))


def lines(count, broken_at=None):
    yield HEAD + "\n"
    for number in range(count):
        if number == broken_at:
            raise OSError("the disk is gone")
        yield f"+1202555{number:04d},Person {number},en,38.89,-77.02,yes\n"


@pytest.mark.django_db(transaction=True)
@pytest.mark.city
def test_each_thousand_lines_are_kept_when_the_file_breaks_off():
    community = CommunityFactory(region="US")
    with pytest.raises(OSError, match="disk"):
        import_residents(lines(3_000, broken_at=2_500), community=community, now=NOON)
    assert Resident.objects.count() == 2_000

    seen = []
    report = import_residents(
        lines(3_000), community=community, now=NOON, on_batch=lambda so_far: seen.append(so_far.read)
    )
    assert (report.added, report.unchanged, seen) == (1_000, 2_000, [1_000, 2_000, 3_000])
    assert Resident.objects.count() == ResidentPlace.objects.count() == 3_000


def test_a_thousand_lines_take_few_statements(town, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        import_residents(lines(1_000), community=town, now=NOON)
    with django_assert_max_num_queries(8):
        import_residents(lines(1_000), community=town, now=NOON)


def test_no_heading_leaves_nothing_behind(town):
    with pytest.raises(BadRegister):
        import_residents(iter(["phone\n", "+12025550101\n"]), community=town, now=NOON)
    assert not Resident.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's own dump")
def test_a_dump_of_the_database_shows_no_phone(town, sheet):
    run(sheet(*GOOD))
    dump = "\n".join(connection.connection.iterdump())
    assert "Mei" in dump
    assert "5550101" not in dump
    assert b"+12025550101".hex() not in dump.lower()
