"""Accounts and their tokens."""

from datetime import datetime
from typing import Any

from rest_framework.authtoken.models import Token

from community.accounts.models import User


def save_user(user: User, *, by: Any, now: datetime) -> None:
    """Keep what an administrator typed; the password is hashed already."""
    user.full_clean(exclude=["password"])
    user.save()


def token_for(user: User) -> str:
    """The API token of `user`, made where there is none."""
    token, _created = Token.objects.get_or_create(user=user)
    return token.key
