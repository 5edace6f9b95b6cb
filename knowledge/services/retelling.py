"""What was told before, as it may be told again: of a guide that was withdrawn, or a verdict taken back, nothing."""

from collections.abc import Iterable
from dataclasses import replace

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from community.places.models import Community
from community.places.selectors import resolve_community
from knowledge.models import Article, ChatTurn, Rumour
from knowledge.services.wording import KINDS, Reply, numbers_to_call, others_line


def told_again(turn: ChatTurn) -> Reply:
    """The reply of a stored turn: where what it quotes stands no more, the number to call and one line."""
    return _as_it_stands([turn])[0]


def turns_told_again(turns: list[ChatTurn]) -> list[ChatTurn]:
    """Turns with what may still be told in them. What is stored stays as it was told."""
    for turn, reply in zip(turns, _as_it_stands(turns), strict=True):
        turn.reply = reply.as_dict()
    return turns


def _as_it_stands(turns: list[ChatTurn]) -> list[Reply]:
    replies = [Reply.from_row(turn.reply) for turn in turns]
    standing = _standing({one for reply in replies for one in _quoted(reply)})
    return [
        reply if _quoted(reply) <= standing else _withdrawn(reply, turn)
        for turn, reply in zip(turns, replies, strict=True)
    ]


def _quoted(reply: Reply) -> set[tuple[str, str]]:
    """The guides and verdicts that a reply quotes, as ("article", slug) and ("rumour", number)."""
    found = set()
    for cited in reply.citations:
        path = cited["url"].partition("?")[0].partition("#")[0]
        for what in ("article", "rumour"):
            head = reverse(f"knowledge:{what}-list")
            if path.startswith(head) and path != head:
                found.add((what, path.removeprefix(head).strip("/")))
    return found


def _standing(quoted: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    slugs = [name for what, name in quoted if what == "article"]
    numbers = [int(name) for what, name in quoted if what == "rumour" and name.isdecimal()]
    shown = Article.objects.filter(slug__in=slugs, is_published=True).values_list("slug", flat=True) if slugs else []
    held = Rumour.objects.published().filter(pk__in=numbers).values_list("pk", flat=True) if numbers else []
    return {*(("article", slug) for slug in shown), *(("rumour", str(pk)) for pk in held)}


def _withdrawn(reply: Reply, turn: ChatTurn) -> Reply:
    """The number to call, and one line that says so, in the language of the reply."""
    bare = replace(reply, citations=[], suggestions=[], lead="", steps=[], notes=[], people=[], tips=[], opening="")
    with translation.override(reply.language):
        if reply.kind == "rumour":
            line = _("What we said of this has been taken back. Please ask again.")
        else:
            line = _("The guide that we quoted here has been withdrawn. Please ask again.")
        if reply.emergency:
            lead = _("Call %(number)s now (%(label)s).") % reply.emergency
            # our own words, and not the guide's; but what only leads on to its steps goes with them
            notes = [*(one for one in reply.notes if not one.endswith((":", "："))), line]
            lines = [lead, *notes, others_line(reply.emergency), *reply.beside]
            return replace(bare, text="\n".join(one for one in lines if one), lead=lead, notes=notes)
        number = numbers_to_call(_community_of(turn), _call_of(reply))["number"]
        call = _("If someone is in danger, call %(number)s.") % {"number": number}
    return replace(bare, kind="decline", text=f"{call}\n{line}", actions=[], confidence=0.0)


def _community_of(turn: ChatTurn) -> Community | None:
    return (turn.session.community if turn.session else None) or resolve_community()


def _call_of(reply: Reply) -> str:
    """Whom the guide that is quoted would have called first."""
    slugs = [name for what, name in _quoted(reply) if what == "article"]
    calls = Article.objects.filter(slug__in=slugs).values_list("calls", flat=True).first()
    return next((kind for kind in calls or [] if kind in KINDS), "ambulance")
