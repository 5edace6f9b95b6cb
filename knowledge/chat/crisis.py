"""A person who may harm themselves, or is hurt at home: not a question for the guides, nor for a helper who listens in."""

import re
from dataclasses import dataclass

from knowledge.chat.hearing import heard_in, sounds_calm
from knowledge.chat.means import asks_for_means
from knowledge.chat.plain import plain

_SELF_HARM = re.compile(
    r"\b(kill(ing)? (my|him|her|them)sel(f|ves)|suicid\w*|end(ing)? (my|his|her|their|it) (own )?(life|all)|end it all|(feel\w* like|think\w* (of|about)|want to|going to) (end|ending) (it|things|my life)"
    r"|(want|wanna|wants|wanted|going|ready|wish i (was|were)) (to )?(die|dead|be dead)|(dont|doesnt|didnt|not) (want|wanna) to? ?(live|be here|be alive|exist|wake up|be around)( anymore)?"
    r"|better off (dead|without (me|him|her|us))|(hurt|cut|harm|cutting|hurting|harming)(ing)? (my|him|her)sel(f)|self ?harm\w*|no (reason|point)( in| to| for)? (live|living|go on|going on|anymore|being here)"
    r"|cant (go on|do this any ?more|take it any ?more|take any ?more|live like this|see a (way out|future)|see any (way out|future))|take my own life|life is(nt| not)? worth living|nothing to live for|not worth living"
    r"|(so |just |really )?(tired|sick|done) (of|with) (being alive|living|life|existing|being here|my life)|hate (being alive|my life so much|living)|whats the point (of|in) (living|life|anything|going on|carrying on|being here|me being|it all)"
    r"|(disappointed|sorry|gutted|upset|hate|annoyed) (that )?(i|im|ive) (woke|wake|waking|still (here|alive)|am still|didnt die|survived)|(hope|pray) i (dont|never) wake( up)?|(go|went) to (sleep|bed) (and|hoping) (i )?(never|not|dont|wont) (to )?wake|wish i (wasnt|werent|was not) (here|alive|born)|wish i (could|would|d) (just )?(disappear|vanish|not wake up|never wake up|go to sleep and)|want to (disappear|vanish)( forever| for good)?(?! (from (this|the) (party|meeting|room|photo)))|wish i (had )?never (been born|existed|woke)"
    r"|(no ?one|nobody) (would|will|d|is going to) (even )?(notice|miss me|care|know) if i|(no ?one|nobody) would miss me|(im|i am|feel like|am|just) (such )?(a |only a |nothing but a )burden|(im|i am) (ready|going) to (go|leave this world|give up on life)|dont see (a|any) (future|point|way out)|unalive\w*|\bkms\b|(at peace|made my peace) with (it|dying|going)( now)?|(bought|got|stockpil\w*|saving up|saved up|hoard\w*) (a |the |some |my )?(rope|pills|tablets|meds)\b(?! (swing|ladder|for the))|(wrote|writing|written) (\w+ )?letters? to (my|the) (kids|family|mum|mom|parents|husband|wife)"
    r"|(this is|its) (my )?(goodbye|last message|final message)|written (a|my) (goodbye |suicide )?(note|letter) to (my|everyone)|wont be (here|around) (tomorrow|much longer|for long)|everyone (will|would|d) be (better|happier)( off)? (without me|when im|if i (was|were|am|wasnt)|once im))\b"
    r"|自杀|不想(再)?活|活不下去|想(去)?死|(结束|了结)(了)?(自己的?)?(生命|自己|一切|这一切)|轻生|自残|自伤|伤害自己|[割划]自己|活着(真|好|也|还)?(没|没有|没啥|没什么|有什么|有啥|还有什么)(啥|什么)?(意思|意义|劲|盼头|用|奔头)|没(有)?(意思|意义)活|不如死|死了算|一了百了|撑不(下去|住了)|不想(再)?撑(?!伞)|厌世|想不开|生无可恋"
    r"|活(够|腻)了|活(着|得)(好|真|太)(累|苦)|(想|要|就)(从(这个?世界|世上))?(消失|解脱)|(我|自己)?消失了?(也好|算了|就好|多好|就没)|(不想|再也不想|不愿)(再)?醒(来|过来)|不想(再)?(待|呆|留)在(这个?)?(世上|世界|人间)|离开(这个)?(世界|人世|人间)(?!杯)|(失望|后悔|难过|讨厌|恨)(自己)?(还|为什么|怎么)?(活着|醒了|醒来|出生|被生)|(睡着|睡过去|一觉|闭上眼)(就|了就)?(再也)?(不(要|想)?|别)(再)?醒"
    r"|(我|自己)(就?是|真是|觉得)?(个)?(全家的?|大家的?|家里的?|一个)?(多余的?(人)?|累赘|拖累)(?=$|[，。,. ]|吧|了)|(走|死|不在|没)了(也)?(没|没有|不会有)(人|谁)(会)?.{0,2}(晓得|知道|在乎|在意|难过|发现|想我)|(没|没有)(人|谁)会?(在乎|在意|想念)我|想从.{0,8}(楼|桥|天台|窗|顶).{0,4}(跳|飞|下去)|(她|他|我)(走|没|不在|死)了(我们|大家|你们|他们|家里)?(就|才|会)?(轻松|解脱|清净|好过|省心)|遗书|遗言|来(世|生)(再)?(见|做)|下辈子(再见|再做)"
    r"|\b((started|start|been|keep|kept|back to|gone back to) (cutting|burning|hurting)( (myself|again))|relaps\w* (and|with) (cut|self ?harm)\w*)\b(?! (the|grass|hedge|hair|my (hair|nails|grass)))"
    r"|(天台|楼顶|顶楼|桥上|桥边|江边|河边|铁轨|海边|窗边|窗台).{0,24}(清净|解脱|一了百了|就都?好了|什么都没了|不用(再)?想)|(跳|掉|走|一)下去.{0,4}(清净|解脱|一了百了|都好了|轻松)|怎么(走|死|离开)(得|才)?.{0,3}(不|没|无)(疼|痛|难受|痛苦)"
)
# Of another: a farewell, and what makes it one for good.
_ANOTHER = (
    r"\b(friends?|mate|sister|brother|son|daughter|mum|mom|dad|mother|father|wife|husband|boyfriend|girlfriend|partner|ex|cousin|uncle|aunt|flatmate|roommate|housemate|colleague|coworker|student|pupil|neighbou?r|teammate|nephew|niece|grandson|granddaughter|classmate|lodger|someone|somebody|guy|girl|boy|lad|he|hes|she|shes|they|theyre|his|her|him)\b"
    r"|朋友|闺蜜|同学|室友|姐|哥|弟|妹|女儿|儿子|孩子|网友|同事|对象|老公|老婆|前任|男友|女友|爸|妈|他|她|兄弟|哥们|学生|邻居|有人|一个人|粉丝|群友"
)
_FAREWELL = (
    r"\b(good ?bye|farewell|last (message|post|text|letter|note|story)|final (message|post|text|letter|note)|left (a|me a|us a) (note|letter|voicemail|list)|a note|note saying|sorry for everything|thank you for everything|thanks for everything|see you (in|on) (the )?(next life|other side|heaven)|(take care of|look after) (my|his|her) (\w+ )?(dog|cat|kids?|children|mum|mom|son|daughter|parents|fish|family)|everyone (will|would|d|ll) be (\w+ )?(happier|better|fine|ok)"
    r"|(wont|not going to|wouldnt|not gonna) (be (around|here|there|a bother|a burden)|see (me|us|him|her|christmas|next)|have to worry)|(talks?|talking|going on|posts?|posting|texts?|texting|jokes?|joking|writes?|writing|keeps on|draws?) (about|of) (death|dying|ending|the end|wanting to (die|go)|not being here|being dead|killing|hanging|jumping)|planned (his|her|their) (own )?funeral|says?\b.{0,12}\b(wants to go|had enough|done with (life|everything)|tired of (life|living))|said (its|it was) (time|over|the end)|pass(words|codes?) (to|in case)|made (a|his|her) will)\b"
    r"|再见(?!面)|永别|告别|诀别|来世|来生|下辈子|最后一(条|次|封|面|句)|对不起(大家|爸妈|你们|所有人)|谢谢(大家|你们|所有人)|后事|安排好了|照顾好(我|爸|妈|孩子|自己)|遗(书|言|物)|(聊|说|提|念叨|发|画|写)(起|到|的)?.{0,6}(死亡|想死|去死|死了算|死了就|离开(这|人)世|不在了)|没有(我|他|她)(会)?(更好|更轻松|一样)|要走了|走了也|不麻烦(大家|你们)|累赘|拖累|解脱"
    r"|\b(wont|not|dont) have to (put up with|deal with|worry about|bother with) (me|him|her|them)\b|\bmind (my|his|her|the) (\w+ )?(dog|cat|kids?|children)\b"
)
_FOR_GOOD = (
    r"\b(phone (is |s |was )?(now )?(off|switched off|dead)|not (answering|picking up|replying|responding|reading)|(isnt|wont|doesnt|hasnt) (answer\w*|pick\w* up|repl\w*|respond\w*|been seen|come home|been online|open the door)|(cant|cannot|couldnt) (reach|get hold of|find|get through)|forever|for good|once (shes|hes|theyre|i am|im) gone|when (shes|hes|theyre) gone"
    r"|gave (\w+ ){0,3}?away|(given|giving) (\w+ ){0,3}?away|(gave|given|giving) (all )?(his|her|their|me his|me her|us his|us her) \w+|(the )?(other side|next life)|worried|scared|frightened|afraid|dont know what to do|pills|rope|bridge|death|dying|die|funeral|killing|hanging|jumping|better off|be (\w+ )?(happier|better)|sorry for everything|blocked (me|everyone)|had enough|tired of)\b"
    r"|电话(也|都|就)?(不接|打不通|关机|没人接)|(不|没)(接|回|看)(电话|消息|微信|信息)|关机|联系不(上|到)|打不通|拉黑|失联|找不到(人|他|她)|再也不见|永别|来世|来生|下辈子|送(了)?人|送给|托付|后事|遗(书|言)|死亡|想死|去死|死了就|担心|害怕|急|不见了|累赘|密码.{0,4}(告诉|给|发)|没有(我|他|她)(会)?(更|一样)|离开(这|人)世|不疼|不痛|搜.{0,6}(怎么|方法)"
)
_FAREWELLS = tuple(re.compile(one) for one in (_ANOTHER, _FAREWELL, _FOR_GOOD))
_SPEAKS_OF_ITSELF = re.compile(
    r"\b(i|im|ive|id) (\w+ ){0,2}?(want|wanna|wish|feel|hate|cant|dont|hurt|cut|think|am|need|tired|sick|done|have|burden|ready|going|see|would)\b|\b(my own life|kill(ing)? myself|without me|miss me|tired of (being|living|life)|kms|my life)\b"
    r"|我(自己|真的?|也|就|都|每天|现在|好|太|已经|总|一直|是|还|不)*(想|要(?!走)|不想|不愿|活|觉得|撑|受够|是(个|全家|大家|多余|累赘)|多余|累赘|消失|走了|死)"
)
_NOT_MEANT = re.compile(
    r"\b(die|dying) (laughing|of laughter|of boredom|for a)|dead tired|\bkill(ing)? (my|him|her)self (laughing|working)|\bsuicide (squad|doors?|sprints?|drills?)\b"
    r"|想死你|(热|冷|累|困|饿|笑|忙|烦|渴|无聊|疼|痛|尴尬|社)(得|到)?(都)?(快|要|想)?(想)?死|花.{0,6}(活|死)|植物|养不活|(手机|电池)(?!.{0,3}关机).{0,6}(活|死|撑)"
)
_PARTING = re.compile(  # for a while
    r"\b(goodbye|farewell|leaving) (party|drinks|lunch|card|gift|speech|dinner|do)\b|\bfinal (exam|match|bill|score|draft)|\b(airport|retir\w*|emigrat\w*|mov(ing|ed) (to|abroad|house|in|out|away)|new job|graduat\w*|uni|university|allerg\w*|good home|declutter\w*|charity shop|jumble sale|ebay)\b"
    r"|毕业|转学|搬家|离职|跳槽|退休|出国|机场|车站|高铁|演唱会|大结局|完结|最后一(集|季|课|节|天|名)|过敏|wifi|会员|账号|游戏|电视剧|电影|小说|分手"
)
_HOME = re.compile(
    r"\b(my |a )?(husband|wife|boyfriend|girlfriend|partner|fiance|father|dad|mother|mom|mum|stepdad|stepmom|step ?father|ex|son|brother|uncle|parents?|he|she)( \w+){0,3} (hits?|hitting|beats?|beating|hurts|hurting|punch\w*|slap\w*|kicks|kicking|strangl\w*|chok(es|ed)|threaten\w*|abus\w+|rap(es|ed)|locks? (me|us)|controls)( on)? (me|us|my|the kids|our|her|him|mom|mum)\b"
    r"|\b(domestic|family) (violence|abuse)\b|\babusive (husband|wife|partner|boyfriend|girlfriend|relationship|home|father|dad|mother|parent)|\b(afraid|scared|terrified) (of|to go home to) my (husband|wife|boyfriend|girlfriend|partner|father|dad|mother|mom|ex|parents)\b|\bbeing (abused|beaten|hit) (at home|by my)|\bsexual(ly)? (abuse|assault)\w*|\bi was raped\b|\bchild abuse\b"
    r"|家暴|家庭暴力|(老公|丈夫|男友|男朋友|老婆|妻子|女朋友|我爸|爸爸|我妈|妈妈|父亲|母亲|爸妈|父母|继父|继母|后爸|公公|婆婆|前夫|前男友|对象|儿子|他|她).{0,5}(打我|打了我|殴打|掐我|踢我|威胁我|虐待|要杀我|老是打|经常打|总是打|动手打|打(妈妈|我妈|孩子|人))|被(老公|丈夫|男友|男朋友|爸|父亲|家人|家里人|老婆|继父|前夫).{0,2}(打|虐待|威胁)|性侵|猥亵|虐待(儿童|老人|孩子)"
    r"|\b(put|puts|had|has|got) (his|her|their) hands? (round|around|on|at) my (neck|throat)\b|\bdowry\b.{0,60}\b(beat|hit|lock|burn|harass|tortur)|\b(beat|hit|lock|burn|harass|tortur)\w*\b.{0,60}\bdowry\b|\bin ?laws\b.{0,60}\b(lock\w*|beat\w*|hit\w*|starv\w*|tortur\w*|not giving (me|us) food)\b"
    r"|\b(husband|wife|boyfriend|girlfriend|partner|stepdad|step ?father|da|dad|father|mam)( (is|was|keeps|also|always|still|does be|be)){1,3} (beating|hitting|slapping|kicking|punching|choking)\b(?! (the|a|his|her|records?|him|eggs?|around the bush))"
    r"|(老公|丈夫|男友|男朋友|对象|前夫|前男友|公公|婆婆|继父|后爸|我爸|我妈|老爸|他).{0,12}(踢|踹|扇|揍|抽|掐|推搡|拿皮带抽)我|(老公|丈夫|男友|男朋友|对象|前夫|前男友|继父|后爸|我爸|老爸).{0,10}动手(?=$|[，。,. !！]|打|了[，。,. ]|打人)"
)

