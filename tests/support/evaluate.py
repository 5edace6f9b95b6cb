"""`python -m tests.support.evaluate`: the project's own questions, answered from the article files as they stand.

In a database and an index of its own, made for this run: it needs no site, and leaves nothing behind. Arguments go on
to `manage.py evaluate_chat`; `--keep` writes the pass rates anew.
"""

import os
import sys
import tempfile
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
SETS = ("questions", "unseen", "held", "strangers", "fresh", "second", "third", "fourth", "fifth")
QUESTIONS = [DATA / f"chat_{name}.yaml" for name in SETS]
RATES = DATA / "chat_rates.json"


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="shouwang-evaluation-") as folder:
        os.environ.update(DATA_DIR=folder, DATABASE_URL="sqlite://:memory:", DJANGO_SETTINGS_MODULE="portal.settings")
        import django
        from django.apps import apps
        from django.conf import settings
        from django.core.management import CommandError, call_command

        django.setup()
        # the tables as the models say: a minute of migrations has nothing to do with the answers
        settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
        call_command("migrate", run_syncdb=True, verbosity=0)
        call_command("load_knowledge", verbosity=0)
        files = [] if any(Path(one).is_file() for one in arguments) else [*map(str, QUESTIONS), "--rates", str(RATES)]
        try:
            call_command("evaluate_chat", *files, *arguments)
        except CommandError as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
