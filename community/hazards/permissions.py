"""Who may move a report where. The table is the whole truth; `reporter` stands for whoever holds the tracking key."""

from typing import Any

from community.hazards.models import Report
from community.hazards.models.inspections import VISITING
from community.people.models import Role
from community.people.permissions import BOARD, STAFF, has_role, roles_of
from community.places.models import Community

S = Report.Status
EVERYBODY = frozenset({Role.GRID_WORKER, Role.OFFICER, Role.APPROVER, Role.ADMIN})  # who triages at all
OFFICE = EVERYBODY - {Role.GRID_WORKER}  # decisions that end a report without work on the ground

MAY_MOVE_TO: dict[str, frozenset[Role]] = {
    S.TRIAGED: EVERYBODY,
    S.ASSIGNED: EVERYBODY,  # a grid worker takes a report, and hands none out: may_assign
    S.INTERIM: EVERYBODY,
    S.FIXED: EVERYBODY,
    S.VERIFIED: EVERYBODY,  # never whoever fixed it
    S.CLOSED: OFFICE,
    S.REJECTED: OFFICE,
    S.REFERRED: OFFICE,
    S.DUPLICATE: EVERYBODY,
    S.REOPENED: EVERYBODY,  # and the reporter
}
REPORTER_MAY_MOVE_TO: frozenset[str] = frozenset({S.REOPENED, S.REJECTED})  # rejected: taken back, soon after sending


def may_triage(user: Any, community: Community | None = None) -> bool:
    return has_role(user, *STAFF, community=community)


def may_enter(user: Any, community: Community) -> bool:
    """Enter what somebody else says at the door or by phone."""
    return has_role(user, *STAFF, Role.VOLUNTEER, Role.STATION_LEAD, community=community)


def may_plan_rounds(user: Any, community: Community | None = None) -> bool:
    """Plan and stop inspection rounds."""
    return has_role(user, Role.OFFICER, Role.ADMIN, community=community)


def may_visit(user: Any, community: Community | None = None) -> bool:
    """Go on the visits of a round, and answer its checklist."""
    return has_role(user, *VISITING, community=community)


def may_move(user: Any, report: Report, to: str) -> bool:
    """Whether `user` may ever make this move; whether the table of moves has it is another question."""
    if to == S.VERIFIED and report.fixed_by_id and report.fixed_by_id == user.pk:
        return False
    return to in MAY_MOVE_TO and has_role(user, *MAY_MOVE_TO[to], community=report.community)


def may_refer(user: Any, community: Community | None = None) -> bool:
    """Pass reports on to agencies, and keep the record of it."""
    return has_role(user, *MAY_MOVE_TO[S.REFERRED], community=community)


def may_hand_out(user: Any, report: Report) -> bool:
    """Whether `user` may assign a report to others."""
    return has_role(user, *OFFICE, community=report.community)


def may_assign(user: Any, report: Report, person: Any) -> bool:
    """The office hands reports out; a grid worker may take one."""
    return may_hand_out(user, report) or (person == user and may_move(user, report, S.ASSIGNED))


def may_publish(user: Any, report: Report) -> bool:
    """Show a stranger's report to the public, as the first look does."""
    return has_role(user, *EVERYBODY, community=report.community)


def may_hide(user: Any, report: Report) -> bool:
    """Take a report, or a part of it, from the public: nobody has to wait for the office with that."""
    return has_role(user, *EVERYBODY, community=report.community)


def may_unhide(user: Any, report: Report) -> bool:
    """Put back what was hidden."""
    return has_role(user, *OFFICE, community=report.community)


def may_read_blocks(user: Any, community: Community | None = None) -> bool:
    """See who is blocked and who decided it."""
    return has_role(user, *BOARD, community=community)


def may_block(user: Any, community: Community | None = None) -> bool:
    """Block a sender, and lift it."""
    return has_role(user, *OFFICE, community=community)


def moves_open_to(user: Any, report: Report) -> list[str]:
    """Statuses that `user` may move `report` to now, in the order of the work."""
    held = set(EVERYBODY) if getattr(user, "is_superuser", False) else roles_of(user, report.community)
    possible = Report.MOVES[S(report.status)]
    return [
        to
        for to, roles in MAY_MOVE_TO.items()
        if to in possible and held & roles and not (to == S.VERIFIED and report.fixed_by_id == user.pk)
    ]
