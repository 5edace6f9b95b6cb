"""The five-minute rule: where nobody decides, one officer may pass an authority's warning on, with a reason."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from community.alerts.models import Alert
from community.alerts.permissions import may_issue_alone
from community.alerts.selectors.calling import alone_from
from community.alerts.services.deciding import issue
from community.messaging.models import Lane
from community.messaging.services import send_text
from community.people.models import Role
from community.people.selectors import callees_of, roster
from portal.lib.moves import IllegalMove

TOLD_WITHIN = timedelta(hours=24)


@transaction.atomic
def issue_alone(alert: Alert, *, by: Any, now: datetime, reason: str, seen: int | None = None) -> None:
    """Issue a grave relay on which nobody has decided for five minutes, by one officer, who may be its author.

    The authority's words were checked by the authority; a notice of our own always takes two. Logged as an event of
    its own, and all approvers and administrators are told by text. Raises PermissionDenied, IllegalMove, LostRace,
    ValidationError without a reason or where its end has passed.
    """
    if not reason.strip():
        raise ValidationError({"reason": [_("Say why it cannot wait for a second person.")]})
    if alert.status != Alert.Status.SUBMITTED or alert.is_scheduled:
        raise IllegalMove(alert, Alert.Status.ISSUED)
    opens = alone_from(alert)
    if opens is None or not may_issue_alone(by, alert):
        raise PermissionDenied(
            _("Only a severe or extreme relay of an authority's warning may be issued by one person.")
        )
    if now < opens:
        raise PermissionDenied(
            _("The approvers are being rung. One person may issue it five minutes after it was sent in.")
        )
    issue(
        alert,
        by=by,
        now=now,
        seen=seen,
        kind="issued_alone",
        note=reason.strip(),
        issued_alone_reason=reason.strip(),
    )
    _tell(alert, by=by, now=now, reason=reason.strip())


def _tell(alert: Alert, *, by: Any, now: datetime, reason: str) -> None:
    people = roster(alert.community, Role.APPROVER, Role.ADMIN, now=now)
    for callee in callees_of([user for user in people if user != by]):
        with translation.override(callee.language):
            info = alert.info_in(callee.language)
            words = _("%(name)s issued %(identifier)s alone: %(headline)s. Reason: %(reason)s Read it: %(url)s") % {
                "name": by,
                "identifier": alert.identifier,
                "headline": info.headline if info and info.headline else alert.event,
                "reason": reason,
                "url": f"{settings.PUBLIC_URL}/desk/alerts/{alert.identifier}/",
            }
        send_text(
            key=f"alone:{alert.identifier}:{callee.key}",
            phone=callee.phone,
            body=words,
            language=callee.language,
            lane=Lane.REPLY,
            expires=now + TOLD_WITHIN,
            now=now,
        )
