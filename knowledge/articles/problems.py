"""What can be wrong in an article file: a code and its figures. Their words are said where there is a language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class Code(StrEnum):
    """Figures in brackets."""

    # the file
    FILE_NAME = "file_name"  # [languages]
    NOT_UTF8 = "not_utf8"
    SAME_FILE = "same_file"
    NO_LANGUAGE = "no_language"  # [missing]
    # its head
    HEAD_MISSING = "head_missing"
    HEAD_OPEN = "head_open"
    HEAD_YAML = "head_yaml"  # [error]
    HEAD_KEYS = "head_keys"
    UNKNOWN_KEY = "unknown_key"
    NO_TEXT = "no_text"
    NOT_IN_LIST = "not_in_list"  # [allowed]
    ALIASES_LIST = "aliases_list"
    ALIASES_FEW = "aliases_few"  # [least]
    ALIAS_IS_TITLE = "alias_is_title"
    SOURCE = "source"
    NO_DATE = "no_date"
    NO_BOOLEAN = "no_boolean"
    NOBODY_TO_CALL = "nobody_to_call"
    # its sections
    WORDS_BEFORE = "words_before"
    HEADING = "heading"
    REGION = "region"
    REGION_OPEN = "region_open"
    SECTION_EMPTY = "section_empty"
    SECTION_UNTITLED = "section_untitled"
    SECTION_UNKNOWN = "section_unknown"  # [allowed]
    SECTION_TWICE = "section_twice"
    SECTION_ORDER = "section_order"  # [allowed]
    SECTION_MISSING = "section_missing"
    NOTHING_TO_DO = "nothing_to_do"
    NOTHING_IN_DANGER = "nothing_in_danger"
    STEPS_NUMBERED = "steps_numbered"
    # its words
    NUMBER_WRITTEN = "number_written"
    NUMBER_UNKNOWN = "number_unknown"  # [name]
    FORBIDDEN = "forbidden"  # [words, reason: its key in checks.FORBIDDEN]
    TERM = "term"  # [words, term, reason: its key in checks.PREFERRED]
    GRADE = "grade"  # [grade, most]
    SENTENCES = "sentences"  # [mean, most] in characters
    LINK_FORM = "link_form"  # [target], as all of links
    LINK_GUIDE = "link_guide"
    LINK_SECTION = "link_section"  # [slug]
    LINK_NOTHING = "link_nothing"
    # beside the other language; [other] is its code
    DIFFERS = "differs"
    ACT_FIRST_ALONE = "act_first_alone"
    OTHER_SOURCES = "other_sources"
    SECTION_ALONE = "section_alone"
    OTHER_REGIONS = "other_regions"
    OTHER_NUMBERS = "other_numbers"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where."""

    path: str
    line: int  # of the file, from 1
    code: Code
    part: str = ""  # a key of the front matter or the id of a section, "" where it is about all of it
    row: int = 0  # the line within that section (or list), from 1; 0 where it is about all of it
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The code in the file's name: "en" of fire/small.en.md."""
        parts = Path(self.path).name.split(".")
        return parts[1] if len(parts) == 3 else ""

    def __str__(self) -> str:
        figures = "".join(f" {name}={value}" for name, value in self.figures.items())
        return f"{self.path}:{self.line}: {self.part}{' ' if self.part else ''}{self.code}{figures}"


class BadArticle(Exception):
    """A file that cannot be read. `problem` says why."""

    def __init__(self, problem: Problem):
        super().__init__(str(problem))
        self.problem = problem
