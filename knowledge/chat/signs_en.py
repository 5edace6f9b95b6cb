"""English signs of danger, as patterns over plain text (lower case, no apostrophes, slips mended)."""

import re

_WHO = (
    r"(i|im|i am|we|he|hes|she|shes|they|someone|somebody|man|woman|guy|boy|girl|kid|kids|child|children|baby|infant|"
    r"toddler|son|daughter|husband|wife|mom|mum|mother|dad|father|brother|sister|grandma|grandpa|grandmother|"
    r"grandfather|friend|neighbor|neighbour|person|people|lady|worker|colleague|student|mummy|mommy|daddy|nan|nana|nanny|gran|granny|"
    r"grandad|granddad|uncle|aunt|auntie|cousin|mate|lodger|roommate|flatmate|housemate|tenant|resident|patient|pupil|teenager|lad|"
    r"bloke|driver|passenger|cyclist|pedestrian|client|customer|guest|one)"
)
_HOME = (
    r"(house|home|flat|apartment|room|bedroom|building|roof|garage|basement|hallway|hall|stairs|attic|office|shop|store|"
    r"school|wall|socket|outlet|tv|telly|dryer|drier|tumble dr[iy]er|washing machine|washer|dishwasher|fridge|freezer|machine|kettle|boiler|radiator|"
    r"decking|bbq|barbecue|sofas|lamp|cable|wire|extension|rug|carpet|cushion|blanket|candle|candles|fence|loft|block|flats|cellar|shelf|wardrobe|curtains?|bed|sofa|couch|mattress|trash|bin|shed|barn|balcony|door|floor|"
    r"place|dorm|heater|plug|laptop|phone|charger|neighbou?rs?|next door|everything|it|its|something|christmas tree)"
)
_PAN = r"(pan|chip pan|oil|grease|pot|wok|fryer|stove|oven|cooker|kitchen|microwave|toaster)"
_ON_FIRE = r"(is |are |s |was |has |just |all |still |keeps |went |going )*(on fire|in flames|burning|caught fire|catching fire|caught|caught light|alight|ablaze|flaming|up in flames|going up|gone up|set fire)"
_BIKE = r"(e ?-?bike|ebike|scooter|electric bike|electric bicycle|battery|batteries|power bank|lithium)"
_CAR = r"(car|truck|lorry|bus|van|vehicle|engine|motorcycle|motorbike)"
_FAINT = r"(dizzy|giddy|woozy|light ?headed|headaches?|sick(?! of)|faint|sleepy|drowsy|nausea\w*|passed out|heads? (is |are )?(hurts?|hurting|pounding|banging|spinning|swimming))"
_BURNER = r"(gas fire|heater|stove|cooker|hob|oven|boiler|log burner|wood burner|generator|fireplace|charcoal|bbq|barbecue|grill|car running)"

