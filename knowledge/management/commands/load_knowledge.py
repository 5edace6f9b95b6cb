"""Load the article files, and index them."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from knowledge.services import NotLoaded, load_articles
from knowledge.services.articles import build_index

CONTENT = Path(settings.BASE_DIR) / "knowledge" / "content"


class Command(BaseCommand):
    help = "Make the database say what knowledge/content says, and index it. Idempotent."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=CONTENT)

    def handle(self, *, folder, **options):
        try:
            report = load_articles(folder, now=timezone.now())
        except NotLoaded as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from None
        build_index()
        kept = f", {report.kept} kept as edited here" if report.kept else ""
        self.stdout.write(f"Articles: {report.loaded} loaded, {report.same} unchanged, {report.removed} removed{kept}.")
