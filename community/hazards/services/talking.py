"""A report in conversation: danger first, then what, where, and whether to send it. The same over every door."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from community.hazards.models import Block, Category, Draft, Sender
from community.hazards.selectors import block_of, categories_of, numbers_to_call, open_draft, sender_of
from community.hazards.services.blocks import SenderBlocked, refusal
from community.hazards.services.drafts import (
    DraftEnded,
    begin_draft,
    change_draft,
    end_draft,
    place_draft,
    say_more,
    send_draft,
)
from community.hazards.words import (
    OTHER,
    hazard_in,
    is_cancelled,
    is_manners,
    is_no,
    is_yes,
    reads_as_hazard,
    without_wish,
)
from community.places.models import Community
from portal.lib.conversation import Action, Question, SkillAnswer, usual_width
from portal.lib.limits import TooMany, spend
from portal.lib.sealing import blind_index

Step = Draft.Step
FILINGS = {"limit": 20, "seconds": 3600}  # as over the page and the API
TEXTED = {"limit": 60, "seconds": 3600}  # as over REPORT
MOST_DRAFTS = {"limit": 60, "seconds": 3600}


def begin_talk(question: Question, community: Community) -> SkillAnswer:
    """The first answer to "I want to report a broken lamp": a card with a one-time link, and the first question."""
    if question.caller:
        try:
            spend("hazard-draft", question.caller, **MOST_DRAFTS)
        except TooMany:
            return SkillAnswer(_("Many reports came from this connection. Wait a little, then try again."))
    draft = begin_draft(
        community,
        words=without_wish(question.text),
        language=question.language,
        phone=question.phone,
        now=question.now,
    )
    block = _block_of(draft, question)
    if block is not None:  # danger is asked of everybody
        words, chips = _question(draft, Step.DANGER)
        return SkillAnswer(f"{refusal(block)}\n{words}", suggestions=chips, remember=_kept(draft))
    if draft.category:
        words = _("You can report it on a page (%(category)s), with a photo if you like; the link holds an hour.")
        words %= {"category": draft.category}
    else:
        words = _("You can report it on a page, with a photo if you like; the link holds an hour.")
    return _asked(draft, words + "\n" + _("Or answer here."), is_first=True)


def go_on(question: Question, token: str) -> SkillAnswer | None:
    """The next answer in a talk begun; None where the message is about something else, which may come back to it."""
    draft = open_draft(token, now=question.now)
    if draft is None:
        return None
    text = usual_width(question.text).strip()
    if is_cancelled(text):
        end_draft(draft, now=question.now)
        return SkillAnswer(_("Dropped. Nothing was sent."), remember={})
    hazard = hazard_in(text)
    if hazard.is_emergency:
        return _diverted(draft, hazard.call)
    if text.endswith(("?", "？")) or (is_manners(text) and not is_yes(text)):
        return None
    return ANSWERS[Step(draft.step)](draft, text, question)


def _after_danger(draft: Draft, text: str, question: Question) -> SkillAnswer:
    if is_yes(text):
        return _diverted(draft, draft.category.call_first if draft.category else "")
    if (block := _block_of(draft, question)) is not None:
        return _refused(draft, block, question)
    if not is_no(text):  # whoever tells more instead is in no danger that they speak of
        say_more(draft, words=text)
    return _asked(draft)


def _after_words(draft: Draft, text: str, question: Question) -> SkillAnswer | None:
    if not reads_as_hazard(text):
        return None
    say_more(draft, words=text)
    return _asked(draft)


def _after_category(draft: Draft, text: str, question: Question) -> SkillAnswer:
    kinds = list(categories_of(draft.community))
    chosen = kinds[int(text) - 1] if text.isdecimal() and 0 < int(text) <= len(kinds) else None
    folded, code = text.casefold(), hazard_in(text).code
    for kind in kinds:
        named = [name.casefold() for name in kind.name.values()]
        if chosen is None and (folded in named or (code != OTHER and kind.code == code)):
            chosen = kind
    rest = next((kind for kind in kinds if kind.code == OTHER), kinds[-1])
    change_draft(draft, category=chosen or rest)
    return _asked(draft)


def _after_place(draft: Draft, text: str, question: Question) -> SkillAnswer:
    place_draft(draft, words=text)
    return _asked(draft)


def _after_confirm(draft: Draft, text: str, question: Question) -> SkillAnswer:
    if is_yes(text):
        return _sent(draft, question)
    if is_no(text):
        return SkillAnswer(
            _("Not sent. You can change it on the page, or say “forget it”."),
            actions=(_card(draft),),
            remember=_kept(draft),
        )
    say_more(draft, words=text)
    return _asked(draft)


ANSWERS: dict[str, Callable[[Draft, str, Question], SkillAnswer | None]] = {
    Step.DANGER: _after_danger,
    Step.WORDS: _after_words,
    Step.CATEGORY: _after_category,
    Step.PLACE: _after_place,
    Step.CONFIRM: _after_confirm,
}


def _sent(draft: Draft, question: Question) -> SkillAnswer:
    try:
        if question.phone:
            spend("hazard-text", blind_index(question.phone), **TEXTED)
        elif question.caller:
            spend("hazard-report", question.caller, **FILINGS)
        by = question.user if getattr(question.user, "is_authenticated", False) else None
        report = send_draft(draft, by=by, sender=_sender(question), now=question.now)
    except SenderBlocked as blocked:
        return _refused(draft, blocked.block, question)
    except TooMany:
        words = _("Many reports came from this connection. Wait a little, then say “send it” again.")
        return SkillAnswer(words, remember=_kept(draft))
    except DraftEnded:
        return SkillAnswer(_("This report was sent already, or is over an hour old."), remember={})
    words = _("Sent. Your report has number %(reference)s. Follow it on its page.") % {"reference": report.reference}
    follow = Action(_("Follow it"), report.tracking_path, is_texted=True)
    return SkillAnswer(words, actions=(follow,), remember={})


def _sender(question: Question) -> Sender:
    return sender_of(phone=question.phone, address=question.caller if not question.phone else "")


def _block_of(draft: Draft, question: Question) -> Block | None:
    return block_of(draft.community, _sender(question), question.now)


def _refused(draft: Draft, block: Block, question: Question) -> SkillAnswer:
    end_draft(draft, now=question.now)
    return SkillAnswer(refusal(block), remember={})


def _asked(draft: Draft, before: str = "", *, is_first: bool = False) -> SkillAnswer:
    """The next question of `draft`, after what is said `before`."""
    step = Step.DANGER if is_first else _next_step(draft)
    change_draft(draft, step=step)
    words, chips = _question(draft, step)
    return SkillAnswer(
        "\n".join(one for one in (before, words) if one),
        actions=(_card(draft),) if before or step == Step.CONFIRM else (),
        suggestions=(*chips, pgettext("in the chat: drop the report", "Forget it")),
        remember=_kept(draft),
    )


def _next_step(draft: Draft) -> Step:
    if not draft.description:
        return Step.WORDS
    if draft.category is None:
        return Step.CATEGORY
    return Step.PLACE if not draft.place else Step.CONFIRM


def _question(draft: Draft, step: Step) -> tuple[str, tuple[str, ...]]:
    """(words, what may be tapped)."""
    if step == Step.DANGER:
        return _("Is anyone hurt or in danger right now?"), (
            pgettext("danger", "Nobody"),
            pgettext("danger", "Yes, or not sure"),
        )
    if step == Step.WORDS:
        return _("What do you see? One sentence is enough."), ()
    if step == Step.CATEGORY:
        kinds: list[Category] = list(categories_of(draft.community))
        comma = pgettext("between names that hold commas", "; ")
        listed = comma.join(f"{number} {kind}" for number, kind in enumerate(kinds, 1))
        return _("What kind is it? A number or a word: %(kinds)s.") % {"kinds": listed}, tuple(map(str, kinds))
    if step == Step.PLACE:
        return _("Where is it? Street and number, or what it is next to."), ()
    said = {"category": draft.category, "place": draft.place, "words": draft.description}
    return _("Send this?\n%(category)s\nWhere: %(place)s\nWhat: %(words)s") % said, (
        pgettext("in the chat", "Send it"),
    )


def _diverted(draft: Draft, call: str) -> SkillAnswer:
    """Danger: the number first. The talk ends; what was said waits behind the link."""
    change_draft(draft, urgency="immediate")
    calls = numbers_to_call(draft.community, call)
    words = _("When you are out of danger, finish the report on the page. Nothing is sent yet.")
    return SkillAnswer(words, actions=(_card(draft),), call=calls[0].kind if calls else "fire", remember={})


def _card(draft: Draft) -> Action:
    return Action(_("Fill in the form"), reverse("hazards:report-card", args=[draft.token]), is_texted=True)


def _kept(draft: Draft) -> dict[str, str]:
    return {"draft": draft.token}
