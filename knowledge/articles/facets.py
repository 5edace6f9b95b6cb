"""What guides are narrowed by: the time that a section is for, and the people that a guide has a line for."""

import re
from collections.abc import Collection, Iterable

from knowledge.articles.wording import items_of

PHASES = ("before", "during", "after")
PEOPLE = ("children", "older", "pregnant", "disabled", "pets", "visitors")

# Guides whose steps are for afterwards, beside those of the topic "after".
_AFTERWARDS = {
    "donating", "grief", "helping-a-child-cope", "helping-the-helpers", "living-in-a-shelter",
    "mental-health-after-disaster", "period-and-hygiene-in-a-shelter", "sleep-after-disaster",
}  # fmt: skip
_ITS_OWN_TOPIC = "people"  # its titles name whom a guide is for
_HEAD = re.compile(r"\*\*(.+?)\*\*")
_WORDS = {
    group: re.compile(pattern, re.I)
    for group, pattern in {
        "children": r"\b(bab(y|ies)|infants?|newborns?|toddlers?|child(ren)?|kids?|teens?|girls?|twins|under \d+"
        r"|age \d+|young people|prams?)\b"
        r"|婴|宝宝|孩|儿童|幼儿|不满\d+(岁|个月)|\d+到\d+(岁|个月)|少年|年轻人|双胞胎|童车",
        "older": r"\b(older|elderly|dementia|over 65)\b|\balone and old\b|老人|年纪大|65岁以上|痴呆",
        "pregnant": r"\b(pregnan(t|cy)|nursing women|new mothers|(?<!bleeding )after (a )?birth|just had a baby"
        r"|just gave birth)\b|孕|哺乳|刚生",
        "disabled": r"\b(wheel ?chairs?|disab\w+|blind|deaf|autis\w+|low vision|hard of hearing|hearing aids?|scooters?"
        r"|with a stick|cannot ((smell or )?see|hear|walk|use stairs|leave)|(move|walk) slowly)\b"
        r"|残|轮椅|盲(?!犬)|聋|[听看]不[见清](、[听看]不见)?的|走不[动快了]|走得慢|行动不便|拄拐|下不了楼梯|助听器"
        r"|自闭|孤独症|代步车",
        "pets": r"\b(pets?|animals|(guide|service) (and service )?dogs?)\b|宠物|牲口|牲畜|导盲犬|服务犬|家畜",
        "visitors": r"\b(visitors?|tourists?|travell?ers?|languages?|newcomers?|new in the country)\b"
        r"|语言|游客|外地|外来|刚来|听不懂",
    }.items()
}


def phases_of(slug: str, topic: str, *, is_danger: bool, sections: Collection[str]) -> dict[str, tuple[str, ...]]:
    """{phase: the ids of the sections for it}, only phases that the article has."""
    found: dict[str, tuple[str, ...]] = {}
    steps = _phase_of_steps(slug, topic, is_danger, sections)
    for phase in PHASES:
        ids = tuple(code for code in (*(["steps"] if phase == steps else []), phase) if code in sections)
        if ids:
            found[phase] = ids
    return found


def _phase_of_steps(slug: str, topic: str, is_danger: bool, sections: Collection[str]) -> str:
    if topic == "after" or slug in _AFTERWARDS:
        return "after"
    return "before" if topic == "prepare" and not is_danger and "before" not in sections else "during"


def people_of(topic: str, title: str, different: str) -> frozenset[str]:
    """The groups that an article is for or has a line for; `different` is its section of that name, in Markdown."""
    heads = _HEAD.findall(different) + ([title] if topic == _ITS_OWN_TOPIC else [])
    return frozenset(group for group in PEOPLE if any(_WORDS[group].search(head) for head in heads))


def lines_for(groups: Iterable[str], different: str) -> list[str]:
    """The lines of that section for these groups, plain."""
    wanted = [_WORDS[group] for group in groups]
    return [
        words
        for line in different.splitlines()
        if any(word.search(head) for head in _HEAD.findall(line) for word in wanted)
        for words in items_of(line)
    ]
