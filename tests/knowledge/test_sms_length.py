"""Every danger, and what is often asked, in two segments of a text message: GSM-7 in English, UCS-2 in Chinese."""

from pathlib import Path

import pytest
from django.utils import translation

from community.messaging.carriers.segments import GSM7, UCS2, count, normalise
from knowledge.chat.danger import KINDS
from knowledge.chat.questions import read_questions
from knowledge.inbound import answer_question, shortened
from knowledge.models import Article
from knowledge.selectors import parts_of, published_translations
from knowledge.services.wording import KINDS as KINDS_OF_HELP
from knowledge.services.wording import Asked, emergency, from_article
from tests.factories import NOON
from tests.factories.places import CommunityFactory
from tests.knowledge.test_inbound import text

QUESTIONS = Path(__file__).resolve().parents[1] / "data" / "chat_questions.yaml"
TYPICAL = 50  # a language
languages = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.mark.usefixtures("guides")
@languages
def test_every_danger_fits_with_its_number_whole_and_something_to_do(language, guides):
    asked = Asked("", language, language, guides, NOON)
    encodings = set()
    for danger in KINDS.values():
        with translation.override(language):
            reply, _context = emergency(asked, danger)
            lines = shortened(reply)[0].splitlines()
        size = count("\n".join(lines))
        encodings.add(size.encoding)
        assert (danger.kind, size.segments <= 2) == (danger.kind, True)
        assert (danger.kind, lines[0]) == (danger.kind, reply.lead)
        assert (danger.kind, reply.emergency["number"] in lines[0]) == (danger.kind, True)
        if danger.articles:
            # an act, not only a number and an address
            assert (danger.kind, len(lines) >= 3) == (danger.kind, True)
            assert (danger.kind, lines[-1].startswith("http")) == (danger.kind, True)
    assert encodings == ({UCS2} if language == "zh-hans" else {GSM7})


@pytest.mark.usefixtures("guides")
@languages
def test_what_is_often_asked_fits_and_says_something(language):
    asked = [
        question.turns[0]
        for question in read_questions(QUESTIONS)
        if len(question.turns) == 1 and question.language == language and question.articles
    ][:TYPICAL]
    assert len(asked) == TYPICAL
    for number, words in enumerate(asked, 1):
        body = answer_question(text(words, number, phone=f"+1202555{number:04}")).body
        size = count(body)
        assert (words, size.segments <= 2) == (words, True)
        assert (words, body.startswith("http"), "…" in body) == (words, False, False)


@pytest.mark.usefixtures("guides")
@languages
def test_every_section_of_every_guide_can_be_texted_to_its_last_line(settings, language):
    settings.PUBLIC_URL = "https://prepare.riverside-community.org"  # as long as a real one
    abroad = CommunityFactory(slug="riverside", region="US", emergency_numbers=dict.fromkeys(KINDS_OF_HELP, "911"))
    slugs = Article.objects.values_list("slug", flat=True)
    seen = 0
    with translation.override(language):
        asked = Asked("", language, language, abroad, NOON)
        for slug, row in published_translations(slugs, language).items():
            for part in parts_of(row, abroad):
                seen += 1
                for lines in ([], part.items):  # as steps, and as the lines that were asked for
                    reply = from_article(asked, row, part, lines, 1.0)
                    check_texts(f"{slug}#{part.id}", reply)
    assert seen > 4 * len(slugs)


def check_texts(name, reply):
    """Each text fits, says something, tells that there is more where there is, and the last ends the list."""
    told, texts, hint = 0, [], translation.gettext("MORE for the rest")
    while not texts or told:
        before = told
        body, told = shortened(reply, told)
        texts.append(body)
        assert (name, count(body).segments <= 2, "…" in body or "..." in body) == (name, True, False)
        assert (name, hint in body, told > before or not told) == (name, bool(told), True)
    first = texts[0].splitlines()
    assert (name, first[-1].startswith("https://prepare.")) == (name, True)
    assert (name, len(first) - bool(hint in first) >= 2) == (name, True)
    said = squeezed("".join(line for body in texts for line in body.splitlines() if not line.startswith("https://")))
    wanted = [step["act"] or step["why"] for step in reply.steps]
    if not all(step["act"] for step in reply.steps):
        wanted = [step["why"] for step in reply.steps]
    missing = [line for line in [*wanted, reply.lead] if line and squeezed(line) not in said]
    assert (name, missing) == (name, [])


def squeezed(words):
    """Without spaces and line ends, which a text may have where a line of the guide has others; nor how to get more."""
    words = normalise(words).replace(translation.gettext("MORE for the rest"), "")
    return "".join(words.split())
