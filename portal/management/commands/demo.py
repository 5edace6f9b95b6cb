"""`manage.py demo`: the demo community, in both languages. Running it twice is running it once."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from community.places.models import Community
from portal.management.demo.accounts import account_lines, demo_password
from portal.management.demo.load import load_demo
from portal.management.demo.presets import PRESETS, preset_for


class Command(BaseCommand):
    help = "Load the demo community: people, stations, reports, drills, alerts. It texts nobody."
    requires_migrations_checks = True

    def add_arguments(self, parser):
        parser.add_argument("--preset", choices=sorted(PRESETS), help="default: by DEFAULT_REGION")
        parser.add_argument("--if-empty", action="store_true", help="only where there is no community yet")

    def handle(self, *, preset, if_empty, **options):
        if if_empty and Community.objects.exists():
            return
        password = demo_password()
        made = load_demo(preset or preset_for(settings.DEFAULT_REGION), password=password, now=timezone.now())
        counts = ", ".join(f"{count} {name}" for name, count in made.counts.items() if count) or "nothing new"
        self.stdout.write(f"Demo community {made.community.slug}: {counts}.")
        if options["verbosity"]:
            self.stdout.write(account_lines(password))
