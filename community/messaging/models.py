"""Every text in and out. Rows are the queue."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Lane(models.IntegerChoices):
    """What may overtake what; a lower number goes first."""

    EXTREME = 0, _("Extreme warnings")
    WARNING = 1, _("Warnings")
    REPLY = 2, _("Codes and replies")
    REMINDER = 3, _("Reminders and drills")


class Broadcast(models.Model):
    """One message to an audience that was frozen when it was opened."""

    key = models.CharField(max_length=120, unique=True)  # who asked for it: "alert:LW-7KX2PQ"; opening twice is once
    lane = models.PositiveSmallIntegerField(_("lane"), choices=Lane.choices)
    texts = models.JSONField(_("texts"))  # {"en": "...", "zh-hans": "..."}
    exercise = models.BooleanField(_("exercise"), default=False)
    audience = models.CharField(max_length=60)  # a name in settings.AUDIENCES
    definition = models.JSONField(default=dict)  # what the audience was defined by, frozen
    cursor = models.CharField(max_length=120, blank=True)  # the last recipient who has a row
    opened_at = models.DateTimeField(_("opened"))
    filled_at = models.DateTimeField(_("every recipient has a row since"), null=True)
    expires = models.DateTimeField(_("not sent after"))
    stopped_at = models.DateTimeField(_("stopped"), null=True)

    class Meta:
        verbose_name = _("broadcast")
        verbose_name_plural = _("broadcasts")
        indexes = [models.Index(fields=["filled_at"], name="broadcast_unfilled", condition=Q(filled_at=None))]

    def __str__(self) -> str:
        return self.key


class DeliveryQuerySet(models.QuerySet):
    pass


class Delivery(models.Model):
    """One message on its way to one address: outbox, idempotency key and audit record in one row."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        UNKNOWN = "unknown", _("Outcome unknown")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")

    MOVES = {
        Status.QUEUED: {Status.SENDING, Status.FAILED},
        Status.SENDING: {Status.QUEUED, Status.SENT, Status.UNKNOWN, Status.DELIVERED, Status.FAILED},
        Status.UNKNOWN: {Status.QUEUED, Status.SENT, Status.DELIVERED, Status.FAILED},
        Status.SENT: {Status.DELIVERED, Status.FAILED},
        Status.DELIVERED: set(),
        Status.FAILED: set(),
    }

    broadcast = models.ForeignKey(Broadcast, models.CASCADE, related_name="deliveries")
    recipient = models.CharField(max_length=120)  # the audience's own key for a person
    channel = models.CharField(_("channel"), max_length=12, default="sms")
    address_sealed = models.BinaryField()
    address_index = models.CharField(max_length=64)
    language = models.CharField(_("language"), max_length=12)
    lane = models.PositiveSmallIntegerField(choices=Lane.choices)  # the broadcast's, here for the queue's index
    segments = models.PositiveSmallIntegerField(_("segments"), default=1)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    carrier = models.CharField(max_length=20, blank=True)
    carrier_id = models.CharField(max_length=64, blank=True)
    error = models.CharField(_("reason"), max_length=40, blank=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "recipient", "channel"], name="one_row_a_recipient"),
        ]
        indexes = [
            models.Index(fields=["lane", "due_at"], name="delivery_due", condition=Q(status="queued")),
            models.Index(fields=["lease_until"], name="delivery_leased", condition=Q(status="sending")),
            models.Index(fields=["broadcast", "status"], name="delivery_tally"),
            models.Index(fields=["carrier_id"], name="delivery_carrier_id", condition=~Q(carrier_id="")),
        ]


class Receipt(models.Model):
    """What a carrier said of a delivery; appended, never changed."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="receipts")
    attempt = models.PositiveSmallIntegerField()
    carrier_id = models.CharField(max_length=64)
    status = models.CharField(max_length=20)
    error = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["carrier_id", "status", "error"], name="a_receipt_once")]


class InboundText(models.Model):
    """A text that reached us, kept before anybody acts on it."""

    carrier_id = models.CharField(max_length=64, unique=True)
    phone_sealed = models.BinaryField()
    phone_index = models.CharField(max_length=64, db_index=True)
    to = models.CharField(max_length=20)
    body_sealed = models.BinaryField()  # people write names and numbers into texts
    at = models.DateTimeField()
    handler = models.CharField(max_length=120, blank=True)  # who claimed it
    reply_sealed = models.BinaryField(null=True)  # so that a repeat gives the same answer


class OptOut(models.Model):
    """A number that said STOP. START removes the row; the texts themselves are the history."""

    phone_index = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()


class OpenQuestion(models.Model):
    """Something we asked by text: whose "1" or "Y" the next text is."""

    phone_index = models.CharField(max_length=64, db_index=True)
    handler = models.CharField(max_length=120)  # dotted path: handler(text: IncomingText, choice: dict) -> TextReply
    choices = models.JSONField()  # {"1": {...}, "Y": {...}}; what is handed to the handler; "*" takes any text
    asked_at = models.DateTimeField()
    expires = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
