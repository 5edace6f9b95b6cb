"""`manage.py vendored`: are the vendored front-end files those that were vendored?"""

import hashlib
import json

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand

FOLDER = settings.BASE_DIR / "portal" / "static" / "vendor"


class Command(BaseCommand):
    help = "Check static/vendor against VENDORED.json (name, version, licence, sha256)."
    requires_system_checks = []

    def handle(self, **options):
        listed = {entry["file"]: entry for entry in json.loads((FOLDER / "VENDORED.json").read_text())}
        present = {
            str(path.relative_to(FOLDER)): path
            for path in FOLDER.rglob("*")
            if path.is_file() and path.name != "VENDORED.json"
        }
        problems = [f"{name}: listed, but not there" for name in sorted(listed.keys() - present.keys())]
        problems += [f"{name}: there, but not listed" for name in sorted(present.keys() - listed.keys())]
        problems += [
            f"{name}: has changed"
            for name in sorted(listed.keys() & present.keys())
            if hashlib.sha256(present[name].read_bytes()).hexdigest() != listed[name]["sha256"]
        ]
        problems += [
            f"{name}: no {key}"
            for name, entry in listed.items()
            for key in ("name", "version", "licence")
            if not entry.get(key)
        ]
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"{len(present)} vendored files are as they were.")
