"""The five-minute tour: one story, step by step, each with the person who takes it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class TourStep:
    username: str  # "" for a step that anybody takes
    url: str
    title: str | Promise
    text: str | Promise
    label: str | Promise = ""  # of the link, where nobody signs in


TOUR = (
    TourStep(
        "resident",
        "/hazards/report/",
        _("Report a hazard."),
        _("Choose what it is, say where in your own words, send. You get a number to follow it with."),
    ),
    TourStep(
        "officer",
        "/desk/hazards/",
        _("Look at it as the duty officer."),
        _("Your report is in the list. Open it, mark it as looked at, and draft a warning from it."),
    ),
    TourStep(
        "officer",
        "/desk/alerts/",
        _("Write the warning and hand it in."),
        _("Choose an area. The preview counts the people, the text messages, the cost and the time of the last one."),
    ),
    TourStep(
        "approver",
        "/desk/alerts/",
        _("Approve it as the second person."),
        _("Nobody can approve their own words. From here every phone in the area gets a text."),
    ),
    TourStep(
        "officer",
        "/desk/",
        _("Watch it arrive."),
        _("The board counts delivered, on the way and failed while it happens. An exercise runs there already."),
    ),
    TourStep(
        "",
        "/",
        _("See what a resident sees."),
        _("The first page has changed by itself: is there danger, what to do, where to go."),
        _("Open the first page"),
    ),
    TourStep(
        "",
        "/chat/",
        _("Ask what to do."),
        _("Ask about water in the cellar, in English or Chinese. The answer names its sources."),
        _("Open the chat"),
    ),
    TourStep(
        "volunteer",
        "/desk/talks/",
        _("Answer a resident as a volunteer."),
        _("Say that you are on duty. In another browser ask the chat for a person: they wait here, and you take them."),
    ),
    TourStep(
        "resident",
        "/drills/",
        _("Sign up for a drill."),
        _("Places are counted. The calendar address brings the date into your own calendar."),
    ),
)
