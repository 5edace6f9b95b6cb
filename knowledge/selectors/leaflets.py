"""A guide as it is carried away: on paper, as a picture, kept on a phone."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.urls import reverse

from community.places.models import Community
from knowledge.models import Article, Translation
from knowledge.selectors.guides import numbers_of, region_of


def short_address(article: Article) -> str:
    """The whole address that is short enough for paper and for a text message."""
    return settings.PUBLIC_URL + reverse("knowledge:article-short", args=[article.pk])


def revision_of(row: Translation, community: Community | None) -> str:
    """Twelve hexadecimal digits that change when anything does that the readers of `community` see of a guide."""
    article = row.article
    said = [
        *(row.title, row.summary, row.act_first, row.sections, row.sources),
        *(article.reviewed.isoformat(), article.calls, article.danger, numbers_of(community), region_of(community)),
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def published_revisions(community: Community | None) -> list[dict[str, Any]]:
    """[{slug, danger, revisions: {language: revision}}]: what a browser that keeps guides holds its copies against."""
    rows = Translation.objects.filter(article__is_published=True).select_related("article")
    guides: dict[str, dict[str, Any]] = {}
    for row in rows.order_by("article__slug", "language"):
        slug = row.article.slug
        one = guides.setdefault(slug, {"slug": slug, "danger": row.article.danger, "revisions": {}})
        one["revisions"][row.language] = revision_of(row, community)
    return list(guides.values())
