"""Other authorities' messages as the duty officer sees them: what was said, what is odd, what one press does."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.alerts.cap.checking import colour_of, language_of, sorted_findings
from community.alerts.cap.received import Finding, ReceivedInfo
from community.alerts.models import (
    COLOUR_WORDS,
    READERS,
    Alert,
    CapUrgency,
    Certainty,
    Proposal,
    ProposalReference,
    Severity,
    Source,
)
from community.alerts.selectors.findings import Remark, remarks
from community.people.permissions import held_in
from community.places.models import Community

MOST_STEPS = 20  # how far back a chain of updates is followed
MOST_ROWS = 100

ERRORS: dict[str, str | Promise] = {
    "unreachable": gettext_lazy("It cannot be reached."),
    "timeout": gettext_lazy("It did not answer in time."),
    "status": gettext_lazy("It answered with an error: %(value)s."),
    "refused": gettext_lazy("We do not go to this address: it leads to a private network, or is no web address."),
    "too_large": gettext_lazy("Its answer is larger than 1 MB."),
    "lost": gettext_lazy("Messages that could not be read, being too large or out of reach: %(value)s. Look there."),
    "unreadable": gettext_lazy("Its answer cannot be read. %(value)s"),
    "broken": gettext_lazy("Something broke while it was read."),
}


@dataclass(frozen=True)
class Saying:
    """What the authority says in one language, unaltered."""

    language: str  # the code as written; "" where it is not said
    known: str  # one of the site's languages, or ""
    event: str
    headline: str
    description: str
    instruction: str
    area: str
    sender: str
    colour: str
    levels: str  # how bad, how soon, how sure, in the reader's language
    until: str
    web: str
    contact: str
    parameters: list[list[str]]


def saying_of(info: ReceivedInfo) -> dict[str, Any]:
    """An info as a proposal keeps it: everything but its outlines."""
    return {
        "language": info.language,
        "code": language_of(info)[0],
        "colour": colour_of(info),
        "area": "; ".join(area.description for area in info.areas if area.description)[:2000],
        "geocodes": [list(pair) for area in info.areas for pair in area.geocodes][:100],
        "categories": list(info.categories),
        "responses": list(info.responses),
        "parameters": [list(pair) for pair in info.parameters][:50],
        **{name: getattr(info, name) for name in ("event", "headline", "description", "instruction", "web", "contact")},
        **{name: getattr(info, name) for name in ("urgency", "severity", "certainty", "sender_name")},
        **{name: _moment(getattr(info, name)) for name in ("effective", "onset", "expires")},
    }


def site_language(code: str) -> str:
    """The site's language that a reader of `code` reads: traditional characters go to who reads Chinese."""
    code = "zh-hans" if code == "zh-hant" else code
    return code if code in dict(settings.LANGUAGES) else ""


def words_by_language(proposal: Proposal) -> dict[str, Mapping[str, Any]]:
    """The gravest info for each of the site's languages; its own letters before others."""
    found: dict[str, Mapping[str, Any]] = {}
    order = ["Extreme", "Severe", "Moderate", "Minor", "Unknown"]
    for info in sorted(proposal.infos, key=lambda one: (one["code"] == "zh-hant", order.index(one["severity"]))):
        language = site_language(info["code"])
        if language:
            found.setdefault(language, info)
    return found


def sayings(proposal: Proposal) -> list[Saying]:
    return [
        Saying(
            language=info["language"],
            known=site_language(info["code"]),
            event=info["event"],
            headline=info["headline"],
            description=without_markup(info["description"]),
            instruction=without_markup(info["instruction"]),
            area=info["area"],
            sender=info["sender_name"],
            colour=str(COLOUR_WORDS.get(info["colour"], "")),
            levels=_levels(info),
            until=_clock(info["expires"], proposal.community),
            web=info["web"] if info["web"].startswith(("http://", "https://")) else "",
            contact=without_markup(info["contact"]),
            parameters=info["parameters"],
        )
        for info in proposal.infos
    ]


def _levels(info: Mapping[str, Any]) -> str:
    pairs = ((Severity, info["severity"]), (CapUrgency, info["urgency"]), (Certainty, info["certainty"]))
    return " / ".join(str(dict(kind.choices).get(value, value)) for kind, value in pairs)


