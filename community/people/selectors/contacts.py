"""How each person wants to be reached, and all that is kept about them."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext

from community.people.models import Device, Resident, Way
from portal.lib.mailboxes import masked_mailbox
from portal.lib.recipients import Address, key_of


def contacts_of(keys: list[str]) -> dict[str, list[Address]]:
    """The addresses of people whose keys `residents_in_area` gave, as each allows them and in the order they prefer.

    Who cannot read texts is rung first. All the devices of one person are one address: a list of subscriptions.
    """
    pks = [int(key) for key in keys]
    devices: dict[int, list[Any]] = {}
    for row in Device.objects.filter(resident__in=pks).order_by("pk"):
        devices.setdefault(row.resident_id, []).append(json.loads(row.subscription))
    people = Resident.objects.filter(pk__in=pks).only("phone_sealed", "email_sealed", "ways", "needs_call")
    return {key_of(one.pk): _addresses(one, devices.get(one.pk, [])) for one in people}


def _addresses(person: Resident, devices: list[Any]) -> list[Address]:
    phone = person.phone
    known = {
        Way.SMS: phone,
        Way.VOICE: phone,
        Way.PUSH: json.dumps(devices) if devices else "",
        Way.EMAIL: person.email,
    }
    return [Address(way, known[Way(way)]) for way in ways_of(person) if known[Way(way)]]


def ways_of(person: Resident) -> list[str]:
    """The ways that a person allows, in order, whether or not there is an address for each."""
    return in_order(person.ways, person.needs_call)


def in_order(ways: list[str], needs_call: bool) -> list[str]:
    """The same of bare columns: who cannot read is rung first."""
    allowed = [way for way in ways if way in Way.values]
    if needs_call:
        return [Way.VOICE.value, *(way for way in allowed if way != Way.VOICE)]
    return allowed


@dataclass(frozen=True, slots=True)
class ShownWay:
    way: str
    name: str
    where: str  # masked; "" where there is no address yet
    is_on: bool
    is_first: bool


def shown_ways(person: Resident, *, offered: list[str]) -> list[ShownWay]:
    """Every way that this site offers: those that they allow in their order, then the others."""
    allowed = [way for way in person.ways if way in offered]
    devices = person.devices.count()
    where = {
        Way.SMS: person.masked_phone,
        Way.VOICE: person.masked_phone,
        Way.PUSH: ngettext("%(n)d device", "%(n)d devices", devices) % {"n": devices} if devices else "",
        Way.EMAIL: masked_mailbox(person.email) if person.email else "",
    }
    return [
        ShownWay(way, str(Way(way).label), where[Way(way)], way in allowed, way == next(iter(allowed), ""))
        for way in [*allowed, *(way for way in offered if way not in allowed)]
    ]


def kept_about(person: Resident) -> dict[str, Any]:
    """Everything that is kept about one person, for themselves, as plain JSON."""
    return {
        "community": person.community.slug,
        "phone": person.phone,
        "name": person.name,
        "language": person.language,
        "email": person.email,
        "ways": ways_of(person),
        "needs_call": person.needs_call,
        "needs_help": person.needs_help,
        "consent": person.consent,
        "consent_at": person.consent_at.isoformat() if person.consent_at else None,
        "source": person.source,
        "household": str(person.household) if person.household else None,
        "created": person.created.isoformat(),
        "places": list(person.places.order_by("position").values("name", "latitude", "longitude", "radius")),
        "devices": [
            {"name": row.name, "created": row.created.isoformat(), "subscription": json.loads(row.subscription)}
            for row in person.devices.order_by("pk")
        ],
    }
