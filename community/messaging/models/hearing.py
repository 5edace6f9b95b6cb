"""What reaches us by text, and what we asked."""

from django.db import models
from django.db.models import Q


class InboundText(models.Model):
    """A text that reached us, kept before anybody acts on it."""

    carrier_id = models.CharField(max_length=64, unique=True)
    phone_sealed = models.BinaryField()
    phone_index = models.CharField(max_length=64, db_index=True)
    to = models.CharField(max_length=20)
    body_sealed = models.BinaryField()  # people write names and numbers into texts
    media = models.JSONField(default=list)  # addresses of pictures
    at = models.DateTimeField()
    taken_at = models.DateTimeField()  # when somebody last began to handle it
    handled_at = models.DateTimeField(null=True)
    handler = models.CharField(max_length=120, blank=True)  # who claimed it
    reply_sealed = models.BinaryField(null=True)  # so that a repeat gives the same answer

    class Meta:
        indexes = [models.Index(fields=["taken_at"], name="inbound_unhandled", condition=Q(handled_at=None))]


class OptOut(models.Model):
    """A number that said STOP. START removes the row; the texts themselves are the history."""

    phone_index = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()


class OpenQuestion(models.Model):
    """Something we asked by text: whose "1" or "Y" the next text is."""

    key = models.CharField(max_length=120, unique=True)
    phone_index = models.CharField(max_length=64, db_index=True)
    handler = models.CharField(max_length=120)  # dotted path: handler(text: IncomingText, choice: dict) -> TextReply
    choices = models.JSONField()  # {"1": {...}, "Y": {...}}; what is handed to the handler; "*" takes any text
    asked_at = models.DateTimeField()
    expires = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
