"""Spoken Chinese as it is typed or heard by a machine, in the words of the written language.

Two lists: words of Cantonese, Sichuan, the north and the east; and characters that a voice keyboard puts for others of
the same sound, each only beside its neighbour, where nothing else can be meant.
"""

import re

_DIALECT = """
# Cantonese
唔=不 咗=了 冇=没有 嘅=的 喺=在 佢=他 哋=们 乜嘢=什么 乜=什么 边度=哪里 边个=谁 点算=怎么办 点样=怎么
点做=怎么做 唞=喘 抖唔到气=喘不上气 嚟=来 睇=看 咁=这么 嗰=那 呢度=这里 屋企=家里 老豆=爸爸 老窦=爸爸
老母=妈妈 阿妈=妈妈 阿爸=爸爸 阿婆=奶奶 阿公=爷爷 阿嬷=奶奶 细路仔=孩子 细路=孩子 细蚊仔=孩子 bb仔=宝宝
火烛=着火 白车=救护车 差人=警察 晕低=晕倒 跌低=跌倒 瞓=睡 畀=给 俾=给 走得甩=逃得出 郁=动 氹=池 𨋢=电梯
升降机=电梯 煤气炉=燃气灶 冇晒=没有了 跌咗=跌倒了 食咗=吃了 饮咗=喝了 食错=吃错 嬲=生气
# Sichuan and the south-west
娃儿=孩子 娃娃=孩子 幺儿=孩子 细娃=孩子 屋头=家里 老汉儿=爸爸 老汉=爸爸 咋个=怎么 啷个=怎么 哪个办=怎么办
咋子=什么 莫得=没有 遭=被 啥子=什么 咯=了 嘞=了 晓得=知道 喊不答应=叫不醒 喊不应=叫不醒
# the north, the north-east and the centre
咋整=怎么办 咋弄=怎么办 咋办=怎么办 咋=怎么 啥=什么 俺=我 整不了=不行 干哈=干什么 老鼻子=很多 爹=爸爸 娘=妈妈
晕死=晕倒 昏死=昏倒 嘎嘎=很 中不中=行不行 得劲=舒服 没劲=没力
# Shanghai and around
勿=不 伊=他 阿拉=我们 侬=你 小囡=孩子 囡囡=孩子 小鬼头=孩子 崽崽=孩子 崽=孩子
"""
_KEPT = re.compile(
    r"伊拉克|伊朗|勿忘|姑娘|新娘|郁闷|忧郁|遭遇|遭受|遭到|大娘|老大娘|娘家|爹妈|抑郁|馥郁|葱郁|浓郁|不得劲"
)
_HEARD = [
    (re.compile(pattern), word)
    for pattern, word in (
        (r"煤[汽期其器]", "煤气"),
        (r"燃[汽器](?!灶|具|热|轮)", "燃气"),
        (r"(天然|液化)[汽器]", r"\1气"),
        (r"地[针阵镇](?=了|啦|的|怎|来|啊|救|$)", "地震"),
        (r"[着照]伙(?=了|啦)", "着火"),
        (r"起伙(?=了|啦)", "起火"),
        (r"着[货获或](?=了|啦|快|救)", "着火"),
        (r"呼[西希昔惜](?=了|不|没|困|也|都|$)", "呼吸"),
        (r"昏[米谜](?=了|不|$)", "昏迷"),
        (r"抽[处触出](?=了|不停|不止)", "抽搐"),
        (r"救[互户胡]车", "救护车"),
        (r"脑[更耿埂](?=了|塞|死|$)", "脑梗"),
        (r"休[课客](?=了|$)", "休克"),
        (r"失[伙活](?=了|啦)", "失火"),
        (r"触[店垫](?=了|啦|$)", "触电"),
        (r"[椰耶夜](?=住|到|着)", "噎"),
        (r"[流留][雪穴](?=了|不|止|好|很)", "流血"),
        (r"留血", "流血"),
        (r"出[雪穴](?=了|不|好|很)", "出血"),
        (r"救[名明](?=啊|呀|$)", "救命"),
        (r"(老鼠|农|安眠|毒)[要耀钥](?!求|是|不|怎|么|来)", r"\1药"),
        (r"中[署鼠](?=了|啦|怎|$)", "中暑"),
        (r"心[埂耿](?!直)", "心梗"),
        (r"([昏晕])到(?=了|在|地|$)", r"\1倒"),
        (r"([摔跌])到(?=在地|起|爬|$)", r"\1倒"),
        (r"龙卷[封疯峰]", "龙卷风"),
        (r"台[疯峰封]", "台风"),
        (r"泥[时十食实]流", "泥石流"),
        (r"海[笑消哮](?=来|了|警|怎|$)", "海啸"),
        (r"电[提题踢](?=里|坏|停|卡|困|门|不|$)", "电梯"),
        (r"一氧化[谈坛毯叹]", "一氧化碳"),
        (r"[尼逆]水", "溺水"),
        (r"骨[者遮哲]", "骨折"),
        (r"(?<=[蜂虫蝎])[蛰哲]", "蜇"),
        (r"恶梦", "噩梦"),
        (r"冒[研言盐严]", "冒烟"),
        (r"浓[研言盐]", "浓烟"),
        (r"漏[店垫]", "漏电"),
        (r"停[店垫](?=了|啦|怎)", "停电"),
        (r"爆诈", "爆炸"),
        (r"洪[税睡]", "洪水"),
    )
]
_ANY_HEARD = re.compile("|".join(pattern.pattern for pattern, _word in _HEARD))
_WRITTEN = dict(pair.split("=") for line in _DIALECT.splitlines() if not line.startswith("#") for pair in line.split())
_WORDS = re.compile("|".join(sorted(map(re.escape, _WRITTEN), key=len, reverse=True)))
_HAN = re.compile(r"[\u3400-\u9fff]")


def as_written(text: str) -> str:
    """A folded text with its spoken words in the written form; a text without Chinese comes back as it is."""
    if not _HAN.search(text):
        return text
    if _ANY_HEARD.search(text):
        for pattern, word in _HEARD:
            text = pattern.sub(word, text)
    pieces, at = [], 0
    for kept in _KEPT.finditer(text):
        pieces += [_standard(text[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join([*pieces, _standard(text[at:])])


def _standard(text: str) -> str:
    return _WORDS.sub(lambda found: _WRITTEN[found[0]], text)
