"""What was decided on and waits for its hour: taken back before, issued when the hour comes, or returned with the
reason why it could not go out."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.alerts.models import Alert
from community.alerts.services.calling import stop_calling
from community.alerts.services.deciding import issue, record
from portal.lib.moves import IllegalMove, LostRace, move, try_move


@transaction.atomic
def withdraw_alert(alert: Alert, *, by: Any, now: datetime) -> None:
    """Take back what was sent in, decided on or not, before it goes out. Raises IllegalMove, LostRace."""
    before = alert.status
    move(alert, Alert.Status.RETURNED, approved_by=None)
    record(alert, "withdrawn", before, by=by, now=now)
    stop_calling(alert, now=now)


def publish_due(*, now: datetime) -> int:
    """Issue what was approved for an hour that has come; how many."""
    due = Alert.objects.scheduled().filter(publish_at__lte=now).select_related("community", "approved_by")
    issued = 0
    for alert in due.order_by("publish_at", "pk")[:50]:
        try:
            with transaction.atomic():
                issue(alert, by=alert.approved_by, now=now, kind="issued")
        except LostRace:
            continue  # taken back, or issued by another process
        except ValidationError as error:
            _miss(alert, " ".join(error.messages), now=now)
        except IllegalMove as error:
            _miss(alert, _("%(name)s is no longer in force.") % {"name": error.row}, now=now)
        else:
            issued += 1
    return issued


@transaction.atomic
def _miss(alert: Alert, reason: str, *, now: datetime) -> None:
    alert.refresh_from_db(fields=["status"])  # a move that was rolled back has left its mark on the row in hand
    if try_move(alert, Alert.Status.RETURNED, approved_by=None):
        record(alert, "missed", Alert.Status.SUBMITTED, by=None, now=now, note=reason)
