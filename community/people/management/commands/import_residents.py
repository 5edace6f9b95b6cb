"""`manage.py import_residents FILE.csv`: the register of residents, from a spreadsheet."""

import io
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.people.registers import BadRegister, encoding_of
from community.people.services import import_residents, line_problem
from community.places.selectors import resolve_community


class Command(BaseCommand):
    help = (
        "Read residents from a CSV file: phone, name, language, latitude, longitude, consent, and if wanted building,"
        " household, crs (WGS84, GCJ-02, BD-09), needs_help. Bad lines are named with their reason, the rest is"
        " imported."
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
            self.run(file, place)

    def run(self, file, community):
        started = time.monotonic()
        with reading(file) as lines:
            report = import_residents(lines, community=community, now=timezone.now(), on_bad=self.tell)
        self.stdout.write(
            _("%(added)d added, %(updated)d updated, %(unchanged)d unchanged, %(bad)d bad lines, in %(seconds).1f s.")
            % {
                "added": report.added,
                "updated": report.updated,
                "unchanged": report.unchanged,
                "bad": report.bad_lines,
                "seconds": time.monotonic() - started,
            }
        )
        if report.new_buildings:
            self.stdout.write(
                ngettext("%(n)d new building.", "%(n)d new buildings.", report.new_buildings)
                % {"n": report.new_buildings}
            )

    def tell(self, line):
        message = _("line %(number)d: %(reason)s") % {"number": line.number, "reason": line_problem(line.code)}
        self.stderr.write(message)


@contextmanager
def reading(file):
    """Lines of text of a table; CommandError, in words, where it is none."""
    try:
        with opened(file) as lines:
            yield lines
    except OSError as error:
        raise CommandError(_("The file cannot be read: %(reason)s") % {"reason": error.strerror})
    except BadRegister as bad:
        if bad.code == "empty":
            raise CommandError(_("The file is empty: its first line must name the columns."))
        if bad.code == "not_text":
            raise CommandError(_("This file is not text: save it as “CSV UTF-8”."))
        raise CommandError(_("The heading lacks columns: %(names)s.") % {"names": ", ".join(bad.columns)})


def opened(file):
    """Lines of text; bytes that stand for no letter stay marked, so that only their own lines are refused."""
    source = io.BytesIO(sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes())
    encoding = encoding_of(source)
    source.seek(0)
    marked = "replace" if encoding == "utf-16" else "surrogateescape"
    return io.TextIOWrapper(source, encoding=encoding, errors=marked, newline="")
