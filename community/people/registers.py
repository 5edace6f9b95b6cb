"""Registers of residents: CSV read into values, bad lines by number.

Chinese map services shift coordinates on purpose: GCJ-02 (AMap, Tencent) lies 100 to 700 m off WGS 84, BD-09 (Baidu)
adds a second shift. The published approximation of GCJ-02 ("Restrictions on geographic data in China", Wikipedia,
section GCJ-02) is a sum of sines over the distance from 35° N 105° E on the Krasovsky 1940 ellipsoid; it is undone
here by fixed-point iteration, to far below a metre. BD-09 turns and stretches GCJ-02 by x_pi = 3000 pi / 180.
"""

import codecs
import csv
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.lib.language import known_language
from portal.lib.phones import NotAPhone, normalise_phone

REQUIRED = ("phone", "name", "language", "latitude", "longitude", "consent")
OPTIONAL = ("building", "household", "crs", "needs_help")
COLUMNS = {
    **{name: name for name in (*REQUIRED, *OPTIONAL)},
    **{"电话": "phone", "手机": "phone", "手机号": "phone", "姓名": "name", "语言": "language", "纬度": "latitude"},
    **{"经度": "longitude", "同意": "consent", "楼栋": "building", "门牌": "household", "户": "household"},
    **{"需要帮助": "needs_help", "需要协助": "needs_help"},
    **{"坐标系": "crs", "lat": "latitude", "lon": "longitude", "lng": "longitude"},
}
YES = {"yes", "y", "true", "1", "是", "同意"}
NO = {"no", "n", "false", "0", "否", "不同意"}
LANGUAGE_NAMES = {
    **dict.fromkeys(("english", "英文", "英语", "eng"), "en"),
    **dict.fromkeys(("chinese", "mandarin", "putonghua", "simplified chinese", "chinese (simplified)"), "zh-hans"),
    **dict.fromkeys(("cantonese", "chi", "zho", "汉语", "华语", "国语", "粤语", "普通话"), "zh-hans"),
    **dict.fromkeys(("中文", "中文简体", "中文(简体)", "简体", "简体中文", "繁体中文", "繁體中文"), "zh-hans"),
}
CRS = {
    **dict.fromkeys(("", "wgs84", "epsg4326", "4326", "gps"), "wgs84"),
    **dict.fromkeys(("gcj02", "gcj", "mars", "火星", "火星坐标", "高德", "腾讯"), "gcj02"),
    **dict.fromkeys(("bd09", "bd09ll", "baidu", "百度", "百度坐标"), "bd09"),
}


_GB_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")


class BadRegister(ValueError):
    """The file as a whole cannot be read. `code`: empty, not_text, columns; `columns` names the missing ones."""

    def __init__(self, code: str, columns: tuple[str, ...] = ()):
        super().__init__(code)
        self.code, self.columns = code, columns


@dataclass(frozen=True, slots=True)
class ResidentLine:
    """One good line. Coordinates are WGS 84; None where a building says where."""

    number: int
    phone: str  # E.164
    name: str
    language: str
    consent: bool
    latitude: float | None
    longitude: float | None
    building: str
    household: str
    needs_help: bool | None = None  # None where the register does not say


@dataclass(frozen=True, slots=True)
class BadLine:
    """One line that cannot be used. `code`: phone, language, consent, place, crs, name, columns, encoding, unreadable,
    quote, building, far, long, rank, user, other. It repeats nothing that stood in the line."""

    number: int
    code: str


def read_residents(lines: Iterable[str], *, region: str) -> Iterator[ResidentLine | BadLine]:
    """Read a register line by line; `number` counts lines of the file from 1, its heading included.

    `lines` are text, undecodable bytes escaped as surrogates. Comma, semicolon or tab; a byte order mark is ignored.
    A person is one line: a quotation mark that is left open costs that line and no other.
    Raises BadRegister where there is no heading, or it lacks a column.
    """
    for found in _cells(lines, COLUMNS, REQUIRED):
        yield found if isinstance(found, BadLine) else read_line(*found, region)


