"""The desk's shelf of templates."""

from typing import Any

from django.db.models import Q

from community.alerts.models import READERS, Alert, AlertTemplate, MsgType
from community.alerts.selectors.blanks import FILLED, LABELS
from community.people.permissions import communities_with
from community.places.models import Community


def communities_to_read(user: Any) -> list[Community]:
    """Those whose desk this person may read."""
    return list(communities_with(user, READERS))


def usable_templates(community: Community) -> list[AlertTemplate]:
    """What officers of `community` may start from: its own, and the general ones of its country that none of its own
    stands in for; in the order of their short names."""
    rows = AlertTemplate.objects.filter(Q(community=community) | Q(community=None)).order_by("slug")
    own = [row for row in rows if row.community_id is not None]
    taken = {row.slug for row in own}
    general = [row for row in rows if row.community_id is None and row.slug not in taken]
    found = own + [row for row in general if row.is_for(community.region)]
    return sorted((row for row in found if row.is_active), key=lambda row: row.slug)


def templates_for(community: Community, alert: Alert | None = None) -> list[AlertTemplate]:
    """What a new alert (None), or the draft `alert`, may start from: an all-clear from an ending, a danger never."""
    if alert is not None and alert.msg_type == MsgType.CANCEL:
        return []
    is_over = alert is not None and alert.is_over
    return [row for row in usable_templates(community) if row.is_ending == is_over]


def templates_of(community: Community) -> list[AlertTemplate]:
    """What is in use there, then its own that are not."""
    return usable_templates(community) + list(
        AlertTemplate.objects.filter(community=community, is_active=False).order_by("slug")
    )


def template_texts(template: AlertTemplate) -> list[tuple[str, dict[str, str]]]:
    """Each language, with its words."""
    return [(language, template.texts_in(language)) for language in template.words]


def known_blanks() -> list[tuple[str, str, bool]]:
    """Name, meaning, and whether it fills itself, of every blank that has a name."""
    return [(name, str(label), name in FILLED) for name, label in LABELS.items()]


def free_slug(community: Community | None, wanted: str) -> str:
    """`wanted`, or with the first number that nobody has."""
    taken = set(AlertTemplate.objects.filter(community=community).values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{wanted[:45]}-{number}") not in taken)
