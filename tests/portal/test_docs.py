"""What the docs name exists: commands, make targets, settings, addresses."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

ROOT = Path(__file__).resolve().parents[2]
DOCS = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text() for path in DOCS}
SETTINGS_SOURCE = (ROOT / "portal" / "settings.py").read_text() + (ROOT / "compose.yaml").read_text()
SOCKETS = {"/ws/chat/", "/ws/alerts/", "/ws/desk/"}


@pytest.mark.parametrize("name", TEXTS)
def test_commands_that_are_named_exist(name):
    named = set(re.findall(r"manage\.py ([a-z0-9_]+)", TEXTS[name]))

    assert named - set(get_commands()) == set()


@pytest.mark.parametrize("name", TEXTS)
def test_make_targets_that_are_named_exist(name):
    named = set(re.findall(r"`make ([a-z]+)", TEXTS[name]))

    assert named - set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)) == set()


@pytest.mark.parametrize("name", TEXTS)
def test_settings_that_are_named_are_read(name):
    named = {word for word in re.findall(r"`([A-Z][A-Z_]{4,})", TEXTS[name]) if "_" in word}
    known = set(re.findall(r"[A-Z][A-Z_]{4,}", SETTINGS_SOURCE + (ROOT / "Makefile").read_text()))

    assert named - known - {"CONN_MAX_AGE"} == set()


@pytest.mark.parametrize("name", TEXTS)
def test_addresses_that_are_named_answer(name):
    missing = []
    for address in re.findall(r"`(/[a-z0-9./_-]*)`", TEXTS[name]):
        try:
            if address not in SOCKETS:
                resolve(address)
        except Resolver404:
            missing.append(address)

    assert missing == []


def test_links_between_documents_lead_somewhere():
    missing = [
        f"{name}: {target}"
        for name, text in TEXTS.items()
        for target in re.findall(r"\]\((?!http|#|mailto)([^)#]+)", text)
        if not (ROOT / name).parent.joinpath(target).exists()
    ]

    assert missing == []


def test_every_environment_variable_of_the_example_is_read():
    named = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert named - set(re.findall(r"[A-Z][A-Z_]{3,}", SETTINGS_SOURCE)) == set()


def test_the_readme_is_short():
    assert len(TEXTS["README.md"].splitlines()) < 150
