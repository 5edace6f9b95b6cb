"""What sounds like danger and is none: figures of speech, games, plays and lessons. Taken out before signs are read.

A phone dies, a boss explodes, shares dive (股市跳水), a sketch is about a shock (触电的小品). Each takes as few words as it
can: what stands beside it may still be danger.
"""

import re

_THING = (
    r"(phone|mobile|laptop|macbook|ipad|tablet|battery|watch|headphones?|airpods?|wifi|wi ?fi|internet|broadband|signal|router|server|website|site|app|computer|pc|console|printer|tv|telly|plants?|"
    r"cactus|orchid|roses?|keys?|wallet|glasses|umbrella|price|prices|bills?|sales|shares|stocks?|market|bitcoin|crypto|team|club|business|company|firm|career|washing line|account|zoom|teams call|link|download|stream)"
)
_TEMPER = (
    r"(boss|manager|teacher|coach|landlord|mum|mom|mam|dad|mother|father|wife|husband|boyfriend|girlfriend|sister|brother|friend|mate|colleague|neighbou?r|client|customer|ex|he|she|they|i|crowd|audience|"
    r"fans|everyone|twitter|tiktok|insta\w*|facebook|reddit|post|tweet|video|reel|clip|song|story|internet|group chat|chat|inbox|notifications|argument|row|it all)"
)
_FLOP = r"(test|exam|date|interview|show|film|play|meeting|match|performance|party|presentation|lesson|wedding|outfit|hair|haircut|budget|launch|debate|speech|kitchen makeover)"

