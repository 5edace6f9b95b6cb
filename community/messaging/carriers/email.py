"""E-mail over SMTP (RFC 5321), with one conversation a connection, each in a thread of its own.

The answer to "the letter is complete" is the one that decides. What breaks before it was said left nothing behind;
what breaks after it may have been taken, and nobody can be asked.
"""

import asyncio
import contextlib
import smtplib
import ssl
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import urlsplit

from community.messaging.carriers.base import Fate, NeverAnswers, Outcome, OutgoingText, Sighting
from community.messaging.carriers.titles import parts_of
from community.messaging.carriers.tokens import token_for

CONNECTIONS = 8
LETTERS_A_CONNECTION = 50  # then a new one: servers end long conversations at a moment of their own
FOOTERS = {
    "en": "You get this because you asked for warnings. Change or stop it: {url}",
    "zh-hans": "您订阅了预警，所以收到这封邮件。更改或停止：{url}",
}
REPLY_LANE = 2
EXERCISE = {"en": "EXERCISE", "zh-hans": "演练"}


class EmailCarrier:
    name = "smtp"
    channel = "email"
    in_flight = CONNECTIONS
    ask_after = 3600.0  # there is nobody to ask

    def __init__(self, settings: Mapping[str, Any]):
        """`settings`: email (dict: host, port, user, password, tls "", "starttls" or "implicit"), email_from,
        public_url, receipt_key, timeout (seconds, for one letter)."""
        self.server: dict[str, Any] = settings["email"]
        self.sender: str = settings["email_from"]
        self.public_url: str = settings["public_url"]
        self.timeout: float = settings["timeout"]
        self.receipt_key: str = settings["receipt_key"]
        self.threads: ThreadPoolExecutor | None = None
        self.idle: list[_Line] = []  # taken and given back one at a time; a list does that safely between threads

    async def open(self) -> None:
        self.threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="smtp")

    async def close(self) -> None:
        if self.threads is not None:
            self.threads.shutdown(wait=False, cancel_futures=True)
        while self.idle:
            self.idle.pop().hang_up()

    async def send(self, text: OutgoingText) -> Outcome:
        assert self.threads is not None, "open() first"
        try:
            letter = letter_of(text, sender=self.sender, public_url=self.public_url, receipt_key=self.receipt_key)
        except (ValueError, IndexError, MessageError):  # a mailbox that no letter can be addressed to
            return Outcome(Fate.REFUSED, error="no_mailbox")
        return await asyncio.get_running_loop().run_in_executor(self.threads, self._deliver, letter, text)

    async def find(self, to: str, since: datetime) -> list[Sighting]:
        raise NeverAnswers("smtp")

    async def fetch(self, carrier_id: str) -> Sighting | None:
        return None

    def _deliver(self, letter: EmailMessage, text: OutgoingText) -> Outcome:
        """In a thread: one letter over a connection that is open already, or a new one."""
        deadline = time.monotonic() + self.timeout
        while True:
            kept = self.idle.pop() if self.idle else None
            line = kept or _Line(self.server, self.timeout)
            outcome = line.send(letter, sender=parseaddr(self.sender)[1], to=text.to, deadline=deadline)
            if line.is_usable:
                self.idle.append(line)
            if kept is None or outcome.error != "no_connection":
                return outcome
            # the server had hung up on a connection that we kept: that says nothing of the letter


