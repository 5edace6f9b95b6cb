"""`manage.py import_stations FILE`: a register of stations, CSV or GeoJSON."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from community.places.selectors import resolve_community
from community.stations.registers import NotARegister
from community.stations.services import import_stations, register_words


class Command(BaseCommand):
    help = "Import stations from a CSV or GeoJSON file, by slug. Bad lines are named with the reason, the rest is kept."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="CSV or GeoJSON")
        parser.add_argument("--community", default="", help="its short name; may be left out where there is only one")

    def handle(self, *, file: Path, community: str, **options):
        place = resolve_community(community)
        if place is None:
            raise CommandError("Say which community, by its short name: --community SLUG")
        try:
            content = file.read_bytes()
            outcome = import_stations(content, community=place, now=timezone.now())
        except OSError as error:
            raise CommandError(f"Cannot read {file}: {error.strerror}") from None
        except NotARegister as wrong:
            raise CommandError(register_words(wrong.code, wrong.detail)) from None
        for number, reason in outcome.bad:
            self.stderr.write(f"line {number}: {reason}")
        self.stdout.write(
            f"{outcome.made} stations new, {outcome.changed} changed, {outcome.same} as before, "
            f"{len(outcome.bad)} lines left out"
        )
