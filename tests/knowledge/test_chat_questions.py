"""Every question of tests/data/chat_questions.yaml, in one run that prints each failure."""

from pathlib import Path

import pytest
import yaml

from knowledge.services import answer
from tests.factories import NOON

FILE = Path(__file__).resolve().parents[1] / "data" / "chat_questions.yaml"
CASES = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def wrong_with(case, reply) -> str:
    """What the reply lacks, "" where nothing."""
    if "kind" in case and reply.kind != case["kind"]:
        return f"kind {reply.kind}, not {case['kind']}"
    if case.get("not_kind") == reply.kind:
        return f"kind {reply.kind}"
    cited = [cite["url"].split("/")[2] for cite in reply.citations]
    if "article" in case and cited != [case["article"]]:
        return f"cites {cited}, not {case['article']}"
    if "number" in case and case["number"] not in reply.lead:
        return f"{case['number']} is not in the first line: {reply.lead}"
    if case.get("has", "") not in reply.text:
        return f"lacks {case['has']!r}: {reply.text}"
    if case.get("not") and case["not"] in reply.text:
        return f"holds {case['not']!r}"
    chinese = any("\u4e00" <= character <= "\u9fff" for character in (case.get("ask") or case["turns"][-1]))
    return "" if (reply.language == "zh-hans") == chinese else f"answers in {reply.language}"


@pytest.mark.usefixtures("guides")
def test_every_question_gets_the_answer_it_needs():
    failures = []
    for number, case in enumerate(CASES):
        session = f"questions-of-the-suite-{number:04}"
        for text in case.get("turns") or [case["ask"]]:
            reply = answer(text=text, session_token=session, now=NOON)
        problem = wrong_with(case, reply)
        if problem:
            failures.append(f"{case.get('ask') or ' / '.join(case['turns'])}: {problem}")
    assert failures == []


def test_there_are_enough_questions_in_both_languages():
    chinese = [case for case in CASES if any("\u4e00" <= c <= "\u9fff" for c in str(case.get("ask") or case["turns"]))]
    assert len(CASES) >= 120 and len(chinese) >= 50
