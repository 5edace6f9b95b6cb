"""What others will see of a report, before it is sent. Nobody has to look: the form sends without it."""

from django.shortcuts import render

from community.hazards.models import Report
from community.hazards.permissions import may_triage
from community.hazards.views.held import held_names, photos_kept
from community.places.selectors import area_at

SENT_ANEW = {"csrfmiddlewaretoken", "preview", "change", "held"}  # of the form's fields: not carried along as they are


def wants_preview(request) -> bool:
    return "preview" in request.POST


def preview_page(request, form):
    """The page step of a valid `form`, everything typed carried along; None where photos that it names are gone."""
    held, lost = photos_kept(request, form, is_staff=form.may_enter, keep=True)
    if len(held) < len(held_names(request)) + (0 if lost else len(form.read)):
        return None
    typed = [(name, value) for name, values in request.POST.lists() if name not in SENT_ANEW for value in values]
    page = {**seen_by_others(request, form), "held": held, "photos_lost": lost, "typed": typed}
    return render(request, "hazards/report_preview.html", page)


def seen_by_others(request, form) -> dict:
    """What the fragment shows: the report as it would be kept, and what of it stays between reporter and desk."""
    data, community = form.cleaned_data, form.community
    area = data["area"]
    if area is None and data["latitude"] is not None and data["longitude"] is not None:
        area = area_at(community, data["latitude"], data["longitude"])
    kept = ("category", "description", "address", "latitude", "longitude")
    report = Report(
        community=community, area=area, language=request.LANGUAGE_CODE, **{name: data[name] for name in kept}
    )
    return {
        "community": community,
        "report": report,
        "pin": ", ".join(f"{degrees:.{report.category.round_to}f}" for degrees in report.public_position or ()),
        "has_more": data["description"].rstrip(" .。") != report.headline,
        "at_once": may_triage(request.user, community),  # as file_report decides
        "has_answers": bool(data["answers"]),
    }
