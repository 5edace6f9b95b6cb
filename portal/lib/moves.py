"""Status moves by one guarded UPDATE.

A model that moves has `Status` (TextChoices), `MOVES` (status -> set of statuses) and a `status` field.
"""

from typing import Any


class IllegalMove(Exception):
    """The table of moves has no such move."""

    def __init__(self, row: Any, to: str):
        super().__init__(f"{row._meta.label}: {row.status!s} -> {to!s}")
        self.row, self.to = row, to


class LostRace(Exception):
    """Somebody else moved the row first."""

    def __init__(self, row: Any, to: str):
        super().__init__(f"{row._meta.label} was no longer {row.status!s}")
        self.row, self.to = row, to


def move(row: Any, to: str, **changes: Any) -> None:
    """Move `row` to status `to` and set `changes`, if its status is still the one it was read with.

    On success `row` carries the new values. Raises IllegalMove, LostRace; then nothing was written.
    """
    if to not in row.MOVES[row.status]:
        raise IllegalMove(row, to)
    moved = type(row)._base_manager.filter(pk=row.pk, status=row.status).update(status=to, **changes)
    if not moved:
        raise LostRace(row, to)
    row.status = to
    for name, value in changes.items():
        setattr(row, name, value)


def try_move(row: Any, to: str, **changes: Any) -> bool:
    """Like `move`, for machines: False where the move is illegal or came too late."""
    try:
        move(row, to, **changes)
    except (IllegalMove, LostRace):
        return False
    return True
