"""A guide as pictures to pass on, in the words of the place."""

from django.utils import formats, translation
from django.utils.translation import gettext as _

from community.places.models import Community
from knowledge.articles import CALLS, listed
from knowledge.articles.cards import Block, Words, cards_of
from knowledge.models import Translation
from knowledge.selectors import parts_of, short_address
from knowledge.services.wording import numbers_to_call
from portal.lib.language import bcp47
from portal.lib.words import said


def guide_cards(row: Translation, community: Community | None) -> tuple[str, ...]:
    """What to do and what not to do, as SVG cards in the guide's own language."""
    parts = {part.id: part for part in parts_of(row, community)}
    named = ["steps"] if "steps" in parts else ["during", "before", "after"]
    blocks = [
        Block(parts[name].title, tuple(listed(parts[name].source, prose=True)), name == "donot")
        for name in [*named, "donot"]
        if name in parts
    ]
    calls = row.article.calls or list(CALLS)
    with translation.override(row.language):
        numbers = numbers_to_call(community, calls[0], calls)
        is_danger = row.article.danger and row.article.calls
        call = row.act_first or _("Life in danger? Call now.") if is_danger else _("Numbers to call")
        day = formats.date_format(row.article.reviewed, "DATE_FORMAT")
        checked = _("Last checked: %(day)s.") % {"day": day}
    return cards_of(
        Words(
            language=bcp47(row.language),
            title=row.title,
            call=call,
            number=numbers["number"],
            label=numbers["label"],
            blocks=tuple(blocks),
            address=short_address(row.article).split("://", 1)[-1],
            checked=checked,
            issuer=said(community.issuer, row.language) if community else "",
        )
    )
