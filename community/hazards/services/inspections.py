"""Inspection rounds: planned, gone on, repeated; what is not fine becomes a report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community.hazards.models import (
    CLIENT_ID,
    Category,
    Checklist,
    ChecklistItem,
    Finding,
    InspectedPlace,
    Report,
    ReportEvent,
    Round,
    Visit,
)
from community.hazards.photos import Photo
from community.hazards.selectors import is_outside
from community.hazards.selectors.inspections import same_hazard
from community.hazards.services.pictures import Kept, attach, kept_files
from community.hazards.services.reports import file_report
from community.places.models import Community
from portal.lib.live import publish
from portal.lib.moves import LostRace, move
from portal.lib.sealing import blind_index
from portal.lib.words import said

MOST_PLACES = 200  # of one round: more than that is several people's work


@dataclass(frozen=True)
class Answered:
    """What was said of one item; photos only where it is not fine."""

    answer: str
    words: str = ""
    photos: tuple[Photo, ...] = ()


def place_of(community: Community, *, at: tuple[float, float] | None = None, **thing: Any) -> InspectedPlace:
    """The register's place of one `area`, `station`, `building` or `name`, made where it is missing.

    `at` (latitude, longitude) is where a place that only has a name stands from now on; None leaves it.
    """
    row, _made = InspectedPlace.objects.get_or_create(community=community, **thing)
    if at is not None and row.name:
        row.latitude, row.longitude = at
        row.save(update_fields=["latitude", "longitude"])
    return row


@transaction.atomic
def plan_round(
    checklist: Checklist,
    *,
    places: Iterable[InspectedPlace],
    due: date,
    who: Any = None,
    repeats: str = "",
    by: Any,
    now: datetime,
) -> Round:
    """A round over `places`, one visit each. Raises ValidationError by field."""
    chosen = {place.pk: place for place in places}
    if not chosen or len(chosen) > MOST_PLACES:
        raise ValidationError({"places": _("Choose between 1 and %(number)d places.") % {"number": MOST_PLACES}})
    if due < now.astimezone(checklist.community.zone).date():
        raise ValidationError({"due": _("This day is over.")})
    if Checklist.objects.select_for_update().filter(pk=checklist.pk, is_active=True).first() is None:
        raise ValidationError({"checklist": _("This checklist was changed meanwhile. Choose it again.")})
    row = Round.objects.create(
        community=checklist.community,
        checklist=checklist,
        who=who,
        due=due,
        day=due.day,
        repeats=repeats,
        planned_by=by,
        planned_at=now,
    )
    Visit.objects.bulk_create(Visit(round=row, place=place) for place in chosen.values())
    return row


def stop_round(row: Round, *, by: Any, now: datetime) -> bool:
    """No visit of it waits any longer, and no round follows; False where it was stopped before."""
    return bool(Round.objects.filter(pk=row.pk, stopped_at=None).update(stopped_by=by, stopped_at=now))


def open_rounds(*, now: datetime) -> int:
    """The round after each repeated one whose day has come; how many. What was missed stays missed."""
    made = 0
    rows = Round.objects.exclude(repeats="").filter(
        next=None, stopped_at=None, due__lte=(now + timedelta(days=1)).date()
    )
    for row in rows.select_related("community", "checklist"):
        if row.due <= now.astimezone(row.community.zone).date() and _follow(row, now):
            made += 1
    return made


def _follow(row: Round, now: datetime) -> bool:
    """Whether this process made it, with the version that holds now; of two at once the second finds the link taken."""
    due = row.next_due
    same = Checklist.objects.filter(community=row.community, slug=row.checklist.slug, is_active=True)
    if due is None or (checklist := same.first()) is None:
        return False
    fields = {name: getattr(row, name) for name in ("community", "who", "day", "repeats", "planned_by")}
    try:
        with transaction.atomic():
            made = Round.objects.create(**fields, checklist=checklist, due=due, follows=row, planned_at=now)
            Visit.objects.bulk_create(
                Visit(round=made, place_id=place) for place in row.visits.values_list("place", flat=True)
            )
    except IntegrityError:
        return False
    return True


def record_visit(
    visit: Visit,
    *,
    answers: Mapping[ChecklistItem, Answered],
    client_id: str,
    language: str,
    by: Any,
    now: datetime,
    seen_at: datetime | None = None,
    note: str = "",
    at: tuple[float, float] | None = None,
) -> Visit:
    """Keep the answers of a visit; each that is not fine becomes one report, or joins the open one that is the same.

    `seen_at` is the device's clock, believed back to the day the round was planned and never ahead. `at` (latitude,
    longitude) becomes the pin of a place that only has a name, unless it has one or it lies elsewhere. The same
    `client_id` by the same person is the same visit: returned as it is, with `.is_repeat` true. Raises
    ValidationError where an item has no answer, LostRace where others were faster; then nothing was written.
    """
    sent = blind_index(repr((visit.pk, by.pk, client_id))) if len(client_id) >= CLIENT_ID else ""
    if (first := _repeat_of(visit, sent)) is not None:
        return first
    asked = list(visit.round.checklist.items.filter(is_active=True).select_related("category"))
    if missing := [str(item) for item in asked if item not in answers]:
        raise ValidationError(_("Still without an answer: %(items)s") % {"items": "; ".join(missing)})
    if visit.round.stopped_at:
        raise LostRace(visit, Visit.Status.DONE)
    done_at = seen_at if seen_at is not None and visit.round.planned_at <= seen_at <= now else now
    photos = [(item, photo) for item in asked for photo in answers[item].photos]
    try:
        with kept_files([photo for _item, photo in photos]) as kept, transaction.atomic():
            change = {"client_id": sent, "done_by": by, "done_at": done_at, "sent_at": now, "note": note}
            move(visit, Visit.Status.DONE, **change)
            place, community = visit.place, visit.round.community
            if at is not None and place.name and place.position is None and not is_outside(community, *at):
                visit.place = place_of(community, name=place.name, at=at)
            pictures: dict[int, list[Kept]] = {}
            for (item, _photo), one in zip(photos, kept, strict=True):
                pictures.setdefault(item.pk, []).append(one)
            for item in asked:
                _find(visit, item, answers[item], pictures.get(item.pk, []), language, by, now)
            publish("desk", "report", visit=visit.pk)
    except LostRace:
        if (first := _repeat_of(visit, sent)) is not None:
            return first
        raise
    return visit


def _repeat_of(visit: Visit, sent: str) -> Visit | None:
    first = Visit.objects.with_names().filter(pk=visit.pk, client_id=sent).first() if sent else None
    if first is not None:
        first.is_repeat = True
    return first


def _find(
    visit: Visit, item: ChecklistItem, said_of: Answered, kept: list[Kept], language: str, by: Any, now: datetime
) -> None:
    row = Finding(visit=visit, item=item, answer=said_of.answer, words=said_of.words)
    if said_of.answer == Finding.Answer.NOT_FINE:
        finding = said(item.finding, language)
        stop = "。" if language.startswith("zh") else ". "
        words = f"{finding}{stop}{said_of.words}".strip()
        same = same_hazard(visit, item, words)
        row.report = same or _filed(visit, item, words, language, by, now)
        row.is_joined = same is not None
        _note(row.report, visit, said_of.words if same else "", kept, by, now)
    row.save()


def _filed(visit: Visit, item: ChecklistItem, words: str, language: str, by: Any, now: datetime) -> Report:
    place = visit.place
    latitude, longitude = place.position or (None, None)
    category: Category = item.category
    return file_report(
        community=visit.round.community,
        category=category,
        description=words,
        language=language,
        channel="inspection",
        latitude=latitude,
        longitude=longitude,
        address="" if place.area_id else str(place),
        area=place.area,
        urgency=item.urgency,
        by=by,
        now=now,
    )


def _note(report: Report, visit: Visit, words: str, kept: list[Kept], by: Any, now: datetime) -> None:
    """The inspection in the report's own history, with its photos."""
    attach(report, kept, now=now)
    ReportEvent.objects.create(
        report=report, kind="inspection", subject=str(visit.place)[:150], note=words, is_public=False, by=by, at=now
    )
    Report.objects.filter(pk=report.pk).update(updated=now)
