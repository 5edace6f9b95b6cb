"""`manage.py import_duty_phones FILE.csv`: where people on duty are rung, from a spreadsheet."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from community.people.management.commands.import_residents import reading
from community.people.services import import_duty_phones, line_problem


class Command(BaseCommand):
    help = (
        "Read the phones of people on duty from a CSV file: username, phone, language. Accounts must be there already."
        " Bad lines are named with their reason, the rest is imported."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="a CSV file in UTF-8, UTF-16 or GB 18030, or - for standard input")
        parser.add_argument("--language", default="", choices=["", *dict(settings.LANGUAGES)], help="of the report")

    def handle(self, *, file, language, **options):
        with translation.override(language or settings.LANGUAGE_CODE), reading(file) as lines:
            report = import_duty_phones(lines, region=settings.DEFAULT_REGION, now=timezone.now(), on_bad=self.tell)
            self.stdout.write(
                _("%(added)d added, %(updated)d known before, %(bad)d bad lines.")
                % {"added": report.added, "updated": report.updated, "bad": report.bad_lines}
            )

    def tell(self, line):
        message = _("line %(number)d: %(reason)s") % {"number": line.number, "reason": line_problem(line.code)}
        self.stderr.write(message)
