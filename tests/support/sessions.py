"""Sessions in the state that a person would bring them to."""

from types import SimpleNamespace
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.test import Client


def prove(browser: Client, user: Any) -> None:
    """As if `user` had typed the password again a moment ago, which issuing a warning asks for."""
    session = browser.session
    record_authentication(SimpleNamespace(session=session), user, method="password", reauthenticated=True)
    session.save()