def without_markup(text: str) -> str:
    """The words without HTML tags; a line break stays one."""
    if "<" not in text:
        return text
    text = re.sub(r"<\s*(br|/p|/li|/div)\b[^<>]*>", "\n", text, flags=re.IGNORECASE)
    text = re.sub(r"</?[A-Za-z][^<>]*>", "", text)
    return unescape(re.sub(r"\n{3,}", "\n\n", text)).strip()


def findings_of(proposal: Proposal, now: datetime) -> tuple[Finding, ...]:
    """What was found when it came, and what the hour adds."""
    found = [Finding(*one) for one in proposal.findings]
    if proposal.is_over(now):
        found.append(Finding("expired", _clock(_moment(proposal.ends), proposal.community)))
    return sorted_findings(found)


# --- one proposal ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Press:
    """What one press makes of a proposal, and why it cannot."""

    kind: str  # "relay", "update", "cancel", "clear", "edit"; "" where nothing can be made of it
    label: str
    alert: Alert | None = None  # which one of ours it changes
    obstacle: str = ""


@dataclass(frozen=True)
class ProposalView:
    proposal: Proposal
    sayings: list[Saying]
    remarks: list[Remark]
    press: Press
    earlier: list[ProposalReference]
    later: list[Proposal]


def proposal_view(proposal: Proposal, now: datetime) -> ProposalView:
    later = Proposal.objects.filter(pk__in=proposal.referred_by.values("proposal")).for_reading().order_by("sent", "pk")
    return ProposalView(
        proposal=proposal,
        sayings=sayings(proposal),
        remarks=remarks(findings_of(proposal, now)),
        press=press_of(proposal, now),
        earlier=list(proposal.refers.select_related("target__alert")),
        later=list(later[:20]),
    )


def press_of(proposal: Proposal, now: datetime) -> Press:
    """What to offer for a proposal: a relay, or the update or end of the relay that it changes."""
    relay = relayed_before(proposal)
    kind = _kind_of(proposal, relay)
    name = {"alert": relay.identifier if relay else ""}
    label = {
        "relay": _("Relay this"),
        "edit": _("Take its words into %(alert)s") % name,
        "update": _("Update %(alert)s") % name,
        "cancel": _("Take back %(alert)s") % name,
        "clear": _("Give the all-clear for %(alert)s") % name,
    }[kind]
    return Press(kind, label, relay, _obstacle(proposal, kind, relay, now))


def _kind_of(proposal: Proposal, relay: Alert | None) -> str:
    codes = {one[0] for one in proposal.findings}
    over = any("AllClear" in info["responses"] for info in proposal.infos)
    if relay is None:
        return "relay"
    if proposal.msg_type == "Cancel":
        return "cancel"
    if over or "moved_away" in codes:
        return "clear"
    return "edit" if relay.is_open or relay.status == Alert.Status.SUBMITTED else "update"


def _obstacle(proposal: Proposal, kind: str, relay: Alert | None, now: datetime) -> str:
    """Why the press cannot be made, in the reader's language; "" where it can."""
    codes = {one[0] for one in proposal.findings}
    if "not_public" in codes:
        return _("It is not meant for the public.")
    if proposal.cap_status not in ("Actual", "Exercise"):
        return _("It is a test, or a draft, of its sender's.")
    if relay is not None and relay.status == Alert.Status.SUBMITTED:
        name = {"alert": relay.identifier}
        if kind == "edit":
            return _("%(alert)s waits for a second person. Have it returned first.") % name
        return _("%(alert)s has not been issued yet. Have it returned, and do not issue it.") % name
    if relay is not None and relay.is_open and kind in ("cancel", "clear"):
        return _("%(alert)s is only a draft. Do not issue it.") % {"alert": relay.identifier}
    if relay is not None and kind in ("update", "cancel", "clear") and not relay.is_replaceable:
        return _("%(alert)s is no longer in force.") % {"alert": relay.identifier}
    if kind in ("cancel", "clear"):
        return ""
    if proposal.msg_type == "Cancel" or any("AllClear" in info["responses"] for info in proposal.infos):
        return _("It declares something over that was not relayed from here.")
    if proposal.is_over(now):
        return _("It has run out.")
    if not words_by_language(proposal):
        return _(
            "None of its words are in a language of this site: write the warning yourself, and name the authority."
        )
    return ""