class _Line:
    """One connection. Its methods never raise, and what it says holds no address."""

    def __init__(self, server: Mapping[str, Any], timeout: float):
        self.server, self.timeout = server, timeout
        self.smtp: smtplib.SMTP | None = None
        self.sent, self.is_usable = 0, True

    def send(self, letter: EmailMessage, *, sender: str, to: str, deadline: float) -> Outcome:
        handed_over = False
        try:
            smtp = self.smtp or self._connect()
            if (code := smtp.mail(sender)[0]) != 250:
                return self._sorted(code, ours=True)
            if (code := smtp.rcpt(to)[0]) not in (250, 251):
                return self._sorted(code)
            if time.monotonic() > deadline:
                raise TimeoutError
            handed_over = True
            code, words = smtp.data(letter.as_bytes(policy=POLICY))
            if code != 250:
                return self._sorted(code)
        except smtplib.SMTPDataError as error:  # the server did not want to begin with the letter
            return self._sorted(error.smtp_code)
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError):
            return self._broken(Fate.UNSENT, "smtp_sign_in")  # an operator mends that while the rows wait
        except smtplib.SMTPConnectError as error:
            return self._broken(Fate.UNSENT, f"smtp_{error.smtp_code}")
        except TimeoutError:
            return self._broken(Fate.UNCLEAR if handed_over else Fate.UNSENT, "timeout")
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            # the library calls a server that says nothing "disconnected"
            word = "timeout" if isinstance(error.__context__, TimeoutError) else ""
            if handed_over:
                return self._broken(Fate.UNCLEAR, word or "connection_lost")
            return self._broken(Fate.UNSENT, word or "no_connection")
        self.sent += 1
        if self.sent >= LETTERS_A_CONNECTION:
            self.hang_up()
        return Outcome(Fate.ACCEPTED, carrier_id=_queue_id(words))

    def hang_up(self) -> None:
        self.is_usable = False
        if self.smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):  # it is gone already
                self.smtp.quit()

    def _connect(self) -> smtplib.SMTP:
        host, port, wait = self.server["host"], self.server["port"], self.timeout / 2
        secure = ssl.create_default_context()
        if self.server["tls"] == "implicit":
            self.smtp = smtplib.SMTP_SSL(host, port, timeout=wait, context=secure)
        else:
            self.smtp = smtplib.SMTP(host, port, timeout=wait)
        if self.server["tls"] == "starttls":
            self.smtp.starttls(context=secure)
        if self.server["user"]:
            self.smtp.login(self.server["user"], self.server["password"])
        self.smtp.ehlo_or_helo_if_needed()
        return self.smtp

    def _sorted(self, code: int, *, ours: bool = False) -> Outcome:
        """What a reply means: 5yz never, 4yz not now; 421 is the end of the conversation, too.

        `ours`: about us, not about the recipient: an operator mends that while the rows wait.
        """
        if code == 421 or code < 0:
            return self._broken(Fate.UNSENT, "smtp_421")
        try:
            assert self.smtp is not None
            self.smtp.rset()
        except (smtplib.SMTPException, OSError):
            self.is_usable = False
        return Outcome(Fate.REFUSED if 500 <= code < 600 and not ours else Fate.UNSENT, error=f"smtp_{code}")

    def _broken(self, fate: Fate, error: str) -> Outcome:
        self.is_usable = False
        if self.smtp is not None:
            self.smtp.close()
        return Outcome(fate, error=error)


def letter_of(text: OutgoingText, *, sender: str, public_url: str, receipt_key: str) -> EmailMessage:
    """The letter, in plain text. Raises ValueError, IndexError or MessageError where `text.to` is no mailbox.

    Its Message-ID is that of the delivery, whatever the attempt, so that a mailbox that gets it twice shows it once.
    """
    parts = parts_of(text.body)
    name, mailbox = parseaddr(sender)
    letter = EmailMessage(policy=POLICY)
    letter["From"] = Address(display_name=name, addr_spec=mailbox)
    letter["To"] = Address(addr_spec=text.to)
    letter["Subject"] = _marked(parts.title, text)
    letter["Date"] = format_datetime(datetime.now().astimezone())
    letter["Message-ID"] = f"<delivery.{text.delivery}@{urlsplit(public_url).hostname or 'localhost'}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notes, please
    letter["X-Auto-Response-Suppress"] = "All"
    if text.lane == 0:
        letter["Importance"] = "high"
    body = text.body
    if text.lane != REPLY_LANE:  # a code was asked for a moment ago: there is nothing to stop
        token = token_for(receipt_key, "stop", text.delivery)
        letter["List-Unsubscribe"] = f"<{public_url}/warnings/email/stop/{text.delivery}/{token}/>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
        body += "\n\n-- \n" + FOOTERS.get(text.language, FOOTERS["en"]).format(url=f"{public_url}/warnings/")
    letter.set_content(f"{body}\n", charset="utf-8", cte="base64")
    letter["Content-Language"] = "zh-Hans" if text.language == "zh-hans" else text.language or "en"
    return letter


def _marked(title: str, text: OutgoingText) -> str:
    """The title of an exercise says so, also where its text would begin otherwise."""
    if not text.exercise or any(mark in title for mark in EXERCISE.values()):
        return title
    mark = EXERCISE.get(text.language, EXERCISE["en"])
    return f"【{mark}】{title}" if text.language == "zh-hans" else f"{mark}: {title}"


def _queue_id(words: bytes) -> str:
    """The server's own name for what it took, where it gives one ("2.0.0 Ok: queued as 4XyZ"): an operator's clue."""
    last = words.decode("ascii", "replace").strip().rsplit(" ", 1)[-1]
    return last[:64] if last.isalnum() else ""
