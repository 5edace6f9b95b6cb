"""What the guides' templates need: topics by name, and HTML that was cleaned."""

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from knowledge.models import Article, topic_words
from portal.lib.asked import language_name

register = template.Library()

_PAGE = {"p", "ol", "ul", "li", "strong", "em", "a", "h3", "br"}


@register.filter
def topic_name(topic: str) -> str:
    return topic_words(topic)


@register.filter
def title_of(article: Article) -> str:
    """Its title in the reader's language, else its short name."""
    titles = {row.language: row.title for row in article.translations.all()}
    return titles.get(get_language() or "") or next(iter(titles.values()), article.slug)


@register.filter
def language_label(code: str) -> str:
    return language_name(code)


@register.filter
def clean_html(html: str) -> SafeString:
    """An article's HTML, cleaned again at the door it leaves by."""
    cleaned = nh3.clean(html, tags=_PAGE, attributes={"a": {"href"}, "ol": {"class"}}, url_schemes={"https", "tel"})
    return mark_safe(cleaned)


@register.filter
def safe_snippet(html: str) -> SafeString:
    return mark_safe(nh3.clean(html, tags={"mark"}, attributes={}))
