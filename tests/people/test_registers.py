"""Registers of residents, line by line."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.people import registers
from community.people.registers import BadLine, BadRegister, read_residents
from community.places import geometry

HEAD = "phone,name,language,latitude,longitude,consent"


def read(*lines, head=HEAD, region="US"):
    text = "".join(line + "\n" for line in (head, *lines))
    return list(read_residents(io.StringIO(text, newline=""), region=region))


def test_a_good_line_becomes_a_value():
    [line] = read("(202) 555-0123, Mei ,Chinese,38.89,-77.02,YES")
    assert (line.number, line.phone, line.name, line.language) == (2, "+12025550123", "Mei", "zh-hans")
    assert (line.latitude, line.longitude, line.consent) == (38.89, -77.02, True)


@pytest.mark.parametrize(
    ("named", "language"),
    [("zh", "zh-hans"), ("zh-CN", "zh-hans"), ("zh_TW", "zh-hans"), ("yue", "zh-hans"), ("Chinese", "zh-hans")]
    + [("中文", "zh-hans"), ("简体中文", "zh-hans"), ("汉语", "zh-hans"), ("中文（简体）", "zh-hans")]
    + [("en", "en"), ("EN-us", "en"), ("English", "en"), ("英语", "en")]
    + [("French", None), ("fr", None), ("", None), ("enough", None), ("zhongwen?", None)],
)
def test_languages_are_known_by_many_names(named, language):
    assert registers.language_named(named) == language


@pytest.mark.parametrize(
    ("said", "meant"),
    [(word, True) for word in ("yes", "TRUE", "1", "是", " Yes ")]
    + [(word, False) for word in ("no", "False", "0", "否")]
    + [(word, None) for word in ("", "maybe", "2")],
)
def test_consent_is_yes_no_or_a_bad_line(said, meant):
    assert registers.consent_said(said) is meant


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("12,Mei,en,38.89,-77.02,yes", "phone"),
        (",Mei,en,38.89,-77.02,yes", "phone"),
        ("2025550123,Mei,fr,38.89,-77.02,yes", "language"),
        ("2025550123,Mei,en,38.89,-77.02,perhaps", "consent"),
        ("2025550123,Mei,en,,,yes", "place"),
        ("2025550123,Mei,en,38.89,,yes", "place"),
        ("2025550123,Mei,en,north,west,yes", "place"),
        ("2025550123,Mei,en,nan,-77.02,yes", "place"),
        ("2025550123,Mei,en,0,0,yes", "place"),
        ("2025550123,Mei,en,91,0,yes", "place"),
        ("2025550123,Mei,en,38.89,-77.02", "columns"),
        ("2025550123,Mei,en,38.89,-77.02,yes,more", "columns"),
        ("2025550123," + "x" * 151 + ",en,38.89,-77.02,yes", "long"),
        ("2025550123,M\udce9i,en,38.89,-77.02,yes", "encoding"),
        ("2025550123," + "x" * 140_000 + ",en,38.89,-77.02,yes", "unreadable"),
        ('2025550123,"Ann,en,38.89,-77.02,yes', "quote"),
    ],
)
def test_a_bad_line_has_its_number_and_reason_and_the_next_is_read(line, code):
    bad, good = read(line, "2025550124,Lin,zh,38.89,-77.02,no")
    assert bad == BadLine(2, code)
    assert (good.number, good.phone, good.consent) == (3, "+12025550124", False)


def test_lines_are_counted_as_an_editor_counts_them():
    lines = read("2025550123,Mei,en,38.89,-77.02,yes", "", "bad,Lin,en,1,1,yes")
    assert [line.number for line in lines] == [2, 4]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_one_stray_quote_costs_one_line(end):
    good = [f'202555{n:04d},"Person ""{n}""",en,38.89,-77.02,yes' for n in range(500)]
    lines = [HEAD, '2025550999,"Ann,en,38.89,-77.02,yes', *good, '2025550998,Bob,en,38.89,-77.02,"yes']
    read_back = list(read_residents(io.StringIO(end.join(lines), newline=""), region="US"))
    assert [line for line in read_back if isinstance(line, BadLine)] == [BadLine(2, "quote"), BadLine(503, "quote")]
    assert len(read_back) == 502 and read_back[1].name == 'Person "0"'


