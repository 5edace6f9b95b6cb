"""The next drill, for the chat."""

import re

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from community.places.models import Community
from community.places.selectors import resolve_community
from drills.models import Drill
from drills.selectors import places_left, upcoming, when_words
from portal.lib.conversation import Action, Citation, Question, SkillAnswer
from portal.lib.words import said

DRILL = re.compile(r"\b(drills?|evacuation exercises?|exercises?|roll[ -]?calls?)\b|演练|演习|点名", re.IGNORECASE)
# words that ask when, where, or to take part; advice on how to hold one is for articles
ASKS = re.compile(
    r"\b(when|where|next|upcoming|coming up|sign(ing)? ?(me )?up|join|take part|participate|calendar|schedule|is there"
    r"|are there|any|register|attend|planned)\b"
    r"|什么时候|几号|哪天|何时|下一?次|最近|近期|报名|参加|有没有|有什么|在哪|日历|安排",
    re.IGNORECASE,
)
OTHER = re.compile(
    r"\b(how (often|do|to|should)|practi[sc]e (a|our|at)|fire drill at home|physical|workout|power drill)\b"
    r"|怎么(做|搞|组织|开展)|多久|如何",
    re.IGNORECASE,
)
MOST = 2


def next_drill(question: Question) -> SkillAnswer | None:
    """The next two drills of the community: what, when, where, places left."""
    text = question.text
    if not DRILL.search(text) or not ASKS.search(text) or OTHER.search(text):
        return None
    community = _community(question)
    drills = list(upcoming(community, question.now, MOST).select_related("community"))
    with translation.override(question.language):
        calendar = Action(_("All drills"), reverse("drills:drill-list"))
        if not drills:
            words = _("No drill is planned at the moment. New ones are announced on the drills page.")
            return SkillAnswer(text=words, actions=(calendar,))
        lines = [_line(drill) for drill in drills]
        return SkillAnswer(
            text="\n".join([_("The next drill:") if len(lines) == 1 else _("The next drills:"), *lines]),
            citations=tuple(Citation(said(drill.title), _("Drill"), drill.get_absolute_url()) for drill in drills),
            actions=(Action(_("Sign up"), drills[0].get_absolute_url()), calendar),
        )


def _community(question: Question) -> Community | None:
    if question.community_id is not None:
        return Community.objects.filter(pk=question.community_id).first()
    return resolve_community("", question.latitude, question.longitude)


def _line(drill: Drill) -> str:
    facts = {"title": said(drill.title), "when": when_words(drill), "place": said(drill.place)}
    left = places_left(drill)
    if left is None:
        return _("%(title)s. %(when)s. %(place)s. Everybody can come.") % facts
    if left == 0:
        return _("%(title)s. %(when)s. %(place)s. Full; there is a waiting list.") % facts
    return _("%(title)s. %(when)s. %(place)s. Places left: %(left)d.") % {**facts, "left": left}
