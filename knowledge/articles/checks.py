"""What must hold over the article files together: both languages alike, all parts there, plain words, no bad advice."""

import re
from collections import defaultdict
from collections.abc import Iterable

from knowledge.articles.files import LANGUAGES, SECTIONS, ArticleFile, BadArticle, Section
from knowledge.articles.wording import items_of

HIGHEST_GRADE = 6.5  # Flesch-Kincaid, a little above the aim of 6: the formula punishes "emergency"
LONGEST_MEAN = 25.0  # characters a Chinese sentence, on average

# Advice that has hurt people, with the reason. It may stand only under "what not to do", or after "do not" or 不要.
FORBIDDEN = [
    ("en", r"\bstand in (a|the) doorway", "doorways are no stronger than the rest; cover under a table"),
    ("en", r"\b(pour|throw|put|use) water on (the |burning |hot )?(oil|fat|grease|pan)", "water spreads burning oil"),
    ("en", r"\bsuck (out )?(the )?(venom|poison)", "it does not help and wounds the helper"),
    ("en", r"\b(put|place|stick) (a |something |anything )?(spoon|wallet|object)? ?(in|into|between) (the|their|his|her)"
     r" (mouth|teeth)", "nothing goes into the mouth of a person in a seizure"),
    ("en", r"\bopen (the |your )?windows? (before|for|in|during) (a |the )?tornado", "it costs time and helps nothing"),
    ("en", r"\btape (the |your )?windows", "tape does not keep glass whole"),
    ("en", r"\b(butter|toothpaste|ice) on (the |a )?burn", "it harms burned skin; cool running water"),
    ("en", r"\bmake (them|him|her|the person) (vomit|throw up)", "poison burns twice on its way back"),
    ("en", r"\brun out(side|doors)? (while|when|during) (it|the shaking|the quake)", "falling glass and brick hurt most"),
    ("zh-hans", r"站(在|到)门(框|口)下?躲", "门框并不更结实"),
    ("zh-hans", r"(往|向)(着火的)?油锅(里)?(倒|泼|浇)水", "水会让油火溅开"),
    ("zh-hans", r"用嘴(吸|把毒)", "吸毒液没有用，还会伤到救人的人"),
    ("zh-hans", r"(往|向)(病人|他|她)?嘴里(塞|放)", "抽搐时嘴里不能放东西"),
    ("zh-hans", r"(涂|抹)(上)?(牙膏|酱油|黄油)", "会伤到烫伤的皮肤"),
    ("zh-hans", r"(催吐|抠喉咙|让(他|她|病人)吐)", "毒物回流会再伤一次"),
    ("zh-hans", r"贴(上)?胶带(能|可以|防)", "胶带挡不住碎玻璃"),
]  # fmt: skip
_NEGATED = re.compile(r"\b(do not|don't|never|no|not)\b|不要|别|不能|不可|切勿|不用|不", re.I)
_DIGITS = re.compile(
    r"(?<![\d.,])(911|112|999|000|110|119|120|122|995|988|12356)(?![\d.,%])(?!\s*(pushes|times|次|a minute|minutes|分钟))"
)


def check_articles(articles: list[ArticleFile]) -> list[BadArticle]:
    """Everything that is wrong with `articles` as a whole; empty when all is well."""
    found: list[BadArticle] = []
    by_slug: dict[str, dict[str, ArticleFile]] = defaultdict(dict)
    for article in articles:
        if article.language in by_slug[article.slug]:
            found.append(BadArticle(article.path, 1, "another file has this slug and language"))
        by_slug[article.slug][article.language] = article
        found += _parts(article)
        found += _advice(article)
        found += _plainness(article)
    return found + check_parity(articles)


def check_parity(articles: list[ArticleFile]) -> list[BadArticle]:
    """Where the languages of an article differ in more than their words, or one is missing."""
    by_slug: dict[str, dict[str, ArticleFile]] = defaultdict(dict)
    for article in articles:
        by_slug[article.slug][article.language] = article
    return [problem for languages in by_slug.values() for problem in _parity(languages)]


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


