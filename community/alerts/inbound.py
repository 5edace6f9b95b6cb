"""What people who were rung about an alert say."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from community.alerts import services
from community.alerts.models import Alert
from community.messaging.models import Ring
from portal.lib.recipients import Callee


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
