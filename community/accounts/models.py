"""Who signs in. Nothing else: every `by` in the house points down to here."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import pgettext_lazy


class User(AbstractUser):
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    # one field: not every name has a first and a last part
    name = models.CharField(pgettext_lazy("person", "name"), max_length=150, blank=True)

    REQUIRED_FIELDS = []

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)
