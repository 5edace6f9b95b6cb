"""Who may see what went out."""

from typing import Any

from django.conf import settings


def may_see_outbox(user: Any) -> bool:
    """Anyone on a laptop where nothing is really sent; elsewhere whoever may see deliveries in the admin.

    The texts hold people's codes: a public address never shows them to strangers, demo carrier or not.
    """
    if sends_nothing() and not settings.IS_PUBLIC:
        return True
    return bool(user.is_authenticated and user.is_staff and user.has_perm("messaging.view_delivery"))


def may_use_made_up_phone(_user: Any) -> bool:
    """Anyone, where nothing is really sent: they see what they wrote themselves and what was answered."""
    return sends_nothing()


def sends_nothing() -> bool:
    """Whether the demo carrier stands in for a real one."""
    return any(".demo." in path for path in settings.CARRIERS.get("sms", ())[:1])
