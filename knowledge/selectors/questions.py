"""What people asked and got no good answer to: the editors' queue."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from knowledge.chat import says_flee
from knowledge.models import ChatTurn, HandledQuestion
from knowledge.search import fold

LOOKED_BACK = timedelta(days=90)
MOST_READ = 20_000  # turns: the latest
MOST_SHOWN = 200


@dataclass
class Waiting:
    """Questions in the same words, counted together."""

    key: str
    words: str
    language: str
    last: datetime
    times: int = 0
    unhelped: int = 0  # of these: an answer was given, and did not help

    @property
    def is_pressing(self) -> bool:
        return says_flee(self.words)


def key_of(words: str) -> str:
    """The same for the same words, whatever their case, width, signs and spaces."""
    return hashlib.sha256(re.sub(r"[\W_]+", " ", fold(words)).strip().encode()).hexdigest()


def questions_waiting(now: datetime) -> list[Waiting]:
    """What was declined, or answered without helping, most asked first; what was dealt with is left out."""
    rows = ChatTurn.objects.filter(at__gt=now - LOOKED_BACK).exclude(question="")
    rows = rows.filter(Q(kind="decline") | Q(helped=False)).order_by("-at", "-pk")
    found: dict[str, Waiting] = {}
    for words, helped, at, language in rows.values_list("question", "helped", "at", "reply__language")[:MOST_READ]:
        key = key_of(words)
        one = found.setdefault(key, Waiting(key, words, language, at))
        one.times += 1
        one.unhelped += helped is False
    done = set(HandledQuestion.objects.filter(key__in=found).values_list("key", flat=True))
    waiting = [one for key, one in found.items() if key not in done]
    return sorted(waiting, key=lambda one: (-one.times, -one.last.timestamp()))[:MOST_SHOWN]
