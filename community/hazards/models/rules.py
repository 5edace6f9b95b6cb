"""Who takes what: a community's rules by area and kind."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.hazards.models.categories import Category
from community.people.models import Role
from community.people.permissions import STAFF, has_role
from community.places.models import Community, NamedArea


class AssignmentRule(models.Model):
    """Reports of `category` (none: every kind) in `area` (none: everywhere) go to a person, or to those of a role."""

    community = models.ForeignKey(
        Community, models.CASCADE, related_name="assignment_rules", verbose_name=_("community")
    )
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="rules", verbose_name=_("category")
    )
    area = models.ForeignKey(
        NamedArea, models.CASCADE, null=True, blank=True, related_name="assignment_rules", verbose_name=_("named area")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="assignment_rules",
        verbose_name=_("person"),
    )
    role = models.CharField(
        _("role"), max_length=20, blank=True, choices=[(r.value, r.label) for r in Role if r in STAFF]
    )

    class Meta:
        verbose_name = _("rule who takes a report")
        verbose_name_plural = _("rules who takes a report")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "category", "area"], nulls_distinct=False, name="one_rule_a_kind_and_area"
            ),
            models.CheckConstraint(
                condition=Q(person=None) & ~Q(role="") | Q(person__isnull=False, role=""), name="rule_names_one"
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(str(part) for part in (self.category or _("Every kind"), self.area) if part)

    def clean(self) -> None:
        if (self.person is None) == (not self.role):
            raise ValidationError({"person": _("Name a person or a role, one of the two.")})
        for name in ("category", "area"):
            part = getattr(self, name)
            if part is not None and part.community_id != self.community_id:
                raise ValidationError({name: _("It belongs to another community.")})
        if self.person is not None and not has_role(self.person, *STAFF, community=self.community):
            raise ValidationError({"person": _("This person has no role here that fixes hazards.")})
