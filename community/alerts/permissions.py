"""Who may write alerts, and who may decide on them."""

from typing import Any

from community.alerts.models import READERS, Alert, AlertEvent, AlertTemplate, BuildingCall, Proposal
from community.people.models import Grid, Resident, Role
from community.people.permissions import STAFF, has_role
from community.places.models import Community

WRITING = ("drafted", "edited", "submitted")  # events whose author has had a hand in the words


def may_read_desk(user: Any) -> bool:
    return has_role(user, *READERS)


def may_listen(user: Any) -> bool:
    """Hear the desk's socket."""
    return has_role(user, *STAFF)


def may_draft(user: Any, community: Community | None = None) -> bool:
    """Write alerts (of `community`; None: of any)."""
    return has_role(user, Role.OFFICER, community=community)


def may_write(user: Any, alert: Alert) -> bool:
    """Edit, submit, update, cancel."""
    return may_draft(user, alert.community)


def may_preview(user: Any, alert: Alert) -> bool:
    return has_role(user, Role.OFFICER, Role.APPROVER, community=alert.community)


def may_decide(user: Any, alert: Alert) -> bool:
    """Approve or return: an approver who has had no hand in the words."""
    return has_role(user, Role.APPROVER, community=alert.community) and not has_written(user, alert)


def may_see_callout(user: Any, alert: Alert) -> bool:
    """Which buildings were reached: the desk all of them, a grid worker those of their grid."""
    return has_role(user, *READERS, Role.GRID_WORKER, community=alert.community)


def may_mark_visits(user: Any, alert: Alert) -> bool:
    """Say of any building that somebody went there."""
    return has_role(user, Role.OFFICER, Role.APPROVER, Role.ADMIN, community=alert.community)


def may_mark_visit(user: Any, call: BuildingCall) -> bool:
    """Say of this building that somebody went there: the office, and the worker of its grid."""
    alert = call.callout.alert
    return may_mark_visits(user, alert) or _is_in_their_grid(user, alert, call.grid)


def may_knock(user: Any) -> bool:
    """Open lists of doors, of whatever alert."""
    return has_role(user, *READERS, Role.GRID_WORKER)


def may_see_doors(user: Any, alert: Alert) -> bool:
    """Whom no channel reached, by name and door: the desk all of them, a grid worker those of their grids."""
    return may_see_callout(user, alert)


def may_see_need(user: Any, alert: Alert) -> bool:
    """Who needs help to get away, by name and door: those who send somebody, and whoever goes, in their own grids."""
    return may_mark_visits(user, alert) or has_role(user, Role.GRID_WORKER, community=alert.community)


def may_mark_door(user: Any, alert: Alert, person: Resident) -> bool:
    """Say that somebody knocked for this person: the office, and the worker of their grid."""
    home = person.household
    return may_mark_visits(user, alert) or _is_in_their_grid(user, alert, home.building.grid if home else None)


def _is_in_their_grid(user: Any, alert: Alert, grid: Grid | None) -> bool:
    is_theirs = grid is not None and grid.worker_id == user.pk
    return is_theirs and has_role(user, Role.GRID_WORKER, community=alert.community)


def may_issue_alone(user: Any, alert: Alert) -> bool:
    """An officer here, the author too; what and when is the service's to say."""
    return has_role(user, Role.OFFICER, community=alert.community)


def has_written(user: Any, alert: Alert) -> bool:
    if user.pk in (alert.author_id, alert.submitted_by_id):
        return True
    return AlertEvent.objects.filter(alert=alert, by=user, kind__in=WRITING).exists()


def writers_of(alert: Alert) -> set[int]:
    """Primary keys of everybody of whom `has_written` is true."""
    wrote = AlertEvent.objects.filter(alert=alert, kind__in=WRITING, by__isnull=False).values_list("by", flat=True)
    return {pk for pk in (alert.author_id, alert.submitted_by_id, *wrote) if pk is not None}


def may_retract(user: Any, alert: Alert) -> bool:
    """Take an error back alone: whoever wrote it, sent it in or approved it."""
    theirs = user.pk == alert.approved_by_id or has_written(user, alert)
    return theirs and has_role(user, Role.OFFICER, Role.APPROVER, community=alert.community)


def may_see_deliveries(user: Any, alert: Alert) -> bool:
    return has_role(user, *READERS, community=alert.community)


def may_answer(user: Any, proposal: Proposal) -> bool:
    """Draft from another authority's message, or set it aside."""
    return may_draft(user, proposal.community)


def may_keep_sources(user: Any, community: Community | None = None) -> bool:
    """Say which authorities' feeds are watched."""
    return has_role(user, Role.ADMIN, community=community)


def may_write_template(user: Any, community: Community | None) -> bool:
    """Write a template of `community`; a general one (None), only a superuser."""
    return may_draft(user, community) if community else bool(user.is_active and user.is_superuser)


def may_approve_template(user: Any, template: AlertTemplate) -> bool:
    """An approver who has not written on it since it was last approved."""
    if wrote_template(user, template):
        return False
    if template.community is None:
        return bool(user.is_active and user.is_superuser)
    return has_role(user, Role.APPROVER, community=template.community)


def wrote_template(user: Any, template: AlertTemplate) -> bool:
    """Whether `user` had a hand in the words as they stand, since they were last approved."""
    last = template.events.filter(kind="approved").order_by("-pk").values_list("pk", flat=True).first() or 0
    written = template.events.filter(pk__gt=last, kind__in=["written", "copied"])
    return template.changed_by_id == user.pk or written.filter(by=user).exists()
