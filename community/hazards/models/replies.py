"""Words that a community answers reporters with again and again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.hazards.models.reports import Report
from community.places.models import Community
from portal.lib.words import WordsField, said


class ReplyTemplate(models.Model):
    """A reply in every language; {reference}, {place} and {category} stand for the report's own."""

    community = models.ForeignKey(
        Community, models.CASCADE, related_name="reply_templates", verbose_name=_("community")
    )
    name = WordsField(_("name"))
    words = WordsField(_("words"), help_text=_("{reference}, {place} and {category} are filled in."))
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("reply to reporters")
        verbose_name_plural = _("replies to reporters")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return said(self.name)

    def words_for(self, report: Report) -> str:
        """The reply in the reporter's language."""
        words = said(self.words, report.language)
        blanks = {
            "reference": report.reference,
            "place": report.place,
            "category": said(report.category.name, report.language),
        }
        for name, value in blanks.items():
            words = words.replace("{" + name + "}", value)
        return words
