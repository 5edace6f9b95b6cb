"""The chat over a socket: JSON in, JSON out, the database in threads."""

import json
import re
from types import SimpleNamespace
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from community.places.selectors import resolve_community
from knowledge.models import ChatTurn, room_of
from knowledge.permissions import may_answer_talks
from knowledge.search import is_blank
from knowledge.serializers import ReplySerializer
from knowledge.services import answer
from knowledge.services.chat import LONGEST, limit_words
from knowledge.services.limits import spend_chat
from portal.lib.language import known_language, language_of_request
from portal.lib.limits import TooMany, address_of
from portal.lib.listening import Listener

LARGEST = 16_384  # characters of a frame
_NO_TEXT = re.compile(r"[\0\ud800-\udfff]")  # JSON can name them; databases and sockets take none


class ChatConsumer(AsyncWebsocketConsumer):
    """/ws/chat/: {"type": "message", "text", "session", "message_id", "language"} gets a reply or an error.

    {"type": "listen", "session"} gets nothing at once, and {"type": "talk"} whenever a volunteer's talk with that
    session changes.
    """

    _hears = ""  # the group of the session whose window this is

    async def receive(self, text_data=None, bytes_data=None):
        self._reads = _reader_language(self.scope)
        session = _session_to_hear(text_data)
        if session:
            await self._hear(session)
            return
        message, error = _parsed(text_data, self._reads)
        if error:
            await self._say({"type": "error", "detail": error, "message_id": message.get("message_id", "")})
            return
        reply = await self._answer(message)
        if reply.get("session"):
            await self._hear(reply["session"])
        await self._say(reply)

    async def _hear(self, session: str) -> None:
        """From now on this window is told when something happens in a talk of that session."""
        group = room_of(session)
        if group == self._hears:
            return
        await self.disconnect(0)
        self._hears = group
        await self.channel_layer.group_add(group, self.channel_name)

    async def disconnect(self, code) -> None:
        if self._hears:
            await self.channel_layer.group_discard(self._hears, self.channel_name)
            self._hears = ""

    async def live_event(self, _message) -> None:
        """What happened the page asks a view for: nothing that was said goes through the channel layer."""
        await self._say({"type": "talk"})

    async def _say(self, content: dict) -> None:
        await self.send(text_data=json.dumps(content, ensure_ascii=False))

    @database_sync_to_async
    def _answer(self, message: dict) -> dict:
        with translation.override(self._reads):
            try:
                spend_chat(message["session"], address_of(_request_like(self.scope)))
            except TooMany as limit:
                detail = limit_words(resolve_community())
                return {
                    "type": "error", "detail": detail, "retry_after": limit.seconds, "message_id": message["message_id"]
                }  # fmt: skip
            reply = answer(
                text=message["text"],
                session_token=message["session"],
                language=message["language"],
                message_id=message["message_id"],
                user=self.scope.get("user"),
                caller=address_of(_request_like(self.scope)),
                now=timezone.now(),
            )
            turn = ChatTurn(question=message["text"], kind=reply.kind, reply=reply.as_dict(), at=timezone.now())
            html = render_to_string("knowledge/_turn.html", {"turn": turn})
        return {"type": "reply", **ReplySerializer(reply).data, "html": html}


class TalksConsumer(Listener):
    """/ws/talks/: those who answer residents. {"type": "event", "kind": "talk|line|duty", ids}"""

    group, type = "talks", "event"

    async def may(self) -> bool:
        return await database_sync_to_async(may_answer_talks)(self.scope["user"])


def _session_to_hear(text_data: str | None) -> str:
    """The session of a {"type": "listen"}; "" for every other frame."""
    if not text_data or len(text_data) > LARGEST or '"listen"' not in text_data:
        return ""
    try:
        data = json.loads(text_data)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(data, dict) or data.get("type") != "listen" or not isinstance(data.get("session"), str):
        return ""
    return data["session"][:64]


def _parsed(text_data: str | None, language: str) -> tuple[dict, str]:
    """The message's fields as texts, and what is wrong with it ("" where nothing is)."""
    with translation.override(language):
        if not text_data or len(text_data) > LARGEST:
            return {}, _("Keep it under 1,000 characters.") if text_data else _("Send JSON as text.")
        try:
            data = json.loads(text_data)
        except (ValueError, RecursionError):  # the second: nested thousands deep
            return {}, _("Send JSON as text.")
        if not isinstance(data, dict) or data.get("type") != "message":
            return {}, _('Send {"type": "message", "text": "..."}.')
        fields = {name: data.get(name) or "" for name in ("text", "session", "message_id", "language")}
        if not all(isinstance(value, str) for value in fields.values()):
            return {}, _("Every field must be a text.")
        if any(_NO_TEXT.search(value) for value in fields.values()):
            return {}, _("Some of these characters are no text.")
        if len(fields["message_id"]) > 64 or len(fields["session"]) > 64:
            return {}, _("A session or message id is at most 64 characters.")
        if is_blank(fields["text"][:LONGEST]):
            return fields, _("Write your question first.")
        if len(fields["text"]) > LONGEST:
            return fields, _("Keep it under 1,000 characters.")
        if fields["language"] and known_language(fields["language"]) is None:
            return fields, _("This language is not spoken here. Choose one of: %s.") % "en, zh-hans"
        return fields, ""


def _request_like(scope) -> Any:
    """Enough of a request for the address and the language of a socket's caller."""
    headers = {name.decode("latin-1").title(): value.decode("latin-1") for name, value in scope.get("headers", [])}
    client = scope.get("client") or ("", 0)
    return SimpleNamespace(META={"REMOTE_ADDR": client[0]}, headers=headers, COOKIES=scope.get("cookies", {}))


def _reader_language(scope) -> str:
    return language_of_request(_request_like(scope))
