"""Waking buildings: a delivered text wakes nobody, so their leads are rung until they press 1, then their deputies."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from community.alerts.models import Alert, AlertInfo, BuildingCall, Callout
from community.alerts.selectors.callouts import leads_group, wakes_leads
from community.alerts.selectors.previews import lane_of
from community.alerts.selectors.texts import link_to
from community.messaging.models import Ring
from community.messaging.services import ring_in_turn, stop_ring, stop_rings
from community.people.models import Building
from community.places import geometry
from portal.lib.jobs import enqueue
from portal.lib.live import publish
from portal.lib.recipients import Callee
from portal.lib.words import said

log = structlog.get_logger(__name__)

PATIENCE = timedelta(minutes=3)  # for a lead, then for the deputy
ROUNDS = 20
CHUNK = 50  # buildings a transaction


def open_callout(alert: Alert, *, now: datetime) -> Callout | None:
    """Have the leads of the buildings in the area of an alert that has just been issued rung; None where it rings
    nobody. The rings are made in the background."""
    if not wakes_leads(alert, now):
        return None
    callout, made = Callout.objects.get_or_create(alert=alert, defaults={"opened_at": now})
    if made:
        enqueue("alerts.call_leads")
    return callout


def stop_callout(alert: Alert, *, now: datetime) -> None:
    """Ring no lead more for this version of the alert."""
    Callout.objects.filter(alert=alert, filled_at=None).update(filled_at=now)
    stop_rings(leads_group(alert), now=now)


def call_leads(*, now: datetime) -> int:
    """Ring for the buildings of every callout that has none yet; how many buildings. Safe at any time, by several
    processes and after a crash: the cursor moves only together with its rows."""
    rung = 0
    for callout in Callout.objects.filter(filled_at=None).select_related("alert__community"):
        while (found := _call_chunk(callout, now)) is not None:
            rung += found
    return rung


@transaction.atomic
def _call_chunk(callout: Callout, now: datetime) -> int | None:
    """The next buildings; how many lie in the area. None where there are no more, or another process has them."""
    alert = callout.alert
    box = geometry.bounds(alert.shape)
    near = Building.objects.filter(
        grid__community=alert.community_id,
        pk__gt=callout.cursor,
        latitude__range=(box.south, box.north),
        longitude__range=(box.west, box.east),
    )
    buildings = list(near.select_related("grid").prefetch_related("leads").order_by("pk")[:CHUNK])
    at = Callout.objects.filter(pk=callout.pk, cursor=callout.cursor, filled_at=None)
    if not buildings:
        if at.update(filled_at=now):
            publish("desk", "callout", alert=alert.identifier)
        return None
    if not at.update(cursor=buildings[-1].pk):
        return None
    callout.cursor = buildings[-1].pk
    inside = geometry.contains_many(
        alert.shape, [row.latitude for row in buildings], [row.longitude for row in buildings]
    )
    infos = {info.language: info for info in alert.infos.all()}
    met = [row for row, reached in zip(buildings, inside, strict=True) if reached]
    for building in met:
        _call_building(callout, building, infos, now)
    publish("desk", "callout", alert=alert.identifier)
    return len(met)


def _call_building(callout: Callout, building: Building, infos: dict[str, AlertInfo], now: datetime) -> None:
    alert = callout.alert
    call = BuildingCall.objects.create(callout=callout, building=building, grid=building.grid, name=building.name)
    leads = sorted(building.leads.all(), key=lambda lead: lead.rank)
    if not leads:
        return
    call.ring = ring_in_turn(
        key=f"{leads_group(alert)}:{call.pk}",
        group=leads_group(alert),
        callees=[Callee(f"lead:{lead.pk}", lead.name, lead.phone, lead.language) for lead in leads],
        texts={code: _words(alert, building, infos, code) for code, _name in settings.LANGUAGES},
        handler="community.alerts.inbound.lead_heard",
        on_silence="community.alerts.inbound.no_lead_heard",
        payload={"call": call.pk},
        patience=PATIENCE,
        rounds=ROUNDS,
        expires=alert.expires,
        lane=lane_of(alert),
        now=now,
    )
    call.save(update_fields=["ring"])


def note_reached(call: BuildingCall, *, name: str, now: datetime) -> bool:
    """A lead or deputy pressed 1. In the transaction of their answer. False where the building was reached before."""
    first = BuildingCall.objects.filter(pk=call.pk, reached_at=None).update(reached_by=name[:150], reached_at=now)
    publish("desk", "callout", alert=call.callout.alert.identifier)
    return bool(first)


@transaction.atomic
def note_visit(call: BuildingCall, *, by: Any, now: datetime) -> None:
    """Somebody went to the building: it is reached, and its lead is not rung any more. The first visit is kept."""
    if call.ring_id:
        stop_ring(Ring.objects.values_list("key", flat=True).get(pk=call.ring_id), now=now)
    rows = BuildingCall.objects.filter(pk=call.pk)
    if rows.filter(visited_at=None).update(visited_by=by, visited_at=now):
        rows.filter(reached_at=None).update(reached_by=str(by)[:150], reached_at=now)
        log.info("callout.visited", call=call.pk)
    publish("desk", "callout", alert=call.callout.alert.identifier)


def _words(alert: Alert, building: Building, infos: dict[str, AlertInfo], language: str) -> str:
    info = infos.get(language) or next(iter(infos.values()), None)
    with translation.override(language):
        said_of_it = {
            "severity": alert.get_severity_display(),
            "headline": (info.headline if info else alert.event).strip().rstrip(".。"),
            "building": said(building.name, language),
            "instruction": info.instruction if info else "",
            "link": link_to(alert),
        }
        words = _("%(severity)s: %(headline)s. You lead %(building)s: wake every door now. %(instruction)s %(link)s")
    return " ".join((words % said_of_it).split())
