"""Keys of programs that report over Open311."""

from datetime import datetime

from community.hazards.models import ApiKey
from community.places.models import Community
from portal.lib.ids import new_token
from portal.lib.sealing import blind_index


def new_api_key(name: str, *, community: Community | None = None, key: str = "", now: datetime) -> tuple[ApiKey, str]:
    """Make a key for a program; (its row, the key in clear, shown this once). `key`: one that is known already.

    A known key in use again is the same row.
    """
    clear = key or new_token()
    row, made = ApiKey.objects.get_or_create(
        key_index=blind_index(clear), defaults={"name": name[:100], "community": community, "created": now}
    )
    if not made and not row.is_active:
        ApiKey.objects.filter(pk=row.pk).update(is_active=True)
        row.is_active = True
    return row, clear


def save_api_key(row: ApiKey) -> ApiKey:
    """Keep a key's name, community and whether it is in use. Raises ValidationError by field."""
    row.full_clean()
    row.save()
    return row
