"""Guides written on the site: kept, checked, read by a second person, published at once, never overwritten."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from knowledge.articles import Code, article_text, parse_article
from knowledge.models import Article, Revision
from knowledge.selectors import find, guides_to_read_again, read_revision, shared_of, words_of
from knowledge.services import (
    answer,
    begin_article,
    begin_revision,
    keep_revision,
    load_articles,
    publish_revision,
    return_revision,
    submit_revision,
)
from portal.lib.moves import IllegalMove, LostRace
from tests.factories import NOON
from tests.factories.knowledge import CONTENT
from tests.factories.people import member

pytestmark = pytest.mark.django_db
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


@pytest.fixture
def author(guides):
    return member("editor", name="Sam Okafor")


@pytest.fixture
def reader(guides):
    return member("editor", name="Li Na")


def desk(person):
    client = Client()
    client.force_login(person)
    return client


def fields_of(client, address):
    """What a browser would send back of the form at `address`."""
    page = client.get(address).content.decode()
    form = page[page.index('id="guide"') :]
    form = form[: form.index("</form>")]
    found = dict(re.findall(r'<input [^>]*name="([a-z_-]+)" type="text"[^>]*value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea [^>]*name="([a-z_-]+)"[^>]*>(.*?)</textarea>', form, re.S))
    found |= dict(re.findall(r'<input type="hidden" name="(seen)" value="([^"]*)"', form))
    found |= dict(re.findall(r'<input [^>]*name="(reviewed)" type="date" value="([^"]*)"', form))
    found["topic"] = re.search(r'<option value="([a-z]+)" selected', form)[1]
    for name in ("calls", "hazards"):
        found[name] = re.findall(rf'name="{name}" value="([a-z_]+)" checked', form)
    if 'name="danger" checked' in form:
        found["danger"] = "on"
    unescape = {"&amp;": "&", "&#x27;": "'", "&quot;": '"', "&gt;": ">", "&lt;": "<"}
    for name, value in found.items():
        if isinstance(value, str):
            for mark, plain in unescape.items():
                value = value.replace(mark, plain)
            found[name] = value
    return found


def changed(article, by, summary):
    revision = begin_revision(article, by=by, now=NOON)
    words = revision.words
    words["en"]["summary"] = summary
    return keep_revision(revision, topic=revision.topic, shared=revision.shared, words=words, by=by, now=NOON)


def test_every_guide_that_came_with_the_site_can_be_edited_unchanged(guides):
    for article in Article.objects.prefetch_related("translations"):
        revision = Revision(article=article, slug=article.slug, topic=article.topic)
        revision.words, revision.shared = words_of(article), shared_of(article)
        files, problems = read_revision(revision)
        assert problems == []
        assert {file.language: file.title for file in files} == {
            row.language: row.title for row in article.translations.all()
        }


@pytest.mark.parametrize(("target", "waits"), [("/knowledge/flood/#before", True), ("/knowledge/flod/", False)])
def test_a_dead_link_is_told_to_whoever_edits(author, target, waits):
    article = Article.objects.get(slug="power-cut")
    revision = changed(article, author, "Light, food and heat without power.")
    words = revision.words
    words["en"]["sections"][0]["text"] += f"\n- More: [Flood]({target})."
    keep_revision(revision, topic=revision.topic, shared=revision.shared, words=words, by=author, now=NOON)
    _files, problems = read_revision(revision)
    assert [problem.code for problem in problems] == ([] if waits else [Code.LINK_GUIDE])


TEXTS = (
    st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="#:\x85\u2028\u2029"), min_size=1)
    .map(str.strip)
    .filter(bool)
)


@given(TEXTS, TEXTS, st.lists(TEXTS, min_size=6, max_size=9, unique_by=lambda one: one.strip().lower()), TEXTS)
def test_what_is_written_is_read_again(title, summary, aliases, text):
    words = {
        "title": title, "summary": summary, "act_first": "", "aliases": aliases,
        "sources": [{"authority": title, "title": summary, "year": 2024}],
        "sections": [{"id": "donot", "title": "No", "text": f"- {text}"}],
    }  # fmt: skip
    shared = {"hazards": ["fire"], "calls": [], "danger": False, "reviewed": "2026-01-02"}
    found = parse_article("fire/a.en.md", article_text(words, shared))
    assert (found.title, found.summary, list(found.aliases)) == (title, summary, aliases)
    assert found.sections[0].text == f"- {text}"
    assert found.sources[0]["authority"] == title and found.reviewed.isoformat() == "2026-01-02"


def test_an_editor_changes_a_guide_and_it_is_found_and_said_at_once(author):
    client = desk(author)
    begun = client.post("/desk/guides/kitchen-fire/do/", {"do": "edit"})
    address = begun["Location"]
    assert client.post("/desk/guides/kitchen-fire/do/", {"do": "edit"})["Location"] == address  # not a second one
    typed = fields_of(client, address)
    typed["summary_en"] = "Slide on a lid, like a xylophone. Never put water on it."
    typed["aliases_en"] += "\nxylophone in the pan"
    Article.objects.filter(slug="kitchen-fire").update(calls=["fire"])  # not medical for this story
    typed["calls"] = ["fire"]
    for code in ("en", "zh-hans"):
        typed[f"text_call_{code}"] = "- {fire}"
        typed[f"text_steps_{code}"] = typed[f"text_steps_{code}"].replace("{ambulance}", "{fire}")

    page = client.post(address, typed, follow=True).content.decode()
    assert "Kept." in page and "<ins>" in page and "xylophone" in page
    typed = fields_of(client, address)
    done = client.post(address, {**typed, "then": "publish"}, follow=True).content.decode()

    assert "Published: on pages, in search and in the chat." in done
    assert "xylophone" in Client().get("/knowledge/kitchen-fire/").content.decode()
    assert find("xylophone", "en").hits[0].slug == "kitchen-fire"
    assert answer(text="xylophone in the pan, how do I prepare", now=NOON).citations[0]["title"].startswith("Kitchen")
    article = Article.objects.get(slug="kitchen-fire")
    assert (article.version, article.is_edited) == (2, True)
    report = load_articles(CONTENT, now=NOON)  # a new version of the site comes with its files
    assert report.kept == 1
    assert "xylophone" in Client().get("/knowledge/kitchen-fire/").content.decode()
    assert "改过" in client.get("/desk/guides/kitchen-fire/", **CHINESE).content.decode()


def test_a_medical_guide_is_published_by_a_second_person(author, reader):
    revision = changed(Article.objects.get(slug="burns"), author, "Cool it for 20 minutes. Cover it.")
    with pytest.raises(PermissionDenied):
        publish_revision(revision, by=author, now=NOON)
    submit_revision(revision, by=author, now=NOON)
    with pytest.raises(PermissionDenied):
        publish_revision(revision, by=author, now=NOON)
    with pytest.raises(PermissionDenied):
        return_revision(revision, comment="Mine", by=author, now=NOON)
    second = desk(reader)
    back = second.post(f"/desk/guides/texts/{revision.pk}/do/", {"do": "return", "comment": " "}, follow=True)
    assert "Say what should be changed." in back.content.decode()
    second.post(f"/desk/guides/texts/{revision.pk}/do/", {"do": "return", "comment": "Say cling film."})
    assert "Say cling film." in desk(author).get(f"/desk/guides/texts/{revision.pk}/").content.decode()
    revision.refresh_from_db()
    submit_revision(revision, by=author, now=NOON)
    assert second.post(f"/desk/guides/texts/{revision.pk}/do/", {"do": "publish"}).status_code == 302
    revision.refresh_from_db()
    assert (revision.status, revision.reader) == ("published", reader)
    assert "Cool it for 20 minutes. Cover it." in Client().get("/knowledge/burns/").content.decode()


def test_who_wrote_on_a_colleagues_medical_text_does_not_publish_it(author, reader):
    revision = changed(Article.objects.get(slug="burns"), author, "Cool it for 20 minutes. Cover it.")
    words = revision.words
    words["en"]["summary"] = "Rub butter on it. Cover it."
    keep_revision(revision, topic=revision.topic, shared=revision.shared, words=words, by=reader, now=NOON)
    address = f"/desk/guides/texts/{revision.pk}/"
    second = desk(reader)
    second.post(f"{address}do/", {"do": "submit"})
    assert 'value="publish"' not in second.get(address).content.decode()
    assert second.post(f"{address}do/", {"do": "publish"}).status_code == 403
    assert "Rub butter" not in Client().get("/knowledge/burns/").content.decode()
    second.post(f"{address}do/", {"do": "return", "comment": "Yours again."})
    first = desk(author)
    first.post(address, {**fields_of(first, address), "then": "submit"})  # its author has taken it back into hand
    assert second.post(f"{address}do/", {"do": "publish"}).status_code == 302
    revision.refresh_from_db()
    assert (revision.status, revision.reader) == ("published", reader)


def test_taking_the_ambulance_out_of_a_guide_needs_a_second_person_too(author):
    article = next(one for one in Article.objects.all() if "ambulance" in one.calls and one.topic == "nature")
    revision = begin_revision(article, by=author, now=NOON)
    shared = {**revision.shared, "calls": ["fire"]}
    keep_revision(revision, topic=revision.topic, shared=shared, words=revision.words, by=author, now=NOON)
    with pytest.raises(PermissionDenied):
        publish_revision(revision, by=author, now=NOON)


def test_a_reader_publishes_what_they_have_read_and_nothing_newer(author, reader):
    revision = changed(Article.objects.get(slug="burns"), author, "Cool it for 20 minutes. Cover it.")
    submit_revision(revision, by=author, now=NOON)
    address, second = f"/desk/guides/texts/{revision.pk}/", desk(reader)
    seen = re.search(r'name="seen" value="([^"]+)"', second.get(address).content.decode())[1]
    later = NOON + timedelta(minutes=1)
    return_revision(revision, comment="Shorter.", by=member("editor", name="Ana"), now=later)
    words = revision.words
    words["en"]["summary"] = "Rub butter on it. Cover it."
    keep_revision(revision, topic=revision.topic, shared=revision.shared, words=words, by=author, now=later)
    submit_revision(revision, by=author, now=later)
    done = second.post(f"{address}do/", {"do": "publish", "seen": seen}, follow=True)
    assert "Read it again, then decide." in done.content.decode()
    assert "Rub butter" not in Client().get("/knowledge/burns/").content.decode()


def test_what_is_wrong_is_kept_and_said_and_not_published(author):
    revision = changed(Article.objects.get(slug="earthquake"), author, "Short. Fine.")
    words = revision.words
    words["zh-hans"]["sections"] = words["zh-hans"]["sections"][:2]
    words["en"]["sections"][0]["text"] += "\n7. Stand in the doorway."
    keep_revision(revision, topic="nature", shared=revision.shared, words=words, by=author, now=NOON)
    page = desk(author).get(f"/desk/guides/texts/{revision.pk}/").content.decode()
    assert "Advice that has hurt people" in page and "Stand in the doorway." in page
    with pytest.raises(ValidationError):
        submit_revision(revision, by=author, now=NOON)
    assert "Stand in the doorway." not in Client().get("/knowledge/earthquake/").content.decode()


def test_two_who_write_at_once_lose_nothing(author, reader):
    article = Article.objects.get(slug="heat-wave")
    article.calls = ["fire"]
    mine, theirs = changed(article, author, "Mine. Drink."), changed(article, reader, "Theirs. Drink.")
    for revision, person, other in ((theirs, reader, author), (mine, author, reader)):
        submit_revision(revision, by=person, now=NOON)
        if revision is theirs:
            publish_revision(revision, by=other, now=NOON)
            continue
        revision = Revision.objects.select_related("article").get(pk=mine.pk)
        with pytest.raises(LostRace):
            publish_revision(revision, by=other, now=NOON)
    return_revision(revision, comment="Compare.", by=reader, now=NOON)
    client = desk(author)
    assert "Another text of this guide was published" in client.get(f"/desk/guides/texts/{mine.pk}/").content.decode()
    page = client.post(f"/desk/guides/texts/{mine.pk}/do/", {"do": "bring_up"}, follow=True).content.decode()
    assert "Theirs. Drink." in page and "Mine. Drink." in page  # the difference to what is published now
    stale = fields_of(client, f"/desk/guides/texts/{mine.pk}/")
    client.post(f"/desk/guides/texts/{mine.pk}/", stale)
    again = client.post(f"/desk/guides/texts/{mine.pk}/", {**stale, "title_en": "Typed in another window"})
    assert again.status_code == 409 and "Typed in another window" in again.content.decode()


def test_a_new_guide_from_its_first_word_to_the_chat(author, reader):
    with pytest.raises(ValidationError):
        begin_article(slug="Not A Slug", topic="fire", by=author, now=NOON)
    with pytest.raises(ValidationError):
        begin_article(slug="burns", topic="nowhere", by=author, now=NOON)
    client = desk(author)
    address = client.post("/desk/guides/new/", {"slug": "candles", "topic": "fire"})["Location"]
    page = client.get(address).content.decode()
    assert "Before it can be published:" in page and "Write a line of text." in page
    typed = fields_of(client, address)
    like = {row.language: row for row in Article.objects.get(slug="power-cut").translations.all()}
    for code, row in like.items():
        typed |= {f"title_{code}": f"Candles {code}", f"summary_{code}": row.summary}
        typed[f"aliases_{code}"] = "\n".join(f"wobbly candles {n}" for n in range(6))
        typed[f"sources_{code}"] = "Fire service | Candles | 2024"
        for part in row.sections:
            typed |= {f"head_{part['id']}_{code}": part["title"], f"text_{part['id']}_{code}": part["text"]}
        for part in {"steps", "before", "during", "after", "donot", "different", "call"} - {
            one["id"] for one in row.sections
        }:
            typed[f"head_{part}_{code}"] = ""
    typed["calls"] = list(Article.objects.get(slug="power-cut").calls)
    client.post(address, {**typed, "then": "submit"})
    revision = Revision.objects.get(slug="candles")
    assert revision.status == "submitted", read_revision(revision)[1]
    publish_revision(revision, by=reader, now=NOON)
    assert Client().get("/knowledge/candles/").status_code == 200
    assert find("wobbly candles", "en").hits[0].slug == "candles"
    assert load_articles(CONTENT, now=NOON).removed == 0 and Article.objects.filter(slug="candles").exists()
    with pytest.raises(IllegalMove):
        keep_revision(revision, topic="fire", shared={}, words={}, by=author, now=NOON)


def test_guides_are_read_again_after_a_year(author):
    Article.objects.update(reviewed=NOON.date())
    Article.objects.filter(slug="burns").update(reviewed=NOON.date() - timedelta(days=340))
    assert [row.slug for row in guides_to_read_again(NOON.date())] == ["burns"]
    client = desk(author)
    client.post("/desk/guides/burns/do/", {"do": "read"})
    assert not guides_to_read_again(NOON.date())
    assert "Read again, nothing to change" in client.get("/desk/guides/burns/").content.decode()
    assert "Say why" in client.post("/desk/guides/burns/do/", {"do": "withdraw"}, follow=True).content.decode()
    client.post("/desk/guides/burns/do/", {"do": "withdraw", "note": "A figure is wrong."})
    assert Client().get("/knowledge/burns/").status_code == 404
    assert "A figure is wrong." in client.get("/desk/guides/burns/").content.decode()
    client.post("/desk/guides/burns/do/", {"do": "show"})
    assert Client().get("/knowledge/burns/").status_code == 200


def test_only_editors_come_in(client, guides):
    paths = ["/desk/guides/", "/desk/guides/burns/"]
    assert all(client.get(path).status_code == 302 for path in paths)
    client.force_login(member("resident", "officer", "auditor"))
    assert all(client.get(path).status_code == 403 for path in paths)
    assert client.post("/desk/guides/burns/do/", {"do": "edit"}).status_code == 403
    assert not Revision.objects.exists()
