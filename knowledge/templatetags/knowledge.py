"""What the guides' templates need: topics by name, and HTML that was cleaned."""

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext_lazy

register = template.Library()

TOPICS = {
    "nature": pgettext_lazy("guides", "Weather and earth"),
    "fire": pgettext_lazy("guides", "Fire"),
    "household": pgettext_lazy("guides", "At home"),
    "firstaid": pgettext_lazy("guides", "First aid"),
    "hazmat": pgettext_lazy("guides", "Smoke and chemicals"),
    "prepare": pgettext_lazy("guides", "Be prepared"),
    "after": pgettext_lazy("guides", "Afterwards"),
    "people": pgettext_lazy("guides", "People who need more"),
    "water": pgettext_lazy("guides", "Water and ice"),
    "health": pgettext_lazy("guides", "Health"),
    "community": pgettext_lazy("guides", "Neighbours"),
}
_PAGE = {"p", "ol", "ul", "li", "strong", "em", "a", "h3", "br"}


@register.filter
def topic_name(topic: str) -> str:
    return str(TOPICS.get(topic, topic.replace("-", " ").capitalize()))


@register.filter
def clean_html(html: str) -> SafeString:
    """An article's HTML, cleaned again at the door it leaves by."""
    cleaned = nh3.clean(html, tags=_PAGE, attributes={"a": {"href"}, "ol": {"class"}}, url_schemes={"https", "tel"})
    return mark_safe(cleaned)


@register.filter
def safe_snippet(html: str) -> SafeString:
    return mark_safe(nh3.clean(html, tags={"mark"}, attributes={}))
