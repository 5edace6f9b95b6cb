"""What people say in a talk about a report: the wish to make one, yes, no, and let it be."""

import re

WANTS_TO_REPORT = re.compile(
    r"\b(?:(?:want|need|like|wish) to|can i|let me) report\b|^\W*report (?:a|an|the)\b|\b(?:report|file|submit|log|tell (?:you|someone|somebody|the office) about)\b.{0,40}"
    r"\b(?:hazard|problem|danger|issue|pothole|tree|wire|cable|leak|flood\w*|drain|manhole|lights?|lamps?|wall|exit|it|this|something)\b"
    r"|\bhow (?:do|can|to) (?:i )?report\b|\bwhere (?:do|can) i report\b|^\s*report a hazard"
    r"|(?:怎么|如何|哪里|在哪|想要?|我要|可以|能不能|能否|帮我).{0,8}(?:上报|报告|举报|反映|报修)"
    r"|(?<![不需重])要(?:上报|举报|反映|报修)"
    r"|(?:上报|报告|举报|反映).{0,12}(?:隐患|问题|情况|积水|井盖|电线|树)",
    re.IGNORECASE,
)
CANCEL = re.compile(
    r"\W*(?:please )?(?:cancel|forget it|never ?mind|drop it|stop|quit|abort|don'?t send(?: it)?)\W*(?:please|thanks?)?\W*"
    r"|\W*(?:算了|取消|不报了|不用了|不要了|不发了|别发|停止|退出|不报告了)[吧了啦]?\W*",
    re.IGNORECASE,
)
YES = re.compile(
    r"\W*(?:y|yes|yeah|yep|yup|sure|ok(?:ay)?|send(?: it)?(?: now)?|please (?:do|send)|right|correct|go ahead|(?:yes,? or )?not sure|maybe"
    r"|是的?|有[，,]?或不确定|对的?|好的?|嗯|可以|行|确定|确认|发送?|发吧|没错|有|有人|不确定|可能)\W*",
    re.IGNORECASE,
)
NO = re.compile(
    r"\W*(?:n|no|nope|nobody|no one|none|not?(?: in)? danger|nobody is(?: hurt)?|all (?:safe|fine|good)|不是?|没有?人?|没人|没有危险|无|否|没事|都安全)\W*",
    re.IGNORECASE,
)
WISH = re.compile(
    r"^\W*(?:hi|hello|hey|你好|您好)?\W*"
    r"(?:(?:i|we)(?:'d| would| want| need| have| wish)? ?(?:like )?(?:to )?(?:report|tell you (?:about|of)|log|file)"
    r"|(?:how|where) (?:do|can|should|to) (?:i )?(?:report|tell)|can (?:i|you) (?:report|log|file)|report|file|submit|log"
    r"|(?:请问)?(?:怎么|如何|哪里|在哪)?(?:可以|能)?(?:我|我们)?(?:想|要|想要)?(?:上报|报告|举报|反映|报修))"
    r"(?:一下|一个|个|下)?(?: that| about| a report (?:of|about))?\W*(?:(?:a|an|the|some) )?",
    re.IGNORECASE,
)
_WISH_BEHIND = re.compile(r"[，,\s]*(?:我|我们)?(?:想|要|想要)(?:上报|举报|反映|报修)(?:一下)?\W*$")
NOTHING = re.compile(
    r"\W*(?:(?:a )?(?:hazard|problem|danger|issue|thing|something|it|this|report|here)|隐患|问题|情况|事情|吗|呢)?\W*"
    r"(?:to you|here|please|吗|呢)?\W*",
    re.IGNORECASE,
)


def wants_to_report(text: str) -> bool:
    return bool(WANTS_TO_REPORT.search(text))


def without_wish(text: str) -> str:
    """What "I want to report a broken lamp" names: "broken lamp"; "" where it names nothing."""
    words = _WISH_BEHIND.sub("", WISH.sub("", text, count=1)).strip(" \t\n,，.。?？!！:：")
    return "" if NOTHING.fullmatch(words) else words


def is_cancelled(text: str) -> bool:
    return bool(CANCEL.fullmatch(text))


def is_yes(text: str) -> bool:
    """Yes, or not sure: where danger is asked for, both are a yes."""
    return bool(YES.fullmatch(text))


def is_no(text: str) -> bool:
    return bool(NO.fullmatch(text))
