"""A rumour from the first who asks to the verdict that the chat gives, and back when it runs out."""

import html
import json
import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from knowledge.models import Rumour, Telling
from knowledge.services import answer, check_again, merge_rumours, publish_verdict, take_rumour, tell_rumour
from portal.lib.moves import IllegalMove, LostRace
from tests.factories.people import member
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
POISON = "The water works on Hill Road is poisoned"
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}
FOUND = {
    "claim": {"en": "The water of the Hill Road works is poisoned.", "zh-hans": "坡路水厂的水有毒。"},
    "verdict": "false",
    "why": {
        "en": "The works tested it at 6 this morning: it is safe to drink.",
        "zh-hans": "水厂今早 6 点检测合格，可以饮用。",
    },
    "sources": [{"authority": "Liuwan Water", "title": "Notice of today", "url": "https://water.example/1"}],
    "from_authority": False,
}


@pytest.fixture
def place():
    return CommunityFactory()


@pytest.fixture
def editor(place):
    return member("editor", name="Sam Okafor")


def told(place, words=POISON, who="one", **more):
    return tell_rumour(place, words=words, who=who, now=NOW, **more)


def verdict_on(rumour, by, **changes):
    take_rumour(rumour, by=by, now=NOW)
    publish_verdict(rumour, **{**FOUND, "valid_until": NOW + timedelta(days=30), **changes}, by=by, now=NOW)
    return rumour


def ask(text, **more):
    return answer(text=text, now=more.pop("now", NOW), **more)


def test_told_checked_published_and_answered_in_both_languages(client, place, editor):
    sent = client.post("/rumours/", {"words": f"Is it true that {POISON.lower()}?"}, follow=True)
    assert "the answer will stand here" in sent.content.decode()
    Client().post("/rumours/", {"words": POISON}, REMOTE_ADDR="192.0.2.7")
    rumour = Rumour.objects.get()
    assert (rumour.status, rumour.tellings.count()) == ("received", 2)
    assert client.get("/rumours/").content.decode().count("Hill Road") == 0  # nothing is public before a verdict
    assert client.get(rumour.get_absolute_url()).status_code == 404
    assert "This is being checked" in ask(f"is it true that {POISON}").text

    desk = Client()
    desk.force_login(editor)
    assert "2 people ask" in desk.get("/desk/rumours/").content.decode()
    desk.post(f"/desk/rumours/{rumour.pk}/take/")
    typed = {
        "claim_en": FOUND["claim"]["en"], "claim_zh-hans": FOUND["claim"]["zh-hans"], "verdict": "false",
        "why_en": FOUND["why"]["en"], "why_zh-hans": FOUND["why"]["zh-hans"],
        "sources": "Liuwan Water | Notice of today | https://water.example/1",
        "valid_until": (NOW + timedelta(days=30)).date().isoformat(),
    }  # fmt: skip
    done = desk.post(f"/desk/rumours/{rumour.pk}/verdict/", typed, follow=True)
    assert "The chat answers with it from now on." in done.content.decode()

    page = client.get(rumour.get_absolute_url()).content.decode()
    assert "False" in page and "safe to drink" in page and "https://water.example/1" in page
    review = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    assert (review["@type"], review["claimReviewed"]) == ("ClaimReview", FOUND["claim"]["en"])
    assert review["reviewRating"]["ratingValue"] == 1 and review["citation"][0]["url"] == "https://water.example/1"
    assert "坡路水厂的水有毒" in client.get("/rumours/", **CHINESE).content.decode()

    said = ask(f"People are saying {POISON}")
    assert said.kind == "rumour" and said.text.startswith("False: The water of the Hill Road works")
    assert "Liuwan Water" in said.text and said.citations[0]["url"].startswith(rumour.get_absolute_url())
    chinese = ask("听说坡路水厂的水有毒，是真的吗？")
    assert chinese.kind == "rumour" and chinese.text.startswith("不实：坡路水厂的水有毒")
    checked_on = NOW.astimezone(place.zone)
    assert f"{checked_on.month} 月 {checked_on.day} 日" in chinese.text
    again = client.post("/rumours/", {"words": POISON}, follow=True)
    assert "This has been checked already." in again.content.decode()


