"""A register of residents, file into rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from community.people.models import Building, Grid, Household, Resident, ResidentPlace
from community.people.registers import BadLine, ResidentLine, evened, read_residents
from community.places import geometry
from community.places.models import Community
from portal.lib.sealing import blind_index, seal

BATCH = 1_000
FURTHEST = 50_000  # metres from the community: beyond, columns are swapped or the file is another town's
MOST_KEPT = 1_000  # bad lines kept in the report; all are handed to `on_bad`


@dataclass
class ImportReport:
    """What became of a file. `bad` holds the first 1,000 bad lines, `bad_lines` counts all."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    bad_lines: int = 0
    new_buildings: int = 0
    bad: list[BadLine] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.added + self.updated + self.unchanged + self.bad_lines


def import_residents(
    lines: Iterable[str],
    *,
    community: Community,
    now: datetime,
    region: str = "",
    on_bad: Callable[[BadLine], None] | None = None,
    on_batch: Callable[[ImportReport], None] | None = None,
) -> ImportReport:
    """Read a CSV register (columns: see registers.py) into `community`, a commit for each 1,000 lines.

    A number that is known is brought up to date, so a second run doubles nothing. What people said themselves by
    subscribing (language, consent, places) outranks the register. Raises BadRegister for the file as a whole.
    """
    batch = _Import(community, now, ImportReport(), on_bad)
    rows = read_residents(lines, region=region or community.region)
    while chunk := list(islice(rows, BATCH)):
        with transaction.atomic():
            batch.take(chunk)
        if on_batch:
            on_batch(batch.report)
    return batch.report


