"""What alarms whoever reads it, though none of the plain signs of danger is there: words that belong together.

Looked at last, where the reply would be "I don't know" or a guide for another day. A body and what is wrong with it, a
force and what it does, an animal and whom it bites: named in one sentence that asks nothing, they are answered with a
number. Each net holds two or three lists of words; one of each list must be there.
"""

import re
from dataclasses import dataclass

_SOMEBODY = (
    r"\b(he|hes|his|she|shes|they|theyre|theyve|him|her|them|baba|someones?|somebodys?|man|mans|woman|womans|guy|guys|bloke|blokes|lad|lads|lass|fella|chap|dude|kid|kids|child|childs|children|baby|babys|toddlers?|newborn|infant|boy|boys|girl|girls|son|sons|"
    r"daughters?|wife|wifes|husbands?|hubby|hubbys|missus|partner|boyfriend|girlfriend|fiance|mum|mums|mom|moms|mam|mams|mama|mommy|ma|amma|ammi|mummy|mummys|dad|dads|daddy|daddys|papa|papas|appa|abbu|pop|pops|poppy|poppys|stepdad|stepmum|stepmom|uncle|uncles|"
    r"aunt|aunty|auntie|gran|grans|nan|nans|nana|nanas|nani|nanna|granny|dadi|dada|nanny|gramps|grampa|grandad|grandads|granddad|grandma|grandmas|grandpa|grandpas|grandmother|grandfather|bro|bhai|bhaiya|didi|sis|brothers?|sisters?|cousins?|nephew|niece|"
    r"grandsons?|granddaughter|lodger|roommates?|flatmates?|housemate|resident|patients?|pupils?|students?|classmate|teacher|coach|boss|drivers?|passengers?|friends?|mate|mates|pal|neighbou?rs?|colleagues?|workmate|workers?|labourer|builder|roofer|electrician|painter|"
    r"mason|plumber|helper|maid|guard|watchman|carer|tenant|customer|client|guest|stranger|jogger|runner|hiker|climber|walker|swimmer|surfer|cyclist|biker|rider|pedestrian|drunk|people|person|old (man|lady)|twin|twins|bairn|wean|little (one|girl|boy|man)|miss|sir)\b"
    r"|[他她俺]|有人|孩|娃|宝宝|宝贝|人|爷|奶|爸|妈|舅|叔|伯|姨|姑|哥|姐|弟|妹|婆|公公|岳|媳妇|老公|爱人|丈夫|妻|孙|女儿|儿子|闺女|同事|同学|老师|学生|朋友|邻居|师傅|工友|司机|乘客|保安|保姆|小伙|姑娘|男的|女的|男子|女子|室友|队友|教练|骑手|对象"
)
_ONESELF = r"\b(i|im|ive|me|my|we|were|weve|us|our)\b|我|俺|咱"
_BODY = (
    r"\b(eyes?|face|mouth|arms?|legs?|shin|thigh|bones?|head|skull|chest|throat|tongue|lips?|skin|hands?|fingers?|thumbs?|breath|breathe|blood|neck|wrists?|toes?|ear|ears|nose|knee|ankle|elbow|shoulder|spine|back|foot|feet|ribs|belly|tummy|stomach|inhaler|hair|jaw|scalp|groin)\b"
    r"|眼|脸|嘴|舌|喉|嗓|胳膊|膀子|手|腿|脚|骨|头|胸|皮|气|血|脖|肚|喷雾|腰|背|耳"
)
_WRONG = (
    r"\b(puff(ing|ed|y)|swelling|swollen|poking|sticking|hanging|droop\w*|dribbl\w*|drool\w*|limp|blue|purple|grey|gray|slate|ashen|waxy|white as|pale|sweat\w*|twitch\w*|jerk\w*|bent|snapped|ripped|torn|crushed|squashed|like (lead|sausages|balloons?|a football)|"
    r"trapped|caught|stuck|mangled|sliced|impaled|vague|confused|drowsy|dazed|clammy|sweaty|aches|aching and|split|spurting|squirting|pouring|gushing|pumping|shut|closing|finished|empty|numb|wont move|cant (move|see|feel|speak|breathe|get)|rolled|rolling back|all over the place|gurgl\w*|whistl\w*)\b"
    r"|肿|歪|斜|煞白|虚汗|绞进|卷进|轧|刺穿|扎穿|迷糊|糊涂|耷拉|流涎|流口水|戳出|露出|翻白|发紫|发青|发灰|发黑|青紫|紫红|惨白|冒汗|冷汗|抽|僵|断了|裂|夹住|压住|卡住|喘|上不来|用完|睁不开|张不开|动不了|没知觉|没感觉"
)
_DOWN = (
    r"\b(went down|gone down|dropped|collapsed|keeled|slumped|crumpled|slid (off|down)|slipped (off|down)|toppled|(fell|fallen)(?! (out(?! of)|off (the|a) (shelf|wall|hook|table|bike rack)))|came off(?! (the|my|her|his) (pill|meds|tablets|phone))|thrown (off|from)|(hit|on) the (deck|floor|ground|pavement|tarmac)|flat on (his|her|their) (back|face)|face ?down|in a heap|passed out(?! (the|some|free|a|flyers?|leaflets?|sweets|cards|copies|food|water))|blacked out|spark out|"
    r"not (answering|responding|talking|moving|reacting|waking|breathing|with it)|isnt (answering|responding|talking|moving|breathing)|(wont|doesnt|cant) (answer|respond|wake|speak|talk|move|hear me|open (his|her|their) eyes|stay awake)|went under|gone under|screaming|unconscious|lifeless|no response|"
    r"gone (all |a |really |very )*(\w+ )?(vague|quiet|limp|gr[ae]y|white|blue|purple|cold|stiff|floppy|yellow|funny|(funny|weird|strange|odd) colou?r)|went (all )?(limp|stiff|floppy|gr[ae]y|white|blue|purple|rigid)|out cold|out of it|confused|floppy|frothing|foaming|"
    r"jerking|twitching|convulsing|fitting|eyes (have )?roll\w*|gurgl\w*|(snoring|gurgling|choking|rattling|whistl\w+|funny|weird|strange|horrible) (noises?|sounds?)|no (noise|sound) coming|fighting for (air|breath\w*)|struggling for (air|breath\w*)|sounds whistly|shaking (him|her) and|slapping (him|her)|nowt|no pulse|(isnt|not|wont|arent) open(ing)? (\w+ )?eyes|hasnt (moved|stirred|woken|spoken)|tongue (is )?(out|blue|swollen)|(motionless|still) (in|on|at)|under the (water|weir|ice|waves|bridge|boat|surface|wheels?|train|bus|car)|(shoved|pushed|fell|fallen|jumped) (\w+ ){0,4}?(onto|on|in front of|under) (the )?(tracks?|rails?|train|bus|tram|road|line|motorway)|skin (is )?(peel\w*|coming off|hanging|gone|white|blister\w*)|eyes are closing|(has|having) (another )?(fits?|seizures?))\b"
    r"|迷迷糊糊|倒下|倒了(?!.{0,2}(杯|茶|水|碗|酒|垃圾|霉))|栽|摔下|掉下|掉进|滑进|滚下|昏|(?<!头)晕(?!车|船)|叫不|喊不|不应|不吭声|不动|没反应|沉下去|没意识|没呼吸|直挺挺|说胡话|乱说话|口吐|打摆子|抽过去|不认人|软塌塌|软趴趴|瘫软|(推|摔|掉|跳|栽)下(站台|轨道|楼|桥|水|河|山|车)|皮.{0,3}掉了|皮开|脸往下掉|没影|不见了.{0,6}(水|坝|河)|拍不醒|弄不醒|推不醒|摇不醒|面朝下|脸朝下|浮在水"
)
_FORCE = (
    r"\b(fire|flames?|smoke|fumes|gas|water|waters|flood\w*|hill\w*|slope|mountain\w*|cliff|bank|embankment|mud|rocks?|boulders?|ice|frozen|river|creek|stream|brook|sea|tide|waves?|dam|roof|wall|walls|ceiling|building|house|bridge|trees?|branch|pylon|pole|wires?|cables?|power lines?|tank|crane|"
    r"scaffold\w*|chimney|balcony|ferry|boat|ship|raft|kayak|canoe|dinghy|train|tram|plane|bus|coach|lorry|truck|sparks?|battery|fuse box|transformer|boiler|cylinder|elevator|escalator|tunnel|mine|trench|grain|sand)\b"
    r"|船|艇|火车|客车|大巴|公交|配电箱|变压器|锅炉|火|烟|煤气|燃气|气罐|水|洪|山|坡|泥|石|冰|河|江|海|浪|潮|屋顶|墙|楼|桥|树|电线|电缆|吊车|脚手架|电池|电瓶|电梯|隧道|矿|沟槽|沙"
)
_DOES = (
    r"\b(let go|gave way|given way|(came|come|coming|comes) down( on)?|fallen (in|on|onto|through|down|across)|fell (in|on|onto|through|down|across)|through the|rising|getting (higher|closer|thicker)|up to (the|my|our|her|his)|at (the|my|our) (bonnet|hood|window|windows|door|doors|knees|waist|chest|step|steps|neck|chin)|"
    r"over the (road|car|wall|bonnet|bed|sofa)|burst|bursting|broken (through|up|off|loose)|snapped|tipp(ing|ed) over|overturn\w*|tipped|capsiz\w*|flipped|sinking|taking on water|coming (out|up|at us|towards|through|under|in|over)|derailed|bang|exploded|blew|spreading|spitting|swept|dragging|pulling|leaning|cracked|cracked|"
    r"cracking|creaking|collapsing|toppl\w*|behind (it|us)|out of control|caved in|crashed|cut (us|me|them|him|her) off|hitting us|pushing us|surrounded|all (around|round) us|turned brown|filling|gushing|pouring|rushing|hissing|sparking|crackling|popping|smoking|swallowed|buried|cut ?off on|washing over|dangling|swaying|roaring|bulging)\b"
    r"|翻了|翻沟|沉了|侧翻|出轨|冒火|冒烟|冒白烟|噼里啪啦|倒了(?!.{0,2}(杯|茶|水|碗|酒|垃圾))|压着|垮|塌|塌方|冲下来|掉下去|掉下来|往下掉|滚下来|踩破|踩塌|踩空|裂开|没到|没过|漫到|漫过|漫进|涌|灌|爆|炸|蔓延|失控|倒下来|砸|往外(冒|喷|蹿)|喷火|卷走|带走|围住|轰隆|往下滑|往下滚|歪|打不开|困"
)
_HERE = (
    r"\b(we|were|weve|us|our|im|ive|i|me|my|he|hes|she|shes|him|her|they|theyre|them|people|kids|child|children|baby|man|woman|guys?|driver|passengers?|inside|everyones?|everybody|somebody|someone|lads?|men|boys?|girls?|family|mum|mom|dad|nan|gran|grandad|son|daughter|brother|sister|neighbou?rs?|house|home|road|street|camped|tent)\b"
    r"|我|咱|俺|人|他|她|家|娃|孩|屋|村|路|桥|楼|车|校|院|小区|工地|门|下来|过来|上来"
)
_WEAPON = r"\b(knife|knives|blade|machete|axe|hatchet|sword|gun|guns|pistol|rifle|shotgun|crossbow|hammer|crowbar|bat|iron bar|broken bottle|screwdriver|petrol bomb|acid attack|weapons?)\b|刀|斧|枪|棍|砍|凶器|板凳|酒瓶|铁锤|砖头|汽油瓶"
_BEARS = (
    r"\b(with (a|an|the|his)|has (a|an|got)|had (a|an)|got (a|an|his)|pull(ed|ing|s) (a|an|out)?|waving|swinging|carrying|holding|chas\w*|threat\w*|outside|on the (bus|train|street|tube|metro|tram)|in (the|our) (shop|store|school|hall|class|corridor|mall|centre|center|church|mosque|temple|street|yard)|pointing|at my|at us|stabb\w*|slash\w*|lunging|hiding|hid)\b"
    r"|亮|拿|举|挥|抡|追|威胁|冲进来|对着|砸我|指着|架在|乱砍|乱捅"
)
_PURSUER = r"\b(someones?|somebodys?|man|mans|guy|guys|bloke|blokes|men|lads?|stranger|strangers|car|ex|he|hes|they|theyre|partner|wife|girlfriend|flatmate|brother|people|burglars?|intruders?|gang|neighbou?r|husband|boyfriend|stepdad|dad|landlord|drunk|voices|footsteps)\b|有人|男的|男人|陌生人|一个人|几个人|前男友|前夫|他|醉汉|小偷|贼|坏人|男友|男朋友|老公|丈夫|老婆|对象|继父|室友"
_FOLLOWS = (
    r"\b(following (me|us|her)|stalking (me|us|her)|chasing (me|us|her|him)|grabb(ed|ing) (me|her|my)|trying to get (in|into)|wont let (me|us|her) (go|leave|out)|watching (me|us|my house)|(climb\w*|breaking|broken|broke|com(e|ing)|got|get(ting)?|smash\w*|kick\w*|forc\w*) (in|into|through)( (the|my|our)( \w+)?)?( window| door| house| flat| room| gate)?|"
    r"(kick|smash|bang|pound|hammer|bash|batter|break|boot|shoulder|forc)\w* (at |on |down )?(the|my|our) (\w+ )?(door|window|windows|gate|lock)|"
    r"in (my|our) (kitchen|house|home|flat|room|bedroom|garden|yard|garage|hall|hallway|loft|attic|apartment|living room|shed|basement)( i| and|$)|downstairs and (i|we)|(hell|shell|theyll|ll|will|gonna|going to|says hell|threatening to|trying to) (kill|stab|shoot|hurt|cut|burn|rape|strangle) (me|us|him|her|my|them)|on top of me|hands (are )?(round|around|on|at) (my|her|his) (throat|neck)|(strangl|chok|beat|punch|kick|hitt|attack|stabb)\w*ing (me|us|him|her|my|a|an|the|this|someone|somebody))\b"
    r"|跟着我|尾随|追我|追着我|拽我|拉扯我|堵(住|着)我|堵(在)?.{0,3}门口|不让我(走|出)|撬|踹|砸.{0,4}门|翻(墙|窗)|爬.{0,4}(窗|阳台|进来)|进(了)?(我们?)?(家|屋)|闯|(要|说要)(弄|打|砍|杀|整)死|(掐|勒)(着|住)?(我|她|他|脖子)|打我(?!.{0,2}(电话|手机|招呼|主意))|砸我|揍我"
)
_HIDING = r"\b(hiding|hid|hidden|locked myself|lock(ed|ing) (us|ourselves)|under the bed|in the (wardrobe|closet|cupboard|bathroom|toilet|loo|attic)|whispering|cant talk|cant speak loud|home alone|on my own|im alone)\b|躲|藏|不敢出声|锁在(厕所|房间|卧室)|一个人在家"
_ANIMAL = (
    r"\b(dog|dogs|hound|alsatian|pit ?bulls?|pitty|rottweilers?|rotties?|rotts?|jack russell|terrier|collie|spaniel|labrador|lab|poodle|chow|akita|malinois|whippet|lurcher|cane corso|staff(y|ie|ies)|mastiff|(xl )?bully|staffordshire|german shepherds?|husky|huskies|doberman|strays?|boar|bear|wolf|wolves|coyotes?|monkeys?|bull|bulls|cow|cows|buffalo|horse|stallion|pony|ram|hog|elephant|leopard|tiger|lion|crocodile|croc|alligator|gator|shark|python)\b"
    r"|狗|犬|藏獒|罗威纳|比特|杜宾|德牧|哈士奇|金毛|拉布拉多|泰迪|猴|野狗|野猪|豹|狼|黑熊|棕熊|疯牛|公牛|水牛|牦牛|马蜂|猴子|老虎|鳄鱼|鲨鱼|蟒"
)
_ATTACKS = (
    r"\b((wont|will not|wouldnt|refus\w* to|isnt|not|never|cant (get|make) (it|him)( to)?) (let|letting|lets)( go)?|wont release|wont come off|(got|has|had|have) (hold of )?(him|her|me|them|my( \w+){1,2}?|the( \w+){1,2}?|a( \w+){1,2}?|\w+( \w+){0,2}) (by|pinned|down|on the (ground|floor)|in (its|his) (jaws?|mouth|teeth))|ripp\w*|tearing|torn|maul\w*|savag\w*|attacking|"
    r"went for (him|her|me|my|the)|turned on (him|her|me|my|us|the)|biting|latched|locked on(to)?|clamped|hanging off|dragg\w*|trampl\w*|gored|charged|charging|on top of|got hold of|jaws?|against (the|a) (gate|wall|fence|car)|kicked (him|her|me|my \w+) in|circling (me|us))\b"
    r"|(咬|叼|撕|扯)(着|住|到|了)?.{0,8}(不(松|撒|放|丢)|死活|拖|甩)|(正|在|死命|拼命)(在)?(咬|撕|啃)|不(松口|撒嘴|撒口|松嘴)|扑(上|过|倒|到|咬)|追着?咬|顶(倒|翻|飞)|拱(倒|翻)|踩(倒|踏)|正(在)?咬|乱咬|围(着|住)(我|孩|娃|他|她)|(把)?(娃|孩子|人|他|她|奶奶|爷爷).{0,3}(拖|叼)(走|着|跑)|蜇(满|得|了.{0,4}(多|几十))"
)
_BITTEN = (
    r"\b(him|hims|her|me|us|them|my (\w+ )?(son|daughter|kid|kids|child|baby|boy|girl|lad|mum|mom|dad|wife|husband|brother|sister|friend|nan|gran|grandad|arm|leg|hand|face|neck|throat|hair|foot|ankle)s?|(son|daughter|kid|child|baby|boy|girl|man|woman|lady|toddler|postman|neighbou?r|jogger|brother|sister|lad|farmer|grandad|cousin|friend|mate|uncle)s?)\b"
    r"|孩|娃|他|她|妹|弟|妈|爸|爷|奶|人|咬(着|住)?(了)?我|我(的)?(胳膊|手|腿|脚|脸|弟|妹|妈|爸|儿|女|孩|娃|老)|胳膊|大腿|小腿|脸|脖子"
)
_HEAVY = (
    r"\b(tractors?|trailer|quad|forklift|pallets?|car|cars|van|truck|lorry|bus|train|jack|wardrobe|fridge|bookcase|bookshelf|shelf|shelves|cabinet|dresser|telly|slabs?|beams?|girder|steel|logs?|trees?|branch|trunk|boulders?|rocks?|wall|roof|ceiling|chimney|scaffold\w*|container|machine\w*|mower|digger|excavator|"
    r"bales?|horse|cow|bull|piano|gate|garage door|crane|concrete|bricks?|rubble|building|house|bike|motorbike|boat|elevator|tonne?s?|load|weights|barbell|pipe|trench|sandpit|silo|grain|avalanche|mud|earth|soil|tunnel|snow)\b"
    r"|拖拉机|叉车|铲车|挖机|挖掘机|货车|汽车|轿车|三轮|车轮|轮胎|车底|柜|冰箱|书架|货架|石头|大石|石块|树|水泥板|预制板|楼板|墙|房梁|横梁|钢管|钢筋|钢板|机器|吊臂|摩托|土方|沟槽|塌方|泥土|泥沙|沙土|粮|谷|煤堆|雪崩|矿|井|煤|木头|砖|电动门|卷帘门|铁门|杠铃|集装箱|雪堆|千斤顶"
)
_CRUSHES = (
    r"\b(on top of|(came|come|fell|caved) in on|lying on|laying on|sat on|landed on|(come|came|comes|coming) down on|fell on|fallen on|rolled (over )?(on|onto|back)|tipped (over )?(on|onto)|dropped on|pinn(ed|ing)|squash(ed|ing)|squish(ed|ing)|crush(ed|ing)|trapped|engulf\w*|swallowing|stuck under|under(neath)?|beneath|caught under|slipped off the jack|collapsed on|buried|wedged|jammed)\b"
    r"|压(着|住|到|在|底|扁|断)|砸(到|中|着|在|住|扁)|怼(墙|到)|顶在墙|夹(住|着|在|到|那)|挤(在|住|扁)|埋|轧|碾|陷(进|在|住|下)|卡(住|在).{0,6}(底|下|里|中间)|底下"
)
_CRUSHED = (
    r"\b(him|her|me|us|them|hes|shes|im|my (legs?|arms?|feet|foot|hips?|chest|back|hand|dad|father|mum|mom|mother|son|daughter|brother|sister|uncle|husband|wife|friend|mate|grandad|grandpa|boy|girl|lad|kid|child|neighbou?r|boss|cousin|nephew|niece|nan|gran|hubby|partner)|(father|dad|brother|son|daughter|man|woman|kid|child|boy|girl|driver|worker|bloke|lad|guy|someone|somebody|people|grandad|husband|uncle|mate|neighbou?r|colleague|farmer|builder|friend|gran|nan|pensioner|pedestrian|cyclist)s?)\b"
    r"|我|俺|他|她|人|爸|妈|爹|孩|娃|弟|哥|姐|妹|叔|伯|舅|师傅|工友|工人|司机|老公|老婆|儿子|女儿|爷|奶|同事|腿|脚|手|胸|脑壳|头"
)
_CURRENT = r"\b(current|electricity|electrics?|mains|live|wires?|cables?|sockets?|plug|switch|shocks?|gate|pole|pylon|transformer|cooler|geyser|plug ?point|switch ?board|pump|motor|iron box|extension|inverter|lamp post|fence|toaster|hair ?dryer|shaver|fuse ?box|overhead line|third rail)\b|触电|电|插座|插头|插排|灯头|热水器|洗衣机"
_CURRENT_DOES = (
    r"\b(caught (him|her|me|them)|stuck (to|on) (it|the|that|this)|stuck to|thrown|threw (him|her|me)|flung|cant let go|wont let go|cant pull (him|her)|came? in|has come|passing|came down|brought (the|a|down)|lying (on|across|next|beside|near|under)|jolt\w*|zapp\w*|got (a )?shock|vibrating|shivering|giving (a )?shock|shaking|buzzing and|in the (bath|pool|water|puddle)|across (the|our|my))\b"
    r"|(粘|黏|吸)(住|在|着|上)|甩不(脱|开|掉|下)|拽不(下|开|动)|拉不(下|开)|松不(开|了)|放不开|打(倒|飞|到|晕|翻)|弹(开|飞|出)|麻(了|到|倒|翻)|(让|被|给|叫|挨)电(粘|吸|打|击|麻|咬|到|着|住|了)|漏电.{0,14}(倒|躺|不动|晕|叫)|电.{0,8}(倒在|躺在|不动了|抽)"
)
_LOWER = (
    r"\b(cant|cannot|can not|couldnt|doesnt|unable to|no) (move|feel\w*|lift|moving|raise)\b.{0,14}\b(legs?|anything|nothing|below|body|feet|arms?|toes|lower|waist|neck down|limbs)\b|\bno feeling\b.{0,12}\b(legs?|below|arms|feet|waist|down)\b|\b(legs?|arms|body) (are |is |have |has )?(gone )?(completely |totally |all )?(numb|dead|paraly\w*|wont work|dont work|stopped working)\b|\bparaly[sz]ed\b|\bfrom the (neck|waist|chest) down\b"
    r"|(脖子|腰|胸|肚脐|大腿|膝盖|肩膀?|身子|身体|下巴)(以下|往下|下面|下半截)|下(半)?(身|肢)|(双|两条?)腿.{0,6}(没|失去|动不)|手脚.{0,4}(没|动不|不能动)|全身.{0,4}(动不|不能动|没知觉|没感觉)"
)
_HURT = (
    r"\b(dived?|dove|diving|jumped|fell|fallen|fall|tumbled|landed|thrown|threw|bucked|came off|knocked|hit|crash\w*|rugby|tackle\w*|scrum|trampoline|pier|pool|ladder|horse|bike|motorbike|stairs|roof|scaffold\w*|tree|accident|wave|dumped|shallow|slipped|car|trapped|crushed|slab|under)\b"
    r"|摔|掉|跌|滚|撞|砸|跳水|扎猛子|磕|车祸|从.{1,6}下来|压|坠|滑倒|翻车|没知觉|没感觉|动不了|不能动"
)
_WATER = (
    r"\b(waters?|flood\w*|sea|tide|river|creek|burn|beck|stream|brook|waves?|current|lake|swell|surf)\b|水|洪|浪|潮|河"
)
_WATER_AT = (
    r"\b(bonnet|hood|up to (the|my|our|his|her)|at (my|our|the) (knees?|waist|chest|neck|chin|door|windows?|bed|seats?)|over (my|our|the) (knees?|seats?|bonnet|bed|doorstep|sofa)|cut (us|me|him|her|them) off|cut off|coming up|coming in|rising|getting higher|real(ly)? (fast|quick)|so fast|dragging|pulling (me|us|him|her|them)|swept|turned brown|pouring|rushing|gushing|hitting us|filling( up)?|no way (back|out|off)|engine (cut|died|dead)|stranded|on the (roof|bonnet|car roof))\b"
    r"|(到|没|漫|过|淹|齐|泡)(到|过|了)?.{0,3}(小腿|脚踝|脚脖子|膝|大腿|腰|胸|脖|下巴|窗|床|引擎|座|台阶|二楼|灶台|插座)|往(里|屋|车|上|家).{0,3}(涌|灌|涨|漫|冲|进)|越涨越|涨得(好|很|飞|太)?快|困在|出不去|漂起来|冲(走|倒|跑)|升不起|打不开|还在(底下|里面|下面)"
)
_FIERY = r"\b(fire|flames?|burning|smoke|smoking|sparks?|sparking|hissing|fumes)\b|火|烟|焦"
_CAUGHT = r"\b((doors?|shutter|windows?|hatch|gate)s? (wont|doesnt|dont|cant) open|cant (get|find) (out|the|a way|my|him|her)|trapped|stuck|jammed|(still|kids?|people|baby|someone|nan|grandad|mum|dad) (is |are |s )?(still )?(in (there|the back|side|it)|inside|upstairs|in back|asleep)|getting (thick|worse|closer)|spitting|shooting|hot to touch|wall is hot|door is hot|no way out|stairs? (is|are|has|have)|coughing)\b|打不开|出不|困|跑不|堵|呛|看不(见|清)|越来越(大|浓)|还在(里|屋|楼|车|床)|关不(上|掉|住)|挤"
_NEWBORN = r"\b(pushing|crowning|(umbilical )?cord|waters|contractions?|labou?r|midwife|(the|my|her) baby(s)?|placenta|due)\b|脐带|胎盘|羊水|生了|要生|(孩子|娃|宝宝|胎儿)(的)?(头|脚|屁股|手)?(已经|都|自己|先|就)?(生)?(出来|下来|掉出来|露)"
_BORN = r"\b(no midwife|its coming|coming (out|now|right now|fast|already)|cant hold it|(see|feel) the (head|feet|foot|bum|cord)|head (is )?out|just (came|popped|slid|shot) out|wont wait|still attached|(round|around) (its|his|her|the) neck|not crying|on the (bathroom|kitchen) floor|hanging out|wont make it|ambulance)\b|脐带|胎盘|还连着|没哭|不哭|自己出来|车上|路上|家里|等不及|来不及|出来了|医院.{0,4}(远|到不了|来不及)"
_DRUG = r"\b(pills?|tablets?|tabs|oxys?|opiates?|ketamine|ket|mdma|pregabalin|gabapentin|propranolol|amitriptyline|aspirin|capsules?|paracetamol|ibuprofen|panadol|tylenol|insulin|sleepers|sleeping (pills|tablets)|medication|meds|medicine|antidepressants?|painkillers?|codeine|xanax|valium|diazepam|zopiclone|warfarin|heroin|fentanyl|vodka|bleach|weedkiller|poison)\b|药|片(?!子)|农药|酒精|布洛芬|扑热息痛|对乙酰|阿司匹林|胰岛素|褪黑素|降压|感冒灵|头孢|胶囊"
_TOOK_ALL = r"\b(took|taken|swallowed|necked|downed|eaten|ate|injected|had|been at)\b.{0,25}\b(all|whole|loads|loadsa|lots|tons|heaps|too many|too much|entire|bunch|handful|handfuls|everything|packet|packets|bottle|box|strip|strips|pot|\d\d+|twenty|thirty|forty|fifty)\b|\b(packet|packets|bottle|box|blister|strip|pot)s? (is |are |s )?(all )?empty\b|(整|一)(板|瓶|盒|把).{0,10}(吃|吞|喝|咽|灌)|全(吃|吞|喝|咽)了|(吃|吞|喝|咽)(了|下|完|光|掉)?.{0,8}(整|全|一把|好多|很多|一大|半|几十|光|空|一瓶|一板|两板|\d\d)|(瓶子?|药盒|药瓶|板)(都|已经|是)?空了"