def test_another_place_gets_no_verdict_of_this_one(place, editor):
    verdict_on(told(place), editor)
    other = ask("Is it true that the water works on Mill Road is poisoned?")
    assert "False" not in other.text
    elsewhere = CommunityFactory(slug="elsewhere")
    assert "False:" not in ask(POISON, community=elsewhere).text


def test_what_tells_people_to_flee_is_never_called_false_lightly(place, editor):
    words = "The dam above Hill Road has burst, run"
    asked = ask(f"I heard that {words}")
    if asked.kind == "rumour":  # else it was taken for danger now, and the number came first
        assert "go up and away" in asked.text
    rumour = told(place, words)
    assert rumour.says_flee
    with pytest.raises(ValidationError) as refused:
        verdict_on(rumour, editor, claim={"en": words, "zh-hans": "坡路上面的大坝溃坝了"})
    assert "authority" in refused.value.message_dict["verdict"][0]
    rumour.refresh_from_db()
    assert rumour.status == "checking"
    publish_verdict(
        rumour, **{**FOUND, "valid_until": NOW + timedelta(days=1), "from_authority": True}, by=editor, now=NOW
    )
    assert rumour.status == "published" and rumour.says_flee


def test_a_rumour_that_nobody_checked_is_said_to_be_so(place):
    said = ask("Is it true that the mayor has hidden all the candles?")
    assert said.kind == "rumour" and "Nobody here has checked this." in said.text
    assert any("/rumours/" in action["url"] for action in said.actions)
    chinese = ask("听说超市的蜡烛都被收走了，是真的吗")
    assert chinese.kind == "rumour" and "没有人核实过" in chinese.text


def test_a_verdict_that_ran_out_is_not_said_any_more(client, place, editor):
    rumour = verdict_on(told(place), editor, valid_until=NOW + timedelta(seconds=1))
    later = NOW + timedelta(days=2)
    assert "being checked" in ask(f"is it true that {POISON}", now=later).text
    Rumour.objects.update(valid_until=NOW - timedelta(days=1), changed=later)
    page = client.get(rumour.get_absolute_url()).content.decode()
    assert "has run out and is being checked again" in page and "ClaimReview" not in page

    fresh = check_again(rumour, by=editor, now=later)
    assert (rumour.status, fresh.status, fresh.tellings.count()) == ("superseded", "checking", 1)
    assert client.get(rumour.get_absolute_url()).status_code == 404
    publish_verdict(
        fresh, **{**FOUND, "verdict": "true", "valid_until": later + timedelta(days=9)}, by=editor, now=later
    )
    assert client.get(rumour.get_absolute_url())["Location"] == fresh.get_absolute_url()
    assert ask(POISON, now=later).text.startswith("True:")


def test_the_same_person_counts_once_and_two_rumours_become_one(place, editor):
    first = told(place)
    told(place)
    told(place, who="two", link="https://chat.example/p/1?from=group")
    other = told(place, "They poisoned the well of Hill Road", who="three")
    assert told(place, "", who="four", link="https://chat.example/p/1").pk == first.pk
    assert (first.tellings.count(), Telling.objects.get(who=first.tellings.last().who).times) == (3, 2)
    merge_rumours(other, first, by=editor, now=NOW)
    assert (other.status, other.superseded_by, first.tellings.count()) == ("superseded", first, 4)
    assert told(place, "They poisoned the well of Hill Road", who="five").pk == first.pk
    elsewhere = tell_rumour(CommunityFactory(slug="elsewhere"), words="Something else there", who="six", now=NOW)
    with pytest.raises(ValidationError):
        merge_rumours(elsewhere, first, by=editor, now=NOW)
    with pytest.raises(IllegalMove):
        take_rumour(other, by=editor, now=NOW)


def test_two_checkers_at_once(place, editor):
    rumour = told(place)
    stale = Rumour.objects.get(pk=rumour.pk)
    take_rumour(rumour, by=editor, now=NOW)
    with pytest.raises(LostRace):
        take_rumour(stale, by=member("officer"), now=NOW)


