"""The words of the Common Alerting Protocol (OASIS CAP 1.2), and what people read for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

RELAYED_FROM = "relayed-from"  # the parameter of a relay that names the message: "sender,identifier,sent"
COLOUR = "colour"  # the parameter of a relay that holds the authority's colour
COLOUR_WORDS = {"blue": _("blue"), "yellow": _("yellow"), "orange": _("orange"), "red": _("red")}


def is_authoritys(name: str) -> bool:
    """Whether a parameter called `name` is one that only an authority's warning has."""
    return name.casefold() in (RELAYED_FROM, COLOUR, "color", "awareness_level")


class Severity(models.TextChoices):
    EXTREME = "Extreme", _("Extreme")
    SEVERE = "Severe", _("Severe")
    MODERATE = "Moderate", _("Moderate")
    MINOR = "Minor", _("Minor")
    UNKNOWN = "Unknown", _("Unknown")


class CapUrgency(models.TextChoices):
    IMMEDIATE = "Immediate", _("Act now")
    EXPECTED = "Expected", _("Within the hour")
    FUTURE = "Future", _("Later")
    PAST = "Past", _("Over")
    UNKNOWN = "Unknown", _("Unknown")


class Certainty(models.TextChoices):
    OBSERVED = "Observed", _("Seen to happen")
    LIKELY = "Likely", _("Likely")
    POSSIBLE = "Possible", _("Possible")
    UNLIKELY = "Unlikely", _("Unlikely")
    UNKNOWN = "Unknown", _("Unknown")


class CapCategory(models.TextChoices):
    GEO = "Geo", _("Earth: quake, landslide")
    MET = "Met", _("Weather, flood")
    SAFETY = "Safety", _("Safety")
    SECURITY = "Security", _("Security")
    RESCUE = "Rescue", _("Rescue")
    FIRE = "Fire", pgettext_lazy("event", "Fire")
    HEALTH = "Health", _("Health")
    ENV = "Env", _("Environment")
    TRANSPORT = "Transport", _("Roads and transport")
    INFRA = "Infra", _("Power, water, gas, telephone")
    CBRNE = "CBRNE", _("Dangerous substances")
    OTHER = "Other", _("Other")


class MsgType(models.TextChoices):
    ALERT = "Alert", _("Alert")
    UPDATE = "Update", _("Update")
    CANCEL = "Cancel", _("Cancel")


class ResponseType(models.TextChoices):
    """What people are to do, as CAP's responseType says it."""

    SHELTER = "Shelter", pgettext_lazy("response", "Take shelter")
    EVACUATE = "Evacuate", pgettext_lazy("response", "Leave the area")
    PREPARE = "Prepare", pgettext_lazy("response", "Get ready")
    EXECUTE = "Execute", pgettext_lazy("response", "Do what was practised")
    AVOID = "Avoid", pgettext_lazy("response", "Keep away")
    MONITOR = "Monitor", pgettext_lazy("response", "Watch for news")
    ASSESS = "Assess", pgettext_lazy("response", "Look, and judge for yourself")
    ALL_CLEAR = "AllClear", pgettext_lazy("response", "All clear")
    NONE = "None", pgettext_lazy("response", "Nothing to do")
