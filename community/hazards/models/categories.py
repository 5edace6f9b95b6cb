"""The kinds of hazard that a community takes reports of."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.places.models import Community
from portal.lib.words import WordsField, said

ICONS = {  # of the sprite, those that can stand for a danger
    "flood": pgettext_lazy("icon", "Flood"),
    "fire": pgettext_lazy("icon", "Fire"),
    "gas": pgettext_lazy("icon", "Gas"),
    "road": pgettext_lazy("icon", "Road"),
    "structure": pgettext_lazy("icon", "Wall or roof"),
    "electrical": pgettext_lazy("icon", "Electricity"),
    "water_supply": pgettext_lazy("icon", "Tap water"),
    "landslide": pgettext_lazy("icon", "Landslide"),
    "fallen_tree": pgettext_lazy("icon", "Fallen tree"),
    "blocked_exit": pgettext_lazy("icon", "Blocked exit"),
    "hazmat": pgettext_lazy("icon", "Chemicals"),
    "other": pgettext_lazy("icon", "Something else"),
    "storm": pgettext_lazy("icon", "Storm"),
    "heat": pgettext_lazy("icon", "Heat"),
    "quake": pgettext_lazy("icon", "Earthquake"),
    "water": pgettext_lazy("icon", "Water"),
    "power": pgettext_lazy("icon", "Power"),
    "people": pgettext_lazy("icon", "People"),
    "paw": pgettext_lazy("icon", "Animals"),
    "wheelchair": pgettext_lazy("icon", "Wheelchair"),
}


def icon_choices() -> list[tuple[str, Any]]:
    return list(ICONS.items())


class Urgency(models.TextChoices):
    IMMEDIATE = "immediate", pgettext_lazy("urgency of a report", "Immediate")
    SOON = "soon", pgettext_lazy("urgency of a report", "Soon")
    ROUTINE = "routine", pgettext_lazy("urgency of a report", "Routine")


class Rounding(models.IntegerChoices):
    """To how many decimals of a degree the public sees a place."""

    KILOMETRE = 2, pgettext_lazy("rounding of a place", "about 1 km")
    HUNDRED = 3, pgettext_lazy("rounding of a place", "about 100 m")
    TEN = 4, pgettext_lazy("rounding of a place", "about 10 m")

    @property
    def metres(self) -> int:
        return 10 ** (5 - self.value)


class Category(models.Model):
    """A kind of hazard, as a community words it."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="categories", verbose_name=_("community"))
    code = models.SlugField(_("code"))
    name = WordsField(_("name"))
    hint = WordsField(_("what it covers"), blank=True)
    icon = models.CharField(_("icon"), max_length=30, default="other", choices=icon_choices)
    urgency = models.CharField(_("urgency"), max_length=12, choices=Urgency.choices, default=Urgency.SOON)
    # a key of Community.emergency_numbers: "fire", "police", ...; blank: nobody needs to be called
    call_first = models.CharField(
        _("number to call first"),
        max_length=20,
        blank=True,
        help_text=_("A kind among the community's emergency numbers: fire, ambulance, police. Empty: none."),
    )
    similar_radius = models.PositiveIntegerField(
        _("look-alikes within (m)"), default=250, help_text=_("0: look-alikes are never suggested.")
    )
    round_to = models.PositiveSmallIntegerField(
        _("the public sees places to"), choices=Rounding.choices, default=Rounding.HUNDRED
    )
    responsible = WordsField(_("who is responsible"), blank=True, help_text=_("The reporter reads it."))
    # service levels; none: nobody promised anything
    acknowledge_hours = models.PositiveSmallIntegerField(
        _("looked at within (h)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    fix_hours = models.PositiveSmallIntegerField(
        _("fixed within (h)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    in_working_hours = models.BooleanField(
        _("hours count while the office works"), default=False, help_text=_("Off: day and night.")
    )
    weight = models.SmallIntegerField(
        _("points of its own"),
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(50)],
        help_text=_("0 to 50: how much earlier the desk lists it. An immediate hazard has 40, one to do soon 20."),
    )
    position = models.PositiveSmallIntegerField(
        _("place in the list"), default=0, help_text=_("The smallest number comes first.")
    )
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("hazard category")
        verbose_name_plural = _("hazard categories")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="one_category_a_code")]

    def __str__(self) -> str:
        return said(self.name)

    def levels(self, start: datetime) -> dict[str, datetime | None]:
        """When a report that came at `start` is to be looked at and fixed by; fields of Report."""

        def due(hours: int | None) -> datetime | None:
            if hours is None:
                return None
            return self.community.after_work(start, hours) if self.in_working_hours else start + timedelta(hours=hours)

        return {"acknowledge_by": due(self.acknowledge_hours), "fix_by": due(self.fix_hours)}

    def clean(self) -> None:
        known = self.community.emergency_numbers if self.community_id else {}
        if self.call_first and self.community_id and self.call_first not in known:
            message = _("This community has no such number. It has: %(kinds)s.")
            raise ValidationError({"call_first": ValidationError(message, params={"kinds": ", ".join(known)})})