def test_whose_verdict_comes_second_keeps_what_they_wrote(client, place, editor):
    rumour = verdict_on(told(place), editor)
    client.force_login(member("officer"))
    typed = {
        "claim_en": "Mine", "claim_zh-hans": "我的说法", "verdict": "true", "why_en": "I rang them.",
        "why_zh-hans": "我打电话问过。", "sources": "Liuwan Water | On the phone",
        "valid_until": (NOW + timedelta(days=30)).date().isoformat(),
    }  # fmt: skip
    answered = client.post(f"/desk/rumours/{rumour.pk}/verdict/", typed)
    page = answered.content.decode()
    assert answered.status_code == 409 and "Somebody else has moved it meanwhile." in page
    assert all(words in page for words in ("What you wrote, not published", "I rang them.", "我的说法", "On the phone"))
    rumour.refresh_from_db()
    assert rumour.verdict == "false" and "safe to drink" in page


def test_what_is_missing_is_said_and_what_was_typed_stays(client, place, editor):
    rumour = told(place)
    client.force_login(editor)
    client.post(f"/desk/rumours/{rumour.pk}/take/")
    typed = {"claim_en": "Half of it", "sources": "only a name", "valid_until": "2020-01-01", "verdict": "perhaps"}
    answered = client.post(f"/desk/rumours/{rumour.pk}/verdict/", typed)
    page = answered.content.decode()
    assert answered.status_code == 422
    assert "Half of it" in page and "only a name" in page and "who | title | address" in page
    del typed["sources"], typed["verdict"]
    page = client.post(f"/desk/rumours/{rumour.pk}/verdict/", typed).content.decode()
    for words in (
        "Write it in every language: 简体中文",
        "Choose a verdict.",
        "at least one source",
        "This day is over.",
    ):
        assert words in page
    assert "Say why." in client.post(f"/desk/rumours/{rumour.pk}/drop/", {"note": " "}, follow=True).content.decode()
    assert (
        "Choose what" in client.post(f"/desk/rumours/{rumour.pk}/merge/", {"into": "x"}, follow=True).content.decode()
    )
    rumour.refresh_from_db()
    assert rumour.status == "checking"


def test_only_checkers_of_the_place_come_in(client, place):
    rumour = told(place)
    paths = ["/desk/rumours/", f"/desk/rumours/{rumour.pk}/"]
    assert all(client.get(path).status_code == 302 for path in paths)
    client.force_login(member("resident", "volunteer", "auditor", "grid_worker"))
    assert all(client.get(path).status_code == 403 for path in paths)
    assert client.post(f"/desk/rumours/{rumour.pk}/take/").status_code == 403
    client.force_login(member("editor", community=CommunityFactory(slug="elsewhere")))
    assert "Nothing here." in client.get(paths[0]).content.decode()
    assert client.get(paths[1]).status_code == 403


def test_nothing_typed_a_bad_link_and_too_many(client, place, settings):
    assert "Write what you heard" in client.post("/rumours/", {"words": " "}).content.decode()
    assert "This is no web address." in client.post("/rumours/", {"link": "javascript:alert(1)"}).content.decode()
    assert client.post("/rumours/", {"words": "x" * 1001}).status_code == 422
    settings.RATE_LIMIT_SCALE = 0.1  # one of ten
    assert client.post("/rumours/", {"words": POISON}).status_code == 302
    refused = client.post("/rumours/", {"words": POISON})
    assert refused.status_code == 429 and int(refused["Retry-After"]) > 0
    assert Telling.objects.count() == 1


DAM = "The Cedar dam has burst and everyone must evacuate"
DAM_ZH = "雪松水库大坝溃坝了，所有人马上撤离"


@pytest.mark.parametrize("words", [DAM, DAM_ZH, "The mayor has hidden all the candles"])
def test_other_words_with_the_link_of_a_verdict_are_a_rumour_of_their_own(client, place, editor, words):
    link = "https://chat.example/p/1"
    checked = verdict_on(told(place, link=link), editor)
    other = told(place, words, who="two", link=link)
    assert other.pk != checked.pk and other.status == "received" and checked.tellings.count() == 1
    said = ask(words)
    assert not said.text.startswith(("False", "不实"))
    assert told(place, "", who="three", link=link).pk == checked.pk  # nothing but the link: what stood there is checked
    checked.refresh_from_db()
    assert not checked.says_flee


