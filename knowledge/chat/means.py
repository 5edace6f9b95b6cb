"""Ways and means to die, asked for by somebody who tells of no accident and of no animal."""

import re

_DRUGS_EN = r"(sleeping )?(pills?|tablets?|ibuprofen|paracetamol|tylenol|acetaminophen|aspirin|insulin|benzos?|xanax|valium|melatonin|antidepressants?|painkillers?|medicines?|meds)"
_DRUGS_ZH = r"(安眠药|安定|布洛芬|扑热息痛|对乙酰氨基酚|阿司匹林|褪黑素|胰岛素|头孢|止痛药|感冒药|退烧药|药)"
_ASKED = re.compile(
    r"\b(how (to|do i|can i|could i|would i|should i)|ways? (to|of)|whats the (\w+ )?way to|(easiest|quickest|fastest|best|least painful) (way|method)s?( to| of)?) (die|dying)\b(?! (of|from|in|my|a|hair|cloth\w*|wool|eggs?|shoes?|fabric)\b)"
    r"|\b(painless(ly)?|quick(est)?|easy|easiest|peaceful(ly)?) (death|way to (die|go)|ways to (die|go))\b|\b(die|dying) (painlessly|without pain|in my sleep|peacefully|quickly)\b"
    rf"|\b(lethal|fatal|deadly) (dose|amount|quantity)s? of {_DRUGS_EN}\b|\bhow (many|much) {_DRUGS_EN}\b.{{0,25}}\b(fatal|lethal|deadly|(to|will|would|does it take to|can) (die|kill)( (me|you|someone|a person))?)\b"
    r"|\b(good ?bye|farewell) (everyone|everybody|all|world|cruel world)\b.{0,30}\b(it ends|i end|end it|its over|tonight|last)\b|\b(tonight|today) (it (all )?ends|i end it|is my last)\b"
    r"|(怎么|怎样|如何|咋)(样|才能|能|可以)?(去)?死(得|的)?(最|比较|更|才|会)?(快|不痛|没有?痛苦|不难受|舒服|轻松|$|\W*$)|(死得|死的)(最|比较)?(快|不痛|没有?痛苦|舒服)|无痛(苦)?(的)?(死|自杀|离开)|(没有?痛苦|不痛苦|不痛)(地|的)?(死|离开)|(死|自杀)的(方法|办法|方式)"
    rf"|{_DRUGS_ZH}.{{0,3}}(吃|吞|喝|打)?.{{0,2}}(多少|几(片|粒|颗|瓶)).{{0,6}}(会|能|才|就)(会|能)?死|{_DRUGS_ZH}的?(致死(量|剂量)|致命(量|剂量))|(吃|吞)(多少|几(片|粒|颗|瓶)){_DRUGS_ZH}.{{0,4}}(会|能|才|就)(会|能)?死"
    r"|(买|准备|备)(好|了|好了)?(了)?(一根|根)?(绳子?|炭|木炭|安眠药|农药|刀片).{0,6}(今晚|今夜|明天|就)?.{0,3}(走(?!亲|路|去|到|回|着)|离开|上路|解脱|结束)"
    r"|^\W*(我)?(想|要|打算|准备|去|买炭)?(去)?烧炭(自尽|自我了断|走|死|离开|解脱|了断|会不会死|多久(会)?死|痛苦吗|疼吗|难受吗)?\W*$|烧炭.{0,6}(自尽|了断|解脱|痛苦|多久(才|会|能)?(会|能)?死|离开(这|人))"
)
_BEFALLEN = re.compile(
    r"\b(dogs?|cats?|pets?|puppy|kitten|horses?|rabbits?|hamsters?|fish|plants?|rats?|mice|accident\w*|swallowed|ate|drank|took|taken|got into|by mistake|toddler|baby|my (son|daughter|child|kid))\b"
    r"|狗|猫|宠物|植物|鱼|花|老鼠|不小心|误(食|服|吃|喝|吞)|刚(才)?(吃|喝|吞)|孩子|宝宝|小孩|蟑螂|蚊子"
)


def asks_for_means(text: str) -> bool:
    """Does a plain `text` ask how to die, or tell of the means at hand? Of an animal or an accident it does not."""
    return bool(_ASKED.search(text)) and not _BEFALLEN.search(text)
