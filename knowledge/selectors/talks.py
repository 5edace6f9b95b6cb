"""Questions about talks with people: whether anybody answers now, who waits, what was said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from community.places.models import Community
from community.stations.models import Station
from knowledge.chat import crisis_in, danger_in
from knowledge.chat.hours import Hours, closes_at, opens_next
from knowledge.models import ChatSession, ChatTurn, Duty, Talk, TalkDayOff, TalkEvent, TalkHours, TalkLine
from knowledge.permissions import may_answer_talks

MOST_SHOWN = 30  # turns before the talk that a volunteer is shown
SHOWN_OF = timedelta(hours=12)  # of them: what was asked longer ago is another matter


@dataclass(frozen=True)
class Reach:
    """Whether a person can be had in the chat of a community, and when."""

    community: Community
    table: tuple[TalkHours, ...]
    open_until: datetime | None  # None: closed now
    opens_next: datetime | None
    on_duty: int

    @property
    def is_there(self) -> bool:
        """Somebody can answer now: within the hours, and on duty."""
        return self.open_until is not None and self.on_duty > 0


def reach_of(community: Community | None, now: datetime) -> Reach | None:
    """Who can be reached; None where the community hands nothing over."""
    if community is None:
        return None
    rows = tuple(TalkHours.objects.filter(community=community).order_by("days", "opens"))
    if not rows:
        return None
    table = [Hours(row.days, row.opens, row.closes) for row in rows]
    off = set(TalkDayOff.objects.filter(community=community, day__gte=now.date() - timedelta(days=2)).values_list(
        "day", flat=True
    ))  # fmt: skip
    return Reach(
        community=community,
        table=rows,
        open_until=closes_at(table, off, community.zone, now),
        opens_next=opens_next(table, off, community.zone, now),
        on_duty=len(present_in(community, now)),
    )


def present_in(community: Community, now: datetime) -> list[Duty]:
    """Who answers there now. A role that was taken away ends it at once."""
    rows = Duty.objects.present(now).filter(community=community).select_related("user").order_by("user__name", "pk")
    return [row for row in rows if may_answer_talks(row.user, community)]


def duties_of(user: Any, now: datetime) -> list[Duty]:
    """Where `user` is on duty now."""
    return list(Duty.objects.present(now).filter(user=user).select_related("community"))


def open_talk(session: ChatSession | None) -> Talk | None:
    """The talk that this session waits for or is in."""
    if session is None or not session.pk:
        return None
    return Talk.objects.open().filter(session=session).select_related("community", "taken_by").first()


def latest_talk(session_token: str) -> Talk | None:
    """The talk of a session, open or ended."""
    rows = Talk.objects.filter(session__token=session_token).select_related("community", "session")
    return rows.order_by("-pk").first() if session_token else None


def place_in_queue(talk: Talk) -> int:
    """1 for whoever is next."""
    before = Q(created__lt=talk.created) | Q(created=talk.created, pk__lt=talk.pk)
    return Talk.objects.waiting().filter(before, community=talk.community_id).count() + 1


def is_for_nobody(text: str) -> bool:
    """Words of a crisis, an act of self-harm among them: no volunteer reads them."""
    danger = danger_in(text)
    return crisis_in(text) is not None or (danger is not None and danger.kind == "self_harm_begun")


def shown_turns(session: ChatSession | None, until: datetime) -> list[ChatTurn]:
    """What a volunteer is shown of the questions before, oldest first: nothing of a crisis."""
    if session is None or not session.pk:
        return []
    rows = ChatTurn.objects.filter(session=session, at__lte=until, at__gt=until - SHOWN_OF)
    rows = rows.exclude(kind="crisis").exclude(question="").order_by("-pk")[:MOST_SHOWN]
    return [turn for turn in reversed(rows) if not is_for_nobody(turn.question)]


def last_questions(talks: list[Talk]) -> dict[int, str]:
    """What each talk that is shared may be about, by its key: the last question before it that a volunteer may read."""
    shared = [talk for talk in talks if talk.shares]
    if not shared:
        return {}
    rows = ChatTurn.objects.filter(session__in=[talk.session_id for talk in shared])
    rows = rows.filter(at__gt=min(talk.created for talk in shared) - SHOWN_OF).exclude(
        kind__in=["crisis", "handoff", "smalltalk"]
    )
    found: dict[int, str] = {}
    for turn in rows.exclude(question="").order_by("pk"):
        for talk in shared:
            within = talk.created - SHOWN_OF < turn.at <= talk.created
            if talk.session_id == turn.session_id and within and not is_for_nobody(turn.question):
                found[talk.pk] = turn.question
    return found


def desk_talks(communities: Iterable[Community], user: Any) -> tuple[list[Talk], list[Talk], int]:
    """Those who wait, the longest first; those whom `user` answers; how many others answer."""
    rows = Talk.objects.filter(community__in=communities).select_related("community", "session")
    rows = rows.prefetch_related(Prefetch("lines", TalkLine.objects.order_by("at", "pk")))
    waiting = list(rows.filter(status=Talk.Status.WAITING).order_by("created", "pk")[:100])
    mine = list(rows.filter(status=Talk.Status.TAKEN, taken_by=user).order_by("-changed", "-pk"))
    others = Talk.objects.filter(community__in=communities, status=Talk.Status.TAKEN).exclude(taken_by=user).count()
    return waiting, mine, others


def talks_to_read(user: Any, communities: Iterable[Community]) -> QuerySet[Talk]:
    """Talks that `user` may open: who waits there, and whom they answered themselves."""
    own = Q(taken_by=user)
    waiting = Q(status=Talk.Status.WAITING)
    return Talk.objects.filter(own | waiting, community__in=communities).select_related("community", "session")


def is_paused(talk: Talk, now: datetime) -> bool:
    """After words of a crisis nothing is passed on, until the resident wants it again."""
    return talk.session is not None and "crisis" in talk.session.context_at(now)


def said_in_talks(session_token: str, now: datetime) -> list[TalkLine | TalkEvent]:
    """What the resident's window shows of their latest talks, in order."""
    recent = {"talk__session__token": session_token, "talk__changed__gt": now - SHOWN_OF}
    parts: list[TalkLine | TalkEvent] = [*TalkEvent.objects.filter(**recent), *TalkLine.objects.filter(**recent)]
    return sorted(parts, key=lambda one: one.at)


def window_parts(session_token: str, turns: list[ChatTurn], now: datetime) -> list[ChatTurn | TalkLine | TalkEvent]:
    """Questions and answers of the program, with what was said in talks between them. What went to a volunteer
    alone takes its words from there."""
    said = said_in_talks(session_token, now)
    mine = {part.client_id: part for part in said if isinstance(part, TalkLine) and part.is_resident}
    for turn in turns:
        line = mine.get(turn.message_id)
        if line is not None:
            turn.question = turn.question or line.text
            said.remove(line)
    return sorted([*turns, *said], key=lambda one: one.at)


def story_of(talk: Talk) -> list[TalkLine | TalkEvent]:
    """Lines and events in the order in which they came."""
    parts: list[TalkLine | TalkEvent] = [*talk.events.all(), *talk.lines.all()]
    return sorted(parts, key=lambda one: one.at)  # stable: of one moment, what became of it stands first


def phone_of(community: Community, now: datetime) -> Station | None:
    """A station that can be rung, the best first; None where none says a number."""
    rows = Station.objects.filter(community=community).exclude(phone="").exclude(status=Station.Status.CLOSED)
    return rows.best_first(now).first()
