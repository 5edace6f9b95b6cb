"""Ask the chat a file of questions, and say how many of its answers are right."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from knowledge.chat.questions import BadQuestions, read_questions
from knowledge.services.evaluation import Verdict, evaluate, pass_rates


class Command(BaseCommand):
    help = (
        "Ask the chat every question of FILE, answered from this site's articles, and print each wrong answer and the "
        "pass rates by language and topic. Nothing is kept. The exit code is 1 where fewer than --least per cent are "
        "right, or a language is worse in a topic than the file of --rates says."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="+", type=Path, help="questions, as knowledge/chat/questions.py describes")
        parser.add_argument("--least", type=float, help="per cent that must be right; 100 where no --rates are given")
        parser.add_argument("--rates", type=Path, help="pass rates (JSON) that must not fall")
        parser.add_argument("--keep", action="store_true", help="write this run's pass rates to the file of --rates")
        parser.add_argument("--region", default="CN", help="country that the numbers in FILE belong to")

    def handle(self, *, file, least, rates, keep, region, **options):
        if keep and rates is None:
            raise CommandError("--keep needs --rates FILE.")
        try:
            questions = [question for path in file for question in read_questions(path)]
            kept = {} if keep or rates is None else json.loads(rates.read_text(encoding="utf-8"))
        except (BadQuestions, OSError, ValueError) as error:
            raise CommandError(str(error)) from None
        if not questions:
            raise CommandError("There are no questions in these files.")
        verdicts = evaluate(questions, region=region, now=timezone.now())
        for verdict in verdicts:
            if verdict.problem:
                self.stdout.write(f"{verdict.question.language} {verdict.question.topic}: {verdict.question.words}")
                self.stdout.write(f"    {verdict.problem}")
        found = pass_rates(verdicts)
        self._table(found)
        if keep:
            rates.write_text(_written(found), encoding="utf-8")
        self._judge(verdicts, found, kept, 100.0 if least is None and rates is None else least or 0.0)

    def _table(self, found) -> None:
        self.stdout.write(f"{'topic':<16}{'en':>14}{'zh-hans':>14}")
        for topic in dict.fromkeys(topic for topics in found.values() for topic in topics):
            cells = "".join(f"{_rate(*found[language].get(topic, (0, 0))):>14}" for language in found)
            self.stdout.write(f"{topic:<16}{cells}")
        sums = [tuple(map(sum, zip(*topics.values(), strict=True))) or (0, 0) for topics in found.values()]
        self.stdout.write(f"{'all':<16}" + "".join(f"{_rate(*one):>14}" for one in sums))

    def _judge(self, verdicts: list[Verdict], found, kept, least: float) -> None:
        right = sum(not verdict.problem for verdict in verdicts)
        share = 100 * right / len(verdicts)
        worse = [
            f"{language} {topic}: {_rate(*now)}, was {_rate(*before)}"
            for language, topics in kept.items()
            for topic, before in topics.items()
            if (now := found.get(language, {}).get(topic, (0, 0)))[0] * before[1] < before[0] * max(now[1], 1)
        ]
        if worse:
            raise CommandError("Worse than before:\n" + "\n".join(worse))
        if share < least:
            raise CommandError(f"{right} of {len(verdicts)} are right ({share:.1f} %); {least:g} % are asked for.")
        self.stdout.write(f"{right} of {len(verdicts)} are right ({share:.1f} %).")


def _rate(right: int, asked: int) -> str:
    return f"{right}/{asked} {100 * right // asked} %" if asked else "-"


def _written(found) -> str:
    """JSON with a line a topic, so that a change shows as one line."""
    languages = [
        f' "{language}": {{\n'
        + ",\n".join(f'  "{topic}": [{right}, {asked}]' for topic, (right, asked) in sorted(topics.items()))
        + "\n }"
        for language, topics in found.items()
    ]
    return "{\n" + ",\n".join(languages) + "\n}\n"
