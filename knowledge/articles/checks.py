"""What must hold over the article files together: both languages alike, all parts there, plain words, no bad advice."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from knowledge.articles.files import CALLS, LANGUAGES, SECTIONS, ArticleFile, Section, row_of
from knowledge.articles.problems import Code, Problem
from knowledge.articles.wording import items_of

HIGHEST_GRADE = 6.5  # Flesch-Kincaid, a little above the aim of 6: the formula punishes "emergency"
LONGEST_MEAN = 25.0  # characters a Chinese sentence, on average

# Advice that has hurt people: (language, words, key of the reason that the app says). It may stand only under "what not
# to do", or after "do not" or 不要.
FORBIDDEN = [
    ("en", r"\bstand in (a|the) doorway", "doorway"),
    ("en", r"\b(pour|throw|put|use) water on (the |burning |hot )?(oil|fat|grease|pan)", "oil"),
    ("en", r"\bsuck (out )?(the )?(venom|poison)", "venom"),
    ("en", r"\b(put|place|stick) (a |something |anything )?(spoon|wallet|object)? ?(in|into|between) (the|their|his|her)"
     r" (mouth|teeth)", "mouth"),
    ("en", r"\bopen (the |your )?windows? (before|for|in|during) (a |the )?tornado", "useless"),
    ("en", r"\btape (the |your )?windows", "tape"),
    ("en", r"\b(butter|toothpaste|ice) on (the |a )?burn", "burn"),
    ("en", r"\bmake (them|him|her|the person) (vomit|throw up)", "vomit"),
    ("en", r"\brun out(side|doors)? (while|when|during) (it|the shaking|the quake)", "run"),
    ("en", r"\bloosen (the |a )?tourniquet", "tourniquet"),
    ("en", r"\bprick (the |their |his |her )?(fingers?|ears?)", "useless"),
    ("zh-hans", r"站(在|到)门(框|口)下?躲", "doorway"),
    ("zh-hans", r"(往|向)(着火的)?油锅(里)?(倒|泼|浇)水", "oil"),
    ("zh-hans", r"用嘴(吸|把毒)", "venom"),
    ("zh-hans", r"(往|向)(病人|他|她)?嘴里(塞|放)", "mouth"),
    ("zh-hans", r"(涂|抹)(上)?(牙膏|酱油|黄油)", "burn"),
    ("zh-hans", r"(催吐|抠喉咙|让(他|她|病人)吐)", "vomit"),
    ("zh-hans", r"松(开|一松|松)止血带|止血带[^。]{0,12}松(开|一松)", "tourniquet"),
    ("zh-hans", r"掐人中|(手指|耳垂|耳尖)放血", "useless"),
    ("zh-hans", r"贴(上)?胶带(能|可以|防)", "tape"),
]  # fmt: skip
# One word for one thing, in all guides: (language, other words, the term, key of the reason that the app says). A
# frightened reader must not wonder whether two names are two things. How people ask, and the titles of sources, are
# theirs.
PREFERRED = [
    ("zh-hans", r"(趴下|蹲下|卧倒|伏地)[、，]?(掩护|遮蔽|躲好)[、，]?(手?抓[牢紧稳])?|(?<!手)抓牢", "伏地、遮挡、手抓牢", "official"),
    ("zh-hans", r"海姆立克(急救)?(手法|法)?|哈姆立克法?", "冲击腹部", "deed"),
    ("zh-hans", r"人工呼吸|口对口", "吹气", "deed"),
    ("zh-hans", r"胸外(心脏)?按压|心脏按[压摩]", "按胸口", "deed"),
    ("zh-hans", r"(自动)?体外除颤[仪器]|除颤[仪器]", "AED", "printed"),
    ("zh-hans", r"疏散(?!标志|预案|通道|计划)", "撤离", "one"),
    ("zh-hans", r"(?<!生命)避难(所|场所)|庇护所|收容[所点]|避灾点", "安置点", "one"),
    ("zh-hans", r"急救车", "救护车", "one"),
    ("zh-hans", r"调度员|接警员|话务员", "接线员", "one"),
    ("zh-hans", r"急救员|医护员", "急救人员", "one"),
    ("zh-hans", r"应急箱|应急背包|逃生包", "应急包", "one"),
    ("zh-hans", r"移动电源", "充电宝", "one"),
    ("zh-hans", r"直梯|升降梯", "电梯", "one"),
    ("zh-hans", r"口哨", "哨子", "one"),
    ("zh-hans", r"低体温症?", "失温", "one"),
    ("zh-hans", r"心肌梗[死塞]", "心梗", "one"),
    ("zh-hans", r"惊厥|抽风|羊[癫角][疯风]", "抽搐", "one"),
    ("zh-hans", r"电瓶车", "电动自行车", "one"),
    ("zh-hans", r"煤气", "燃气 / 一氧化碳", "two"),
    ("zh-hans", r"残疾人?|残废|瞎子|聋子|哑巴", "残障的人", "respect"),
    ("zh-hans", r"你(?![^“”]*”)", "您", "respect"),
    ("en", r"\bheimlich\b", "belly thrusts", "deed"),
    ("en", r"\bdefibrillators?\b", "AED", "printed"),
    ("en", r"\b(duck|get down),? cover,? (and|&) hold( on)?\b", "drop, cover, and hold on", "official"),
]  # fmt: skip
_NEGATED = re.compile(r"\b(do not|don't|never|no|not)\b|不要|别|不能|不可|切勿|不用|不", re.I)
_DIGITS = re.compile(
    r"(?<![\d.,])(911|112|999|000|110|119|120|122|995|988|12356)(?!\d|[.,]\d|%)(?!\s*(pushes|times|次|a minute|minutes|分钟))"
)

_LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]*)[^)]*\)")
_GUIDE = re.compile(r"/knowledge/([^/]+)/")


def check_articles(articles: list[ArticleFile]) -> list[Problem]:
    """Everything that is wrong with `articles` as a whole; empty when all is well."""
    found: list[Problem] = []
    by_slug: dict[str, dict[str, ArticleFile]] = defaultdict(dict)
    for article in articles:
        if article.language in by_slug[article.slug]:
            found.append(Problem(article.path, 1, Code.SAME_FILE))
        by_slug[article.slug][article.language] = article
        found += check_article(article)
    return found + check_parity(articles)


def check_article(article: ArticleFile) -> list[Problem]:
    """What is wrong with an article by itself, whatever its other language says."""
    return [*_parts(article), *_advice(article), *_terms(article), *_plainness(article)]


def check_parity(articles: list[ArticleFile]) -> list[Problem]:
    """Where the languages of an article differ in more than their words, or one is missing."""
    by_slug: dict[str, dict[str, ArticleFile]] = defaultdict(dict)
    for article in articles:
        by_slug[article.slug][article.language] = article
    return [problem for languages in by_slug.values() for problem in _parity(languages)]


def check_links(
    articles: Iterable[ArticleFile], guides: Mapping[str, Collection[str]], is_address: Callable[[str], bool]
) -> list[Problem]:
    """Links in `articles` that lead nowhere on this site. Links to other sites are not followed.

    `guides`: the sections of every guide by its slug; `is_address(path)`: does the site answer at that path?
    """
    return [
        Problem(article.path, line, dead[0], section.id, row, {"target": target, **dead[1]})
        for article in articles
        for section, line, row, words in _lines(article)
        for target in _LINK.findall(words)
        if (dead := _dead(target, article, guides, is_address))
    ]


def _lines(article: ArticleFile) -> Iterable[tuple[Section, int, int, str]]:
    """(section, line of the file, line of the section, words) of every line of its sections."""
    for section in article.sections:
        for number, words in enumerate(section.text.splitlines(), section.line + 2):
            yield section, number, row_of(number, section.line), words


def _dead(
    target: str, article: ArticleFile, guides: Mapping[str, Collection[str]], is_address: Callable[[str], bool]
) -> tuple[Code, dict[str, str]] | None:
    """Why a link's target is none, with figures; None where it is one."""
    if target.startswith(("https://", "tel:")):
        return None
    path, _hash, part = target.partition("#")
    path = path.partition("?")[0]
    if (path and not path.startswith("/")) or path.startswith("//"):
        return Code.LINK_FORM, {}
    guide = _GUIDE.fullmatch(path)
    if guide or not path:
        slug = guide[1] if guide else article.slug
        parts = guides.get(slug) if guide else [section.id for section in article.sections]
        if parts is None:
            return Code.LINK_GUIDE, {}
        return None if part in ("", *parts) else (Code.LINK_SECTION, {"slug": slug})
    return None if is_address(path) else (Code.LINK_NOTHING, {})