ENGLISH = re.compile(
    "|".join(
        (
            rf"\b{_THING}\b( \w+){{0,3}}? (dying|dead|died|dies|drowned|went down|gone down|is down|down|dropped|drops|crashed|crashing|froze|frozen|collapsed|slumped|fell|fallen|toppled|went under|gone under|bleeding|choking|"
            r"drowning|exploding|blowing up|broken|broke|stuck|snapped|cracked|swollen|shut|finished|empty|limp|droopy)\b(?! (on|onto|into) (my|his|her|the|our) (foot|leg|head|hand|arm|child|baby|son|daughter|mum|mom|dad|kid))",
            rf"\b{_TEMPER}( \w+){{0,4}}? (blew up|blown up|blowing up|exploded|exploding|erupted|kicked off|went ballistic|went nuclear|lost it|went mental|flipped out)( and (blew up|exploded|erupted|lost it))?\b(?!.{{0,15}}\b(in (the|our|my)|kitchen|house|garage|shed|street|gas|bomb)\b)",
            r"\beverything (is |s )?(literally )?on fire (at work|at the office|in the office|today|this week|right now lol)\b|\bcant breathe in (these|this|my|that|those) (\w+ )?(jeans|dress|suit|trousers|corset|tights|shirt|bra|skirt|leggings)\b",
            r"\b(phone|mobile|inbox|notifications) (has |have |just |absolutely )*(blew up|blown up|blowing up|exploded)\b(?=.{0,60}\b(posted|post|likes|viral|followers|messages|texts|calls|comments|views|matches)\b)",
            r"\b(sales|quarter|goals?|scor\w*|season|karaoke|deals?|commission|striker|bowler|batsman|league|targets?)\b.{0,60}\b(is|was|are|s) (absolutely |really |totally )?on fire\b",
            rf"\b{_FLOP}\b.{{0,25}}\b(car crash|train ?wreck|bloodbath|massacre|nightmare|disaster|bombed|died)\b|\b(car crash|train ?wreck) of an?\b|\bbloodbath\b.{{0,20}}\b(office|work|market|jobs)\b",
            r"\b(die|died|dying|dead|killed|killing) (for|to|with|of|from) (\w+ )?(laugh\w*|boredom|embarrassment|shame|curiosity|excitement|know|see|hear|try|cuteness|a (coffee|pint|beer|drink|burger|pizza|cig\w*|tea|cuppa|wee|pee))\b|\b(dead|dying) (tired|on my feet|inside|line)\b|\bto die for\b|\b(i|im|we) (literally )?(died|dead)\b(?= (when|at|laughing|lol))",
            r"\b(will|would|gonna|going to|ll|is going to) kill me (if|when|for|over|about|cos|because)\b.{0,30}|\b(feet|back|heels|shoes|knees|legs|eyes|shoulders) (is |are |s )?(absolutely )?killing me\b|\bkill(ed|ing|s) it\b|\bkill(ing)? time\b|\bcould (kill|murder|strangle|throttle) (him|her|them|my|the|a)\b",
            r"\bfell (head over heels|in love|for (him|her|it|them|that|the|a)|asleep|behind|out with|about laughing|flat on its face|short|through the cracks|off the wagon)\b|\b(prices?|rates?|numbers?|grades?|marks?|temperature|birth rate) (fell|dropped|crashed|tumbled|plunged)\b",
            r"\b(blow|blew|blown|blowing) up (the |a |my |some |our |his |her )?(\w+ )?(balloons?|pool|air ?bed|mattress|photo|picture|football|tyres?|lilo|castle|beach ball|image|ring)\b|\bdrop(ped|s)? (his|her|my|the|our|their) (phone|keys|mobile|ipad|laptop|guard|shoulders|ice cream|purse|camera|glasses|toast|mic)\b.{0,25}|\b(dogs?|puppy|cat|kids?) (collapsed|flopped|rolled|fell) (\w+ ){0,4}?(leaves|happily|tummy rub|for a nap|grass|snow)\b|\b(sale|sales|black friday|shops?|buffet|bar|handbags?)\b.{0,25}\bstampede\b|\bstampede (for|to|at) the (\w+ )?(sale|bar|buffet|till|ice cream)\b|\bdrown(ed|ing|s)?( \w+){0,3} in (vinegar|ketchup|gravy|sauce|syrup|mayo\w*|custard|work|debts?|paper\w*|emails?|homework|laundry|admin|bills|tears|stuff|coursework|marking|deadlines|notifications|perfume|aftershave)\b|\bdrown(ed|ing)? (out|(my|his|her|their|our) sorrows)\b",
            r"\b(buried|trapped|stuck|swamped|snowed|lost)( \w+)? (in|under|inside) (a |an |the |my |this |another )?(work|paper\w*|emails?|homework|laundry|admin|meetings?|zoom|traffic|queue|rut|loop|job|marriage|contract|debt|books?|marking|spreadsheets?|conversation|friend ?zone|past|thoughts?|head|group chat|1990s|eighties)\b|\btrapped (nerve|wind)\b",
            r"\bchoked (up|in the (final|semi|match|shootout)|on penalties)\b|\bchok(e|ed|ing) (the|a|my) (hose|garden hose|engine|life out of|plants?|weeds?|drain)\b",
            r"\b(collapsed|crashed|flopped|passed out|keeled over|slumped|out cold|(is|was|fast|sound) asleep|crash(ing)? out)( \w+){0,2} (on|onto|into|in) (the|my|his|her|our|a) (sofa|couch|bed|settee|chair|armchair|deckchair|hammock)\b(?=.{0,40}\b(beer|wine|grin|laugh\w*|cuppa|pizza|book|netflix|film|box ?set|marathon|shift|gym|work|long day|party|shopping|school run|hangover|sunday (lunch|roast)|lunch|christmas dinner|roast|turkey|dinner was|snoring happily|popcorn|smile)\b)",
            r"\b(collapsed|fell about|doubled up|in stitches|on the floor|rolling on the floor|crying) (laughing|with laughter|in giggles|with the giggles)\b|\bfell off (my|the) chair laughing\b",
            r"\b(gave|give|giving|nearly had|almost had|nearly gave|near) (me |him |her |us |my \w+ )?(a |another )?(heart ?attack|stroke|coronary|fit)\b|\b(having|had|have|throw\w*|threw) (a )?(hissy |fit of (the )?|giggling )?fit (because|over|about|when|of)\b|\bheart (stopped|skipped|sank|melted|is broken|bleeds?|was in my mouth|exploded)\b(?=.{0,12}\b(when|at|for|a beat|to see)\b|$)|\bbroke my heart\b",
            r"\b(burn(ed|t)|stung|bitten) by (a |an |the |that |some )?(\w+ )?(seller|scam\w*|deal|ebay|trade|crypto|tax|bill|builder|landlord|company|fees?|market|bug)\b|\bburn(t|ed|ing)? (out|calories|bridges|a hole|the candle|through (cash|money)|question|desire|ambition|the midnight)\b|\b(fat|calories|ears?|feel the|my legs were|muscles?) (burning|burn)\b",
            r"\b(hit|run over|crushed|killed|hammered|clobbered|struck|smashed) (by|with) (a |an |the |another |some )?(\w+ ){0,2}?(fare|fares|price|prices|tax|taxes|bills?|fees?|fine|cuts?|inflation|redundanc\w*|increase|reality|idea|nostalgia|deadline|exam|jet ?lag|hangover|mortgage|guilt)\b|\b(crush on|crushing on|crushed it|crushing it|candy crush|crushed (ice|garlic|tomatoes|velvet|nuts|biscuits))\b",
            r"\b(straight|pure|absolute(ly)?|honestly|so|lowkey|actual|literal(ly)?|is|are|was) (straight |pure |honestly |so )*(fire|lit|bomb|sick)\b(?=\W*$|.{0,6}\b(honestly|this|bro|lol|mate|tbh|fr|and i|and the|go|try|love|best|new)\b)|\b(is|was) the bomb\b|\b(cost|costs) a bomb\b|\bbath bombs?\b|\bphoto ?bomb\w*|\bbombed (the|my|his|her|in)\b",
            r"\b(flood(ed|ing)?|swamped|inundated|bombarded|snowed under) (with|by) (\w+ )?(emails?|messages|requests|applications|calls|texts|spam|orders|memories|offers|work|ads|adverts|questions|tears)\b|\b(avalanche|tsunami|flood|storm|hurricane|landslide|earthquake) (of (\w+ )?(work|emails?|messages|emotion\w*|complaints|requests|paper\w*|orders|applications|applause|laughter|protest|tears)|victory|win|in a teacup|party)\b|\bby a landslide\b",
            r"\b(swept|blown|carried|swept me|swept her) (off (my|her|his) feet|away by (the|his|her|how))\b|\bup in smoke\b|\bsmoke (break|free|screen|test)\b|\bsmok(ed|ing|es?) (salmon|haddock|weed|pot|cigars?|a cigar\w*|ham|paprika|area|again|jacket)\b|\bblow(ing)? smoke\b",
            r"\b(shot|shoot\w*) (a|the|his|her|our|some) (\w+ ){0,2}?(video|film|movie|scene|wedding|photos?|pictures?|advert|ad|commercial|series|birdie|bogey|basket|goal|hoop|glance|look)\b|\b(photo|video|film|fashion|penalty) (shoot\w*|shot)\b|\bshoot(ing)? (me a|you a|hoops|the breeze|stars?|pains?|a (film|video|scene|movie)|some hoops)\b|\b(flu|covid|espresso|tequila|jab|booster) shots?\b|\bshot (in the arm|of (tequila|vodka|espresso))\b|\bshot (myself|himself) in the foot\b|\b(stabbed|stab) (me |him |her )?in the back\b(?! (with|and))|\bstab at\b",
            r"\b(toy|water|nerf|cap|glue|heat|massage|fake|plastic|foam|rubber|squirt|laser|prop|top|spray|bb) (guns?|knife|knives|swords?|pistol|rifle|blade|axe)\b|\b(escape room|laser tag|laser quest|paint ?ball\w*|airsoft|fortnite|roblox|minecraft|gta|call of duty|pubg|among us|netflix|podcast|documentary|tv drama|soap opera|box set|audiobook)\b.{0,60}",
            r"\b(bread|butter|steak|kitchen|chefs?|palette|pocket|penknife|pen|craft|fish|cake|cheese|paring) ?(knife|knives)\b(?!.{0,25}\b(me|him|her|at|chas\w*|threat\w*|wav\w*|point\w*|attack\w*|stabb\w*|went|slipped|through|into)\b)|\b(bought|buy|new|sharpen\w*|good|blunt|lend|borrow|need|pass|wash) (a |the |me a |my |some )?(set of )?(\w+ )?(knife|knives)\b|\bknife (through butter|crime|set|block|edge|rack|skills)\b",
            r"\b(in|for|at) (the|our|a|my|his|her) (school |college |drama |village |christmas |end of term )?(play|panto\w*|drama class|sketch|musical|scene|nativity|re ?enactment|show|first aid (class|course|training|lesson)|training|lesson|worksheet|exam|textbook)\b|\b(playing|plays|acting|role ?play\w*) (a|the|an|as|out) \w+.{0,40}|\b(fake|stage|halloween) (blood|wounds?|injur\w*|body|death)\b|\b(mannequin|manikin|cpr dummy|crash test dummy|halloween costume)\b",
            r"\b(lets? go|let|letting) of (\w+ ){0,2}?(toys?|ball|stick|bone|rope|slippers?|shoes?|socks?|lead|leash|frisbee|teddy|blanket|dummy|squeaky|tug|blankie|past|grudge|remote|phone|handle|balloon|trolley)\b",
            r"\b(wont|doesnt|dont|not) wake( up)?,? (till|until|before|i hope|hopefully|fingers crossed|touch wood|for (school|work|his|her))\b|\b(hope|hopefully|hoping|pray\w*|fingers crossed) (\w+ ){0,3}?(wont|doesnt|dont) wake( up)?\b",
            r"\bcome (round|over|around) (for|to) (\w+ )?(dinner|tea|lunch|mine|ours|supper|coffee|brunch|a|the|my|our|your|visit|play|see).{0,60}?\b(wont|doesnt|didnt|not|cant|never) com(e|ing) (round|over|around)\b|\b(wont|doesnt|didnt|cant|never) come (round|over|around) (for|to|on|any ?more|because|since|unless|tonight|tomorrow|today|until|till|at|when|here|mine|ours|much|often|again|with|if)\b|\b(invit\w*|asked|visit\w*|dinner|tea|party|lunch|bbq|christmas|sunday)\b.{0,40}\b(wont|doesnt|didnt|cant) come (round|over|around)\b",
            r"\b(went|goes|gone|going) down (a treat|well|like|the (pub|shops?|road|street|match|gym|chippy|market|beach)|to|with|in history|on one knee|memory lane|a storm|badly)\b|\b(baby|babies|she|he|they|kids|toddler|twins) (went|goes|gone|is|going) down (at|by|for (a|the|his|her) (nap|night)|easily|without)\b.{0,40}|\bpassed out (of|from) (the )?(academy|college|sandhurst|training|school)\b|\bdropp?(ed|ing) (off|out|by|in|a|an|the|some|him off|her off|them off|us off|hints?|everything)\b(?! (in|into|down) the (water|river|sea|pool|lake))",
            r"\b(was|is|were|so|felt|atmosphere|gig|crowd) (absolutely )?electric\b(?! (fence|shock|wire|cable|blanket|heater|fire))|\b(shaking|trembling|buzzing|screaming|crying) (with (laughter|excitement|joy|happiness)|for joy|along|her name|at the (telly|tv))\b|\bsugar crash\b|\b(leg day|squats?|after the gym|after pilates|after spin)\b.{0,40}\b(cant (feel|move)|jelly|numb|dead)\b.{0,20}|\bcant (feel|move) (my|his|her) (legs?|arms?)\b.{0,25}\b(leg day|squats?|gym|workout|spin|pilates|bootcamp)\b",
            r"\b(weather|traffic|queue|kids|children|toddler|homework|maths|job|essay|shift|heat|commute|meeting|hayfever|hay fever) (is|are|was|were|s) (doing my head in|murder|killing|torture|hell|driving me)\b",
            r"\bpinned against (\w+ ){0,4}?(armpit|rucksack|backpack|elbow|handbag)\b|\b(went|put (his|her) (head|face)|goes|swims?) under ?water (without|for the first time|by (him|her)self|now)\b|\btree( \w+){0,6} (they|theyre|council|workmen|crew)( \w+){0,2} (saw\w*|clear\w*|chop\w*|cutting|removed|gone)\b",
        )
    )
)
CHINESE = re.compile(
    "|".join(
        (
            r"(喝|灌)(得)?(都)?(倒|趴|断片|吐|晕|蒙|懵|多)了|(饿|困|累)(到|得).{0,4}(眼冒金星|眼花|头晕|腿软)|笑(得|到)?.{0,4}(死|断气|岔气|喷|抽|晕|裂|瘫|出血|喘不(上|过)(来)?气|肚子(疼|痛)|倒在地|趴|翻)",
            r"(原地|当场|当众|瞬间|心态|肺都|气得|气到|脑袋|头都|头要|老板|领导|我妈|老妈|我爸|老师|粉丝|网友|群里|评论区|朋友圈|热搜|全网|微博|弹幕|消息|手机|电话|邮箱|票房|全场)(都|要|快|肯定|又|会|直接|彻底)*(原地|当场|瞬间|被|气)*(爆炸|炸毛|炸锅|炸裂|炸开了?锅|炸了|打爆|爆了|社死|去世|升天|裂开|石化|崩溃|气炸)",
            r"(股市|股票|基金|房价|房市|楼市|价格|大盘|行情|币圈|比特币|A股|a股|油价|成绩|业绩|销量|排名|收视率|汇率).{0,10}(跳水|崩|塌|爆|暴跌|跌停|熔断|血|腰斩|沉)|(崩盘|爆仓|爆款|爆满|爆单|爆料|爆米花|爆炒|爆笑|爆红|爆火|跳水(运动|队|比赛|冠军|台|馆|世界))",
            r"心(里|都|在|要|已经)*(滴血|碎了?|流血|死了?|塌了|凉了半截|痛得要命)|(打折|商家|老板|这次|请客|花|买|双十一|大).{0,4}大出血|血(亏|赚|拼|本无归|雨腥风)",
            r"钱包.{0,3}大?出血|救命(啊|呀)?[,，]?(这|也|太|真|好|怎么).{0,12}(可爱|好看|好吃|帅|美|香|甜|搞笑|好笑|离谱|尴尬|贵)|(老板|领导|经理|主管|老师|我妈|我爸|老婆|老公)(今天|刚才?|昨天|早上|又|突然|直接)+炸了|(歌|曲|剧|小说|视频|直播|综艺|游戏|奶茶|动漫|旋律|表情包).{0,8}(上头|中毒|有毒|洗脑)|一听就中毒|中毒太深|(上头|入坑|掉坑|中枪|躺枪|躺着中枪|秒杀|绝杀|杀青|杀价|砍价|砍一刀|拼刀刀)",
            r"(作业|工作|活儿?|文件|邮件|消息|卷子|题海|论文|报表|快递|脏衣服|债|压力|贷款|房贷).{0,10}(淹死|淹没|埋了?|压死|压垮|压得.{0,6}气|压扁|要了?我?的?命|逼死)",
            r"挤成(肉饼|狗|相片|照片|罐头|沙丁鱼|一锅粥)|(排队|堵车|等|加班|考试|催|卷|减肥|早起).{0,4}(排|堵|等|累|烦|急|逼|卷|饿|困)(得)?(要|快|都)?死",
            r"(要|勒)(了)?我(的)?(老|小)?命(?!了?[!！]*$)|简直.{0,4}要命|(社死|帅死|美死|酸死|甜死|香死|馋死|羡慕死|尴尬死|丢死)(了|个?人|我)?",
            r"(跟)?车祸现场(一样|般|级|似的)?(的)?.{0,4}(唱|演|妆|翻|发型|造型)|(唱功|翻唱|妆容?|造型|表演|演唱|ppt|PPT|走音|跑调|舞台|发型|演讲).{0,8}车祸(现场)?",
            r"(我|都|要|快|给我|直接|绕|转|忙|看|听|说|算|问|搞|饿|累)(整|弄|搞)?晕(了|菜|头转向|乎乎)(?!.{0,4}(倒|叫|摔|过去|在地))|晕(车|船|机|3d|3D|血|针|头转向)",
            r"(小品|话剧|音乐剧|舞台剧|情景剧|哑剧|相声|剧组|拍戏|拍短剧|短剧|道具|万圣节|剧本杀|密室(逃脱)?|狼人杀|真人cs|真人CS|动画片|漫画|纪录片|课本剧|广播剧|第.{1,3}集).{0,20}|(表演|扮演|排|演)(了)?(一个|个|一段)?.{0,8}(的)?(小品|节目|话剧|剧|角色)",
            r"(玩具|水|呲水|塑料|泡沫|仿真|游戏里的?|激光|热熔胶|胶)(枪|刀|剑)|(水果|菜|餐|美工|修眉|指甲|剃须|剪)刀(?!.{0,10}(砍|捅|追|冲|威胁|划|扎|割|抹|架|对着|杀|逼|指着|挥))",
            r"(耳朵|眼睛|鼻子|喉咙|嗓子|手|腿|腰|脑子|脑壳|钱包)(都|要|快|得)*(要|快)(流血|断|废|瞎|聋|冒烟|炸|裂|出血|起茧|瘸|秃)(了|掉)?|(追剧|追番|打游戏|刷手机|哭|熬夜|看剧|看书|加班).{0,8}(眼睛?|眼)(都|也)?(肿|红|花|瞎)|咬(住|着|坏|烂)?了?.{0,5}(玩具|球|骨头|拖鞋|鞋|棍|飞盘|毛线|毛巾|尾巴|沙发|拖把|袜子|绳子|纸箱|快递|零食|肉干)",
            r"(孩子|娃|宝宝|他|她|我|儿子|女儿|老公|室友|弟弟|妹妹).{0,6}(睡|赖床|起床|懒).{0,12}(叫|喊)(都|也|怎么)*不(醒|起|动|应).{0,4}(上学|上班|起床|迟到|吃饭|干活)|(早上|周末|闹钟|上学|上班|起床).{0,10}(叫|喊)(都|也|怎么)*不(醒|起)|怎么(叫|喊)(都|也)不(想|肯|愿意?)(起|来|吃)|(叫|喊).{0,4}(吃饭|写作业|起床|洗澡).{0,4}(都|也)?(不动|不理|没反应|不应)",
            r"(网红|小)?(店|歌|剧|书|综艺|视频|博主|主播|直播间|节目|奶茶|景点)(突然|一下子|又|彻底|都)*(火|爆|炸)(了|起来|出圈)|火(出圈|遍|得一塌糊涂)",
            r"(手机|电脑|平板|耳机|手表|相机|电视|网络?|网站|服务器|app|APP|系统|微信|游戏|账号|键盘|屏幕|自行车|共享单车|花盆|多肉|绿萝|花|植物)(都|又|快|要|已经|突然|直接|不小心|一下子|总|老|刚|自动|是不是)*(死|没电|断电|崩|挂|掉线|黑屏|卡|卡住|死机|爆|歪|倒|裂|坏|摔|断|没反应|没气|关机|不动|卡死|蔫|枯|凉)(了|掉|机|住|死|在|电|完)?",
            r"被(女朋友|男朋友|老婆|老公|对象|她|他|领导|老板|客户|老师|甲方|队友)(给)?(甩|骂|怼|喷|气|坑|虐|秀|拉黑|放鸽子|训|打脸)(了|惨|死|得)?.{0,6}|(打脸|打call|打酱油|打瞌睡|打鸡血|打水漂|打卡|打游戏|打折|打架子鼓|挨骂|狗血)",
            r"(风扇|电风扇|空调|扇子).{0,4}不转|倒了.{0,3}(大?霉|血霉|胃口)|(大|小|早|晚)?姨妈.{0,10}(血|流|痛|疼)|(杀手锏|自杀式|刀子嘴|刀削面|手抓饼|枪手|火锅店|火腿肠)",
        )
    )
)


def without_idioms(sentence: str) -> str:
    """A plain sentence without what is not meant in it."""
    return CHINESE.sub(" ", ENGLISH.sub(" ", sentence))
