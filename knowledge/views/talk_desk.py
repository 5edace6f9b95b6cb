"""The desk of those who answer residents in the chat."""

from datetime import timedelta
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowledge.models import Talk
from knowledge.permissions import communities_to_answer, may_answer_talks, may_set_hours
from knowledge.selectors import (
    desk_talks,
    duties_of,
    last_questions,
    present_in,
    reach_of,
    search_articles,
    shown_turns,
    story_of,
    talks_to_read,
)
from knowledge.services import (
    close_talk,
    go_off_duty,
    go_on_duty,
    hand_back,
    pass_to,
    say_in_talk,
    still_here,
    take_talk,
)
from knowledge.services.handing import guide_line, hours_words
from portal.lib.access import posted_from, require
from portal.lib.ids import new_token
from portal.lib.moves import IllegalMove, LostRace

DUTY_HOURS = (1, 2, 4, 8)
GUIDES = 5  # found ones that are offered


def _answering(request):
    """Where this person may answer; their open desk counts as being there."""
    require(may_answer_talks, request.user)
    return communities_to_answer(request.user)


@login_required
@require_safe
def talk_desk(request):
    """Who waits, whom I answer, whether I am on duty."""
    return _desk(request, _answering(request))


@login_required
@require_safe
def talk_list(request):
    """The live part of the desk."""
    return render(request, "knowledge/_talk_list.html", _lists(request, _answering(request)))


def _lists(request, communities):
    now = timezone.now()
    still_here(request.user, now=now)
    waiting, mine, others = desk_talks(communities, request.user)
    asked = last_questions([*waiting, *mine])
    for row in [*waiting, *mine]:
        lines = list(row.lines.all())
        row.first_words = asked.get(row.pk) or next((line.text for line in lines if line.is_resident), "")
        row.is_my_turn = not lines or lines[-1].is_resident
    return {
        "waiting": waiting,
        "mine": mine,
        "others": others,
        "duties": duties_of(request.user, now),
        "now": now,
    }


def _desk(request, communities, status=HTTPStatus.OK):
    now = timezone.now()
    reaches = [reach for reach in (reach_of(place, now) for place in communities) if reach]
    for reach in reaches:
        reach.community.hours_words = hours_words(reach)
    context = {
        **_lists(request, communities),
        "reaches": reaches,
        "hours": DUTY_HOURS,
        "may_set_hours": may_set_hours(request.user),
    }
    return render(request, "knowledge/talk_desk.html", context, status=status)


@login_required
@posted_from("knowledge:talk-desk")
def talk_duty(request):
    """On duty for some hours, or off."""
    communities, now = _answering(request), timezone.now()
    if request.POST.get("do") == "off":
        go_off_duty(request.user, now=now)
        messages.success(request, _("You are off duty. Whom you answered is back in the queue."))
        return redirect("knowledge:talk-desk")
    chosen = request.POST.get("hours", "")
    hours = int(chosen) if chosen in map(str, DUTY_HOURS) else DUTY_HOURS[0]
    for place in communities:
        if reach_of(place, now):
            go_on_duty(place, by=request.user, until=now + timedelta(hours=hours), now=now)
    messages.success(request, _("You are on duty as long as this page is open."))
    return redirect("knowledge:talk-desk")


@login_required
@posted_from("knowledge:talk-desk")
def talk_here(request):
    """The open desk says so now and then; what it hears is how many wait."""
    communities, now = _answering(request), timezone.now()
    still_here(request.user, now=now)
    waiting = Talk.objects.waiting().filter(community__in=communities).count()
    return JsonResponse({"on_duty": bool(duties_of(request.user, now)), "waiting": waiting})


# --- one talk --------------------------------------------------------------------------------------------------------


def _readable(request, pk):
    return get_object_or_404(talks_to_read(request.user, _answering(request)), pk=pk)


@login_required
@require_safe
def talk_room(request, pk):
    """One talk: what was asked before, what is said, the answer, and guides to answer with."""
    return _room(request, _readable(request, pk))