SIGNS: dict[str, list[str]] = {
    "overdose": [
        r"\b(heroin|fentanyl|opioids?|oxy|oxycodone|oxycontin|methadone|morphine|percocet)\b.{0,60}\b(blue|gr[ae]y|wake|awake|breath\w*|overdos\w*|too much|pass\w* out|unconscious|gurgling)\b",
        r"\boverdos\w*.{0,20}\b(heroin|fentanyl|opioids?|oxy|oxycodone|oxycontin|methadone|morphine|percocet)\b",
    ],
    "self_harm_begun": [
        r"\b(i|ive|he|she|they|friend|daughter|son|mom|dad|brother|sister|wife|husband)\b.{0,20}\b(took|taken|swallowed|ate|overdosed on)\b.{0,20}\b(all|whole|bottle|lots|too many|bunch|handful|\d+)\b.{0,15}\b(pills?|tablets?|meds|medicine|sleeping)",
        r"\boverdos(e|ed|ing)\b",
        r"\b(tied|rope|cord|belt|something|sheet|scarf|noose|wire|flex)\b.{0,15}\b(round|around) (his|her|their|my) neck\b",
        r"\b(on|over|outside|climbed) (on |onto |over )?(the|a) (window ?)?(ledge|window ?sill|railings?|parapet|balcony rail\w*|wrong side|edge of the (roof|bridge|cliff|platform))\b.{0,40}\b(wont|not|refus\w*|crying|threaten\w*|jump\w*|legs|says?)\b",
        r"\b(cut|slit|slashed)\b.{0,8}\b(my|his|her|their)( own)? wrists?\b",
        r"\b(about|going|ready|trying|threatening|wants?) to jump\b|\b(saying|says|said|screaming) (that )?(he|she|they|hell|shell|theyll)( will| is going to)? (jump|do it)\b",
        r"\b(hanging|hanged|hung) (my|him|her|them)sel",
        r"\b(on|off) (the|a) (bridge|ledge|roof)\b.{0,30}\bjump",
        r"\b(rope|noose) (around|on) (my|his|her|their) neck",
        r"\bkill(ing)? (myself|himself|herself) (right )?now\b",
    ],
    "gas": [
        r"\b(rotten|bad) eggs?\b.{0,60}\b(hiss\w*|boiler|cooker|stove|hob|stairwell|landing|cellar)|\bhiss\w*\b.{0,30}\b(behind|under|from) the (cooker|stove|hob|oven|boiler|meter)\b",
        r"\bsmell(s|ing|ed)?\b.{0,15}\bgas\b",
        r"\bgas\b.{0,12}\b(smell|leak|leaks|leaking|leaked|odou?r|hissing|alarm|escaping|coming out)",
        r"\b(whiff|stink|stinks|stench|reeks?|smelt|odou?r|hint)\b.{0,8}\b(of )?gas\b|\bhiss\w*\b.{0,20}\b(gas|cylinder|propane|butane|canister)\b",
        r"\b(rotten|bad) eggs?\b.{0,15}\b(smell|odor|house|kitchen|home)|\bsmell.{0,12}\b(rotten )?eggs?\b",
        r"\bgas\b.{0,10}\b(was |were |been )?left on\b|\bleft the gas on\b",
        r"\bleak(ing)? gas\b|\bgas (pipe|line|main|hose|cylinder|tank|bottle)\b.{0,15}\b(broke|broken|burst|hit|cut|leak\w*|hiss\w*)",
    ],
    "carbon_monoxide": [
        r"\b(co2?|carbon monoxide)\b.{0,12}\b(alarm|detector|alert)\b.{0,25}\b(beep\w*|going|went|ring\w*|sound\w*|on|off|scream\w*|chirp\w*)",
        r"\bcarbon monoxide\b.{0,25}\b(in (my|the|our)|leak\w*|poisoned|everyone|dizzy|sick)",
        rf"\b{_FAINT}\b.{{0,40}}\b{_BURNER}\b|\b{_BURNER}\b.{{0,40}}\b{_FAINT}\b",
        r"\b(all|everyone|whole family|both)\b.{0,25}\b(dizzy|headaches?)\b.{0,40}\b(heater|stove|generator|boiler|charcoal)",
    ],
    "electric": [
        r"\b(hands?|fingers?|arm|stuck|clamped|holding|grip\w*)\b.{0,30}\b(drill|wire|cable|socket|fence|pole|tool|saw|machine|fridge|gate|tap|shower)s?\b.{0,40}\b(shak\w*|jerk\w*|buzz\w*|cant let go|wont let go)\b",
        r"\belectrocuted\b|\b(zapped|jolted)\b.{0,12}\b(by|from|when|touch\w*)\b",
        r"\b(touch\w*|grabbed|hold\w*|hit|stuck|poked|put)\b.{0,25}\b(cable|wire|socket|outlet|plug|fence|fuse box|pylon)\b.{0,40}\b(thrown|threw|flung|hurled|knocked|blown|jolt\w*|shock\w*|zapp\w*|let go|unconscious|collapsed|fell|not moving|flew)\b",
        r"\b(got|getting|get|had|has|received) (a |an )?(bad |big |strong |huge )?(electric(al)? )?shock",
        r"\b(stuck|touching|touched|holding|grabbed|hit)\b.{0,15}\b(live|power|electric\w*|downed) (wire|line|cable)s?",
        r"\bshocked by\b",
    ],
    "power_line": [
        r"\bpower ?lines? (is |are )?(down|fell|fallen|on (my|the|our))|\bdowned (power|electric\w*)? ?(line|wire)s?",
        r"\b(live|electric|power) (wire|cable|line)s?\b.{0,12}\b(on|in|fell|hanging|sparking)",
    ],
    "ebike_fire": [
        rf"\b{_BIKE}\b.{{0,20}}{_ON_FIRE}",
        rf"\b{_BIKE}\b.{{0,25}}\b(smok\w*|explod\w*|hissing|blew up|swelling and hot|sparks|sparking|flames)",
        rf"\bfire\b.{{0,15}}\b{_BIKE}\b",
    ],
    "kitchen_fire": [
        rf"\b{_PAN}\b.{{0,15}}{_ON_FIRE}|\b{_PAN} (is )?fire\b",
        rf"\b(fire|flames)\b.{{0,12}}\b(in|on|from) (the |my |our )?{_PAN}\b",
        r"\b(grease|oil|pan|chip pan|stovetop) fire\b",
    ],
    "high_rise_fire": [
        r"\b(smoke|grey|gray|black|thick)\b.{0,25}\b(under|round|through) (my|the|our) (front |flat |bedroom )?door\b|\b\d+(st|nd|rd|th) floor\b.{0,60}\bcant see\b.{0,20}\b(hallway|corridor|landing|stairs)\b",
        r"\b(smoke|fire|burning|flames)\b.{0,60}\bon (the )?\d+(st|nd|rd|th)\b(?! (of|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
        r"\bon (the )?\d+(st|nd|rd|th)\b.{0,60}\b(smoke|on fire|burning|flames)\b",
        r"\b(smoke|fire|burning)\b.{0,60}\b(stair(s|well|case)?|corridor|landing|\d+(st|nd|rd|th) floor|floor \d+|top floor|high floor|upstairs|downstairs|high ?rise|tower|floors? (below|above|up|down))",
        r"\b(stair(s|well|case)?|corridor|\d+(st|nd|rd|th) floor|floor \d+|high ?rise|tower|floors? (below|above))\b.{0,60}\b(smoke|on fire|fire|burning|flames)\b",
    ],
    "vehicle_fire": [
        rf"\b{_CAR}\b.{{0,12}}{_ON_FIRE}",
        rf"\bsmoke\b.{{0,15}}\b(from|under|out of)\b.{{0,10}}\b{_CAR}\b",
    ],
    "wildfire": [
        r"\bembers?\b.{0,20}\b(land\w*|fall\w*|rain\w*|blow\w*|drop\w*)\b|\b(ridge|hill|sky|range|bush|paddock)\b.{0,20}\bglow\w*\b.{0,60}\b(embers?|ash|smoke|road out|wind)\b",
        r"\b(wildfire|forest fire|bush ?fire|brush fire|grass fire)\b.{0,25}\b(is|coming|near|close|approaching|getting|toward|towards|here|reached|behind|spreading|next to)",
        r"\b(fire|flames)\b.{0,20}\b(coming|spreading|moving|heading)\b.{0,20}\b(us|me|my|our|house|town|here|hill|over)",
        r"\b(hill|woods|forest|grass|field|trees?|mountain|brush)\b.{0,15}(is |are |s )?(on fire|burning)\b",
    ],
    "clothes_fire": [
        r"\b(clothes|clothing|shirt|sleeve|hair|dress|pants|jacket|arm|leg|legs|arms)\b.{0,10}(on fire|caught fire|burning|caught)\b",
        rf"\b(?!is\b){_WHO}( is| are|s|m| am)? (on fire|burning alive)\b",  # "is" is not "i" and "s"
    ],
    "fire": [
        rf"\b{_HOME}\b.{{0,15}}{_ON_FIRE}",
        r"\b(sparks?|sparking|arcing)\b.{0,20}\b(fuse ?box|sockets?|outlet|plug|wall|wires?|wiring|panel|switch|meter)\b|\b(fuse ?box|sockets?|outlet|plug|wall|wires?|wiring|panel|switch|meter)\b.{0,15}\b(sparks?|sparking|arcing)\b",
        r"\b(thick|black|smok\w*|grey)\b.{0,30}\bcant see (the |a |my )?(door|way|exit|stairs|thing|hand|anything)\b",
        rf"\b{_HOME} (is |are |s )(all |now |still )?(smoking|smou?ldering)\b(?! (area|ban|weed|pot|cigar\w*|again|a|indoors))",
        r"^\W*(help|omg|please|oh my god)?\W*(there ?s?|theres|there is)?( a| an)? ?(big |huge |house )?fires?\W*(fire\W*)*(help|please|quick|now)?\W*$",
        r"\b(theres|there is|there s|we have|got|have) (a |an )?(big |small |huge |house |electrical |little |real )*fire\b(?! (station|drill|extinguisher|escape|exit|department|truck|alarm|hydrant|door|blanket))",
        r"\b(my|the|our|a|their|his|her|next doors?)( (?!eyes?|eye|throat|chest|stomach|tummy|skin|feet|foot|face|ears?|cheeks|legs?|muscles|mouth|tongue|nose|sun|calories|lungs|heart|candles?|fuel|wood|logs)[a-z]+){1,2} (is |are |s |was |has |just |all |now )*(burning|on fire|ablaze|in flames|alight|caught (fire|light)|smouldering)\b",
        r"\bfire (in|at|inside|on|under|behind|next to|near) (my|our|the|this|a|next) ?\w*\b",
        r"\bflames?\b.{0,12}\b(coming|out of|out the|in the|in my|from|up the|shooting|licking|behind)\b|\b(fill(ing|ed|s)|full)( up)? (with|of) smoke\b",
        r"\b(smoke|flames)\b.{0,15}\b(billow\w*|everywhere|filling|coming|pouring|under|inside|in (my|the|our)|all over|through|out of|getting)",
        r"\b(full of|lots of|so much|thick|black|too much|see|seeing|smell(ing)?|smells like) (smoke|flames)\b",
        r"\b(smoke|fire) alarms?\b.{0,15}\b(going off|ringing|went off|sounding|wont stop)",
        r"\b(something|it) ?(s|is)? burning\b|\bsmell(s|ing)? (of |like |something )?burning\b|\bburning (smell|down|plastic)\b|\bcaught fire\b|\bset on fire\b|\bon fire\b.{0,15}\b(help|please|what|now)",
    ],
    "blast": [r"\bexplosion\b|\b(exploded|blew up)\b"],
    "toxic_gas": [r"\b(chlorine|ammonia)\b.{0,15}\b(spill\w*|leak\w*|cloud|gas|fumes|smell)"],
    "hazmat": [
        r"\b(yellow|green|white|orange|brown|strange|weird) (cloud|mist|fog|vapou?r|smoke)\b.{0,40}\b(rolling|drifting|coming|moving|blowing|spreading|this way|towards)\b|\b(tanker|lorry|truck|factory|plant)\b.{0,60}\beyes?\b.{0,10}\b(streaming|burning|stinging|watering)\b",
        r"\b(chemical|acid|toxic|tanker)\b.{0,15}\b(spill\w*|leak\w*|cloud|gas|fumes|overturned|smell)",
        r"\b(strange|weird|toxic|strong|poison)\b.{0,8}\b(fumes|cloud|vapou?r)\b",
        r"\bmixed\b.{0,15}\bbleach\b",
        # many cough at once
        r"\b(chemicals?|chemistry|laboratory|lab|acid|bottle|fumes|spray|swimming pool|factory)\b.{0,40}\b(kids|people|children|everyone|everybody|all|we|us|eyes)\b.{0,15}\b(cough\w*|burning|chok\w*|stinging|streaming|cant (breathe|see))\b",
    ],
    "tsunami": [
        r"\btsunami\b.{0,20}\b(coming|now|warning|siren|here|wave|alert)|\b(sea|ocean|water|beach|tide)\b.{0,15}\b(pull\w*|draw\w*|drew|suck\w*|went|going|gone|rush\w*)\b.{0,8}\b(back|out|away)\b",
    ],
    "tornado": [
        r"\b(tornado|twister|funnel( cloud)?)\b.{0,20}\b(coming|here|outside|touch\w*|now|siren\w*|near|close|heading|above|over|warning)|\b(i|we) (can )?(see|hear) (a |the )?(tornado|twister|funnel)|\btornado sirens?\b",
        r"^\W*(help )?tornado\W*(help|now)?\W*$",
    ],
    "earthquake": [
        r"\b(its|is it|is this|this is|having|feel|feeling|felt|big|theres|there is|there was just|was that) (a |an )?(earth ?quake|quake)\b",
        r"\b(ground|house|building|everything|floor|walls?|room|apartment|bed|road|whole place)\b.{0,10}\b(is |are |s |keeps |starts? |started |just )*(shaking|swaying|(?<!not )moving|rolling|shook)\b",
        r"^\W*(help )?(earth ?quake)\W*(help|now|here|right now)?\W*$",
        r"\bearth ?quake\b.{0,10}\b(now|happening|right now|just hit|help)\b",
    ],
    "landslide": [
        r"\b(land ?slide|mud ?slide|rock ?slide|avalanche)\b.{0,20}\b(coming|took|swept|hit|now|happening|buried|house|blocked|just|trapped)|\b(hill|slope|mountain|mud|ground)\b.{0,12}\b(is |s |are |has |started )*(sliding|slipping|coming down|collapsing|cracking|giving way|moving)",
    ],
    "ice": [
        r"\bhole in the ice\b|\b(under|beneath) (the |this )?ice\b|\b(fell|fallen|went|gone|broke)\b.{0,10}\bthrough (the )?ice\b"
    ],
    "rip_current": [
        r"\b(pull\w*|drag\w*|swept|carried|drift\w*)\b.{0,20}\b(out to sea|away from (the )?(beach|shore))\b|\bcant (swim|get) back to (the )?(beach|shore|land)\b|\b(caught|stuck) in (a |the )?(rip|undertow)\b",
    ],
    "drowning": [
        r"\b(jumped|went|fell|gone|dived|dove|slipped) in\b.{0,40}\b(cant see (him|her|them)|disappeared|vanished|no sign|havent seen (him|her|them)|not come up)\b",
        r"\b(is|are|s|was|im|am|be|him|her|someone|kid|child|boy|girl|almost|nearly) drown(ing|ed)\b(?! in (work|debt|emails?|homework|paper\w*|tears|bills|laundry|stuff|it))|^\W*(help )?drowning\W*(help)?\W*$",
        r"\b(fell|fallen|jumped|slipped|went)\b.{0,8}\b(in|into|in to)\b.{0,6}\b(river|pool|water|lake|sea|canal|pond|creek|well|stream|harbou?r|reservoir|quarry|weir|ditch|dock|surf)",
        r"\b(gone|went|going|goes|pulled|dragged) under\b.{0,30}\b(water|river|lake|reservoir|sea|pool|pond|canal|quarry|waves?)\b|\b(hasnt|has not|havent|didnt|not|never|wont) (come|came|coming|surfaced)( back)? up\b",
        r"\bcant swim\b|\b(swept|washed|carried) (away|off|out|down)\b|\b(pool|bath|tub|water|pond|sea|river|lake|ditch|stream|puddle)\b.{0,15}\b(face ?down|lifeless|not moving|floating)\b|\bface ?down in (the )?(\w+ )?(water|pool|bath|pond|tub)|\bnot coming (back )?up\b.{0,20}water|\bunder ?water\b.{0,15}\b(not|wont|isnt|for)\b",
    ],
    "car_in_water": [
        r"\bcars (floating|sinking|filling)\b",
        r"\bwaters?\b.{0,12}\bup to the (steering wheel|dash\w*|windows?|windscreen|seats?|mirrors?|door handles?)\b|\bdoors? wont (budge|open)\b.{0,30}\bwater\b|\bwaters?\b.{0,50}\b(car|truck|van|steering)\b.{0,30}\bdoors? wont\b",
        rf"\b{_CAR}\b.{{0,20}}\b(off|over|through|down|into)\b.{{0,25}}\b(in|into)\b (the |a )?(river|water|lake|canal|sea|ditch|reservoir|dock|harbou?r)\b",
        r"\b(car|truck|van|bus)\b.{0,14}\b(sliding|slipping|drifting|rolling|washed|swept|carried|going|gone|tipping)\b.{0,10}\b(in|into|off|down|towards?)\b.{0,14}\b(flood\w*|water|river|lake|canal|sea|ditch)\b",
        r"\b(car|truck|van) (is |s |went |fell |stuck )?in(to)? (the )?(water|river|lake|canal|flood)|\b(car|truck|van|vehicle|bus)\b.{0,15}\b(is |s )?(sinking|floating|flooded|flooding|underwater|under water|submerged|filling|stalled in)\b|\bwater\b.{0,15}\b(in|into|inside|up to)\b.{0,8}\b(my |the |our )?(car|truck|van)\b.{0,25}",
        r"\b(stuck|trapped)\b.{0,8}\b(car|truck|van)\b.{0,25}\b(water|flood\w*|river|underpass|tunnel)|\b(drove|drive|driven) in(to)? (the |a )?(flood|water|river|lake|canal)|\bcar (went|fell|slid) into (the |a )?(water|river|lake|canal)",
    ],
    "flash_flood": [
        r"\bflash flood\b.{0,15}\b(now|here|coming|hit|happening|warning)|\b(wall|wave) of water\b|\bwater (is )?(coming|rushing|pouring) (down|at|toward\w*)"
    ],
    "flood": [
        r"\b(car park|garage|basement|cellar|underpass|subway)\b.{0,30}\b(is |are |s )?filling( up| with water)?\b(?! (the|a|my|in|out))",
        r"\b(stream|river|creek|brook|sea|tide|flood ?water|floods?)\b.{0,6}\b(has|is|have|s|just|come|coming|came|gone|got)\b.{0,25}\b(over|at|up to|in|into|to) (the|my|our)( front| back)? (door|doorstep|steps?|garden|windows?|gate|porch|house|yard|kitchen|hall|caravan|tents?|camp|shop|school|classroom|boat|bed)\b",
        r"\b(water|flood\w*|river|creek)\b.{0,12}\b(is |are |s |keeps )*(rising|coming in|coming up|pouring in|rushing in|getting higher|still rising|up to (my|our|the) (knees?|waist|chest|neck|window|door|ankles?|bed))",
        r"\bwater\b.{0,20}\b(up the stairs|through the (door|walls?|floor)|under the door|up to the (stairs|step|sockets?))\b|\b(river|dam|levee|dyke|dike|reservoir|embankment)\b.{0,12}\b(has |have |just )*(burst|bursting|breached|overflow\w*|over ?topp\w*|broken its banks|gave way|given way)\b",
        r"\b(house|home|basement|cellar|garage|flat|kitchen)\b.{0,8}\b(is |s )?(filling|flooding|flooded)\b.{0,40}\b(still (down|in|up) there|down there|inside|in there|with water)\b",
        r"\b(stuck|trapped|stranded)\b.{0,20}\b(roof|attic|flood\w*|water|upstairs|second floor)\b",
        r"\b(house|home|basement|room|street|apartment)\b.{0,8}\b(is |s )?(flooding|flooded|filling)\b.{0,20}\b(fast|now|help|trapped|stuck|cant)",
    ],
    "lift": [
        r"\b(been|were|weve|are|im|ive|i am|sat|sitting|inside) (stuck )?(in|inside) (this|the|a|an|our) elevator\b.{0,50}\b(hours?|minutes|mins|ages|bell|nobody|no one|answer\w*|stopped|dark|open|dead|panick\w*)\b",
        r"\b(stuck|trapped|locked|stopped)\b.{0,12}\b(elevator)\b|\belevator\b.{0,15}\b(stuck|stopped|trapped|wont open|not moving|fell|dropped|broke)",
    ],
    "crowd": [
        r"\b(crush|squash|squeez|press|trampl|pinn)\w*\b.{0,25}\b(against|barriers?|fence|gates?|crowd|stage|underfoot)\b|\b(people|crowd|everyone|kids|fans)\b.{0,25}\b(crushed|squashed|trampl\w*|piling up|falling on)\b",
        r"\bcrowd\b.{0,25}\b(crush\w*|cant (move|breathe)|stampede|pushing|falling)|\b(stampede|crowd crush)\b|\b(crushed|squeezed)\b.{0,12}\bcrowd\b",
    ],
    "lightning": [
        r"\b(flash|lightning|bolt|thunder)\b.{0,60}\b(flat out|on the (ground|grass|floor)|not moving|wont (wake|answer)|shoes? (smok\w*|blown)|smoke coming off|clothes (burn\w*|smok\w*))\b",
        r"\b(struck|hit|stricken)\b.{0,6}\b(by )?(a )?(lightning|lightening)\b|\b(lightning|lightening) (just )?(struck|hit)\b.{0,6}\b(him|her|me|my|a|someone|the (man|boy|girl|kid|house))",
    ],
    "attack": [
        r"\b(has|have|got) (his|her|their) hands? (round|around|on) (my|her|his) (neck|throat)\b",
        r"\b(im|i am|were|we are|hiding|hid|hidden|locked)\b.{0,12}\bin the (wardrobe|closet|bathroom|attic|loft|cupboard|airing cupboard)\b.{0,60}\b(someone|somebody|he|they|hear|footsteps|man)\b|\b(someone|somebody|a man|theres a man)\b.{0,8}\b(is |are |s )?(downstairs|upstairs|in (the|my|our) (house|flat|kitchen|hall|garage))\b.{0,80}\b(by myself|alone|hear|hiding|wardrobe|closet|drawers|footsteps|moving about)\b",
        r"\b(battering|beating|kicking|stamping on|jumping on|hitting|bashing)\b.{0,25}\b(lad|man|fella|boy|girl|guy|kid|woman|him|her)\b.{0,60}\b(not getting up|isnt getting up|on the ground|wont get up|not moving|head)\b",
        r"\b(is|keeps|started|hes|shes|was just) (hitting|beating|punching|kicking|strangling|stabbing) (up )?(his|her|the|my|their|our)( own)? (wife|girlfriend|husband|partner|mum|mom|mother|dad|kids?|child|children|son|daughter|brother|sister|friend|neighbou?r)\b",
        r"\b(someone|somebody|man|men|guys?|blokes?|lads?|he|they)\b.{0,40}\b(mask\w*|balaclavas?)\b.{0,40}\b(doors?|windows?|break\w*|has|with|holding)\b",
        r"\b(someone|somebody|man|men|guys?|blokes?|lads?|he|they|stranger|ex)\b.{0,40}\b(has|with|got|holding|carrying|swinging|waving) (a |an )?((baseball|metal|cricket|iron) )?(bat|crowbar|machete|iron bar|axe)\b",
        r"\b(fight|fights|fighting|brawl\w*|scrap|attack\w*)\b.{0,20}\b(knife|knives|bats?|bottles?|machetes?|weapons?|guns?|axes?)\b|\b(knife|knives|machetes?|guns?)\b.{0,20}\b(fight\w*|pulled|waving|swinging|chasing|threaten\w*|pointing|stabb\w*)\b",
        r"\b(someone|somebody|man|men|guys?|blokes?|he|people|they|strangers?|ex)\b.{0,25}\b(smash|kick|break|bang|pound|forc|hammer|bash|punch)\w*\b.{0,15}\b(my|our|the|front|back)( front| back| car| bedroom)? (door|window|windows|gate|lock)\b",
        r"\b(someone|somebody|man|men|guy|he|she|they|people|stranger|robber|burglar|thief|intruder|ex)\b.{0,15}\b(breaking in|broke in|trying to (get|break) in|in (my|our|the) house|attack\w*|following me|chasing (me|us)|stabb\w*|shoot\w*|shot|has (a |an )?(knife|gun|weapon|axe)|with (a )?(knife|gun|axe|weapon)|kidnap\w*|robb\w*|outside my (door|window)|kicking)",
        r"\b(active shooter|gunman|shooter|shots fired|gunshots|gun shots|hearing shots|intruder|home invasion|being (robbed|attacked|followed|kidnapped|chased|raped)|got (robbed|stabbed|shot|mugged)|been (stabbed|shot)|was (just )?(stabbed|shot))\b",
        r"\b(he|she|husband|boyfriend|partner|father|dad|wife|ex|son)\b.{0,15}\b(is |s )?(beating|hitting|strangling|choking|kicking|going to kill|gonna kill|trying to kill) (me|us|my|her|him|mom|the)\b.{0,20}(\bnow\b|\bhelp\b|\bplease\b|$)",
        r"\b(someone|somebody|man|men|guys?|people|strangers?|they|boys)\b.{0,12}\b(hitting|beating|punching|kicking) (up )?(me|us|him|her|someone|somebody|a (man|woman|boy|girl))\b",
        r"\b(being|getting) (beaten|beat|punched|kicked)( up)?\b(?! (at home|by my))|\b(got|was just|been) (beaten|beat) up\b(?! (at home|by my))",
        r"\b(going|gonna|trying|threatening) to (kill|shoot|stab) (me|us|him|her|them|everyone)\b",
        r"\bbomb\b.{0,15}\b(threat|found|in|under|here)|\b(found|saw|see) a bomb\b",
    ],
    "choking": [
        r"\bswallow\w*\b.{0,30}\b(coughing|gagging|drooling|choking|wheezing)\b",
        r"\b(clutch|hold|grab|grasp|claw|point)\w*\b.{0,8}\b(neck|throat)\b",
        rf"\b{_WHO}\b.{{0,12}}\bchoking\b|^\W*(help )?choking\W*(help)?\W*$|\bchoking (on|and|cant|help|baby|child|now|to death)\b|\b(is|are|s|started) choking\b",
        r"\b(food|something|candy|toy|coin|grape|meat|bone|pill|piece|it)\b.{0,12}\b(stuck|lodged|caught|blocking)\b.{0,10}\b(throat|airway|windpipe)\b",
        r"\bswallowed\b.{0,25}\b(cant|not|wont)\b.{0,8}\b(breathe|talk|speak|cough|cry)",
        r"\b(stuck|lodged|caught|jammed|got|has|have|had|with)\b(?!.{0,15}\b(sore|frog|pain|itch|tickle|lump|cold|infection)).{0,25}\b(in|down|across) (his|her|my|their|the|babys) (throat|airway|windpipe|neck)\b",
        r"\bcough\w*\b.{0,12}\bon (a|an|some|the|his|her)\b|\b(went|gone|going) down the wrong (way|hole|pipe)\b.{0,40}\b(cant|purple|blue|red|breathe|gasp\w*|help)\b|\bcant (breathe|talk|cough).{0,20}\b(eating|food|swallow\w*|dinner|mouthful)\b",
    ],
    "bleeding": [
        r"\bcoming (out )?(thru|through|between) (his|her|my|their) fingers\b",
        r"\b(fingers?|thumb|hand|arm|toes?|foot|leg|ear)\b.{0,12}\b(is|are|came|come|been|got|was|gone|taken) (right |clean |all )?off\b(?! (the|of|my|work|limits))",
        rf"\b{_WHO}( is| are|s|m| am|re)?( really| still| just)? bleeding\b",
        r"\bbleed(ing|s)?\b.{0,20}\b(a lot|lots|badly|bad|heavil?y|everywhere|out|to death|wont stop|not stopping|doesnt stop|fast|so much|profusely|hard|nonstop)\b",
        r"\b(wont|cant|doesnt|didnt|not|never) stop(ping|ped)?( the)? (blood|bleeding)\b|\bstop the (blood|bleeding)\b.{0,10}(help|now|quick|$)",
        r"\b(blood|bleeding)\b.{0,12}\b(everywhere|spurting|gushing|pouring|squirting|all over|shooting)|\b(lots|a lot|so much|too much|losing|lost) (of )?(a lot of |lots of )?blood\b|\bspurting\b",
        r"\b(cut|chopped|sliced|tore|ripped|lost|crushed)\b.{0,12}\b(off|deep|artery)\b.{0,15}|\b(finger|hand|arm|leg|foot|toe)s?\b.{0,10}\b(cut off|chopped off|severed|came off|torn off)",
        r"\bblood\b.{0,20}\b(spray\w*|pump\w*|spurt\w*|squirt\w*|gush\w*|pour\w*|shoot\w*|soak\w*)|\b(pouring|gushing|pumping|spurting|covered|soaked|pool)( with| in| of)? blood\b",
        r"\b(sliced|slashed|gashed|cut|split|ripped)\b.{0,3}\b(my|his|her|their|the)\b.{0,12}\b(open|to the bone|really (bad|badly|deep)|with (a|the) (chain ?saw|saw|axe|machete|grinder))\b|\b(hand|arm|leg|head|foot|finger|thumb|wrist)\b.{0,12}\b(split|sliced|cut|ripped|ripped|laid) open\b",
        r"\b(deep|huge|big|bad) (cut|gash|wound)\b",
    ],
    "allergy": [
        r"\bstung\b.{0,40}\b(eyes?|face|lips?|tongue|throat)\b.{0,15}\b(puff\w*|swell\w*|swollen|shut|closing)\b",
        r"\b(stung|sting|peanuts?|nuts?|shellfish|prawns?|shrimps?|bees?|wasps?|hornets?|penicillin|antibiotics?|hives|rash|allerg\w*)\b.{0,50}\b(cant breathe?|breathing|breathe|throat|tongue|lips?|swelling up|face is|wheez\w*|collapsed|faint\w*)\b|\btongue\b.{0,12}\b(fat|big|thick|huge|swell\w*|swollen)\b",
        r"\banaphyla|\bepi ?pen\b.{0,30}\b(no|cant|help|need|where)|\b(throat|tongue|face|lips?)\b.{0,12}\b(is |are |s )?(swelling|swollen|closing)\b|\ballergic\b.{0,30}\b(cant|throat|swell\w*|breathe|breathing|swollen|reaction (now|help))\b|\bhaving (an |a )?(bad |severe )?allergic reaction",
    ],
    "poison": [
        r"\bbattery\b.{0,60}\b(drool\w*|gag\w*|swallow\w*|chok\w*)\b",
        r"\b(necked|downed|swallowed|took|taken|eaten|ate|injected)\b.{0,25}\b(whole|all|entire|strips?|packets?|box|boxes|bottle|handfuls?|loads|lots|tons|too (many|much))\b.{0,20}\b(paracetamol|ibuprofen|panadol|tylenol|aspirin|codeine|insulin|antidepressants?|painkillers?|sleepers|xanax|valium|diazepam|zopiclone|propranolol|oxys?)\b",
        r"\b(took|taken|drank|ate|eaten|swallowed|sniffed|smoked|injected)\b.{0,5}\b(something|stuff|some (kind|sort|pills?|powder|tablets?))\b.{0,30}\b(gurgl\w*|slurr\w*|twitch\w*|out of it|gr[ae]y|blue|foam\w*|cant (stand|breathe|talk|see)|wont|not (breathing|moving|waking|right)|shaking)\b",
        r"\b(swallowed|drank|drunk|drinking|ate|eaten|eating|ingested|chewed|bit|bitten|got into|gotten into|got hold of|been at)\b.{0,25}\b(dish ?washer|washing (tablet|powder|liquid|pod)|weed ?killer|nail polish|white spirit|turps|perfume|hand sanit\w*|capsule|cigarettes?|vape|nicotine|berries|toadstool|mothballs?|rat bait|slug pellets|oven cleaner|disinfectant|coin cell|medicine cabinet)\w*",
        r"\b(swallowed|drank|drunk|drinking|ingested|sipped)\b.{0,25}\b(remover|thinner|solvent|varnish|polish|fluid|spray|diesel|kerosene|lamp oil|screen ?wash|descaler|glue)\b",
        r"\b(swallowed|drank|drunk|drinking|ate|eaten|ingested|drink|sipped|licked)\b.{0,25}\b(toilet|loo|softener|cleaning|bleach|poison|pesticide|detergent|cleaner|antifreeze|gasoline|petrol|battery|batteries|rat poison|pills|mushrooms?|chemicals?|laundry pod|tide pod|paint|lighter fluid|medicine|magnets?|drain)",
        rf"\b{_WHO}\b.{{0,12}}\b(is |been |was |got )*poisoned\b",
    ],
    "seizure": [
        rf"\b{_WHO}\b.{{0,25}}\b(on|to) the (floor|ground|bed|street)\b.{{0,15}}\b(shak|twitch|jerk)\w*|\b(shaking|twitching|jerking)\b.{{0,15}}\b(on the (floor|ground)|all over and)\b",
        r"\b(having|has|had|in) (a |an )?(seizure|fit|convulsion)s?\b|\b(two|three|four|several|\d+|another|more) (fits|fit|seizures?)\b|\bconvuls(ing|ions)\b|\bseizing\b|\b(foaming|foam) (at|from) (the )?mouth|\bshaking and (wont|not|cant)\b|\bseizure\b.{0,15}\b(help|now|wont stop|minutes)",
    ],
    "child_in_car": [
        r"\b(baby|child|kid|toddler|dog)\b.{0,15}\b(locked|left|stuck|trapped) in (a |the )?(hot )?car\b",
        r"\blocked\b.{0,20}\bkeys?\b.{0,20}\b(baby|child|kid|toddler|son|daughter)\b.{0,10}\bin (the|my|a|our) car\b",
    ],
    "heat": [
        r"\bstopped sweating\b|\b(3[5-9]|4\d|1[01]\d) ?(degrees|c|f)\b.{0,60}\b(talking (rubbish|nonsense|to people)|chatting to|not making sense|confused|collapsed|rambling|staggering|seeing things)\b",
        rf"\b{_WHO}\b.{{0,25}}\b(heat ?stroke|sun ?stroke)\b",
        r"\b(heat|hot|sun)\b.{0,40}\b(collapsed|passed out|fainted|confused|not making sense|unconscious|wont wake|stopped sweating|vomiting and|seizure)\b",
        r"\b(collapsed|passed out|fainted|confused|unconscious)\b.{0,40}\b(heat|hot day|hot car|in the sun|so hot|sauna)\b",
    ],
    "stroke": [
        r"\b(face|mouth|smile|lip)\b.{0,14}\b(drop|dropped|dropping|fallen|slipped|lopsided|wonky)\b|\b(one|left|right) (arm|leg|side|hand)\b.{0,14}\b(weak|limp|heavy|useless|dead|gone|dropped|floppy)\b|\b(weak|numb|limp|dead)\b.{0,10}\b(on|down|in) (one|his|her|my|the|their)? ?(left|right|one)? ?side\b",
        r"\b(face|mouth|smile|lips?)\b.{0,14}\b(one side|the side|sideways|lopsided|wonky|crooked|twisted)\b",
        r"\b(talk|talks|talking|speaks?|speaking)\b.{0,8}\b(funny|weird|strange|rubbish|nonsense|gibberish|like (hes|shes) drunk)\b|\b(words?|speech)\b.{0,14}\b(wrong|jumbled|mixed up|funny|weird|strange|slurr\w*|muddled|mumbled|gone)\b",
        r"^\W*(a )?stroke\W*$",  # the bare word: nobody types it to read about heat stroke
        r"\b(having|has|had|just had|suffering|is it|think its|maybe) (a |an )?stroke\b|\bstroke\b.{0,10}\b(help|now|symptoms now)\b",
        r"\b(face|mouth|smile|lip)\b.{0,12}\b(is |s )?(droop\w*|crooked|numb|twisted|sagging|fell on one side)|\bslurr(ed|ing|y)\b|\bcant (move|lift|raise|feel) (his|her|my|one|the|their) (left |right |one )?(arm|leg|side|face)|\b(one|left|right) (side|arm)\b.{0,15}\b(numb|weak|paraly\w*|wont move)|\bcant (speak|talk) (properly|right|suddenly|straight)|\bsuddenly cant (speak|talk|see)",
    ],
    "heart": [
        r"\b(grip|gripp|clutch|hold|grab|grabb)\w*\b.{0,8}\bchest\b|\bheart\b.{0,12}\b(giving out|stopping|racing and)\b|\b(elephant|weight|vice) on (my|his|her) chest\b",
        r"\b(chest|heart)\b.{0,12}\b(pains?|hurts?|hurting|tight\w*|pressure|ache|aching|crushing|squeez\w*|burning)\b|\b(pains?|pressure|tightness)\b.{0,8}\b(in|on) (my|his|her|the|their) (chest|heart)\b",
        rf"\b(having|has|had|just had|suffering|is it|its|think its|maybe) (a |an )?heart ?attack\b|\b{_WHO}\b.{{0,15}}\bheart ?attack\b|\bcardiac arrest\b|^\W*(help )?heart ?attack\W*(help)?\W*$|\bheart (has )?stopped\b",
    ],
    "asthma": [
        r"\basthma\b.{0,30}\b(attack|cant|no inhaler|inhaler (is )?(empty|not working|lost)|breathe|worse)\b|\bwheezing\b.{0,20}\b(cant|bad|badly|blue)\b"
    ],
    "burn": [
        r"\b(skins?|flesh)\b.{0,12}\bcom(in|ing|es|e)( right)? (off|away)\b|\b(oil|fat|water|soup|tea|porridge)\b.{0,12}\b(all )?(over|down) (her|his|my|the babys|their) (legs?|arms?|face|chest|back|tummy|head|feet|hands?)\b.{0,60}\b(skin|scream\w*|blister\w*|peel\w*|red raw)\b",
        r"\b(skin|flesh)\b.{0,12}\b(peel\w*|com(e|ing) off|hanging off|melt\w*|blister\w*|charred)\b.{0,40}$(?<!sunburn)|\b(pulled|knocked|tipped|grabbed|poured|spilled|spilt)\b.{0,15}\b(kettle|tea|coffee|pan|saucepan|soup|chip pan|oil|hot water|boiling water|teapot)\b.{0,15}\b(on|over|onto|down)\b.{0,14}\b(himself|herself|him|her|me|themselves|baby|legs?|arms?|face|chest)\b",
        r"\b(badly|severely|seriously) (burn(ed|t)|scalded)\b|\b(burns?|burned|burnt|scalded|blister\w*)\b.{0,20}\b(all over|whole|entire|face|body|baby|black|white|charred)\b",
        r"\b(boiling|hot|scalding)\b.{0,4}\b(water|oil|soup|tea|coffee|milk|kettle|pan)\b.{0,25}\b(on|over|fell|spilled|all over|himself|herself|splashed)\b.{0,20}\b(baby|child|kid|face|toddler|him|her|son|daughter|chest|himself|herself|body|eyes?)\b",
        r"\b(baby|child|kid|toddler|son|daughter)\b.{0,25}\b(scalded|burned|burnt|boiling|hot (water|oil|soup|tea|coffee))",
        r"\bacid\b.{0,10}\b(on|in) (my|his|her|the) (face|eyes?|skin)",
    ],
    "cold": [
        r"\b(snow|cold|freezing|outside all night)\b.{0,40}\b(vague|confused|mumbling|slurr\w*|drowsy|sleepy|not making sense|cant wake)\b",
        r"\bstopped shivering\b|\b(so|too|freezing|stone|ice) cold\b.{0,40}\b(confus\w*|sleepy|drows\w*|stiff|slurr\w*|not (making|respond\w*|shivering)|talking|cant (move|walk|talk|wake)|mumbl\w*)|\bfrozen stiff\b|\bfreezing and not making sense\b|\b(has|have|got|is|im|with) hypotherm\w*\b(?! (in|for) )",
    ],
    "snake": [
        r"\b(two|2) (little |small |tiny |wee )?(holes|marks|punctures?|dots)\b.{0,60}\b(ankle|foot|leg|hand|arm|crook|swell\w*|swoll\w*|sick|numb)\b|\b(ankle|foot|leg|hand|arm|toe|finger)\b.{0,60}\b(two|2) (little |small |tiny |wee )?(holes|fang marks|punctures?)\b|\b(snake|viper|cobra|brown|adder|rattler|mamba|krait)\b.{0,6}\b(got|bit|had|nipped|struck|caught)\b.{0,12}\b(me|him|her|us|my|his)\b.{0,6}\b(on|in|ankle|foot|leg|hand)\b",
        r"\b(snake|viper|rattlesnake|cobra|copperhead|scorpion)\b.{0,12}\b(bit|bitten|bite me|stung)\b|\b(bit|bitten|stung|attacked)\b.{0,8}\b(by )?(a )?(snake|rattlesnake|viper|cobra|scorpion|copperhead)|\bsnake ?bite\b.{0,15}\b(help|now|leg|hand|swelling|ankle)",
    ],
    "birth": [
        r"\b(see|feel|seen) (the |its |babys |her |a )?(hair|head)\b.{0,15}\b(coming|its coming|now|crowning|out)\b|\b(head|hair)s? (is |s )?(coming|out|showing) (now|already)\b",
        r"\b(\d+ weeks|pregnant|pregnancy|months gone)\b.{0,40}\b(bleed\w*|blood|unconscious|fits?|seizure)\b(?! (a bit|a little|lightly|test|pressure|type|group|sugar|gums?))|\b(bleed\w*|lots? of blood)\b(?! (a bit|a little|lightly)).{0,30}\b(\d+ weeks( pregnant| gone)?|pregnant)\b",
        r"\bbabys? head is (out|showing|coming)|\bcrowning\b|\bbaby is coming\b|\b(water|waters) (just )?broke\b|\b(in|going into) labou?r\b|\bgiving birth\b|\bcontractions\b",
    ],
    "fall": [
        r"\b(had|has had|having|took|taken) a (bad |nasty |terrible |heavy )?(fall|tumble)\b",
        r"\b(fell|fallen|had a fall|slipped|tripped|down on the floor|on the floor)\b.{0,30}\b(cant|cannot|can not|couldnt|unable to|wont|doesnt) (get|stand|move|sit)( back)?( up)?\b",
        r"\b(grandma|grandpa|grandmother|grandfather|granny|(elderly|old) (man|woman|lady|person|neighbou?r))\b( has| just| had| have)* (fell|fallen|a fall)\b",
    ],
    "head": [
        r"\bpupils?\b.{0,12}\b(is |are )?(massive|huge|bigger|blown|different|uneven|not the same|dilated|wide)\b.{0,40}|\b(came|come|fell|comes) off (the|a|his|her) (ladder|bike|horse|scooter|roof|wall)\b.{0,90}\b(being sick|throwing up|vomit\w*|sick again|confused|pupil)\b",
        r"\b(hit|banged|bumped|knocked|smacked|cracked|whacked|fell on|landed on)\b.{0,5}\b(his|her|my|their|the)\b.{0,6}\bhead\b.{0,60}\b(vomit\w*|throw\w*|threw|being sick|been sick|passed out|faint\w*|confus\w*|sleepy|drows\w*|wont|not (answer\w*|mak\w*|respond\w*)|blood\w*|bleed\w*|seizure|unconscious|blacked|strange|weird)\b",
    ],
    "crash": [
        r"\b(hit|struck|ran over|run over|knocked (down|over)|ran into) (me|him|her|us|them|a|an|the|my|someone|somebody)\b.{0,20}\b(with (a|his|her|the|their) )?(car|truck|lorry|van|bus|scooter|motorbike)\b(?!.{0,6}\b(door|parked|wall))|\b(hit|struck|ran over|run over|knocked (down|over)) (a|an|the|this|some|an old) ?(old |young )?(cyclist|pedestrian|man|woman|lady|boy|girl|kid|child|person|biker|motorcyclist)\b",
        r"\b(hit|run over|struck|knocked down)\b.{0,6}\bby (a |the )?(car|truck|bus|van|train|bike|motorcycle|scooter)\b|\b(car|bus|truck|motorcycle|traffic|bad|terrible|train) (crash|accident|wreck)\b.{0,30}|\bcrashed (my|the|our|into|his|her)\b",
    ],
    "injury": [
        r"\b(leg|arm|ankle|wrist|knee|foot|hip|neck|elbow|shoulder)\b.{0,12}\b(the wrong way|wrong direction|backwards|at a (funny|weird|strange|odd|horrible) angle|is broke\b|snapped|hanging off)",
        r"\b(hand|arm|fingers?|foot|hair|sleeve|leg|scarf)\b.{0,15}\b(in|into|caught|stuck|jammed|trapped|through|under)\b.{0,10}\b(machine|mincer|blender|grinder|saw|press|conveyor|escalator|rollers?|gears?|mower|shredder|baler|lathe|dough mixer)\b",
        r"\b(fell|fallen|falling|jumped)\b.{0,10}\b(off|from|out of|down)\b.{0,12}\b(roof|balcony|ladder|window|tree|scaffold\w*|building|stairs|height|cliff|\w+ floor)\b",
        r"\b(cant|not) move (his|her|my|their)? ?(legs?|neck|back|body)\b|\bbone (is )?sticking out\b",
    ],
    "unconscious": [
        rf"\b{_WHO}\b.{{0,12}}\b(slid|slipped|toppled|slumped) (off|down|over|from)\b.{{0,25}}\b(eyes?|face|mouth|answer\w*|wont|limp|floppy)\b",
        r"\b(wont|doesnt|didnt|cant|cannot|not) (be )?(rous(e|ed|ing)|com(e|ing) (round|around|to))\b(?! (my|our|the|your|dinner|see|work|town|tea|a|me|us|you|visit|here)\b)",
        r"\bwont (get up|answer|talk|open (his|her|their) eyes)\b.{0,30}\b(cold|stiff|blue|gr[ae]y|limp|floppy|on the (floor|ground)|breath\w*|asleep)\b|\b(cold|stiff|blue|gr[ae]y|limp|floppy|on the (floor|ground))\b.{0,25}\b(wont (get up|answer|talk|open)|(doesnt|cant) (answer|hear me|open))\b",
        r"\b(?!baby)(hes|shes|he is|she is|breath\w*|throat|chest|he|she)\b.{0,12}\b(gurgl\w*|rattling)\b",
        r"\b(not|isnt|stopped|aint|no longer|hardly|barely|cant tell if .{0,10}) ?(really )?breathing\b|\bno breathing\b|\bstopped breath|\bdoesnt breathe\b|\bwithout breathing\b",
        r"\b(cant|cannot|can not|cnt|couldnt|unable to|struggling to|hard to|trouble|difficulty|gasping) (breathe|breathing|catch (my|his|her) breathe)\b|\bno (pulse|heart ?beat)\b|\bgasping (for|and)\b",
        r"\b(isnt|not|cant (feel|find)|cannot (feel|find)|without)( a| any| his| her| the)? (pulse|heart ?beat)\b",
        r"\b(not|isnt|wont|aint|stopped|doesnt) mov(e|ing)\b(?!.{0,12}\b(out|house|in|on|forward|away)\b)|\b(motionless|slumped|keeled over|out cold|floppy|gone limp|went limp|is limp|nobody home|eyes? (are |have )?(roll\w*|glazed|open but))\b",
        r"\b(unconscious|unresponsive|not responding|isnt responding|wont respond|not responsive|no response|lifeless)\b",
        r"\b(wont|not|doesnt|didnt|cant|isnt|never) (wake|waking|woke)\b(?! (me )?up (early|on time|in the morning|for (work|school)))|\bcant be woken\b|\bcannot wake\b",
        rf"\b{_WHO}\b.{{0,15}}\b(collapsed|passed out(?! (the|some|free|a|his|her|their|flyers?|leaflets?|sweets|candy|cards|copies|forms|food|water|blankets?|masks?|maps?))|fainted|blacked out|unconscious|keeled over|dropped down|fell down and|lying on the (floor|ground|street))\b|^\W*(collapsed|passed out|someone collapsed)\W*",
        r"\b(turning|turned|gone|going|is|lips? (are )?|face (is )?)\b ?(blue|purple|grey|gray)\b.{0,10}(?<!sky)$|\bturn(ing|ed) blue\b|\blips?\b.{0,12}\b(blue|dusky|purple|gr[ae]y|slate)\b",
        r"\b(he|she|they|mom|dad|mum|baby|husband|wife|grandma|grandpa|child|someone|friend|i|im)( is|s|m| am)? (dying|going to die|gonna die)\b",
    ],
    "road_collapse": [
        r"\b(road|street|ground|pavement|asphalt|sidewalk)\b.{0,12}\b(collapsed|collapsing|caved in|gave way|is sinking|opened up)\b",
    ],
    "trapped": [
        r"\b(storey|story|building|house|plaza|bungalow|church|school|mall|flats?|block)\b.{0,30}\b(don |has |just |have )*(fall|fell|fallen|collapse\w*|come down|came down|crash\w*)\b.{0,60}\b(inside|shout\w*|scream\w*|under|trapped|people dey)\b",
        rf"\b(tractor|quad|car|truck|lorry|van|log|machine|forklift|digger|horse|wardrobe|tv|shelf|shelves|dresser|bookcase|fridge|cupboard|pallet)\b.{{0,12}}\b(rolled|fell|fallen|tipped|landed|came down|toppled|flipped|dropped)( over)? (on|onto|on top of)\b.{{0,12}}\b{_WHO}\b",
        r"\b(tree|branch|crane|wall|roof|pole|pylon|scaffold\w*|sign|rocks?|boulder)\b.{0,12}\b(come|came|fallen|fell|dropped|crashed)\b( down)? on(to|top of)? .{0,20}\b(people|someone|him|her|man|woman|kid|child|car|bus|van|us|me)\b",
        r"\b(wedged|jammed|pinned|crushed|stuck|caught|trapped|fell|fallen|down)\b.{0,10}\b(between|under|beneath)\b.{0,25}\b(train|platform|tracks?|doors?|machine|wall|car|truck|lorry|van|bus|gate|tractor|digger|escalator|rock|tree|wheels?)\b",
        r"\b(house|home|building|walls?|ceiling|roof|flats?|block)\b.{0,25}\b(tilt\w*|is leaning|lopsided|buckl\w*|bulging|splitting|sagging|about to (fall|collapse|come down))\b",
        r"\b(trapped|buried|pinned|crushed)\b.{0,20}\b(under|in|inside|beneath|rubble|building|house|debris|room|by)\b|\b(im|i am|we are|were|we re|people|someone|he is|she is|kid|child)\b ?(are |is )?(trapped|buried|pinned)\b|\bunder (the )?rubble\b",
        r"\b(building|house|roof|wall|ceiling|bridge|floor|balcony|scaffold\w*|tunnel)\b.{0,10}\b(has |just |is |have )*(collapsed|collapsing|caved in|fell down|fallen|falling down|came down)\b",
        r"\bcant get out\b|\btrapped\b.{0,6}$|\bno way out\b",
    ],
    "help": [
        r"\bon the (railway|train|tram|metro|tube) (lines?|tracks?)\b.{0,60}\b(barriers?|train|tram|coming|lying|sat|stood|stuck|wont move)\b|\b(lying|sat|stood|stuck|walking)\b.{0,12}\bon the (railway|train|tram|metro|tube) (lines?|tracks?)\b",
        r"\b(turned|looked|blinked) (round|around|away|back)?.{0,40}\b(gone|isnt (here|there|anywhere)|not (here|there|anywhere)|vanished|disappeared|cant (find|see) (him|her))\b|\b(my|our) (little )?(son|daughter|boy|girl|kid|child|toddler|grandson|granddaughter|wee one|little one|\d year old)\b.{0,15}\b(is |has |s )?(missing|vanished|disappeared|nowhere|isnt anywhere|gone missing|wandered off)\b(?! (school|out on|a|the|you|his|her|me))",
        r"^\W*(please |somebody |someone |omg |oh my god |god )*(help|sos|emergency|911|999|112|mayday)\W*((me|us|sos|help|please|now|quick|fast|someone|asap|hurry)\W*)*$",
        r"\b(someone|somebody|please) help (me|us|him|her|my)\b\W*$|\b(save|rescue) (me|us|him|her)\b|\b(need|send|call)( an| the)? (ambulance|police|fire ?(truck|brigade|department)|rescue)\b(?! (number|station))|\bim dying\b|\blife or death\b|\bits an emergency\b|\bthis is an emergency\b|\bsomeone is (dying|hurt badly|badly hurt)\b|\b(is|are|s|been) (badly|seriously|severely) (hurt|injured|wounded)\b",
    ],
}

