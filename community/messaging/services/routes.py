"""Which carriers there are for a channel."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from community.messaging.carriers.base import Carrier
from community.messaging.carriers.gateway import BadDescription
from community.messaging.carriers.routing import Route
from community.messaging.selectors import routes_of

# Twilio's carriers, and whose number or service each speaks by.
SENDERS = {"twilio": ("TWILIO_FROM", "TWILIO_MESSAGING_SERVICE_SID"), "twilio_voice": ("TWILIO_VOICE_FROM",)}


class NotConfigured(Exception):
    """The carrier lacks what it needs. Loud on purpose: nothing is sent, nothing is marked as sent."""


def channels() -> list[str]:
    """The channels that settings.CARRIERS has somebody for."""
    return [channel for channel, paths in settings.CARRIERS.items() if paths]


def carriers_for(channel: str) -> list[Carrier]:
    """The carriers of `channel`, in the order of settings.CARRIERS. Raises NotConfigured."""
    routes = routes_of(channel)
    if not routes:
        raise NotConfigured(f"settings.CARRIERS has none for {channel}")
    return [_made(one) for one in routes]


def carrier_for(channel: str = "sms") -> Carrier:
    """The first carrier of `channel`. Raises NotConfigured."""
    return carriers_for(channel)[0]


def carrier_named(channel: str, name: str) -> Carrier | None:
    """The carrier that took a row, by the name that the row remembers; None where it is one no longer."""
    return next((one for one in carriers_for(channel) if one.name == name), None) if channel in channels() else None


def _made(one: Route) -> Carrier:
    kind: type[Carrier] = _kind(one.path)
    if kind.name in SENDERS:
        _check_twilio(kind.name)
    try:
        return kind({**_values(), "gateway": settings.SMS_GATEWAYS.get(one.section)})
    except BadDescription as fault:
        raise NotConfigured(f"SMS_GATEWAY: {fault}") from None


@lru_cache(maxsize=8)
def _kind(path: str) -> Any:
    return import_string(path)


def _values() -> dict[str, Any]:
    return {
        "account": settings.TWILIO_ACCOUNT_SID,
        "token": settings.TWILIO_AUTH_TOKEN,
        "sender": settings.TWILIO_FROM,
        "caller": settings.TWILIO_VOICE_FROM,
        "service": settings.TWILIO_MESSAGING_SERVICE_SID,
        "api_url": settings.TWILIO_API_URL,
        "public_url": settings.PUBLIC_URL,
        "timeout": settings.CARRIER_TIMEOUT,
        "receipt_key": settings.SECRET_KEY,
        "vapid_key": settings.VAPID_PRIVATE_KEY,
        "vapid_contact": settings.VAPID_CONTACT,
        "outbound_exempt": settings.OUTBOUND_EXEMPT,
        "email": settings.EMAIL_SERVER,
        "email_from": settings.EMAIL_FROM,
    }


def _check_twilio(carrier: str) -> None:
    missing = [name for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN") if not getattr(settings, name)]
    if not any(getattr(settings, name) for name in SENDERS[carrier]):
        missing.append(" or ".join(SENDERS[carrier]))
    if missing:
        raise NotConfigured(f"Set {', '.join(missing)}: nothing can be sent without.")
