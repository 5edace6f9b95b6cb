"""Is a text a report at all? The command in front of it, and what is none: greetings, thanks, questions, advertisements."""

import re

from community.hazards.words.kinds import OTHER, hazard_in
from community.hazards.words.plain import plain
from community.hazards.words.several import FAULT
from portal.lib.conversation import usual_width

# English wants an end of word; Chinese is written without spaces, so the words may follow at once
COMMAND = re.compile(
    r"^\s*(?:report(?![\w'’])|(?P<chinese>报告|報告|上报|上報))(?P<gap>[\s:：,，.。、;；!！-]*)", re.IGNORECASE
)
GREETING = re.compile(
    r"\W*(?:hi|hello|hey|hiya|yo|good (?:morning|afternoon|evening|day)|greetings|howdy|anyone there|are you there|there|how are you"
    r"|你们?好|您好|早上好|早安|早|晚上好|下午好|大家好|在吗|在不在|有人吗|哈喽|\W)+"
)
THANKS = re.compile(r"\b(?:thanks?|thank you|thx|cheers|much appreciated)\b|谢谢|多谢|感谢|辛苦了")
ONLY_THANKS = re.compile(
    r"\W*(?:(?:many |so much|very much|a lot|thanks?|thank you|thx|cheers|ok(?:ay)?|great|good job|you|all|again|bye)\W*)+"
    r"|(?:好的?|谢谢|多谢|感谢|辛苦|你们?|您|大家|了|啦|\W)+"
)
FIXED = re.compile(
    r"\b(?:fix(?:ed|ing)|repair(?:ed|ing)|mend(?:ed|ing)|back on|sort(?:ed|ing)|solv(?:ed|ing)|clear(?:ed|ing)|clean(?:ed|ing)|help\w*)\b|修好|通了|换了|清了|处理|解决了|好了|弄好|来电了|来水了"
)
TRYING = re.compile(
    r"\W*(?:test(?:ing)?|just (?:a )?test\w*|this is a test|(?:.{0,24})?check(?:ing)? (?:that |if |whether )?(?:this|the|your) (?:number|line|service) (?:still )?works?|测试(?:一下|下)?|试一下|试试|.{0,12}号码.{0,3}通不通)\W*(?:\d+)?\W*"
)
ADVERTISEMENT = re.compile(
    r"\b(?:win|won|free|prize|claim|click|offer|discount|casino|lottery|crypto)\b.{0,60}(?:https?://|www\.|\bclick\b|\bnow\b)"
    r"|\b(?:cheap|quick|instant|low[- ]rate) (?:loans?|credit|insurance|viagra|meds|followers)\b|\bwork from home\b.{0,30}\bearn\b"
    r"|中奖|贷款|放款|红包|加微信|加v信|点击链接|刷单|兼职日结|代开发票|优惠券|秒到账"
)
# asks for something to know, whatever it names
WANTS_TO_KNOW = re.compile(
    r"^\W*(?:how (?:do|can|should|to) (?:i|we|one|you)?\b|where (?:do|can|should) (?:i|we)\b|who (?:do|can|should) (?:i|we)\b"
    r"|what(?:'s| is| are) (?:the|your) (?:phone |telephone )?(?:number|address|hours|email|e-mail|opening)|what (?:is|are) (?:a|an)\b"
    r"|what (?:can|should) (?:i|we)\b|can (?:i|we) (?:report|text|call|send)|what time\b|are you open)"
    r"|^(?:请问)?(?:怎么|怎样|如何|哪里|在哪|到哪|什么是|可以(?:怎么|在哪)|能不能|可不可以).{0,12}(?:报告|上报|报|反映|举报|找|查|联系)"
    r"|(?:电话|号码|地址|邮箱)(?:是)?(?:多少|什么|几号)|几点(?:开|关|上班|下班)"
)
QUESTION = re.compile(
    r"[?？]\W*$|^\W*(?:what|when|where|who|why|how|which|is|are|do|does|can|could|will)\b|(?:吗|呢|么|什么时候|多少|几点|哪里|哪儿)\W*$"
)


def words_of_report(body: str) -> str | None:
    """What follows the command, "" where nothing does; None where the text does not begin with one."""
    found = COMMAND.match(usual_width(body))
    if found is None:
        return None
    words = body[found.end() :].strip()
    if (
        found["chinese"]
        and not found["gap"]
        and words
        and hazard_in(words).code == OTHER
        and not _tells_of_a_fault(words)
    ):
        return None  # "报告厅在哪里" asks for a lecture hall
    return words


def _tells_of_a_fault(words: str) -> bool:
    return bool(FAULT.search(plain(words)))


def is_manners(words: str) -> bool:
    """Whether `words` are a greeting, thanks or a try, and nothing else."""
    said = plain(words)
    return bool(GREETING.fullmatch(said) or ONLY_THANKS.fullmatch(said) or TRYING.fullmatch(said))


def reads_as_hazard(words: str) -> bool:
    """Whether `words` may tell of a hazard. Danger always does, and so does whatever one cannot tell."""
    said = plain(words)
    hazard = hazard_in(words)
    if hazard.is_emergency:
        return True
    if not any(character.isalnum() for character in said) or ADVERTISEMENT.search(said):
        return False
    if is_manners(words):
        return False
    if (THANKS.search(said) and FIXED.search(said)) or WANTS_TO_KNOW.search(said):
        return False
    if hazard.code != OTHER or FAULT.search(said):
        return True
    return not QUESTION.search(said)