def _room(request, row, *, error="", typed="", status=HTTPStatus.OK):
    now = timezone.now()
    still_here(request.user, now=now)
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    found = search_articles(words, row.language, row.community, GUIDES).results if words else None
    others = [duty for duty in present_in(row.community, now) if duty.user_id != request.user.pk]
    context = {
        **_thread(row, request.user),
        "q": words,
        "found": found,
        "others": others,
        "error": error,
        "typed": typed,
        "client_id": new_token(12),
        "is_on_duty": any(duty.community_id == row.community_id for duty in duties_of(request.user, now)),
    }
    return render(request, "knowledge/talk_room.html", context, status=status)


def _thread(row, user):
    return {
        "talk": row,
        "shown": shown_turns(row.session, row.created) if row.shares else [],
        "story": story_of(row),
        "is_mine": row.status == Talk.Status.TAKEN and row.taken_by_id == user.pk,
    }


@login_required
@require_safe
def talk_thread(request, pk):
    """The live part of a talk."""
    row = _readable(request, pk)
    still_here(request.user, now=timezone.now())
    return render(request, "knowledge/_talk_thread.html", _thread(row, request.user))


def _tried(request, row, act, words, to="knowledge:talk-desk"):
    """Do it and go on; who comes too late is told so, with 409."""
    try:
        act()
    except ValidationError as error:
        return _refused(request, row, " ".join(error.messages), HTTPStatus.UNPROCESSABLE_ENTITY)
    except (IllegalMove, LostRace):
        return _refused(request, row, _("Somebody else has it now, or it has ended."), HTTPStatus.CONFLICT)
    if words:
        messages.success(request, words)
    return redirect(to, pk=row.pk) if to == "knowledge:talk-room" else redirect(to)


def _refused(request, row, words, status):
    """Where the talk can still be read, its page says why; else the desk does."""
    fresh = talks_to_read(request.user, communities_to_answer(request.user)).filter(pk=row.pk).first()
    if fresh is not None:
        return _room(request, fresh, error=words, typed=request.POST.get("text", "")[:1000], status=status)
    messages.error(request, words)
    return _desk(request, communities_to_answer(request.user), status=status)


@login_required
@posted_from("knowledge:talk-desk")
def talk_take(request, pk):
    """Answer this one. Somebody else's is no secret: the race is lost with words, not with 404."""
    communities = _answering(request)
    row = get_object_or_404(
        Talk.objects.filter(community__in=communities).select_related("community", "session"), pk=pk
    )
    still_here(request.user, now=timezone.now())
    act = lambda: take_talk(row, by=request.user, now=timezone.now())  # noqa: E731
    return _tried(request, row, act, "", to="knowledge:talk-room")


@login_required
@posted_from("knowledge:talk-room", "pk")
def talk_say(request, pk):
    """An answer, or a guide as an answer."""
    row, now = _readable(request, pk), timezone.now()
    still_here(request.user, now=now)
    client_id = request.POST.get("client_id", "")[:64] or new_token(12)
    guide = request.POST.get("guide", "")[:200]
    if guide:  # of those that one page offers each may be sent, once
        client_id = f"{client_id}.{guide}"[:64]

    def act():
        text, link = request.POST.get("text", ""), None
        if guide:
            text, link = guide_line(guide, row.language, row.community)
        say_in_talk(row, text, by=request.user, client_id=client_id, link=link, now=now)

    answer = _tried(request, row, act, "", to="knowledge:talk-room")
    if "application/json" in request.headers.get("Accept", "") and answer.status_code == HTTPStatus.FOUND:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return answer


@login_required
@posted_from("knowledge:talk-room", "pk")
def talk_do(request, pk):
    """Back in the queue, to another, or done."""
    row, now, what = _readable(request, pk), timezone.now(), request.POST.get("do", "")
    if what == "back":
        return _tried(
            request, row, lambda: hand_back(row, by=request.user, now=now), _("It is back in the queue, in its place.")
        )
    if what == "close":
        return _tried(request, row, lambda: close_talk(row, by=request.user, now=now), _("Closed."))
    if what == "pass":
        chosen = request.POST.get("to", "")
        to = get_user_model().objects.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 18 else None
        if to is None:
            return _refused(request, row, _("Choose who goes on with it."), HTTPStatus.UNPROCESSABLE_ENTITY)
        return _tried(request, row, lambda: pass_to(row, to, by=request.user, now=now), _("Passed on."))
    return redirect(reverse("knowledge:talk-room", args=[pk]))
