"""`manage.py import_leads FILE.csv`: who wakes which building, from a spreadsheet."""

from django.utils import timezone

from community.people.management.tables import RungCommand
from community.people.services import import_leads


class Command(RungCommand):
    help = (
        "Read the leads of buildings from a CSV file: building (its name, short name or address), name, phone,"
        " language, and if wanted rank (lead or deputy). Bad lines are named with their reason, the rest is imported."
    )

    def take(self, lines, community):
        self.report(import_leads(lines, community=community, now=timezone.now(), on_bad=self.tell))
