"""Registers of stations: CSV and GeoJSON read into values, bad lines by number.

Columns of a CSV file (properties of a GeoJSON Feature), only the first three and the coordinates are needed:

  name, kind, latitude, longitude       latitude and longitude in degrees; in GeoJSON the Point says them
  slug                                  the short name in addresses; made from the name where it is missing
  address, opening, bring, directions, status_note
  phone, capacity, places_free, stale_after, status, confirmed_at (RFC 3339)
  step_free, animals, drinking_water, wifi      yes no true false 1 0 是 否
  power                                 grid, generator, none
  equipment                             codes with ; between them, in GeoJSON also a list
  crs                                   wgs84 (default), gcj02, bd09

Words take a language at the end of the column's name: `name_en`, `name_zh`; without one, the text itself says which.
"""

import codecs
import csv
import hashlib
import io
import json
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.people.registers import CRS, is_usable, to_wgs84

WORDS = ("name", "address", "opening", "bring", "directions", "status_note")
NUMBERS = ("capacity", "places_free", "stale_after")
FLAGS = ("step_free", "animals", "drinking_water", "wifi")
KINDS = ("emergency_station", "fire_station", "shelter", "assembly_point", "clinic", "water_point", "aed")
STATUSES = ("active", "degraded", "closed")
POWERS = ("grid", "generator", "none")
LANGUAGES = {"en": "en", "zh": "zh-hans", "zh_hans": "zh-hans", "zh_cn": "zh-hans", "cn": "zh-hans"}
YES = frozenset({"yes", "y", "true", "1", "是", "有"})
NO = frozenset({"no", "n", "false", "0", "否", "无"})
LONGEST = 200  # lines of one record: its directions may be several
MOST = 2_000_000  # no column holds more people, places or hours

_HAN = re.compile(r"[\u3400-\u9fff]")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


class NotARegister(ValueError):
    """The whole file cannot be read. `code`: not_text, no_header, not_json, not_features; `detail` names a column."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(code)
        self.code, self.detail = code, detail


class BadValue(ValueError):
    """One value cannot be used. `code`: missing, not_a_number, out_of_range, not_a_choice, not_yes_or_no, not_a_time,
    not_a_point, not_a_slug, not_a_line, not_closed."""

    def __init__(self, code: str, column: str):
        super().__init__(code)
        self.code, self.column = code, column


@dataclass(frozen=True)
class StationLine:
    """One good line: the values that it gives, by the names of the model's fields."""

    number: int
    values: dict[str, Any]


@dataclass(frozen=True)
class BadLine:
    number: int
    code: str  # BadValue's
    column: str


def read_register(content: bytes) -> Iterator[StationLine | BadLine]:
    """The lines of a CSV or GeoJSON file, told apart by its first character. Raises NotARegister."""
    text = _text_of(content)
    if text.lstrip().startswith(("{", "[")):
        return read_geojson(text)
    return read_csv(io.StringIO(text, newline="").readlines())


def _text_of(content: bytes) -> str:
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):  # as spreadsheets in China save
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotARegister("not_text")


def read_csv(lines: list[str]) -> Iterator[StationLine | BadLine]:
    """Lines by their number in the file, the header being 1. Raises NotARegister."""
    reader = csv.reader(lines)
    try:
        header = [_column(name) for name in next(reader, [])]
    except csv.Error:
        raise NotARegister("no_header") from None
    for needed in ("name", "kind", "latitude", "longitude"):
        if not any(_base(name)[0] == needed for name in header):
            raise NotARegister("no_header", needed)
    return _csv_lines(lines, reader.line_num, header)


def _csv_lines(lines: list[str], at: int, header: list[str]) -> Iterator[StationLine | BadLine]:
    """The records from line `at` on (counted from 0). After one that cannot be read, the next line is a new start."""
    while at < len(lines):
        number = at + 1
        try:
            cells, used = _record(lines, at, len(header))
        except BadValue as bad:
            at += 1
            yield BadLine(number, bad.code, "")
            continue
        at += used
        if any(cell.strip() for cell in cells):
            yield _line(number, dict(zip(header, cells, strict=False)))


def _record(lines: list[str], at: int, columns: int) -> tuple[list[str], int]:
    """The cells of the record that begins there, and how many lines it takes. Raises BadValue.

    Over several lines it must be exact: a stray quotation mark pairs with the next one, however far down that stands.
    """
    try:
        reader = csv.reader([lines[at], ""])
        cells = next(reader)
        if reader.line_num == 1:
            return cells, 1
    except csv.Error:
        raise BadValue("not_a_line", "") from None
    reader = csv.reader(lines[at : at + LONGEST], strict=True)
    try:
        cells = next(reader)
    except csv.Error:
        raise BadValue("not_closed", "") from None
    if len(cells) != columns:
        raise BadValue("not_closed", "")
    return cells, reader.line_num


