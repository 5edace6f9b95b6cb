"""Talks with people on duty: asked for, taken, said, handed on, ended; and who is there."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from community.places.models import Community
from knowledge.chat.masked import without_numbers
from knowledge.models import ChatSession, Duty, Talk, TalkDayOff, TalkEvent, TalkHours, TalkLine, room_of
from knowledge.permissions import may_answer_talks
from knowledge.selectors import is_for_nobody, open_talk, present_in, reach_of
from portal.lib.live import publish
from portal.lib.moves import IllegalMove, LostRace, move, try_move

S = Talk.Status
WAITS = timedelta(minutes=10)  # for somebody to take it
QUIET = timedelta(minutes=30)  # without a word from either
LONGEST_DUTY = timedelta(hours=12)
MOST_LINES = 300  # of one talk
MOST_WAITING = 50  # of one community: more than that no queue of volunteers serves
KEPT = timedelta(days=30)  # words, after the end; this project's own choice for PIPL article 19: the shortest time


class NobodyThere(Exception):
    """Out of hours, nobody on duty, or the queue is full."""


class LineGone(ObjectDoesNotExist):
    """Somebody has removed the line of the table meanwhile."""


# --- the resident ----------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_person(session: ChatSession, community: Community, *, shares: bool, language: str, now: datetime) -> Talk:
    """Put the session in the queue; whoever is in it already stays where they are. Raises NobodyThere.

    `shares`: a volunteer may read what was asked in this session before.
    """
    if not session.pk:
        fresh = {"created": now, "updated": now, "language": language, "community": community}
        session, _made = ChatSession.objects.get_or_create(token=session.token, defaults=fresh)
    if talk := open_talk(session):
        return talk
    reach = reach_of(community, now)
    if reach is None or not reach.is_there:
        raise NobodyThere
    if Talk.objects.waiting().filter(community=community).count() >= MOST_WAITING:
        raise NobodyThere
    try:
        with transaction.atomic():
            talk = Talk.objects.create(
                session=session, community=community, language=language, shares=shares,
                created=now, waiting_since=now, changed=now,
            )  # fmt: skip
    except IntegrityError:  # the same press twice
        return Talk.objects.open().get(session=session)
    _noted(talk, "asked", now=now)
    return talk


def leave_talk(talk: Talk, *, now: datetime) -> None:
    """The resident ends it. Raises IllegalMove, LostRace."""
    _moved(talk, S.LEFT, "left", now=now)


@transaction.atomic
def hear(talk: Talk, text: str, *, client_id: str, now: datetime) -> bool:
    """Keep what the resident wrote for whoever answers; the same id again changes nothing.

    False where it was not passed on: the talk has ended meanwhile, is full, or the words are of a crisis.
    """
    if is_for_nobody(text) or talk.lines.count() >= MOST_LINES:
        return False
    if not Talk.objects.open().filter(pk=talk.pk).update(changed=now):
        return False
    _said(talk, without_numbers(text), client_id=client_id, by=None, is_resident=True, link={}, now=now)
    return True


def go_on(session: ChatSession) -> None:
    """After a crisis nothing was passed on; from now on it is again, because the person asked for it."""
    context = {key: value for key, value in session.context.items() if key != "crisis"}
    ChatSession.objects.filter(pk=session.pk).update(context=context)
    publish(room_of(session.token), "talk")


# --- duty ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def go_on_duty(community: Community, *, by: Any, until: datetime, now: datetime) -> Duty:
    """`by` answers there until then, as long as their desk is open. Raises ValidationError."""
    if not now < until <= now + LONGEST_DUTY:
        raise ValidationError({"until": [_("Duty lasts 12 hours at most.")]})
    times = {"until": until, "seen": now}
    duty, _made = Duty.objects.update_or_create(
        user=by, community=community, defaults=times, create_defaults={**times, "since": now}
    )
    publish("talks", "duty")
    return duty


@transaction.atomic
def save_hours(row: TalkHours) -> None:
    """Keep a line of the week's table. Raises ValidationError where it does not fit in, LineGone."""
    _table_held(row.community)
    row.clean()
    if row.pk is None:
        row.save()
    else:
        words = {"community": row.community, "days": row.days, "opens": row.opens, "closes": row.closes}
        if not TalkHours.objects.filter(pk=row.pk).update(**words):  # a save would put it back
            raise LineGone
    publish("talks", "duty")


