"""What the chat may say of reports: how to make one, what became of one, what is known here."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from community.hazards.selectors import Known, count_open, reports_named, reports_of
from community.hazards.services import begin_talk, go_on
from community.hazards.words import asks_of_hazards, asks_of_report, hazard_in, references_in, wants_to_report
from community.places.models import Community
from portal.lib.conversation import Action, Question, SkillAnswer
from portal.lib.words import said


def report_a_hazard(question: Question) -> SkillAnswer | None:
    """A card with a one-time link and the first question, when somebody wants to report; then question by question.

    Never for an emergency, which has its own answer.
    """
    with override(question.language):
        if question.kept.get("draft"):
            return go_on(question, question.kept["draft"])
        if not wants_to_report(question.text) or hazard_in(question.text).is_emergency:
            return None
        community = _community_of(question)
        return begin_talk(question, community) if community else None


def what_became_of_it(question: Question) -> SkillAnswer | None:
    """Where reports stand: those named by number, if they are public or theirs; else their own newest.

    Theirs are those of who is signed in, and of the phone that writes. Of a report that is neither public nor theirs
    nothing is said, not even whether there is one.
    """
    named = references_in(question.text)
    if not named and not asks_of_report(question.text):
        return None
    with override(question.language):
        if not named:
            found = reports_of(question.user, question.phone)
            return _states(found, question) if found else _ask_for_the_number()
        found = reports_named(named, question.user, question.phone)
        if found:
            return _states(found, question)
        # the number itself is not said again: of what is hidden nothing stands anywhere
        words = _("No report of that number can be shown here. Is the number right?")
        private = _(
            "A report is public once somebody has looked at it; before that, open the link that you got with it."
        )
        return SkillAnswer(f"{words} {private}")


def hazards_near(question: Question) -> SkillAnswer | None:
    """How many public reports are open here, and where to see them."""
    if not asks_of_hazards(question.text):
        return None
    with override(question.language):
        community = _community_of(question)
        if community is None:
            return None
        number = count_open(community)
        words = ngettext(
            "%(number)d hazard is known and open in %(community)s.",
            "%(number)d hazards are known and open in %(community)s.",
            number,
        ) % {"number": number, "community": said(community.name, question.language)}
        if not number:
            words = _("No hazard is open in %(community)s.") % {"community": said(community.name, question.language)}
        return SkillAnswer(
            words,
            actions=(
                Action(_("See them on the map"), reverse("hazards:report-list"), is_texted=True),
                Action(_("Report a hazard"), reverse("hazards:report-new")),
            ),
        )


def _ask_for_the_number() -> SkillAnswer:
    words = _("Which report? Write its number (like H-7KX2PQ), or open the link that you got when you reported.")
    return SkillAnswer(words, actions=(Action(_("All public reports"), reverse("hazards:report-list")),))


def _states(found: list[Known], question: Question) -> SkillAnswer:
    lines = []
    for one in found:
        words = _("%(reference)s (%(category)s): %(state)s, since %(day)s.") % {
            "reference": one.report.reference,
            "category": said(one.report.category.name, question.language),
            "state": one.report.get_status_display(),
            "day": date_format(one.since.astimezone(one.report.community.zone), pgettext("format of a day", "l j F Y")),
        }
        if one.note:
            words += " " + pgettext("a note", "“%(note)s”") % {"note": one.note[:200]}
        lines.append(words)
    return SkillAnswer(
        "\n".join(lines),
        actions=tuple(
            Action(
                _("Open %(reference)s") % {"reference": one.report.reference},
                # a text is read by one phone; what stands in a chat may be read over a shoulder
                one.report.tracking_path if one.is_theirs and question.phone else one.report.get_absolute_url(),
                is_texted=len(found) == 1,
            )
            for one in found
        ),
    )


def _community_of(question: Question) -> Community | None:
    known = Community.objects.all()
    return known.filter(pk=question.community_id).first() if question.community_id else known.first()