class _Import:
    def __init__(
        self, community: Community, now: datetime, report: ImportReport, on_bad: Callable[[BadLine], None] | None
    ):
        self.community, self.now, self.report, self.on_bad = community, now, report, on_bad
        self.near = geometry.widened(
            geometry.Box(community.south, community.west, community.north, community.east), FURTHEST
        )
        self.buildings: dict[str, Building] = {}
        for building in Building.objects.filter(grid__community=community).order_by("-pk"):
            for known_as in (building.slug, *building.name.values()):
                self.buildings[evened(known_as)] = building

    def take(self, chunk: list[ResidentLine | BadLine]) -> None:
        """Write one batch, in a handful of statements."""
        lines: dict[str, ResidentLine] = {}
        for line in chunk:
            if isinstance(line, ResidentLine):
                line_or_bad = self._placed(line)
                if isinstance(line_or_bad, ResidentLine):
                    index = blind_index(line.phone)
                    if index in lines:  # the same number twice in a batch: the later line counts
                        self.report.updated += 1
                    lines[index] = line_or_bad
                    continue
                line = line_or_bad
            self._refuse(line)
        known = {
            row.phone_index: row
            for row in Resident.objects.filter(community=self.community, phone_index__in=list(lines))
        }
        doors = self._doors(lines.values())
        self._add({index: line for index, line in lines.items() if index not in known}, doors)
        self._update([(known[index], line) for index, line in lines.items() if index in known], doors)

    def _refuse(self, line: BadLine) -> None:
        self.report.bad_lines += 1
        if len(self.report.bad) < MOST_KEPT:
            self.report.bad.append(line)
        if self.on_bad:
            self.on_bad(line)

    def _placed(self, line: ResidentLine) -> ResidentLine | BadLine:
        """The line with coordinates, its building made known where it has a new one."""
        building = self.buildings.get(evened(line.building)) if line.building else None
        if line.latitude is None or line.longitude is None:
            if building is None:
                return BadLine(line.number, "building")
            return replace(line, latitude=building.latitude, longitude=building.longitude)
        box = self.near
        if not (box.south <= line.latitude <= box.north and box.west <= line.longitude <= box.east):
            return BadLine(line.number, "far")
        if line.building and building is None:
            self._new_building(line.building, line.latitude, line.longitude)
        return line

    def _new_building(self, name: str, latitude: float, longitude: float) -> None:
        grid = Grid.objects.filter(community=self.community).order_by("pk").first()
        if grid is None:
            grid = Grid.objects.create(community=self.community, slug="all", name=self.community.name)
        stem = slugify(name)[:40] or "building"
        slug, number = stem, 1
        while Building.objects.filter(grid=grid, slug=slug).exists():
            number += 1
            slug = f"{stem}-{number}"
        words = dict.fromkeys(self.community.languages, name)
        building = Building.objects.create(grid=grid, slug=slug, name=words, latitude=latitude, longitude=longitude)
        self.buildings[evened(name)] = building
        self.report.new_buildings += 1

    def _doors(self, lines: Iterable[ResidentLine]) -> dict[tuple[int, str], Household]:
        """Households by (building, door), made where they are new."""
        wanted = {
            (self.buildings[evened(line.building)].pk, line.household)
            for line in lines
            if line.building and line.household
        }
        if not wanted:
            return {}
        rows = Household.objects.filter(
            building__in={building for building, _door in wanted}, door__in={door for _building, door in wanted}
        )
        doors = {(row.building_id, row.door): row for row in rows}
        new = [Household(building_id=building, door=door) for building, door in sorted(wanted - doors.keys())]
        doors.update({(row.building_id, row.door): row for row in Household.objects.bulk_create(new)})
        return doors

    def _household(self, line: ResidentLine, doors: dict[tuple[int, str], Household]) -> Household | None:
        if not (line.building and line.household):
            return None
        return doors[self.buildings[evened(line.building)].pk, line.household]

    def _add(self, lines: dict[str, ResidentLine], doors: dict[tuple[int, str], Household]) -> None:
        rows = Resident.objects.bulk_create(
            Resident(
                community=self.community,
                household=self._household(line, doors),
                name=line.name,
                phone_sealed=seal(line.phone),
                phone_index=index,
                language=line.language,
                consent=line.consent,
                consent_at=self.now if line.consent else None,
                needs_help=line.consent and bool(line.needs_help),
                source=Resident.Source.IMPORT,
                created=self.now,
            )
            for index, line in lines.items()
        )
        ResidentPlace.objects.bulk_create(
            ResidentPlace(resident=row, latitude=line.latitude, longitude=line.longitude)
            for row, line in zip(rows, lines.values(), strict=True)
        )
        self.report.added += len(rows)

    def _update(self, pairs: list[tuple[Resident, ResidentLine]], doors: dict[tuple[int, str], Household]) -> None:
        places = {
            place.resident_id: place
            for place in ResidentPlace.objects.filter(resident__in=[row.pk for row, _line in pairs], position=1)
        }
        changed, moved, new = [], [], []
        for row, line in pairs:
            touched = self._changed(row, line, doors)
            if touched:
                changed.append(row)
            if row.source != Resident.Source.SUBSCRIPTION:
                place, at = places.get(row.pk), (line.latitude, line.longitude)
                if place is None:
                    new.append(ResidentPlace(resident=row, latitude=at[0], longitude=at[1]))
                    touched = True
                elif (place.latitude, place.longitude) != at:
                    place.latitude, place.longitude = at  # type: ignore[assignment]  # _placed filled them
                    moved.append(place)
                    touched = True
            self.report.updated += touched
            self.report.unchanged += not touched
        Resident.objects.bulk_update(
            changed, ["name", "language", "consent", "consent_at", "household", "needs_help"], 200
        )
        ResidentPlace.objects.bulk_update(moved, ["latitude", "longitude"], 200)
        ResidentPlace.objects.bulk_create(new)

    def _changed(self, row: Resident, line: ResidentLine, doors: dict[tuple[int, str], Household]) -> bool:
        """Write the line into the row; whether anything differed."""
        before = (row.name, row.language, row.consent, row.household_id, row.needs_help)
        row.name = line.name or row.name
        if household := self._household(line, doors):
            row.household = household
        if row.source != Resident.Source.SUBSCRIPTION:
            row.language = line.language
            if row.consent != line.consent:
                row.consent, row.consent_at = line.consent, self.now if line.consent else None
            if line.needs_help is not None or not row.consent:
                row.needs_help = row.consent and bool(line.needs_help)
        return before != (row.name, row.language, row.consent, row.household_id, row.needs_help)


def line_problem(code: str) -> str:
    """Why a line was refused, for the operator; it repeats nothing of the line."""
    return {
        "phone": _("the phone number is not one that could be called"),
        "language": _("the language is not one of this site's (write English, 中文, en or zh)"),
        "consent": _("consent must be yes or no"),
        "place": _("latitude and longitude are missing or not on the globe"),
        "far": _("the place is more than 50 km from the community; are latitude and longitude swapped?"),
        "crs": _("the coordinate system must be WGS84, GCJ-02 or BD-09"),
        "building": _("there are no coordinates, and the building is not known"),
        "columns": _("the line has more or fewer columns than the heading"),
        "encoding": _("the line is not UTF-8; save the file as “CSV UTF-8”"),
        "unreadable": _("the line cannot be read as CSV"),
        "quote": _("a quotation mark is opened in this line and not closed"),
        "long": _("a name, a building or a household is too long"),
        "rank": _("the rank must be lead or deputy"),
        "user": _("there is no such account"),
        "other": _("something in it cannot be kept: is a name missing?"),
    }[code]
