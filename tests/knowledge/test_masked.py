"""What is kept of a question names nobody's number or address, however it is typed."""

import pytest

from knowledge.chat.masked import without_numbers


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("call me on +1 (202) 555-0101 please", "call me on … please"),
        ("打１３８００１３８０００找我", "打…找我"),
        ("我的电话是一三八零零一三八零零零，快来", "我的电话是…，快来"),
        ("幺三八 零零幺三 八零零零", "…"),
        ("138零零138零零零", "…"),
        ("138*0013*8000 or 138/0013/8000", "… or …"),
        ("1\u200b3\u200b8\u200b0\u200b0\u200b1\u200b3\u200b8\u200b0\u200b0\u200b0", "…"),
        ("two zero two, five five five, zero one oh one", "…"),
        ("Two-oh-two double five 5 0101 is mine", "… is mine"),
        ("身份证11010519491231002X", "身份证…"),
        ("write to sam.o+x@mail.example.org now", "write to … now"),
        ("发到li.na＠qq.com", "发到…"),
        ("a\0b", "ab"),
        # what is no number of anybody's stays
        ("My 2 children are 3 and 5, call 119 or 120", "My 2 children are 3 and 5, call 119 or 120"),
        ("一个三岁，一个五岁，住十二楼", "一个三岁，一个五岁，住十二楼"),
        ("one of the two on floor three", "one of the two on floor three"),
        ("meet @ 5", "meet @ 5"),
        ("the dam broke on 2026-11-27?", "the dam broke on 2026-11-27?"),
        ("2026/7/3停电到几点", "2026/7/3停电到几点"),
        ("20261127", "…"),  # eight figures in a row are somebody's number in Hong Kong
        ("2026-11-271", "…"),
    ],
)
def test_numbers_and_addresses_of_people_are_not_kept(typed, kept):
    assert without_numbers(typed) == kept
