"""What is beyond the guides though they share its words: a doctor's, a lawyer's and an insurer's work.

Two measures. `work_of` is narrow: whatever guide holds the words, it does not answer them. `field_of` is broad: it only
says whom to ask where no guide answered.
"""

import re

from knowledge.chat.plain import plain

# --- a doctor's or a pharmacist's ------------------------------------------------------------------------------------

_DRUG = (
    r"(?:ibuprofen|paracetamol|acetaminophen|calpol|tylenol|advil|nurofen|statins?|warfarin|metformin|omeprazole|sertraline|prozac|antidepressants?"
    r"|melatonin|antihistamines?|steroids?|codeine|tramadol|amoxicillin|penicillin|contraceptives?(?: pills?)?|birth control|blood thinners?|painkillers?|sleeping pills?|supplements?|vitamins?"
    r"|(?:blood pressure|heart|thyroid|allergy|cold) (?:pills?|tablets?|medicines?|medication))"
)
_DRUG_ZH = r"(?:布洛芬|美林|泰诺林?|对乙酰氨基酚|扑热息痛|阿莫西林|头孢|降压药|降糖药|降脂药|他汀|二甲双胍|华法林|安眠药|褪黑素|抗抑郁药|避孕药|激素|感冒药|退烧药|止痛药|益生菌|钙片|维生素|中药|西药)"
_MEDICINES = re.compile(
    rf"\b(?:dos(?:e|es|age)|how (?:many|much) (?:mg|ml|milligrams|tablets|pills|aspirin|medicine|medication|insulin|{_DRUG})|prescri\w*|antibiotics?|side effects?"
    r"|what (?:medicine|medication|drug|pill)s?|which (?:medicine|medication|drug|antibiotic|cream|ointment)|what can i take for|depression medication)\b"
    rf"|\b(?:can|should|may|could|do) (?:i|we|you|he|she|my \w+) (?:take|mix|drink|have|give|stop|double|halve|skip|start|combine)\b.{{0,30}}\b{_DRUG}"
    rf"|\b{_DRUG}\b.{{0,20}}\b(?:with|and|safe|react\w*|interact\w*|alcohol|beer|wine|juice|empty stomach)\b|\b(?:missed|forgot)\b.{{0,15}}\b{_DRUG}|\b(?:is|are) {_DRUG} safe"
    r"|剂量|用量|吃(?:几|多少)(?:片|粒|毫克|毫升|颗|包)|吃(?:什么|啥)(?:药|好)|(?:抹|涂|擦|用)(?:什么|啥|哪种)(?:药|膏)|开(?:什么|点)?药|处方|抗生素|消炎药|副作用"
    r"|感冒药|退烧药|布洛芬|阿司匹林.{0,6}(?:几|多少)|降压药"
    rf"|{_DRUG_ZH}.{{0,8}}(?:一起|同时|同吃|能不能|可不可以|可以|能|要不要|多少|几[片颗粒次]|忘|漏|停|喝酒|饭前|饭后)|(?:忘|漏)(?:记|了)?吃.{{0,4}}药|停药|头孢.{{0,8}}酒"
)
_DIAGNOSES = re.compile(
    r"\b(?:diagnos\w*|blood test|blood pressure (?:medicine|pills|reading|high|low)|is (?:this|it) cancer|cancer\w*|lump|std|pregnancy test|cholesterol|arthritis|acne)\b"
    r"|\b(?:am i|could i be|might i be) (?:pregnant|expecting)\b|\b(?:do i|could i|might i|does he|does she) have (?:adhd|autism|diabetes|depression|covid|anxiety|anaemia|arthritis|a hernia|cancer)\b|\bhave i got (?:covid|flu|diabetes)\b"
    r"|\bis (?:it|this|that) (?:covid|flu|a cold|an allergy|eczema)\b(?= or|\W*$)|\b(?:blood|test|scan|x ?ray|lab|smear) results?\b|\bnormal (?:heart rate|pulse|blood pressure|bmi|weight|period)\b|\b\d{2,3} over \d{2,3}\b"
    r"|\bis it normal (?:to|that|for)\b.{0,25}\b(?:tired|sleep\w*|sweat\w*|pee\w*|periods?|forget\w*|hungry|thirsty)\b"
    r"|诊断|癌|肿瘤|化验|体检|挂号|是不是(?:得了|患了|有)?(?:抑郁症?|糖尿病|高血压|新冠|甲流|多动症|自闭症|关节炎|更年期|颈椎病|阳了|怀孕|怀上|有了|病)|怀孕了吗|(?:感冒|流感|鼻炎)还是(?:新冠|甲流|流感|感冒|过敏)"
    r"|(?:心率|心跳|脉搏|血压|bmi).{0,4}多少.{0,2}(?:正常|合适)|(?:高压|低压|血压)\d{2,3}.{0,10}(?:高|正常)|是什么病|什么毛病"
)
_COMPLAINTS = re.compile(
    r"\b(?:snor(?:e|es|ing)|moles?\b(?=.{0,20}\b(?:cancer\w*|check\w*|chang\w*|bigger|dark\w*))|eczema|psoriasis|hay fever|tinnitus|wisdom tooth|tooth ?ache|sore throat|runny nose|stomach ?ache|back ?ache|thyroid|menopause|fertility|ivf|hair loss|dandruff|haemorrhoids|(?:my|got|have) piles|thrush)\b"
    r"|\brash\b|\b(?:sore|aches?|aching|painful|hurting|hurts?|itch\w*)\b.{0,20}\b(?:for|since) (?:months|weeks|years|ages|a while)\b|\b(?:cough\w*|tired|headaches?|dizzy|bloated|itch\w*)\b.{0,12}\b(?:for|since)\b.{0,12}\b(?:weeks|months|years)\b"
    r"|\b(?:see|ask|visit|call|go to) (?:a|my|the|someone|somebody|some)\b.{0,12}\b(?:about|for|with) (?:my|a|the) (?:\w+ )?(?:back|knees?|hips?|shoulder|neck|skin|feet|hair|weight|mood|stomach)\b|\bperiods? (?:be |is |are )?(?:so |that )?(?:late|missing|irregular|heavy)\b|\b(?:late|irregular|missed) (?:is (?:a|my) |can a )?period\b|\bhow late can a period\b"
    r"|\b(?:put on|gained?|lost|lose|losing)\b.{0,15}\bweight\b|\bhow long\b.{0,30}\b(?:heal|heals|healing|mend|mends)\b|\b(?:pregnant|pregnancy|expecting)\b.{0,30}\b(?:coffee|caffeine|hair|wine|sushi|cheese|gym|sex|fly|flying|scan|ultrasound|due date|weight)\b|\b(?:coffee|caffeine|dye my hair|hair|wine|sushi|cheese|gym|sex|fly|flying|scan|ultrasound)\b.{0,30}\b(?:pregnant|pregnancy|expecting)\b"
    r"|打呼噜|打鼾|(?:皮|起|长)疹|疹子|胃疼|牙疼|智齿|痔疮|失眠|嗓子疼|流鼻涕|湿疹|鼻炎|脱发|更年期|颈椎病|灰指甲|(?:月经|例假|大姨妈).{0,6}(?:推迟|提前|不调|没来|不来|正常)|(?:好几个?月|一个?多?月|几个月|好久|几年|好些天)(?:了)?.{0,4}(?:疼|痛)|(?:疼|痛|咳嗽?|痒)了?(?:好几个?月|一个?多?月|几个月|好久|几年|好些天)"
    r"|(?:骨折|扭伤|伤口|手术|拆线).{0,4}(?:多久|几天|多长时间)(?:能|才|可以)?(?:好|愈合|恢复|长好|拆)|(?:孕妇|怀孕|孕期|备孕|哺乳期).{0,6}(?:能|可以|可不可以|能不能)(?:不能)?(?:吃|喝|染|烫|化妆|运动|跑步|坐飞机|同房|做).{0,8}|(?:早上|老|总|一直).{0,4}(?:恶心|想吐).{0,6}(?:有了|怀)"
)
_VACCINES = re.compile(r"\bvaccin\w*|\bbooster\b|疫苗|破伤风.{0,4}(?:几年|多久)")
# What first aid and the guides on disasters do answer: an act, a bite, a fever, pills that got wet.
_FIRST_AID = re.compile(
    r"\b(?:rabies|bites?|bitten|bit|scratch\w*|sting\w*|stung|fever|temperature|burn\w*|scald\w*|fell|falls?|hit|crash\w*|accident|swallow\w*|overdos\w*|too (?:many|much)|whole (?:pack|bottle|box)|swell\w*|swollen|allergic|flood\w*|storms?|typhoon|quake|earthquake|blackout|power (?:cut|out\w*)|fridge|shelter|evacuat\w*|wet|ran out|run out|hives|breath\w*|lips)\b"
    r"|狂犬|咬|抓伤|蜇|蛰|发烧|发热|烫|烧伤|摔|撞|误食|误服|误喝|吃多|太多|过量|整瓶|肿|水灾|洪水|地震|台风|停电|冰箱|避难|撤离|灾后|灾害|泡|淋湿|断药|吃完了|喘|唇|胸|憋气"
)
_BITE = re.compile(r"\b(?:rabies|bites?|bitten|bit|scratch\w*|wound|cut|nail)\b|狂犬|咬|抓|伤口|钉")
_ACCIDENT = re.compile(
    r"\b(?:swallow\w*|overdos\w*|too (?:many|much)|whole (?:pack|bottle|box)|by mistake|flood\w*|storms?|typhoon|quake|earthquake|blackout|power (?:cut|out\w*)|fridge|shelter|evacuat\w*|wet|ran out|run out|altitude|dengue|low (?:blood )?sugar|hypo|naloxone|narcan|purif\w*)\b"
    r"|误食|误服|误喝|吃多了|太多|过量|整瓶|水灾|洪水|地震|台风|停电|冰箱|避难|撤离|灾|泡|淋湿|断药|断了|吃完了|高原|高反|登革|低血糖|净水|净化"
)

