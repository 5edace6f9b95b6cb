"""Who is blocked."""

import ipaddress
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from community.hazards.models import Block, Origin, Report, Sender
from community.hazards.selectors.calls import numbers_to_call
from community.places.models import Community
from portal.lib.sealing import blind_index


def sender_of(*, phone: str = "", device: str = "", address: str = "") -> Sender:
    """Who sends. `phone` is E.164, `device` what the device calls itself, `address` that of its connection.

    Of IPv6 the first 64 bits count: the rest is a machine's to change as it likes (RFC 8981).
    """
    return Sender(
        phone=blind_index(phone) if phone else "",
        device=blind_index(f"device {device}") if device else "",
        address=blind_index(f"origin {_network(address)}") if address else "",
    )


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return address
    if found.version == 4 or found.ipv4_mapped:  # type: ignore[union-attr]
        return str(getattr(found, "ipv4_mapped", None) or found)
    return str(ipaddress.ip_network((found, 64), strict=False))


def sender_of_report(report: Report) -> Sender:
    """By what the sender of `report` may be blocked."""
    origin = Origin.objects.filter(report=report).first()
    return Sender(
        phone=report.reporter_phone_index,
        device=origin.device_index if origin else "",
        address=origin.address_index if origin else "",
    )


def block_of(community: Community, sender: Sender, now: datetime) -> Block | None:
    """The block that holds for `sender` there; a phone's before the others."""
    named = sender.known_as()
    if not named:
        return None
    asked = Q()
    for kind, index in named:
        asked |= Q(kind=kind, index=index)
    rows = Block.objects.in_force(now).filter(asked, community=community).select_related("community")
    order = [kind for kind, _index in named]
    return min(rows, key=lambda row: (order.index(row.kind), row.pk), default=None)


def blocks_of(communities: Any, now: datetime, *, over: bool = False) -> QuerySet[Block]:
    """Those in force, appeals first; or those that are over."""
    rows = Block.objects.filter(community__in=communities).select_related("by", "lifted_by", "report", "community")
    return rows.over(now) if over else rows.in_force(now).order_by(F("appealed_at").asc(nulls_last=True), "-at", "-pk")


def number_to_call(community: Community) -> str:
    """The first emergency number, "" where none is known."""
    return next((call.number for call in numbers_to_call(community)), "")
