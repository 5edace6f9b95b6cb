"""What a one-time link leads to."""

from datetime import datetime

from community.hazards.models import Draft


def open_draft(token: str, *, now: datetime) -> Draft | None:
    """The draft behind a link; None where it was sent, dropped, is over an hour old, or never was."""
    draft = Draft.objects.select_related("category", "area", "community").filter(token=token).first()
    return draft if draft and draft.is_open(now) else None