# --- a lawyer's ------------------------------------------------------------------------------------------------------

_LAW = re.compile(
    r"\b(?:sue|suing|lawsuit|lawyer|solicitor|attorney|legal (?:advice|rights?|action)|is it (?:il)?legal|illegal|against the law|liable|liability|(?:him|her|them|landlord|builder|company|neighbou?r) to court|small claims|evict\w*|search warrant|without a warrant|prosecut\w*|custody|divorce)\b"
    r"|\b(?:break|end|get out of|leave|terminate) (?:my|the|our|a) (?:lease|tenancy|contract)\b|\blandlord\b.{0,30}\b(?:deposit|rent|evict\w*)\b|\b(?:have|need) to pay (?:my |the |our )?rent\b|\b(?:be|get) fined\b|\bhow much compensation\b"
    r"|\b(?:boss|employer|manager|company)\b.{0,12}\b(?:make|force|sack|fire|dock)\b|\bwho (?:pays|is responsible|is at fault|is to blame) (?:if|when|for)\b"
    r"|起诉|打官司|(?:请|找|问).{0,3}律师|违法|犯法|合法|犯不犯法|谁(?:来|该)?(?:赔|负责|承担|担责)|该赔|赔(?:偿)?多少|退不?退?押金|不退押金|退租|违约|(?:交|付)(?:房租|租金)|罚款|会不会(?:被)?(?:罚|抓|判|拘)|判(?:几年|刑)|搜查证?|工伤|仲裁|责任认定|离婚|遗产|抚养(?:权|费)|告(?:房东|老板|公司|物业|他们)"
)
# from which heat work must stop is in a guide
_HEAT_AT_WORK = re.compile(r"\b(?:heat|hot|degrees)\b|高温|度|热|暑")

