"""Danger told in words that no sign names, figures of speech, and a worry about somebody else."""

import pytest

from knowledge.chat import alarm_in, crisis_in, danger_in
from knowledge.chat.idioms import without_idioms
from tests.knowledge.asking import ask


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("slab came down on my legs my phone is 9 percent", "alarm_ambulance"),
        ("the creek turned brown and its coming up real fast we are camped by it", "alarm_fire"),
        ("mum has gone a funny colour and she isnt making sense", "alarm_ambulance"),
        ("a man has been behind me since the station and he is still there", "alarm_police"),
        ("楼道里全是烟，出不去", "high_rise_fire"),
        ("孩子从二楼窗户摔下来了，叫不答应", "unconscious"),
        ("有个男的一路跟着我，我不敢回家", "alarm_police"),
        ("he keeled over when he stood up", "unconscious"),
        ("we have been stuck in traffic for an hour", None),
        ("cant feel my legs after leg day", None),
        ("小区门口倒了棵小树报给谁", None),
        ("有人打我电话", None),
        ("今天中午吃了顿火锅", None),
    ],
)
def test_danger_is_heard_where_no_sign_names_it(text, kind):
    found = danger_in(text) or alarm_in(text)
    assert (found.kind if found else None) == kind


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("my phone is dying and my dad is on the floor", "is on the floor"),
        ("股市跳水 厨房着火", "厨房着火"),
        ("boss blew up at me", "at me"),
        ("the boiler blew up", "the boiler blew up"),
        ("he wont come round", "he wont come round"),
    ],
)
def test_a_figure_of_speech_takes_only_itself_away(text, left):
    assert left in without_idioms(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my friend texted goodbye and gave her cat away", "another"),
        ("he said goodbye and gave me his notes at his leaving drinks", None),
        ("我朋友说来世再见 电话不接", "another"),
        ("他手机关机 留了遗书", "another"),
        ("我活着没啥意思 走了也没人晓得", "self_harm"),
        ("my brother is moving to spain and gave his cat away", None),
        ("i want to die", "self_harm"),
        ("my sister wants to die", "another"),
        ("my sister does not care that i want to die", "self_harm"),
        ("手机电池不想活了", None),
    ],
)
def test_a_crisis_is_of_oneself_or_of_another(text, kind):
    found = crisis_in(text)
    assert (found.kind if found else None) == kind


@pytest.mark.usefixtures("guides")
def test_who_worries_about_another_reads_what_to_do_for_them():
    reply = ask("my friend texted goodbye and gave her cat away")
    assert (reply.kind, reply.opening) == (
        "crisis",
        "You are right to take this seriously. You need not manage it alone.",
    )
    assert "Ask them straight out" in reply.text and "If you have hurt yourself" not in reply.text
    again = ask("my friend texted goodbye and gave her cat away", "he doesnt answer the door")
    assert "Ask them straight out" in again.text
