"""Whose number it is, who is on duty, and where people mean."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from community.people.models import Building, DutyPhone, DutyTurn, Membership, Resident
from community.people.selectors.audiences import demo_is_left_out
from community.places.models import Community, NamedArea
from portal.lib.recipients import Callee


def resident_of_phone(phone: str, community: Community | None = None) -> Resident | None:
    """Whom an E.164 number belongs to; in any community, the newest first, where none is named."""
    rows = Resident.objects.of_phone(phone)
    if community is not None:
        rows = rows.filter(community=community)
    return rows.order_by("-pk").first()


def language_of_phone(phone: str) -> str | None:
    """The language that the owner of an E.164 number reads, where we know them."""
    resident = resident_of_phone(phone)
    return resident.language if resident else None


def phone_of_user(user: Any) -> str | None:
    """The number of somebody who signs in, where they have confirmed one."""
    if not getattr(user, "pk", None):
        return None
    row = Resident.objects.filter(user=user, consent=True).order_by("-pk").first()
    return row.phone if row else None


def callees_of(users: Sequence[Any]) -> list[Callee]:
    """Those of `users` who can be rung, in the same order: on their duty phone, else on the number they confirmed."""
    duty = {row.user_id: row for row in DutyPhone.objects.filter(user__in=users)}
    rows = Resident.objects.filter(user__in=users, consent=True).order_by("pk")
    if demo_is_left_out():
        rows = rows.exclude(is_demo=True)
    confirmed = {row.user_id: row for row in rows}
    found = []
    for user in users:
        row = duty.get(user.pk) or confirmed.get(user.pk)
        if row is not None:
            found.append(Callee(f"user:{user.pk}", str(user), row.phone, row.language))
    return found


def roster(community: Community, *roles: str, now: datetime) -> list[Any]:
    """Active holders of `roles`: those on duty first, in the order of the roster, then role by role."""
    held = Membership.objects.filter(community=community, role__in=roles, user__is_active=True).select_related("user")
    by_role = sorted(held, key=lambda row: (roles.index(row.role), row.pk))
    users = {row.user_id: row.user for row in by_role}
    on_duty = DutyTurn.objects.on(now).filter(community=community).values_list("user_id", flat=True)
    first = [users[pk] for pk in dict.fromkeys(on_duty) if pk in users]
    return list(dict.fromkeys([*first, *users.values()]))


def places_by_words(community: Community, words: str, *, limit: int = 6) -> list[Building | NamedArea]:
    """Buildings and named areas that people may mean by `words`: those that match most closely first."""
    wanted = _plain(words)
    if not wanted:
        return []
    buildings = Building.objects.filter(grid__community=community).select_related("grid")
    places: list[Building | NamedArea] = [*buildings, *NamedArea.objects.filter(community=community)]
    scored = []
    for order, place in enumerate(places):
        score = max((_likeness(wanted, _plain(name)) for name in _names(place)), default=0)
        if score:
            scored.append((-score, order, place))
    scored.sort(key=lambda entry: entry[:2])
    return [place for _score, _order, place in scored[:limit]]


def _names(place: Building | NamedArea) -> list[str]:
    names = [text for text in place.name.values() if text]
    return [*names, place.address] if isinstance(place, Building) and place.address else names


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _likeness(wanted: str, name: str) -> int:
    """3 the same, 2 one holds the other, 1 half of the words are shared, 0 no likeness."""
    if not name:
        return 0
    if wanted == name:
        return 3
    if len(name) > 1 and len(wanted) > 1 and (wanted in name or name in wanted):
        return 2
    shared = set(wanted.split()) & set(name.split())
    return 1 if shared and 2 * len(shared) >= len(set(wanted.split())) else 0