# --- an insurer's ----------------------------------------------------------------------------------------------------

_POLICY = r"(?:insurance|insurer|insured|policy|premiums?|payouts?|deductible)"
_POLICY_ZH = r"(?<![危风冒探保])(?:保险|车险|家财险|医保|社保|寿险|意外险|水险|保单|保费|理赔款?|赔付)"
_COSTS = re.compile(
    rf"\b(?:how much|how long|which|best|cheapest|worth)\b.{{0,25}}\b{_POLICY}\b|\b{_POLICY}\b.{{0,25}}\b(?:costs?|worth|go up|rise|best|cheapest|take)\b"
    rf"|{_POLICY_ZH}.{{0,12}}(?:多少|多久|几天|哪家|哪个|值不值|涨|便宜|报不报|报销|划算)|(?:多少|哪家|哪个|哪款|什么).{{0,6}}{_POLICY_ZH}|哪家.{{0,4}}险"
)
_COVERS = re.compile(
    rf"\b{_POLICY}\b.{{0,25}}\b(?:covers?|covered|pay for|pays for|pays? out)\b|\bwhat does\b.{{0,25}}\b{_POLICY}\b|\b(?:is|are) (?:my|our|the)\b.{{0,20}}\bcovered (?:if|when|by|for|against)\b"
    rf"|{_POLICY_ZH}.{{0,12}}(?:赔吗|赔不赔|能赔|管不管|包不包)|赔不赔|{_POLICY_ZH}.{{0,3}}赔"
)
# of a home after a flood or a quake the guide on insurance says what is usual
_DISASTER = re.compile(
    r"\b(?:flood\w*|quake|earthquakes?|storms?|typhoon|hurricane|landslide)\b(?! insurance)|洪水|水淹|发大水|地震|台风|暴雨|泥石流|滑坡"
)
_GOODS = re.compile(r"\b(?:phones?|cars?|bikes?|laptops?|pets?)\b|手机|车|电脑|宠物")
_CLAIMING = re.compile(
    r"\b(?:how (?:do|can|should|to)|what (?:photos?|papers?|proof|documents?)|refus\w*|reject\w*|denied|appeal)\b|怎么(?:报|办|申请|索赔|理赔)|拍|照片|材料|证明|拒赔|不肯赔|不赔怎么|(?:先|再|能不能|要不要)扔"
)


