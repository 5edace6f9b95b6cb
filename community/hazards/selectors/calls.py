"""Which number to call."""

from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import pgettext, pgettext_lazy

from community.places.models import Community

LABELS = {
    "fire": pgettext_lazy("service to call", "Fire and rescue"),
    "ambulance": pgettext_lazy("service to call", "Ambulance"),
    "police": pgettext_lazy("service to call", "Police"),
    "gas": pgettext_lazy("service to call", "Gas emergencies"),
    "electricity": pgettext_lazy("service to call", "Power company"),
}


@dataclass(frozen=True)
class Call:
    kind: str  # a key of Community.emergency_numbers
    number: str
    label: str  # in the reader's language


def numbers_to_call(community: Community, first: str = "") -> list[Call]:
    """The community's emergency numbers, each once, the one for `first` (default fire and rescue) at the head."""
    numbers = {kind: str(number) for kind, number in (community.emergency_numbers or {}).items() if number}
    wanted = next((kind for kind in (first, "fire") if kind in numbers), "")
    order = [*([wanted] if wanted else []), *(kind for kind in numbers if kind != wanted)]
    by_number: dict[str, list[str]] = {}
    for kind in order:
        by_number.setdefault(numbers[kind], []).append(kind)
    comma = pgettext("between things of a list", ", ")
    return [
        Call(kinds[0], number, comma.join(str(LABELS.get(kind, format_lazy("{}", kind))) for kind in kinds))
        for number, kinds in by_number.items()
    ]
