"""Settings that are safe on a laptop, and refuse to be unsafe in public. Each in a process of its own."""

import os
import stat
import subprocess
import sys

from django.conf import settings


def started(tmp_path, **environment):
    """The outcome of loading the settings with nothing but `environment`."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "from portal import settings as s; print(s.DEBUG, s.ALLOWED_HOSTS, s.SECRET_KEY)"],
        env={**kept, "ENV_FILE": os.devnull, "DATA_DIR": str(tmp_path), **environment},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_laptop_needs_no_settings_and_keeps_its_keys_to_itself(tmp_path):
    first, again = started(tmp_path), started(tmp_path)

    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("False ['127.0.0.1', '::1', '[::1]', 'localhost']")
    assert first.stdout == again.stdout
    for name in ("secret_key", "field_encryption_key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_public_address_without_secrets_refuses_to_start(tmp_path):
    refused = started(tmp_path, PUBLIC_URL="https://watch.example.org")

    assert refused.returncode != 0
    assert "SECRET_KEY and FIELD_ENCRYPTION_KEY" in refused.stderr
    assert not (tmp_path / "secret_key").exists()


def test_a_public_address_refuses_debug(tmp_path):
    refused = started(
        tmp_path, PUBLIC_URL="https://watch.example.org", SECRET_KEY="a", FIELD_ENCRYPTION_KEY="b", DEBUG="on"
    )

    assert refused.returncode != 0
    assert "DEBUG" in refused.stderr


def test_an_unknown_language_is_named(tmp_path):
    refused = started(tmp_path, DEFAULT_LANGUAGE="fr")

    assert refused.returncode != 0
    assert "DEFAULT_LANGUAGE must be one of: en, zh-hans" in refused.stderr
