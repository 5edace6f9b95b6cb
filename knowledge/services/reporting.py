"""Which dangers threaten others too, and where they are reported once the call is made."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from community.hazards.words import OTHER, hazard_in
from knowledge.chat import Danger

# The kind of danger, and the code of the category that a report of it has. Of what has befallen one body the
# neighbourhood need know nothing, and of what the whole town feels it knows.
CATEGORIES = {
    "gas": "gas",
    "power_line": "electrical",
    "ebike_fire": "fire",
    "kitchen_fire": "fire",
    "high_rise_fire": "fire",
    "vehicle_fire": "fire",
    "wildfire": "fire",
    "fire": "fire",
    "blast": OTHER,
    "toxic_gas": "hazmat",
    "hazmat": "hazmat",
    "landslide": "landslide",
    "car_in_water": "flooding",
    "flash_flood": "flooding",
    "flood": "flooding",
    "road_collapse": "road",
}
ALARMED = "alarm_fire"  # what alarms without being a danger of its own: the words say what it is


def category_of(danger: Danger, text: str) -> str:
    """The code of the category to report `danger` in; "" where it is nothing to report."""
    if danger.kind == ALARMED:
        code = hazard_in(text).code
        return "" if code == OTHER else code
    return CATEGORIES.get(danger.kind, "")


def way_to_report(danger: Danger, text: str) -> list[dict[str, Any]]:
    """The link into the form with its category chosen, or nothing. It belongs behind the number and the steps."""
    code = category_of(danger, text)
    if not code:
        return []
    url = f"{reverse('hazards:report-new')}?{urlencode({'category': code})}"
    return [{"label": _("Report it to the neighbourhood"), "url": url, "reports": code}]


def reported_as(actions: list[dict[str, Any]]) -> str:
    """The category that one of `actions` reports in; "" where none does."""
    return next((action["reports"] for action in actions if action.get("reports")), "")
