"""What people asked, and what they were told."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.places.models import Community

REMEMBERED = timedelta(minutes=30)  # after that a question stands alone


def room_of(token: str) -> str:
    """The group that the open windows of a session listen to. The token itself stands in no channel layer."""
    return f"chat.{hashlib.sha256(token.encode(errors='backslashreplace')).hexdigest()[:40]}"


class ChatSession(models.Model):
    token = models.CharField(max_length=40, unique=True)
    community = models.ForeignKey(Community, models.SET_NULL, null=True, blank=True)
    language = models.CharField(max_length=12)
    context = models.JSONField(default=dict)
    created = models.DateTimeField()
    updated = models.DateTimeField()

    def context_at(self, now: datetime) -> dict[str, Any]:
        """What the talk was about, while that is remembered."""
        return self.context if self.pk and now - self.updated <= REMEMBERED else {}


class ChatTurn(models.Model):
    """A question and its answer; a repeat of the same message id gives the same answer again."""

    # none: kept as bare words for the editors, when the talk that they stood in was erased
    session = models.ForeignKey(ChatSession, models.CASCADE, null=True, related_name="turns")
    message_id = models.CharField(max_length=64)
    question = models.TextField(
        _("question"), blank=True
    )  # blank in a crisis: nobody may read along; never with phone numbers
    kind = models.CharField(_("kind of answer"), max_length=12)
    reply = models.JSONField(_("answer"))
    helped = models.BooleanField(_("it helped"), null=True)  # what the person said of the answer, if anything
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("question to the chat")
        verbose_name_plural = _("questions to the chat")
        constraints = [models.UniqueConstraint(fields=["session", "message_id"], name="a_message_once")]
        indexes = [models.Index(fields=["kind", "at"], name="chat_kind")]

    KINDS = {
        "answer": pgettext_lazy("chat", "Answered from the guides"),
        "rumour": pgettext_lazy("chat", "A rumour"),
        "live": pgettext_lazy("chat", "Answered from live facts"),
        "clarify": pgettext_lazy("chat", "Asked back"),
        "decline": pgettext_lazy("chat", "Not answered"),
        "emergency": pgettext_lazy("chat", "Emergency"),
        "crisis": pgettext_lazy("chat", "Crisis"),
    }

    def __str__(self) -> str:
        return self.question[:60] or str(self._meta.verbose_name)

    @property
    def kind_words(self) -> str:
        return str(self.KINDS.get(self.kind, self.kind))


class HandledQuestion(models.Model):
    """A question that an editor has dealt with: it stands in the queue no more."""

    key = models.CharField(max_length=64, unique=True)  # of its words, as the queue counts them together
    what = models.CharField(max_length=12)  # "alias", "new", "done"
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("question that was dealt with")
        verbose_name_plural = _("questions that were dealt with")

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"
