"""The words of the demo's alerts: two that are over, and an exercise that runs."""

from typing import Any

FLOOD: dict[str, Any] = {
    "kind": "relay",
    "event": "Flood",
    "category": "Met",
    "severity": "Severe",
    "urgency": "Expected",
    "certainty": "Likely",
    "area": {"named": "lower-street"},
    "infos": [
        {
            "language": "en",
            "headline": "Water may reach Lower Street tonight",
            "description": "The river rises 12 cm an hour. It may stand 40 cm deep in Lower Street by ten at night.",
            "instruction": (
                "Leave ground floors before 8 pm (20:00). Go to Hillside School, 12 Hill Road.\n"
                "Switch off power and gas if the floor is still dry.\n"
                "Take medicine, papers, a phone and warm clothes.\n"
                "Knock at your neighbours' doors.\n"
                "Do not use the river path or Stone Bridge."
            ),
            "text": (
                "{issuer}: river flood. Water may reach Lower Street tonight. Leave ground floors before 20:00, "
                "go to Hillside School, 12 Hill Rd. Until 06:00."
            ),
        },
        {
            "language": "zh-hans",
            "headline": "今晚下街可能进水",
            "description": "河水每小时涨 12 厘米，晚上十点前下街水深可能到 40 厘米。",
            "instruction": (
                "20:00 前离开一楼，去坡上小学（山路 12 号）。\n"
                "地面还干，就关掉电闸和燃气阀。\n"
                "带上药、证件、手机和保暖衣物。\n"
                "敲敲邻居的门。\n"
                "别走河边小路，别过石桥。"
            ),
            "text": "{issuer}：河水上涨，今晚下街可能进水。请 20:00 前离开一楼，去坡上小学（山路12号）。到明早6:00。",
        },
    ],
}
WATER: dict[str, Any] = {
    "kind": "notice",
    "event": "Unsafe water",
    "category": "Health",
    "severity": "Moderate",
    "urgency": "Immediate",
    "certainty": "Observed",
    "area": {"named": "market-lane"},
    "infos": [
        {
            "language": "en",
            "headline": "Boil tap water in Market Lane",
            "description": "A main burst at Market Lane. The water may carry dirt until the pipe is flushed.",
            "instruction": (
                "Boil tap water for one minute before you drink it or cook with it.\n"
                "Clean water is at Market Hall, 3 Market Lane, day and night.\n"
                "Babies: use bottled water."
            ),
            "text": (
                "{issuer}: burst main in Market Lane. Boil tap water 1 minute before drinking. "
                "Clean water at Market Hall, 3 Market Lane. Until tomorrow noon."
            ),
        },
        {
            "language": "zh-hans",
            "headline": "集市巷自来水请烧开再喝",
            "description": "集市巷主水管爆裂，冲洗干净之前水里可能有泥沙。",
            "instruction": (
                "喝水、做饭的水先烧开一分钟。\n集市厅（集市巷 3 号）全天有干净水可取。\n给婴儿冲奶请用瓶装水。"
            ),
            "text": "{issuer}：集市巷主水管爆裂，自来水请烧开1分钟再喝。集市厅（集市巷3号）可取水。到明天12:00。",
        },
    ],
}
ALL_CLEAR: list[dict[str, str]] = [
    {
        "language": "en",
        "headline": "Flood warning for Lower Street is over",
        "description": "The river has fallen below the bank and keeps falling.",
        "instruction": "You can go home. Let an electrician look before you switch on wet wiring.",
        "text": "{issuer}: the flood warning for Lower Street is over. You can go home. Wet wiring: electrician first.",
    },
    {
        "language": "zh-hans",
        "headline": "下街洪水预警解除",
        "description": "河水已退到岸下，还在下降。",
        "instruction": "可以回家了。电路泡过水的，先请电工检查再合闸。",
        "text": "{issuer}：下街洪水预警解除，可以回家了。电路泡过水，先请电工检查再合闸。",
    },
]
EXERCISE: dict[str, Any] = {
    "kind": "notice",
    "event": "Flood",
    "category": "Met",
    "severity": "Severe",
    "urgency": "Expected",
    "certainty": "Likely",
    "area": {"named": "wharf-lane"},
    "exercise": True,
    "infos": [
        {
            "language": "en",
            "headline": "Exercise: leave Wharf Lane for Hillside School",
            "description": "We practise what to do when the river comes over the bank. There is no flood.",
            "instruction": (
                "Walk to Hillside School by Hill Road, if you take part.\n"
                "Sign in at the gate.\n"
                "Staying at home? Text SAFE."
            ),
            "text": (
                "{issuer}: there is no flood, we practise. Taking part? Walk from Wharf Lane to Hillside School, "
                "12 Hill Rd. At home? Text SAFE."
            ),
        },
        {
            "language": "zh-hans",
            "headline": "演练：从码头巷转移到坡上小学",
            "description": "练一练河水漫堤时怎么走。现在没有洪水。",
            "instruction": "参加的邻居，请走山路到坡上小学。\n到门口签到。\n留在家里的，请发短信“平安”。",
            "text": "{issuer}：没有洪水，练一练。参加者请从码头巷走山路到坡上小学签到。在家请回复“平安”。",
        },
    ],
}
