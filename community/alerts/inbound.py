"""What people who were rung about an alert say."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from community.alerts import services
from community.alerts.models import Alert, BuildingCall
from community.messaging.models import Ring
from portal.lib.live import publish
from portal.lib.recipients import Callee
from portal.lib.words import said


def approver_heard(ring: Ring, callee: Callee, now: datetime) -> str:
    """An approver pressed or answered 1: they read it. Nothing is decided by it."""
    alert = Alert.objects.get(pk=ring.payload["alert"])
    user = get_user_model().objects.filter(pk=int(callee.key.removeprefix("user:"))).first()
    services.note_heard(alert, by=user, now=now)
    return _("Thank you. Nothing is issued by this: read %(identifier)s on its page and decide there.") % {
        "identifier": alert.identifier
    }


def no_approver_heard(ring: Ring, now: datetime) -> None:
    """All were rung, or there is nobody to ring: the page says the latter by itself."""
    if ring.turns:
        services.note_unheard(Alert.objects.get(pk=ring.payload["alert"]), now=now)


def lead_heard(ring: Ring, callee: Callee, now: datetime) -> str:
    """The lead of a building, or their deputy, is awake."""
    call = BuildingCall.objects.select_related("callout__alert").get(pk=ring.payload["call"])
    services.note_reached(call, name=callee.name, now=now)
    return _("Thank you. Noted for %(building)s. Go from door to door now, and look after yourself.") % {
        "building": said(call.name)
    }


def no_lead_heard(ring: Ring, now: datetime) -> None:
    """Nobody answered for a building: the board says so, and somebody has to go there."""
    call = BuildingCall.objects.select_related("callout__alert").filter(ring=ring).first()
    if call is not None:
        publish("desk", "callout", alert=call.callout.alert.identifier)
