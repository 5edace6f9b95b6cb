"""By which ways each recipient is reached: the policy of the broadcast, as far as the person allows it."""

from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.utils.module_loading import import_string

from community.messaging.models import Broadcast
from community.messaging.services.rows import NewRow, new_row
from portal.lib.recipients import Address, Contacts, Recipient


def carried(channels: Iterable[str]) -> list[str]:
    """Those of `channels` that settings.CARRIERS has somebody for: nothing may wait for a carrier that never comes."""
    return [channel for channel in channels if settings.CARRIERS.get(channel)]


def addresses_of(broadcast: Broadcast, keys: list[str]) -> dict[str, list[Address]]:
    """For each of `keys` what the person allows, in their order of preference; nothing where nobody can say."""
    path = settings.CONTACTS.get(broadcast.audience)
    if not path or not keys:
        return {}
    contacts: Contacts = import_string(path)
    return contacts(keys)


def first_rows(broadcast: Broadcast, recipients: Sequence[Recipient], parts: Mapping[str, int]) -> list[NewRow]:
    """A row for every way by which each recipient is told at once; `parts` is segments a text by language.

    The way that a person prefers is always among them. Whoever allows nothing that we know of gets a text to their
    phone: a row that fails shows on the board, a missing one does not.
    """
    ways = broadcast.ways
    at_once, then = carried(ways.at_once), carried(ways.then)
    if not then and set(at_once) <= {"sms"}:
        return [new_row(one, parts[one.language]) for one in recipients]
    known = addresses_of(broadcast, [one.key for one in recipients])
    rows: list[NewRow] = []
    for one in recipients:
        allowed = [address for address in known.get(one.key, ()) if address.channel in (*at_once, *then)]
        chosen = one_each([*allowed[:1], *(address for address in allowed if address.channel in at_once)])
        for address in chosen or [Address("sms", one.phone)]:
            size = parts[one.language] if address.channel == "sms" else 1
            rows.append(new_row(one, size, address, falls=bool(then)))
    return rows


def one_each(addresses: Iterable[Address]) -> list[Address]:
    """The first address of every channel: a person has one row a channel."""
    first: dict[str, Address] = {}
    for address in addresses:
        first.setdefault(address.channel, address)
    return list(first.values())
