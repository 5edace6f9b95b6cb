"""Which reports, for whom."""

import math
import secrets
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from community.hazards.models import Category, Following, Report, subject_of
from community.hazards.models.reports import ReportQuerySet
from community.people.selectors import resident_of_phone
from community.places import geometry
from community.places.models import Community, NamedArea
from community.places.selectors import only_community
from portal.lib.squares import from_quadkey, span

NAMED_IN_TABLES = ((Category, ("code", "round_to")), (NamedArea, ("slug",)))


def categories_of(community: Community) -> QuerySet[Category]:
    """What can be reported, in the community's order."""
    return Category.objects.filter(community=community, is_active=True)


def categories_reported(community: Community, chosen: str = "") -> QuerySet[Category]:
    """The kinds of which the public list has something, and the chosen one."""
    has_some = Exists(Report.objects.listed().filter(category=OuterRef("pk")))
    return Category.objects.filter(has_some | Q(code=chosen), community=community)


def recent_public(community: Community | None, limit: int = 5) -> list[Report]:
    """The newest open public reports, with what a card names."""
    rows = Report.objects.listed().open()
    if community is not None:
        rows = rows.filter(community=community)
    return list(rows.with_names().prefetch_related("photos").order_by("-created")[:limit])


def listed_reports(
    community: Community | None, *, category: str = "", area: str = "", state: str = "", square: str = ""
) -> ReportQuerySet:
    """The public list, newest first. `state`: "open" (the default), "done" or "all"; `square`: a quadkey of the map.

    Raises ValidationError where the square is none.
    """
    community = community or only_community()
    here = {"community": community} if community else {}
    rows = Report.objects.listed().filter(**here)
    # by their numbers: what is named in another table is found along no index of this one
    if category:
        rows = rows.filter(category__in=list(_keys(Category.objects.filter(code=category, **here))))
    if area:
        rows = rows.filter(area__in=list(_keys(NamedArea.objects.filter(slug=area, **here))))
    if square:
        try:
            rows = rows.filter(square__range=span(*from_quadkey(square)))
        except ValueError:
            raise ValidationError(_("This is not a square of the map.")) from None
    if state == "done":
        rows = rows.filter(stands_open=0)
    elif state != "all":
        rows = rows.open()
    return rows.with_names().prefetch_related("photos").order_by("-created", "-pk")


def last_change(community: Community | None) -> datetime | None:
    """When any report last changed; what left the public list by its last change counts, too."""
    places = [community.pk] if community else list(_keys(Community.objects.all()))
    found = (
        Report.objects.filter(community=place, stands_open=state).order_by().aggregate(at=Max("updated"))["at"]
        for place in places
        for state in (0, 1)
    )
    return max((at for at in found if at is not None), default=None)


def listing_version(rows: ReportQuerySet) -> str:
    """Something that differs wherever a table of `rows` would, without reading them all."""
    bare = rows.select_related(None).prefetch_related(None).order_by()
    state = bare.aggregate(at=Max("updated"), last=Max("pk"), count=Count("pk"))
    named = [list(kind.objects.order_by("pk").values_list("pk", *fields)) for kind, fields in NAMED_IN_TABLES]
    return repr((str(bare.query), state, named))


def _keys(rows: QuerySet) -> QuerySet:
    return rows.order_by().values_list("pk", flat=True)


def report_with_key(user: Any, reference: str, key: str = "") -> tuple[Report | None, bool]:
    """The report that `user`, or whoever holds its tracking key, may see; and whether it is theirs.

    Theirs: the key is right, or they were signed in when they reported it.
    """
    row = Report.objects.with_names().filter(reference=reference.upper()).first()
    if row is None:
        return None, False
    if key and secrets.compare_digest(key.encode(), row.tracking_token.encode()):
        return row, True
    if user.is_authenticated and row.reporter_id == user.pk:
        return row, True
    return (row, False) if Report.objects.visible_to(user).filter(pk=row.pk).exists() else (None, False)


def reporter_is_reached(report: Report) -> bool:
    """Whether the reporter chose a mailbox or a browser for what becomes of it."""
    return Following.objects.confirmed().filter(subject=subject_of(report=report), is_reporter=True).exists()


def within_box(rows: QuerySet[Report], bbox: list[float], *, exact: bool) -> QuerySet[Report]:
    """Reports inside [west, south, east, north]; for the public, those whose rounded place lies inside."""
    if exact:
        return rows.filter(_inside(bbox))
    used = list(Category.objects.order_by().values_list("round_to", flat=True).distinct())
    if len(used) == 1:
        return rows.filter(_inside(bbox, used[0]))
    boxes = [_inside(bbox, decimals) & Q(category__round_to=decimals) for decimals in used]
    return rows.filter(reduce(or_, boxes)) if boxes else rows


def _inside(bbox: list[float], decimals: int | None = None) -> Q:
    west, south, east, north = bbox
    if decimals is not None:  # moving the edge of a box about must not find the exact place
        step = 10.0**-decimals
        west, south = ((math.ceil(edge / step - 1e-6) - 0.5) * step for edge in (west, south))
        east, north = ((math.floor(edge / step + 1e-6) + 0.5) * step for edge in (east, north))
    return Q(latitude__range=(south, north), longitude__range=(west, east))


def is_outside(community: Community, latitude: float, longitude: float) -> bool:
    return not geometry.contains(community.shape, latitude, longitude)


def community_of_text(to: str, phone: str) -> Community | None:
    """Whose a text is: the community of the number it was sent to, else the sender's, else the first."""
    found = Community.objects.filter(sms_number=to).first() if to else None
    if found is None:
        found = only_community()
    if found is None:
        resident = resident_of_phone(phone)
        found = resident.community if resident else Community.objects.order_by("pk").first()
    return found
