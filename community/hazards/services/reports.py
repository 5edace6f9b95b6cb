"""Filing a report, and what its reporter adds to it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community.hazards.models import CLIENT_ID, NEWS_FOR, ApiKey, Category, Origin, Report, ReportEvent, Sender, Urgency
from community.hazards.permissions import may_enter, may_triage
from community.hazards.photos import Photo
from community.hazards.services.blocks import admit
from community.hazards.services.held import claim_held
from community.hazards.services.news import note_news
from community.hazards.services.pictures import Kept, attach, kept_files
from community.hazards.services.placing import lay_squares
from community.hazards.services.telling import tell_filed
from community.hazards.services.weighing import lay_weights
from community.hazards.words import hazard_in
from community.places.models import Community, NamedArea
from community.places.selectors import area_at
from portal.lib.ids import new_reference, new_token
from portal.lib.live import publish
from portal.lib.sealing import blind_index, seal


class NewsClosed(Exception):
    """Nothing changed for NEWS_FOR: what is seen there now is a report of its own."""


def file_report(
    *,
    community: Community,
    category: Category,
    description: str,
    language: str,
    channel: str,
    now: datetime,
    latitude: float | None = None,
    longitude: float | None = None,
    address: str = "",
    area: NamedArea | None = None,
    photos: Sequence[Photo] = (),
    held: Sequence[str] = (),
    holder: str = "",
    reporter_name: str = "",
    reporter_phone: str = "",
    reporter_email: str = "",
    by: Any = None,
    on_behalf: bool = False,
    client_id: str = "",
    key: str = "",
    urgency: str | None = None,
    note: str = "",
    answers: dict[str, Any] | None = None,
    api_key: ApiKey | None = None,
    sender: Sender | None = None,
    is_emergency: bool = False,
) -> Report:
    """Keep a report, SUBMITTED, with its photos (community.hazards.photos.Photo, already read) and its first event.

    `held` names photos of a form that came back, kept for `holder`; raises HeldGone where one is there no more.

    `reporter_phone` is E.164; degrees are WGS 84; `urgency` defaults to the category's. A stranger's report stays
    private until somebody has looked at it; what staff file, or a program with its `api_key`, is public at once.
    `on_behalf`: `by` only writes down what somebody else says. `note` is for the desk alone, `answers` are as
    read_answers gives them. The same `client_id` (CLIENT_ID letters or more) with the same words, place and person is
    the same report, also when both come at once: the first one is returned, with `.is_repeat` true. Whatever differs
    under that id is a report of its own, and sent again is itself again. A `key` (64 letters at most) is ours, not the
    sender's: it names the report whatever comes with it.

    `sender` (selectors.sender_of) is who sends it, beside the phone. Where they are blocked it raises SenderBlocked and
    keeps nothing, unless it tells of danger: by its urgency, its words, or because the door knows (`is_emergency`).
    """
    sent = key or None
    if not key and len(client_id) >= CLIENT_ID:
        told = (category.pk, description, answers or {}, latitude, longitude, address, area and area.pk)
        who = (reporter_name, reporter_phone, reporter_email)
        sent = blind_index(repr((client_id, community.pk, told, who)))
    if (first := _repeat_of(sent)) is not None:
        return first
    if area is None and latitude is not None and longitude is not None:
        area = area_at(community, latitude, longitude)
    known = by if getattr(by, "is_authenticated", False) else None
    vouched = known is not None and may_enter(known, community)  # for what others say at the door, too
    sender = replace(sender or Sender(), phone=blind_index(reporter_phone) if reporter_phone else "")
    is_emergency |= (urgency or category.urgency) == Urgency.IMMEDIATE or hazard_in(description).is_emergency
    block = admit(community, sender, is_emergency=is_emergency, now=now) if not vouched else None
    row = Report(
        community=community,
        tracking_token=new_token(),
        client_id=sent,
        category=category,
        description=description,
        answers=answers or {},
        latitude=latitude,
        longitude=longitude,
        address=address,
        area=area,
        channel=channel,
        language=language,
        reporter=known if not on_behalf else None,
        reporter_name_sealed=seal(reporter_name) if reporter_name else None,
        reporter_phone_sealed=seal(reporter_phone) if reporter_phone else None,
        reporter_phone_index=blind_index(reporter_phone) if reporter_phone else "",
        urgency=urgency or category.urgency,
        reporter_email_sealed=seal(reporter_email) if reporter_email else None,
        is_public=block is None and (api_key is not None or may_triage(by, community)),
        from_blocked=block is not None,
        api_key=api_key,
        **category.levels(now),
        created=now,
        updated=now,
    )
    try:
        with kept_files(photos) as kept:
            _insert(row, kept, note, held=held, holder=holder, sender=None if vouched else sender, by=known, now=now)
    except IntegrityError:
        # the same page sent twice at once: the other request was faster
        first = _repeat_of(sent)
        if first is None:
            raise
        return first
    return row


def _repeat_of(sent: str | None) -> Report | None:
    first = Report.objects.filter(client_id=sent).first() if sent else None
    if first is not None:
        first.is_repeat = True
    return first


@transaction.atomic
def _insert(
    row: Report,
    kept: list[Kept],
    note: str,
    *,
    held: Sequence[str],
    holder: str,
    sender: Sender | None,
    by: Any,
    now: datetime,
) -> None:
    row.reference = new_reference("H")
    while Report.objects.filter(reference=row.reference).exists():
        row.reference = new_reference("H")
    lay_squares([row])
    lay_weights([row])
    row.save(force_insert=True)
    # those that came first stand first
    attach(row, [*claim_held(held, holder=holder, now=now), *kept], now=now)
    filed = ReportEvent.objects.create(report=row, kind="filed", to_status=row.status, by=by, at=now)
    note_news(row, filed, is_first=row.is_public)
    if sender and (sender.device or sender.address):
        Origin.objects.create(report=row, device_index=sender.device, address_index=sender.address, at=now)
    if row.from_blocked:
        ReportEvent.objects.create(report=row, kind="from_blocked", is_public=False, at=now)
    if note:
        ReportEvent.objects.create(report=row, kind="reporter", note=note, is_public=False, at=now)
    tell_filed(row, now=now)
    publish("desk", "report", reference=row.reference)


@transaction.atomic
def add_news(report: Report, *, words: str, now: datetime) -> None:
    """What the reporter says later. For the desk: a stranger's words stay private. Raises NewsClosed."""
    if not Report.objects.filter(pk=report.pk, updated__gte=now - NEWS_FOR).update(updated=now):
        raise NewsClosed(report)
    ReportEvent.objects.create(report=report, kind="reporter", note=words, is_public=False, at=now)
    publish("desk", "report", reference=report.reference)