def drop_hours(row: TalkHours | TalkDayOff) -> None:
    """Take a line out of the week's table, or a day off back. Whoever talks now goes on talking."""
    row.delete()
    publish("talks", "duty")


@transaction.atomic
def take_day_off(community: Community, day: date, *, today: date) -> bool:
    """No volunteer answers there on that day. False where that is so already. Raises ValidationError."""
    _table_held(community)
    ahead = TalkDayOff.objects.filter(community=community, day__gte=today).exclude(day=day)
    if ahead.count() >= TalkDayOff.MOST:
        raise ValidationError({"day": [_("%d days off lie ahead, that is the most.") % TalkDayOff.MOST]})
    _row, made = TalkDayOff.objects.get_or_create(community=community, day=day)
    publish("talks", "duty")
    return made


def save_day_off(row: TalkDayOff) -> None:
    """Keep a day off as the administrators write it."""
    row.save()
    publish("talks", "duty")


def _table_held(community: Community) -> None:
    """Until the transaction ends nobody else changes the table: of two lines at once the second meets the first."""
    Community.objects.select_for_update().get(pk=community.pk)


def still_here(by: Any, *, now: datetime) -> None:
    """The desk of `by` is open. A duty that has ended stays ended."""
    Duty.objects.present(now).filter(user=by).update(seen=now)


@transaction.atomic
def go_off_duty(by: Any, *, now: datetime) -> None:
    """`by` answers nowhere any more: whom they answered go back in the queue."""
    Duty.objects.filter(user=by, until__gt=now).update(until=now)
    for talk in Talk.objects.filter(status=S.TAKEN, taken_by=by):
        _returned(talk, "back", by=by, now=now)
    publish("talks", "duty")


# --- whoever answers -------------------------------------------------------------------------------------------------


def take_talk(talk: Talk, *, by: Any, now: datetime) -> None:
    """`by` answers. Raises ValidationError for whoever is not on duty there; IllegalMove, LostRace."""
    if not any(duty.user_id == by.pk for duty in present_in(talk.community, now)):
        raise ValidationError(_("Say first that you are on duty."))
    _moved(talk, S.TAKEN, "taken", by=by, now=now, taken_by=by)


@transaction.atomic
def say_in_talk(
    talk: Talk, text: str, *, by: Any, client_id: str, now: datetime, link: dict[str, str] | None = None
) -> None:
    """An answer of whoever holds the talk, at most once for one id. Raises ValidationError, IllegalMove, LostRace."""
    text = text.replace("\0", "").strip()[:1000]
    if not text:
        raise ValidationError({"text": [_("Write your answer first.")]})
    if talk.lines.count() >= MOST_LINES:
        raise ValidationError({"text": [_("This talk is full. Close it; they can ask again.")]})
    _hold(talk, by=by, changed=now)
    _said(talk, text, client_id=client_id, by=by, is_resident=False, link=link or {}, now=now)


def hand_back(talk: Talk, *, by: Any, now: datetime) -> None:
    """Back in the queue, in the place that it had. Raises IllegalMove, LostRace."""
    with transaction.atomic():
        _hold(talk, by=by, changed=now)
        _moved(talk, S.WAITING, "back", by=by, now=now, taken_by=None, waiting_since=now)


@transaction.atomic
def pass_to(talk: Talk, to: Any, *, by: Any, now: datetime) -> None:
    """Another one answers from now on. Raises ValidationError where they are not there; IllegalMove, LostRace."""
    if to.pk == by.pk or not any(duty.user_id == to.pk for duty in present_in(talk.community, now)):
        raise ValidationError({"to": [_("They are not on duty.")]})
    _hold(talk, by=by, changed=now, taken_by=to)
    talk.taken_by = to
    _noted(talk, "passed", by=by, now=now)