@pytest.mark.parametrize("head", ["\ufeff" + HEAD, HEAD.replace(",", ";"), HEAD.replace(",", "\t"), HEAD.upper()])
def test_headings_of_spreadsheets_are_understood(head):
    separator = ";" if ";" in head else "\t" if "\t" in head else ","
    [line] = read(separator.join(["2025550123", "Mei", "en", "38.89", "-77.02", "yes"]), head=head)
    assert line.phone == "+12025550123"


def test_a_chinese_heading_in_another_order_with_columns_of_others():
    head = "姓名,手机号,备注,语言,同意,纬度,经度,楼栋,门牌"
    [line] = read("梅,+1 202 555 0123,常客,中文,是,38.89,-77.02,3号楼,402", head=head)
    assert (line.name, line.language, line.consent, line.building, line.household) == (
        "梅",
        "zh-hans",
        True,
        "3号楼",
        "402",
    )


def test_a_building_stands_in_for_coordinates():
    [line] = read("2025550123,Mei,en,,,yes,3", head=HEAD + ",building")
    assert (line.latitude, line.building) == (None, "3")


@pytest.mark.parametrize(("head", "code"), [("", "empty"), ("  ", "empty"), ("phone,name", "columns")])
def test_a_file_without_a_heading_is_refused(head, code):
    with pytest.raises(BadRegister) as wrong:
        read(head=head)
    assert wrong.value.code == code
    if code == "columns":
        assert wrong.value.columns == ("language", "latitude", "longitude", "consent")


# --- Chinese coordinates ---


def test_shifted_coordinates_agree_with_published_points():
    # test points of the coordtransform and eviltransform projects, which others check themselves against
    assert registers.wgs84_to_gcj02(39.915, 116.404) == pytest.approx((39.91640428150164, 116.41024449916938))
    assert registers.bd09_to_gcj02(39.915, 116.404) == pytest.approx((39.90865673957631, 116.39762729119315))
    assert registers.wgs84_to_gcj02(31.1774276, 121.5272106) == pytest.approx((31.17530398364597, 121.531541859215))


@given(st.floats(18.5, 53), st.floats(74, 134))
def test_undoing_the_shift_comes_back_to_within_a_centimetre(latitude, longitude):
    there = registers.wgs84_to_gcj02(latitude, longitude)
    back = registers.gcj02_to_wgs84(*there)
    assert geometry.distance(latitude, longitude, *back) < 0.01
    assert 10 < geometry.distance(latitude, longitude, *there) < 1_500


def test_nothing_is_shifted_outside_china():
    assert registers.to_wgs84(38.89, -77.02, "gcj02") == (38.89, -77.02)


@pytest.mark.parametrize("crs", ["GCJ-02", "gcj02", "火星坐标", "BD-09", "bd09", "百度"])
def test_a_line_says_in_which_system_its_coordinates_are(crs):
    [line] = read(f"2025550123,Mei,en,39.915,116.404,yes,{crs}", head=HEAD + ",crs")
    assert 300 < geometry.distance(39.915, 116.404, line.latitude, line.longitude) < 1_500


@pytest.mark.parametrize("crs", ["", "WGS84", "wgs 84", "EPSG:4326"])
def test_wgs84_is_taken_as_it_is(crs):
    [line] = read(f"2025550123,Mei,en,39.915,116.404,yes,{crs}", head=HEAD + ",crs")
    assert (line.latitude, line.longitude) == (39.915, 116.404)


def test_an_unknown_system_is_a_bad_line():
    assert read("2025550123,Mei,en,39.915,116.404,yes,ED50", head=HEAD + ",crs") == [BadLine(2, "crs")]


@given(st.text(max_size=300))
def test_any_text_is_lines_or_bad_lines(text):
    for line in read(text):
        assert 2 <= line.number <= len(io.StringIO(text, newline="").readlines()) + 2
