"""Who came, who is well, who needs help: append-only, so that a replay is harmless."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from community.people.models import Household
from drills.models import CheckEvent, Drill, SignUp
from drills.services.events import NotNow, locked, note
from portal.lib.moves import try_move

Kind = CheckEvent.Kind
STATUS = {Kind.IN: SignUp.Status.IN, Kind.OUT: SignUp.Status.OUT}


class NonceTaken(Exception):
    """The nonce belongs to another check."""


def record_check(
    drill: Drill | None,
    *,
    nonce: str,
    kind: str,
    by: Any,
    now: datetime,
    device_time: datetime | None = None,
    person: Any = None,
    household: Household | None = None,
    phone_index: str = "",
) -> CheckEvent:
    """Keep one check. The same `nonce` again gives the first one, and changes nothing; `is_replay` then says so.

    `device_time` is when the device saw it, `now` when we heard of it. A sign-up follows the latest IN or OUT by the
    device's clock, whatever the order in which they arrive. Raises NotNow, NonceTaken.
    """
    fields = {"drill": drill, "kind": kind, "person": person, "household": household, "phone_index": phone_index}
    try:
        with transaction.atomic():
            if drill is not None:
                drill = locked(drill)
                first = CheckEvent.objects.filter(nonce=nonce).first()
                if first is not None:
                    return _replay(first, fields)
                if drill.status not in Drill.CHECKABLE:
                    raise NotNow("closed")
            check = CheckEvent.objects.create(
                nonce=nonce, by=by, device_time=device_time or now, server_time=now, **fields
            )
            if drill is not None and person is not None and kind in STATUS:
                _follow(drill, person, by=by, now=now)
    except IntegrityError:  # the same nonce at the same moment
        return _replay(CheckEvent.objects.get(nonce=nonce), fields)
    check.is_replay = False  # type: ignore[attr-defined]
    return check


def _replay(first: CheckEvent, fields: dict[str, Any]) -> CheckEvent:
    if any(getattr(first, name) != value for name, value in fields.items()):
        raise NonceTaken
    first.is_replay = True  # type: ignore[attr-defined]
    return first


def _follow(drill: Drill, person: Any, *, by: Any, now: datetime) -> None:
    """Bring the person's sign-up to their latest IN or OUT; who never signed up is a walk-in."""
    checks = CheckEvent.objects.filter(drill=drill, person=person, kind__in=list(STATUS))
    # a device whose clock runs ahead must not hide all that comes after: nothing was seen after we heard of it
    latest = max(checks, key=lambda check: (min(check.device_time, check.server_time), check.pk))
    to = STATUS[Kind(latest.kind)]
    signup = SignUp.objects.filter(drill=drill, user=person).first()
    if signup is None:
        signup = SignUp.objects.create(drill=drill, user=person, status=to, queued_at=now, created=now)
        note(drill, "signup", by=by, now=now, after=to, signup=signup, text="walk-in")
    elif signup.status != to:
        before = signup.status
        if try_move(signup, to, offer_expires=None):
            note(drill, "signup", by=by, now=now, before=before, after=to, signup=signup)
