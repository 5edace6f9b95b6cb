"""Stations: putting them on the map, importing registers, saying whether they are open."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.places.models import Community
from community.stations.models import Station, StationEvent
from community.stations.registers import BadLine, StationLine, read_register
from portal.lib.language import language_of_text
from portal.lib.moves import move

CLOCKS_DIFFER = timedelta(minutes=10)  # how far ahead of ours an import's clock may be


@dataclass
class ImportOutcome:
    """What became of the lines of a register."""

    made: int = 0
    changed: int = 0
    same: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)  # (line, reason for a person)


@transaction.atomic
def register_station(*, community: Community, slug: str, by: Any = None, now: datetime, **values: Any) -> Station:
    """Put a station on the map, or bring it up to date, by its slug. Raises ValidationError by field.

    `values` are the model's fields; `status` counts only together with `confirmed_at`.
    """
    station, _result = _upsert(community, {"slug": slug, **values}, by=by, now=now, kind="registered")
    return station


@transaction.atomic
def import_stations(content: bytes, *, community: Community, by: Any = None, now: datetime) -> ImportOutcome:
    """Import a CSV or GeoJSON register (bytes): good lines by slug, bad ones by number with the reason.

    Raises NotARegister where the file as a whole cannot be read.
    """
    outcome, seen = ImportOutcome(), set()
    for line in read_register(content):
        if isinstance(line, BadLine):
            outcome.bad.append((line.number, bad_line_words(line)))
            continue
        try:
            slug = line.values["slug"]
            if slug in seen:
                raise ValidationError(_("The short name %(slug)s stands in this file twice.") % {"slug": slug})
            result = _import_line(line, community, by=by, now=now)
        except ValidationError as wrong:
            outcome.bad.append((line.number, " ".join(_reasons(wrong))))
        else:
            seen.add(slug)
            setattr(outcome, result, getattr(outcome, result) + 1)
    return outcome


def _import_line(line: StationLine, community: Community, *, by: Any, now: datetime) -> str:
    with transaction.atomic():
        _station, result = _upsert(community, line.values, by=by, now=now, kind="imported")
    return result


def _upsert(community: Community, values: dict[str, Any], *, by: Any, now: datetime, kind: str) -> tuple[Station, str]:
    """(station, "made" | "changed" | "same")."""
    values = dict(values)
    slug = values.pop("slug")
    station = Station.objects.filter(slug=slug).first()
    result = "changed" if station else "made"
    station = station or Station(slug=slug, community=community)
    if station.community_id != community.pk:
        raise ValidationError({"slug": _("This short name belongs to another community.")})
    before = station.status if station.pk else ""
    confirmed = values.pop("confirmed_at", None)
    status = values.pop("status", None)
    if confirmed is not None:
        if confirmed > now + CLOCKS_DIFFER:
            raise ValidationError({"confirmed_at": _("This time lies in the future.")})
        if station.confirmed_at is None or confirmed > station.confirmed_at:  # an old word never undoes a newer one
            values |= {"confirmed_at": confirmed, "status": status or station.status}
    elif status == Station.Status.CLOSED and not station.pk:
        values["status"] = status
    changes = {name: value for name, value in values.items() if getattr(station, name) != value}
    if station.pk and not changes:
        return station, "same"
    for name, value in changes.items():
        setattr(station, name, value)
    station.updated = now
    station.full_clean()
    station.save()
    StationEvent.objects.create(station=station, kind=kind, from_status=before, to_status=station.status, by=by, at=now)
    return station, result


@transaction.atomic
def confirm_station(
    station: Station,
    *,
    status: str,
    by: Any,
    now: datetime,
    note: dict[str, str] | str = "",
    places_free: int | None = None,
) -> Station:
    """Say whether a station is open, and that somebody looked. Raises ValidationError, IllegalMove, LostRace.

    `note` (why, for everybody to read) is one text a language, or a text in either; an empty one clears the old.
    """
    words = {language_of_text(note): note.strip()} if isinstance(note, str) and note.strip() else note or {}
    changed = station.status != status
    before = station.status
    station.places_free = places_free
    station.clean()
    move(station, status, status_note=words, places_free=places_free, confirmed_at=now, updated=now)
    StationEvent.objects.create(
        station=station,
        kind="changed" if changed else "confirmed",
        from_status=before,
        to_status=status,
        by=by,
        note=" / ".join(words.values()) if isinstance(words, dict) else "",
        at=now,
    )
    return station


@transaction.atomic
def remove_station(station: Station, *, by: Any, now: datetime) -> None:
    """Take a station off the map for good, its history with it."""
    station.delete()


def bad_line_words(line: BadLine) -> str:
    """Why a line was left out, for the person who keeps the register."""
    reason = {
        "missing": _("it is missing"),
        "not_a_number": _("not a number"),
        "out_of_range": _("out of range"),
        "not_a_choice": _("not one of the known values"),
        "not_yes_or_no": _("write yes or no"),
        "not_a_time": _("write a time with its offset, as 2026-07-08T16:30:00+08:00"),
        "not_a_point": _("not a point"),
        "not_a_slug": _("write letters, digits and hyphens, 50 at most"),
        "not_a_line": _("this line cannot be read"),
        "not_closed": _("a quotation mark is opened here and not closed"),
    }[line.code]
    return f"{line.column}: {reason}" if line.column else reason


def register_words(code: str, detail: str) -> str:
    """Why a whole file cannot be read."""
    words = {
        "not_text": _("This file is not text in UTF-8, UTF-16 or GB 18030."),
        "no_header": _("The first line must name the columns: name, kind, latitude, longitude."),
        "not_json": _("This file begins like JSON, but is not."),
        "not_features": _("This is not a GeoJSON FeatureCollection."),
    }[code]
    return f"{words} ({detail})" if detail else words


def _reasons(wrong: ValidationError) -> list[str]:
    if hasattr(wrong, "error_dict"):
        return [f"{name}: {' '.join(texts)}" for name, texts in wrong.message_dict.items()]
    return list(wrong.messages)
