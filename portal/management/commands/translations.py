"""`manage.py translations extract|check|compile`: catalogues without GNU gettext, which a laptop may not have."""

import io
import re
import tokenize
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[0-9.]*[a-z]|\{[a-z_]*\}")


class Command(BaseCommand):
    help = (
        "extract: bring the .po files up to date; check: fail where a translation is missing; compile: write .mo files."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["extract", "check", "compile"])
        parser.add_argument("apps", nargs="*", help="labels; default every app of the house")

    def handle(self, *, action, apps: list[str], **options):
        languages = [code for code, _name in settings.LANGUAGES if code != "en"]
        problems: list[str] = []
        said: dict[tuple, tuple[str, Any]] = {}
        for label, folder in houses(apps):
            for language in languages:
                file = folder / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"
                if action == "compile":
                    compile_catalogue(file)
                    continue
                found = messages_in(folder)
                known = read_catalogue(file, language)
                if action == "extract":
                    write_catalogue(file, language, found, known)
                    missing = [m for m in wanted(found) if not translated(known, m)]
                    self.stdout.write(f"{label} {language}: {len(wanted(found))} messages, {len(missing)} to translate")
                    for message in missing:
                        self.stdout.write(f"    {message[1] if isinstance(message[1], str) else message[1][0]!r}")
                else:
                    lines = faults(found, known) + contradictions(label, language, found, known, said)
                    problems += [f"{label} {language}: {line}" for line in lines]
        if problems:
            raise CommandError("\n".join(["Missing or wrong translations:", *problems]))


def houses(labels: list[str]) -> list[tuple[str, Path]]:
    """(label, folder) of the apps that are ours."""
    ours = [config for config in apps.get_app_configs() if Path(config.path).is_relative_to(settings.BASE_DIR)]
    ours = [config for config in ours if ".venv" not in config.path]
    return [(config.label, Path(config.path)) for config in ours if not labels or config.label in labels]


Message = tuple[str | None, str | tuple[str, str]]  # context, msgid (or singular and plural)


def messages_in(folder: Path) -> set[Message]:
    """Every message of an app's Python files and templates."""
    found: set[Message] = set()
    for path in sorted(folder.rglob("*.py")):
        found |= extracted(path.read_bytes(), path)
    for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.txt")]):
        if "templates" in path.relative_to(folder).parts:
            source = templatize(path.read_text())
            # one line in brackets: the tokenizer must not mind the indentation of a template
            found |= extracted(("(" + " ".join(source.split("\n")) + ")").encode(), path)
    return found


def extracted(source: bytes, path: Path) -> set[Message]:
    found: set[Message] = set()
    try:
        calls = list(extract_python(io.BytesIO(source), KEYWORDS, [], {}))
    except (tokenize.TokenError, SyntaxError) as error:
        raise CommandError(f"{path}: {error}") from error
    for _line, name, found_args, _comments in calls:
        function = str(name)
        args: tuple = found_args if isinstance(found_args, tuple) else (found_args,)
        context = args[0] if function.startswith(("pgettext", "npgettext")) else None
        rest = args[1:] if context is not None else args
        if not rest or not isinstance(rest[0], str) or not rest[0]:
            continue
        plural = function.startswith(("ngettext", "npgettext"))
        found.add((context, (rest[0], rest[1]) if plural and len(rest) > 1 and rest[1] else rest[0]))
    return found


def wanted(found: set[Message]) -> list[Message]:
    return sorted(found, key=lambda m: (m[0] or "", m[1] if isinstance(m[1], str) else m[1][0]))


def read_catalogue(file: Path, language: str) -> Catalog:
    if not file.exists():
        return Catalog(locale=to_locale(language))
    with file.open("rb") as stream:
        return read_po(stream, locale=to_locale(language))


def translated(known: Catalog, message: Message) -> bool:
    entry = known.get(message[1] if isinstance(message[1], str) else message[1][0], message[0])
    if entry is None or "fuzzy" in entry.flags:
        return False
    texts = entry.string if isinstance(entry.string, tuple | list) else [entry.string]
    return bool(texts) and all(texts)


def faults(found: set[Message], known: Catalog) -> list[str]:
    lines = []
    for context, text in wanted(found):
        first = text if isinstance(text, str) else text[0]
        if not translated(known, (context, text)):
            lines.append(f"not translated: {first!r}")
            continue
        entry = known.get(first, context)
        string: Any = entry.string if entry else ""
        for variant in string if isinstance(string, tuple | list) else [string]:
            both = text if isinstance(text, str) else text[1]
            if set(PLACEHOLDER.findall(variant)) - set(PLACEHOLDER.findall(both)):
                lines.append(f"placeholders differ: {first!r}")
    return lines


def contradictions(
    label: str, language: str, found: set[Message], known: Catalog, said: dict[tuple, tuple[str, Any]]
) -> list[str]:
    """Messages that an app of `said` translates otherwise: Django has one catalogue of all, so one of them loses."""
    lines = []
    for context, text in wanted(found):
        first = text if isinstance(text, str) else text[0]
        entry = known.get(first, context)
        other, words = said.setdefault((language, context, first), (label, entry and entry.string))
        if entry is not None and words != entry.string:
            lines.append(f"{other} says {words!r} for {first!r}, here it is {entry.string!r}; or give it a context")
    return lines


def write_catalogue(file: Path, language: str, found: set[Message], known: Catalog) -> None:
    fresh = Catalog(locale=to_locale(language), project="shouwang", charset="utf-8", fuzzy=False)
    for context, text in wanted(found):
        old = known.get(text if isinstance(text, str) else text[0], context)
        fresh.add(text, old.string if old else None, context=context)
    file.parent.mkdir(parents=True, exist_ok=True)
    plural = fresh.plural_forms
    with file.open("wb") as stream:
        stream.write(
            b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
            + f'"Language: {to_locale(language)}\\n"\n"Plural-Forms: {plural}\\n"\n\n'.encode()
        )
        write_po(stream, fresh, width=0, omit_header=True, no_location=True)


def compile_catalogue(file: Path) -> None:
    target = file.with_suffix(".mo")
    if not file.exists() or (target.exists() and target.stat().st_mtime >= file.stat().st_mtime):
        return
    with file.open("rb") as source:
        catalogue = read_po(source)
    draft = target.with_suffix(".mo.new")
    with draft.open("wb") as stream:
        write_mo(stream, catalogue)
    draft.replace(target)
