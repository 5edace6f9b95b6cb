"""When a drill is, in its own zone."""

from django import template

from drills.models import Drill
from drills.selectors import when_words

register = template.Library()


@register.filter
def when(drill: Drill) -> str:
    return when_words(drill)
