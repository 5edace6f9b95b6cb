"""What the chat may answer about warnings, from the rows themselves."""

import re

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from community.alerts import selectors
from community.alerts.models import Alert
from community.places.models import Community
from portal.lib.conversation import Action, Citation, Question, SkillAnswer
from portal.lib.words import said

_ABOUT = re.compile(r"\b(warnings?|alerts?)\b|预警|警报|警告|社区提示", re.IGNORECASE)
_NOW = re.compile(
    r"\b(now|current(ly)?|today|tonight|active|any|is there|are there|in force|at the moment|right now|latest|still)\b"
    r"|有没有|有.{0,6}(预警|警报|警告|提示)|现在|目前|当前|今天|今晚|生效|最新|还有|解除了",
    re.IGNORECASE,
)
# what a warning means, or how to get them, is told by articles
_OTHER = re.compile(
    r"\b(what (does|do|is|are) .*(mean|colou?rs?|level)|subscribe|sign up|how (do|can|to)|difference|stop)\b"
    r"|什么意思|是什么|哪几种|几级|等级|颜色|区别|怎么(收|订|办|看)|如何|订阅|退订",
    re.IGNORECASE,
)
MOST = 3


def current_alerts(question: Question) -> SkillAnswer | None:
    """Warnings in force, or who has issued none and when that was looked up. Never that it is safe."""
    if not _ABOUT.search(question.text) or not _NOW.search(question.text) or _OTHER.search(question.text):
        return None
    community = _community(question)
    found = selectors.current_alerts(community, question.now)
    with translation.override(question.language):
        if not found:
            return _none(community, question)
        sayings = [_said(alert, question) for alert in found[:MOST]]
        if len(found) > MOST:
            sayings.append(_("And %(number)d more.") % {"number": len(found) - MOST})
        return SkillAnswer(
            text="\n\n".join(sayings),
            citations=tuple(_citation(alert, question.language) for alert in found[:MOST]),
            actions=(Action(_("Read the warnings"), "/alerts/"),),
        )


def _none(community: Community | None, question: Question) -> SkillAnswer:
    speaker = community or Community.objects.defer("shape").order_by("pk").first()
    issuer = said(speaker.issuer, question.language) if speaker else _("this site")
    clock = timezone.localtime(question.now, speaker.zone) if speaker else question.now
    values = {"issuer": issuer, "time": f"{clock:%H:%M}"}
    text = _("No warning from %(issuer)s, checked %(time)s. If you see danger, do not wait for one: leave, and call.")
    return SkillAnswer(
        text=text % values,
        citations=(Citation(_("Warnings"), "", "/alerts/"),),
        actions=(Action(_("Report a hazard"), "/hazards/report/"),),
    )


def _said(alert: Alert, question: Question) -> str:
    info = alert.info_in(question.language)
    until = timezone.localtime(alert.expires, alert.community.zone)
    day = f"{until.day} {until:%b}" if question.language == "en" else f"{until.month}月{until.day}日"
    parts = [
        _("%(level)s: %(event)s") % {"level": alert.get_severity_display(), "event": info.headline}
        if info
        else alert.identifier,
        info.instruction if info else "",
        _("Where: %(area)s.") % {"area": said(alert.area_words, question.language)},
        _("Until %(time)s, %(day)s, unless declared over sooner.") % {"time": f"{until:%H:%M}", "day": day},
        _("%(kind)s. From %(issuer)s.") % {"kind": alert.kind_words, "issuer": alert.origin},
    ]
    return "\n".join(part for part in parts if part)


def _citation(alert: Alert, language: str) -> Citation:
    info = alert.info_in(language)
    return Citation(info.headline if info else alert.identifier, alert.identifier, alert.get_absolute_url())


def _community(question: Question) -> Community | None:
    if question.community_id is None:
        return None
    return Community.objects.filter(pk=question.community_id).first()
