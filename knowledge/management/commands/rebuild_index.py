"""Build the search index anew from the database."""

from django.core.management.base import BaseCommand

from knowledge.selectors import edition
from knowledge.services import rebuild_index


class Command(BaseCommand):
    help = (
        "Build this machine's search index anew, and have every other process and machine follow at its next question."
    )

    def handle(self, **options):
        rebuild_index()
        self.stdout.write(f"Built: edition {edition()}")
