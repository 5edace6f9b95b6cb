"""The index: what it finds, that it is never old, and that no words can hurt it."""

import shutil
import threading

import pytest

from knowledge import selectors
from knowledge.models import Article, IndexGeneration
from knowledge.search import Document, Library, marked_snippet
from knowledge.search.analysis import MOST_TERMS
from knowledge.selectors.guides import _library
from knowledge.services import load_articles, publish_article, rebuild_index, withdraw_article
from tests.factories import NOON
from tests.factories.knowledge import write_article
from tests.factories.people import UserFactory

HOSTILE = [
    "", " ", "?", "*", "a* e* s* t*", "??????", "[a TO z]", "NOT safe", "fire~9 AND (((", 'title:"fire', "' OR 1=1 --",
    "fire " * 20_000, "火" * 100_000, "a" * 100_000, "\x00\x07\x1b[31mfire", "🔥🔥🔥",
    "‮erif‬ نار حريق", "{{7*7}} ${x}", "%s%n",
    "ﬁre ＦＩＲＥ", "火\u200b灾", "\ud7ff\uffff", "-" * 1000, "fire OR water AND NOT gas", "é" * 1000,
]  # fmt: skip


def slugs(text, language="en"):
    return [hit.slug for hit in selectors.find(text, language).hits]


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize(
    ("words", "language", "slug"),
    [
        ("smell of gas", "en", "gas-leak"),
        ("erthquake", "en", "earthquake"),
        ("tornadoes basement", "en", "tornado"),
        ("煤气味", "zh-hans", "gas-leak"),
        ("煤氣味", "zh-hans", "gas-leak"),
        ("电瓶车充电", "zh-hans", "ebike-battery-fire"),
    ],
)
def test_people_s_words_find_the_article(words, language, slug):
    assert slugs(words, language)[0] == slug


@pytest.mark.usefixtures("guides")
def test_slips_are_mended_and_said():
    assert selectors.find("tornadi shelter", "en").corrected == "tornado shelter"
    assert selectors.find("tornado shelter", "en").corrected == ""


@pytest.mark.usefixtures("guides")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_hostile_words_are_only_words_and_few(language):
    """How long they take stands in bench/search.py."""
    for text in HOSTILE:
        terms = selectors.find(text, language).terms
        assert len(terms) <= MOST_TERMS and all(len(term) < 40 and term.isalnum() for term in terms), text[:40]
        assert len(selectors.search_articles(text, language, None).results) <= 10
    assert slugs("fire~9 AND (((", language) == slugs("fire 9", language)


@pytest.mark.city
@pytest.mark.django_db
def test_a_withdrawn_article_is_gone_at_once_and_comes_back(tmp_path):
    write_article(tmp_path / "files", "small")
    load_articles(tmp_path / "files", now=NOON)
    assert slugs("small fire") == ["small"]
    article, editor = Article.objects.get(), UserFactory()
    withdraw_article(article, by=editor, now=NOON, note="wrong")
    assert slugs("small fire") == []
    publish_article(article, by=editor, now=NOON)
    assert slugs("small fire") == ["small"]
    assert list(article.events.values_list("kind", "note", "by")) == [
        ("withdrawn", "wrong", editor.pk),
        ("published", "", editor.pk),
    ]


@pytest.mark.django_db
def test_a_withdrawn_article_is_gone_while_another_question_opens_the_new_edition(tmp_path):
    for slug in ("small", "large"):
        write_article(tmp_path / "files", slug, title=f"{slug} fire")
    load_articles(tmp_path / "files", now=NOON)
    assert sorted(slugs("fire")) == ["large", "small"]
    withdraw_article(Article.objects.get(slug="small"), by=UserFactory(), now=NOON)
    library = _library(str(tmp_path), "en")
    with library._gate:  # as held by a thread that reads the index
        assert slugs("fire") == ["large"]
    assert slugs("fire") == ["large"]


