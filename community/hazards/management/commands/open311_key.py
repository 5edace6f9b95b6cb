"""`manage.py open311_key NAME`: makes a key for a program that reports over Open311."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from community.hazards.services import new_api_key
from community.places.models import Community


class Command(BaseCommand):
    help = "Make a key with which a program reports hazards over Open311; it is shown this once."

    def add_arguments(self, parser):
        parser.add_argument("name", help="whose program it is, as the desk and the administration show it")
        parser.add_argument("--community", default="", help="its short name, where the key counts in no other")

    def handle(self, *, name, community, **options):
        place = Community.objects.filter(slug=community).first() if community else None
        if community and place is None:
            raise CommandError(f"There is no community {community}.")
        _row, key = new_api_key(name, community=place, now=timezone.now())
        self.stdout.write(key)