def reading_grade(text: str) -> float:
    """The Flesch-Kincaid grade of English `text` (Kincaid et al. 1975), syllables counted by groups of vowels."""
    sentences = max(1, len(re.findall(r"[.!?:;]+(?=\s|$)|\n", text)))
    words = re.findall(r"[A-Za-z']+", text)
    if not words:
        return 0.0
    syllables = sum(_syllables(word.lower()) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def mean_sentence(text: str) -> float:
    """The mean length of Chinese sentences in characters; Latin words and numbers count as one."""
    sentences = [part for part in re.split(r"[。！？；\n]", text) if part.strip()]
    lengths = [len(re.sub(r"[\s，、：“”（）·]", "", re.sub(r"[A-Za-z0-9.%{}]+", "字", part))) for part in sentences]
    return sum(lengths) / len(lengths) if lengths else 0.0


def _parts(article: ArticleFile) -> Iterable[Problem]:
    ids, order = [section.id for section in article.sections], ", ".join(SECTIONS)
    for section in article.sections:
        if section.id not in SECTIONS:
            yield Problem(article.path, section.line, Code.SECTION_UNKNOWN, section.id, figures={"allowed": order})
    for section in article.sections[1:]:
        if section.id in ids[: article.sections.index(section)]:
            yield Problem(article.path, section.line, Code.SECTION_TWICE, section.id)
    if ids != sorted(ids, key=lambda code: SECTIONS.index(code) if code in SECTIONS else 99):
        yield Problem(article.path, 1, Code.SECTION_ORDER, figures={"allowed": order})
    for needed in ["donot", "different", *(["call"] if article.calls else [])]:
        if needed not in ids:
            yield Problem(article.path, 1, Code.SECTION_MISSING, needed)
    if not {"steps", "during", "before"} & set(ids):
        yield Problem(article.path, 1, Code.NOTHING_TO_DO)
    if article.danger and not {"steps", "during"} & set(ids):
        yield Problem(article.path, 1, Code.NOTHING_IN_DANGER)
    if article.danger and not article.calls:
        yield Problem(article.path, article.lines.get("calls", 1), Code.NOBODY_TO_CALL, "calls")
    if article.title.lower() in (aliases := [alias.lower() for alias in article.aliases]):
        row = aliases.index(article.title.lower()) + 1
        yield Problem(article.path, article.lines.get("aliases", 1), Code.ALIAS_IS_TITLE, "aliases", row)
    steps = next((section for section in article.sections if section.id == "steps"), None)
    if steps and not re.search(r"^1\. ", steps.text, re.M):
        yield Problem(article.path, steps.line, Code.STEPS_NUMBERED, "steps")


def _parity(languages: dict[str, ArticleFile]) -> Iterable[Problem]:
    first = next(iter(languages.values()))
    for language in LANGUAGES:
        if language not in languages:
            yield Problem(first.path, 1, Code.NO_LANGUAGE, figures={"missing": language})
    if len(languages) < len(LANGUAGES):
        return
    one, other = (languages[language] for language in LANGUAGES)

    def differs(line: int, code: Code, field: str = "") -> Problem:
        return Problem(other.path, line, code, field, figures={"other": one.language})

    for name in ("topic", "hazards", "calls", "danger"):
        if getattr(one, name) != getattr(other, name):
            yield differs(other.lines.get(name, 1), Code.DIFFERS, name)
    if bool(one.act_first) != bool(other.act_first):
        yield differs(1, Code.ACT_FIRST_ALONE, "act_first")
    if len(one.sources) != len(other.sources):
        yield differs(other.lines.get("sources", 1), Code.OTHER_SOURCES, "sources")
    ids, others = ([section.id for section in article.sections] for article in (one, other))
    if ids != others:
        for part in dict.fromkeys([*ids, *others]):
            if (part in ids) != (part in others):
                without, having = (other, one) if part in ids else (one, other)
                yield Problem(without.path, 1, Code.SECTION_ALONE, part, figures={"other": having.language})
        return
    for left, right in zip(one.sections, other.sections, strict=True):
        if left.regions != right.regions:
            yield differs(right.line, Code.OTHER_REGIONS, right.id)
        if _numbers_named(left) != _numbers_named(right):
            yield differs(right.line, Code.OTHER_NUMBERS, right.id)


def _numbers_named(section: Section) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", section.text))


def _advice(article: ArticleFile) -> Iterable[Problem]:
    for section, number, row, line in _lines(article):
        if _DIGITS.search(line):
            yield Problem(article.path, number, Code.NUMBER_WRITTEN, section.id, row)
        for name in re.findall(r"\{(\w+)\}", line):
            if name not in (*CALLS, "crisis"):
                yield Problem(article.path, number, Code.NUMBER_UNKNOWN, section.id, row, {"name": name})
        if section.id == "donot":
            continue
        for language, pattern, reason in FORBIDDEN:
            bad = re.search(pattern, line, re.I) if language == article.language else None
            if bad and not _NEGATED.search(line[max(0, bad.start() - 30) : bad.start()]):
                figures = {"words": bad[0], "reason": reason}
                yield Problem(article.path, number, Code.FORBIDDEN, section.id, row, figures)


def _terms(article: ArticleFile) -> Iterable[Problem]:
    heads = [
        (name, article.lines.get(name, 1), 0, getattr(article, name)) for name in ("title", "summary", "act_first")
    ]
    lines = [(section.id, number, row, line) for section, number, row, line in _lines(article)]
    for part, number, row, line in heads + lines:
        for language, pattern, term, reason in PREFERRED:
            other = re.search(pattern, line, re.I) if language == article.language else None
            if other:
                figures = {"words": other[0], "term": term, "reason": reason}
                yield Problem(article.path, number, Code.TERM, part, row, figures)


def _plainness(article: ArticleFile) -> Iterable[Problem]:
    words = "\n".join([article.summary, *(line for section in article.sections for line in items_of(section.text))])
    if article.language == "en":
        grade = reading_grade(words)
        if grade > HIGHEST_GRADE:
            figures = {"grade": f"{grade:.1f}", "most": f"{HIGHEST_GRADE}"}
            yield Problem(article.path, 1, Code.GRADE, figures=figures)
    else:
        mean = mean_sentence(words)
        if mean > LONGEST_MEAN:
            figures = {"mean": f"{mean:.0f}", "most": f"{LONGEST_MEAN:.0f}"}
            yield Problem(article.path, 1, Code.SENTENCES, figures=figures)


def _syllables(word: str) -> int:
    count = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)
