"""A crisis told of beside a danger: the danger's number and steps, then kind words and a line; nobody reads it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.hazards.models import Report
from community.hazards.services.categories import ensure_categories
from community.messaging.models import InboundText
from community.messaging.selectors import body_of_text
from knowledge.models import ChatSession, ChatTurn
from knowledge.selectors import questions_waiting, shown_turns
from knowledge.services import answer, forget_turns
from portal.lib.sealing import blind_index
from tests.factories import NOON
from tests.factories.people import member
from tests.knowledge.test_choices import say  # noqa: F401
from tests.knowledge.test_inbound import PHONE

SESSION = "a-session-beside-a-danger"
BESIDE = {
    "my house is on fire and i want to die": ("119", "12356", "carry it alone"),
    "help i smell gas and want to die": ("119", "12356", "carry it alone"),
    "my husband is hitting me and the kitchen is on fire": ("119", "12338", "not your fault"),
    "家里着火了，我不想活了": ("119", "12356", "一个人扛"),
    "他打我，我想死，楼下着火了": ("119", "12356", "一个人扛"),
}
told = pytest.mark.parametrize("words", BESIDE)


def ask(text, **more):
    return answer(text=text, session_token=SESSION, now=NOON, **more)


@told
@pytest.mark.usefixtures("guides")
def test_the_danger_comes_first_and_kind_words_with_a_line_last(words):
    number, line, kind_words = BESIDE[words]
    reply = ask(words)
    lines = reply.text.splitlines()
    assert (reply.kind, reply.emergency["number"], number in lines[0]) == ("emergency", number, True)
    assert reply.steps and kind_words in lines[-2] and line in lines[-1]
    assert [one["url"] for one in reply.actions] == [f"tel:{number}", f"tel:{line}"]


@told
@pytest.mark.usefixtures("guides")
def test_the_page_has_the_line_to_tap_behind_the_steps(client, words):
    number, line, kind_words = BESIDE[words]
    page = client.post("/chat/", {"text": words}, follow=True).content.decode()
    at = [page.index(f'href="tel:{number}"'), page.index('<ol class="howto">'), page.index(kind_words)]
    assert [*at, page.index(f'href="tel:{line}"')] == sorted([*at, page.index(f'href="tel:{line}"')])
    assert "/hazards/report/?category" not in page[page.index('class="emergency"') :]
    assert "no-store" in client.get("/knowledge/", {"q": words})["Cache-Control"]


@told
def test_nobody_reads_it_nor_what_follows(client, guides, words):
    ask(words)
    ask("my wobbly tea kettle sings at midnight")
    assert set(ChatTurn.objects.values_list("question", flat=True)) == {""}
    ChatTurn.objects.update(helped=False)
    assert questions_waiting(NOON + timedelta(days=1)) == []
    assert shown_turns(ChatSession.objects.get(), NOON + timedelta(days=1)) == []
    client.force_login(member("admin"))
    for path in ("/admin/knowledge/chatturn/", "/desk/guides/questions/"):
        assert words not in client.get(path, follow=True).content.decode()


@told
def test_by_text_the_line_comes_with_more_and_report_copies_nothing(say, guides, words):  # noqa: F811
    ensure_categories(guides)
    number, line, _kind_words = BESIDE[words]
    words, is_english = words.removeprefix("help "), words.isascii()  # HELP by text asks for helpers
    body = say(words)
    assert number in body.splitlines()[0] and "REPORT" not in body and "上报" not in body
    for _more in range(4):
        if line not in body:
            body = say("MORE" if is_english else "更多")
    assert line in body
    say("REPORT" if is_english else "报告")
    assert not Report.objects.exists()
    forget_turns(now=timezone.now() + timedelta(hours=2))
    first = InboundText.objects.order_by("pk").first()
    assert body_of_text(first.pk, blind_index(PHONE)) == ""


@pytest.mark.usefixtures("guides")
def test_a_danger_alone_stays_as_it_was():
    reply = ask("my house is on fire")
    assert reply.beside == [] and any(one.get("reports") for one in reply.actions)
    assert ChatTurn.objects.get().question == "my house is on fire"
