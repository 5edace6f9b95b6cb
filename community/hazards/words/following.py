"""Words that ask what became of a report, or what hazards are known near somebody."""

import re

# as people type it: H-7KX2PQ, h7kx2pq is none
REFERENCE = re.compile(r"(?<![0-9A-Za-z])[Hh]-[0-9A-Za-z]{4,12}(?![0-9A-Za-z])")
_MINE = re.compile(
    r"\b(?:my|our|the) (?:\w+ )?reports?\b(?! (?:card|that|says?|form))"
    r"|\b(?:what|which|that|thing|hazard|one|it|lamps?|lights?|hole|tree|cover|leak|drain|wires?)\b.{0,20}\b(?:i|we)(?:'ve| have)? "
    r"(?:already )?(?:reported|filed|told you (?:about|of)|sent (?:in|you))\b"
    r"|\b(?:i|we)(?:'ve| have)? (?:already )?reported (?:it|this|that|a|an|the|some)\b"
    r"|(?:我|我们|俺)(?:家|之前|以前|昨天|前天|上周|早上|刚才|已经)*(?:上报|报告|举报|反映|报修|报)(?:过|了)?(?:的|给你们)"
    r"|(?:我|我们|俺)的?(?:的|那个|那条)(?:上报|举报|隐患报告|报修)(?!电话|平台|方式)|(?:上报|举报|反映)(?:过|了)?的(?:那个|那条)?(?:隐患|问题|事|情况)",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:what|whats|how|hows|status|state|progress|news|update[ds]?|any(?:thing|body|one)?|when|has|have|is|did|was|will|where|still|yet|see|check|find|track|follow)\b"
    r"|怎么样|咋样|怎样|如何|进展|进度|结果|处理|修好|解决|情况|到哪|查|有人|没人|管|什么时候|多久|吗|呢|\\?|？",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"\b(?:hazards?|reports?|dangers?|problems?)\b.{0,25}\b(?:near|around|close|in my|on my|in our|on our|nearby|reported here|by me)\b"
    r"|\b(?:what|any|which)\b.{0,12}\b(?:hazards?|has been reported|is reported)\b"
    r"|(?:附近|周围|身边|我们(?:小区|街|这)|我家(?:附近|旁边)?|这一?带|小区).{0,8}(?:隐患|危险|上报了?什么)|(?:有|哪些|什么|查看?).{0,4}隐患",
    re.IGNORECASE,
)


def asks_of_report(text: str) -> bool:
    """ "What happened to my report?", 我报的那个井盖怎么样了."""
    return bool(_MINE.search(text) and _STATE.search(text))


def references_in(text: str) -> list[str]:
    """Numbers of reports, as they are stored, each once."""
    return list(dict.fromkeys(found.upper() for found in REFERENCE.findall(text)))


def asks_of_hazards(text: str) -> bool:
    """ "Any hazards near me?", 附近有什么隐患."""
    return bool(_NEAR.search(text))
