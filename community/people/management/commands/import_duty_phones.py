"""`manage.py import_duty_phones FILE.csv`: where people on duty are rung, from a spreadsheet."""

from django.conf import settings
from django.utils import timezone

from community.people.management.tables import RungCommand
from community.people.services import import_duty_phones


class Command(RungCommand):
    help = (
        "Read the phones of people on duty from a CSV file: username, phone, language. Accounts must be there already."
        " Bad lines are named with their reason, the rest is imported."
    )
    of_a_community = False

    def take(self, lines, community):
        region = settings.DEFAULT_REGION
        self.report(import_duty_phones(lines, region=region, now=timezone.now(), on_bad=self.tell))
