"""The moves as the desk offers them: words, keys, and what each form asks."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from community.hazards.models import Report

S = Report.Status


@dataclass
class Door:
    """A move as the desk offers it: its words, its key, and which fields its form shows."""

    to: str
    name: str | Promise
    send: str | Promise
    key: str
    asks: tuple[str, ...] = ()
    form: Any = field(default=None)
    is_open: bool = False

    @property
    def leads_from(self) -> list[str]:
        """The states from which it can be taken."""
        return [state.value for state, moves in Report.MOVES.items() if self.to in moves]

    @property
    def note_is_required(self) -> bool:
        return self.to in {S.REJECTED, S.INTERIM, S.REOPENED}


def doors() -> list[Door]:
    """Every move, in the order in which the desk shows them."""
    return [
        Door(
            S.TRIAGED,
            pgettext_lazy("move", "It is a hazard"),
            pgettext_lazy("move", "Keep it as a hazard"),
            "t",
            ("urgency", "private"),
        ),
        Door(S.ASSIGNED, pgettext_lazy("move", "Assign"), pgettext_lazy("move", "Assign it"), "a", ("assigned_to",)),
        Door(
            S.INTERIM,
            pgettext_lazy("move", "Safe for now"),
            pgettext_lazy("move", "Say that it is safe for now"),
            "i",
            ("holds_until",),
        ),
        Door(S.FIXED, pgettext_lazy("move", "Fixed"), pgettext_lazy("move", "Say that it is fixed"), "e"),
        Door(S.VERIFIED, pgettext_lazy("move", "Checked"), pgettext_lazy("move", "Say that you checked it"), "v"),
        Door(S.CLOSED, pgettext_lazy("move", "Close"), pgettext_lazy("move", "Close the report"), "c"),
        Door(
            S.REFERRED,
            pgettext_lazy("move", "Refer"),
            pgettext_lazy("move", "Pass it on"),
            "f",
            ("referred_to",),
        ),
        Door(
            S.DUPLICATE,
            pgettext_lazy("move", "Repeat"),
            pgettext_lazy("move", "Join it to that report"),
            "d",
            ("duplicate_of",),
        ),
        Door(S.REJECTED, pgettext_lazy("move", "Reject"), pgettext_lazy("move", "Reject the report"), "x"),
        Door(S.REOPENED, pgettext_lazy("move", "Open again"), pgettext_lazy("move", "Open it again"), "o"),
    ]