def _parts(article: ArticleFile) -> Iterable[BadArticle]:
    ids = [section.id for section in article.sections]
    for section in article.sections:
        if section.id not in SECTIONS:
            yield BadArticle(article.path, section.line, f"section {section.id} is not one of {', '.join(SECTIONS)}")
    if len(set(ids)) < len(ids):
        yield BadArticle(article.path, 1, "a section stands twice")
    if ids != sorted(ids, key=lambda code: SECTIONS.index(code) if code in SECTIONS else 99):
        yield BadArticle(article.path, 1, f"sections stand in this order: {', '.join(SECTIONS)}")
    for needed in ["donot", "different", *(["call"] if article.calls else [])]:
        if needed not in ids:
            yield BadArticle(article.path, 1, f"section {needed} is missing")
    if not {"steps", "during", "before"} & set(ids):
        yield BadArticle(article.path, 1, "an article needs steps, during or before")
    if article.danger and not {"steps", "during"} & set(ids):
        yield BadArticle(article.path, 1, "an article about danger needs steps or during")
    if article.danger and not article.calls:
        yield BadArticle(article.path, article.lines.get("calls", 1), "an article about danger names whom to call")
    if article.title.lower() in {alias.lower() for alias in article.aliases}:
        yield BadArticle(article.path, article.lines.get("aliases", 1), "an alias only repeats the title")
    steps = next((section for section in article.sections if section.id == "steps"), None)
    if steps and not re.search(r"^1\. ", steps.text, re.M):
        yield BadArticle(article.path, steps.line, "steps are a numbered list")


def _parity(languages: dict[str, ArticleFile]) -> Iterable[BadArticle]:
    first = next(iter(languages.values()))
    for language in LANGUAGES:
        if language not in languages:
            yield BadArticle(first.path, 1, f"there is no {language} file beside it")
    if len(languages) < len(LANGUAGES):
        return
    one, other = (languages[language] for language in LANGUAGES)
    for name in ("topic", "hazards", "calls", "danger"):
        if getattr(one, name) != getattr(other, name):
            yield BadArticle(other.path, other.lines.get(name, 1), f"{name} differs from {one.path}")
    if bool(one.act_first) != bool(other.act_first):
        yield BadArticle(other.path, 1, f"act_first stands in one language only, see {one.path}")
    if len(one.sources) != len(other.sources):
        yield BadArticle(other.path, other.lines.get("sources", 1), f"other sources than {one.path}")
    if [section.id for section in one.sections] != [section.id for section in other.sections]:
        yield BadArticle(other.path, 1, f"other sections than {one.path}")
        return
    for left, right in zip(one.sections, other.sections, strict=True):
        if left.regions != right.regions:
            yield BadArticle(other.path, right.line, f"other regions in {right.id} than {one.path}")
        if _numbers_named(left) != _numbers_named(right):
            yield BadArticle(other.path, right.line, f"other numbers in {right.id} than {one.path}")


def _numbers_named(section: Section) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", section.text))


def _advice(article: ArticleFile) -> Iterable[BadArticle]:
    for section in article.sections:
        for offset, line in enumerate(section.text.splitlines(), 2):
            place = section.line + offset
            if _DIGITS.search(line):
                yield BadArticle(article.path, place, "write {fire}, {ambulance} or {police}, never a number")
            for name in re.findall(r"\{(\w+)\}", line):
                if name not in ("fire", "ambulance", "police"):
                    yield BadArticle(article.path, place, f"{{{name}}} is not a number we know")
            if section.id == "donot":
                continue
            for language, pattern, reason in FORBIDDEN:
                bad = re.search(pattern, line, re.I) if language == article.language else None
                if bad and not _NEGATED.search(line[max(0, bad.start() - 30) : bad.start()]):
                    yield BadArticle(article.path, place, f"forbidden advice, “{bad[0]}”: {reason}")


def _plainness(article: ArticleFile) -> Iterable[BadArticle]:
    words = "\n".join([article.summary, *(line for section in article.sections for line in items_of(section.text))])
    if article.language == "en":
        grade = reading_grade(words)
        if grade > HIGHEST_GRADE:
            yield BadArticle(article.path, 1, f"reading grade {grade:.1f}, at most {HIGHEST_GRADE}")
    else:
        mean = mean_sentence(words)
        if mean > LONGEST_MEAN:
            yield BadArticle(
                article.path, 1, f"sentences of {mean:.0f} characters on average, at most {LONGEST_MEAN:.0f}"
            )


def _syllables(word: str) -> int:
    count = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)
