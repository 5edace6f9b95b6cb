"""The value types that text-message handlers and chat skills exchange with those who call them.

A handler stands in settings.SMS_HANDLERS: `handler(text: IncomingText) -> TextReply | None`; None passes the text on.
A skill stands in settings.CHAT_SKILLS: `skill(question: Question) -> SkillAnswer | None`; None means "not mine".
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# a Chinese keyboard types ＲＥＰＯＲＴ and ３ as readily as REPORT and 3; its punctuation stays
_WIDE = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_WIDE |= {0x3000: 0x20, 0xFF0D: 0x2D}


def usual_width(text: str) -> str:
    """`text` with letters, digits, hyphens and spaces of full width made usual ones; as long as before."""
    return text.translate(_WIDE)


@dataclass(frozen=True)
class IncomingText:
    """One text message that reached us."""

    phone: str  # E.164
    to: str  # the number it was sent to
    body: str
    carrier_id: str
    at: datetime
    language: str  # the sender's own where known, else guessed from the text: "en", "zh-hans"
    row_id: int  # messaging.InboundText
    media: tuple[str, ...] = ()  # addresses of pictures

    @property
    def word(self) -> str:
        """The first word, upper case, without punctuation; Chinese command words stand alone or before a space."""
        parts = usual_width(self.body).strip().split(maxsplit=1)
        return parts[0].strip(".,:;!?，。：；！？").upper() if parts else ""

    @property
    def rest(self) -> str:
        """What follows the first word."""
        parts = usual_width(self.body).strip().split(maxsplit=1)
        return parts[1].strip() if len(parts) > 1 else ""


@dataclass(frozen=True)
class TextReply:
    """What to text back. An empty body claims the text and answers nothing (the carrier answers STOP itself)."""

    body: str = ""
    language: str = ""
    is_urgent: bool = False  # somebody may be in danger: said however often they have been answered


@dataclass(frozen=True)
class Question:
    """What a person asked the chat, as skills see it."""

    text: str
    language: str
    now: datetime
    community_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    user: Any = None
    context: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)  # what this skill's last answer asked to remember
    phone: str = ""  # E.164, where the message came by text
    caller: str = ""  # an address, or what stands for a phone: for limits, never to be kept


@dataclass(frozen=True)
class Citation:
    title: str
    section: str
    url: str


@dataclass(frozen=True)
class Action:
    label: str
    url: str
    is_texted: bool = False  # stands in a text message too


@dataclass(frozen=True)
class SkillAnswer:
    """A live fact, in the question's language, plain text, complete by itself."""

    text: str
    citations: tuple[Citation, ...] = ()
    actions: tuple[Action, ...] = ()
    suggestions: tuple[str, ...] = ()
    confidence: float = 1.0
    # What to hand back with the next message (Question.kept), which then comes to this skill before all others; {}
    # ends that, None leaves things as they are.
    remember: dict[str, Any] | None = None
    call: str = ""  # the service to call before anything else ("fire", ...): the number is said first
