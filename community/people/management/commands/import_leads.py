"""`manage.py import_leads FILE.csv`: who wakes which building, from a spreadsheet."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from community.people.management.commands.import_residents import reading
from community.people.services import import_leads, line_problem
from community.places.selectors import resolve_community


class Command(BaseCommand):
    help = (
        "Read the leads of buildings from a CSV file: building (its name, short name or address), name, phone,"
        " language, and if wanted rank (lead or deputy). Bad lines are named with their reason, the rest is imported."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="a CSV file in UTF-8, UTF-16 or GB 18030, or - for standard input")
        parser.add_argument("--community", default="", help="its short name, where there are several")
        parser.add_argument("--language", default="", choices=["", *dict(settings.LANGUAGES)], help="of the report")

    def handle(self, *, file, community, language, **options):
        with translation.override(language or settings.LANGUAGE_CODE):
            place = resolve_community(community)
            if place is None:
                raise CommandError(_("There is no such community, or there are several: name one with --community."))
            with reading(file) as lines:
                report = import_leads(lines, community=place, now=timezone.now(), on_bad=self.tell)
            self.stdout.write(
                _("%(added)d added, %(updated)d known before, %(bad)d bad lines.")
                % {"added": report.added, "updated": report.updated, "bad": report.bad_lines}
            )

    def tell(self, line):
        message = _("line %(number)d: %(reason)s") % {"number": line.number, "reason": line_problem(line.code)}
        self.stderr.write(message)
