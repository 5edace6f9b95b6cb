"""Lists that a household ticks off. What is ticked and typed stays in the browser: no door here takes any of it."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.places.selectors import resolve_community
from knowledge import selectors


@require_safe
def checklist_list(request):
    topics = selectors.checklists(get_language(), resolve_community())
    context = {
        "home": topics.pop("", []),
        "topics": topics,
        "sheet": [
            ("meeting_near", _("Where we meet close to home"), ""),
            ("meeting_far", _("Where we meet if we cannot get home"), ""),
            ("contact", _("Who far away takes our news"), _("Name and number")),
            ("contacts", _("Numbers we need"), _("Family, neighbors, doctor, school")),
            ("notes", _("Notes"), ""),
        ],
        "dates": _dated(),
    }
    return render(request, "knowledge/checklist_list.html", context)


@require_safe
def checklist_detail(request, slug):
    community = resolve_community()
    checklist = selectors.checklist_of(slug, get_language(), community)
    if checklist is None:
        raise Http404
    row = checklist.row
    context = {
        "checklist": checklist,
        "row": row,
        "article": row.article,
        "revision": selectors.revision_of(row, community),
        "dates": _dated(),
    }
    return render(request, "knowledge/checklist_detail.html", context)


def _dated() -> list[tuple[str, str]]:
    """What goes off, by the name that the browser keeps its date under."""
    return [("water", _("Water")), ("food", _("Food")), ("medicine", _("Medicine")), ("batteries", _("Batteries"))]
