"""What was found in a message of another sender, in words for the duty officer."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from community.alerts.cap.received import ERROR, NOTE, WARNING, Finding

GRADE_WORDS = {ERROR: gettext_lazy("Error"), WARNING: gettext_lazy("Warning"), NOTE: pgettext_lazy("remark", "Note")}

WORDS: dict[str, str | Promise] = {
    "too_large": gettext_lazy("It is larger than we read: %(value)s."),
    "too_slow": gettext_lazy("Reading it took too long."),
    "too_deep": gettext_lazy("Its elements are nested too deeply."),
    "declarations": gettext_lazy("It declares a document type or entities, as attacks do: it was not read."),
    "not_xml": gettext_lazy("It is not XML."),
    "no_message": gettext_lazy("There is no CAP message in it."),
    "element_missing": gettext_lazy("An element is missing: %(value)s."),
    "identity_missing": gettext_lazy("It does not say who sent it, under what name or when: %(value)s is missing."),
    "element_order": gettext_lazy("The elements are not in CAP's order."),
    "element_repeated": gettext_lazy("An element is there more than once: %(value)s. The first was taken."),
    "element_unknown": gettext_lazy("An element that CAP does not know: %(value)s."),
    "value_unknown": gettext_lazy("A value that CAP does not know: %(value)s."),
    "namespace_missing": gettext_lazy("It does not say that it is CAP: the namespace is missing."),
    "other_version": gettext_lazy("It is CAP %(value)s, not 1.2."),
    "encoding_wrong": gettext_lazy("Its letters are not in the encoding that it names. Read as %(value)s."),
    "markup": gettext_lazy("There are HTML tags in its words; they are left out of a relay."),
    "date_odd": gettext_lazy("A time is not written as CAP asks: %(value)s."),
    "date_bad": gettext_lazy("A time cannot be read: %(value)s."),
    "without_words": gettext_lazy("It has no words for people."),
    "expired": gettext_lazy("It ran out: %(value)s."),
    "without_end": gettext_lazy("It does not say until when it holds. We take it to hold for a day."),
    "sent_in_future": gettext_lazy("It was sent later than now: %(value)s."),
    "not_public": gettext_lazy("It is not meant for the public: %(value)s."),
    "not_actual": gettext_lazy("It is not a real warning: %(value)s."),
    "unreferenced": gettext_lazy("It changes an earlier message and does not say which."),
    "reference_bad": gettext_lazy("An earlier message is named in a way that cannot be read: %(value)s."),
    "refers_to_itself": gettext_lazy("It refers to itself."),
    "identifier_reused": gettext_lazy("Its sender used the same name for something else: %(value)s."),
    "sender_unexpected": gettext_lazy("Its sender is not one that we expect here: %(value)s."),
    "language_unknown": gettext_lazy("Its language is not said clearly: %(value)s."),
    "signature_broken": gettext_lazy("Its signature does not fit: somebody changed it, or it was signed wrongly."),
    "signature_partial": gettext_lazy("Its signature covers only a part of it."),
    "signature_unchecked": gettext_lazy("Its signature cannot be checked."),
    "signature_good": gettext_lazy("Its signature fits. Whose key that is, nobody vouches for. It names: %(value)s."),
    "certificate_dates": gettext_lazy("It was signed with a certificate that was not valid on that day."),
    "unplaced": gettext_lazy("It has no shape on the map."),
    "polygon_open": gettext_lazy("An outline is not closed. We closed it."),
    "polygon_odd": gettext_lazy("An outline is not written as CAP asks: %(value)s."),
    "polygon_short": gettext_lazy("An outline has fewer than three corners."),
    "polygon_crossing": gettext_lazy("An outline crosses itself. We took all that it encloses."),
    "circle_odd": gettext_lazy("A circle cannot be read: %(value)s."),
    "out_of_range": gettext_lazy("Coordinates that are not on the globe: %(value)s."),
    "swapped": gettext_lazy("Latitude and longitude are swapped. We turned them round."),
    "simplified": gettext_lazy("The outline was simplified; it is off by at most %(value)s."),
    "too_many_areas": gettext_lazy("It has more parts than we read: number %(value)s and later were left out."),
    "moved_away": gettext_lazy("It no longer touches this place."),
}


@dataclass(frozen=True)
class Remark:
    """A finding, in the reader's language."""

    grade: str  # "error", "warning", "note"
    label: str
    words: str
    where: str

    @property
    def level(self) -> str:
        """As the style sheets call it."""
        return {ERROR: "severe", WARNING: "moderate"}.get(self.grade, "minor")


def remarks(findings: Iterable[Finding]) -> list[Remark]:
    """`findings` in words, in their order; what is said of several places, once."""
    found: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        places = found.setdefault((finding.code, finding.value), [])
        if finding.where:
            places.append(finding.where)
    return [
        _remark(Finding(code, value), ", ".join(dict.fromkeys(places[:5]))) for (code, value), places in found.items()
    ]


def finding_words(finding: Finding) -> str:
    return str(WORDS[finding.code]) % {"value": finding.value or _("nothing")}


def _remark(finding: Finding, where: str) -> Remark:
    return Remark(finding.grade, str(GRADE_WORDS[finding.grade]), finding_words(finding), where)
