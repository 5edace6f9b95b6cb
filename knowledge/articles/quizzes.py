"""Questions made of a guide's own lines, never of words that it does not have (docs/decisions/0025).

Two kinds, each right and wrong by the guide alone:

- "donot": where does the guide say "do not"? One line of "what not to do" among steps of the same guide, with a gap
  where "do not" may stand, so that no line reads as advice that the guide does not give.
- "number": which number does the guide name? A sentence of "when to call", its number left out, among the numbers of
  the place; only where they differ.

What could turn its meaning when it stands alone is left out: exceptions, conditions, labels, second negations. The same
guide gives the same questions in the same order until its words change.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.articles.lists import Item, listed
from knowledge.articles.wording import items_of, with_numbers

FEWEST, MOST = 3, 6  # questions that a guide must give, and may
CHOICES = 4
LONGEST = 110  # characters of a choice
_CALL = re.compile(r"\{(fire|ambulance|police)\}")
_SENTENCE = re.compile(r"[^.!?。！？]+(?:[.!?](?=\s|$)|[。！？]|$)")

_NO = re.compile(r"\b(?:not|never)\b|n't|不要|切勿|别打", re.I)
GAP = "…"
MOST_DONTS = 4

# A prohibition: what stands before its "do not", and what behind.
_DONOT = {
    "en": re.compile(r"^(?P<when>)(?:do not|don't|never) (?P<act>[a-z].*)$", re.I),
    "zh-hans": re.compile(r"^(?P<when>.*?)(?:千万|绝对)?(?:不要|切勿|别(?![的人处]))(?P<act>.+)$"),
}
# What keeps a prohibition from being offered with a gap: a second no, an exception, a reason that gives it away.
_UNCLEAR_DONOT = {
    "en": re.compile(
        r"\b(?:not|no|never|nothing|nobody|unless|until|except|but|because|so|they|it is)\b"
        r"|n't|^(?:be|feel|forget|panic|worry|just|blame|think|expect|miss|mind)\b|[:;?(]",
        re.I,
    ),
    "zh-hans": re.compile(r"[不别勿没无未非才：；？（]|除非|以免|否则|容易|会|怕|觉得|因为|可能|是"),
}
_EXCEPTION = {
    "en": re.compile(r"\b(?:if|unless|except|only|until|but|when)\b", re.I),
    "zh-hans": re.compile(r"除非|除了|只有|才|如果|要是|但|除外|可以"),
}
# What keeps a step from being offered as one: a no, a condition, a label, a question.
_UNCLEAR_DO = {
    "en": re.compile(
        r"\b(?:not|no|never|nothing|nobody|none|unless|only|if|until|except|when|while|without|then|last|or|again)\b"
        r"|n't|[:;?(]",
        re.I,
    ),
    "zh-hans": re.compile(r"[不别勿没无未只才就再先：；？（]|除非|如果|要是|时候|然后|最后"),
}
# A step in English begins with its deed. "Chlorine is heavy." is no step, in bold or not.
_DEED = re.compile(
    r"^(?:"
    r"add|ask|bag|boil|bring|brush|buy|call|catch|change|charge|check|choose|clean|clear|close|cool|"
    r"count|cover|cut|dig|drag|draw|dry|fill|find|flush|get|give|go|grab|hand|hang|hold|keep|kick|lay|"
    r"lead|lean|leave|let|lie|lift|lock|look|make|meet|move|note|open|pack|pair|park|pass|pay|pick|pinch|"
    r"plug|practice|press|pull|push|put|raise|read|register|rest|rinse|roll|run|save|say|seal|see|send|"
    r"set|shake|share|shelter|shout|show|shut|sign|sit|slide|split|spray|stand|start|stay|step|stop|"
    r"store|switch|take|talk|tap|tell|text|tie|touch|train|treat|turn|use|wait|walk|warm|warn|wash|watch|"
    r"wear|work|wrap|write"
    r")\b",
    re.I,
)


@dataclass(frozen=True)
class Choice:
    text: str  # as it is offered
    line: str  # the guide's own line, whole
    step: int = 0  # its number where it is one


@dataclass(frozen=True)
class Question:
    kind: str  # "donot", "number"
    choices: tuple[Choice, ...]
    right: int
    section: str  # where the answer stands
    said: str = ""  # "number": the sentence with a gap


def questions_of(
    sections: Mapping[str, str], *, language: str, numbers: Mapping[str, str], seed: str
) -> list[Question]:
    """The questions of a guide; empty where its words do not give enough sound ones.

    `sections`: Markdown by id, other countries' blocks taken out, {fire} and the like still in. `seed`: its revision.
    """
    if language not in _DONOT:
        return []
    steps = [item for item in listed(sections.get("steps", "")) if item.is_step]
    donts = _mixed(_donts(sections.get("donot", ""), language), seed)[:MOST_DONTS]
    dos = _mixed(_dos(sections, steps, language), seed)
    made = [
        *_prohibitions(donts, dos, language, seed),
        *_numbers(sections.get("call", ""), numbers, seed),
    ]
    return [_filled(one, numbers) for one in made][:MOST] if len(made) >= FEWEST else []


def _prohibitions(donts: Sequence[Choice], dos: Sequence[Choice], language: str, seed: str) -> list[Question]:
    if len(dos) < CHOICES - 2:
        return []
    gapped = [Choice(_gapped(one.text, language), one.line, one.step) for one in dos]
    made = []
    for at, dont in enumerate(donts):
        others = [gapped[(at * (CHOICES - 1) + step) % len(dos)] for step in range(min(CHOICES - 1, len(dos)))]
        deed = dont.text.rpartition(GAP)[2].strip(" .。")
        if any(deed in other.text for other in others):
            continue  # the same deed, forbidden in one case and told in another: not to be asked without the cases
        made.append(_question("donot", dont, others, f"{seed}{at}", "donot"))
    return made


def _numbers(call: str, numbers: Mapping[str, str], seed: str) -> list[Question]:
    if len(set(numbers.values())) < CHOICES - 1:
        return []  # one number for all: nothing to choose
    made: dict[str, Question] = {}
    for line in items_of(call):
        for found in _SENTENCE.finditer(line):
            sentence = found[0].strip()
            names = set(_CALL.findall(sentence))
            if len(names) != 1 or len(sentence) > 2 * LONGEST or _NO.search(sentence):
                continue
            name = names.pop()
            others = [Choice(number, "") for kind, number in numbers.items() if number != numbers[name]]
            question = _question("number", Choice(numbers[name], sentence), others, f"{seed}{name}", "call")
            made.setdefault(name, _saying(question, _CALL.sub("____", sentence)))
    return list(made.values())[:2]


def _donts(text: str, language: str) -> list[Choice]:
    found = []
    for item in listed(text):
        sentences = [one.strip() for one in _SENTENCE.findall(item.text) if one.strip()]
        bare = _DONOT[language].match(sentences[0]) if sentences else None
        if not bare or _EXCEPTION[language].search(" ".join(sentences[1:])) or _CALL.search(item.text):
            continue
        when, act = bare["when"].strip(), bare["act"].strip()
        if any(_UNCLEAR_DONOT[language].search(one) for one in (when, act)) or len(when + act) > LONGEST:
            continue
        if len(act) >= (8 if language == "en" else 3):
            found.append(Choice(_gapped(act, language, when), item.text))
    return found


def _gapped(act: str, language: str, when: str = "") -> str:
    return f"{GAP} {act[0].lower()}{act[1:]}" if language == "en" else f"{when}{GAP}{GAP}{act}"


def _dos(sections: Mapping[str, str], steps: Sequence[Item], language: str) -> list[Choice]:
    found = [_do(item, language, at) for at, item in enumerate(steps, 1)]
    if not steps:
        rest = [item for name in ("during", "before", "after") for item in listed(sections.get(name, ""))]
        found = [_do(item, language, 0) for item in rest]
    return [one for one in found if one is not None]


def _do(item: Item, language: str, step: int) -> Choice | None:
    """A step as a choice: what stands in bold, where that alone is a plain thing to do."""
    act = item.lead if item.rest else item.text
    ends = (".", "!", "。", "！")
    if not act.endswith(ends) or _UNCLEAR_DO[language].search(act) or _EXCEPTION[language].search(item.text):
        return None
    if len(act) > LONGEST or (language == "en" and not _DEED.match(act)):
        return None
    return Choice(act, item.text, step)


def _question(kind: str, right: Choice, others: Sequence[Choice], seed: str, section: str) -> Question:
    choices = tuple(_mixed([right, *others], seed + kind))
    return Question(kind, choices, choices.index(right), section)


def _saying(question: Question, said: str) -> Question:
    return Question(question.kind, question.choices, question.right, question.section, said)


def _filled(question: Question, numbers: Mapping[str, str]) -> Question:
    """With the place's own numbers where a line names one."""
    plain = dict(numbers)
    choices = tuple(
        Choice(with_numbers(one.text, plain), with_numbers(one.line, plain), one.step) for one in question.choices
    )
    return Question(question.kind, choices, question.right, question.section, question.said)


def _mixed(choices: Sequence[Choice], seed: str) -> list[Choice]:
    """In an order that looks like none and is the same for the same words."""
    return sorted(choices, key=lambda one: hashlib.sha256(f"{seed}\n{one.text}".encode()).digest())
