"""Who may plan, run and read drills."""

from typing import Any

from community.people.models import Role
from community.people.permissions import has_role
from community.places.models import Community
from drills.models import CheckEvent, Drill, SosTask

ORGANISERS = (Role.ORGANISER, Role.OFFICER, Role.ADMIN)
HANDS = (*ORGANISERS, Role.GRID_WORKER, Role.VOLUNTEER, Role.STATION_LEAD)  # those who stand at the gate with a list
OF_ONESELF = {CheckEvent.Kind.IN, CheckEvent.Kind.OUT, CheckEvent.Kind.SAFE, CheckEvent.Kind.NEED_HELP}


def may_plan(user: Any, community: Community | None) -> bool:
    return has_role(user, *ORGANISERS, community=community)


def may_run(user: Any, drill: Drill) -> bool:
    """Change, publish, start, end and cancel it."""
    if not getattr(user, "is_authenticated", False):
        return False
    return drill.organiser_id == user.pk or has_role(user, *ORGANISERS, community=drill.community)


def may_check_others(user: Any, drill: Drill) -> bool:
    """Note who came: the organisers and their helpers."""
    return may_run(user, drill) or has_role(user, *HANDS, community=drill.community)


def may_watch(user: Any, drill: Drill) -> bool:
    """See who came: those who note it, and evaluators, who only look."""
    return may_check_others(user, drill) or has_role(user, Role.EVALUATOR, community=drill.community)


def may_see(user: Any, drill: Drill) -> bool:
    return drill.is_public or may_run(user, drill)


def may_answer_sos(user: Any, community: Community | None = None) -> bool:
    """See and take calls for help (of `community`; None: of any)."""
    return has_role(user, *SosTask.HANDS, community=community)
