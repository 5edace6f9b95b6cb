"""Replies in words: numbers first, then what to do, then where it stands."""

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from community.places.models import Community
from knowledge.chat import Circumstances, Crisis, Danger, hotlines_for, tells_something
from knowledge.models import Translation
from knowledge.selectors import (
    Part,
    address_of,
    numbers_of,
    parts_of,
    published_translations,
    region_of,
)
from knowledge.services.passages import never_lines, people_lines, steps_of
from knowledge.services.reporting import way_to_report
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
    about: Circumstances = field(default_factory=Circumstances)  # told now or in the turns before


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
    people: list[str] = field(default_factory=list)  # before the steps: what is different for those who were named
    tips: list[str] = field(default_factory=list)  # after them: what holds in this country, what not to do
    beside: list[str] = field(default_factory=list)  # after all of it: kind words and a line, for a crisis beside it
    talk: str = ""  # of a talk with a volunteer that is open: "waiting", "taken"; "paused" where they do not hear this

    @property
    def lists_guides(self) -> bool:
        """May a number be the answer to it?"""
        return self.kind == "clarify" or (self.kind == "decline" and bool(self.lead))

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


def others_line(block: dict[str, Any]) -> str:
    if not block["others"]:
        return ""
    listed = pgettext("between numbers", ", ").join(f"{one['label']} {one['number']}" for one in block["others"])
    return _("Other numbers: %(numbers)s.") % {"numbers": listed}


# --- replies ---------------------------------------------------------------------------------------------------------


def emergency(asked: Asked, danger: Danger, *, beside: Crisis | None = None) -> tuple[Reply, dict[str, Any]]:
    """Number, act, steps: from the first of the danger's articles that is published.

    Of a crisis that was told of `beside` it, kind words and a line last; nobody in one is asked to report anything.
    """
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
        notes.append(_("Stay with the person. Put pills, blades and ropes out of reach."))
    part = _acts(row, asked.community) if row else None
    steps, tips = steps_of(part) if part else ([], [])
    people = people_lines(asked.about, row, asked.community) if row and is_own else []
    tips += never_lines(asked.text, row, asked.community) if row and is_own else []
    if steps and not is_own:
        notes.append(_("If the person does not wake and does not breathe as normal:"))
    citations = [citation(row, part, asked)] if row and part else []
    numbered = (f"{n}. {_joined(step)}" for n, step in enumerate(steps, 1))
    kind_words = _beside(asked, beside) if beside else []
    if danger.kind == "self_harm_begun":  # not "when you are safe": the act is the danger
        kind_words = [line] if (line := _hotline_line(asked, "self_harm")) else []
    lines = [lead, *notes, *people, *numbered, *(f"- {tip}" for tip in tips), others_line(block), *kind_words]
    dial = {"label": _("Call %(number)s") % {"number": block["number"]}, "url": f"tel:{block['number']}"}
    reply = Reply(
        kind="emergency",
        text="\n".join(line for line in lines if line),
        emergency=block,
        citations=citations,
        actions=[dial, *(_dial_line(asked, beside) if beside else way_to_report(danger, asked.text))],
        suggestions=_after_emergency(row, asked) if row and is_own else [],
        lead=lead,
        steps=steps,
        notes=notes,
        people=people,
        tips=tips,
        beside=kind_words,
    )
    return reply, {"article": row.article.slug, "section": part.id} if row and part and is_own else {}


def crisis(asked: Asked, found: Crisis, *, is_search: bool = False) -> Reply:
    """Kind words and a line to call; nobody is promised who is not there."""
    line = hotlines_for(region_of(asked.community)).get(found.line)
    kind_words = _kind_words(found)
    fallback = numbers_to_call(asked.community, "police" if found.kind == "violence" else "ambulance")
    if found.kind == "violence":
        if_now = _("If you are in danger now, get to other people or lock a door, and call %(number)s.") % fallback
    elif found.kind == "another":
        if_now = _("If they have hurt themselves, may do it now, or cannot be found, call %(number)s.") % fallback
    else:
        if_now = _("If you have hurt yourself, or may do it now, call %(number)s.") % fallback
    if line is None:
        block, lead = fallback, _("Call %(number)s (%(label)s). They answer day and night.") % fallback
    else:
        others = [
            {"kind": "police" if found.kind == "violence" else "ambulance", **_head(fallback)},
            *fallback["others"],
        ]
        block = {"number": line.number, "label": said(line.label, asked.language), "others": others}
        lead = _hotline_line(asked, found.line)
    if found.kind == "another":
        person = _(
            "Ask them straight out if they think of suicide: to ask does not put it in their mind. Stay with them."
        )
    elif found.kind == "self_harm":
        person = _go_to_someone()
    elif is_search:
        person = _("If someone may read this phone, clear this page from its history.")
    else:
        person = _("If someone may read this phone, delete this talk.")
    # the address of a search may stand in a log: no promise there
    private = "" if is_search else _("What you wrote here is not kept, and nobody of this site reads it.")
    notes = [one for one in (if_now if line else "", person, private) if one]
    return Reply(
        kind="crisis",
        text="\n".join([kind_words, lead, *notes]),
        emergency=block,
        actions=[{"label": _("Call %(number)s") % {"number": block["number"]}, "url": f"tel:{block['number']}"}],
        opening=kind_words,
        lead=lead,
        notes=notes,
    )


