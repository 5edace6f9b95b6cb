"""What a guide said that is withdrawn since, or a verdict taken back, is not told again; in both languages."""

import pytest
from django.utils import timezone

from knowledge.models import Article, ChatTurn
from knowledge.services import answer, check_again, publish_article, withdraw_article
from knowledge.services.chat import turns_of
from tests.factories import NOON
from tests.factories.people import member
from tests.knowledge.test_choices import LISTS, say  # noqa: F401
from tests.knowledge.test_rumours import NOW, POISON, told, verdict_on

languages = pytest.mark.parametrize("language", ["en", "zh-hans"])
ASKED = {"en": "i smell gas", "zh-hans": "家里有煤气味"}
KIT = {"en": "what goes in a go bag", "zh-hans": "应急包里要放什么"}
WITHDRAWN = {"en": "has been withdrawn. Please ask again.", "zh-hans": "已撤下，请重新提问。"}
TAKEN_BACK = {"en": "has been taken back", "zh-hans": "结论已撤回"}
TOKEN = "a-session-of-this-test"


def withdraw_what_was_quoted():
    slug = ChatTurn.objects.latest("pk").reply["citations"][0]["url"].split("/")[2]
    article = Article.objects.get(slug=slug)
    withdraw_article(article, by=None, now=NOON)
    return article


@languages
def test_more_by_text_says_that_the_guide_is_gone(say, language):  # noqa: F811
    more = "MORE" if language == "en" else "更多"
    say(LISTS[language][0])
    assert more in say("1") or more in say(LISTS[language][0]) + say("2")
    acts = [step["act"] or step["why"] for step in ChatTurn.objects.latest("pk").reply["steps"]]
    article = withdraw_what_was_quoted()
    body = say(more)
    assert "120" in body.splitlines()[0] and WITHDRAWN[language] in body and "http" not in body
    assert not [act for act in acts if act in body.partition("\n")[2]]
    assert WITHDRAWN[language] not in say(more)  # nothing is left of it
    publish_article(article, by=None, now=NOON)


@languages
def test_the_page_and_the_same_message_hold_no_withdrawn_step_or_link(client, guides, language):
    client.cookies["django_language"] = language
    client.post("/chat/", {"text": ASKED[language]})
    client.post("/chat/", {"text": KIT[language]})
    articles = [Article.objects.get(slug=slug) for slug in ("gas-leak", "emergency-kit")]
    before = client.get("/chat/").content.decode()
    assert all(f"/knowledge/{article.slug}/" in before for article in articles)
    token = client.session["chat"]
    for article in articles:
        withdraw_article(article, by=None, now=NOON)
    page = client.get("/chat/").content.decode()
    fragment = client.get("/chat/turns/", headers={"X-Chat-Session": token}).content.decode()
    for shown in (page, fragment):
        assert shown.count(WITHDRAWN[language]) == 2 and "tel:119" in shown
        assert not [article.slug for article in articles if f"/knowledge/{article.slug}/" in shown]
        assert "howto" not in shown
    gas, kit = ChatTurn.objects.order_by("pk")
    for turn, first in ((gas, "119"), (kit, "120")):
        again = answer(text="x", session_token=token, message_id=turn.message_id, now=timezone.now())
        assert first in again.text.splitlines()[0] and WITHDRAWN[language] in again.text
        assert (again.steps, again.citations, again.suggestions, again.message_id) == ([], [], [], turn.message_id)
    assert gas.reply["steps"] and kit.reply["citations"]  # the record of what was told stays
    for article in articles:
        publish_article(article, by=None, now=NOON)
    assert f"/knowledge/{articles[0].slug}/" in client.get("/chat/").content.decode()


@languages
def test_a_verdict_that_was_taken_back_is_not_told_again(guides, language):
    editor = member("editor", community=guides)
    rumour = verdict_on(told(guides), editor)
    asked = {"text": POISON, "session_token": TOKEN, "message_id": "one", "language": language, "community": guides}
    reply = answer(**asked, now=NOW)
    assert (reply.kind, bool(reply.citations)) == ("rumour", True)
    check_again(rumour, by=editor, now=NOW)
    again = answer(**asked, now=NOW)
    assert TAKEN_BACK[language] in again.text and again.citations == []
    assert TAKEN_BACK[language] in turns_of(TOKEN)[0].reply["text"]
