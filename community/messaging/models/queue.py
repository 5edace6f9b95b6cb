"""What goes out: broadcasts, one delivery a recipient and channel, and what is known of each."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from portal.lib.recipients import Ways
from portal.lib.sealing import unseal


class Lane(models.IntegerChoices):
    """What may overtake what; a lower number goes first."""

    EXTREME = 0, _("Extreme warnings")
    WARNING = 1, _("Warnings")
    REPLY = 2, _("Codes and replies")
    REMINDER = 3, _("Reminders and drills")


class Broadcast(models.Model):
    """One message to an audience that was frozen when it was opened."""

    # who asked for it: "alert:LW-7KX2PQ"; opening twice is once
    key = models.CharField(_("belongs to"), max_length=120, unique=True)
    lane = models.PositiveSmallIntegerField(_("lane"), choices=Lane.choices)
    severity = models.CharField(max_length=12, blank=True)  # CAP's, in lower case, where it is a warning
    texts = models.JSONField(_("texts"), default=dict)  # {"en": "...", "zh-hans": "..."}, as they go out
    body_sealed = models.BinaryField(null=True)  # instead of `texts`, where the text is one person's (codes, replies)
    exercise = models.BooleanField(_("exercise"), default=False)
    question = models.CharField(max_length=120, blank=True)  # key of the OpenQuestion that a pressed key answers
    # {"at_once": [...], "then": [...], "after": seconds}: see portal.lib.recipients.Ways; {} is by text alone
    channels = models.JSONField(_("channels"), default=dict)
    audience = models.CharField(max_length=60, blank=True)  # a name in settings.AUDIENCES; "" is one phone
    definition = models.JSONField(default=dict)  # what the audience was defined by, frozen
    cursor = models.CharField(max_length=120, blank=True)  # the last recipient who has a row
    opened_at = models.DateTimeField(_("opened"))
    filled_at = models.DateTimeField(_("every recipient has a row since"), null=True)
    hold_until = models.DateTimeField(_("not sent before"), null=True)  # quiet hours
    expires = models.DateTimeField(_("not sent after"))
    stopped_at = models.DateTimeField(_("stopped"), null=True)

    class Meta:
        verbose_name = _("broadcast")
        verbose_name_plural = _("broadcasts")
        indexes = [models.Index(fields=["filled_at"], name="broadcast_unfilled", condition=Q(filled_at=None))]

    def __str__(self) -> str:
        return self.key

    @property
    def ways(self) -> Ways:
        return Ways.of(self.channels)

    def runs(self, now: datetime) -> bool:
        """Whether it may still be told to anybody."""
        return self.stopped_at is None and self.expires > now


# Why a text did not arrive, in words; the numbers are Twilio's.
REASONS = {
    "stopped": _("stopped before it was sent"),
    "expired": _("no longer valid when its turn came"),
    "opted_out": _("the person asked for no texts"),
    "21610": _("the person asked for no texts"),
    "30003": _("phone unreachable"),
    "30005": _("no such number"),
    "30006": _("landline"),
    "21614": _("landline"),
    "30007": _("filtered by the carrier"),
    "21211": _("not a phone number"),
    "20429": _("too many at once, tried again"),
    "no_route": _("no carrier takes this number"),
    "gone": _("this device shows no notifications any more"),
    "bad_keys": _("this device shows no notifications any more"),
    "no_device": _("no device for notifications"),
    "no_mailbox": _("not an e-mail address"),
    "smtp_550": _("no such mailbox"),
    "smtp_554": _("refused by the mail server"),
    "not_at_carrier": _("the carrier does not know it"),
    "no_connection": _("carrier not reached, tried again"),
    "busy": _("line busy"),
    "no_answer": _("nobody answered"),
    "call_failed": _("the call did not get through"),
    "call_canceled": _("the call was called off"),
    "21214": _("this number cannot be called"),
    "21215": _("the carrier may not call this country"),
    "21216": _("the carrier does not call this number"),
    "21217": _("not a phone number"),
    "not_needed": _("no longer needed: the person was reached"),
}


UNANSWERED = ("busy", "no_answer")  # reasons that may be gone in a minute
PART_KEY = (
    9  # characters that the keys of one part share: of people's twelve digits, so that a part is a thousand of them
)


class DeliveryQuerySet(models.QuerySet):
    def due(self, now: datetime) -> "DeliveryQuerySet":
        """What may be sent now; within a channel in the order of the lanes."""
        due = self.filter(status=Delivery.Status.QUEUED, due_at__lte=now)
        return due.order_by("channel", "lane", "broadcast_id", "priority", "due_at", "pk")

    def unsettled(self, now: datetime) -> "DeliveryQuerySet":
        """What a carrier should be asked about: an outcome that is unclear, or an end that was not reported."""
        return self.filter(status__in=[Delivery.Status.UNKNOWN, Delivery.Status.SENT], lease_until__lte=now).order_by(
            "lease_until", "pk"
        )

    def unanswered(self, since: datetime, until: datetime) -> "DeliveryQuerySet":
        """Calls that nobody took, ended between the two."""
        calls = self.filter(status=Delivery.Status.FAILED, channel="voice")
        return calls.filter(ended_at__gt=since, ended_at__lte=until, error__in=UNANSWERED)

    def fallen(self) -> "DeliveryQuerySet":
        """Rows after which another channel follows at once: they failed."""
        return self.filter(falls=True, status=Delivery.Status.FAILED).order_by("broadcast_id", "pk")

    def overdue(self, late: datetime) -> "DeliveryQuerySet":
        """Rows after which another channel follows: tried before `late`, and not known to have arrived."""
        tried = self.filter(falls=True, attempt__gt=0, claimed_at__lte=late)
        return tried.exclude(status=Delivery.Status.DELIVERED).order_by("broadcast_id", "claimed_at")

    def abandoned(self, now: datetime) -> "DeliveryQuerySet":
        """Claimed by a sender that did not come back."""
        return self.filter(status=Delivery.Status.SENDING, lease_until__lte=now)


class Delivery(models.Model):
    """One message on its way to one address: outbox, idempotency key and audit record in one row."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        UNKNOWN = "unknown", _("Outcome unknown")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")

    # A receipt may overtake everything, also our own second thoughts: whoever was reached was reached.
    MOVES = {
        Status.QUEUED: {Status.SENDING, Status.SENT, Status.DELIVERED, Status.FAILED},
        Status.SENDING: {Status.QUEUED, Status.SENT, Status.UNKNOWN, Status.DELIVERED, Status.FAILED},
        Status.UNKNOWN: {Status.QUEUED, Status.SENT, Status.DELIVERED, Status.FAILED},
        Status.SENT: {Status.DELIVERED, Status.FAILED},
        Status.DELIVERED: set(),
        Status.FAILED: {Status.DELIVERED, Status.QUEUED},  # queued: a call that nobody took is made again
    }

    # no index of its own: one_row_a_recipient begins with it
    broadcast = models.ForeignKey(
        Broadcast, models.CASCADE, related_name="deliveries", verbose_name=_("broadcast"), db_index=False
    )
    recipient = models.CharField(max_length=120)  # the audience's own key for a person
    # counts are kept part by part, and everybody's rows stand in one part; see KeptCount
    part = models.GeneratedField(
        expression=Left("recipient", PART_KEY), output_field=models.CharField(max_length=PART_KEY), db_persist=True
    )
    channel = models.CharField(_("channel"), max_length=12, default="sms")
    address_sealed = models.BinaryField()
    address_index = models.CharField(max_length=64)
    language = models.CharField(_("language"), max_length=12)
    area = models.CharField(max_length=50, blank=True, default="", db_default="")  # slug of where the person is met
    lane = models.PositiveSmallIntegerField(_("lane"), choices=Lane.choices)  # the broadcast's, for the queue's index
    priority = models.PositiveSmallIntegerField(default=100)  # within the lane: the lowest first
    segments = models.PositiveSmallIntegerField(_("segments"), default=1)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.QUEUED)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    claimed_at = models.DateTimeField(_("attempt began"), null=True)  # the present one
    # SENDING: the sender is back by then. UNKNOWN, SENT: ask the carrier then; none: never again.
    lease_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(_("due"))
    carrier = models.CharField(_("carrier"), max_length=20, blank=True)
    carrier_id = models.CharField(_("the carrier's number for it"), max_length=64, blank=True)
    error = models.CharField(_("reason"), max_length=40, blank=True)
    falls = models.BooleanField(default=False, db_default=False)  # another channel follows unless the person is reached
    follows = models.BooleanField(default=False, db_default=False)  # another channel's row fell to it
    leads = models.BooleanField(default=False, db_default=False)  # the way that the person prefers: one row a person
    sent_at = models.DateTimeField(_("sent"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "recipient", "channel"], name="one_row_a_recipient"),
        ]
        indexes = [
            models.Index(
                fields=["channel", "lane", "broadcast", "priority", "due_at"],
                name="delivery_due",
                condition=Q(status="queued"),
            ),
            models.Index(
                fields=["status", "lease_until"], name="delivery_leased", condition=Q(lease_until__isnull=False)
            ),
            # the figures of the desk's board are read from these two alone, never from the rows
            models.Index(
                # by part first: a question about one person of a broadcast must not find its way to this one, and with
                # so many columns here SQLite would prefer it to the unique one
                fields=["part", "broadcast", "recipient", "channel", "status", "segments", "error", "language", "area"],
                name="delivery_parts",
            ),
            models.Index(
                fields=["broadcast", "claimed_at", "channel", "segments", "leads"],
                name="delivery_pace",
                condition=Q(claimed_at__isnull=False),
            ),
            models.Index(fields=["carrier_id"], name="delivery_carrier_id", condition=~Q(carrier_id="")),
            models.Index(fields=["address_index"], name="delivery_address"),
            # only plain comparisons: SQLite sees no further when it looks for an index
            models.Index(fields=["ended_at"], name="delivery_untaken", condition=Q(status="failed", channel="voice")),
            models.Index(fields=["broadcast"], name="delivery_fell", condition=Q(falls=True, status="failed")),
            models.Index(
                fields=["broadcast", "claimed_at"],
                name="delivery_overdue",
                condition=Q(falls=True, attempt__gt=0) & ~Q(status="delivered"),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def address(self) -> str:
        """As portal.lib.recipients.Address.to says it for the channel."""
        return unseal(self.address_sealed)

    @property
    def reason(self) -> str:
        """`error` in words; as it is where there are none."""
        return str(REASONS.get(self.error, self.error))


class Reached(models.Model):
    """Somebody who certainly knows: a key pressed in a call, a reply, a visit, their own page. The first way counts."""

    class How(models.TextChoices):
        KEY = "key", _("pressed a key")
        REPLY = "reply", _("replied")
        VISIT = "visit", _("was visited")
        PAGE = "page", _("confirmed on their page")

    broadcast = models.ForeignKey(Broadcast, models.CASCADE, related_name="reached")
    recipient = models.CharField(max_length=120)  # as in Delivery
    how = models.CharField(_("how"), max_length=8, choices=How.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("person reached")
        verbose_name_plural = _("people reached")
        constraints = [models.UniqueConstraint(fields=["broadcast", "recipient"], name="reached_once")]


class Receipt(models.Model):
    """What a carrier said of a delivery; appended, never changed."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="receipts", verbose_name=_("delivery"))
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    carrier_id = models.CharField(_("the carrier's number for it"), max_length=64)
    status = models.CharField(_("state"), max_length=20)  # sent, delivered or failed
    error = models.CharField(_("error"), max_length=40, blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("carrier's receipt")
        verbose_name_plural = _("carriers' receipts")
        indexes = [models.Index(fields=["at"], name="receipt_at")]
        constraints = [
            models.UniqueConstraint(
                # by delivery too: one that went astray must not take the place of the real one
                fields=["delivery", "attempt", "carrier_id", "status", "error"],
                name="a_receipt_once",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
