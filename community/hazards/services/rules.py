"""Rules who takes a report."""

from community.hazards.models import AssignmentRule


def save_assignment_rule(rule: AssignmentRule) -> AssignmentRule:
    """Keep a rule as an administrator words it. Raises ValidationError by field."""
    rule.full_clean()
    rule.save()
    return rule


def drop_assignment_rule(rule: AssignmentRule) -> None:
    """From now on nobody is suggested by it; what was assigned stays."""
    rule.delete()
