"""What the chat keeps in mind, whose lines it adds, and the part of a guide that it chooses."""

import pytest

from knowledge.chat import Circumstances, alarm_in, circumstances_in, danger_in, lines_about, only_circumstances
from knowledge.inbound import shortened
from knowledge.search.speech import as_written
from tests.knowledge.asking import ask, cited


@pytest.mark.parametrize(
    ("text", "people", "high", "places"),
    [
        ("shes only 8 months", ["child"], False, ()),
        ("my daughter is 9 months old", ["child"], False, ()),
        ("im 8 months pregnant", ["pregnant"], False, ()),
        ("mum is 84 and lives alone", ["old", "night_shift"], False, ()),
        ("my knee has hurt for 8 months", [], False, ()),
        ("we are on the 12th floor", [], True, ()),
        ("we are on the 2nd floor", [], False, ()),
        ("im in a basement flat", [], False, ("low",)),
        ("娃才一岁", ["child"], False, ()),
        ("家里有个刚出生的宝宝", ["child"], False, ()),
        ("我奶奶82岁", ["old"], False, ()),
        ("我住在二十三楼", [], True, ()),
        ("我家在一楼", [], False, ("low",)),
        ("a dog bit me", [], False, ()),
        ("被狗咬了", [], False, ()),
        ("可以带狗去避难所吗", ["pet"], False, ()),
    ],
)
def test_ages_places_and_animals_are_read(text, people, high, places):
    assert circumstances_in(text) == Circumstances(tuple(people), high, places)


def test_what_was_told_is_carried_and_the_last_place_holds():
    kept = circumstances_in("we are on the 12th floor with a baby").as_kept()
    assert circumstances_in("what now").and_before(kept) == Circumstances(("child",), True)
    assert circumstances_in("we are in the basement").and_before(kept) == Circumstances(("child",), False, ("low",))


@pytest.mark.parametrize("text", ["我家有个宝宝", "im 8 months pregnant", "we live on the 12th floor", "我住23楼"])
def test_a_message_may_only_tell(text):
    assert only_circumstances(text)


@pytest.mark.parametrize("text", ["奶奶吃饺子噎得直翻眼", "my baby is blue", "my son wants a bike", "我家孩子发疹子"])
def test_a_message_about_people_may_say_more(text):
    assert not only_circumstances(text)


@pytest.mark.usefixtures("guides")
def test_a_baby_s_own_steps_stand_before_the_others_by_page_and_by_text():
    reply = ask("my baby is choking")
    assert reply.kind == "emergency" and reply.people[0].startswith("Baby under 1")
    lines = reply.text.splitlines()
    assert lines[1:3] == reply.people and lines[3].startswith("1. ")
    assert shortened(reply)[0].splitlines()[1] == reply.people[0]


@pytest.mark.usefixtures("guides")
def test_an_emergency_ends_with_what_not_to_do_that_was_asked_for_first():
    reply = ask("oil in the pan caught fire can i throw water on it")
    assert "Never put water on burning oil. It throws burning oil at you." in reply.tips
    assert len(reply.tips) == 2


@pytest.mark.usefixtures("guides")
def test_age_and_floor_are_carried_to_later_questions():
    assert ask("we are on the 12th floor").text == "I keep that in mind. What would you like to know?"
    assert cited(ask("what do i do if there is a fire")) == ["high-rise-fire"]
    assert cited(ask("the flat is on fire")) == ["high-rise-fire"]
    other = ask("what do i do if there is a fire", session="another-session-of-context")
    assert cited(other) == ["home-fire"]


@pytest.mark.usefixtures("guides")
def test_people_who_are_told_of_after_the_answer_get_their_lines():
    reply = ask("停电了怎么办", "家里有个刚出生的宝宝")
    assert cited(reply) == ["power-cut"]
    assert reply.citations[0]["url"].endswith("#different")
    assert lines_about(["child"], [step["why"] for step in reply.steps]) == [step["why"] for step in reply.steps]


@pytest.mark.usefixtures("guides")
def test_another_topic_ends_the_last():
    assert cited(ask("how do i prepare for a typhoon", "what goes in a go bag")) == ["emergency-kit"]
    assert ask("烫伤怎么处理", "附近哪有好吃的", session="another-session-of-context").kind == "decline"


@pytest.mark.usefixtures("guides")
def test_what_alarms_gets_a_number_where_no_guide_knows_more():
    reply = ask("they took a hostage at the bank")
    assert (reply.kind, reply.emergency["number"], reply.citations) == ("emergency", "110", [])
    assert alarm_in("blood in the hall") is not None and alarm_in("what is my blood type") is None
    assert alarm_in("there was blood in the movie") is None


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("佢冇晒呼吸", "他没有了呼吸"),
        ("俺娘晕死过去了", "我妈妈晕倒过去了"),
        ("娃儿遭蛇咬咯", "孩子被蛇咬了"),
        ("煤汽味好大", "煤气味好大"),
        ("老鼠要", "老鼠药"),
        ("骨折了", "骨折了"),
        ("小心更好", "小心更好"),
        ("食物和饮用水", "食物和饮用水"),
        ("留学不好", "留学不好"),
        ("姑娘遭遇了", "姑娘遭遇了"),
        ("no chinese here", "no chinese here"),
    ],
)
def test_spoken_chinese_becomes_written(spoken, written):
    assert as_written(spoken) == written


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("fell off the roof and is not breathing", "unconscious"),
        ("my flat mate is on the floor not moving", "unconscious"),
        ("有人晕过去了", "unconscious"),
        ("my nose wont stop bleeding", None),
        ("鼻子出血止不住", None),
        ("撞了头鼻子出血止不住", "bleeding"),
        ("地震了要不要去学校接孩子", None),
        ("地震了房子在晃孩子在学校", "earthquake"),
        ("坐轮椅电梯停了怎么下楼", None),
        ("坐轮椅困在电梯里", "lift"),
        ("人冻僵了怎么救", "cold"),
        ("手冻僵了", None),
        ("手机掉水里了", None),
        ("手机和孩子掉水里了", "drowning"),
    ],
)
def test_what_looks_alike_is_told_apart(text, kind):
    danger = danger_in(text)
    assert (danger.kind if danger else None) == kind


@pytest.mark.usefixtures("guides")
def test_of_several_things_at_once_each_is_answered_or_offered():
    reply = ask("我想问下 心肺复苏怎么按 还有应急包里要放什么 谢谢")
    offered = [*cited(reply), *reply.suggestions]
    assert cited(reply) == ["cpr-aed"] and "应急包" in " ".join(offered)
    assert cited(ask(reply.suggestions[0])) == ["emergency-kit"]
