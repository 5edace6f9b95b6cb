"""Several machines, each with a folder of its own, on one database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from knowledge import selectors
from knowledge.models import Translation
from knowledge.selectors.guides import _library
from knowledge.services import load_articles, rebuild_index
from tests.factories import NOON
from tests.factories.knowledge import write_article

ROOT = Path(__file__).resolve().parents[2]
MACHINE = """
import sys
import django
from django.apps import apps
from django.conf import settings
from django.utils import timezone

django.setup()
from django.core.management import call_command
from knowledge.models import Article
from knowledge.selectors import find
from knowledge.services import load_articles, publish_article, withdraw_article

for line in sys.stdin:
    order, _space, rest = line.strip().partition(" ")
    if order == "make":  # the tables as the models say: migrations have nothing to do with it
        settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
        call_command("migrate", run_syncdb=True, verbosity=0)
        load_articles(__import__("pathlib").Path(rest), now=timezone.now())
    elif order == "withdraw":
        withdraw_article(Article.objects.get(slug=rest), by=None, now=timezone.now())
    elif order == "publish":
        publish_article(Article.objects.get(slug=rest), by=None, now=timezone.now())
    print(*sorted(hit.slug for hit in find("small fire", "en").hits), flush=True)
"""


class Machine:
    """A process with a data folder of its own; `ask` gives an order, and says what it finds then."""

    def __init__(self, folder: Path, database: Path):
        folder.mkdir()
        environment = {
            **os.environ,
            "ENV_FILE": os.devnull,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{database}",
            "REDIS_URL": "",
            "SECRET_KEY": "for this run",
            "FIELD_ENCRYPTION_KEY": "for this run",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", MACHINE],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, order: str = "find") -> list[str]:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        while (line := self.process.stdout.readline()).startswith("20"):  # a line of the log
            pass
        return line.split()

    def __enter__(self) -> "Machine":
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.communicate()


def test_a_withdrawal_reaches_every_machine_at_its_next_question(tmp_path):
    for slug in ("small", "other"):
        write_article(tmp_path / "files", slug)
    database = tmp_path / "one.sqlite3"
    with Machine(tmp_path / "a", database) as one, Machine(tmp_path / "b", database) as other:
        assert one.ask(f"make {tmp_path / 'files'}") == ["other", "small"]
        assert other.ask() == ["other", "small"]
        assert one.ask("withdraw small") == ["other"]
        assert other.ask() == ["other"]
        assert other.ask("publish small") == ["other", "small"]
        assert one.ask() == ["other", "small"]


@pytest.fixture
def small(db, tmp_path):
    write_article(tmp_path / "files", "small")
    load_articles(tmp_path / "files", now=NOON)
    rebuild_index()


@pytest.mark.usefixtures("small")
def test_the_command_says_what_is_not_as_the_database_says(tmp_path, capsys):
    call_command("check_index")
    assert capsys.readouterr().out.count("as the database says") == 2

    Translation.objects.filter(language="en").update(summary="Stay in.")  # behind the back of every service
    with pytest.raises(CommandError, match="Not in order: en"):
        call_command("check_index")
    assert "differs in 1 guides: small" in capsys.readouterr().out
    assert selectors.index_state("en").guides == "small"

    call_command("rebuild_index")
    call_command("check_index")


@pytest.mark.usefixtures("small")
def test_a_folder_that_cannot_be_used_is_named_and_built_by_the_next_question(tmp_path):
    stamp = tmp_path / "index" / "en" / "edition.json"
    stamp.write_text(stamp.read_text().replace(selectors.edition(), "3-of another database"))
    assert selectors.index_state("en").fault == "of another edition"
    with pytest.raises(CommandError, match="Not in order: en"):
        call_command("check_index")
    _library.cache_clear()  # as another process would start
    selectors.find("small fire", "en")
    call_command("check_index")
