"""When a drill is, in its own zone; and the calls for help that nobody has."""

from django import template
from django.utils import timezone

from drills.models import Drill
from drills.permissions import may_answer_sos
from drills.selectors import sos_lines, when_words

register = template.Library()


@register.filter
def when(drill: Drill) -> str:
    return when_words(drill)


@register.inclusion_tag("drills/_sos_live.html", takes_context=True)
def sos_waiting(context):
    """The first thing on every page of the desk, for those who may take a call for help."""
    user = context["request"].user
    may = may_answer_sos(user)
    return {
        "may": may,
        "lines": sos_lines(user, timezone.now()) if may else [],
        "csrf_token": context.get("csrf_token"),
        "home_community": context.get("home_community"),
    }
