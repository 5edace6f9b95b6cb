"""`manage.py import_residents FILE.csv`: the register of residents, from a spreadsheet."""

import time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.people.management.tables import TableCommand
from community.people.services import import_residents


class Command(TableCommand):
    help = (
        "Read residents from a CSV file: phone, name, language, latitude, longitude, consent, and if wanted building,"
        " household, crs (WGS84, GCJ-02, BD-09), needs_help. Bad lines are named with their reason, the rest is"
        " imported."
    )

    def take(self, lines, community):
        started = time.monotonic()
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
