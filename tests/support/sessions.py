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


def client(user=None, language="en", fresh=True):
    """A browser; `fresh`: its user has typed the password a moment ago."""
    browser = Client(HTTP_ACCEPT_LANGUAGE=language)
    if user is not None:
        browser.force_login(user)
        if fresh:
            prove(browser, user)
    return browser