_MACHINE = r"\b(mixer|sander|belt|conveyor|saw|chainsaw|grinder|lathe|press|baler|auger|shredder|mincer|blender|mower|strimmer|escalator|rollers?|drill|chipper|thresher|harvester|winch|machine\w*|motor|pump|fan blade|propeller|gears?|cogs?|nail gun|railings?|fence|spike|rebar|rod|handlebars?|glass|screwdriver|scissors|metal|pole|stake)\b|搅拌机|机器|皮带|传送带|电锯|油锯|锯|绞肉机|压面机|冲床|车床|脱粒机|收割机|粉碎机|扶梯|齿轮|滚筒|绞盘|玻璃|钢筋|铁栏|栏杆|护栏|钉子|射钉枪"
_TAKES = r"\b(has (his|her|my|their|a) (arm|hand|leg|foot|hair|fingers?|sleeve)|caught|pull\w* (me|him|her) in|pulled in|sucked in|dragg\w*|went (in|into|through|right through)|gone (in|into|through)|stuck (in|through|out)|sticking (in|out)|through (his|her|my)|in (his|her|my) (neck|chest|stomach|belly|leg|arm|eye|head|back|throat|side)|kicked back|jumped|slipped|took (his|her|my))\b|卷|绞|轧|崩|吸进|拽进|咬住|扎(进|到|穿|在)|插(进|在|穿)|刺(进|穿)|穿(过|透)"
_FLESH = r"\b(arms?|hands?|legs?|foot|feet|hair|fingers?|thumb|sleeve|jumper|scarf|neck|chest|stomach|belly|eye|head|back|throat|thigh|face|guts|him|her|me)\b|胳膊|手|腿|脚|头|脸|脖|胸|肚|眼|衣服|辫子|他|她|我"
_GUTS = r"\b(guts|intestines|insides|bowels?|brains?|eyeball|organs?|bones?|flesh|tendons?)\b.{0,15}\b(showing|out|hanging|coming|visible|spilling|see)\b|(肠子|脑浆|眼珠|内脏|骨头|筋).{0,6}(出|流|掉|露|翻)|(满|一|浑)(脸|头|身|手)(都|全)?(是)?血"
_SWEET = r"\b(diabetic|diabetes|insulin|hypo|blood sugar|sugar level|glucose)\b|糖尿病|降糖|低血糖|胰岛素"
_SWEET_LOW = r"\b(confus\w*|cant swallow|pass\w* out|wont|slurr\w*|drows\w*|unrespons\w*|eyes (are )?(closing|rolling)|floppy|aggressive|not making sense|out of it|fainted|limp)\b|迷糊|昏|晕倒|不(太|怎么)?应|胡话|叫不"
_VEHICLE = r"\b(lorry|car|bus|truck|van|train|tram|taxi|tractor|motorbike|motorcycle|scooter|digger|driver|suv|jeep|auto|rickshaw)\b|车"
_OVER = r"\b(reversed|backed|drove|driven|plough\w*|plowed|mounted|rolled|ran|run|went|smashed|slammed|crashed|skidded) (up )?(straight |right )?(onto|over|into|on top of)\b|倒车|轧|碾|撞(到|倒|飞|上)|顶(着|住|到)|冲(进|向|上).{0,4}(人|店)"
_AFLOAT = r"\b(dinghy|boat|kayak|canoe|lilo|inflatable|raft|paddle ?board|surfboard|rubber ring|unicorn|jet ?ski|yacht|sea|waves?|surf|offshore)\b|船|艇|筏|桨板|救生圈|浪|海里|游泳圈"
_ADRIFT = r"\b(letting in|taking (on|in) water|filling|drift\w*|blown out|deflat\w*|miles out|cant get back|cant reach|going under|goes under|went under|keep going|waving|engine (is )?(dead|died|failed)|floating away|carried|swept|overturned|shouting for help|clinging)\b|漂(远|走|出)|一上一下|扑腾|够不着|挣扎|喊救|漏水|进水|翻了|没影"
_MANY = r"\b(everyone|everybody|everyones|people|kids|children|all of us|were all|we all|half the|whole (class|family|house|office|ward|carriage)|lots of|several|passengers|students|three of us|both of us)\b|好多人|大家|一车|全家|一家人|全班|几个人|都(在)?(咳|吐|晕|倒)|一个接一个"
_DROPPING = r"\b(cough\w*|collaps\w*|falling|faint\w*|vomit\w*|throwing up|passing out|dropping|dizzy|running|screaming|ducking|chok\w*|burning eyes|crying and|on fire|trapped)\b|咳|倒(地|下|了)|晕|吐|昏|呛|尖叫|乱跑|四处跑"
_CAUSE = r"\b(popping|pops|bangs?|shots?|gunfire|cracks|something in the air|smell\w*|fumes|spray|gas|tube|metro|train|heater|boiler|food|crush|barrier|powder|mist|alarm)\b|枪|砰|怪味|气味|味|烟|毒|地铁|炉|气"
_MIND = r"\b((talking|speaking) to (people|things|someone) (who|that) (arent|isnt|not) there|hallucinat\w*|deliri\w*|(doesnt|dont|not) (know|recogni[sz]\w*) (me|us|who|where|what day|her own|his own)|not making (any )?sense|making no sense|rambling|incoherent|drifting (off|in and out)|in and out of (it|consciousness)|(cant|wont) (stay awake|keep (his|her|their) eyes open|hold (his|her) head|sit up|swallow)|eyes (are )?(closing|glazed|glassy|unfocused))\b|认不出|不认(识)?(人|我)|神志不清|胡言乱语|意识模糊|眼神(涣散|发直|呆)|坐不住.{0,4}倒|咽不下|一口水都"

