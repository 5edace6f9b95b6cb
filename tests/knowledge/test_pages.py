"""Pages and JSON: the guides, the search and the chat, in both languages, without a script."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from rest_framework.test import APIClient

from knowledge.models import Article, ChatTurn
from knowledge.services import withdraw_article
from tests.factories import NOON
from tests.factories.knowledge import write_article
from tests.factories.people import UserFactory
from tests.knowledge.asking import costs_for_one_and_three

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.usefixtures("guides")
def test_the_guides_stand_by_topic_in_both_languages(client):
    english = text_of(client.get("/knowledge/"))
    assert "First aid" in english and 'href="/knowledge/gas-leak/"' in english
    chinese = text_of(client.get("/knowledge/", **CHINESE))
    assert "急救知识" in chinese and "家里燃气泄漏" in chinese and "Gas leak at home" not in chinese


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize("path", ["/knowledge/", "/knowledge/?q=gas", "/knowledge/gas-leak/", "/chat/", "/chat/turns/"])
def test_head_is_answered_as_get_is(client, path):
    assert client.head(path).status_code == client.get(path).status_code < 300


@pytest.mark.usefixtures("guides")
def test_an_article_begins_with_the_number_and_speaks_for_this_place(client):
    page = text_of(client.get("/knowledge/gas-leak/"))
    assert page.index('href="tel:119"') < page.index('id="steps"') < page.index('id="donot"')
    assert "Get out and touch no switch." in page and "If the valve is in reach" in page
    assert "Do not stop to open windows" not in page and "{fire}" not in page and ":::" not in page
    assert "Ministry of Emergency Management of China" in page and "2026" in page
    chinese = text_of(client.get("/knowledge/gas-leak/", **CHINESE))
    assert 'lang="zh-Hans"' in chinese and "先出去" in chinese


@pytest.mark.parametrize(("region", "number"), [("CN", "12356"), ("US", "988"), ("SE", "112")])
def test_a_guide_for_people_in_crisis_names_a_line_that_answers_there(client, guides, region, number):
    guides.region, guides.emergency_numbers = region, {}
    guides.save()
    for language in ({}, CHINESE):
        page = text_of(client.get("/knowledge/someone-in-a-mental-crisis/", **language))
        assert number in page and "{crisis}" not in page
        assert region == "CN" or "12356" not in page


@pytest.mark.usefixtures("guides")
def test_an_article_without_danger_has_no_call_block(client):
    assert 'class="emergency"' not in text_of(client.get("/knowledge/emergency-kit/"))


@pytest.mark.usefixtures("guides")
def test_a_withdrawn_article_is_not_found(client):
    withdraw_article(Article.objects.get(slug="gas-leak"), by=None, now=NOON)
    assert client.get("/knowledge/gas-leak/").status_code == 404
    assert client.get("/knowledge/no-such-thing/").status_code == 404
    assert "gas-leak" not in text_of(client.get("/knowledge/?q=gas"))


@pytest.mark.usefixtures("guides")
def test_the_short_address_leads_to_the_article(client):
    article = Article.objects.get(slug="gas-leak")
    assert client.get(f"/g/{article.pk}/").headers["Location"] == "/knowledge/gas-leak/"
    assert client.get("/g/999999/").status_code == 404


@pytest.mark.usefixtures("guides")
def test_search_on_the_page(client):
    page = text_of(client.get("/knowledge/", {"q": "rotten egg smell"}))
    assert "/knowledge/gas-leak/" in page and "<mark>" in page
    assert "/knowledge/gas-leak/" in text_of(client.get("/knowledge/", {"q": "煤气味"}))
    nothing = text_of(client.get("/knowledge/", {"q": "trombone <script>xyz</script>"}))
    assert "No guide answers this." in nothing and "<script>xyz" not in nothing


@pytest.mark.django_db
def test_an_empty_site_says_so(client):
    assert "No guide is published yet." in text_of(client.get("/knowledge/"))


@pytest.mark.parametrize("path", ["/knowledge/", "/knowledge/?q=fire", "/api/v1/knowledge/articles/"])
@pytest.mark.django_db
def test_a_list_costs_the_same_for_one_and_for_three(client, tmp_path, path, community):
    costs = costs_for_one_and_three(client, path, tmp_path)
    assert costs[0] == costs[1] <= 6


# --- the chat page ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("guides")
def test_the_talk_works_as_a_plain_form(client):
    assert client.get("/chat/").status_code == 200
    answered = client.post("/chat/", {"text": "厨房里有煤气味", "message_id": "m1"}, follow=True)
    page = text_of(answered)
    assert answered.redirect_chain[0][0] == "/chat/#newest"
    assert page.count('id="newest"') == 1
    assert page.index("厨房里有煤气味") < page.index("先出去") < page.index('class="emergency__call" href="tel:119"')
    again = text_of(client.post("/chat/", {"text": "厨房里有煤气味", "message_id": "m1"}, follow=True))
    assert again.count("厨房里有煤气味") == 1
    newest = text_of(client.post("/chat/", {"text": "那宝宝呢"}, follow=True))
    assert newest.count('id="newest"') == 1  # where the page lands: at the last question, above its answer
    assert newest.index("厨房里有煤气味") < newest.index('id="newest"') < newest.index("那宝宝呢")
    assert list(ChatTurn.objects.order_by("pk").values_list("kind", flat=True)) == ["emergency", "answer"]


@pytest.mark.usefixtures("guides")
def test_a_source_without_a_year_ends_with_its_title(client):
    page = text_of(client.get("/knowledge/chemical-spill/"))
    assert "<li>US Federal Emergency Management Agency (Ready.gov): Hazardous Materials Incidents</li>" in page


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(("text", "words"), [("", "Write your question first."), ("x" * 1001, "under 1,000")])
def test_bad_questions_come_back_with_a_word(client, text, words):
    response = client.post("/chat/", {"text": text})
    assert response.status_code == 422 and words in text_of(response)


@pytest.mark.usefixtures("guides")
def test_what_people_type_is_escaped(client):
    page = text_of(client.post("/chat/", {"text": "<img src=x onerror=alert(1)>"}, follow=True))
    assert "<img src=x" not in page and "&lt;img" in page


@pytest.mark.usefixtures("guides")
def test_one_talk_is_not_another_s():
    first, second = Client(), Client()
    first.post("/chat/", {"text": "what goes in a go bag"})
    assert "go bag" not in text_of(second.get("/chat/"))
    token = first.session["chat"]
    assert "go bag" in text_of(second.get("/chat/turns/", HTTP_X_CHAT_SESSION=token))
    assert second.get("/chat/turns/", HTTP_X_CHAT_SESSION="guess-guess-guess").status_code == 204


# --- JSON ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def api():
    return APIClient()


@pytest.mark.usefixtures("guides")
def test_chat_by_json(api):
    body = api.post("/api/v1/chat/", {"text": "i smell gas"}).json()
    assert set(body) == {
        "session", "message_id", "language", "kind", "text", "emergency", "citations", "actions", "suggestions",
        "confidence",
    }  # fmt: skip
    assert (body["kind"], body["language"], body["emergency"]["number"]) == ("emergency", "en", "119")
    assert set(body["emergency"]["others"][0]) == {"kind", "number", "label"}
    follow = api.post("/api/v1/chat/", {"text": "and with a baby?", "session": body["session"]}).json()
    assert follow["session"] == body["session"] and "Babies" in follow["text"]


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": "x" * 100_000}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": ["fire"]}, "text"),
        ({"text": "fire", "language": "klingon"}, "language"),
        ({"text": "fire", "message_id": "x" * 65}, "message_id"),
        ({"text": "fire", "latitude": 200, "longitude": 0}, "latitude"),
    ],
)
def test_bad_json_is_a_problem_in_the_reader_s_language(api, body, field):
    answer = api.post("/api/v1/chat/", body, **CHINESE)
    assert answer.status_code == 400 and answer.headers["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize("text", ["🔥🔥🔥", "‮؟‬ مرحبا", "?", "\x07\x1b[31m", "{{7*7}}", "a* e* s* t*"])
def test_odd_texts_get_a_clear_answer(api, text):
    body = api.post("/api/v1/chat/", {"text": text}).json()
    assert body["kind"] == "decline" and len(body["text"]) > 40 and not body["citations"]


@pytest.mark.usefixtures("guides")
def test_too_many_questions_are_refused_with_a_wait(api, settings):
    settings.RATE_LIMIT_SCALE = 0.1
    codes = [api.post("/api/v1/chat/", {"text": "hello"}).status_code for _ in range(13)]
    assert codes[:12] == [200] * 12 and codes[12] == 429
    page = Client().post("/chat/", {"text": "my house is on fire"})
    assert page.status_code == 429 and "call 119" in text_of(page)


@pytest.mark.usefixtures("guides")
def test_search_by_json(api):
    body = api.get("/api/v1/knowledge/search/", {"q": "tornadi shelter", "limit": 3}).json()
    assert body["corrected"] == "tornado shelter" and body["took_ms"] >= 0 and len(body["results"]) <= 3
    first = body["results"][0]
    fields = {"slug", "title", "marked_title", "section", "snippet", "url", "score"}
    assert set(first) == fields and first["slug"] == "tornado"
    assert api.get("/api/v1/knowledge/search/", {"q": "煤气味"}).json()["results"][0]["title"] == "家里燃气泄漏"
    assert api.get("/api/v1/knowledge/search/").status_code == 400
    assert api.get("/api/v1/knowledge/search/", {"q": "fire", "limit": "many"}).status_code == 400


@pytest.mark.usefixtures("guides")
def test_articles_by_json_in_both_languages(api):
    row = api.get("/api/v1/knowledge/articles/").json()["results"][0]
    assert set(row["translations"]) == {"en", "zh-hans"}
    whole = api.get("/api/v1/knowledge/articles/gas-leak/").json()
    assert whole["translations"]["zh-hans"]["sections"][0]["title"] == "现在就做"
    assert "119" in whole["translations"]["en"]["sections"][-1]["text"]
    assert api.get("/api/v1/knowledge/articles/none/").status_code == 404


# --- commands and admin ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_wrong_file_loads_nothing_and_is_named(tmp_path):
    write_article(tmp_path, "small")
    write_article(tmp_path, "other").write_text("nonsense")
    with pytest.raises(CommandError, match=r"other\.en\.md:1"):
        call_command("load_knowledge", tmp_path)
    assert not Article.objects.exists()
    with pytest.raises(CommandError, match="problems"):
        call_command("check_knowledge", tmp_path)


@pytest.mark.django_db
def test_the_published_content_passes_its_check(capsys):
    call_command("check_knowledge")
    assert "in order" in capsys.readouterr().out


@pytest.mark.usefixtures("guides")
def test_the_admin_withdraws_through_the_service(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    article = Article.objects.get(slug="gas-leak")
    page = client.post("/admin/knowledge/article/", {"action": "withdraw", "_selected_action": [article.pk]})
    article.refresh_from_db()
    assert page.status_code == 302 and not article.is_published and article.events.get().kind == "withdrawn"
    assert client.get("/admin/knowledge/article/add/").status_code == 403
    ChatTurn.objects.all().delete()
    Client().post("/chat/", {"text": "i want to die"})
    assert "i want to die" not in text_of(client.get("/admin/knowledge/chatturn/"))
