"""A person's private calendar address."""

from datetime import datetime
from typing import Any

from drills.models import CalendarAddress
from portal.lib.ids import new_token


def calendar_address(user: Any, *, now: datetime) -> CalendarAddress:
    """The person's address, made when it is first asked for."""
    return CalendarAddress.objects.get_or_create(user=user, defaults={"token": new_token(), "made_at": now})[0]


def renew_calendar_address(user: Any, *, now: datetime) -> CalendarAddress:
    """A new address; the old one answers no more from now on."""
    row, _made = CalendarAddress.objects.update_or_create(user=user, defaults={"token": new_token(), "made_at": now})
    return row
