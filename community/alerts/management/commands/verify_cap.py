"""`manage.py verify_cap FILE`: whether a CAP message is whole, and whose signature it carries."""

import sys
from pathlib import Path

from cryptography import x509
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from community.alerts.cap.signing import fingerprint, verify
from community.alerts.services.signing import signing_identity


class Command(BaseCommand):
    help = "Check the XML signature of a CAP message. Ends with 1 unless it is valid."

    def add_arguments(self, parser):
        parser.add_argument("file", help="the message; - for standard input")
        parser.add_argument("--certificate", help="PEM of the one who must have signed it; default: this site")
        parser.add_argument("--anyone", action="store_true", help="whoever signed it: only that it is whole")

    def handle(self, *, file, certificate, anyone, **options):
        xml = sys.stdin.buffer.read() if file == "-" else _read(file)
        expected = None
        if not anyone:
            expected = _certificate(certificate) if certificate else signing_identity().certificate
        verdict = verify(xml, expected)
        if verdict.certificate is not None:
            self.stdout.write(_("Signed by: %(name)s") % {"name": verdict.certificate.subject.rfc4514_string()})
            self.stdout.write(f"SHA-256: {fingerprint(verdict.certificate)}")
        words = {
            "valid": _("The signature is valid: nobody has changed the message."),
            "unsigned": _("The message is not signed."),
            "broken": _("The signature is broken: the message was changed, or was never signed properly."),
            "other_certificate": _("Somebody else signed it. Ask them for their certificate, or use --anyone."),
            "not_cap": _("This is not a CAP 1.2 message."),
        }[verdict.code]
        if not verdict.is_valid:
            raise CommandError(words)
        self.stdout.write(self.style.SUCCESS(words))


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(_("%(name)s cannot be read.") % {"name": name}) from error


def _certificate(name: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(_read(name))
    except ValueError:
        raise CommandError(_("%(name)s holds no certificate in PEM.") % {"name": name}) from None
