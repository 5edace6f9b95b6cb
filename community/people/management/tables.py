"""What commands that read a table of people have in common: the file, the language of the report, the bad lines."""

import io
import sys
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from community.people.registers import BadRegister, encoding_of
from community.people.services import line_problem
from community.places.selectors import resolve_community


class TableCommand(BaseCommand):
    """A command that imports a table: `take` gets its lines, and says what came of it."""

    of_a_community = True  # its rows belong to one

    def add_arguments(self, parser):
        parser.add_argument("file", help="a CSV file in UTF-8, UTF-16 or GB 18030, or - for standard input")
        if self.of_a_community:
            parser.add_argument("--community", default="", help="its short name, where there are several")
        parser.add_argument("--language", default="", choices=["", *dict(settings.LANGUAGES)], help="of the report")

    def handle(self, *, file, language, community="", **options):
        with translation.override(language or settings.LANGUAGE_CODE):
            place = resolve_community(community) if self.of_a_community else None
            if self.of_a_community and place is None:
                raise CommandError(_("There is no such community, or there are several: name one with --community."))
            with reading(file) as lines:
                self.take(lines, place)

    def tell(self, line):
        message = _("line %(number)d: %(reason)s") % {"number": line.number, "reason": line_problem(line.code)}
        self.stderr.write(message)


class RungCommand(TableCommand):
    """One whose table says who is rung."""

    def report(self, report):
        self.stdout.write(
            _("%(added)d added, %(updated)d known before, %(bad)d bad lines.")
            % {"added": report.added, "updated": report.updated, "bad": report.bad_lines}
        )


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
