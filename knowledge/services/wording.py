"""Replies in words: numbers first, then what to do, then where it stands."""

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from community.places.models import Community
from knowledge.chat import Crisis, Danger, hotlines_for
from knowledge.models import Translation
from knowledge.selectors import (
    Part,
    address_of,
    numbers_of,
    parts_of,
    published_translations,
    region_of,
)
from portal.lib.words import said

KINDS = ("fire", "ambulance", "police")


@dataclass(frozen=True)
class Asked:
    """A message and everything that its reply may depend on."""

    text: str
    language: str  # of the reply
    search_language: str  # of the words
    community: Community | None
    now: datetime
    user: Any = None
    latitude: float | None = None
    longitude: float | None = None
    context: dict[str, Any] = field(default_factory=dict)
    phone: str = ""  # E.164, where it came by text
    caller: str = ""  # who asks, for limits


@dataclass(frozen=True)
class Reply:
    """The fields of POST chat/; `lead` and `steps` are the parts of `text` that a page sets apart."""

    kind: str
    text: str
    emergency: dict[str, Any] | None = None
    citations: list[dict[str, str]] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)
    confidence: float = 1.0
    session: str = ""
    message_id: str = ""
    language: str = ""
    opening: str = ""  # kind words, before the lead
    lead: str = ""
    steps: list[dict[str, str]] = field(default_factory=list)  # {"act", "why"}
    notes: list[str] = field(default_factory=list)  # before the steps
    tips: list[str] = field(default_factory=list)  # after them: what holds in this country

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "Reply":
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in row.items() if name in known})


# --- numbers ---------------------------------------------------------------------------------------------------------


def label_of(kind: str) -> str:
    return {"fire": _("Fire and rescue"), "ambulance": _("Ambulance"), "police": _("Police")}[kind]


def numbers_to_call(community: Community | None, first: str, then: list[str] | None = None) -> dict[str, Any]:
    """The block {number, label, others}: the number for `first`, and beside it those that differ."""
    numbers = numbers_of(community)
    shared = len(set(numbers.values())) == 1
    main = {"number": numbers[first], "label": _("Emergency services") if shared else label_of(first)}
    seen, others = {numbers[first]}, []
    for kind in [*(then or []), *KINDS]:
        if kind != first and numbers[kind] not in seen:
            seen.add(numbers[kind])
            others.append({"kind": kind, "number": numbers[kind], "label": label_of(kind)})
    return {**main, "others": others}


def _call_line(block: dict[str, Any], act_first: str) -> str:
    """One line that holds the number, and before it the act that must come first."""
    if act_first:
        words = {"act": act_first, "number": block["number"], "label": block["label"]}
        return _("%(act)s %(label)s: %(number)s.") % words
    return _("Call %(number)s now (%(label)s).") % {"number": block["number"], "label": block["label"]}


def _others_line(block: dict[str, Any]) -> str:
    if not block["others"]:
        return ""
    listed = pgettext("between numbers", ", ").join(f"{one['label']} {one['number']}" for one in block["others"])
    return _("Other numbers: %(numbers)s.") % {"numbers": listed}


# --- replies ---------------------------------------------------------------------------------------------------------


def emergency(asked: Asked, danger: Danger) -> tuple[Reply, dict[str, Any]]:
    """Number, act, steps: from the first of the danger's articles that is published."""
    rows = published_translations(danger.articles, asked.language)
    row = next((rows[slug] for slug in danger.articles if slug in rows), None)
    block = numbers_to_call(asked.community, danger.call, row.article.calls if row else None)
    is_own = row is not None and (not danger.is_until_help or row.article.slug == danger.articles[0] != "cpr-aed")
    lead = _call_line(block, row.act_first if row and is_own else "")
    notes = []
    if row is None or not is_own:
        notes.append(_("Say where you are and what has happened. Do what they tell you, and do not hang up first."))
    if danger.kind == "fall":
        notes.append(_("Stay with them until help comes."))
    if danger.kind == "self_harm_begun":
        line = _hotline_line(asked, "self_harm")
        notes.append(
            _("Stay with the person. Put pills, blades and ropes out of reach.") + (f" {line}" if line else "")
        )
    part = _acts(row, asked.community) if row else None
    steps, tips = steps_of(part) if part else ([], [])
    if steps and not is_own:
        notes.append(_("If the person does not wake and does not breathe as normal:"))
    citations = [citation(row, part, asked)] if row and part else []
    numbered = (f"{n}. {_joined(step)}" for n, step in enumerate(steps, 1))
    lines = [lead, *notes, *numbered, *(f"- {tip}" for tip in tips), _others_line(block)]
    reply = Reply(
        kind="emergency",
        text="\n".join(line for line in lines if line),
        emergency=block,
        citations=citations,
        actions=[{"label": _("Call %(number)s") % {"number": block["number"]}, "url": f"tel:{block['number']}"}],
        suggestions=_after_emergency(row, asked) if row and is_own else [],
        lead=lead,
        steps=steps,
        notes=notes,
        tips=tips,
    )
    return reply, {"article": row.article.slug, "section": part.id} if row and part and is_own else {}


