"""Drawing communities and areas on the map."""

from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from community.places import geometry
from community.places.models import Community, NamedArea
from community.places.selectors import shape_problem


def save_community(
    *,
    slug: str,
    name: dict[str, str],
    issuer: dict[str, str],
    shape: Any,
    time_zone: str,
    region: str,
    languages: list[str],
    emergency_numbers: dict[str, str],
    sms_number: str = "",
    quiet_from: time = time(22),
    quiet_until: time = time(7),
    work_from: time = time(8, 30),
    work_until: time = time(17, 30),
    work_days: str = "12345",
    is_demo: bool = False,
    now: datetime,
) -> Community:
    """Make the community `slug`, or bring it up to date. `shape` is GeoJSON. Raises ValidationError by field."""
    checked, box = usable_shape(shape)
    row = Community.objects.filter(slug=slug).first() or Community(slug=slug)
    row.name, row.issuer, row.time_zone, row.region = name, issuer, time_zone, region.upper()
    row.languages, row.emergency_numbers = languages, emergency_numbers
    row.sms_number, row.is_demo = sms_number, is_demo
    row.quiet_from, row.quiet_until = quiet_from, quiet_until
    row.work_from, row.work_until, row.work_days = work_from, work_until, work_days
    row.shape = checked
    row.south, row.west, row.north, row.east = box
    row.full_clean()
    row.save()
    return row


def save_area(
    *,
    community: Community,
    slug: str,
    name: dict[str, str],
    shape: Any,
    now: datetime,
    geocodes: list[dict[str, str]] | None = None,
) -> NamedArea:
    """Make the area `slug` of `community`, or bring it up to date; without `geocodes` it keeps those that it has.

    Raises ValidationError by field.
    """
    checked, box = usable_shape(shape)
    row = NamedArea.objects.filter(community=community, slug=slug).first() or NamedArea(community=community, slug=slug)
    row.name, row.shape = name, checked
    row.geocodes = row.geocodes if geocodes is None else geocodes
    row.south, row.west, row.north, row.east = box
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def remove_area(area: NamedArea) -> None:
    """Take an area off the map. Alerts that named it keep the shape they were issued with."""
    area.delete()


def usable_shape(shape: Any) -> tuple[geometry.Shape, geometry.Box]:
    """The clean shape and its box. Raises ValidationError under `shape`, in the reader's language."""
    try:
        checked = geometry.checked_shape(shape)
    except geometry.BadShape as bad:
        raise ValidationError({"shape": ValidationError(shape_problem(bad.code), code=bad.code)}) from None
    return checked, geometry.bounds(checked)
