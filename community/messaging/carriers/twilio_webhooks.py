"""What Twilio posts to us: is it signed, and what does it say."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from twilio.request_validator import RequestValidator

from community.messaging.carriers.base import ParsedReceipt, ParsedText
from community.messaging.carriers.twilio import STATUSES

MOST_PICTURES = 10
LONGEST_REPLY = 1600  # characters that one <Message> takes
MOST_FIELDS = 200  # of a form


class Unsigned(Exception):
    """Not from our account."""


class Unreadable(Exception):
    """From our account, and still nothing that a carrier would say."""


class Form(dict[str, str]):
    """A posted form. Keys may repeat: `getlist` gives all values, the mapping the last one."""

    def __init__(self, pairs: list[tuple[str, str]]):
        super().__init__(pairs)
        self.pairs = pairs

    def getlist(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]


def is_signed(*, url: str, params: Any, signature: str, token: str) -> bool:
    """Whether `signature` (X-Twilio-Signature) is that of our account for this request.

    `url` is the address as Twilio knows it, with its query; it is tried with and without a port. `params` is the
    form (a mapping, a QueryDict) or, for JSON, the body as text, whose hash the query then carries. HMAC-SHA1 with
    the account's token, always: a request may not choose its algorithm.
    """
    if not token or not signature:
        return False
    if isinstance(params, str) and "bodySHA256=" not in urlsplit(url).query:
        return False  # without its hash a JSON body would stand outside the signature
    return RequestValidator(token).validate(url, params, signature)


def signature_for(*, url: str, params: Mapping[str, str], token: str) -> str:
    """The signature that Twilio would send."""
    return RequestValidator(token).compute_signature(url, params)


def parse_inbound(form: Mapping[str, str]) -> ParsedText | None:
    """A text from a phone; None where the form lacks what makes one."""
    sender, carrier_id = form.get("From", ""), form.get("MessageSid") or form.get("SmsSid") or ""
    if not sender or not carrier_id:
        return None
    count = form.get("NumMedia", "0")
    pictures = min(int(count), MOST_PICTURES) if count.isdecimal() else 0
    media = [form.get(f"MediaUrl{n}", "") for n in range(pictures)]
    return ParsedText(
        phone=sender,
        to=form.get("To", ""),
        body=form.get("Body", ""),
        carrier_id=carrier_id[:64],
        media=tuple(address for address in media if address),
    )


def read_status(*, url: str, kind: str, body: bytes, signature: str, token: str) -> ParsedReceipt | None:
    """What a posted status callback says; None for a state that we have no use for.

    `url` is the address as Twilio knows it, `kind` the Content-Type of `body`. Raises Unsigned, Unreadable.
    """
    kind, text = kind.partition(";")[0].strip().lower(), body.decode("utf-8", "replace")
    try:
        form = Form(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise Unreadable from None
    if kind != "application/x-www-form-urlencoded":
        form = Form([])
    if not is_signed(url=url, params=text if kind == "application/json" else form, signature=signature, token=token):
        raise Unsigned
    if kind == "application/json":
        form = _flat(text)
    if not (form.get("MessageSid") or form.get("SmsSid")) or "\x00" in text or "%00" in text:
        raise Unreadable
    return parse_status(form)


def _flat(text: str) -> Form:
    try:
        found = json.loads(text)
    except ValueError:
        raise Unreadable from None
    if not isinstance(found, dict):
        raise Unreadable
    return Form([(key, str(value)) for key, value in found.items() if isinstance(value, str | int)])


def parse_status(form: Mapping[str, str]) -> ParsedReceipt | None:
    """What a status callback says; None where it says nothing that we know."""
    carrier_id = form.get("MessageSid") or form.get("SmsSid") or ""
    status = STATUSES.get(form.get("MessageStatus") or form.get("SmsStatus") or "")
    if not carrier_id or status is None:
        return None
    error = form.get("ErrorCode", "") if status == "failed" else ""
    return ParsedReceipt(carrier_id=carrier_id[:64], status=status, error=error[:40])


def twiml(reply: str) -> str:
    """The answer to an inbound text: one message, or silence for an empty `reply`."""
    # what XML cannot carry would make Twilio drop the whole answer
    clean = "".join(character for character in reply[:LONGEST_REPLY] if character in "\n\t" or character >= " ")
    message = f"<Message>{escape(clean)}</Message>" if clean else ""
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{message}</Response>'
