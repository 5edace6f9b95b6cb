"""By which ways each recipient is reached: the policy of the broadcast, as far as the person allows it."""

from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.utils.module_loading import import_string

from community.messaging.models import Broadcast, Lane
from community.messaging.selectors import carried_ways, heard_by_call
from community.messaging.services.rows import NewRow, new_row
from portal.lib.recipients import Address, Contacts, Recipient


def addresses_of(broadcast: Broadcast, keys: list[str]) -> dict[str, list[Address]]:
    """For each of `keys` what the person allows, in their order of preference; nothing where nobody can say."""
    path = settings.CONTACTS.get(broadcast.audience)
    if not path or not keys:
        return {}
    contacts: Contacts = import_string(path)
    return contacts(keys)


def first_rows(broadcast: Broadcast, recipients: Sequence[Recipient], parts: Mapping[str, int]) -> list[NewRow]:
    """A row for every way by which each recipient is told at once; `parts` is segments a text by language.

    Whoever said STOP is told by what else they allow; of an exercise or a reminder they hear nothing.
    """
    ways = carried_ways(broadcast.ways)
    if broadcast.exercise or broadcast.lane == Lane.REMINDER:
        recipients = [one for one in recipients if one.takes_texts]
    if not ways.then and not ways.again and set(ways.at_once) <= {"sms"}:
        return [new_row(one, parts[one.language]) for one in recipients if one.takes_texts]
    known = addresses_of(broadcast, [one.key for one in recipients])
    rows: list[NewRow] = []
    for one in recipients:
        addresses = {address.channel: address for address in one_each(known.get(one.key, ()))}
        for place, channel in enumerate(ways.first(list(addresses), takes_texts=one.takes_texts)):
            address = None if channel == "sms" else addresses[channel]
            size = parts[one.language] if channel == "sms" else 1
            rows.append(new_row(one, size, address, falls=bool(ways.then), leads=place == 0))
    return rows


def calls_again(broadcast: Broadcast, recipients: Sequence[Recipient]) -> list[NewRow]:
    """A call for each of `recipients` whom only a call reached before (Ways.again), if they still allow calls: the text
    that tells everybody else never arrived with them."""
    ways = carried_ways(broadcast.ways)
    if not ways.again or broadcast.exercise or broadcast.lane == Lane.REMINDER:
        return []
    heard = heard_by_call(ways.again, [one.key for one in recipients])
    known = addresses_of(broadcast, sorted(heard))
    calls = {key: address for key, found in known.items() for address in found if address.channel == "voice"}
    return [new_row(one, 1, calls[one.key]) for one in recipients if one.key in calls]


def one_each(addresses: Iterable[Address]) -> list[Address]:
    """The first address of every channel: a person has one row a channel."""
    first: dict[str, Address] = {}
    for address in addresses:
        first.setdefault(address.channel, address)
    return list(first.values())
