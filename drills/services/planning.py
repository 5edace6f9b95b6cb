"""Planning a drill and taking it from draft to its end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from community.messaging.models import Broadcast, Lane
from community.messaging.services import open_broadcast, stop_broadcast
from community.places.models import Community
from drills.models import Drill, SignUp
from drills.selectors import public_url, when_words
from drills.services.events import NotNow, in_every_language, locked, note
from drills.services.signups import offer_places
from portal.lib.moves import IllegalMove, move

Status = Drill.Status
SEEN = ("title", "summary", "starts", "ends", "time_zone", "place", "latitude", "longitude", "access")  # in calendars


@transaction.atomic
def plan_drill(*, community: Community, by: Any, now: datetime, **values: Any) -> Drill:
    """Keep a new drill as a draft. `values` are the model's fields; `time_zone` defaults to the community's.

    Raises ValidationError by field.
    """
    values.setdefault("time_zone", community.time_zone)
    values.setdefault("organiser", by)
    drill = Drill(community=community, created=now, updated=now, **values)
    drill.full_clean()
    drill.save()
    note(drill, "planned", by=by, now=now, after=Status.DRAFT)
    return drill


@transaction.atomic
def change_drill(drill: Drill, *, by: Any, now: datetime, **values: Any) -> Drill:
    """Change a draft or an announced drill. Raises ValidationError by field, IllegalMove once it runs or is over.

    What a calendar shows raises SEQUENCE; another time is told to those who signed up, and reminders start anew.
    """
    drill = locked(drill)
    if drill.status not in (Status.DRAFT, Status.PUBLISHED):
        raise IllegalMove(drill, drill.status)
    changed = [name for name, value in values.items() if getattr(drill, name) != value]
    if not changed:
        return drill
    moved = drill.is_public and bool({"starts", "ends"} & set(changed))
    for name in changed:
        setattr(drill, name, values[name])
    drill.updated = now
    if drill.is_public and set(changed) & set(SEEN):
        drill.sequence += 1
    if moved:
        drill.moves += 1
        drill.reminded_at = None
    drill.full_clean()
    drill.save()
    note(drill, "changed", by=by, now=now, before=drill.status, after=drill.status, text=", ".join(changed))
    if moved:
        _stop_texts(drill, now)
        _tell(drill, f"moved:{drill.moves}", _moved_words, now=now)
    if drill.is_public:
        offer_places(drill, now=now)  # there may be more places than before
    return drill


def publish_drill(drill: Drill, *, by: Any, now: datetime) -> Drill:
    """Announce a draft. Raises IllegalMove, LostRace; NotNow where its end has passed."""
    if drill.ends <= now:
        raise NotNow("past")
    return _move(drill, Status.PUBLISHED, "published", by=by, now=now, published_at=now)


def start_drill(drill: Drill, *, by: Any, now: datetime) -> Drill:
    """Raises IllegalMove, LostRace."""
    return _move(drill, Status.RUNNING, "started", by=by, now=now)


@transaction.atomic
def end_drill(drill: Drill, *, by: Any, now: datetime) -> Drill:
    """End a running drill; whoever signed up and was not seen did not come. Raises IllegalMove, LostRace."""
    _move(drill, Status.ENDED, "ended", by=by, now=now)
    drill.signups.filter(status=SignUp.Status.CONFIRMED).update(status=SignUp.Status.NO_SHOW)
    drill.signups.filter(status__in=[SignUp.Status.OFFERED, SignUp.Status.WAITLISTED]).update(
        status=SignUp.Status.CANCELLED, offer_expires=None
    )
    return drill


@transaction.atomic
def cancel_drill(drill: Drill, *, by: Any, now: datetime, note: str = "") -> Drill:
    """Call a drill off before it starts, and text those who meant to come. Raises IllegalMove, LostRace."""
    _move(drill, Status.CANCELLED, "cancelled", by=by, now=now, text=note, sequence=drill.sequence + 1)
    _stop_texts(drill, now)
    if drill.is_public and now < drill.ends:
        _tell(drill, "cancelled", _cancelled_words, now=now)
    return drill


@transaction.atomic
def abort_drill(drill: Drill, *, by: Any, now: datetime, note: str = "") -> Drill:
    """Stop a running drill because something real happened, and say so. Raises IllegalMove, LostRace."""
    _move(drill, Status.ABORTED_REAL, "aborted", by=by, now=now, text=note, sequence=drill.sequence + 1)
    _stop_texts(drill, now)
    statuses = [SignUp.Status.CONFIRMED, SignUp.Status.IN]
    _tell(drill, "aborted", _aborted_words, now=now, statuses=statuses)
    return drill


@transaction.atomic
def _move(drill: Drill, to: str, kind: str, *, by: Any, now: datetime, text: str = "", **changes: Any) -> Drill:
    before = drill.status
    move(drill, to, updated=now, **changes)
    note(drill, kind, by=by, now=now, before=before, after=to, text=text)
    return drill


def _stop_texts(drill: Drill, now: datetime) -> None:
    """Nothing that is still queued about this drill is true any more."""
    for broadcast in Broadcast.objects.filter(key__startswith=f"drill:{drill.pk}:", stopped_at=None, expires__gt=now):
        stop_broadcast(broadcast, now=now)


def _tell(drill: Drill, event: str, words: Any, *, now: datetime, statuses: Sequence[str] = ()) -> None:
    statuses = statuses or [SignUp.Status.CONFIRMED, SignUp.Status.OFFERED, SignUp.Status.WAITLISTED]
    open_broadcast(
        key=f"drill:{drill.pk}:{event}",
        lane=Lane.REMINDER,
        texts=in_every_language(lambda: words(drill)),
        audience="drill_signups",
        definition={"drill": drill.pk, "statuses": [str(one) for one in statuses]},
        expires=max(drill.ends, now),
        now=now,
    )


def _moved_words(drill: Drill) -> str:
    return _("New time for the drill “%(title)s”: %(when)s. %(url)s") % _facts(drill)


def _cancelled_words(drill: Drill) -> str:
    return _("The drill “%(title)s” is cancelled (%(when)s). %(url)s") % _facts(drill)


def _aborted_words(drill: Drill) -> str:
    return _("The drill “%(title)s” is stopped: there is a real emergency. Follow the warnings. %(url)s") % _facts(
        drill
    )


def _facts(drill: Drill) -> dict[str, str]:
    return {"title": str(drill), "when": when_words(drill, short=True), "url": public_url(drill)}
