"""What is not a question for the guides: greetings, thanks, wish for a person, orders to the machine, a doctor's work,
and the wish for no more texts."""

import re

from community.messaging.carriers.stops import is_about_our_texts
from knowledge.chat.plain import plain

_MANNERS = [
    ("about", r"\b(who|what) are you\b|\bare you (a |an )?(real|human|bot|robot|ai|person|machine|chatbot)\b|\bwhat can you (do|help)|\bhow (do|does) (you|this) work\b|\bwhat can i ask\b|^\W*(help|menu|info)\W*$|(你|您)是(谁|什么|机器人|真人|人工智能|ai|人吗)|(你|您)(能|会|可以)(做|帮|干)(什么|啥|些什么|我什么)|(你|您)有什么(用|功能)|^\W*(这个)?怎么用(你|这个)?\W*$"),
    ("handoff", r"\b(talk|speak|chat|connect me|transfer me|put me through) (to|with) (a |an |someone|the |some )?(real |live |actual )?(person|human|people|agent|operator|staff|officer|somebody|someone|volunteer)\b|\b(real|live) (person|human)\b|\bhuman please\b|^\W*(human|agent|operator)\W*$|人工|真人|转接|找(个)?人(聊|说|问|帮)|客服|接线员|值班(的)?人"),
    ("injection", r"\b(ignore|forget|disregard|override|bypass)\b.{0,30}\b(instructions?|rules?|prompts?|previous|above|guidelines)\b|\b(system|hidden|initial) prompt\b|\byou are now\b|\bpretend (to be|you are)\b|\bact as\b|\b(dan|developer|admin|god) mode\b|\bjailbreak|\b(send|issue|cancel|approve|publish|delete|drop|broadcast|edit)\b.{0,20}\b(alert|alerts|warning|warnings|database|table|message to (all|everyone)|articles?|users?|reports?)\b|\b(phone numbers?|addresses|names|data|personal (data|info\w*)|password|api key|token)\b.{0,15}\b(of|for) (all|every|the (people|residents?|users?|others?|neighbou?rs)\b|other|residents?|users?|my neighbou?r)|\b(show|list|give|tell) me (all |the |every )?(residents?|users?|phone numbers?|passwords?|secrets?)\b|<script|drop table|select \*|\{\{.*\}\}|忽略.{0,8}(指令|规则|提示|以上|之前|设定)|系统提示词?|提示词|你现在是|假装你|扮演|开发者模式|(发布|撤销|取消|批准|群发|删除).{0,8}(预警|警报|数据库|短信|文章|用户|上报)|(所有|全部|其他)(居民|用户|人)的(电话|号码|地址|名单|资料|信息|隐私)|管理员(密码|权限)|密码是"),
    ("doctor", r"\b(dos(e|es|age)|how (many|much) (mg|ml|milligrams|tablets|pills|ibuprofen|paracetamol|tylenol|advil|aspirin|medicine|medication|insulin)|prescri\w*|diagnos\w*|antibiotics?|side effects?|blood test|blood pressure (medicine|pills|reading|high|low)|vaccin\w*|is (this|it) cancer|cancer|lump|rash|std|pregnancy test|acne|depression medication|what (medicine|medication|drug|pill)s?|which (medicine|medication|drug|antibiotic)|sore throat|runny nose|stomach ?ache|back ?ache|tooth ?ache|arthritis|cholesterol)\b|剂量|用量|吃(几|多少)(片|粒|毫克|颗|包)|吃什么药|开(什么|点)?药|处方|诊断|抗生素|消炎药|副作用|疫苗|癌|肿瘤|化验|体检|挂号|皮疹|感冒药|退烧药|布洛芬|阿司匹林.{0,6}(几|多少)|降压药|胃疼|牙疼|月经|痔疮|失眠|嗓子疼|流鼻涕"),
    ("thanks", r"^\W*(ok(ay)? )?(thanks?|thank ?you|thankyou|thx|ty|cheers|great|good bot|ok(ay)?|got it|cool|perfect|bye|goodbye|good ?night)( (so much|very much|a lot|bye|you|for (the |your )?help))?\W*$|^\W*(好的?|嗯+|谢谢|多谢|感谢|谢了|知道了|明白了?|收到|再见|拜拜|晚安|辛苦了)(您|你|啦|了|哦|啊|哈)?\W*(谢谢(您|你)?|再见)?\W*$"),
    ("greeting", r"^\W*(hi|hello|hey|hiya|yo|good (morning|afternoon|evening|day)|greetings|hi there|hello there|hey there|anyone there|are you there|test(ing)?|start)\W*$|^\W*((你|您|大家)好|在吗|在不在|有人吗|哈喽|嗨|早上好|早|下午好|晚上好|喂|测试)(啊|呀|呢|吗)?\W*$"),
    ("abuse", r"^\W*(fuck\w*|shit|stupid|idiot|you suck|useless|dumb|asshole|bitch|damn you|shut up)\b.{0,25}$|^\W*(你(真|是|个|们)*)?(傻(瓜|逼|子)?|笨(蛋)?|滚(蛋|开)?|垃圾|废物|去死|操你(妈)?|妈的|他妈的?|sb|蠢(货)?|没用)(吧|啊|的|机器人)?\W*$"),
]  # fmt: skip
_HOW_TO_STOP = re.compile(
    r"^\W*(请问)?我?(想|要)?(怎么|怎样|如何|咋)(样|才能|能|可以|才)*(取消|停掉|停止|停了|停|关掉|关闭|不再?收|不再?接收)(到)?(你们|您们|这些|这个|的|守望|预警|提醒)*(短信|短讯|订阅|通知|消息)"
)
_COMPILED = [(name, re.compile(pattern, re.S)) for name, pattern in _MANNERS]


def manner_of(text: str) -> str:
    """handoff, injection, doctor, thanks, greeting, about, abuse, texts; "" for what the guides may answer."""
    if is_about_our_texts(text):
        return "texts"
    text = plain(text)
    if _HOW_TO_STOP.search(text):
        return "texts"
    return next((name for name, pattern in _COMPILED if pattern.search(text)), "")