def test_what_is_told_after_the_verdict_is_answered_only_as_far_as_the_checker_saw(place, editor):
    link = "https://chat.example/p/1"
    checked = verdict_on(told(place), editor)
    assert told(place, f"I heard that {POISON}", who="two", link=link).pk == checked.pk  # it counts
    assert not checked.tellings.get(link=link).is_accepted
    assert told(place, "", who="three", link=link).pk != checked.pk  # no checker saw this link
    more = told(place, f"{POISON} and exploded", who="four")
    assert more.pk != checked.pk and more.says_flee
    assert ask(f"Is it true that {POISON}").text.startswith("False:")
    assert "False" not in ask(f"Is it true that {POISON} and exploded?").text


@pytest.mark.parametrize(
    "words",
    [
        "Is it true that the water works on Hill Road is poisoned and exploded?",
        "Is it true that the water works on Hill Road is poisoned, evacuate?",
        "Is it true that the water works on Hill Road is hardly poisoned?",
        "Is it true that the water works on Hill Road is only poisoned unless boiled?",
        "听说坡路水厂的水有毒要撤离，是真的吗？",
        "听说坡路水厂的水只有生水有毒，是真的吗？",
    ],
)
def test_a_word_more_gets_no_verdict(place, editor, words):
    verdict_on(told(place), editor)
    said = ask(words)
    assert not said.text.startswith(("False", "不实"))
    if said.kind == "rumour":
        assert "do not pass it on" in said.text or "不要转发" in said.text or "别转发" in said.text


def test_wordings_do_not_drift_from_the_first(place):
    first = told(place, "Market Lane school closes tomorrow morning")
    second = told(place, "Market Lane school closes tomorrow morning for flooding", who="two")
    third = told(place, "Market Lane school tomorrow morning for flooding rain", who="three")
    assert second.pk == first.pk and third.pk != first.pk


@pytest.mark.parametrize("words", [DAM, DAM_ZH])
def test_what_tells_people_to_flee_is_not_joined_with_what_was_lightly_called_false(client, place, editor, words):
    checked, flees = verdict_on(told(place), editor), told(place, words, who="two")
    with pytest.raises(ValidationError) as refused:
        merge_rumours(flees, checked, by=editor, now=NOW)
    assert "Check this one by itself" in refused.value.message_dict["into"][0]
    client.force_login(editor)
    path = f"/desk/rumours/{flees.pk}/merge/"
    assert "Check this one by itself" in client.post(path, {"into": checked.pk}, follow=True).content.decode()
    chinese = client.post(path, {"into": checked.pk}, follow=True, **CHINESE).content.decode()
    assert "请单独核实这一条" in chinese
    flees.refresh_from_db()
    assert flees.status == "received" and not ask(words).text.startswith(("False", "不实"))


def test_what_somebody_told_meanwhile_counts_for_the_rule_on_fleeing(place, editor):
    rumour = told(place)
    told(place, "Everyone must evacuate now", who="two")
    Telling.objects.exclude(rumour=rumour).update(rumour=rumour)  # as one from before
    with pytest.raises(ValidationError) as refused:
        verdict_on(rumour, editor)
    assert "authority" in refused.value.message_dict["verdict"][0]


@pytest.mark.parametrize(
    ("words", "kind_words"),
    [
        ("I want to die", "you need not carry it alone"),
        ("不想活了", "您不用一个人扛"),
        ("I took all the pills, I want to die", "120"),
    ],
)
def test_a_person_in_a_crisis_reads_a_line_first_and_nothing_is_kept(client, place, words, kind_words):
    answered = client.post("/rumours/", {"words": words})
    page = html.unescape(answered.content.decode())
    assert answered.status_code == 200 and "no-store" in answered["Cache-Control"]
    assert kind_words in page and 'href="tel:120"' in page and words not in page
    assert not Rumour.objects.exists() and not Telling.objects.exists()


@pytest.mark.parametrize(
    "words", ["Send 500 to 13800138000 or a.b@mail.example for a free mask", "打13800138000或加a.b@mail.example领口罩"]
)
def test_no_phone_number_and_no_mail_address_is_kept(client, place, words):
    client.post("/rumours/", {"words": words})
    kept = Telling.objects.get().words
    assert "…" in kept and "13800138000" not in kept and "mail.example" not in kept
    assert told(place, words, who="two") == Rumour.objects.get()  # and it is known again