def crisis(asked: Asked, found: Crisis) -> Reply:
    """Kind words and a line to call; nobody is promised who is not there."""
    line = hotlines_for(region_of(asked.community)).get(found.kind)
    fallback = numbers_to_call(asked.community, "police" if found.kind == "violence" else "ambulance")
    if found.kind == "violence":
        kind_words = _("What is done to you is not your fault, and you are right to tell someone.")
        if_now = _("If you are in danger now, get to other people or lock a door, and call %(number)s.") % fallback
    else:
        kind_words = _("Thank you for saying it. What you feel is heavy, and you need not carry it alone.")
        if_now = _("If you have hurt yourself, or may do it now, call %(number)s.") % fallback
    if line is None:
        block, lead = fallback, _("Call %(number)s (%(label)s). They answer day and night.") % fallback
    else:
        others = [
            {"kind": "police" if found.kind == "violence" else "ambulance", **_head(fallback)},
            *fallback["others"],
        ]
        block = {"number": line.number, "label": said(line.label, asked.language), "others": others}
        lead = _hotline_line(asked, found.kind)
    private = _("What you wrote here is not kept, and nobody of this site reads it.")
    if found.kind == "self_harm":
        person = _("Is there someone near you whom you trust? Go to them, and let them stay with you.")
    else:
        person = _("If someone may read this phone, delete this talk.")
    lines = [kind_words, lead, if_now if line else "", person, private]
    return Reply(
        kind="crisis",
        text="\n".join(one for one in lines if one),
        emergency=block,
        actions=[{"label": _("Call %(number)s") % {"number": block["number"]}, "url": f"tel:{block['number']}"}],
        opening=kind_words,
        lead=lead,
        notes=[one for one in (if_now if line else "", person, private) if one],
    )


def diverted(asked: Asked, call: str, words: str, actions: list[dict[str, Any]]) -> Reply:
    """A skill met danger: the number first, then what it says itself."""
    block = numbers_to_call(asked.community, call if call in KINDS else "fire")
    lead = _call_line(block, "")
    dial = {"label": _("Call %(number)s") % {"number": block["number"]}, "url": f"tel:{block['number']}"}
    return Reply(
        kind="emergency",
        text="\n".join(one for one in [lead, words, _others_line(block)] if one),
        emergency=block,
        actions=[dial, *actions],
        lead=lead,
        notes=[words],
    )


def manners(asked: Asked, manner: str) -> Reply:
    """Small talk, a wish for a person, a doctor's question, an order to the machine."""
    block = numbers_to_call(asked.community, "police")
    issuer = said(asked.community.issuer, asked.language) if asked.community else ""
    who = issuer or _("your community's office")
    danger = _("If someone is in danger, call %(number)s.") % {
        "number": numbers_to_call(asked.community, "fire")["number"]
    }
    about = _("I am a program. I answer from this community's safety guides and live notices. I cannot call for help.")
    sms = asked.community.sms_number if asked.community else ""
    replies: dict[str, tuple[str, str]] = {
        "greeting": ("smalltalk", f"{_('Hello.')} {about} {_('What would you like to know?')}"),
        "about": ("smalltalk", f"{about} {danger}"),
        "thanks": ("smalltalk", _("You are welcome. Take care of yourself and your neighbours.")),
        "abuse": (
            "smalltalk",
            _("I am sorry that this did not help. %(danger)s Else ask me in other words.") % {"danger": danger},
        ),
        "texts": (
            "smalltalk",
            _("To get no more texts from us, text STOP to %(sms)s. %(danger)s") % {"sms": sms, "danger": danger}
            if sms
            else _("To get no more texts from us, text STOP to the number that they come from. %(danger)s")
            % {"danger": danger},
        ),
        "handoff": (
            "handoff",
            _("Nobody sits behind this chat. To speak to a person, turn to %(who)s. %(danger)s")
            % {"who": who, "danger": danger},
        ),
        "doctor": (
            "decline",
            _(
                "That is a question for a doctor or a pharmacist. I only know first aid. "
                "If the person gets worse fast, is hard to wake or cannot breathe well, call %(number)s."
            )
            % {"number": numbers_to_call(asked.community, "ambulance")["number"]},
        ),
        "injection": (
            "decline",
            _("I only answer questions about safety, from published guides. I cannot change or send anything."),
        ),
    }  # fmt: skip
    kind, text = replies[manner]
    return Reply(
        kind=kind,
        text=text,
        emergency=block if manner == "handoff" else None,
        suggestions=[] if manner in ("thanks",) else starters(),
        actions=[{"label": _("Who runs this site"), "url": "/about/"}] if manner == "handoff" else [],
    )


