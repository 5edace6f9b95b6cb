"""What one person may issue, with a reason: an authority's warning on which nobody decides within five minutes, and the
retraction of their own error. All approvers and administrators are told."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.alerts.models import Alert
from community.alerts.permissions import may_issue_alone, may_retract
from community.alerts.selectors.calling import alone_from
from community.alerts.services.deciding import issue, submit_alert
from community.alerts.services.drafting import cancel_alert
from community.messaging.models import Lane
from community.messaging.services import send_text
from community.people.models import Role
from community.people.selectors import callees_of, roster
from portal.lib.moves import IllegalMove

TOLD_WITHIN = timedelta(hours=24)
ISSUED_ALONE = gettext_lazy("%(name)s issued %(identifier)s alone: %(headline)s. Reason: %(reason)s Read it: %(url)s")
RETRACTED = gettext_lazy("%(name)s took an error back: %(headline)s. Reason: %(reason)s Read it: %(url)s")


@transaction.atomic
def issue_alone(alert: Alert, *, by: Any, now: datetime, reason: str, seen: int | None = None) -> None:
    """Issue what waits for approvers who do not decide for five minutes, by one officer, who may be its author: a grave
    relay, or a grave notice that keeps to a template approved in peacetime.

    The authority's words were checked by the authority, the template's by two people; any other notice of our own
    always takes two. Logged as an event of its own, and all approvers and administrators are told by text. Raises
    PermissionDenied, IllegalMove, LostRace, ValidationError without a reason or where its end has passed.
    """
    if not reason.strip():
        raise ValidationError({"reason": [_("Say why it cannot wait for a second person.")]})
    if alert.status != Alert.Status.SUBMITTED or alert.is_scheduled:
        raise IllegalMove(alert, Alert.Status.ISSUED)
    opens = alone_from(alert)
    if opens is None or not may_issue_alone(by, alert):
        raise PermissionDenied(
            _(
                "Only a severe or extreme relay of an authority's warning, or a notice word for word as in an approved "
                "template, may be issued by one person."
            )
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
    _tell(alert, ISSUED_ALONE, by=by, now=now, reason=reason.strip())


@transaction.atomic
def retract_alert(alert: Alert, *, by: Any, now: datetime, reason: str) -> Alert:
    """Take one's own error back at once: the Cancel that ends `alert` for everybody who got it, issued by one person.

    A wrong warning does harm while a second person is looked for; an all-clear, which may itself be wrong, always takes
    two. Raises PermissionDenied for anybody who had no hand in it, IllegalMove where it is no longer in force,
    ValidationError without a reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": [_("Say what was wrong.")]})
    if not may_retract(by, alert):
        raise PermissionDenied(_("Only those who wrote or approved it may take it back alone."))
    cancel = cancel_alert(alert, by=by, now=now, note=reason.strip()[:500])
    submit_alert(cancel, by=by, now=now)
    issue(cancel, by=by, now=now, kind="retracted", note=reason.strip(), issued_alone_reason=reason.strip())
    _tell(cancel, RETRACTED, by=by, now=now, reason=reason.strip())
    return cancel


def _tell(alert: Alert, words: Promise, *, by: Any, now: datetime, reason: str) -> None:
    people = roster(alert.community, Role.APPROVER, Role.ADMIN, now=now)
    for callee in callees_of([user for user in people if user != by]):
        with translation.override(callee.language):
            info = alert.info_in(callee.language)
            body = str(words) % {
                "name": by,
                "identifier": alert.identifier,
                "headline": info.headline if info and info.headline else alert.event,
                "reason": reason,
                "url": f"{settings.PUBLIC_URL}/desk/alerts/{alert.identifier}/",
            }
        send_text(
            key=f"alone:{alert.identifier}:{callee.key}",
            phone=callee.phone,
            body=body,
            language=callee.language,
            lane=Lane.REPLY,
            expires=now + TOLD_WITHIN,
            now=now,
        )
