"""Words as they are kept: nobody's phone number, identity number or mail address stands in them."""

import re

_DIGITS = re.compile(r"(?<!\d)\+?\d[\d\s().-]{5,}\d(?!\d)")
_MAIL = re.compile(r"[A-Za-z0-9_.%+-]{1,64}[@＠][\w-]{1,63}(?:[.．。][\w-]{1,63}){1,5}")
_HAN = r"[\d零〇○一二两三四五六七八九幺]"
_BETWEEN = r"[\s().,，。、·•*/_~‐-—\u200b-\u200f-]{0,3}"
# seven or more: the shortest number of a person's own, also where its figures are words or other signs part them
_SIGNS = re.compile(rf"(?<!{_HAN})\+?{_HAN}(?:{_BETWEEN}{_HAN}){{6,}}[xX]?")
# a day, whose parts are kept apart as nobody writes a number of eight figures
_DAY = re.compile(r"(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])")
_NAME = r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|\d)"
_NAMES = re.compile(rf"\b{_NAME}(?:{_BETWEEN}{_NAME}){{6,}}\b", re.IGNORECASE)


def without_numbers(text: str) -> str:
    """`text` with each number that could be dialled and each mail address as "…", without what no database takes."""
    text = _MAIL.sub("…", text.replace("\0", ""))
    for pattern in (_SIGNS, _NAMES, _DIGITS):
        text = pattern.sub(lambda found: found[0] if _DAY.fullmatch(found[0]) else "…", text)
    return text
