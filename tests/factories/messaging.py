"""Broadcasts and deliveries, and an audience that is a plain list of phones."""

import datetime as dt
from collections.abc import Iterator

from community.messaging import services
from community.messaging.models import Broadcast, Delivery, Lane
from portal.lib.recipients import Address, Recipient
from tests.factories import NOON

HOUR = dt.timedelta(hours=1)
TEXTS = {"en": "Flood: leave Lower Street now.", "zh-hans": "洪水：请立即离开下街。"}


def phone(number: int) -> str:
    """A number in the range that is reserved for fiction."""
    return f"+1202555{number:04d}"


def listed_phones(definition, *, after: str = "") -> Iterator[Recipient]:
    """An audience for tests: {"phones": [...], "language": "en"} or {"phones": [[phone, language], ...]}."""
    everyone = []
    for place, entry in enumerate(definition["phones"]):
        number, language = (entry, definition.get("language", "en")) if isinstance(entry, str) else entry
        everyone.append(Recipient(key=f"{place:012d}", phone=number, language=language))
    return iter([one for one in everyone if one.key > after])


ALLOWED: dict[str, list[str]] = {}  # phone -> the ways that its owner allows, in order


def listed_ways(keys: list[str]) -> dict[str, list[Address]]:
    """The contacts of `listed_phones`, where the first is phone(100), the next phone(101) ...: by text and by call.

    Others as ALLOWED says; `_audience` empties it before every test.
    """
    found = {}
    for key in keys:
        number = phone(100 + int(key))
        places = {
            "sms": number,
            "voice": number,
            "push": f'{{"endpoint": "{key}"}}',
            "email": f"{int(key)}@example.org",
        }
        found[key] = [Address(way, places[way]) for way in ALLOWED.get(number, ["sms", "voice"])]
    return found


AUDIENCE = {"listed_phones": "tests.factories.messaging.listed_phones"}
CONTACTS = {"listed_phones": "tests.factories.messaging.listed_ways"}


def broadcast(
    phones,
    *,
    key="alert:LW-1",
    lane=Lane.WARNING,
    texts=None,
    expires=None,
    now=NOON,
    audience="listed_phones",
    **fields,
) -> Broadcast:
    """An opened broadcast; nothing is filled yet. Needs `settings.AUDIENCES = AUDIENCE`."""
    return services.open_broadcast(
        key=key,
        lane=lane,
        texts=texts or TEXTS,
        audience=audience,
        definition={"phones": list(phones)},
        expires=expires or now + HOUR,
        now=now,
        **fields,
    )


def filled(phones, *, now=NOON, **fields) -> Broadcast:
    """A broadcast whose every recipient has a row."""
    made = broadcast(phones, now=now, **fields)
    while not services.fill_broadcast(made, now=now):
        pass
    return made


def only(broadcast: Broadcast) -> Delivery:
    """Its one delivery."""
    return broadcast.deliveries.get()
