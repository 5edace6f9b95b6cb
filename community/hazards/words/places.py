"""Where something is, as its words name it: a street, a house, something that everybody knows."""

import re
from functools import lru_cache

_STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|row|square|sq|drive|dr|court|ct|close|way|terrace|boulevard|blvd|crescent"
    r"|alley|quay|park|gardens)\b\.?"
)
_NAME = r"(?!(?:the|a|an|my|our|your|this|that|whole|main|and|in|on|at|of|over|across|side|high)\b)[\w'’-]+"
_ENGLISH = (
    # "14 Hill Road", "on Elm St", "in lower street"
    re.compile(
        rf"(?:\b(?:at|on|in|near|by|outside|opposite|behind|beside|along|across|up|down|into|from|to|off)\s+)"
        rf"((?:(?:no\.?|number)\s*)?(?:\d+\w?\s+)?(?:{_NAME}\s+){{1,3}}?{_STREET}(?:\s+by the [\w'’-]+)?)",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(\d+\w?\s+(?:{_NAME}\s+){{1,3}}?{_STREET})", re.IGNORECASE),
    # "by the bakery", "behind number 12", "at the old mill"
    re.compile(
        r"\b((?:at|by|near|outside|opposite|behind|beside|next to|in front of)\s+(?:the|number|no\.?|block|tower)\s+"
        r"(?!(?:end|corner|back|front|side|top|bottom|moment|same|road|street|path|house|door|window|time|way)\b)"
        r"[\w'’-]+(?:\s+(?!and\b|is\b|has\b|it\b|which\b|that\b|since\b|not\b|are\b|was\b|in\b|on\b|for\b)[\w'’-]+)?)",
        re.IGNORECASE,
    ),
)
_HAN = r"[\u4e00-\u9fff]"
_NO_NAME = "了住着过条这那个段大堵挡断倒在有的是被从往"
_CHINESE = (
    re.compile(
        rf"(?:^|[在、，,。；;:：\s到])((?:(?![{_NO_NAME}]){_HAN}){{1,4}}(?:街|巷|弄|胡同|大道|路|村|里|边)?\s*\d+\s*号(?:楼|院|门口|门前|后面|旁边)?)"
    ),
    re.compile(
        rf"(?:^|[在、，,。；;:：\s])((?:(?![{_NO_NAME}道马]){_HAN}){{1,3}}(?:街|巷|弄|胡同|大道|路(?![面灯障上口]))"
        rf"(?:{_HAN}{{0,4}}(?:门口|旁边|对面|路口))?)"
    ),
    re.compile(
        rf"(?:^|[在、，,。；;:：\s])((?:(?![{_NO_NAME}]){_HAN}){{0,4}}(?:小区|公园|广场|学校|小学|中学|幼儿园|医院|市场|车站|教堂|邮局|村口"
        r"|卫生所|超市|池塘)(?:门口|旁边?|对面|后面|前面|附近|路口)?)"
    ),
)


def place_in(text: str) -> str:
    """The words of `text` that name a place, as they stand there; "" where none surely does."""
    for pattern in (*_ENGLISH, *_CHINESE):
        found = pattern.search(text)
        if found:
            return re.sub(r"^at\s+", "", found[1].strip(" .,，。"), flags=re.IGNORECASE)[:300]
    return ""


_PROPER = r"(?:[A-Z][\w'’-]*|\d+(?:st|nd|rd|th))"
_ROADS = (
    # "12 North Hill Road", "flat 2, 5th Avenue": names have capitals, and a number that counts streets
    re.compile(rf"(?<![\w'’-])((?:{_PROPER} ){{1,2}}(?i:{_STREET}))"),
    # typed without capitals: the one word before what can only be a street
    re.compile(rf"(?<![\w'’-])({_NAME} (?:street|road|avenue|lane|square|terrace|boulevard)\b)", re.IGNORECASE),
)
_CHINESE_ROAD = re.compile(
    rf"(?:^|[在到、，,。；;:：\s省市区县镇乡村])((?:(?![{_NO_NAME}家]){_HAN}){{1,4}}?(?:大街|大道|胡同|街|巷|弄|路(?![面灯上边])))"
)
_NUMBERED = re.compile(r"\d(?!\d*(?:st|nd|rd|th)$)", re.IGNORECASE)  # a number that counts no streets
_NO_ROAD = re.compile(
    r"^[^\W\d]*\d+\w? (?=[A-Z])|^(?:Flat|Room|Apt|Unit|House|Block|Number|No|At|On|In|Near|By|The)\b\.? "
)


@lru_cache(maxsize=10_000)  # a map asks for the same thousand again and again
def street_in(address: str) -> str:
    """The name of the street in a typed address, without the number and all else that leads to one door; "" if none."""
    found = _CHINESE_ROAD.search(address)
    if found:
        return found[1]
    for pattern in _ROADS:
        if found := pattern.search(" ".join(address.split())):
            name = found[1].rstrip(".")
            while (shorter := _NO_ROAD.sub("", name, count=1)) != name:
                name = shorter
            return name if " " in name and not any(_NUMBERED.search(word) for word in name.split()) else ""
    return ""
