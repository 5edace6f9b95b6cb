"""The resident's side of a talk with a volunteer: what is shared, the queue, the end. Words go through the chat."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from community.places.selectors import resolve_community
from knowledge.models import Talk
from knowledge.selectors import is_paused, latest_talk, place_in_queue, reach_of, said_in_talks, shown_turns
from knowledge.services import NobodyThere, ask_for_person, go_on, leave_talk
from knowledge.services.chat import session_of
from knowledge.services.handing import unreachable
from knowledge.services.talks import WAITS
from knowledge.services.wording import numbers_to_call
from portal.lib.access import posted_from
from portal.lib.limits import TooMany, address_of, spend
from portal.lib.moves import IllegalMove, LostRace

ENDED_SHOWN = timedelta(minutes=30)  # how it ended
ASKS = {"limit": 6, "seconds": 3600}  # talks an hour from one address; a household shares one


def token_of(request) -> str:
    """The session that this browser talks in: of the script's header, the form, or the cookie's own."""
    return (
        request.headers.get("X-Chat-Session", "")[:64]
        or request.session.get("chat", "")
        or request.POST.get("session", "")[:64]
    )


@dataclass(frozen=True)
class Window:
    """What the resident's window shows of their talk."""

    talk: Talk | None
    place: int = 0  # in the queue
    waits: int = 0  # minutes at most
    paused: bool = False
    lines: tuple = ()
    why_not: tuple[str, ...] = ()  # why nobody can be had, a line each


def window_of(token: str, now) -> Window:
    talk = latest_talk(token)
    if talk is None or (not talk.is_open and talk.changed <= now - ENDED_SHOWN):
        return Window(None)
    waiting = talk.status == Talk.Status.WAITING
    reach = reach_of(talk.community, now) if talk.status == Talk.Status.EXPIRED else None
    return Window(
        talk,
        place=place_in_queue(talk) if waiting else 0,
        waits=int(WAITS.total_seconds() // 60),
        paused=talk.is_open and is_paused(talk, now),
        lines=tuple(said_in_talks(token, now)),
        why_not=tuple(unreachable(reach, get_language() or "en", now)) if reach and not reach.is_there else (),
    )


def is_script(request) -> bool:
    return bool(request.headers.get("X-Chat-Session"))


@never_cache
@require_safe
def talk(request):
    """What a volunteer would see, and whether one is there; for the script, the state of the talk as a fragment."""
    token, now = token_of(request), timezone.now()
    window = window_of(token, now)
    if is_script(request) and "ask" not in request.GET:
        if window.talk is None:
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        return render(request, "knowledge/_talk.html", _panel(token, window))
    if window.talk and window.talk.is_open:
        return redirect("knowledge:chat")
    return _asking(request, token, now)


def _asking(request, token, now, *, error="", status=HTTPStatus.OK):
    community = resolve_community()
    reach = reach_of(community, now)
    session = session_of(token)
    context = {
        "reach": reach,
        "why_not": unreachable(reach, get_language() or "en", now) if reach and not reach.is_there else (),
        "shown": shown_turns(session, now),
        "session": session.token,
        "call": numbers_to_call(community, "fire"),
        "error": error,
    }
    name = "knowledge/_talk_ask.html" if is_script(request) else "knowledge/talk.html"
    return render(request, name, context, status=status)


def _panel(token, window):
    return {
        "window": window,
        "session": token,
        "call": numbers_to_call(window.talk.community, "fire"),
        "is_fragment": True,
    }


def _back(request, token):
    """The window again: its fragment for the script, else the page."""
    if is_script(request):
        window = window_of(token, timezone.now())
        return (
            render(request, "knowledge/_talk.html", _panel(token, window))
            if window.talk
            else HttpResponse(status=HTTPStatus.NO_CONTENT)
        )
    return redirect("/chat/#person")


@posted_from("knowledge:talk")
def talk_ask(request):
    """The resident agreed: into the queue."""
    token, now, community = token_of(request), timezone.now(), resolve_community()
    try:
        spend("talk-ask", address_of(request), **ASKS)
        if community is None:
            raise NobodyThere
        asked = ask_for_person(
            session_of(token),
            community,
            shares=request.POST.get("shares") == "yes",
            language=get_language() or "en",
            now=now,
        )
    except TooMany:
        words = _("You asked for a volunteer many times. Wait a little, or ring the office.")
        return _asking(request, token, now, error=words, status=HTTPStatus.TOO_MANY_REQUESTS)
    except NobodyThere:
        words = _("No volunteer can be had just now.")
        return _asking(request, token, now, error=words, status=HTTPStatus.CONFLICT)
    if not is_script(request):
        request.session["chat"] = asked.session.token
    return _back(request, asked.session.token)


@posted_from("knowledge:chat")
def talk_leave(request):
    token = token_of(request)
    row = latest_talk(token)
    try:
        if row:
            leave_talk(row, now=timezone.now())
    except (IllegalMove, LostRace):
        if not is_script(request):
            messages.info(request, _("It has ended already."))
    return _back(request, token)


@posted_from("knowledge:chat")
def talk_go_on(request):
    """After a crisis: what is written from now on reaches the volunteer again."""
    token = token_of(request)
    row = latest_talk(token)
    if row and row.is_open and row.session:
        go_on(row.session)
    return _back(request, token)