@transaction.atomic
def add_comment(report: Report, *, words: str, program: ApiKey, now: datetime) -> None:
    """What another program says of a report. For the desk, like all that strangers say. Raises NewsClosed."""
    if not Report.objects.filter(pk=report.pk, updated__gte=now - NEWS_FOR).update(updated=now):
        raise NewsClosed(report)
    ReportEvent.objects.create(report=report, kind="comment", subject=program.name, note=words, is_public=False, at=now)
    publish("desk", "report", reference=report.reference)


@transaction.atomic
def add_place(report: Report, *, words: str, area: NamedArea | None = None, now: datetime) -> None:
    """Where it is, as the reporter answered when asked. A place that is known already is not overwritten."""
    changes: dict[str, Any] = {}
    if words and not report.address:
        changes["address"] = words[:300]
    if area is not None and report.area_id is None:
        changes["area"] = area
    Report.objects.filter(pk=report.pk).update(updated=now, **changes)
    for name, value in changes.items():
        setattr(report, name, value)
    ReportEvent.objects.create(report=report, kind="place", note=words, is_public=False, at=now)
    publish("desk", "report", reference=report.reference)


@transaction.atomic
def say_same(report: Report, other: Report, *, now: datetime) -> None:
    """The reporter says that `report` repeats `other`. An officer confirms it: no report vanishes by a stranger's tap.

    Raises ValidationError where the two cannot be one.
    """
    if other.pk == report.pk or other.community_id != report.community_id:
        raise ValidationError(_("These two cannot be the same."))
    changed = Report.objects.filter(pk=report.pk, status__in=Report.WAITING, duplicate_of=None).update(
        duplicate_of=other, updated=now
    )
    if not changed:
        return  # said before, or somebody is already at work on it
    report.duplicate_of = other
    ReportEvent.objects.create(
        report=report, kind="reporter", subject=other.reference, is_public=False, note="", at=now
    )
    publish("desk", "report", reference=report.reference)
