"""What the chat says of people: whether one can be had, and that words went to them.

Nobody is promised: out of hours, and with nobody on duty, it says when the hours are and whom to ring.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from community.places.models import Community
from knowledge.chat.hours import MIDNIGHT
from knowledge.models import Talk
from knowledge.selectors import Reach, address_of, parts_of, phone_of, published_translation, reach_of
from knowledge.services.wording import Asked, Reply, numbers_to_call
from portal.lib.words import said

S = Talk.Status
EVERY_DAY = "1234567"


def offered(reply: Reply, asked: Asked) -> Reply:
    """`reply` with what can be had of a person, where the program does not know or somebody asked for one."""
    is_wish = reply.kind == "handoff"
    if not is_wish and (reply.kind != "decline" or reply.confidence):  # a doctor's question is no volunteer's
        return reply
    reach = reach_of(asked.community, asked.now)
    if reach is None or (not reach.is_there and not is_wish):
        return reply
    if not reach.is_there:
        return replace(reply, text="\n".join(unreachable(reach, asked.language, asked.now)))
    if asked.phone:
        line = _("A volunteer on duty can answer in the chat of this site, not by text.")
        here = {"label": pgettext("chat", "Open the chat"), "url": reverse("knowledge:chat"), "texted": True}
        return replace(reply, text=f"{line}\n{_danger(reach.community)}", actions=[here]) if is_wish else reply
    line = _("A volunteer on duty can answer you here. They see only what you agree to.")
    action = {"label": _("Talk to a volunteer"), "url": reverse("knowledge:talk")}
    if is_wish:
        return replace(reply, text=f"{line}\n{_danger(reach.community)}", actions=[action])
    return replace(reply, text=f"{reply.text}\n{line}", actions=[action, *reply.actions])


def unreachable(reach: Reach, language: str, now: datetime) -> list[str]:
    """Why nobody answers, when the hours are, whom to ring: a line each."""
    if reach.open_until is None:
        lines = [_("No volunteer answers at this hour.")]
    else:
        lines = [_("No volunteer is on duty now.")]
    usual = _("Volunteers have hours here: %(hours)s. Nobody can promise that one is free.")
    lines.append(usual % {"hours": hours_words(reach)})
    if reach.open_until is None and reach.opens_next:
        lines.append(_("They begin next on %(when)s.") % {"when": when_words(reach.opens_next, reach.community, now)})
    station = phone_of(reach.community, now)
    if station:
        lines.append(
            _("You can ring %(name)s: %(phone)s.") % {"name": said(station.name, language), "phone": station.phone}
        )
    return [*lines, _danger(reach.community)]


def hours_words(reach: Reach) -> str:
    """The week's table in one line: "Monday to Friday 08:30–17:30"."""
    return pgettext("between hours", "; ").join(
        f"{_days_words(row.days)} {row.opens:%H:%M}–{'24:00' if row.closes == MIDNIGHT else f'{row.closes:%H:%M}'}"
        for row in reach.table
    )


def when_words(at: datetime, community: Community, now: datetime) -> str:
    """A moment on the place's clock: "today 08:30", "Monday 30 November 08:30"."""
    local, today = at.astimezone(community.zone), now.astimezone(community.zone).date()
    if local.date() == today:
        return _("today %(hour)s") % {"hour": f"{local:%H:%M}"}
    if local.date() == today + timedelta(days=1):
        return _("tomorrow %(hour)s") % {"hour": f"{local:%H:%M}"}
    day = date_format(local, pgettext("format of a day", "l j F"))
    return f"{day} {local:%H:%M}"


def _days_words(days: str) -> str:
    names = {str(number): name for number, name in enumerate(
        (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")), 1
    )}  # fmt: skip
    ordered = "".join(sorted(days))
    if ordered == EVERY_DAY:
        return _("every day")
    if len(ordered) > 2 and ordered in EVERY_DAY:
        return _("%(first)s to %(last)s") % {"first": names[ordered[0]], "last": names[ordered[-1]]}
    return pgettext("between days", ", ").join(names[one] for one in ordered)


def _danger(community: Community) -> str:
    return _("If someone is in danger, call %(number)s.") % {"number": numbers_to_call(community, "fire")["number"]}


# --- while a talk is open --------------------------------------------------------------------------------------------


def passed_on(asked: Asked) -> Reply:
    """The words went to the volunteer; the program itself has nothing to say."""
    return Reply(kind="handoff", text=_("Sent to the volunteer."), talk=S.TAKEN)


def marked(reply: Reply, talk: Talk, *, is_heard: bool) -> Reply:
    """`reply` with what became of the words: the state of the talk, or "paused" where they were kept from it."""
    if is_heard:
        return replace(reply, talk=talk.status)
    action: dict[str, Any] = {"label": _("Go on with the volunteer"), "url": reverse("knowledge:talk")}
    return replace(reply, talk="paused", actions=[*reply.actions, action])


def guide_line(wanted: str, language: str, community: Community) -> tuple[str, dict[str, str]]:
    """A guide's section ("slug#section") as a line of a talk, and the link beside it. Raises ValidationError."""
    slug, _hash, section = wanted.partition("#")
    row = published_translation(slug, language)
    if row is None:
        raise ValidationError(_("There is no such guide."))
    parts = {part.id: part for part in parts_of(row, community)}
    part = parts.get(section)
    title = part.title if part else ""
    words = f"{row.title}\n{row.summary}" if part is None else f"{row.title}\n{part.text}"
    link = {"title": row.title, "section": title, "url": address_of(row.article, part.id if part else "", language)}
    return words[:1000], link
