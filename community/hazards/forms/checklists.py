"""What is typed of a checklist, in every language, item by item."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.hazards.models import Checklist, Urgency
from community.hazards.services import ItemWords
from community.places.models import Community
from portal.lib.words import WordsFormField

MOST_ITEMS = 60
STEPS = ("up", "down", "drop", "add")


class EveryLanguage(WordsFormField):
    """Words in all the site's languages; where they may be left out, in all or in none."""

    def clean(self, value: Any) -> dict[str, str]:
        words = {code: text.strip() for code, text in (super().clean(value) or {}).items() if text.strip()}
        if (words or self.required) and (missing := [name for code, name in settings.LANGUAGES if code not in words]):
            raise forms.ValidationError(_("Missing: %(languages)s.") % {"languages": ", ".join(missing)})
        return words


class ItemForm(forms.Form):
    """One item of a checklist."""

    code = forms.SlugField(required=False, widget=forms.HiddenInput)
    words = EveryLanguage(label=gettext_lazy("What should be so"))
    help = EveryLanguage(label=gettext_lazy("How to look"), required=False)
    finding = EveryLanguage(label=gettext_lazy("What the report says where it is not so"))
    category = forms.ModelChoiceField(None, label=gettext_lazy("Kind of hazard"), empty_label=None)
    urgency = forms.ChoiceField(label=gettext_lazy("Urgency"), choices=Urgency.choices, initial=Urgency.SOON)


class ChecklistForm(forms.Form):
    """A checklist and its items. `order` names the items in their order; `step` moves one, drops one or adds one."""

    name = EveryLanguage(label=gettext_lazy("Name"))
    intro = EveryLanguage(label=gettext_lazy("What it is for"), required=False)
    source = forms.CharField(label=gettext_lazy("Which rules it follows"), required=False, max_length=300)
    source_date = forms.DateField(
        label=gettext_lazy("Date of these rules"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, data: Any = None, *, community: Community, row: Checklist | None = None):
        known = list(row.items.filter(is_active=True)) if row else []
        words = {name: getattr(row, name) for name in ("name", "intro", "source", "source_date")} if row else None
        super().__init__(data, initial=words)
        self.order = _order(data) if data is not None else [str(number) for number in range(len(known) or 1)]
        kinds = community.categories.order_by("position", "pk")  # type: ignore[attr-defined]
        self.items = []
        for place in self.order:
            told = known[int(place)] if data is None and known else None
            first = {name: getattr(told, name) for name in ItemForm.base_fields} if told else None
            item = ItemForm(data, prefix=f"i{place}", initial=first)
            item.fields["category"].queryset = kinds  # type: ignore[attr-defined]
            self.items.append(item)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.items:
            raise forms.ValidationError(_("A checklist needs one item at least."))
        codes = [item["code"].value() for item in self.items if item["code"].value()]
        if len(set(codes)) < len(codes):
            raise forms.ValidationError(_("The items do not belong together. Open the checklist again."))
        return data

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(item.is_valid() for item in self.items)])

    def kept(self) -> dict[str, Any]:
        """Keyword arguments of services.write_checklist."""
        return {"words": dict(self.cleaned_data), "items": [ItemWords(**item.cleaned_data) for item in self.items]}


def stepped(data: Any) -> tuple[Any, str] | None:
    """The same with its items in another order, and the item it is about; None where no step was asked for."""
    step, _colon, place = data.get("step", "").partition(":")
    if step not in STEPS:
        return None
    order = _order(data)
    if step == "add" and len(order) < MOST_ITEMS:
        place = str(max(map(int, filter(_is_place, [*order, *data.getlist("dropped")])), default=-1) + 1)
        order.append(place)
    elif place in order:
        at = order.index(place)
        order.remove(place)
        if step != "drop":
            order.insert(max(0, at + (1 if step == "down" else -1)), place)
    changed = data.copy()
    changed.setlist("order", order)
    return changed, place


def _order(data: Any) -> list[str]:
    return list(dict.fromkeys(filter(_is_place, data.getlist("order"))))[:MOST_ITEMS]


def _is_place(text: str) -> bool:
    return text.isdecimal() and len(text) < 4
