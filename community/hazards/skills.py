"""What the chat may say of reporting."""

from django.utils.translation import override

from community.hazards.services import begin_talk, go_on
from community.hazards.words import hazard_in, wants_to_report
from community.places.models import Community
from portal.lib.conversation import Question, SkillAnswer


def report_a_hazard(question: Question) -> SkillAnswer | None:
    """A card with a one-time link and the first question, when somebody wants to report; then question by question.

    Never for an emergency, which has its own answer.
    """
    with override(question.language):
        if question.kept.get("draft"):
            return go_on(question, question.kept["draft"])
        if not wants_to_report(question.text) or hazard_in(question.text).is_emergency:
            return None
        known = Community.objects.all()
        community = known.filter(pk=question.community_id).first() if question.community_id else known.first()
        return begin_talk(question, community) if community else None
