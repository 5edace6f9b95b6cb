"""What somebody has said of a hazard before it is a report."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.hazards.models.categories import Category, Urgency
from community.hazards.models.reports import Report
from community.places.models import Community, NamedArea
from portal.lib.words import said


class Draft(models.Model):
    """A report in the making: the chat asks for its parts, or its one-time link opens the form with them filled in."""

    class Step(models.TextChoices):
        DANGER = "danger"
        WORDS = "words"
        CATEGORY = "category"
        PLACE = "place"
        CONFIRM = "confirm"

    token = models.CharField(max_length=40, unique=True)  # of the link, random: nothing of the person stands in it
    community = models.ForeignKey(Community, models.CASCADE, related_name="report_drafts")
    language = models.CharField(max_length=12)
    step = models.CharField(max_length=8, choices=Step.choices, default=Step.DANGER)
    category = models.ForeignKey(Category, models.CASCADE, null=True)
    description = models.TextField(max_length=4000, blank=True)
    address = models.CharField(max_length=300, blank=True)
    area = models.ForeignKey(NamedArea, models.SET_NULL, null=True)
    urgency = models.CharField(max_length=12, choices=Urgency.choices, blank=True)
    phone_sealed = models.BinaryField(null=True)  # by text: who may be told what becomes of it
    created = models.DateTimeField()
    expires = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # sent, or dropped
    report = models.OneToOneField(Report, models.CASCADE, null=True)

    class Meta:
        verbose_name = _("report not sent yet")
        verbose_name_plural = _("reports not sent yet")

    def __str__(self) -> str:
        return self.description[:60]

    def is_open(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires

    @property
    def place(self) -> str:
        return self.address or (said(self.area.name) if self.area else "")
