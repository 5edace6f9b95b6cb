"""Check the article files: both languages alike, all parts there, links alive, no advice that has hurt people."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from knowledge.articles import read_folder
from knowledge.articles.checks import check_articles, check_links
from knowledge.chat.hotlines import stale_hotlines
from knowledge.selectors import is_address, line_for


class Command(BaseCommand):
    help = "Check knowledge/content; every problem with its file and line."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=Path(settings.BASE_DIR) / "knowledge" / "content")

    def handle(self, *, folder, **options):
        articles, problems = read_folder(folder)
        guides = {article.slug: [section.id for section in article.sections] for article in articles}
        problems += check_articles(articles) + check_links(articles, guides, is_address)
        for problem in problems:
            self.stderr.write(line_for(problem))
        for line in stale_hotlines(timezone.now().date()):
            self.stderr.write(f"hotlines.yaml: {line} was last checked more than a year ago")
        if problems:
            raise CommandError(f"{len(problems)} problems in {len(articles)} files.")
        self.stdout.write(f"{len(articles)} article files are in order.")
