"""What Twilio posts to us: is it signed, and what does it say."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from twilio.request_validator import RequestValidator

from community.messaging.carriers.base import ParsedReceipt, ParsedText
from community.messaging.carriers.twilio import STATUSES

MOST_PICTURES = 10
LONGEST_REPLY = 1600  # characters that one <Message> takes


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
