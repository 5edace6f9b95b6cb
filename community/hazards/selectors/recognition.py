"""Which of a community's areas words name."""

from community.places.models import Community, NamedArea


def area_named_in(community: Community, text: str) -> NamedArea | None:
    """The named area whose name, in any language, stands in `text`; the longest name wins."""
    folded = text.casefold()
    found: list[tuple[int, NamedArea]] = []
    for area in NamedArea.objects.filter(community=community).only("pk", "name", "slug", "community"):
        for name in area.name.values():
            if len(name) > 1 and name.casefold() in folded:
                found.append((len(name), area))
    return max(found, key=lambda pair: pair[0])[1] if found else None
