"""Photos of a form that came back."""

from collections.abc import Sequence
from datetime import datetime

from community.hazards.models import HeldPhoto, token_of


def held_photos(names: Sequence[str], *, holder: str, now: datetime) -> list[HeldPhoto]:
    """Those of `names` that `holder` ("": nobody) may still send, in their order, none twice."""
    tokens = [token for token in dict.fromkeys(map(token_of, names)) if token]
    if not tokens or not holder:
        return []
    found = {row.token: row for row in HeldPhoto.objects.of(holder, now).filter(token__in=tokens)}
    return [found[token] for token in tokens if token in found]
