"""A mail server that speaks SMTP, with trouble on demand."""

import asyncio
import email
import email.policy
from collections import deque
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class _Controller(Controller):
    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]  # it asked for any, and knocks at the one it asked for
        super()._trigger_server()


class MailServer:
    """Start with `with MailServer() as mail`; `mail.url` is EMAIL_URL."""

    def __init__(self, *, sign_in: bool = False) -> None:
        self.letters: list[EmailMessage] = []
        self.to: list[str] = []
        self.conversations = 0
        self._at: dict[str, deque[str]] = {"from": deque(), "to": deque(), "data": deque()}
        options: dict[str, Any] = {"authenticator": _authenticate, "auth_required": True} if sign_in else {}
        self._controller = _Controller(self, hostname="127.0.0.1", port=0, auth_require_tls=False, **options)
        self._user = "office:secret@" if sign_in else ""

    def trouble(self, at: str, *replies: str) -> None:
        """What the next letters meet `at` "from", "to" or "data": a reply ("450 later"), "reset", "hang",
        "taken, then reset"."""
        self._at[at].extend(replies)

    def __enter__(self) -> "MailServer":
        self._controller.start()
        self.url = f"smtp://{self._user}127.0.0.1:{self._controller.port}"
        return self

    def __exit__(self, *exception: object) -> None:
        self._controller.stop()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.conversations += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if reply := await self._meet("from", server):
            return reply
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if reply := await self._meet("to", server):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        kind = self._at["data"][0] if self._at["data"] else ""
        if not kind or kind.startswith("taken"):
            self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
            self.to += envelope.rcpt_tos
        if reply := await self._meet("data", server):
            return reply
        return f"250 2.0.0 Ok: queued as L{len(self.letters)}"

    async def _meet(self, at: str, server: Any) -> str:
        kind = self._at[at].popleft() if self._at[at] else ""
        if kind.endswith("reset"):
            server.transport.abort()
            return "421 gone"
        if kind == "hang":
            await asyncio.sleep(3600)
        return kind


def _authenticate(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"office", b"secret")
    return AuthResult(success=right, handled=False)
