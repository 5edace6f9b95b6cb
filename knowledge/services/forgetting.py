"""What people asked the chat is kept no longer than it is needed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDay

from community.messaging.services import forget_bodies
from knowledge.models import ChatSession, ChatTurn, HandledQuestion, Talk
from knowledge.selectors import LOOKED_BACK, key_of

LINKS_KEPT = timedelta(hours=1)  # as long as a link into a report begun in the chat holds
LONGEST_KEPT = 120  # characters of a question kept for the editors: what is longer is a story, no wording of a guide
AT_ONCE = 1000  # rows: no statement holds the one writer for long
BY_TEXT = "sms-"  # begins the token of a session by text
CUT_OFF = Q(session=None)


def forget_turns(*, now: datetime) -> int:
    """Erase questions and answers after settings.CHAT_KEPT_DAYS, and sessions that nothing hangs on; how many turns.

    A question that waits for the editors loses its session, its answer and its hour, and stays as bare words, so that
    it is counted, until it has waited as long as the editors look back. Links that let whoever holds them send or read
    a report go after an hour, and so does what somebody in a crisis wrote by text.
    """
    _forget_links(now)
    _forget_crises(now)
    ChatSession.objects.filter(updated__lte=now - LINKS_KEPT).exclude(context={}).update(context={})
    cut = now - timedelta(days=settings.CHAT_KEPT_DAYS)
    over = ChatTurn.objects.exclude(CUT_OFF).filter(at__lte=cut)
    _cut_off(over)
    gone = _erase(over) + _erase(ChatTurn.objects.filter(CUT_OFF, at__lte=now - LOOKED_BACK))
    in_use = Talk.objects.filter(Q(status__in=Talk.OPEN) | Q(changed__gt=cut), session__isnull=False)
    sessions = ChatSession.objects.filter(updated__lte=cut).exclude(pk__in=in_use.values("session"))
    _erase(sessions.filter(turns=None))
    return gone


def _forget_links(now: datetime) -> None:
    old = ChatTurn.objects.filter(kind__in=["live", "emergency"], at__lte=now - LINKS_KEPT)
    held = old.filter(reply__actions__icontains='"texted"').order_by("pk")
    for keys in _lots(held):
        for turn in ChatTurn.objects.filter(pk__in=keys):
            turn.reply["actions"] = [action for action in turn.reply["actions"] if not action.get("texted")]
            turn.save(update_fields=["reply"])


def _forget_crises(now: datetime) -> None:
    """By text the words themselves stand with messaging: of a crisis nothing is kept there either."""
    by_text = ChatSession.objects.filter(token__startswith=BY_TEXT)
    said = ChatTurn.objects.filter(question="", session__in=by_text).exclude(kind="handoff")
    recent = said.filter(at__gt=now - timedelta(days=settings.CHAT_KEPT_DAYS), at__lte=now - LINKS_KEPT)
    for keys in _lots(recent.order_by("pk"), "message_id"):
        forget_bodies(keys)


def _cut_off(over: QuerySet[ChatTurn]) -> None:
    """Of turns that go, those that wait for the editors stay as words."""
    waiting = over.filter(Q(kind="decline") | Q(helped=False)).exclude(question="")
    done = set(HandledQuestion.objects.values_list("key", flat=True))
    kept: dict[str, list[int]] = {}
    for pk, words, language in waiting.values_list("pk", "question", "reply__language"):
        if len(words) <= LONGEST_KEPT and key_of(words) not in done:
            kept.setdefault(language or "", []).append(pk)
    for language, keys in kept.items():
        for at in range(0, len(keys), AT_ONCE):
            ChatTurn.objects.filter(pk__in=keys[at : at + AT_ONCE]).update(
                session=None, reply={"language": language}, at=TruncDay("at", tzinfo=UTC)
            )


def _erase(rows: QuerySet) -> int:
    gone = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        rows.model.objects.filter(pk__in=keys).delete()
        gone += len(keys)
    return gone


def _lots(rows: QuerySet, field: str = "pk") -> Iterator[list]:
    keys = list(rows.values_list(field, flat=True))
    for at in range(0, len(keys), AT_ONCE):
        yield keys[at : at + AT_ONCE]
