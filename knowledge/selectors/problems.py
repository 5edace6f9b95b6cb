"""What is wrong with a guide, in the reader's language and with the names that an editor sees."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from knowledge.articles import Code, Problem
from portal.lib.asked import language_name

SECTION_NAMES = {
    "steps": _("Steps, in order"),
    "before": _("Before it happens"),
    "during": _("While it happens"),
    "after": pgettext_lazy("section", "Afterwards"),
    "donot": _("What not to do"),
    "different": _("Who needs something different"),
    "call": _("When to call"),
}
SHARED_NAMES = {  # said once for both languages
    "topic": _("Topic"),
    "reviewed": _("Facts checked on"),
    "danger": _("Danger to life"),
    "calls": _("Numbers that may be needed"),
    "hazards": _("Hazards"),
}
FIELD_NAMES = {
    "title": _("Title"),
    "summary": pgettext_lazy("guide", "Summary"),
    "act_first": _("What must come before the call"),
    "aliases": _("How people ask"),
    "sources": _("Sources"),
}
_NAMES = {**SECTION_NAMES, **SHARED_NAMES, **FIELD_NAMES}

WORDS = {
    Code.FILE_NAME: _("Name the file <slug>.<language>.md with one of these languages: %(languages)s."),
    Code.NOT_UTF8: _("The file is not UTF-8."),
    Code.SAME_FILE: _("Another file has this name and language."),
    Code.NO_LANGUAGE: _("The text in this language is missing: %(missing)s."),
    Code.HEAD_MISSING: _("The front matter must begin with ---."),
    Code.HEAD_OPEN: _("The front matter has no closing ---."),
    Code.HEAD_YAML: _("The front matter is not YAML: %(error)s"),
    Code.HEAD_KEYS: _("The front matter must be keys and values."),
    Code.UNKNOWN_KEY: _("A guide has no such key."),
    Code.NO_TEXT: _("Write a line of text."),
    Code.NOT_IN_LIST: _("Choose only from: %(allowed)s."),
    Code.ALIASES_LIST: _(
        "Write a list of wordings, each a text; put quotes around what YAML takes for something else."
    ),
    Code.ALIASES_FEW: _("Write at least %(least)s different wordings."),
    Code.ALIAS_IS_TITLE: _("This wording only repeats the title."),
    Code.SOURCE: _("Name at least one source, each with who says it and a title; the year may be left out."),
    Code.NO_DATE: _("Write a date, such as 2026-11-21."),
    Code.NO_BOOLEAN: _("Write true or false."),
    Code.NOBODY_TO_CALL: _("A guide for danger to life names whom to call."),
    Code.WORDS_BEFORE: _("Words stand before the first section."),
    Code.HEADING: _("A line that begins with # is a heading and does not belong in a section. Take the # away."),
    Code.REGION: _("Write what holds for one country as :::region US, then its lines, then ::: alone."),
    Code.REGION_OPEN: _("The words for one country that begin here have no closing :::."),
    Code.SECTION_EMPTY: _("The section has a heading and no text."),
    Code.SECTION_UNTITLED: _("The section has text and no heading."),
    Code.SECTION_UNKNOWN: _("There is no such section. Choose from: %(allowed)s."),
    Code.SECTION_TWICE: _("This section stands twice."),
    Code.SECTION_ORDER: _("Sections stand in this order: %(allowed)s."),
    Code.SECTION_MISSING: _("This section is missing."),
    Code.NOTHING_TO_DO: _("Write steps, or what to do before or while it happens."),
    Code.NOTHING_IN_DANGER: _("A guide for danger to life needs steps, or what to do while it happens."),
    Code.STEPS_NUMBERED: _("Write the steps as a numbered list: 1. 2. 3."),
    Code.NUMBER_WRITTEN: _("Write {fire}, {ambulance} or {police} in place of a phone number: it differs by place."),
    Code.NUMBER_UNKNOWN: _("{%(name)s} is no number that we know. Use {fire}, {ambulance} or {police}."),
    Code.FORBIDDEN: _("Advice that has hurt people: “%(words)s”. %(reason)s"),
    Code.TERM: _("“%(words)s”: all guides say “%(term)s”. %(reason)s"),
    Code.GRADE: _(
        "The text is as hard to read as school grade %(grade)s; at most %(most)s. Use shorter words and sentences."
    ),
    Code.SENTENCES: _("Sentences have %(mean)s characters on average; at most %(most)s. Make them shorter."),
    Code.LINK_FORM: _(
        "Link to %(target)s: write https://..., an address of this site that begins with /, or #section."
    ),
    Code.LINK_GUIDE: _("Link to %(target)s: there is no such guide."),
    Code.LINK_SECTION: _("Link to %(target)s: the guide %(slug)s has no such section."),
    Code.LINK_NOTHING: _("Link to %(target)s: nothing answers there."),
    Code.DIFFERS: _("This differs between the two languages."),
    Code.ACT_FIRST_ALONE: _("This stands in one language only."),
    Code.OTHER_SOURCES: _("The number of sources differs from: %(other)s."),
    Code.SECTION_ALONE: _("This section stands only in: %(other)s."),
    Code.OTHER_REGIONS: _("The countries that have words of their own differ from: %(other)s."),
    Code.OTHER_NUMBERS: _("The phone numbers that are named differ from: %(other)s."),
}
REASONS = {
    # why not this advice
    "doorway": _("A doorway is no stronger than the rest. Take cover under a table."),
    "oil": _("Water spreads burning oil."),
    "venom": _("It does not help, and it harms the helper."),
    "mouth": _("Nothing goes into the mouth of a person in a seizure."),
    "useless": _("It costs time and does not help."),
    "tourniquet": _("The bleeding starts again."),
    "tape": _("Tape does not keep glass whole."),
    "burn": _("It harms burned skin. Cool it under running water."),
    "vomit": _("Poison burns a second time on its way back."),
    "run": _("Most people are hurt by falling glass and brick."),
    # why not this word
    "official": _("These are the official words, and people have practised them."),
    "deed": _("It says what to do."),
    "printed": _("It is what the box on the wall says."),
    "one": _("One thing has one name."),
    "two": _("The other word is also used for something else."),
    "respect": _("It is the more respectful word."),
}


@dataclass(frozen=True)
class Told:
    """A problem in the reader's language. `anchor` is the field of the editors' form, "" where it is about none."""

    place: str
    words: str
    anchor: str

    def __str__(self) -> str:
        return self.place + gettext(": ") + self.words


def told(problems: Iterable[Problem]) -> list[Told]:
    """`problems` for editors; what both languages share is said once."""
    return list(dict.fromkeys(Told(_place(one), words_for(one), _anchor(one)) for one in problems))


def words_for(problem: Problem) -> str:
    """What is wrong, in the reader's language."""
    figures = dict(problem.figures)
    for name in ("other", "missing"):
        if name in figures:
            figures[name] = language_name(figures[name])
    if "reason" in figures:
        figures["reason"] = REASONS[figures["reason"]]
    return str(WORDS[problem.code]) % figures


def line_for(problem: Problem) -> str:
    """In English, for those who keep the files: "<path>:<line>: <key or section>: <what>"."""
    with override("en"):
        what = words_for(problem)
    return ": ".join(part for part in (f"{problem.path}:{problem.line}", problem.part, what) if part)


def _place(problem: Problem) -> str:
    name = str(_NAMES.get(problem.part, problem.part))
    if problem.part in SHARED_NAMES:
        return name
    row = gettext("line %(number)s") % {"number": problem.row} if problem.row else ""
    return " · ".join(part for part in (language_name(problem.language), name, row) if part)


def _anchor(problem: Problem) -> str:
    if problem.part in SHARED_NAMES:
        return f"id_{problem.part}"
    if problem.part in SECTION_NAMES:
        kind = "head" if problem.code is Code.SECTION_UNTITLED else "text"
        return f"id_{kind}_{problem.part}_{problem.language}"
    return f"id_{problem.part}_{problem.language}" if problem.part in FIELD_NAMES else ""