def read_geojson(text: str) -> Iterator[StationLine | BadLine]:
    """Features by their place in the collection, the first being 1. Raises NotARegister."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        raise NotARegister("not_json") from None
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list):
        raise NotARegister("not_features")
    return (_feature(number, feature) for number, feature in enumerate(features, 1))


def _feature(number: int, feature: Any) -> StationLine | BadLine:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    point = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    if not isinstance(point, list) or len(point) < 2:
        return BadLine(number, "not_a_point", "geometry")
    properties = feature.get("properties")
    cells = {_column(str(name)): value for name, value in (properties if isinstance(properties, dict) else {}).items()}
    if isinstance(cells.get("names"), dict):  # as our own feed says it
        cells["name"] = cells["names"]
    return _line(number, {**cells, "longitude": point[0], "latitude": point[1]})


def _line(number: int, cells: dict[str, Any]) -> StationLine | BadLine:
    try:
        return StationLine(number, _values(cells))
    except BadValue as bad:
        return BadLine(number, bad.code, bad.column)


def _values(cells: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for word in WORDS:
        words = _words(word, cells)
        if words:
            values[word] = words
    if not values.get("name"):
        raise BadValue("missing", "name")
    values["kind"] = _choice(cells, "kind", KINDS, needed=True)
    values["latitude"], values["longitude"] = _point(cells)
    values["slug"] = _slug(_text(cells.get("slug")), values["name"])
    for column in NUMBERS:
        if _text(cells.get(column)):
            values[column] = _whole(cells[column], column)
    for column in FLAGS:
        if _text(cells.get(column)):
            values[column] = _flag(cells[column], column)
    for column, choices in (("power", POWERS), ("status", STATUSES)):
        chosen = _choice(cells, column, choices)
        # "stale" is what our own feed says of an old status: no news
        if chosen:
            values[column] = chosen
    if _text(cells.get("phone")):
        values["phone"] = _text(cells["phone"])
    if cells.get("equipment"):
        values["equipment"] = _codes(cells["equipment"])
    if _text(cells.get("confirmed_at")):
        values["confirmed_at"] = _time(_text(cells["confirmed_at"]))
    return values


def _column(name: str) -> str:
    return re.sub(r"[\s-]+", "_", unicodedata.normalize("NFKC", name).strip().lower())


def _base(column: str) -> tuple[str, str]:
    """("name", "zh-hans") of "name_zh"; ("status_note", "") of "status_note"."""
    for end, language in LANGUAGES.items():
        if column.endswith("_" + end):
            return column[: -len(end) - 1], language
    return column, ""


def _words(word: str, cells: dict[str, Any]) -> dict[str, str]:
    words: dict[str, str] = {}
    plain = cells.get(word)
    if isinstance(plain, dict):
        words = {str(code): text.strip() for code, text in plain.items() if isinstance(text, str) and text.strip()}
        if not set(words) <= set(LANGUAGES.values()):
            raise BadValue("not_a_choice", word)
    elif _text(plain):
        words["zh-hans" if _HAN.search(_text(plain)) else "en"] = _text(plain)
    for column, value in cells.items():
        base, language = _base(column)
        if base == word and language and _text(value):
            words[language] = _text(value)
    return words


def _text(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).strip()


def _choice(cells: dict[str, Any], column: str, choices: tuple[str, ...], needed: bool = False) -> str:
    text = re.sub(r"[\s-]+", "_", _text(cells.get(column)).lower())
    if not text:
        if needed:
            raise BadValue("missing", column)
        return ""
    if column == "status" and text == "stale":
        return ""
    if text not in choices:
        raise BadValue("not_a_choice", column)
    return text


def _point(cells: dict[str, Any]) -> tuple[float, float]:
    latitude, longitude = _degrees(cells, "latitude", 90), _degrees(cells, "longitude", 180)
    system = CRS.get(re.sub(r"[\s_\-:]", "", _text(cells.get("crs")).casefold()))
    if system is None:
        raise BadValue("not_a_choice", "crs")
    return to_wgs84(latitude, longitude, system)


def _degrees(cells: dict[str, Any], column: str, most: int) -> float:
    text = _text(cells.get(column))
    if not text:
        raise BadValue("missing", column)
    try:
        degrees = float(text)
    except ValueError:
        raise BadValue("not_a_number", column) from None
    if not math.isfinite(degrees):
        raise BadValue("not_a_number", column)
    if abs(degrees) > most:
        raise BadValue("out_of_range", column)
    return degrees


def _whole(value: Any, column: str) -> int:
    try:
        number = float(_text(value))
        whole = int(number)
    except (ValueError, OverflowError):
        raise BadValue("not_a_number", column) from None
    if number != whole:
        raise BadValue("not_a_number", column)
    if not 0 <= whole <= MOST:
        raise BadValue("out_of_range", column)
    return whole


def _flag(value: Any, column: str) -> bool:
    text = _text(value).lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise BadValue("not_yes_or_no", column)


def _codes(value: Any) -> list[str]:
    parts = value if isinstance(value, list) else re.split(r"[;,；，、|]", _text(value))
    codes = [re.sub(r"[\s-]+", "_", str(part).strip().lower()) for part in parts]
    return list(dict.fromkeys(code for code in codes if code))


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadValue("not_a_time", "confirmed_at") from None
    if at.tzinfo is None or not is_usable(at):
        raise BadValue("not_a_time", "confirmed_at")
    return at


def _slug(given: str, name: dict[str, str]) -> str:
    if given:
        if not re.fullmatch(r"[-a-zA-Z0-9_]{1,50}", given):
            raise BadValue("not_a_slug", "slug")
        return given
    ascii_name = unicodedata.normalize("NFKD", name.get("en", "")).encode("ascii", "ignore").decode().lower()
    made = _NOT_SLUG.sub("-", ascii_name).strip("-")[:50].strip("-")
    # a name without letters of the alphabet: the same one gives the same address
    return made or "s-" + hashlib.sha256(next(iter(name.values())).encode()).hexdigest()[:10]
