"""What was taken from the public: when, by whom and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Why(models.TextChoices):
    PERSON = "person", _("It shows or names a person.")
    PRIVATE = "private", _("It shows what is private: a home, a number plate, a paper.")
    RISK = "risk", _("It could put somebody in danger.")
    RUDE = "rude", _("It insults or threatens somebody.")
    UNTRUE = "untrue", _("It is not true, or nobody could confirm it.")
    ADVERT = "advert", _("It is an advertisement, or has nothing to do with a hazard.")
    OTHER = "other", pgettext_lazy("why something is hidden", "Another reason")


class Hideable(models.Model):
    """A row that can be taken from the public. Its reporter and those who triage see it still, with the reason."""

    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("hidden by")
    )
    hidden_why = models.CharField(_("why it is hidden"), max_length=12, blank=True, choices=Why.choices)
    hidden_words = models.TextField(_("why, in words"), max_length=600, blank=True)  # the reporter reads them

    class Meta:
        abstract = True

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def hidden_because(self) -> str:
        """The reason as the reporter reads it, in the reader's language; the words as they were written."""
        said = "" if self.hidden_why in ("", Why.OTHER) else str(Why(self.hidden_why).label)
        return " ".join(part for part in (said, self.hidden_words) if part)
