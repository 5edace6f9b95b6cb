"""Which carrier takes a text."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from community.messaging.carriers.base import Carrier


class NotConfigured(Exception):
    """The carrier lacks what it needs. Loud on purpose: nothing is sent, nothing is marked as sent."""


def carrier_for(channel: str = "sms") -> Carrier:
    """A carrier of `channel`, the first of settings.CARRIERS. Raises NotConfigured."""
    paths = settings.CARRIERS.get(channel) or []
    if not paths:
        raise NotConfigured(f"settings.CARRIERS has none for {channel}")
    kind: type[Carrier] = _kind(paths[0])
    if kind.name == "twilio":
        _check_twilio()
    return kind(_values())


@lru_cache(maxsize=8)
def _kind(path: str) -> Any:
    return import_string(path)


def _values() -> dict[str, Any]:
    return {
        "account": settings.TWILIO_ACCOUNT_SID,
        "token": settings.TWILIO_AUTH_TOKEN,
        "sender": settings.TWILIO_FROM,
        "service": settings.TWILIO_MESSAGING_SERVICE_SID,
        "api_url": settings.TWILIO_API_URL,
        "public_url": settings.PUBLIC_URL,
        "timeout": settings.CARRIER_TIMEOUT,
    }


def _check_twilio() -> None:
    missing = [name for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN") if not getattr(settings, name)]
    if not (settings.TWILIO_FROM or settings.TWILIO_MESSAGING_SERVICE_SID):
        missing.append("TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID")
    if missing:
        raise NotConfigured(f"Set {', '.join(missing)}: no text can be sent without.")