def read_rows(
    lines: Iterable[str], *, columns: Mapping[str, str], required: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]] | BadLine]:
    """Any other table, as read_residents reads its own: (line, {column: text}) for each line.

    `columns` are headings as people write them -> our names. Raises BadRegister.
    """
    for found in _cells(lines, columns, required):
        if isinstance(found, BadLine):
            yield found
            continue
        number, names, cells = found
        if len(cells) != len(names):
            yield BadLine(number, "columns")
        elif any(_is_undecoded(cell) for cell in cells):
            yield BadLine(number, "encoding")
        elif any(len(cell) > 200 for cell in cells):
            yield BadLine(number, "long")
        else:
            yield number, {name: cell.strip() for name, cell in zip(names, cells, strict=True) if name}


def _cells(
    lines: Iterable[str], columns: Mapping[str, str], required: Sequence[str]
) -> Iterator[tuple[int, list[str], list[str]] | BadLine]:
    """(line, our name of each column, cells) for each line that has any. Raises BadRegister."""
    source = iter(lines)
    heading = next(source, "").lstrip("\ufeff")
    if not heading.strip():
        raise BadRegister("empty")
    if "\0" in heading:
        raise BadRegister("not_text")
    delimiter = max(",;\t", key=heading.count)
    names = [columns.get(cell.strip().casefold(), "") for cell in next(csv.reader([heading], delimiter=delimiter))]
    missing = tuple(name for name in required if name not in names)
    if missing:
        raise BadRegister("columns", missing)
    for number, line in enumerate(source, 2):
        reader = csv.reader([line, ""], delimiter=delimiter)
        try:
            cells = next(reader)
        except csv.Error:
            yield BadLine(number, "unreadable")
            continue
        if reader.line_num > 1:  # it went on into the empty line
            yield BadLine(number, "quote")
        elif any(cell.strip() for cell in cells):
            yield number, names, cells


def evened(name: str) -> str:
    """A name by which two lines mean the same: without case, and with one space where there are any."""
    return " ".join(name.casefold().split())


def encoding_of(lines: Iterable[bytes]) -> str:
    """The codec of a register's text: UTF-16 by its mark; GB 18030 where most lines in other than ASCII are no UTF-8,
    and look like Chinese rather than like Western letters; else UTF-8, whose damaged lines are refused one by one."""
    good = damaged = double = single = 0
    for number, line in enumerate(lines):
        if number == 0 and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if line.isascii():
            continue
        try:
            line.decode()
            good += 1
        except UnicodeDecodeError:
            damaged += 1
            pairs = _GB_PAIR.findall(line)
            double += sum(pair[1] >= 0xA1 for pair in pairs)  # a common character; Western letters stand alone
            single += sum(pair[1] < 0xA1 for pair in pairs)
    return "gb18030" if damaged > good and double > single else "utf-8-sig"


def read_line(number: int, names: list[str], cells: list[str], region: str) -> ResidentLine | BadLine:
    """One record, given the heading's names ("" for columns that are not ours)."""
    if len(cells) != len(names):
        return BadLine(number, "columns")
    values = {name: cell.strip() for name, cell in zip(names, cells, strict=True) if name}
    if any(_is_undecoded(value) for value in values.values()):
        return BadLine(number, "encoding")
    if len(values["name"]) > 150 or len(values.get("household", "")) > 40 or len(values.get("building", "")) > 150:
        return BadLine(number, "long")
    language = language_named(values["language"])
    consent = consent_said(values["consent"])
    try:
        phone = normalise_phone(values["phone"], region)
        place = _place(values)
    except NotAPhone:
        return BadLine(number, "phone")
    except _Unusable as bad:
        return BadLine(number, str(bad))
    if language is None:
        return BadLine(number, "language")
    if consent is None:
        return BadLine(number, "consent")
    return ResidentLine(
        number=number,
        phone=phone,
        name=values["name"],
        language=language,
        consent=consent,
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        building=values.get("building", ""),
        household=values.get("household", ""),
        needs_help=consent_said(values.get("needs_help", "")),
    )


def language_named(text: str) -> str | None:
    """The site's language that people call `text`: a tag (zh-CN), a name in English or Chinese; None if unknown."""
    name = " ".join(text.strip().casefold().replace("（", "(").replace("）", ")").split())
    if name in LANGUAGE_NAMES:
        return LANGUAGE_NAMES[name]
    return known_language(name) if re.fullmatch(r"[a-z]{2,3}([-_][a-z0-9]{2,8})*", name) else None


