"""A text made speakable, and the call it is read out in. What a telephone voice would spell is left out."""

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

LONGEST = 900  # characters that are read out: a minute and a half of English, three of Chinese
PATIENCE = 8  # seconds in which a key may follow the last word


@dataclass(frozen=True, slots=True)
class Phrases:
    """What every call says beside its words."""

    locale: str  # as the carrier names the voice's language
    exercise: str
    press: str
    again: str
    bye: str


PHRASES = {
    "en": Phrases(
        locale="en-US",
        exercise="This is an exercise. This is only an exercise.",
        press="Press 1 if you have heard this.",
        again="Once more.",
        bye="We could not hear a key. Please read the text message, too. Goodbye.",
    ),
    "zh-hans": Phrases(
        locale="zh-CN",
        exercise="这是演练。仅为演练。",
        press="如果您已听清，请按 1。",
        again="再说一遍。",
        bye="没有收到您的按键。请再看一下短信。再见。",
    ),
}

_MARK = re.compile(r"^(?:EXERCISE(?: */ *演练)?:|【演练(?: EXERCISE)?】)\s*")
# only what an address may hold, so that Chinese words right behind one are kept
_ADDRESS = re.compile(
    r"(?:(?:more|details?|info|see|read more|visit)(?: at| on)?[:,]? +|(?:更多|详情|详见|查看|请看|网址|链接)[:：]? *)?"
    r"(?:https?://|www\.)[!-~]+",
    re.IGNORECASE,
)
_CODE = r"[0-9A-Z]{1,6}-[2-9BCDFGHJKMNPQRSTVWXZ]{6,10}(?![0-9A-Za-z])"  # as portal.lib.ids makes references
_REFERENCE = re.compile(
    rf"[(（\[]?(?:(?:\bRef(?:erence)?[.:]?|编号[:：]?) *[0-9A-Z]{{1,6}}-[0-9A-Z]+|(?<![0-9A-Za-z]){_CODE})"
    r"[)）\]]? *[.。]?"
)
_BRACKETS = re.compile(r"【([^】]*)】")
_SPACES = re.compile(r"\s+")
_SENTENCE = re.compile(r"[.!?。！？；;]")
_ASKS_FOR_A_KEY = re.compile(r"\bpress(?:ing)? (?:1|one)\b|按 ?(?:1|一|１)", re.IGNORECASE)
# said as words; and what XML would write at length stays short
_SIGNS = [str.maketrans(signs) for signs in ({"&": " and ", "<": " ", ">": " "}, {"&": "和", "<": " ", ">": " "})]
_UNSPEAKABLE = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # no XML may hold it


def phrases(language: str) -> Phrases:
    """Those of `language`, else English."""
    return PHRASES.get(language, PHRASES["en"])


def spoken(body: str, language: str) -> str:
    """`body` as a voice should read it: no web address, no reference code, no bracket, no mark of an exercise.

    The mark is said by the call itself (see `announcement`), in words.
    """
    text = _ADDRESS.sub(" ", _MARK.sub("", body.strip()))
    text = _REFERENCE.sub(" ", text)
    full_stop = "。" if language == "zh-hans" else ". "
    text = text.translate(_SIGNS[language == "zh-hans"])
    text = _SPACES.sub(" ", _BRACKETS.sub(lambda found: found[1] + full_stop, text)).strip()
    if language == "zh-hans":
        text = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)
    text = _cut(text)
    return text if not text or _SENTENCE.match(text[-1]) else text + full_stop.strip()


def announcement(body: str, language: str, *, exercise: bool, action: str) -> str:
    """The TwiML of one call: the words twice, and a key asked for after each time. `action` hears the key."""
    said = phrases(language)
    words = [spoken(body, language)]
    if exercise or _MARK.match(body.strip()):
        words.insert(0, said.exercise)
    if not _ASKS_FOR_A_KEY.search(body):  # a question that is asked by telephone says itself what the key means
        words.append(said.press)
    once = _say(" ".join(words), said)
    return (
        f'<Response><Gather input="dtmf" numDigits="1" timeout="{PATIENCE}" method="POST" action={quoteattr(action)}>'
        f'<Pause length="1"/>{once}<Pause length="1"/>{_say(said.again, said)}{once}</Gather>'
        f"{_say(said.bye, said)}</Response>"
    )


def answer(words: str, language: str, *, ask_again: str = "") -> str:
    """The TwiML that answers a pressed key with `words`; with `ask_again`, another key is told at that address."""
    line = _say(words, phrases(language))
    if ask_again:
        line = (
            f'<Gather input="dtmf" numDigits="1" timeout="{PATIENCE}" method="POST" action={quoteattr(ask_again)}>'
            f"{line}</Gather>"
        )
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{line}</Response>'


def _say(words: str, said: Phrases) -> str:
    # the one voice that speaks every one of the carrier's languages; without it Chinese is read by an English one
    clean = escape(_UNSPEAKABLE.sub("", words))
    return f'<Say voice="alice" language="{said.locale}">{clean}</Say>' if clean else ""


def _cut(text: str) -> str:
    """At most LONGEST characters, ended with a sentence where there is one."""
    if len(text) <= LONGEST:
        return text
    ends = [found.end() for found in _SENTENCE.finditer(text[:LONGEST])]
    return text[: ends[-1] if ends else LONGEST].strip()
