"""Reports by text: REPORT, 报告 or 上报, and a few words."""

import re
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from community.hazards.models import Category, Report, Urgency
from community.hazards.selectors import Hazard, area_named_in, community_of_text, hazard_in, numbers_to_call
from community.hazards.services import add_news, add_place, ensure_categories, file_report, move_report
from community.messaging.services import ask_by_text
from portal.lib.conversation import IncomingText, TextReply
from portal.lib.language import language_of_text
from portal.lib.moves import IllegalMove, LostRace
from portal.lib.sealing import blind_index

# English wants an end of word; Chinese is written without spaces, so the words may follow at once
COMMAND = re.compile(r"^\s*(?:report(?![\w'’])|(?P<chinese>报告|上报))(?P<gap>[\s:：,，.。、;；!！-]*)", re.IGNORECASE)
# as people type it: H-7KX2PQ, h7kx2pq is none
REFERENCE = re.compile(r"(?<![0-9A-Za-z])[Hh]-[0-9A-Za-z]{4,12}(?![0-9A-Za-z])")
SURROUND = " .,:;!-。，：；！、"
ANSWER_WITHIN = timedelta(hours=1)
MOST_WORDS = 4000


def file_report_by_text(text: IncomingText) -> TextReply | None:
    """File "REPORT creek over the road" and answer with its number; None where the text is no report.

    An emergency is filed too, but the number to call comes first. Where no place is named, the reply asks for it, and
    the answer goes to `take_place`.
    """
    words = words_of_report(text.body)
    if words is None:
        return None
    language = language_of_text(words, default=language_of_text(text.body))
    with override(language):
        if not words:
            return TextReply(_("Text REPORT and say what you see and where. In danger, call first."), language)
        community = community_of_text(text.to, text.phone)
        if community is None:
            return TextReply(_("Nobody takes reports here yet. In danger, call your emergency number."), language)
        return _filed(text, words, language, community)


def words_of_report(body: str) -> str | None:
    """What follows the command, "" where nothing does; None where the text does not begin with one."""
    found = COMMAND.match(body)
    if found is None:
        return None
    words = body[found.end() :].strip()
    if found["chinese"] and not found["gap"] and words and hazard_in(words).code == "other":
        return None  # "报告厅在哪里" asks for a lecture hall
    return words


def _filed(text, words, language, community) -> TextReply:
    hazard = hazard_in(words)
    category = _category(community, hazard.code)
    area = area_named_in(community, words)
    report = file_report(
        community=community,
        category=category,
        description=words[:MOST_WORDS],
        language=language,
        channel="sms",
        area=area,
        reporter_phone=text.phone,
        client_id=f"text:{text.carrier_id}",
        urgency=Urgency.IMMEDIATE if hazard.is_emergency else None,
        now=text.at,
    )
    body = _receipt(report, hazard)
    if not report.place:
        body += " " + _("Where is it? Answer with street and number, or what it is next to.")
        _have_the_next_text(report, f"place:{report.reference}", text)
    return TextReply(body, language, is_urgent=hazard.is_emergency)


def _have_the_next_text(report: Report, key: str, text: IncomingText) -> None:
    """What the phone texts next goes with the report; it is asked for in the reply: one text, not two."""
    ask_by_text(
        key=key,
        phone=text.phone,
        body="",
        language=report.language,
        handler="community.hazards.inbound.take_place",
        choices={"*": {"report": report.reference}},
        expires=text.at + ANSWER_WITHIN,
        now=text.at,
    )


def _receipt(report: Report, hazard: Hazard) -> str:
    kept = _("We have your report, number %(reference)s.") % {"reference": report.reference}
    return f"{_call_first(report, hazard)} {kept}" if hazard.is_emergency else kept


def _call_first(report: Report, hazard: Hazard) -> str:
    calls = numbers_to_call(report.community, hazard.call)
    if not calls:
        return _("Call your emergency number now. Texts are not watched every minute.")
    words = {"number": calls[0].number, "label": calls[0].label}
    return _("Call %(number)s now (%(label)s). Texts are not watched every minute.") % words


def _category(community, code: str) -> Category:
    """The community's category of that code; where it has none of it, its `other`, else its last."""
    known = {row.code: row for row in Category.objects.filter(community=community)}
    if not known:
        known = {row.code: row for row in ensure_categories(community)}
    return known.get(code) or known.get("other") or list(known.values())[-1]


def follow_report(text: IncomingText) -> TextReply | None:
    """A text that names a report: where it stands, and what its own reporter adds goes with it.

    None where it names none that the sender may read: whose report it is shows by the phone.
    """
    named = REFERENCE.search(text.body)
    report = Report.objects.with_names().filter(reference=named[0].upper()).first() if named else None
    if named is None or report is None:
        return None
    own = bool(report.reporter_phone_index) and report.reporter_phone_index == blind_index(text.phone)
    if not own and not report.is_public:
        return None
    words = " ".join((text.body[: named.start()] + text.body[named.end() :]).split()).strip(SURROUND)
    hazard = hazard_in(words)
    with override(text.language):
        said = {"reference": report.reference, "state": report.get_status_display()}
        body = _("%(reference)s: %(state)s.") % said
        if own and words and not words.endswith(("?", "？")):
            add_news(report, words=words[:2000], now=text.at)
            body = f"{body} {_('Your words go to those who work on it.')}"
        if hazard.is_emergency:
            body = f"{_call_first(report, hazard)} {body}"
    return TextReply(body, text.language, is_urgent=hazard.is_emergency)


def take_fixed(text: IncomingText, choice: dict) -> TextReply | None:
    """The answer to "is it fixed?": a "no" opens the report again, as the button of its page does."""
    report = Report.objects.with_names().filter(reference=choice.get("report", "")).first()
    if report is None:
        return None
    said = {"reference": report.reference}
    first = report.duplicate_of if report.status == Report.Status.DUPLICATE and report.duplicate_of else report
    with override(report.language):
        if choice.get("fixed"):
            add_news(first, words=_("The reporter says by text that it is fixed."), now=text.at)
            return TextReply(_("Thank you. We note that %(reference)s is fixed.") % said, report.language)
        words = _("The reporter says by text that it is not fixed.")
        try:
            move_report(first, to=Report.Status.REOPENED, by=None, note=words, note_is_public=False, now=text.at)
        except (IllegalMove, LostRace):
            add_news(first, words=words, now=text.at)  # it is open again already
        _have_the_next_text(report, f"wrong:{report.reference}:{text.row_id}", text)
        return TextReply(_("We open %(reference)s again. What is still wrong? Text it.") % said, report.language)


def take_place(text: IncomingText, choice: dict) -> TextReply | None:
    """The answer to "where is it?": kept with the report. Another command, or a question, passes."""
    words = text.body.strip()
    if words_of_report(words) is not None or words.endswith(("?", "？")):
        return None
    report = Report.objects.with_names().filter(reference=choice.get("report", "")).first()
    if report is None or not words:
        return None
    if report.place:
        add_news(report, words=words[:2000], now=text.at)
    else:
        add_place(report, words=words, area=area_named_in(report.community, words), now=text.at)
    hazard = hazard_in(words)
    with override(report.language):
        said = {"reference": report.reference, "place": report.place[:60]}
        body = _("Thank you. %(reference)s: %(place)s.") % said
        if hazard.is_emergency:  # "third floor, we are trapped" is a place, and more than that
            body = f"{_call_first(report, hazard)} {body}"
    return TextReply(body, report.language, is_urgent=hazard.is_emergency)
