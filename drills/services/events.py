"""What every verb of drills shares: the lock, the history, words in every language."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from drills.models import Drill, DrillEvent, SignUp


class NotNow(Exception):
    """The drill does not take this now. `code`: closed (no sign-ups, no checks), over, past."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def locked(drill: Drill) -> Drill:
    """The drill as it is now, held until the transaction ends: whoever counts places holds it.

    A row lock on PostgreSQL; on SQLite the transaction itself is IMMEDIATE, so that one writes at a time.
    """
    return Drill.objects.select_for_update().get(pk=drill.pk)


def note(
    drill: Drill,
    kind: str,
    *,
    by: Any,
    now: datetime,
    before: str = "",
    after: str = "",
    text: str = "",
    signup: SignUp | None = None,
) -> None:
    DrillEvent.objects.create(
        drill=drill, kind=kind, from_status=before, to_status=after, by=by, note=text, signup=signup, at=now
    )


def in_every_language(words: Callable[[], str]) -> dict[str, str]:
    """`words()` as each language of the site says it."""
    texts = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            texts[code] = words()
    return texts
