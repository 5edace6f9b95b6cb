"""What the guides' templates need: topics by name, and HTML that was cleaned."""

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe

from knowledge.models import topic_words

register = template.Library()

_PAGE = {"p", "ol", "ul", "li", "strong", "em", "a", "h3", "br"}


@register.filter
def topic_name(topic: str) -> str:
    return topic_words(topic)


@register.filter
def clean_html(html: str) -> SafeString:
    """An article's HTML, cleaned again at the door it leaves by."""
    cleaned = nh3.clean(html, tags=_PAGE, attributes={"a": {"href"}, "ol": {"class"}}, url_schemes={"https", "tel"})
    return mark_safe(cleaned)


@register.filter
def safe_snippet(html: str) -> SafeString:
    return mark_safe(nh3.clean(html, tags={"mark"}, attributes={}))
