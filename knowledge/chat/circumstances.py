"""What somebody tells of themselves: who is with them, how old, where they are. It holds for the questions to come."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from knowledge.chat.intents import AGE, PEOPLE, lines_about, people_asked
from knowledge.chat.plain import plain

HIGH = 4  # the floor from which a stair full of smoke is the danger
_NUMBER = r"(\d{1,3}|[一二两三四五六七八九十]{1,3})"
_FLOOR = re.compile(
    rf"\b(\d{{1,3}})(?:st|nd|rd|th)? floor\b|\bfloor (\d{{1,3}})\b|\bon (?:the )?(\d{{1,3}})(?:st|nd|rd|th)\b(?: floor)?|{_NUMBER}(?:楼|层)"
)
_HIGH = re.compile(r"\b(high ?rise|tower block|top floor|penthouse)\b|高层|顶楼|顶层")
PLACES = {
    "low": re.compile(
        r"\b(basement|cellar|ground floor|first floor|below ground|downstairs flat|bungalow)\b|地下室|一楼|底楼|一层|平房|负一"
    ),
    "vehicle": re.compile(r"\b(in (the|a|my|our) (car|van|truck|bus|lorry)|driving|on the (road|motorway|highway))\b|车里|车上|开车|在路上"),
    "light": re.compile(r"\b(mobile home|caravan|trailer|tent|camp(ing|site)?|shed|prefab)\b|板房|帐篷|工棚|露营|彩钢"),
}  # fmt: skip
_TELLS = re.compile(
    r"^\W*(?:(?:and|but|also|well|oh|so|hi|hello)\W+)*(?:im|i am|were|we are|we have|weve|ive|i have|i live|we live|my \w+(?: \w+)? (?:is|has|uses|cant|lives|are|was)"
    r"|its|it is|it was|theres|there is|there are|shes|hes|she is|he is|they are|theyre|only|just)\b"
    r"|^\W*(?:我|咱|俺|家里|家有|他|她|它|娃|孩子|宝宝|老人|爸|妈|奶奶|爷爷|是|有|住|还有|带|才|刚)"
)
_ASKS = re.compile(
    r"[?？]|\b(?:what|how|when|where|which|who|why|can|could|should|shall|do i|do we|does|is it|is there|are there|will|tell me|need to know)\b"
    r"|吗|么|呢|怎|如何|什么|哪|几|多少|能不能|可不可以|要不要|该不该|是不是|行不行|有没有|不$"
)
_FILLERS = re.compile(
    r"\b(and|also|hi|hello|my|our|the|a|an|i|im|am|we|were|are|is|its|it|has|have|got|live|lives|living|with|in|on|at|only|just|about|nearly|old|here|who|she|shes|he|hes|uses|use|mum|mom|dad|wife|husband|mother|father|months?|weeks?|years?|\d+)\b"
    r"|我们|我|咱|家里|家|里|有|个|是|住|在|他|她|妈妈?|爸爸?|老婆|老公|今年|才|刚|只有|快|已经|多|了|的|坐|用|和|还|也|带着?|这|那|[\d一二两三四五六七八九十]+(个月|岁|月|楼|层)?|大"
)
_SOME_WORDS = 5  # or Chinese characters
_NOTHING = 2  # characters that may be left over
_LONGEST = 60  # characters of a message that only tells


@dataclass(frozen=True)
class Circumstances:
    """`people` as intents names them, `places` by PLACES; `is_high` where somebody lives high up."""

    people: tuple[str, ...] = ()
    is_high: bool = False
    places: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.people or self.is_high or self.places)

    def and_before(self, kept: dict[str, Any]) -> "Circumstances":
        """These, and what was told in earlier turns (`as_kept`)."""
        people = dict.fromkeys([*self.people, *kept.get("people", [])])
        # one is in one place at a time: the last that was told
        places = self.places or (() if self.is_high else tuple(kept.get("places", [])))
        return Circumstances(tuple(people), self.is_high or (bool(kept.get("high")) and not places), places)

    def as_kept(self) -> dict[str, Any]:
        return {"people": list(self.people), "high": self.is_high, "places": list(self.places)}

    def lines_of(self, lines: Iterable[str]) -> list[str]:
        """Of the lines for who needs something different, those about these people and places."""
        lines = list(lines)
        wanted = lines_about(self.people, lines)
        return wanted + [
            line
            for line in lines
            if line not in wanted and any(PLACES[place].search(plain(line)) for place in self.places)
        ]


def circumstances_in(text: str) -> Circumstances:
    """What `text` says of the people concerned and where they live."""
    words = plain(text)
    floors = [_number(next(filter(None, found))) for found in _FLOOR.findall(words)]
    is_high = bool(_HIGH.search(words)) or any(n >= HIGH for n in floors)
    places = tuple(place for place, pattern in PLACES.items() if pattern.search(words))
    return Circumstances(tuple(people_asked(text)), is_high, places)


def only_tells(text: str) -> bool:
    """A short message that tells something of the person and asks nothing ("we have a newborn", 我住在23楼)."""
    words = plain(text).strip()
    return len(words) <= _LONGEST and bool(_TELLS.search(words)) and not _ASKS.search(words)


def only_circumstances(text: str) -> bool:
    """Does the message tell who is there or where they are, and not a word more?"""
    if not (circumstances_in(text) and only_tells(text)):
        return False
    rest = plain(text)
    for pattern in (*PEOPLE.values(), AGE, *PLACES.values(), _FLOOR, _HIGH, _FILLERS):
        rest = pattern.sub(" ", rest)
    return len(re.sub(r"\W", "", rest)) <= _NOTHING


def tells_something(text: str) -> bool:
    """A message of some words that asks nothing: it may tell of what we do not understand."""
    words = plain(text).strip()
    return len(re.findall(r"[a-z]+|[\u3400-\u9fff]", words)) >= _SOME_WORDS and not _ASKS.search(words)


def _number(words: str) -> int:
    if words.isdigit():
        return int(words)
    digits = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
    tens, ten, ones = words.rpartition("十")
    return (digits.get(tens, 1) * 10 if ten else 0) + digits.get(ones, 0)
