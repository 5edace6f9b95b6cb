"""Pictures that came with a text: fetched from the carrier, from nobody else."""

import asyncio
from urllib.parse import urlsplit

import aiohttp
from django.conf import settings

from portal.lib.outbound import Guard, Refused, TooLarge, fetch

GONE = frozenset({410, 415})
LONGEST = 20.0  # seconds for one picture, redirects included


class MediaAway(Exception):
    """Not now: the carrier is slow, broken, or does not have it yet. Ask again. `reason` is a word for the log."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class MediaRefused(Exception):
    """Never: not the carrier's own, gone, or too large. `reason` is a word for the log."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def fetch_media(url: str, *, largest: int) -> bytes:
    """What lies at `url`, an address that a webhook named, in at most `largest` bytes. Raises MediaAway, MediaRefused.

    Our account's authority is shown to the carrier's API alone (settings.TWILIO_API_URL); where that sends us on, it
    must be to one of settings.TWILIO_MEDIA_HOSTS.
    """
    api = urlsplit(settings.TWILIO_API_URL)
    asked = urlsplit(url)
    if not settings.TWILIO_ACCOUNT_SID or (asked.scheme, asked.netloc) != (api.scheme, api.netloc):
        raise MediaRefused("host")
    # an operator who points us to a carrier inside our own walls means it
    inside = [api.hostname or ""] if settings.TWILIO_API_URL != settings.TWILIO_API_DEFAULT else []
    authority = aiohttp.encode_basic_auth(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN)
    try:
        found = asyncio.run(
            fetch(
                url,
                guard=Guard([*settings.OUTBOUND_EXEMPT, *inside]),
                headers={"Authorization": authority},
                largest=largest,
                seconds=LONGEST,
                hosts=frozenset({api.hostname or "", *settings.TWILIO_MEDIA_HOSTS}),
            )
        )
    except Refused as error:
        raise MediaRefused(error.reason) from None
    except TooLarge:
        raise MediaRefused("too_large") from None
    except TimeoutError:
        raise MediaAway("timeout") from None
    except (aiohttp.ClientError, OSError) as error:
        raise MediaAway(type(error).__name__) from None
    if found.status in GONE:
        raise MediaRefused("gone")
    if found.status != 200:
        raise MediaAway(f"http_{found.status}")  # 404 too: a webhook may be faster than the store behind it
    return found.body
