"""What is wrong with a guide: found with its place, and told in the reader's language."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import override

from knowledge.articles import Code, read_folder
from knowledge.articles.checks import FORBIDDEN, PREFERRED, check_articles, check_links
from knowledge.models import Article
from knowledge.selectors import is_address, line_for, told
from knowledge.selectors.problems import REASONS, WORDS
from knowledge.services import begin_revision, keep_revision
from tests.factories import NOON
from tests.factories.knowledge import write_article
from tests.factories.people import member

HAN = re.compile(r"[\u4e00-\u9fff]")

# what is changed in the English file: where and as what it is found: (code, line, part, row)
ONE = [
    (("---\ntitle", "title"), (Code.HEAD_MISSING, 1, "", 0)),
    (("\n---\n", "\n"), (Code.HEAD_OPEN, 1, "", 0)),
    (("title: Small fire", "title: [1"), (Code.HEAD_YAML, 3, "", 0)),
    (("title: Small fire", "colour: red\ntitle: Small fire"), (Code.UNKNOWN_KEY, 2, "colour", 0)),
    (("title: Small fire\n", ""), (Code.NO_TEXT, 1, "title", 0)),
    (("hazards: [fire]", "hazards: [dragons]"), (Code.NOT_IN_LIST, 4, "hazards", 0)),
    (("calls: [fire]", "calls: fire"), (Code.NOT_IN_LIST, 5, "calls", 0)),
    (("danger: true", "danger: maybe"), (Code.NO_BOOLEAN, 6, "danger", 0)),
    (("aliases: [", "aliases: [1, "), (Code.ALIASES_LIST, 7, "aliases", 0)),
    ((", small fire six", ""), (Code.ALIASES_FEW, 7, "aliases", 0)),
    ((', title: "Stay alive", year: 2024', ""), (Code.SOURCE, 8, "sources", 1)),
    (("reviewed: 2026-05-01", "reviewed: soon"), (Code.NO_DATE, 10, "reviewed", 0)),
    (("---\n\n## Do", "---\nHello\n## Do"), (Code.WORDS_BEFORE, 12, "", 0)),
    (("2. **Call", "# Oh\n2. **Call"), (Code.HEADING, 16, "steps", 2)),
    ((":::region US", ":::region"), (Code.REGION, 18, "steps", 4)),
    (("- This is for China.\n:::", "- This is for China."), (Code.REGION_OPEN, 21, "steps", 7)),
    (("- Do not go back.\n", ""), (Code.SECTION_EMPTY, 25, "donot", 0)),
    (("## What not to do {", "##  {"), (Code.SECTION_UNTITLED, 25, "donot", 0)),
]
TOGETHER = [
    (("title: Small fire", "title: small fire two"), (Code.ALIAS_IS_TITLE, 7, "aliases", 2)),
    (("{#donot}", "{#nope}"), (Code.SECTION_UNKNOWN, 25, "nope", 0)),
    (("{#different}", "{#donot}"), (Code.SECTION_TWICE, 29, "donot", 0)),
    (("## What not to do {#donot}\n\n- Do not go back.\n", ""), (Code.SECTION_MISSING, 1, "donot", 0)),
    (("1. **Go out.** Take", "- **Go out.** Take"), (Code.STEPS_NUMBERED, 13, "steps", 0)),
    (("{fire} from outside", "911 from outside"), (Code.NUMBER_WRITTEN, 35, "call", 1)),
    (("{fire} from outside.", "911."), (Code.NUMBER_WRITTEN, 35, "call", 1)),
    (("{fire} from outside", "{doctor} from outside"), (Code.NUMBER_UNKNOWN, 35, "call", 1)),
    (("2. **Call", "2. Stand in the doorway.\n3. **Call"), (Code.FORBIDDEN, 16, "steps", 2)),
    (("2. **Call", "2. Loosen the tourniquet.\n3. **Call"), (Code.FORBIDDEN, 16, "steps", 2)),
    (("Do not go back.", "Fetch the defibrillator."), (Code.TERM, 27, "donot", 1)),
    (("summary: Go out.", "summary: Duck, cover and hold."), (Code.TERM, 3, "summary", 0)),
    (("Go out. Then call.", "Municipal organizational necessities. " * 30), (Code.GRADE, 1, "", 0)),
    (("Do not go back.", "Do not go back. [See](see)"), (Code.LINK_FORM, 27, "donot", 1)),
    (("Do not go back.", "Do not go back. [See](/knowledge/no/)"), (Code.LINK_GUIDE, 27, "donot", 1)),
    (("Do not go back.", "Do not go back. [See](#before)"), (Code.LINK_SECTION, 27, "donot", 1)),
    (("Do not go back.", "Do not go back. [See](/no/)"), (Code.LINK_NOTHING, 27, "donot", 1)),
]
# the same, found in the file of the other language
BESIDE = [
    (("calls: [fire]", "calls: []"), (Code.DIFFERS, 5, "calls", 0)),
    (("aliases:", "act_first: Go.\naliases:"), (Code.ACT_FIRST_ALONE, 1, "act_first", 0)),
    (("sources:\n", "sources:\n  - {authority: A, title: B}\n"), (Code.OTHER_SOURCES, 8, "sources", 0)),
    (("## When", "## After {#after}\n\n- Rest.\n\n## When"), (Code.SECTION_ALONE, 1, "after", 0)),
    (("region US", "region GB"), (Code.OTHER_REGIONS, 13, "steps", 0)),
    (("{fire} from outside", "{police} from outside"), (Code.OTHER_NUMBERS, 33, "call", 0)),
]
# both files
BOTH = [
    ([("calls: [fire]", "calls: []")], (Code.NOBODY_TO_CALL, 5, "calls", 0)),
    ([("{#steps}", "{#after}")], (Code.NOTHING_TO_DO, 1, "", 0)),
    ([("{#steps}", "{#before}")], (Code.NOTHING_IN_DANGER, 1, "", 0)),
    ([("{#donot}", "{#x}"), ("{#call}", "{#donot}"), ("{#x}", "{#call}")], (Code.SECTION_ORDER, 1, "", 0)),
]
ELSEWHERE = {  # the tests below have the rest
    Code.FILE_NAME, Code.NOT_UTF8, Code.SAME_FILE, Code.NO_LANGUAGE, Code.HEAD_KEYS, Code.SENTENCES,
}  # fmt: skip


def problems_in(folder):
    articles, problems = read_folder(folder)
    guides = {article.slug: [section.id for section in article.sections] for article in articles}
    return problems + check_articles(articles) + check_links(articles, guides, is_address)


def changed(folder, *changes, both=False):
    english = write_article(folder, "small")
    for file in [english, english.with_name("small.zh-hans.md")] if both else [english]:
        text = file.read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        file.write_text(text)
    return problems_in(folder)


def found(problems, language):
    return [(one.code, one.line, one.part, one.row) for one in problems if one.language == language]


@pytest.mark.parametrize(("change", "expected"), ONE + TOGETHER)
def test_what_is_wrong_is_found_with_its_place(tmp_path, change, expected):
    assert expected in found(changed(tmp_path, change), "en")


@pytest.mark.parametrize(("change", "expected"), BESIDE)
def test_what_differs_is_found_beside_the_other_language(tmp_path, change, expected):
    assert expected in found(changed(tmp_path, change), "zh-hans")


@pytest.mark.parametrize(("changes", "expected"), BOTH)
def test_what_is_wrong_in_both_is_told_once_for_what_they_share(tmp_path, changes, expected):
    problems = changed(tmp_path, *changes, both=True)
    assert expected in found(problems, "en") and expected in found(problems, "zh-hans")
    lines = [str(one) for one in told(problems)]
    assert len(lines) == len(set(lines))
    assert sum("Numbers that may be needed" in line for line in lines) == (expected[2] == "calls")


@pytest.mark.parametrize(
    ("words", "told_of"),
    [
        ("摇晃时趴下、掩护、抓牢。", ["趴下、掩护、抓牢"]),
        ("摇晃时伏地、遮挡、手抓牢。", []),
        ("跟着疏散标志走，听到通知就疏散。", ["疏散"]),
        ("他会问：“你在哪里？”", []),
        ("他会问你。", ["你"]),
        ("拿自动体外除颤器，用海姆立克法。", ["海姆立克法", "自动体外除颤器"]),
        ("煤油炉放到屋外。", []),
    ],
)
def test_one_thing_has_one_name_in_all_guides(tmp_path, words, told_of):
    chinese = write_article(tmp_path, "small").with_name("small.zh-hans.md")
    chinese.write_text(chinese.read_text().replace("不要回去。", words))
    assert words in chinese.read_text()
    assert [one.figures["words"] for one in problems_in(tmp_path) if one.code is Code.TERM] == told_of


def test_how_people_ask_and_what_sources_are_called_is_theirs(tmp_path):
    chinese = write_article(tmp_path, "small").with_name("small.zh-hans.md")
    text = chinese.read_text()
    chinese.write_text(re.sub(r"aliases: \[", "aliases: [海姆立克怎么做, ", text).replace('"逃生"', '"疏散指南"'))
    assert chinese.read_text() != text
    assert [one.code for one in problems_in(tmp_path)] == []


def test_files_that_are_no_articles_are_found(tmp_path):
    english = write_article(tmp_path, "small")
    (english.parent / "Big.en.md").write_text("---")
    (english.parent / "big.en.md").write_bytes(b"\xff\xfe\xff")
    (english.parent / "list.en.md").write_text("---\n- a\n---\n")
    (tmp_path / "again" / "fire").mkdir(parents=True)
    (tmp_path / "again" / "fire" / "small.en.md").write_text(english.read_text())
    other = write_article(tmp_path, "long").with_name("long.zh-hans.md")
    other.write_text(other.read_text().replace("先出去。再打电话。", "先出去再打电话" * 60))
    write_article(tmp_path, "alone").unlink()
    problems = problems_in(tmp_path)
    assert {one.code for one in problems} == ELSEWHERE
    with override("zh-hans"):
        assert all(HAN.search(one.words) for one in told(problems))


def test_every_problem_and_reason_is_told_in_both_languages():
    tried = {expected[0] for _change, expected in ONE + TOGETHER + BESIDE + BOTH}
    assert tried | ELSEWHERE == set(Code) == set(WORDS)
    assert {row[-1] for row in [*FORBIDDEN, *PREFERRED]} == set(REASONS)
    for words in [*WORDS.values(), *REASONS.values()]:
        with override("zh-hans"):
            assert HAN.search(str(words))
        with override("en"):
            assert not HAN.search(str(words))


@pytest.mark.parametrize(("change", "expected"), ONE + TOGETHER)
def test_each_is_told_with_its_figures(tmp_path, change, expected):
    problems = [one for one in changed(tmp_path, change) if one.code is expected[0]]
    for language in ("en", "zh-hans"):
        with override(language):
            lines = [str(one) for one in told(problems)]
            assert lines and not any("%(" in line for line in lines)
            assert all(bool(HAN.search(one.words)) == (language == "zh-hans") for one in told(problems))
            assert [line_for(one) for one in problems] == [
                line for line in map(line_for, problems) if line.startswith(f"fire/small.en.md:{expected[1]}: ")
            ]


def test_those_who_keep_the_files_read_english(tmp_path, capsys):
    changed(tmp_path, ("2. **Call", "2. Stand in the doorway.\n3. **Call"))
    with override("zh-hans"), pytest.raises(CommandError):
        call_command("check_knowledge", tmp_path)
    assert capsys.readouterr().err == (
        "fire/small.en.md:16: steps: Advice that has hurt people: “Stand in the doorway”. "
        "A doorway is no stronger than the rest. Take cover under a table.\n"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accept", "place", "words", "other"),
    [
        (
            "en",
            "English · Steps, in order · line 7",
            "Write {fire}, {ambulance} or {police} in place of a phone number",
            "Write at least 6 different wordings.",
        ),
        (
            "zh-CN",
            "English · 步骤（按顺序） · 第 7 行",
            "不要写电话号码，请写 {fire}、{ambulance} 或 {police}",
            "至少写 6 种不同的问法。",
        ),
    ],
)
def test_an_editor_is_told_in_their_language_at_the_field_as_they_see_it(guides, accept, place, words, other):
    article, author = Article.objects.get(slug="earthquake"), member("editor")
    revision = begin_revision(article, by=author, now=NOON)
    held = revision.words["en"]["sections"][0]
    held["text"] = "\n".join([*held["text"].splitlines()[:6], "7. Call 911."])
    revision.words["zh-hans"]["aliases"] = revision.words["zh-hans"]["aliases"][:5]
    keep_revision(revision, topic=revision.topic, shared=revision.shared, words=revision.words, by=author, now=NOON)
    client = Client(HTTP_ACCEPT_LANGUAGE=accept)
    client.force_login(author)
    page = client.get(f"/desk/guides/texts/{revision.pk}/").content.decode()
    assert f'<a href="#id_text_steps_en">{place}</a>' in page and words in page
    assert 'id="id_text_steps_en"' in page and other in page  # neither language hides the other
    refused = client.post(f"/desk/guides/texts/{revision.pk}/do/", {"do": "submit"}, follow=True).content.decode()
    assert f"{place}{'：' if accept == 'zh-CN' else ': '}{words}" in refused


@pytest.mark.django_db
def test_what_could_not_be_taken_is_named_as_the_page_names_it(guides):
    author = member("editor")
    revision = begin_revision(Article.objects.get(slug="earthquake"), by=author, now=NOON)
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    client.force_login(author)
    typed = {"topic": "nature", "reviewed": "soon", "summary_zh-hans": "长" * 601, "text_donot_en": "x" * 6001}
    page = client.post(f"/desk/guides/texts/{revision.pk}/", typed)
    assert page.status_code == 422
    summary = page.content.decode().split("error-summary")[1].split("</ul>")[0]
    assert re.findall(r'<a href="#(.+?)">(.+?)：', summary) == [
        ("id_reviewed", "事实核对日期"),
        ("id_text_donot_en", "English · 不要做"),
        ("id_summary_zh-hans", "简体中文 · 摘要"),
    ]
