"""Words under which a crisis may lie, where nothing says it plainly: two things that seldom stand together by chance.

Looked for only where nothing else answers for sure. Who is misread gets a sentence too many; who is missed gets none.
"""

import re

from knowledge.chat.crisis import Crisis
from knowledge.chat.plain import plain

_ONESELF = r"\b(i|im|ive|id|ill|me|my|myself)\b|我|俺|自己"
_WEARY = (
    r"\b(wasnt around|(not|wont|werent) (be )?around|without me|than (with )?me|better off|sleep forever|never wake|not wake up"
    r"|join (her|him|them|mum|mom|dad)|(wait|last) (it |this )?much longer|(cant|cannot|dont know how to) (bear|cope|go on|carry on)"
    r"|sav(ing|ed) (up )?(my |the )?(tablets|pills|meds)|turn the wheel|easy (itd|it would) be|in front of (a|the) (train|bus|truck|lorry)"
    r"|(scratch|burn|pinch|bite|punch|starve)(ing)? (my (arms?|legs?|skin|wrists?)|myself)|makes it (all )?(go )?(quiet|stop)"
    r"|feel(ing)? (nothing|empty|worthless|useless|hopeless|trapped)|no (point|hope|future)|nobody (needs|wants|loves|misses|needed) me"
    r"|(given|giving|give) up on|had enough of (it|life|everything)|very tired? no|hate myself|just disappear|(always|only|just) in the way|only a burden)\b"
    r"|醒不过来|睡过去|不在了|人没了|我没了|(下去|早点|去)陪(他|她|老伴|妈|爸)|翻过去|跳下去|(抱着|带着).{0,4}一起走|撑不|顶[唔不]顺|[捱熬][唔不落]|捱落去|熬不(下去|住)"
    r"|想划|(胳膊|手臂|手腕|腿)上.{0,4}(道道|疤|划痕)|(天天|每天|整天|夜夜|老)(都)?哭|没(有|啥)?(意思|盼头|希望|活头)|没人(要|疼|理|在乎)我|(活|日子).{0,3}(累|没劲)|绝望|受够了"
)
_CLOSE = (
    r"\b(husband|wife|boyfriend|girlfriend|partner|fiance|father|dad|mother|mum|mom|stepdad|step ?father|stepmum|ex|son|daughter|brother|sister|uncle|parents?|in ?laws|family|"
    r"friend|mate|flatmate|roommate|cousin|nan|gran|grandad|he|hes|hed|hell|she|shes|they|theyve|mums|dads|moms|daughters|sons)\b"
    r"|老公|老婆|丈夫|妻子|男朋友|男友|女朋友|女友|对象|婆家|婆婆|公公|爸|妈|继父|儿子|女儿|闺女|家里人|他|她|前夫|哥|姐|弟|妹|室友|同学|朋友|闺蜜|老伴"
)
_BINDS = (
    r"\b((goes?|going|looks?|checks?|reads?) (thru|through|at)? ?my (phone|bag|messages|texts)|ask (him|her|them) for (money|permission)"
    r"|(keeps?|took|taken|hid|hides?|holds?) my (passport|bank card|card|id|phone|papers|money|wages|visa|keys)|(not|isnt|arent|wasnt|never) allow(ed)?|(wont|doesnt|dont|never) lets? me (out|go|leave|see|work|call|have)"
    r"|lock(s|ed|ing)? (me|us) (in|out|up)|nobody (finds|will find|can find) (me|us)|gets? (rough|scary|violent|physical|nasty) (with|when|after)|gets? scary"
    r"|throws? (things|stuff|plates?|pans?) at (me|us)|(hits?|slaps?|kicks?|beats?|belts?|shoves?|chokes?|threatens?|threatened|frightens?|stalks?|forces?) (me|us)\b|threatened it"
    r"|when (hes|shes|he is|she is|he gets|she gets) (been )?(drinking|drunk)|chair against (my|the) door|walked into a (cupboard|door)|com(es|ing) (in|into) my (bed)?room"
    r"|sent (back )?(home )?to get married|forced to marry|(dont|not) want (him|her|them) in trouble|whos going to believe|nobody (believes|would believe) me|on eggshells|bruises?)\b"
    r"|动手|掐我|皮带|扇我|揍我|一分钱不给|报备|摄像头.{0,4}盯|(查|翻)我.{0,2}手机|不让(我|俺).{0,4}(出门|回|见|上班|联系|走|读)|(锁|关)(着|住)?(我|俺)|藏(了|起来)|(扣|收)(了|着|走).{0,4}(身份证|手机|工资|护照)|走不脱|跑不掉"
    r"|不敢(回家|跟|说|吭声|告诉|离)|弄死|杀(了)?(我|俺)|逼(我|俺)(结婚|嫁|出去)|进我(的)?房间|摸我|家丑|撞门上"
)
_PARTING = (
    r"\b(wont be needing|wont need (it|them)|gave (me|us) (his|her|their)|giv(es|ing) (away|everything)|(got|have|had) a bad feeling|worried sick|goodbye (poems?|letters?|songs?|videos?|posts?)"
    r"|(sorted|made|wrote|writing|changed) (his|her|their) will|(cuts|scars|burns|marks) (all )?(up|on|over|down)|says (it was|its) the cat|scared for (him|her|them)|what (hell|shell|theyll) do)\b"
    r"|送(了)?人|用不着了|不需要了|跟大家.{0,2}再见|心里发毛|不对劲|最后一(页|条)|药.{0,3}藏|搜.{0,6}(死|走)"
)
# Enough by themselves: Chinese leaves the speaker out.
_PLAIN_ENOUGH = r"(醒|睁)不(过来|开眼).{0,3}(就好|算了|多好)|翻过去.{0,4}(就|再也|不用)|忍不住.{0,3}想?划|\b(it|that) wasnt (a|the) (cupboard|door|stairs?)\b|\bbetter (off )?(with|without) .{0,24}than with me\b"
_NETS = tuple(
    (kind, tuple(re.compile(one) for one in lists))
    for kind, lists in (
        ("another", (_CLOSE, _PARTING)),
        ("violence", (_CLOSE, _BINDS)),
        ("self_harm", (_ONESELF, _WEARY)),
        ("self_harm", (_PLAIN_ENOUGH,)),
    )
)


def distress_in(text: str) -> Crisis | None:
    """The crisis that `text` may tell of, in either language; None where nothing hints at one."""
    words = plain(text)
    for kind, lists in _NETS:
        if all(one.search(words) for one in lists):
            return Crisis(kind, is_unsure=True)
    return None
