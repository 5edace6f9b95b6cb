"""From draft to the street, by two people; and to the end."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.alerts.models import Alert, AlertEvent
from community.alerts.permissions import has_written
from community.alerts.selectors.areas import audience_name, audience_of
from community.alerts.selectors.hours import held_until, is_grave, told_until
from community.alerts.selectors.previews import lane_of
from community.alerts.selectors.texts import texts_of
from community.alerts.selectors.ways import ways_of
from community.alerts.services.calling import ring_approvers, stop_calling
from community.alerts.services.callouts import open_callout, stop_callout
from community.messaging.services import open_broadcast, stop_broadcast
from portal.lib.live import publish
from portal.lib.moves import IllegalMove, LostRace, move, try_move
from portal.lib.recipients import Ways

CALLING = timedelta(hours=3)  # how long calls that waited for the morning may take


@transaction.atomic
def submit_alert(alert: Alert, *, by: Any, now: datetime) -> None:
    """Hand a draft to a second person. Raises IllegalMove, LostRace, ValidationError where its end has passed."""
    before = alert.status
    if alert.is_open:
        _require_future(alert, now)
    move(alert, Alert.Status.SUBMITTED, submitted_by=by)
    record(alert, "submitted", before, by=by, now=now)
    ring_approvers(alert, now=now)


@transaction.atomic
def return_alert(alert: Alert, *, by: Any, now: datetime, note: str) -> None:
    """Give a submitted alert back with a comment, also one that waits for its hour. Raises PermissionDenied (one's
    own), IllegalMove, LostRace, ValidationError without a comment."""
    if not note.strip():
        raise ValidationError({"note": [_("Say what should be changed.")]})
    require_second_person(alert, by)
    before = alert.status
    move(alert, Alert.Status.RETURNED, approved_by=None)
    record(alert, "returned", before, by=by, now=now, note=note.strip())
    stop_calling(alert, now=now)


@transaction.atomic
def approve_alert(alert: Alert, *, by: Any, now: datetime, seen: int | None = None) -> None:
    """Issue a submitted alert, at once or, where it names one, at its hour: public from then on, and on its way to
    everybody in its area.

    What it replaces ends with it. `seen` is the last event that the approver's page showed: where the words went back
    and forth meanwhile, nothing is issued. Raises PermissionDenied (one's own), IllegalMove, LostRace, ValidationError
    where its end has passed, or it is an exercise and something real is going on.
    """
    require_second_person(alert, by)
    if alert.is_scheduled:
        raise IllegalMove(alert, Alert.Status.ISSUED)
    if alert.status == Alert.Status.SUBMITTED and alert.publish_at is not None and alert.publish_at > now:
        _schedule(alert, by=by, now=now, seen=seen)
    else:
        issue(alert, by=by, now=now, seen=seen)


def _schedule(alert: Alert, *, by: Any, now: datetime, seen: int | None) -> None:
    """Keep the decision until the hour comes. Raises LostRace where somebody else decided, or the hour is another."""
    undecided = Alert.objects.filter(
        pk=alert.pk, status=Alert.Status.SUBMITTED, approved_by=None, publish_at=alert.publish_at
    )
    if not undecided.update(approved_by=by):
        raise LostRace(alert, Alert.Status.ISSUED)
    _require_unchanged(alert, seen)
    alert.approved_by = by
    record(alert, "scheduled", alert.status, by=by, now=now)
    stop_calling(alert, now=now)


def issue(
    alert: Alert,
    *,
    by: Any,
    now: datetime,
    seen: int | None = None,
    kind: str = "approved",
    note: str = "",
    **changes: Any,
) -> None:
    """What approve_alert does, for somebody of whom it is known that they may; `kind` and `note` are the event's.

    In the caller's transaction.
    """
    before = alert.status
    if before == Alert.Status.SUBMITTED:
        _require_future(alert, now)
        _require_calm(alert, now)
    move(alert, Alert.Status.ISSUED, approved_by=by, sent=now, **changes)
    _require_unchanged(alert, seen)
    alert.refresh_from_db()  # held by the move: what is sent is what the row says now
    replaced = _end_replaced(alert, by=by, now=now)
    ways = ways_of(alert, now=now)
    alert.broadcast = open_broadcast(
        key=alert.broadcast_key,
        lane=lane_of(alert),
        texts=texts_of(alert, list(alert.infos.all())),
        audience=audience_name(alert),
        definition=audience_of(alert),
        expires=_told_until(alert, ways, now),
        hold_until=held_until(alert, now),
        exercise=alert.exercise,
        channels=ways.as_json(),
        severity=alert.severity.lower(),
        now=now,
    )
    alert.save(update_fields=["broadcast"])
    record(alert, kind, before, by=by, now=now, note=note)
    stop_calling(alert, now=now)
    open_callout(alert, now=now)
    if is_grave(alert) and not alert.is_over:
        _stop_exercises(alert, by=by, now=now)
    _announce(alert, replaced)


@transaction.atomic
def expire_alerts(*, now: datetime) -> int:
    """End what has run out; how many."""
    ended = 0
    for alert in Alert.objects.filter(status=Alert.Status.ISSUED, expires__lte=now).order_by("pk")[:500]:
        if try_move(alert, Alert.Status.EXPIRED):
            record(alert, "expired", Alert.Status.ISSUED, by=None, now=now)
            ended += 1
    return ended


def require_second_person(alert: Alert, by: Any) -> None:
    """Raise PermissionDenied for anybody who has had a hand in the words; the database would refuse it too."""
    if has_written(by, alert):
        raise PermissionDenied(_("You wrote this alert or sent it in: a second person has to decide on it."))


def _require_unchanged(alert: Alert, seen: int | None) -> None:
    # that somebody was rung changes no word
    if seen is not None and alert.events.exclude(pk__lte=seen).exclude(kind__in=["heard", "unheard"]).exists():
        raise LostRace(alert, Alert.Status.ISSUED)


def _end_replaced(alert: Alert, *, by: Any, now: datetime) -> Alert | None:
    """What `alert` replaces, ended, its unsent texts stopped. Raises IllegalMove where somebody has already done so."""
    if alert.replaces_id is None:
        return None
    old = Alert.objects.select_related("broadcast").get(pk=alert.replaces_id)
    before, to = old.status, Alert.Status.CANCELLED if alert.is_over else Alert.Status.UPDATED
    move(old, to)
    if old.broadcast is not None:
        stop_broadcast(old.broadcast, now=now)
    stop_callout(old, now=now)
    record(old, to.value, before, by=by, now=now, note=alert.identifier)
    return old


def _told_until(alert: Alert, ways: Ways, now: datetime) -> datetime:
    """As long as it holds; of what ends a warning long enough that those who are rung in the morning are still rung."""
    end = told_until(alert, now)
    return max(end, datetime.fromisoformat(ways.calls_from) + CALLING) if ways.again else end


def _stop_exercises(alert: Alert, *, by: Any, now: datetime) -> None:
    """End every exercise of the place: from here on, whatever people get is real."""
    running = Alert.objects.filter(community=alert.community, exercise=True, status=Alert.Status.ISSUED)
    for exercise in running.select_related("broadcast"):
        if try_move(exercise, Alert.Status.CANCELLED):
            if exercise.broadcast is not None:
                stop_broadcast(exercise.broadcast, now=now)
            record(exercise, "stopped", Alert.Status.ISSUED, by=by, now=now, note=alert.identifier)


def _require_calm(alert: Alert, now: datetime) -> None:
    """Raise ValidationError for an exercise while a grave warning of the place is in force."""
    if alert.exercise and any(is_grave(row) for row in Alert.objects.current(now).filter(community=alert.community)):
        message = _("A real warning is in force here. An exercise has to wait until it is over.")
        raise ValidationError({"exercise": [message]})


def _announce(alert: Alert, replaced: Alert | None) -> None:
    """Tell open public pages; of an exercise or a test, nobody."""
    if not alert.is_public:
        return
    if replaced is not None:
        publish("alerts", replaced.status, identifier=replaced.identifier)
    if not alert.is_over:
        publish("alerts", "issued", identifier=alert.identifier)


def _require_future(alert: Alert, now: datetime) -> None:
    if alert.expires <= now:
        raise ValidationError({"expires": [_("This time is in the past. Choose a later one.")]})


def record(alert: Alert, kind: str, before: str, *, by: Any, now: datetime, note: str = "") -> None:
    AlertEvent.objects.create(
        alert=alert, kind=kind, from_status=before, to_status=alert.status, by=by, at=now, note=note
    )
    publish("desk", "alert", identifier=alert.identifier)
