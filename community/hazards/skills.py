"""What the chat may say of reporting."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from community.hazards.models import Category
from community.hazards.selectors import hazard_in
from portal.lib.conversation import Action, Question, SkillAnswer
from portal.lib.words import said

WANTS_TO_REPORT = re.compile(
    r"\b(?:report|file|submit|log|tell (?:you|someone|somebody|the office) about)\b.{0,40}"
    r"\b(?:hazard|problem|danger|issue|pothole|tree|wire|cable|leak|flood\w*|drain|manhole|light|wall|exit|it|this|something)\b"
    r"|\bhow (?:do|can|to) (?:i )?report\b|\bwhere (?:do|can) i report\b|^\s*report a hazard"
    r"|(?:怎么|如何|哪里|在哪|想要?|我要|可以|能不能|能否|帮我).{0,8}(?:上报|报告|举报|反映|报修)"
    r"|(?:上报|报告|举报|反映).{0,12}(?:隐患|问题|情况|积水|井盖|电线|树)",
    re.IGNORECASE,
)


def report_a_hazard(question: Question) -> SkillAnswer | None:
    """Where to report, when somebody wants to; never for an emergency, which has its own answer."""
    if not WANTS_TO_REPORT.search(question.text):
        return None
    hazard = hazard_in(question.text)
    if hazard.is_emergency:
        return None
    address = reverse("hazards:report-new")
    with override(question.language):
        name = ""
        if hazard.code != "other":
            address += f"?category={hazard.code}"
            row = Category.objects.filter(code=hazard.code)
            if question.community_id:
                row = row.filter(community=question.community_id)
            category = row.first()
            name = said(category.name) if category else ""
        if name:
            text = _("You can report it here (%(category)s): what, where, a photo if you like.") % {"category": name}
        else:
            text = _("You can report a hazard here: what, where, a photo if you like.")
        text += " " + _("It takes about a minute, without an account. By text: REPORT and a few words.")
        return SkillAnswer(
            text=text,
            actions=(
                Action(_("Report a hazard"), address),
                Action(_("Hazards near you"), reverse("hazards:report-list")),
            ),
        )
