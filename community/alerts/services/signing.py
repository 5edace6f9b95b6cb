"""Our own signature under what we publish: the key, made once, and each version of a message signed once."""

import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.cache import cache

from community.alerts.cap.signing import BadIdentity, Identity, make_identity, read_identity, sign
from portal.lib.keys import kept_key

log = structlog.get_logger(__name__)

FILE = "cap_signing.pem"


def signing_identity() -> Identity:
    """CAP_SIGNING_KEY with CAP_SIGNING_CERT; else the one kept in DATA_DIR, made where there is none.

    Raises BadIdentity.
    """
    return _identity(settings.CAP_SIGNING_KEY, settings.CAP_SIGNING_CERT, Path(settings.DATA_DIR) / FILE)


def signed(xml: bytes) -> bytes:
    """A CAP message of ours with our signature; each version is signed once, however often it is asked for.

    Without a usable key it goes out unsigned, and the log says so loudly: a warning without a seal is still a warning.
    """
    try:
        identity = signing_identity()
    except BadIdentity as bad:
        log.error("cap_not_signed", reason=str(bad))
        return xml
    key = f"cap-signed:{version_of(xml)}"
    kept = cache.get(key)
    if kept is None:
        cache.add(key, sign(xml, identity), timeout=None)  # of two who sign at once the first is kept
        kept = cache.get(key) or sign(xml, identity)
    return kept


def version_of(xml: bytes) -> str:
    """Names a message and whose signature it carries, without signing it."""
    try:
        signer = signing_identity().fingerprint
    except BadIdentity:
        signer = "nobody"
    return hashlib.sha256(xml + signer.encode()).hexdigest()[:32]


@lru_cache(maxsize=4)
def _identity(key: str, certificate: str, file: Path) -> Identity:
    if key:
        return read_identity(_pem(key), _pem(certificate))
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    both = kept_key(file, lambda: make_identity(host, datetime.now(UTC)))
    return read_identity(both, both)


def _pem(value: str) -> str:
    """PEM as it stands in the environment (line ends written as \\n are taken), or of the file that is named there."""
    if value.lstrip().startswith("-----BEGIN"):
        return value.replace("\\n", "\n")
    try:
        return Path(value).read_text()
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise BadIdentity(f"the file cannot be read ({type(error).__name__})") from None
