"""Learn what danger and a crisis sound like from knowledge/chat/examples, and say how well it was learnt."""

from django.core.management.base import BaseCommand, CommandError

from knowledge.chat.hearing import CALLS, CRISES, FILE, Heard, weights
from knowledge.chat.learning import BadExample, fingerprint, learnt, read_examples, store

LEAST = (0.3, 0.4, 0.5, 0.7, 0.9)


class Command(BaseCommand):
    help = (
        "Write the weights of knowledge/chat/heard.npz anew from the examples. With --folds N nothing is written: it "
        "learns N times without one part in N, asks that part, and prints by language how much danger and crisis is "
        "heard, and how much that is calm is taken for either."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only say whether the weights are of these examples")
        parser.add_argument("--folds", type=int, default=0, metavar="N")

    def handle(self, *, check, folds, **options):
        try:
            examples = read_examples()
        except BadExample as error:
            raise CommandError(str(error)) from error
        if check:
            if weights().learnt_from != fingerprint(examples):
                raise CommandError("The examples or the way of learning changed: run manage.py learn_examples.")
            self.stdout.write(f"The weights are learnt from these {len(examples)} examples.")
        elif folds:
            self._ask_what_was_kept_out(examples, folds)
        else:
            store(learnt(examples), FILE)
            weights.cache_clear()
            self.stdout.write(f"Learnt from {len(examples)} examples.")

    def _ask_what_was_kept_out(self, examples, folds: int) -> None:
        heard = []
        for fold in range(folds):
            known = learnt([one for number, one in enumerate(examples) if number % folds != fold])
            heard += [(language, kind, known.heard(text)) for language, kind, text in examples[fold::folds]]
        for language in sorted({language for language, _kind, _heard in heard}):
            self._tell(language, [(kind, one) for spoken, kind, one in heard if spoken == language])

    def _tell(self, language: str, heard: list[tuple[str, Heard]]) -> None:
        self.stdout.write(f"{language}: at least      " + "".join(f"{least:7}" for least in LEAST))
        for name, kinds in (("danger", CALLS), ("crisis", CRISES)):
            for words, chosen in ((f"{name} heard", kinds), (f"calm as {name}", ("calm",))):
                chances = [getattr(one, name) for kind, one in heard if kind in chosen]
                shares = (100 * sum(one >= least for one in chances) / len(chances) for least in LEAST)
                self.stdout.write(f"  {words:<16}" + "".join(f"{share:6.1f}%" for share in shares))
