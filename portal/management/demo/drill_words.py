"""The demo's drills: one that was, one to come, and a roll-call that runs."""

from typing import Any

PAST: dict[str, Any] = {
    "title": {"en": "Flood walk to Hillside School", "zh-hans": "防汛转移演练"},
    "summary": {
        "en": "From Lower Street to Hillside School on foot, with two wheelchairs and a pram. Afterwards soup.",
        "zh-hans": "从下街步行到坡上小学，队里有两辆轮椅和一辆婴儿车。走完喝热汤。",
    },
    "audience": {"en": "Everybody from the streets by the river", "zh-hans": "河边几条街的邻居"},
    "access": {
        "en": "Step-free all the way. Who cannot walk is fetched: say so when you sign up.",
        "zh-hans": "全程无台阶。走不了的有人接，报名时说一声。",
    },
    "timetable": {
        "en": (
            "09:30 The siren sounds | Close windows, take your bag, go to the old pump\n"
            "09:45 Everybody leaves together | Keep to the uphill side\n"
            "10:20 At the school gate | Give your name\n"
            "10:40 Soup, and what went well"
        ),
        "zh-hans": (
            "09:30 响警报 | 关好门窗，带上应急包，到老水泵旁集合\n"
            "09:45 一起出发 | 靠山一侧走\n"
            "10:20 到学校门口 | 报姓名签到\n"
            "10:40 喝热汤，说说哪里做得好"
        ),
    },
    "type": "drill",
    "place": {"en": "Lower Street, by the old pump", "zh-hans": "下街老水泵旁"},
    "capacity": 60,
}
UPCOMING: dict[str, Any] = {
    "title": {"en": "Fire drill in Willow Court", "zh-hans": "柳湾里消防疏散演练"},
    "summary": {
        "en": (
            "Leave a smoky stairway, find the meeting point, use an extinguisher once. "
            "Guides are wanted for buildings 3 and 5."
        ),
        "zh-hans": "走一次有烟的楼道，找到集合点，亲手用一次灭火器。3 号楼和 5 号楼还缺引导员。",
    },
    "audience": {"en": "Everybody who lives in Willow Court, from 10 years", "zh-hans": "柳湾里住户，满 10 岁即可"},
    "access": {
        "en": "The yard is step-free. The stairway is walked only by those who can.",
        "zh-hans": "院子无台阶。楼道只请走得动的人走。",
    },
    "timetable": {
        "en": (
            "09:00 How smoke moves | Ask what you always wanted to know\n"
            "09:20 Through the stairway, building by building | Stay low, one hand on the wall\n"
            "09:50 One extinguisher each | Pull, aim, squeeze, sweep\n"
            "10:15 Count, tea, home"
        ),
        "zh-hans": (
            "09:00 讲讲烟怎么走 | 想问的都可以问\n"
            "09:20 各楼依次走楼道 | 弯腰，一只手扶墙\n"
            "09:50 每人试一次灭火器 | 拔、对、压、扫\n"
            "10:15 清点人数，喝茶，回家"
        ),
    },
    "type": "drill",
    "place": {"en": "Willow Court, the yard of building 3", "zh-hans": "柳湾里 3 号楼院子"},
    "capacity": 20,
}
ROLL_CALL: dict[str, Any] = {
    "title": {"en": "Roll-call: text SAFE", "zh-hans": "报平安点名：发短信“平安”"},
    "summary": {
        "en": "One text a household is enough: SAFE. We count doors, and knock at those that stay silent.",
        "zh-hans": "每户发一条短信“平安”就够。我们按户清点，没有回音的上门看看。",
    },
    "type": "roll-call",
    "place": {"en": "At home, all of the neighbourhood", "zh-hans": "各家各户，全社区"},
    "capacity": None,
}