def close_talk(talk: Talk, *, by: Any, now: datetime) -> None:
    """It is done. Raises IllegalMove, LostRace."""
    with transaction.atomic():
        _hold(talk, by=by, changed=now)
        _moved(talk, S.CLOSED, "closed", by=by, now=now)


# --- the clock -------------------------------------------------------------------------------------------------------


def watch_talks(*, now: datetime) -> int:
    """Return to the queue whose volunteer is gone, end what nobody took or wrote in; how many changed."""
    changed = 0
    for talk in Talk.objects.filter(status=S.TAKEN).select_related("community", "taken_by"):
        here = talk.taken_by is not None and may_answer_talks(talk.taken_by, talk.community)
        if not here or not Duty.objects.present(now).filter(user=talk.taken_by, community=talk.community).exists():
            changed += _returned(talk, "vanished", now=now)
        elif talk.changed <= now - QUIET:
            changed += _ended(talk, "quiet", now=now)
    for talk in Talk.objects.waiting().filter(waiting_since__lte=now - WAITS):
        changed += _ended(talk, "unheard", now=now)
    return changed


@transaction.atomic
def forget_talks(*, now: datetime) -> int:
    """Erase what was written in talks that ended 30 days ago, and whose they were; how many. The times stay."""
    over = Talk.objects.exclude(status__in=Talk.OPEN).filter(changed__lte=now - KEPT)
    over = over.filter(Q(session__isnull=False) | Q(lines__isnull=False)).distinct()
    gone = list(over.values_list("pk", flat=True))
    TalkLine.objects.filter(talk__in=gone).delete()
    Talk.objects.filter(pk__in=gone).update(session=None)
    Duty.objects.filter(until__lte=now - KEPT).delete()
    return len(gone)


# --- how -------------------------------------------------------------------------------------------------------------


def _hold(talk: Talk, *, by: Any, **changes: Any) -> None:
    """Change a talk that `by` holds, in one guarded statement."""
    if talk.status != S.TAKEN:
        raise IllegalMove(talk, S.TAKEN)
    if not Talk.objects.filter(pk=talk.pk, status=S.TAKEN, taken_by=by).update(**changes):
        raise LostRace(talk, talk.status)


def _said(
    talk: Talk, text: str, *, client_id: str, by: Any, is_resident: bool, link: dict[str, str], now: datetime
) -> None:
    kept = {"text": text, "by": by, "is_resident": is_resident, "link": link, "at": now}
    _line, made = TalkLine.objects.get_or_create(talk=talk, client_id=client_id[:64], defaults=kept)
    if made:
        _tell(talk, "line")


@transaction.atomic
def _moved(talk: Talk, to: str, kind: str, *, now: datetime, by: Any = None, **changes: Any) -> None:
    move(talk, to, changed=now, **changes)
    _noted(talk, kind, by=by, now=now)


@transaction.atomic
def _returned(talk: Talk, kind: str, *, now: datetime, by: Any = None) -> bool:
    if not try_move(talk, S.WAITING, changed=now, taken_by=None, waiting_since=now):
        return False
    _noted(talk, kind, by=by, now=now)
    return True


@transaction.atomic
def _ended(talk: Talk, kind: str, *, now: datetime) -> bool:
    if not try_move(talk, S.EXPIRED, changed=now):
        return False
    _noted(talk, kind, now=now)
    return True


def _noted(talk: Talk, kind: str, *, now: datetime, by: Any = None) -> None:
    TalkEvent.objects.create(talk=talk, kind=kind, by=by, at=now)
    _tell(talk, "talk")


def _tell(talk: Talk, kind: str) -> None:
    """The desk, and the resident's own window."""
    publish("talks", kind, talk=talk.pk)
    if talk.session is not None:
        publish(room_of(talk.session.token), "talk")