def relayed_before(proposal: Proposal) -> Alert | None:
    """Our alert that was drafted from what `proposal` changes, in its latest version."""
    level, seen = [proposal.pk], {proposal.pk}
    for _step in range(MOST_STEPS):
        named = ProposalReference.objects.filter(proposal__in=level, target__isnull=False).values("target")
        rows = Proposal.objects.filter(pk__in=named).exclude(pk__in=seen).select_related("alert")
        targets = list(rows.defer("xml", "infos", "shape"))
        drafted = sorted((row.sent or row.received, row.pk, row.alert) for row in targets if row.alert is not None)
        if drafted:
            return _latest(drafted[-1][2])
        level = [row.pk for row in targets]
        seen.update(level)
        if not level:
            return None
    return None


def _latest(alert: Alert) -> Alert:
    for _step in range(MOST_STEPS):
        later = alert.replaced_by.exclude(sent=None).order_by("-sent").first()
        if later is None:
            break
        alert = later
    return alert


# --- lists -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ProposalLists:
    waiting: list[Proposal]
    decided: list[Proposal]
    sources: list["SourceState"]


@dataclass(frozen=True)
class SourceState:
    source: Source
    is_stale: bool
    error: str  # in words, "" where all is well


def proposal_lists(user: Any, now: datetime) -> ProposalLists:
    """What waits, worst first and newest first within; what was decided or ran out; how the sources do."""
    rows = Proposal.objects.visible_to(user)
    waiting = list(rows.waiting(now).for_reading().worst_first()[:MOST_ROWS])
    over = rows.exclude(Q(ends=None) | Q(ends__gt=now), status=Proposal.Status.WAITING)
    decided = list(over.for_reading().order_by("-received", "-pk")[:30])
    sources = Source.objects.filter(is_active=True, community__in=_communities_of(user)).select_related("community")
    return ProposalLists(waiting, decided, [source_state(source, now) for source in sources])


def upstream_state(community: Community, now: datetime) -> dict[str, Any]:
    """For the board: how many wait, how bad the worst is, and which sources have gone silent."""
    waiting = Proposal.objects.filter(community=community).waiting(now)
    ranks = waiting.aggregate(n=Count("pk"), worst=Count("pk", filter=Q(severity__in=["Extreme", "Severe"])))
    sources = Source.objects.filter(community=community, is_active=True)
    return {
        "waiting": ranks["n"],
        "grave": ranks["worst"],
        "stale": [source_state(source, now) for source in sources if source.is_stale(now)],
    }


def waiting_for(user: Any, now: datetime) -> int:
    """How many proposals wait for this person's eyes."""
    return Proposal.objects.visible_to(user).waiting(now).count()


def news_of(alert: Alert) -> list[Proposal]:
    """Later messages of the authority on what `alert` was drafted from, not yet decided on."""
    later = ProposalReference.objects.filter(target__alert=alert).values("proposal")
    rows = Proposal.objects.filter(pk__in=later, status=Proposal.Status.WAITING)
    return list(rows.for_reading().order_by("-sent")[:5])


def source_state(source: Source, now: datetime) -> SourceState:
    error = str(ERRORS[source.error]) % {"value": _error_value(source)} if source.error in ERRORS else ""
    return SourceState(source, source.is_stale(now), error)


def _error_value(source: Source) -> str:
    if source.error != "unreadable":
        return source.error_value
    code, _bar, value = source.error_value.partition(":")
    words = remarks([Finding(code, value)]) if code else []
    return words[0].words if words else ""


def _communities_of(user: Any) -> Any:
    if user.is_superuser:
        return Community.objects.values("pk")
    return held_in(user, READERS)


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _clock(moment: str, community: Community) -> str:
    if not moment:
        return ""
    return date_format(timezone.localtime(datetime.fromisoformat(moment), community.zone), "DATETIME_FORMAT")
