"""What got no good answer arrives with the editors, who make it answered."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from knowledge.models import Article, ChatTurn, Revision
from knowledge.selectors import questions_waiting
from knowledge.services import add_wording, answer
from tests.factories.people import member

pytestmark = pytest.mark.django_db
NOW = timezone.now()
NEAR = {"en": "my wobbly tea kettle sings at midnight", "zh-hans": "我家的铜钟半夜自己唱歌"}


@pytest.fixture
def editor(guides):
    return member("editor")


def asked(words, times=1, **more):
    return [answer(text=words, now=NOW, **more) for _ in range(times)][-1]


def waiting():
    return [(row.words, row.times) for row in questions_waiting(NOW + timedelta(seconds=1))]


def test_what_was_not_known_is_counted_together_and_becomes_a_wording(client, editor):
    assert asked(NEAR["en"], 2).kind == "decline"
    asked(NEAR["en"].upper() + "??")
    asked(NEAR["zh-hans"])
    assert waiting() == [(NEAR["en"].upper() + "??", 3), (NEAR["zh-hans"], 1)]

    client.force_login(editor)
    page = client.get("/desk/guides/questions/").content.decode()
    assert "3 times" in page and NEAR["zh-hans"] in page
    done = client.post(
        "/desk/guides/questions/do/", {"words": NEAR["en"], "language": "en", "do": "alias:power-cut"}, follow=True
    )
    assert "From now on it is answered from that guide." in done.content.decode()
    said = asked(NEAR["en"])
    assert said.kind == "answer" and "/power-cut/" in said.citations[0]["url"]
    assert waiting() == [(NEAR["zh-hans"], 1)]
    article = Article.objects.get(slug="power-cut")
    assert (article.is_edited, article.version) == (True, 2)
    assert Revision.objects.get().status == "published"

    begun = client.post(
        "/desk/guides/questions/do/",
        {"words": NEAR["zh-hans"], "language": "zh-hans", "do": "new", "slug": "bells", "topic": "household"},
    )
    revision = Revision.objects.get(slug="bells")
    assert begun["Location"] == f"/desk/guides/texts/{revision.pk}/"
    assert revision.words["zh-hans"]["aliases"] == [NEAR["zh-hans"]] and waiting() == []


def test_an_answer_that_did_not_help_comes_to_the_editors(client, editor):
    page = client.post("/chat/", {"text": "how do I prepare for a flood"}, follow=True).content.decode()
    assert "Did it help?" in page and "/chat/feedback/" in page
    turn = ChatTurn.objects.get()
    thanked = client.post("/chat/feedback/", {"message_id": turn.message_id, "helped": "no"}, follow=True)
    assert "The editors see it." in thanked.content.decode() and "Did it help?" not in thanked.content.decode()
    assert questions_waiting(timezone.now())[0].unhelped == 1
    api = APIClient()
    right = {"session": turn.session.token, "message_id": turn.message_id, "helped": True}
    assert api.post("/api/v1/chat/feedback/", right, format="json").status_code == 204
    assert questions_waiting(timezone.now()) == []
    assert api.post("/api/v1/chat/feedback/", right | {"session": "x" * 20}, format="json").status_code == 404
    assert api.post("/api/v1/chat/feedback/", {"helped": "perhaps"}, format="json").status_code == 400
    asked_for = {"message_id": turn.message_id, "helped": "yes", "session": turn.session.token}
    said = Client().post("/chat/feedback/", asked_for, HTTP_ACCEPT="application/json")
    assert (said.status_code, said.json()["words"]) == (200, "Thank you. The editors see it.")
    assert Client().post("/chat/feedback/", {"helped": "yes"}, HTTP_ACCEPT="application/json").status_code == 404


def test_nothing_of_a_crisis_stands_in_the_queue(editor):
    said = asked("I want to kill myself")
    assert said.kind == "crisis"
    ChatTurn.objects.update(helped=False)
    assert waiting() == []


def test_what_cannot_be_a_wording_is_said(client, editor):
    client.force_login(editor)

    def told(**sent):
        return client.post("/desk/guides/questions/do/", sent, follow=True).content.decode()

    assert "too long" in told(words="x" * 200, language="en", do="alias:burns")
    assert "too long" in told(words="x", language="fr", do="alias:burns")
    assert "no such guide" in told(words="x", language="en", do="alias:nowhere")
    assert "already" in told(words="x", language="en", do="new", slug="burns", topic="fire")
    assert "Put away." in told(words="x", language="en", do="done")
    before = Article.objects.get(slug="burns")
    add_wording(before, before.translations.get(language="en").aliases[0], language="en", by=editor, now=NOW)
    assert Article.objects.get(slug="burns").version == 1  # it is one already


def test_only_editors_see_the_queue(client, guides):
    assert client.get("/desk/guides/questions/").status_code == 302
    client.force_login(member("officer", "auditor"))
    assert client.get("/desk/guides/questions/").status_code == 403
    assert client.post("/desk/guides/questions/do/", {"do": "done", "words": "x"}).status_code == 403