def decline(asked: Asked, near: list[Translation]) -> Reply:
    """Honestly "I don't know", and whom to ask."""
    issuer = said(asked.community.issuer, asked.language) if asked.community else ""
    text = _("I don't know. Our guides do not answer this. Ask %(who)s. If someone is in danger, call %(number)s.") % {
        "who": issuer or _("your community's office"),
        "number": numbers_to_call(asked.community, "fire")["number"],
    }
    return Reply(
        kind="decline",
        text=text,
        suggestions=[row.title for row in near] or starters(),
        actions=[{"label": _("All guides"), "url": "/knowledge/"}],
        confidence=0.0,
    )


def clarify(asked: Asked, rows: list[Translation], confidence: float) -> Reply:
    """Two answers are close: ask which."""
    listed = "\n".join(f"{number}. {row.title}" for number, row in enumerate(rows, 1))
    return Reply(
        kind="clarify",
        text=_("Which of these do you mean?") + "\n" + listed,
        suggestions=[row.title for row in rows],
        confidence=confidence,
        lead=_("Which of these do you mean?"),
    )


def from_article(asked: Asked, row: Translation, part: Part, lines: list[str], confidence: float) -> Reply:
    """A section of an article, or the lines of it that were asked for; where it is about danger, the number first."""
    lead = ""
    if row.article.danger and row.article.calls:
        number = numbers_to_call(asked.community, row.article.calls[0])["number"]
        lead = _("If it is happening now, call %(number)s.") % {"number": number}
        if row.act_first:
            lead = _("If it is happening now: %(act)s Number: %(number)s.") % {"act": row.act_first, "number": number}
    steps, tips = ([], []) if lines else steps_of(part)
    body = "\n".join(f"- {line}" for line in lines) if lines else part.text
    notes = [_("%(title)s: %(section)s") % {"title": row.title, "section": part.title}]
    return Reply(
        kind="answer",
        text="\n".join(one for one in [lead, *notes, body] if one),
        citations=[citation(row, part, asked)],
        suggestions=other_parts(row, asked.community, part.id),
        confidence=confidence,
        lead=lead,
        steps=steps or [{"act": "", "why": line} for line in (lines or part.items)],
        notes=notes,
        tips=tips,
    )


def steps_of(part: Part) -> tuple[list[dict[str, str]], list[str]]:
    """The numbered steps as act and reason, and the lines beside them; a plain list gives neither."""
    steps, tips = [], []
    for line in part.text.splitlines():
        head, _dot, words = line.partition(". ")
        if head.isdigit():
            act, why = _act_and_why(words)
            steps.append({"act": act, "why": why})
        else:
            tips.append(line.removeprefix("- "))
    return (steps, tips) if steps else ([], [])


def starters() -> list[str]:
    """Questions to begin with. None of them tells of a danger now."""
    return [
        _("Is there a warning now?"),
        _("What goes in an emergency kit?"),
        _("How do I prepare for a flood?"),
        _("How do I do CPR?"),
    ]


def citation(row: Translation, part: Part, asked: Asked) -> dict[str, str]:
    return {
        "title": row.title,
        "section": part.title,
        "url": address_of(row.article, part.id, asked.language),
    }


def other_parts(row: Translation, community: Community | None, but: str) -> list[str]:
    """What else the article can say, as questions to tap."""
    labels = {
        "steps": _("What do I do?"),
        "before": _("How do I prepare?"),
        "after": _("And afterwards?"),
        "donot": _("What should I not do?"),
        "different": _("And with children or older people?"),
        "call": _("When do I call?"),
    }
    return [labels[part.id] for part in parts_of(row, community) if part.id in labels and part.id != but][:3]


def _after_emergency(row: Translation, asked: Asked) -> list[str]:
    return other_parts(row, asked.community, "steps")


def _acts(row: Translation, community: Community | None) -> Part | None:
    """The section that says what to do now."""
    parts = {part.id: part for part in parts_of(row, community)}
    return next((parts[code] for code in ("steps", "during", "before", "after") if code in parts), None)


def _act_and_why(words: str) -> tuple[str, str]:
    """The first sentence is the act (bold in the article), what follows the reason."""
    ends = [words.find(stop) + 1 for stop in (". ", "。") if stop in words]
    cut = min(ends) if ends else len(words)
    return words[:cut].strip(), words[cut:].strip()


def _joined(step: dict[str, str]) -> str:
    gap = "" if step["act"].endswith("。") else " "
    return f"{step['act']}{gap}{step['why']}".strip()


def _hotline_line(asked: Asked, kind: str) -> str:
    line = hotlines_for(region_of(asked.community)).get(kind)
    if line is None:
        return ""
    words = {"number": line.number, "label": said(line.label, asked.language)}
    if line.is_always_open and line.text:
        return _("Call or text %(number)s (%(label)s), day and night, free of charge.") % words
    if line.is_always_open:
        return _("Call %(number)s (%(label)s), day and night.") % words
    return _("Call %(number)s (%(label)s). It may be closed at night.") % words


def _head(block: dict[str, Any]) -> dict[str, str]:
    return {"number": block["number"], "label": block["label"]}
