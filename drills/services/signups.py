"""Signing up: never more people than places, and a waiting list that asks before it promotes."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from community.messaging.models import Lane
from community.messaging.services import send_text
from community.people.selectors import language_of_phone, phone_of_user
from drills.models import Drill, SignUp
from drills.selectors import public_url, when_words
from drills.services.events import NotNow, locked, note
from portal.lib.moves import IllegalMove, move

OFFER_HOLDS = timedelta(hours=24)
Status = SignUp.Status


@transaction.atomic
def sign_up(drill: Drill, *, by: Any, now: datetime) -> SignUp:
    """Sign `by` up: CONFIRMED while there are places, else WAITLISTED. Taking an offered place confirms it.

    Signing up twice is signing up once. Raises NotNow where the drill takes nobody any more.
    """
    drill = locked(drill)
    if not drill.takes_sign_ups(now):
        raise NotNow("closed")
    signup = SignUp.objects.filter(drill=drill, user=by).first()
    if signup is not None and signup.status == Status.OFFERED:
        return _take_offer(drill, signup, by=by, now=now)
    if signup is not None and signup.status != Status.CANCELLED:
        return signup
    status = Status.CONFIRMED if _has_room(drill) else Status.WAITLISTED
    if signup is None:
        signup = SignUp.objects.create(drill=drill, user=by, status=status, queued_at=now, created=now)
        before = ""
    else:
        before = signup.status
        move(signup, status, queued_at=now, offer_expires=None)
    note(drill, "signup", by=by, now=now, before=before, after=status, signup=signup)
    return signup


def _has_room(drill: Drill) -> bool:
    """Room for one more, whom nobody waits for longer."""
    if drill.capacity is None:
        return True
    if drill.signups.filter(status=Status.WAITLISTED).exists():
        return False
    return drill.signups.filter(status__in=SignUp.HOLDING).count() < drill.capacity


def _take_offer(drill: Drill, signup: SignUp, *, by: Any, now: datetime) -> SignUp:
    if signup.offer_expires is None or signup.offer_expires <= now:
        raise NotNow("over")
    move(signup, Status.CONFIRMED, offer_expires=None)
    note(drill, "signup", by=by, now=now, before=Status.OFFERED, after=Status.CONFIRMED, signup=signup)
    return signup


@transaction.atomic
def cancel_sign_up(signup: SignUp, *, by: Any, now: datetime) -> SignUp:
    """Give the place back; the next on the waiting list is asked. Raises IllegalMove once the person has come."""
    drill = locked(signup.drill)
    signup.refresh_from_db(fields=["status"])  # it may have been promoted before we held the drill
    if signup.status == Status.CANCELLED:
        return signup
    before = signup.status
    if Status.CANCELLED not in SignUp.MOVES[Status(before)]:
        raise IllegalMove(signup, Status.CANCELLED)
    move(signup, Status.CANCELLED, offer_expires=None)
    note(drill, "signup", by=by, now=now, before=before, after=Status.CANCELLED, signup=signup)
    offer_places(drill, now=now)
    return signup


@transaction.atomic
def offer_places(drill: Drill, *, now: datetime) -> int:
    """Offer free places to those who wait longest; returns how many. An offer holds its place until it runs out."""
    drill = locked(drill)
    if not drill.takes_sign_ups(now) or drill.starts <= now:
        return 0
    waiting = drill.signups.filter(status=Status.WAITLISTED).select_related("user").order_by("queued_at", "pk")
    if drill.capacity is not None:
        free = drill.capacity - drill.signups.filter(status__in=SignUp.HOLDING).count()
        waiting = waiting[: max(free, 0)]
    until = min(now + OFFER_HOLDS, drill.starts)
    offered = list(waiting)
    for signup in offered:
        move(signup, Status.OFFERED, offer_expires=until)
        note(drill, "signup", by=None, now=now, before=Status.WAITLISTED, after=Status.OFFERED, signup=signup)
        _text_offer(drill, signup, until, now)
    return len(offered)


def expire_offers(*, now: datetime) -> int:
    """Take back offers that nobody took in time, and offer the places on; returns how many ran out."""
    due = SignUp.objects.filter(status=Status.OFFERED, offer_expires__lte=now)
    ended = 0
    for drill in Drill.objects.filter(pk__in=due.values("drill")):
        with transaction.atomic():
            drill = locked(drill)
            # read again under the lock: an offer may just have been taken
            for signup in due.filter(drill=drill):
                move(signup, Status.CANCELLED, offer_expires=None)
                note(drill, "signup", by=None, now=now, before=Status.OFFERED, after=Status.CANCELLED, signup=signup)
                ended += 1
            offer_places(drill, now=now)
    return ended


def _text_offer(drill: Drill, signup: SignUp, until: datetime, now: datetime) -> None:
    """Tell the person by text, where their number is known; the page says it in any case."""
    phone = phone_of_user(signup.user)
    if not phone:
        return
    language = language_of_phone(phone) or settings.LANGUAGE_CODE
    with translation.override(language):
        body = _("A place is free for you: %(title)s, %(when)s. Take it by %(until)s: %(url)s") % {
            "title": str(drill),
            "when": when_words(drill, short=True),
            "until": f"{until.astimezone(drill.zone):%Y-%m-%d %H:%M}",
            "url": public_url(drill),
        }
    send_text(
        key=f"drill:{drill.pk}:offer:{signup.pk}:{int(until.timestamp())}",
        phone=phone,
        body=body,
        language=language,
        lane=Lane.REMINDER,
        expires=until,
        now=now,
    )
