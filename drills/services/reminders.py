"""Reminders by text, 72 and 3 hours before a drill."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from community.messaging.models import Lane
from community.messaging.services import open_broadcast
from drills.models import Drill, SignUp
from drills.selectors import public_url, when_words
from drills.services.events import in_every_language
from drills.services.signups import expire_offers
from portal.lib.words import said

# (name, how long before the start, how late it may still be said)
REMINDERS = (
    ("72h", timedelta(hours=72), timedelta(hours=24)),
    ("3h", timedelta(hours=3), timedelta(hours=2, minutes=30)),
)


def remind_due(*, now: datetime) -> int:
    """Open the reminders that are due, once each, and end offers that ran out. Returns how many were opened."""
    expire_offers(now=now)
    soon = Drill.objects.filter(
        status=Drill.Status.PUBLISHED, starts__gt=now, starts__lte=now + max(before for _n, before, _l in REMINDERS)
    )
    opened = 0
    for drill in soon.select_related("community"):
        for name, before, late in REMINDERS:
            due = drill.starts - before
            if due <= now < due + late and (drill.reminded_at is None or drill.reminded_at < due):
                _remind(drill, name, now=now)
                opened += 1
    return opened


def _remind(drill: Drill, name: str, *, now: datetime) -> None:
    # a drill that was given another time is reminded of anew
    key = f"drill:{drill.pk}:{name}" + (f":{drill.moves}" if drill.moves else "")
    open_broadcast(
        key=key,
        lane=Lane.REMINDER,
        texts=in_every_language(lambda: reminder_words(drill)),
        audience="drill_signups",
        definition={"drill": drill.pk, "statuses": [SignUp.Status.CONFIRMED.value]},
        expires=drill.starts,
        hold_until=drill.community.quiet_end(now),  # like an exercise, it wakes nobody
        now=now,
    )
    Drill.objects.filter(pk=drill.pk).update(reminded_at=now)
    drill.reminded_at = now


def reminder_words(drill: Drill) -> str:
    """What, when, where, and where to say that one cannot come."""
    return _("Reminder of a drill: %(title)s, %(when)s, %(place)s. You signed up. Cannot come? %(url)s") % {
        "title": str(drill),
        "when": when_words(drill, short=True),
        "place": said(drill.place),
        "url": public_url(drill),
    }