@pytest.mark.django_db
def test_sixty_changes_leave_no_old_document(tmp_path):
    """The fault of Whoosh's forks: a refreshed searcher finds what was deleted."""
    files = tmp_path / "files"
    for number in range(4):
        write_article(files, f"small-{number}", title=f"Small fire {number}")
    for number in range(60):
        write_article(files, f"small-{number % 4}", title=f"Small fire version{number}")
        load_articles(files, now=NOON)
        found = slugs("small fire")
        assert sorted(found) == ["small-0", "small-1", "small-2", "small-3"]
        assert slugs(f"version{number}")[0] == f"small-{number % 4}"
    assert selectors.find("version12", "en").hits == ()  # overwritten since


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:unclosed file", "ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh's own
@pytest.mark.parametrize("damage", ["remove", "truncate", "stamp", "foreign"])
def test_a_broken_index_is_built_again(tmp_path, damage):
    write_article(tmp_path / "files", "small")
    load_articles(tmp_path / "files", now=NOON)
    assert slugs("small fire") == ["small"]
    folder = tmp_path / "index" / "en"
    if damage == "remove":
        shutil.rmtree(folder)
    elif damage == "stamp":
        (folder / "edition.json").write_text("{")
    for file in folder.glob("*") if folder.exists() else ():
        if damage == "truncate" and file.suffix != ".json":
            file.write_bytes(file.read_bytes()[:10])
        if damage == "foreign" and file.suffix == ".toc":
            file.write_bytes(b"nonsense")
    _library.cache_clear()  # as another process would start
    assert slugs("small fire") == ["small"]


@pytest.mark.django_db
def test_an_index_of_another_generation_is_not_used(tmp_path):
    write_article(tmp_path / "files", "small")
    load_articles(tmp_path / "files", now=NOON)
    slugs("small fire")
    _library.cache_clear()
    Article.objects.update(is_published=False)  # as another machine did, with its own index folder
    IndexGeneration.objects.update(number=99)
    assert slugs("small fire") == []
    rebuild_index()
    assert selectors.generation() == 100


def test_a_disk_that_cannot_be_written_takes_no_answer_away(tmp_path):
    (tmp_path / "index").write_text("a file where the folder should be")
    library = Library(tmp_path / "index", "en")
    found = library.reader("1", lambda: [Document("small", "Small fire", "Go out.", ("fire",), ())]).find("fire")
    assert [hit.slug for hit in found.hits] == ["small"]


def test_many_threads_build_once_and_read_the_same(tmp_path):
    built = []

    def documents():
        built.append(1)
        return [Document(f"d{n}", f"Fire {n}", "Go out.", (), ()) for n in range(30)]

    library, results = Library(tmp_path, "en"), []
    threads = [
        threading.Thread(target=lambda: results.append(len(library.reader("1", documents).find("fire", 50).hits)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (results, built) == ([30] * 8, [1])


def test_the_same_document_twice_is_one(tmp_path):
    one = Document("small", "Small fire", "Go out.", (), ())
    assert len(Library(tmp_path, "en").build("1", [one, one]).find("fire").hits) == 1


def test_snippets_mark_words_and_escape_the_rest():
    assert marked_snippet(["<b>Burning</b> oil & water"], ("burn", "oil"), "en") == (
        "&lt;b&gt;<mark>Burning</mark>&lt;/b&gt; <mark>oil</mark> &amp; water"
    )
    assert marked_snippet(["先关煤气再开窗"], ("煤气", "煤", "气"), "zh-hans") == "先关<mark>煤气</mark>再开窗"
    assert marked_snippet([], ("x",), "en") == ""
    long = marked_snippet(["start " * 50 + "word " + "end " * 50], ("word",), "en")
    assert long.startswith("…") and long.endswith("…") and "<mark>word</mark>" in long and len(long) < 210


@pytest.mark.django_db
def test_loading_again_writes_nothing_and_what_is_gone_goes(tmp_path, django_assert_num_queries):
    files = tmp_path / "files"
    write_article(files, "small")
    gone = write_article(files, "other")
    first = load_articles(files, now=NOON)
    assert (first.loaded, first.removed) == (2, 0)
    before = selectors.generation()
    again = load_articles(files, now=NOON)
    assert (again.loaded, again.same, again.removed) == (0, 2, 0) and selectors.generation() == before
    gone.unlink()
    gone.with_name("other.zh-hans.md").unlink()
    assert load_articles(files, now=NOON).removed == 1
    assert slugs("other") == []
