"""`manage.py load_checklists`: the checklists to start from, for every community. Twice is once."""

from django.core.management.base import BaseCommand

from community.hazards.services import ensure_checklists
from community.places.models import Community


class Command(BaseCommand):
    help = "Load the checklists of risk inspections for every community. What a community has is kept."
    requires_migrations_checks = True

    def handle(self, **options):
        made = sum(ensure_checklists(community) for community in Community.objects.order_by("pk"))
        self.stdout.write(f"Checklists: {made} new.")
