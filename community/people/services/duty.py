"""Who is rung: duty phones, turns of duty, the leads of buildings."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from community.people.models import Building, BuildingLead, DutyPhone, DutyTurn
from community.places.models import Community
from portal.lib.phones import NotAPhone, normalise_phone
from portal.lib.sealing import seal


def save_duty_phone(user: Any, *, phone: str = "", language: str, now: datetime) -> DutyPhone:
    """Say where `user` is rung. `phone` as typed; empty keeps the one there is. Raises ValidationError by field."""
    row = DutyPhone.objects.filter(user=user).first() or DutyPhone(user=user)
    row.language = language
    return _kept(row, phone, None)


def save_lead(
    building: Building, *, rank: int, name: str, phone: str = "", language: str, now: datetime
) -> BuildingLead:
    """Say who wakes `building`, as its lead or deputy. `phone` as typed; empty keeps the one there is.

    Raises ValidationError by field.
    """
    row = BuildingLead.objects.filter(building=building, rank=rank).first()
    row = row or BuildingLead(building=building, rank=rank)
    row.name, row.language = name, language
    return _kept(row, phone, building.grid.community.region)


def save_duty_turn(
    row: DutyTurn | None = None,
    *,
    community: Community,
    user: Any,
    order: int = 1,
    starts: datetime,
    ends: datetime | None = None,
    now: datetime,
) -> DutyTurn:
    """Put `user` on duty, or change a turn. Raises ValidationError by field."""
    row = row or DutyTurn()
    row.community, row.user, row.order, row.starts, row.ends = community, user, order, starts, ends
    if ends is not None and ends <= starts:
        raise ValidationError({"ends": _("It has to end after it begins.")})
    row.full_clean()
    row.save()
    return row


def remove_duty(row: DutyPhone | DutyTurn | BuildingLead) -> None:
    """Ring this person no more."""
    row.delete()


def _kept(row: Any, phone: str, region: str | None) -> Any:
    if phone:
        try:
            row.phone_sealed = seal(normalise_phone(phone, region))
        except NotAPhone as wrong:
            raise ValidationError({"phone": str(wrong)}) from None
    elif row.pk is None:
        raise ValidationError({"phone": _("A number is needed.")})
    row.full_clean(exclude=["phone_sealed"])
    row.save()
    return row