_ARRIVES = r"\b(come|came|fell|fallen|landed|crashed|smashed|dropped|slid|gone|went) (down )?(through|onto|into|on top of|on) (the |our |my |this |a )?(car|house|roof|van|tent|caravan|road|bus|classroom|kitchen|bedroom|living room|playground|path|track)\b"


# One of these, told of somebody, is enough beside the guide on that danger.
_HAPPENINGS = re.compile("|".join((_DOES, _DOWN, _WRONG, _CRUSHES, _WATER_AT, _CAUGHT, _ATTACKS)))
_NEARBY = re.compile(f"{_SOMEBODY}|{_ONESELF}")


@dataclass(frozen=True)
class Net:
    """Words of each of `lists` in one sentence mean `kind`; a `strong` one holds against a guide for no danger."""

    kind: str
    lists: tuple[re.Pattern[str], ...]
    strong: bool = True


NETS = tuple(
    Net(kind, tuple(re.compile(one) for one in lists), strong)
    for kind, strong, lists in (
        ("alarm_police", True, (_WEAPON, _BEARS)),
        ("alarm_police", True, (_PURSUER, _FOLLOWS)),
        ("alarm_police", True, (_PURSUER, _HIDING, rf"{_FOLLOWS}|{_WEAPON}|\b(downstairs|outside|inside|upstairs|in (the|my|our) \w+|dont know who|broke)\b|门外|外面|楼下")),
        ("electric", True, (_CURRENT, _CURRENT_DOES, _SOMEBODY + "|" + _ONESELF)),
        ("animal", True, (_ANIMAL, _ATTACKS, _BITTEN)),
        ("spine", True, (_LOWER, _HURT)),
        ("trapped", True, (_HEAVY, _CRUSHES, _CRUSHED)),
        ("injury", True, (_MACHINE, _TAKES, _FLESH)),
        ("injury", True, (_GUTS,)),
        ("alarm_ambulance", True, (_SWEET, _SWEET_LOW)),
        ("crash", True, (_VEHICLE, _OVER, _CRUSHED)),
        ("alarm_fire", True, (_AFLOAT, _ADRIFT, _HERE)),
        ("alarm_fire", True, (_MANY, _DROPPING, _CAUSE)),
        ("alarm_ambulance", True, (_MIND, _SOMEBODY)),
        ("birth", True, (_NEWBORN, _BORN)),
        ("alarm_ambulance", True, (_DRUG, _TOOK_ALL, _SOMEBODY + "|" + _ONESELF)),
        ("alarm_fire", True, (_WATER, _WATER_AT, _HERE)),
        ("alarm_fire", True, (_FIERY, _CAUGHT)),
        ("alarm_fire", True, (_FORCE, _DOES + "|" + _ARRIVES, _HERE)),
        ("alarm_ambulance", True, (_SOMEBODY, _DOWN)),
        ("alarm_ambulance", False, (_BODY, _WRONG)),
    )
)  # fmt: skip


def alarmed_by(said: str) -> Net | None:
    """The first net in which the words of this plain sentence hang; None for none."""
    return next((net for net in NETS if all(one.search(said) for one in net.lists)), None)


def happens_in(said: str) -> bool:
    """Does this plain sentence tell of somebody, and of something that alarms?"""
    return bool(_NEARBY.search(said) and _HAPPENINGS.search(said))
