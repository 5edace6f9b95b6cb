"""Does a text ask for no more texts? In the words that people use, not only in the carrier's own."""

import re
import unicodedata
from enum import StrEnum


class Wish(StrEnum):
    """How surely a text asks for no more texts."""

    CARRIER = "carrier"  # the carrier's own word: it answers that itself, and refuses a second answer
    SURE = "sure"
    PERHAPS = "perhaps"  # may be meant for us, or for somebody else
    NONE = ""


CARRIER_WORDS = frozenset(["STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"])
LONGEST = 80  # characters: whoever writes more tells of something

_POLITE = frozenset(
    ["PLEASE", "PLS", "PLZ", "KINDLY", "JUST", "NOW", "OK", "HI", "HELLO", "HEY", "THANKS", "THANK", "THX", "SHOUWANG"]
)
_WE = (
    r"(?:(?:I|WE) (?:WANT|WANNA|NEED|WISH|WOULD LIKE|D LIKE|ID LIKE) (?:YOU )?(?:TO )?|(?:CAN|COULD|WILL|WOULD) YOU )?"
)
_TEXTS = (
    r"(?:TEXTING|MESSAGING|SENDING|SPAMMING|CONTACTING|NOTIFYING|TEXTS|MESSAGES|MSGS|SMS|ALERTS|WARNINGS|NOTIFICATIONS"
    r"|SPAM|SUBSCRIPTION)"
)
_FILLING = (
    r"(?:ME|US|THESE|THOSE|THE|THIS|ALL|YOUR|YOU|ANY|MORE|TO|FROM|MY|PHONE|NUMBER|AGAIN|ANYMORE|EVER|TEXT|MESSAGE|OF"
    r"|WITH|SO|MANY)"
)
_THINGS = rf"(?: {_FILLING})*(?: {_TEXTS})(?: {_FILLING}| {_TEXTS})*"
_SURE = re.compile(
    rf"{_WE}(?:STOP|STOP(?: STOP)+|STOP ALL)"
    rf"|{_WE}(?:STOP|QUIT|CANCEL|END|NO MORE|DONT SEND|DO NOT SEND){_THINGS}"
    rf"|{_WE}(?:DONT|DO NOT|NEVER) (?:TEXT|MESSAGE|CONTACT|SMS)(?: ME| US)(?: {_FILLING})*"
    rf"|{_WE}(?:UNSUBSCRIBE|OPT OUT|OPTOUT|OPT ME OUT)(?: {_FILLING}| {_TEXTS}| LIST)*"
    rf"|{_WE}(?:REMOVE|DELETE)(?: ME| MY NUMBER)|{_WE}(?:REMOVE|DELETE|TAKE)(?: ME| MY NUMBER| MY PHONE)"
    rf"(?: OFF| FROM| OUT OF)(?: {_FILLING})*(?: {_TEXTS}| LIST)"
    r"|TD?"
)
_PERHAPS = re.compile(
    r"(?:STOP|CANCEL|QUIT|END) (?:IT|THIS|THAT)(?: ALL)?|STOP (?:BOTHERING|ANNOYING|HARASSING|BUGGING) (?:ME|US)"
    r"|LEAVE (?:ME|US) ALONE|GO AWAY|ENOUGH|THATS ENOUGH|NO MORE"
)

_ASKS = r"(?:请|請|麻烦|麻煩|拜托|求求|你们|你們|您|你|我想要|我想|我要|我|给我|給我|帮我|幫我)*"
_ENDS = r"(?:了|吧|啊|呀|啦|呢|一下|好吗|好嗎|行吗|行嗎|可以吗|谢谢|謝謝)*"
_NEWS = r"(?:(?:任何|这些|這些|这种|那么多|你们的|的)*(?:短信|短訊|信息|消息|讯息|通知|推送|预警|預警|警报|东西))"
_SURE_HAN = re.compile(
    rf"{_ASKS}(?:回复|回覆|回)?(?:TD?)?退[订訂]{_NEWS}?{_ENDS}"
    rf"|{_ASKS}取消(?:[订訂][阅閱閲]{_NEWS}?|{_NEWS}){_ENDS}"
    rf"|{_ASKS}(?:停止|停|别|別|不要|不用|不必|勿|莫|甭)再?(?:继续)?(?:给|給|向|跟)?(?:我们|我)?再?(?:发送|發送|推送|发来|群发|接收|发|發)(?:给我|給我|我)?{_NEWS}?{_ENDS}"
    rf"|{_ASKS}(?:不想|不要|不愿|不需要|拒绝|拒)再?(?:接收|收到|收)(?:你们|您|的)*{_NEWS}{_ENDS}|拒收"
    r"|请?停+(?:吧|谢谢)?|请?停止(?:吧|谢谢)?"
)
_PERHAPS_HAN = re.compile(rf"(?:取消|结束|結束|够了|夠了|{_ASKS}不想再?收|[别別]再?[烦煩]我?){_ENDS}")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Somewhere in a sentence, where nothing worse is told: it is about our texts.
_ABOUT_TEXTS = re.compile(
    r"\b(?:stop|quit|dont|do not|no more|cancel)\b.{0,40}\b(?:texting|texts|sms|text messages?|messaging me|spam)\b"
    r"|\bunsubscribe\b|\bopt(?:ing)? ?out\b|退[订訂]"
    r"|(?:不要|别|別|不想|停止|拒绝)再?(?:给我|給我|收|发|發).{0,6}(?:短信|短訊|信息|消息)",
    re.IGNORECASE,
)


def stop_wished(body: str) -> Wish:
    """Whether all of `body` says so; a sentence about something else ("stop the bleeding") does not."""
    words = _words(body)
    said = " ".join(words)
    if not said or len(said) > LONGEST:
        return Wish.NONE
    if said in CARRIER_WORDS:
        return Wish.CARRIER
    if len(words) > 1 and all(len(word) == 1 for word in words):  # "S T O P", which the carrier does not read
        words = ["".join(words)]
        said = words[0]
    if _HAN.search(said):
        compact = "".join(words)
        sure, perhaps = _SURE_HAN.fullmatch(compact), _PERHAPS_HAN.fullmatch(compact)
    else:
        plain = " ".join(word for word in words if word not in _POLITE) if len(words) > 1 else said
        sure, perhaps = _SURE.fullmatch(plain), _PERHAPS.fullmatch(plain)
        if plain in CARRIER_WORDS:  # "please cancel"
            return Wish.SURE
    return Wish.SURE if sure else Wish.PERHAPS if perhaps else Wish.NONE


def is_about_our_texts(body: str) -> bool:
    """Does `body` speak of ending our texts, in any words? Only to be asked where no danger is told of."""
    return stop_wished(body) != Wish.NONE or bool(_ABOUT_TEXTS.search(body[:LONGEST].replace("'", "").replace("’", "")))


def _words(body: str) -> list[str]:
    """Upper case, ordinary width, without marks."""
    plain = unicodedata.normalize("NFKC", body[: LONGEST * 4]).upper().replace("'", "").replace("’", "")
    return re.sub(r"[\W_]+", " ", plain).split()