def _kind_words(found: Crisis) -> str:
    if found.is_unsure:
        return _(
            "I am only a program, and may read you wrongly. If you are not all right, if somebody hurts or controls"
            " you, or if you fear for somebody: there are people who listen."
        )
    if found.kind == "violence":
        return _("What is done to you is not your fault, and you are right to tell someone.")
    if found.kind == "another":
        return _("You are right to take this seriously. You need not manage it alone.")
    return _("Thank you for saying it. What you feel is heavy, and you need not carry it alone.")


def _go_to_someone() -> str:
    return _("Is there someone near you whom you trust? Go to them, and let them stay with you.")


def _beside(asked: Asked, found: Crisis) -> list[str]:
    """What a crisis is answered with behind a danger's number and steps: first out of the danger, then the line."""
    line = _hotline_line(asked, found.line)
    if not line:
        return [_kind_words(found), *([_go_to_someone()] if found.kind == "self_harm" else [])]
    return [_kind_words(found), _("When you are safe: %(line)s") % {"line": line}]


def _dial_line(asked: Asked, found: Crisis) -> list[dict[str, Any]]:
    line = hotlines_for(region_of(asked.community)).get(found.line)
    if line is None:
        return []
    label = _("Call %(number)s") % {"number": line.number}
    return [{"label": label, "url": f"tel:{line.number}", "listens": True}]


def diverted(asked: Asked, call: str, words: str, actions: list[dict[str, Any]]) -> Reply:
    """A skill met danger: the number first, then what it says itself."""
    block = numbers_to_call(asked.community, call if call in KINDS else "fire")
    lead = _call_line(block, "")
    dial = {"label": _("Call %(number)s") % {"number": block["number"]}, "url": f"tel:{block['number']}"}
    return Reply(
        kind="emergency",
        text="\n".join(one for one in [lead, words, others_line(block)] if one),
        emergency=block,
        actions=[dial, *actions],
        lead=lead,
        notes=[words],
    )


def numbered(rows: list[Translation]) -> str:
    return "\n".join(f"{number}. {row.title}" for number, row in enumerate(rows, 1))


def clarify(asked: Asked, rows: list[Translation], confidence: float) -> Reply:
    """Two answers are close: ask which."""
    return Reply(
        kind="clarify",
        text=_("Which of these do you mean?") + "\n" + numbered(rows),
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
    elif tells_something(asked.text) and asked.context.get("article") != row.article.slug:
        # somebody tells of something, and the guide may be the wrong one
        number = numbers_to_call(asked.community, "ambulance")["number"]
        lead = _("If someone is in danger, call %(number)s.") % {"number": number}
    steps, tips = ([], []) if lines else steps_of(part)
    people = people_lines(asked.about, row, asked.community) if part.id != "different" else []
    body = "\n".join(f"- {line}" for line in lines) if lines else part.text
    notes = [_("%(title)s: %(section)s") % {"title": row.title, "section": part.title}]
    return Reply(
        kind="answer",
        text="\n".join(one for one in [lead, *notes, *people, body] if one),
        citations=[citation(row, part, asked)],
        suggestions=other_parts(row, asked.community, part.id),
        confidence=confidence,
        lead=lead,
        steps=steps or [{"act": "", "why": line} for line in (lines or part.items)],
        notes=notes,
        people=people,
        tips=tips,
    )


def with_a_number(asked: Asked, reply: Reply, alarm: Danger) -> Reply:
    """An answer that names no number yet, with the one to call if it is worse than it sounds."""
    if reply.lead:
        return reply
    number = numbers_to_call(asked.community, alarm.call)["number"]
    lead = _("If someone is in danger, call %(number)s.") % {"number": number}
    return replace(reply, lead=lead, text=f"{lead}\n{reply.text}")


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