def consent_said(text: str) -> bool | None:
    answer = text.strip().casefold()
    return True if answer in YES else False if answer in NO else None


def is_usable(at: datetime) -> bool:
    """Whether a moment that somebody wrote can be moved to any zone and reckoned with: no OverflowError waits in it."""
    return 1900 <= at.year <= 9000


class _Unusable(Exception):
    """The code of a bad line."""


def _is_undecoded(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def _place(values: dict[str, str]) -> tuple[float, float] | None:
    system = CRS.get(re.sub(r"[\s_\-:]", "", values.get("crs", "").casefold()))
    if system is None:
        raise _Unusable("crs")
    if not values["latitude"] and not values["longitude"]:
        if not values.get("building"):
            raise _Unusable("place")
        return None
    try:
        latitude, longitude = float(values["latitude"]), float(values["longitude"])
    except ValueError:
        raise _Unusable("place") from None
    # written so that NaN fails; 0, 0 is what empty cells become in other people's exports
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or (latitude == 0 and longitude == 0):
        raise _Unusable("place")
    return to_wgs84(latitude, longitude, system)


def to_wgs84(latitude: float, longitude: float, system: str) -> tuple[float, float]:
    """WGS 84 of a point given in "wgs84", "gcj02" or "bd09"."""
    if system == "bd09":
        latitude, longitude = bd09_to_gcj02(latitude, longitude)
    if system in ("bd09", "gcj02"):
        return gcj02_to_wgs84(latitude, longitude)
    return latitude, longitude


def gcj02_to_wgs84(latitude: float, longitude: float) -> tuple[float, float]:
    """The point that `wgs84_to_gcj02` moves to here."""
    guess = latitude, longitude
    for _round in range(6):  # each round gains some three digits
        moved = wgs84_to_gcj02(*guess)
        guess = guess[0] + latitude - moved[0], guess[1] + longitude - moved[1]
    return guess


AXIS = 6_378_245.0  # Krasovsky 1940, metres
ECCENTRICITY = 0.00669342162296594323  # its first eccentricity, squared


def wgs84_to_gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    """The shifted point; outside mainland China nothing is shifted."""
    if not (0.8293 <= latitude <= 55.8271 and 72.004 <= longitude <= 137.8347):
        return latitude, longitude
    north, east = _shift_in_metres(longitude - 105.0, latitude - 35.0)
    phi = math.radians(latitude)
    flat = 1.0 - ECCENTRICITY * math.sin(phi) ** 2
    a_degree_north = math.radians(AXIS * (1.0 - ECCENTRICITY) / (flat * math.sqrt(flat)))
    a_degree_east = math.radians(AXIS / math.sqrt(flat) * math.cos(phi))
    return latitude + north / a_degree_north, longitude + east / a_degree_east


def _shift_in_metres(x: float, y: float) -> tuple[float, float]:
    """How far (north, east) GCJ-02 lies from WGS 84 at `x` degrees east and `y` north of 35° N 105° E."""

    def waves(at: float, *terms: tuple[float, float]) -> float:
        return sum(size * math.sin(at * math.pi * frequency) for size, frequency in terms) * 2.0 / 3.0

    root = math.sqrt(abs(x))
    ripple = waves(x, (20.0, 6.0), (20.0, 2.0))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    north += waves(y, (20.0, 1.0), (40.0, 1.0 / 3.0)) + waves(y, (160.0, 1.0 / 12.0), (320.0, 1.0 / 30.0))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    east += waves(x, (20.0, 1.0), (40.0, 1.0 / 3.0)) + waves(x, (150.0, 1.0 / 12.0), (300.0, 1.0 / 30.0))
    return north, east


def bd09_to_gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    turn = math.pi * 3000.0 / 180.0
    x, y = longitude - 0.0065, latitude - 0.006
    length = math.hypot(x, y) - 0.00002 * math.sin(y * turn)
    angle = math.atan2(y, x) - 0.000003 * math.cos(x * turn)
    return length * math.sin(angle), length * math.cos(angle)
