"""What is not a question for the guides: greetings, thanks, wish for a person, orders to the machine, the work of a
doctor, a lawyer or an insurer, and the wish for no more texts."""

import re

from community.messaging.carriers.stops import is_about_our_texts
from knowledge.chat.beyond import work_of
from knowledge.chat.plain import plain

_MANNERS = [
    ("about", r"\b(who|what) are you\b|\bare you (a |an )?(real|human|bot|robot|ai|person|machine|chatbot)\b|\bwhat can you (do|help)|\bhow (do|does) (you|this) work\b|\bwhat can i ask\b|^\W*(help|menu|info)\W*$|(你|您)是(谁|什么|机器人|真人|人工智能|ai|人吗)|(你|您)(能|会|可以)(做|帮|干)(什么|啥|些什么|我什么)|(你|您)有什么(用|功能)|^\W*(这个)?怎么用(你|这个)?\W*$"),
    ("handoff", r"\b(talk|speak|chat|connect me|transfer me|put me through) (to|with) (a |an |someone|the |some )?(real |live |actual )?(person|human|people|agent|operator|staff|officer|somebody|someone|volunteer)\b(?! (?:who|whos|that|having|with))|\b(real|live) (person|human)\b|\bhuman please\b|^\W*(human|agent|operator)\W*$|人工(?!呼吸|降雨|智能|湖)|真人|转接|找(个)?人(聊|说|问|帮)|客服|接线员|值班(的)?人"),
    ("injection", r"\b(ignore|forget|disregard|override|bypass)\b.{0,30}\b(instructions?|rules?|prompts?|previous|above|guidelines)\b|\b(system|hidden|initial) prompt\b|\byou are now\b|\bpretend (to be|you are)\b|\bact as\b|\bfrom now on\b.{0,20}\b(answer|say|reply|speak|you)\b|\b(print|repeat|show|reveal|output)\b.{0,20}\b(instructions?|everything above|prompt|above)\b|\b(dan|developer|admin|god) mode\b|\bjailbreak|\b(send|issue|cancel|approve|publish|delete|drop|broadcast|edit)\b.{0,20}\b(alert|alerts|warning|warnings|database|table|message to (all|everyone)|articles?|users?|reports?)\b|\b(phone numbers?|addresses|names|data|personal (data|info\w*)|password|api key|token)\b.{0,15}\b(of|for) (all|every|the (people|residents?|users?|others?|neighbou?rs)\b|other|residents?|users?|my neighbou?r)|\b(show|list|give|tell) me (all |the |every )?(residents?|users?|phone numbers?|passwords?|secrets?)\b|<script|drop table|select \*|\{\{.*\}\}|(忽略|忘掉|忘记|别管|不用管).{0,8}(规矩|指令|规则|提示|以上|之前|设定)|系统提示词?|提示词|你现在是|假装你|扮演|开发者模式|(把|将)?(上面|前面|之前)的?(话|内容|文字|设定).{0,4}(重复|复述|打印|输出)|以后你?只(准|能|许|会)|系统(设定|设置|指令)|(给|向)(全|整个?)(小区|社区|村|市|体居民).{0,6}发|把.{0,6}(预警|警报|短信|文章|数据|上报).{0,4}(删|撤|取消|清|群?发给)|(发布|撤销|取消|批准|群发|删除).{0,8}(预警|警报|数据库|短信|文章|用户|上报)|(所有|全部|其他)(居民|用户|人)的(电话|号码|地址|名单|资料|信息|隐私)|管理员(密码|权限)|密码是"),
    ("thanks", r"^\W*(ok(ay)? )?(thanks?|thank ?you|thankyou|thx|ty|cheers|great|good bot|ok(ay)?|got it|cool|perfect|bye|goodbye|good ?night)( (so much|very much|a lot|bye|you|for (the |your )?help))?\W*$|^\W*(好的?|嗯+|谢谢|多谢|感谢|谢了|知道了|明白了?|收到|再见|拜拜|晚安|辛苦了)(您|你|啦|了|哦|啊|哈)?\W*(谢谢(您|你)?|再见)?\W*$"),
    ("greeting", r"^\W*(hi|hello|hey|hiya|yo|good (morning|afternoon|evening|day)|greetings|hi there|hello there|hey there|anyone there|are you there|test(ing)?|start)\W*$|^\W*((你|您|大家)好|在吗|在不在|有人吗|哈喽|嗨|早上好|早|下午好|晚上好|喂|测试)(啊|呀|呢|吗)?\W*$"),
    ("abuse", r"^\W*(youre|you are|you|this|that|its|it is|what|such) .{0,12}(rubbish|useless|stupid|dumb|garbage|trash|crap|junk|idiot\w*|pathetic|a joke|worthless)\b.{0,25}$|^\W*(fuck\w*|shit|stupid|idiot|you suck|useless|dumb|asshole|bitch|damn you|shut up)\b.{0,25}$|^\W*(你(真|是|个|们|这|这个|太|就是)*)?(傻(瓜|逼|子)?|笨(蛋)?|滚(蛋|开)?|垃圾|废物|去死|操你(妈)?|妈的|他妈的?|sb|蠢(货)?|没用|没屁用|白痴|脑残|智障|弱智|草包)(吧|啊|的|机器人)?\W*$"),
]  # fmt: skip
_HOW_TO_STOP = re.compile(
    r"^\W*(请问)?我?(想|要)?(怎么|怎样|如何|咋)(样|才能|能|可以|才)*(取消|停掉|停止|停了|停|关掉|关闭|不再?收|不再?接收)(到)?(你们|您们|这些|这个|的|守望|预警|提醒)*(短信|短讯|订阅|通知|消息)"
)
_COMPILED = [(name, re.compile(pattern, re.S)) for name, pattern in _MANNERS]


def manner_of(text: str) -> str:
    """handoff, injection, thanks, greeting, about, abuse, texts, or whose work it is; "" for what guides may answer."""
    if is_about_our_texts(text):
        return "texts"
    text = plain(text)
    if _HOW_TO_STOP.search(text):
        return "texts"
    return next((name for name, pattern in _COMPILED if pattern.search(text)), "") or work_of(text)
