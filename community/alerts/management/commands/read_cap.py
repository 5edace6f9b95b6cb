"""`manage.py read_cap FILE`: what there is in a file of CAP messages, and what is odd about it, by grade."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from community.alerts.cap.checking import findings_at, sorted_findings
from community.alerts.cap.opening import LARGEST, Unreadable
from community.alerts.cap.reading import Reading, read
from community.alerts.cap.received import Finding, Received
from community.alerts.selectors.findings import finding_words

MOST = 16 * LARGEST  # a file of one's own may be larger than what a source may send


class Command(BaseCommand):
    help = "Read a CAP message or a feed of them from FILE and print what is wrong, the worst first."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file: Path, **options):
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        if len(data) > LARGEST:
            self.say(Finding("too_large", f"{len(data) / 1e6:.1f} MB"))
        try:
            reading = read(data, largest=MOST, seconds=30)
        except Unreadable as refused:
            self.say(refused.finding)
            raise CommandError(f"{file}: not read") from None
        self.show(reading)

    def show(self, reading: Reading) -> None:
        for finding in sorted_findings(reading.findings):
            self.say(finding)
        for message in reading.messages:
            self.stdout.write(self.line(message))
            for finding in findings_at(message, timezone.now()):
                self.say(finding)
        for link in reading.links:
            self.stdout.write(f"link {link.url}")

    def line(self, message: Received) -> str:
        sent = message.sent.isoformat(timespec="seconds") if message.sent else "?"
        return f"{message.status} {message.msg_type} {message.sender},{message.identifier},{sent}"

    def say(self, finding: Finding) -> None:
        where = f" ({finding.where})" if finding.where else ""
        self.stdout.write(f"  {finding.grade}: {finding.code}: {finding_words(finding)}{where}")
