"""What guides are narrowed by, in the words and in the order of the page."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

HAZARD_NAMES = {
    "gas": _("Gas"),
    "fire": pgettext_lazy("hazard", "Fire"),
    "flooding": _("Flooding"),
    "road": _("Road"),
    "structure": pgettext_lazy("hazard", "Building"),
    "electrical": _("Electricity"),
    "water_supply": _("Tap water"),
    "landslide": _("Landslide"),
    "fallen_tree": pgettext_lazy("hazard", "Fallen tree"),
    "blocked_exit": _("Blocked exit"),
    "hazmat": _("Chemicals"),
    "other": pgettext_lazy("hazard", "Other"),
    "earthquake": _("Earthquake"),
    "storm": pgettext_lazy("hazard", "Storm"),
    "heat": _("Heat"),
    "cold": pgettext_lazy("hazard", "Cold"),
    "tsunami": _("Tsunami"),
    "medical": _("Somebody ill or hurt"),
}
FACET_NAMES = {
    "hazard": pgettext_lazy("guides", "Danger"),
    "phase": pgettext_lazy("guides", "When"),
    "who": pgettext_lazy("guides", "Who"),
}
PHASE_NAMES = {
    "before": pgettext_lazy("phase", "Before"),
    "during": pgettext_lazy("phase", "While it happens"),
    "after": pgettext_lazy("phase", "Afterwards"),
}
PEOPLE_NAMES = {
    "children": _("Babies and children"),
    "older": _("Older people"),
    "pregnant": _("Pregnancy"),
    "disabled": _("Disability"),
    "pets": _("Pets"),
    "visitors": _("Visitors, other languages"),
}
NAMES = {
    "hazard": {code: name for code, name in HAZARD_NAMES.items() if code != "other"},
    "phase": PHASE_NAMES,
    "who": PEOPLE_NAMES,
}


def offered(facet: str, counts: dict[str, dict[str, int]], chosen: Collection[str]) -> list[tuple[str, str, int]]:
    """(code, name, how many guides it would leave) of every code that leaves some, and of those that are chosen."""
    left = counts[facet]
    return [
        (code, str(name), left.get(code, 0)) for code, name in NAMES[facet].items() if code in chosen or code in left
    ]