URGENT = re.compile(
    r"\b(help (me|us|him|her|now|please)|please help|hurry|right now|quick(ly)?|omg|asap|is an emergency|happening now|"
    r"oh god|oh my god|fast please|urgent)\b|^\W*help\b|\bhelp\W*$"
)
# An exercise, a story, a memory, or already over.
UNREAL = re.compile(
    r"\b(?<!on )(?<!with )(?<!by )(fire|earthquake|evacuation|safety|emergency|lockdown|tornado|school|a|the|our|next|practice) drills?\b|\bdrills?\b.{0,12}\b(tomorrow|today|next|when|schedule|sign)|\bexercise\b|\bsimulation\b|\brehears"
    r"|\bpretend|\b(movie|film|tv show|video ?game|game|minecraft|novel|story|dream(ed|t|ing)?|song|lyrics|joke|mixtape|homework|essay|assignment|poem|quiz|test question)\b"
    r"|\b(yesterday|last (week|month|year|night|summer|winter|spring|fall|time)|(years?|months?|weeks?|days) ago|used to|"
    r"when i was|when we were|as a (kid|child)|back in|in (19|20)\d\d|once had|survived|history of)\b"
    r"|\b(put (it|the fire|that) out|((fire|blaze|it) (is|was)|flames are|its|thats) (all )?out( now)?$|already out|is over( now)?$|false alarm|all (ok|okay|good|fine|clear) now|(is|are|im|hes|shes|were) (fine|ok|okay|better|safe) now)\b"
    r"|\b(team|band|market|stock|deal|sale|outfit|beat|album|player|economy|career|party|dance ?floor)\b.{0,15}\b(on fire|is fire)\b"
    r"|\b(get|got|getting|be|been|being) fired\b|\b(fire|fires) (sale|emoji|stick|tv|works)\b|\bfireworks?\b|\bcamp ?fire\b|\bbonfire\b|\bon the news\b|\bgas (price|prices|mileage|bill|station|money)\b|\bheart ?burn\b"
    r"|\b(laugh|laughing|dying of (boredom|laughter)|dying to|killing me|bored to death|starving)\b"
)
# A question for another day.
ASKING = re.compile(
    r"\b(lol|lmao|rofl|haha\w*|just kidding|jk)\b|\N{FACE WITH TEARS OF JOY}|"
    r"\bhow (will|would|do|can|does) (i|we|he|she|they|you|someone) (know|hear|notice|be warned|find out)\b|\b(prevent\w*|avoid\w*|prepar\w*|protect (my|our|your) (home|house|family)|reduce|tips|check ?list|plan for|in advance|ahead of|before (a|an|the)|get ready|be ready|ready for|risk of|chance of|chances|likely)\b"
    r"|\b(learn|teach|training|train for|class on|(?<!golf )(?<!race )course|certif\w*|lesson|workshop|brochure|poster)\b"
    r"|\b(explain|definition|define|meaning|mean by|what (is|are|causes?|does)|whats (a|an|the)|why (do|does|is|are)|statistics|how (common|likely|often|many|does|do .{0,25} work|dangerous|long)|difference between|tell me about|info(rmation)? (on|about)|facts|types of|examples? of|types?)\b(?!.{0,12}\b(i do|we do|to do)\b)"
    r"|\b(signs|symptoms|causes?|warning signs) of\b|\b(insurance|buy|cost|price|recommend\w*|should i (buy|get|install)|where (do|can) i (buy|get|put)|which (brand|type|kind)|best (way|place) to (keep|put|store|install))\b"
    r"|\bhow (to|do (i|you|we)|can (i|we|you)|should (i|we))\b.{0,30}\b(test|check|install|store|maintain|keep|use an?|charge|build|make a|tell if|know if|recogni[sz]e|spot|detect|sign up|volunteer|report)\b"
    r"|\bis it (safe|ok|okay|true|dangerous|possible|legal)\b|\bcan (i|you|we) (still |just )?(use|eat|drink|keep|charge|put)\b|\bdo (i|we) need (a|an)\b|\bis there (a|an|any)\b"
)
# From here on the sentence supposes.
SUPPOSING = re.compile(
    r"\b(what|how|where|who|which|when|should i|do i|can i|am i|is it)\b.{0,45}\b(if|in case|in the event|when|whenever|during|after|following|in a|in an)\b"
    r"|^\W*(if|in case|when|suppose|supposing|imagine|say|during|whenever|after)\b|\bwhat if\b|\bin case (of|there|it|i|we)\b|\bjust in case\b"
    r"|\bhow (to|do (i|you|we|people)|can (i|you|we)|should (i|you|we)) (survive|escape|treat|handle|respond|put out|extinguish|help (someone|a person|people|somebody))\b"
    r"|\bafraid of\b|\bscared of\b|\bworried about\b|\bwondering\b|\bcurious\b|\bmight\b|\bcould there\b|\bwould\b"
)
# Things that are said not to be.
DENIED = re.compile(
    r"\b(no|not|isnt|arent|wasnt|without|dont|doesnt|didnt|never|nobody|no one|cant|im not|hes not|shes not|not even)\b( is| are| any| a| the| an| really| smell| smelling| see| seeing| having| have| feel)*"
    r" (on fire|fire|flames|smoke|gas|gas smell|gas leak|smell of gas|hurt|injured|bleeding|choking|trapped|drowning|stuck|unconscious|in danger|"
    r"an emergency|emergency|burning|electrocuted|poisoned|chest pain|heart attack|stroke|earthquake|leaking)\b"
    # what falls into the water is a thing
    r"|\b(phone|keys?|wallet|glasses|hat|ball|shoe|bag|watch|ring|drone|camera)\b.{0,8}\b(fell|dropped|went)\b.{0,8}\b(in|into)\b.{0,15}"
)
