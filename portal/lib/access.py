"""Who may: one call for every door."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _


def require(may: Callable[..., bool], user: Any, *args: Any) -> None:
    """Raise PermissionDenied (403) unless `may(user, *args)`."""
    if not may(user, *args):
        raise PermissionDenied(_("Your role does not allow this."))