WORKS = ("doctor", "lawyer", "insurer")


def work_of(text: str) -> str:
    """One of WORKS: whose work a question is; "" for what the guides may answer."""
    text = plain(text)
    if _MEDICINES.search(text) and not _ACCIDENT.search(text):
        return "doctor"
    if (_DIAGNOSES.search(text) or _COMPLAINTS.search(text)) and not _FIRST_AID.search(text):
        return "doctor"
    if _VACCINES.search(text) and not _BITE.search(text):
        return "doctor"
    if not _CLAIMING.search(text) and (
        _COSTS.search(text) or (_COVERS.search(text) and (_GOODS.search(text) or not _DISASTER.search(text)))
    ):
        return "insurer"
    return "lawyer" if _LAW.search(text) and not _HEAT_AT_WORK.search(text) else ""


_FIELDS = {
    "insurer": re.compile(rf"\b(?:{_POLICY}|insure)\b|{_POLICY_ZH}|投保|参保"),
    "lawyer": re.compile(
        r"\b(?:laws?|legal\w*|rights?|court|divorc\w*|refunds?|wages?|neighbou?rs?|pay me|landlord|tenants?|lease|contract|fine|compensation|police|boss|employer)\b|法律|权利|合同|房东|租客|物业|补偿|赔偿|赔|告状|维权|警察|老板|劳动|离婚|退货|工资|邻居|摄像头"
    ),
    "doctor": re.compile(
        rf"\b(?:doctors?|pills?|tablets?|medicines?|symptoms?|pains?|ache\w*|hurts?|cough\w*|throat|rash|blood|heart|pulse|pregnan\w*|periods?|vaccin\w*|booster|jabs?|tooth|teeth|dentist|eczema|allerg\w*|depress\w*|anxiety|adhd|heal\w*|diet|weight|snor\w*|flu|covid|cancer\w*|moles?|lumps?|knees?|wrists?|elbow|shoulder|spine|skin|sugar|infection|virus|surgery|hospital|clinic|stitches|scalp|ears?|intolerant|(?:spot|lump|mark) on my|(?:often|many|much) (?:can|should|may) (?:i|he|she|we) take|{_DRUG})\b"
        rf"|药|(?<!毛)病(?!毒)|疼|痛(?!快)|痒|咳|发烧|血(?!本)|孕|例假|月经|疫苗|打针|牙|湿疹|鼻炎|过敏|抑郁|心率|骨折|减肥|失眠|恶心|头晕|医院|医生|看医|挂号|症|痣|癌|疙瘩|膝盖|腰|肩|耳|头皮|缝针|{_DRUG_ZH}|老是.{{0,3}}累"
    ),
}


def field_of(text: str) -> str:
    """Whom to ask about a question that no guide answered: doctor, lawyer, insurer; "" for whoever runs the site."""
    text = plain(text)
    return next((field for field, words in _FIELDS.items() if words.search(text)), "")
