"""Who wants to hear of hazards, and what they are yet to be told."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.hazards.models.categories import Category
from community.hazards.models.history import ReportEvent
from community.hazards.models.reports import Report
from community.people.models import Way
from community.places.models import Community, NamedArea
from portal.lib.recipients import masked_address
from portal.lib.sealing import unseal

FOLLOW_WAYS = (Way.SMS, Way.EMAIL, Way.PUSH)  # nobody is rung for news


class FollowingQuerySet(models.QuerySet["Following"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed(self, now: datetime) -> Self:
        """Those whose code nobody can type any more."""
        return self.filter(confirmed_at=None, expires__lte=now)


def subject_of(*, report: Report | None = None, category_id: int | None = None, area_id: int | None = None) -> str:
    """What is followed, as one word: unique with the address, and what followers are found by."""
    if report is not None:
        return f"report:{report.pk}"
    parts = {"kind": category_id, "area": area_id}
    return " ".join(f"{name}:{pk}" for name, pk in parts.items() if pk is not None)


def subjects_around(report: Report) -> list[str]:
    """What those follow who hear of `report` when it becomes public: its kind, its area, its kind in its area."""
    found = [subject_of(category_id=report.category_id)]
    if report.area_id is not None:
        found.append(subject_of(area_id=report.area_id))
        found.append(subject_of(category_id=report.category_id, area_id=report.area_id))
    return found


class Following(models.Model):
    """Somebody wants news of one report, or of what is published in a kind, an area, or a kind in an area."""

    MOST_TRIES = 3

    community = models.ForeignKey(Community, models.CASCADE, related_name="followings")
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="followings")
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="followings")
    area = models.ForeignKey(NamedArea, models.CASCADE, null=True, related_name="followings")
    subject = models.CharField(max_length=60)  # subject_of the three
    is_reporter = models.BooleanField(default=False)  # showed the report's key: what staff write is for them, too
    channel = models.CharField(max_length=12, choices=[(way.value, way.label) for way in FOLLOW_WAYS])
    address_sealed = models.BinaryField()
    address_index = models.CharField(max_length=64, db_index=True)
    language = models.CharField(_("language"), max_length=12)
    token = models.CharField(max_length=40, unique=True)  # the way out that stands in each message
    code_digest = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created = models.DateTimeField()
    expires = models.DateTimeField()  # of the code
    confirmed_at = models.DateTimeField(null=True)

    objects = FollowingQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower of hazards")
        verbose_name_plural = _("followers of hazards")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "address_index"],
                condition=Q(confirmed_at__isnull=False),
                name="one_following_an_address",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "id"], name="following_told", condition=Q(confirmed_at__isnull=False)),
            models.Index(fields=["expires"], name="following_unproved", condition=Q(confirmed_at=None)),
        ]

    def __str__(self) -> str:
        if self.report_id and self.report:
            if not (self.report.is_public or self.is_reporter):
                return self.report.reference  # what was taken from the public since
            return f"{self.report.reference}: {self.report.headline}"
        parts = [str(part) for part in (self.category, self.area) if part is not None]
        return " · ".join(parts)

    @property
    def address(self) -> str:
        return unseal(self.address_sealed)

    @property
    def masked_address(self) -> str:
        return masked_address(self.channel, self.address)

    @property
    def way(self) -> str:
        return str(Way(self.channel).label)

    @property
    def stop_path(self) -> str:
        return reverse("hazards:follow-stop", args=[self.token])


class FollowNews(models.Model):
    """An event of which followers are yet to be told; gone once all are. The cursor moves with the texts."""

    event = models.OneToOneField(ReportEvent, models.CASCADE, related_name="follow_news")
    is_first = models.BooleanField(default=False)  # the report became public: those hear who follow its kind or area
    cursor = models.BigIntegerField(default=0)  # the last following that was told

    class Meta:
        verbose_name = _("news for followers")
        verbose_name_plural = _("news for followers")

    def __str__(self) -> str:
        return str(self.event)