# How likely a crisis must be, and where a guide answers: who is misread gets a sentence too many, who is missed none.
TROUBLES_FROM, SURE_FROM = 0.5, 0.9
# How likely it must be that there is none, where a sign stands: somebody looks for a talk on prevention.
NO_CRISIS_FROM = 0.95
# How likely a crisis must be, and how unlikely danger, where a sign of danger stands: 弄死 also stands in a threat of old.
INSTEAD_FROM, NO_DANGER = 0.95, 0.02


@dataclass(frozen=True)
class Crisis:
    kind: str  # self_harm, another (who may harm themselves), violence
    is_unsure: bool = False

    @property
    def line(self) -> str:
        """The kind of crisis line that helps, as hotlines.yaml names them."""
        return "self_harm" if self.kind == "another" else self.kind


def crisis_in(text: str) -> Crisis | None:
    """The crisis that `text` tells of, in either language. An act already begun is danger, and is looked for first."""
    said = plain(text)
    if asks_for_means(said):  # in the coolest words
        return Crisis("self_harm")
    found = _sign_in(said)
    return None if found and sounds_calm(text, NO_CRISIS_FROM) else found


def _sign_in(text: str) -> Crisis | None:
    another = _FAREWELLS[0].search(text)
    if not _NOT_MEANT.search(text):
        if _SELF_HARM.search(text):
            return Crisis("another" if another and not _SPEAKS_OF_ITSELF.search(text) else "self_harm")
        if another and not _PARTING.search(text) and all(one.search(text) for one in _FAREWELLS[1:]):
            return Crisis("another")
    if _HOME.search(text):
        return Crisis("violence")
    return None


def distress_in(text: str, *, is_answered: bool = False) -> Crisis | None:
    """The crisis that may lie under words which do not say it."""
    heard = heard_in(text)
    least = SURE_FROM if is_answered else TROUBLES_FROM
    return Crisis(heard.trouble, is_unsure=True) if heard.crisis >= max(least, heard.danger) else None


def crisis_instead(text: str) -> Crisis | None:
    """The crisis that `text` tells of though it holds a sign of danger now."""
    heard = heard_in(text)
    return Crisis(heard.trouble, is_unsure=True) if heard.crisis >= INSTEAD_FROM and heard.danger <= NO_DANGER else None
