"""`manage.py load_templates`: the general templates to start from. Running it twice is running it once."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from community.alerts.services import load_templates


class Command(BaseCommand):
    help = "Load the general alert templates, in every language. What a person has changed is kept."
    requires_migrations_checks = True

    def handle(self, **options):
        counts = load_templates(now=timezone.now())
        self.stdout.write("Templates: {new} new, {changed} changed, {kept} kept.".format(**counts))
