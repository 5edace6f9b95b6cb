"""compose.yaml starts what exists, and hands on every setting."""

import re
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from portal.management.commands.up import PARTS

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]


def test_every_part_of_the_site_runs_once_and_the_database_is_prepared_before():
    commands = {name: SERVICES[name]["command"] for name in OURS}
    parts = [part for command in commands.values() for part in re.findall(r"--processes ([a-z,]+)", command)]

    assert sorted(parts) == sorted(PARTS)
    assert all(
        set(re.findall(r"manage\.py ([a-z_]+)", command)) <= set(get_commands()) for command in commands.values()
    )
    for name in set(OURS) - {"prepare"}:
        assert SERVICES[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}


@pytest.mark.parametrize("name", OURS)
def test_every_setting_reaches_the_site(name):
    service = SERVICES[name]
    assert service["env_file"] == ".env"
    assert (
        service["build"] == {"context": ".", "dockerfile": "deploy/Dockerfile"}
        and (ROOT / "deploy/Dockerfile").exists()
    )
    source = (ROOT / "portal/settings.py").read_text()
    assert [setting for setting in service["environment"] if f'"{setting}"' not in source] == []


def test_secrets_are_asked_for_and_none_is_written_down():
    text = (ROOT / "compose.yaml").read_text()
    asked = set(re.findall(r"\$\{([A-Z_]+):\?", text))

    assert asked == {"POSTGRES_PASSWORD", "PUBLIC_URL", "SECRET_KEY", "FIELD_ENCRYPTION_KEY"}
    assert asked <= set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert ".env" in (ROOT / ".dockerignore").read_text().split()


def test_services_wait_for_and_keep_what_is_declared():
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        assert {volume.split(":")[0] for volume in service.get("volumes", [])} <= set(COMPOSE["volumes"])
