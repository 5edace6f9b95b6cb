"""Senders whose reports are not taken for a while, and whence reports came."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.hazards.models.reports import Report
from community.places.models import Community


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, by keyed hashes alone; "" where a way says nothing of it."""

    phone: str = field(default="", repr=False)
    device: str = field(default="", repr=False)
    address: str = field(default="", repr=False)

    def known_as(self) -> list[tuple[str, str]]:
        """[(Block.Kind, hash)] of what is known."""
        named = {Block.Kind.PHONE: self.phone, Block.Kind.DEVICE: self.device, Block.Kind.ADDRESS: self.address}
        return [(kind.value, index) for kind, index in named.items() if index]


class Origin(models.Model):
    """Whence a stranger's report came, by keyed hashes, so that a sender can be blocked; erased after 30 days."""

    report = models.OneToOneField(Report, models.CASCADE, related_name="origin", primary_key=True)
    device_index = models.CharField(max_length=64, blank=True)
    address_index = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("origin of a report")
        verbose_name_plural = _("origins of reports")

    def __str__(self) -> str:
        return str(self.report_id)


class BlockQuerySet(models.QuerySet["Block"]):
    def in_force(self, now: datetime) -> "BlockQuerySet":
        return self.filter(Q(until=None) | Q(until__gt=now), lifted_at=None)

    def over(self, now: datetime) -> "BlockQuerySet":
        return self.exclude(Q(until=None) | Q(until__gt=now), lifted_at=None)


class Block(models.Model):
    """A sender whose reports are refused, those excepted that tell of danger. Kept by a keyed hash alone."""

    class Kind(models.TextChoices):
        PHONE = "phone", pgettext_lazy("blocked sender", "Phone number")
        DEVICE = "device", pgettext_lazy("blocked sender", "Device")
        ADDRESS = "address", pgettext_lazy("blocked sender", "Internet address")

    class Reason(models.TextChoices):
        FALSE = "false", _("False reports, again and again")
        RUDE = "rude", _("Insults or threats")
        FLOOD = "flood", _("A flood of reports")
        ADVERT = "advert", _("Advertisements, or nothing about hazards")
        OTHER = "other", pgettext_lazy("why a sender is blocked", "Another reason")

    community = models.ForeignKey(Community, models.CASCADE, related_name="blocks", verbose_name=_("community"))
    kind = models.CharField(_("what is blocked"), max_length=8, choices=Kind.choices)
    index = models.CharField(max_length=64, blank=True)  # "" once it is forgotten
    hint = models.CharField(max_length=12, blank=True)  # the last two digits of a phone
    report = models.ForeignKey(Report, models.SET_NULL, null=True, related_name="+", verbose_name=_("from the report"))
    why = models.CharField(_("reason"), max_length=8, choices=Reason.choices)  # the sender reads it
    note = models.TextField(_("note"), max_length=600, blank=True)  # for the desk alone
    token = models.CharField(max_length=40, unique=True)  # of the sender's page
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by whom")
    )
    at = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("blocked until"), null=True, blank=True)  # none: until it is lifted
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    appealed_at = models.DateTimeField(null=True, blank=True)  # an appeal waits for an answer
    refused = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)  # told of danger, and taken
    last_at = models.DateTimeField(null=True, blank=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("blocked sender")
        verbose_name_plural = _("blocked senders")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="address") | Q(until__isnull=False), name="blocked_address_has_an_end"
            ),
            models.UniqueConstraint(
                fields=["community", "kind", "index"],
                condition=Q(lifted_at=None) & ~Q(index=""),
                name="one_block_a_sender",
            ),
        ]
        indexes = [models.Index(fields=["index"], name="block_of_sender", condition=Q(lifted_at=None))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.hint}".strip()

    @property
    def status(self) -> str:
        return "in force" if self.lifted_at is None else "lifted"

    @property
    def page(self) -> str:
        """Where its sender reads why, and says that it is wrong."""
        return reverse("hazards:block-appeal", args=[self.token])

    def is_in_force(self, now: datetime) -> bool:
        return self.lifted_at is None and (self.until is None or self.until > now)


BLOCK_HAPPENINGS = {
    "blocked": pgettext_lazy("blocked sender", "Blocked"),
    "appeal": pgettext_lazy("blocked sender", "The sender says that it is wrong"),
    "kept": pgettext_lazy("blocked sender", "Looked at again, and kept"),
    "lifted": pgettext_lazy("blocked sender", "Lifted"),
    "ended": pgettext_lazy("blocked sender", "Its time was over"),
}


class BlockEvent(models.Model):
    """What happened to a block: who decided what, and when."""

    block = models.ForeignKey(Block, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=8)  # a key of BLOCK_HAPPENINGS
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("line of a block's history")
        verbose_name_plural = _("history of the block")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(BLOCK_HAPPENINGS.get(self.kind, self.kind))
