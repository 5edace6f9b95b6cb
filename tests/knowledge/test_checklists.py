"""Lists for a home: made of the guides' own lines, known by marks that never pass from one line to another."""

import pytest
from django.test import Client

from knowledge.articles import listed, mark_of
from knowledge.models import Article, Translation
from knowledge.selectors import checklist_of, checklists
from knowledge.services import withdraw_article
from tests.factories import NOON

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


def marks(slug, language):
    return [line.mark for _part, lines in checklist_of(slug, language, None).parts for line in lines]


def test_the_lines_of_a_list_are_read_one_by_one():
    steps = "1. **Store water.** About 4 liters\n   for a day.\n2. Keep [soap](/x/).\n"
    text = f"{steps}\nA paragraph.\n\n- **Babies:** milk.\n- **存水。** 4升。"

    items = listed(text)

    assert [(one.lead, one.rest, one.is_step) for one in items] == [
        ("Store water.", "About 4 liters for a day.", True),
        ("", "Keep soap.", True),
        ("Babies:", "milk.", False),
        ("存水。", "4升。", False),
    ]
    assert [one.text for one in items][::3] == ["Store water. About 4 liters for a day.", "存水。4升。"]
    assert mark_of("steps", "a") != mark_of("before", "a") != mark_of("before", "b")


@pytest.mark.usefixtures("guides")
def test_a_guide_becomes_a_list_of_its_own_lines_in_both_languages():
    english = Client().get("/checklists/emergency-kit/").content.decode()
    chinese = Client().get("/checklists/emergency-kit/", **CHINESE).content.decode()

    assert "Store water." in english and "存水" in chinese
    assert english.count("data-tick=") == chinese.count("data-tick=") == 13
    assert "Do not pack a bag" not in english  # to be read, not to be ticked
    assert marks("emergency-kit", "en") == marks("emergency-kit", "zh-hans")


@pytest.mark.usefixtures("guides")
def test_every_list_opens_and_has_a_mark_of_its_own_for_every_line():
    for language in ("en", "zh-hans"):
        found = [one for lists in checklists(language, None).values() for one in lists]
        assert len(found) > 60
        for one in found:
            mine = [line.mark for _part, lines in one.parts for line in lines]
            assert (one.slug, len(set(mine))) == (one.slug, len(mine)) and len(mine) >= 3
    assert next(iter(checklists("en", None))) == ""


@pytest.mark.usefixtures("guides")
def test_a_line_that_changes_loses_its_tick_and_the_others_keep_theirs():
    before = marks("family-plan", "en")
    row = Translation.objects.get(article__slug="family-plan", language="en")
    row.sections[0]["text"] = row.sections[0]["text"].replace(
        "Choose two meeting places", "Choose three meeting places"
    )
    row.save()

    after = marks("family-plan", "en")

    assert [one == other for one, other in zip(before, after, strict=True)].count(False) == 1


@pytest.mark.usefixtures("guides")
def test_what_is_withdrawn_has_no_list_and_first_aid_never_had_one():
    withdraw_article(Article.objects.get(slug="family-plan"), by=None, now=NOON)

    assert Client().get("/checklists/family-plan/").status_code == 404
    assert "/checklists/family-plan/" not in Client().get("/checklists/").content.decode()
    assert Client().get("/checklists/burns/").status_code == 404
    assert Client().get("/checklists/no-such-thing/").status_code == 404


@pytest.mark.usefixtures("guides")
def test_the_pages_ask_the_database_a_few_things_however_many_lists_there_are(django_assert_max_num_queries):
    Client().get("/checklists/")
    with django_assert_max_num_queries(8):
        Client().get("/checklists/")
    with django_assert_max_num_queries(8):
        Client().get("/checklists/flood/")


def test_without_any_guide_the_household_has_its_notes_all_the_same(client, community):
    page = client.get("/checklists/").content.decode()

    assert 'data-keep="sheet.meeting_near"' in page and "No guide is published yet." in page
