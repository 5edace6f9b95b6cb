"""Mailboxes: one spelling inside, forgiving outside."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

LONGEST = 254  # characters, RFC 5321

_valid = EmailValidator()


class NotAMailbox(ValueError):
    """Not an e-mail address. Its text is for the person who typed it, and does not repeat it."""


def normalise_mailbox(text: str) -> str:
    """`text` as letters are addressed: its domain in lower case and as the DNS knows it. Raises NotAMailbox."""
    local, _at, domain = text.strip().rpartition("@")
    try:
        mailbox = f"{local}@{domain.lower().encode('idna').decode()}"
        if len(mailbox) > LONGEST:
            raise ValidationError("long")
        _valid(mailbox)
        mailbox.encode("ascii")
    except (ValidationError, UnicodeError):
        raise NotAMailbox(_("This is not an e-mail address. Write it like name@example.org.")) from None
    return mailbox


def masked_mailbox(mailbox: str) -> str:
    """A mailbox as staff may see it in passing: its first letter and its domain."""
    local, _at, domain = mailbox.rpartition("@")
    return f"{local[:1]}••••@{domain}"


SECURITY = {"smtp": ("", 25), "smtp+tls": ("starttls", 587), "smtp+ssl": ("implicit", 465)}


def mail_server(url: str) -> dict[str, Any] | None:
    """What EMAIL_URL says: host, port, user, password, tls ("", "starttls" or "implicit"); None where it is empty.

    Raises ImproperlyConfigured, without repeating the address: it holds a password.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        tls, port = SECURITY[parts.scheme]
        return {
            "host": parts.hostname or "localhost",
            "port": parts.port or port,
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "tls": tls,
        }
    except (KeyError, ValueError):
        raise ImproperlyConfigured(
            "EMAIL_URL must look like smtp+tls://user:password@mail.example.org:587 (or smtp://, smtp+ssl://)."
        ) from None
