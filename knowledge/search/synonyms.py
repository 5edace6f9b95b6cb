"""Words that mean the same to somebody who asks for help: each group is one term, in the articles and in questions."""

# The first word of a line stands for all; a long group goes on in the next line. Forms that no stemmer finds come
# first, then other words for the same thing.
_ENGLISH = """
bite bit bitten bites biting
fall fell fallen falls
burn burnt burned
sting stung stings
break broke broken
freeze froze frozen
swell swollen swelled
drink drank drunk
eat ate eaten
shake shook shaken
bleed bled
choke choked
swallow swallowed
tear tore torn
blow blew blown
leave left
flood flooded flooding
child kid kids children son daughter toddler toddlers
baby babies infant infants newborn newborns bub
older elderly old senior seniors pensioner pensioners
older grandma grandpa grandmother grandfather granny
older gran nan nana grandad granddad grandparent grandparents
electricity electric power electrical mains
fridge refrigerator freezer
elevator elevators lift lifts
bath bathtub tub
flat apartment
petrol gasoline
torch flashlight flashlights torches
phone mobile cellphone
car vehicle vehicles cars truck van
vomit puke puking vomiting sick
stomach tummy belly
doctor gp physician
afraid scared frightened terrified scare
typhoon hurricane cyclone typhoons hurricanes
earthquake quake quakes earthquakes
dizzy lightheaded woozy faint
blurred blurry blurs
ankle ankles
sprain twisted sprained rolled
wheelchair wheelchairs
downstairs
litre litres liter liters
nightmare nightmares dream dreams
school kindergarten nursery preschool daycare
collect pick
wasp bee bees wasps hornet hornets
dog dogs puppy
cat cats kitten
mold mould mouldy moldy
colour color colours colors coloured colored
oxygen concentrator
medicine medication medications meds medicines drugs pills tablets
tap faucet
thunderstorm thunder lightning lightening
aed aeds defibrillator defibrillators
smog haze smoggy
shelter shelters
evacuate evacuation evacuating evacuated
supplies stock stockpile
kit gobag bugout
rubbish trash garbage
neighbour neighbor neighbours neighbors
"""
_CHINESE = """
孩子 小孩 小孩子 儿童 小朋友 娃 女儿 儿子 幼儿 孙子 孙女
宝宝 婴儿 新生儿 婴幼儿 奶娃
老人 老人家 老年人 长辈 爷爷 奶奶 外婆 外公 姥姥 姥爷 老太太 老爷爷 老奶奶
停电 断电 没电
停水 断水 没水
腹泻 拉肚子 拉稀 泻
呕吐 吐
电动车 电瓶车 电动自行车 电单车
燃气 煤气 天然气 瓦斯 液化气
冰箱 冷柜 冰柜
手电筒 手电 电筒
避难所 避难场所 安置点
骨折 骨头断
崴 扭 扭伤 崴脚
蜇 蛰 叮
制氧机 吸氧机 氧气机 呼吸机
噩梦 恶梦
自来水 水龙头
大风 狂风 强风
台风 飓风
害怕 恐惧 吓坏
头晕 眩晕 发晕
晕倒 昏倒 晕厥 昏厥
疏散 撤离 转移
生病 病人 患病
爸爸 我爸 父亲 爸
妈妈 我妈 母亲 妈
学校 幼儿园 上学
狗 小狗 狗狗 流浪狗
猫 小猫 猫咪 流浪猫
应急包 逃生包 避难包 地震包
手机 电话
吃的 食物 食品
雾霾 霾 空气污染
烫伤 烫 烫到
受伤 伤
疫苗 打针
发霉 霉 霉菌
"""


def _table(words: str) -> dict[str, str]:
    return {other: first for first, *others in map(str.split, filter(None, words.splitlines())) for other in others}


ENGLISH = _table(_ENGLISH)
CHINESE = _table(_CHINESE)
