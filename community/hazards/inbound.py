"""Reports by text: REPORT, 报告 or 上报, and a few words."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from community.hazards.models import Block, Category, Report
from community.hazards.selectors import area_named_in, community_of_text, numbers_to_call
from community.hazards.services import (
    SenderBlocked,
    add_news,
    add_place,
    appeal,
    ensure_categories,
    file_report,
    move_report,
    note_photos,
    refusal,
    take_unnamed_photos,
)
from community.hazards.words import (
    OTHER,
    REFERENCE,
    Hazard,
    each_hazard,
    hazard_in,
    is_manners,
    place_in,
    reads_as_hazard,
    words_of_report,
)
from community.messaging.selectors import body_of_text
from community.messaging.services import ask_by_text
from portal.lib.conversation import IncomingText, TextReply, usual_width
from portal.lib.language import language_of_text
from portal.lib.limits import TooMany, spend
from portal.lib.moves import IllegalMove, LostRace
from portal.lib.sealing import blind_index

SURROUND = " .,:;!-。，：；！、"
FILINGS = {
    "limit": 60,
    "seconds": 3600,
}  # texts that a number may report with
ANSWER_WITHIN = timedelta(hours=1)
APPEAL_WITHIN = timedelta(hours=12)
MOST_WORDS = 4000


def file_report_by_text(text: IncomingText) -> TextReply | None:
    """File "REPORT creek over the road" and answer with its number; None where the text is no report.

    A text may tell of several hazards: each becomes a report, and one answer names them all. An emergency is filed too,
    but the number to call comes first. Where no place is named, the reply asks for it, and the answer goes to
    `take_place`. Greetings, thanks and questions pass, whatever stands before them: somebody else answers those.
    """
    words = words_of_report(text.body)
    if words is None:
        return None
    language = language_of_text(words, default=language_of_text(text.body))
    with override(language):
        if not any(character.isalnum() for character in words):
            return TextReply(_("Text REPORT and say what you see and where. In danger, call first."), language)
        if not reads_as_hazard(words):
            return None
        community = community_of_text(text.to, text.phone)
        if community is None:
            return TextReply(_("Nobody takes reports here yet. In danger, call your emergency number."), language)
        return _filed(text, words, language, community)


def report_earlier_text(text: IncomingText, choice: dict) -> TextReply | None:
    """REPORT alone after a text that told of a danger (see knowledge.inbound): what that one said is the report.

    `choice`: {"text": the row of the earlier text, "category": the code of what it told of}.
    """
    words = body_of_text(choice["text"], blind_index(text.phone))
    community = community_of_text(text.to, text.phone)
    if not words or community is None:
        return None
    language = language_of_text(words, default=text.language)
    with override(language):
        return _filed(text, words, language, community, code=choice["category"])


def _filed(text, words, language, community, code=OTHER) -> TextReply:
    """`code`: the category of what the words themselves do not say."""
    parts = each_hazard(words)
    in_danger = any(hazard_in(part).is_emergency for part in parts)
    if (refused := _too_many(text, words, language, community, in_danger)) is not None:
        return refused
    try:
        filed = [_file(text, part, number, language, community, in_danger, code) for number, part in enumerate(parts)]
    except SenderBlocked as blocked:  # by the first part or by none: they are one sender's
        _have_appeal(blocked.block, text, language)
        return TextReply(refusal(blocked.block, by_text=True), language)
    reports = [report for report, _hazard in filed]
    _with_photos(text, reports)
    body = _("We have your report, number %(reference)s.") % {"reference": reports[0].reference}
    if len(reports) > 1:
        comma = pgettext("between things of a list", ", ")
        named = comma.join(_("%(reference)s (%(category)s)") % _said(report) for report in reports)
        body = _("We have %(number)d reports: %(reports)s.") % {"number": len(reports), "reports": named}
    urgent = next(((report, hazard) for report, hazard in filed if hazard.is_emergency), None)
    if urgent:
        body = f"{_call_first(*urgent)} {body}"
    lost = [report for report in reports if not report.place]
    if lost:
        where = _("Where is it? Answer with street and number, or what it is next to.")
        if len(reports) > 1:
            where = _("Where is %(reference)s? Answer with street and number, or what it is next to.") % _said(lost[0])
        body += " " + where
        _have_the_next_text(lost[0], f"place:{lost[0].reference}", text, then=[one.reference for one in lost[1:]])
    return TextReply(body, language, is_urgent=urgent is not None)


def _too_many(text, words, language, community, in_danger) -> TextReply | None:
    """What a number is told from which texts come without end; danger counts by itself.

    The text is kept with all others. One of danger goes with what they reported last, too: no cry is only counted.
    """
    name = "hazard-text-danger" if in_danger else "hazard-text"
    try:
        spend(name, blind_index(text.phone), **FILINGS)
    except TooMany as limit:
        minutes = max(1, -(-limit.seconds // 60))
        body = _("Many reports came from this number. Wait %(minutes)d min, then text again.") % {"minutes": minutes}
        if not in_danger:
            return TextReply(f"{body} {_('In danger, call first.')}", language)
        last = _last_of(text.phone).filter(community=community).first()
        if last is None:
            return None
        add_news(last, words=words[:2000], now=text.at)
        hazard = next(found for part in each_hazard(words) if (found := hazard_in(part)).is_emergency)
        return TextReply(f"{_call_first(last, hazard)} {_('Your words go to those who work on it.')}", language, True)
    return None


def _last_of(phone: str) -> QuerySet[Report]:
    """Open reports of a number, the newest first."""
    rows = Report.objects.with_names().filter(reporter_phone_index=blind_index(phone), stands_open=1)
    return rows.order_by("-created", "-pk")


def _file(text, words, number, language, community, in_danger, code) -> tuple[Report, Hazard]:
    hazard = hazard_in(words)
    if hazard.code == OTHER:
        hazard = replace(hazard, code=code)
    named = text.carrier_id[-50:]  # a key has 64 letters
    report = file_report(
        community=community,
        category=_category(community, hazard.code),
        description=words[:MOST_WORDS],
        language=language,
        channel="sms",
        address=place_in(words),
        area=area_named_in(community, words),
        reporter_phone=text.phone,
        key=f"text:{named}:{number}" if number else f"text:{named}",
        urgency=hazard.urgency or None,
        is_emergency=in_danger,
        now=text.at,
    )
    return report, hazard


def _have_appeal(block: Block, text: IncomingText, language: str) -> None:
    """What a blocked phone texts next is its word that this is wrong."""
    ask_by_text(
        key=f"appeal:{block.pk}:{text.row_id}",
        phone=text.phone,
        body="",
        language=language,
        handler="community.hazards.inbound.take_appeal",
        choices={"*": {"block": block.pk}},
        expires=text.at + APPEAL_WITHIN,
        now=text.at,
    )


def take_appeal(text: IncomingText, choice: dict) -> TextReply | None:
    """The answer to a refusal. Another command, a cry for help, a question, thanks or a greeting passes."""
    words = text.body.strip()
    if words_of_report(words) is not None or words.endswith(("?", "？")) or is_manners(words):
        return None
    block = Block.objects.select_related("community").filter(pk=choice.get("block")).first()
    if block is None or not words or hazard_in(words).is_emergency:
        return None
    if appeal(block, words=words, now=text.at):
        return TextReply(_("Thank you. Somebody looks at it again. In danger, call first."), text.language)
    return TextReply(_("Somebody looks at it already, or it is over. In danger, call first."), text.language)


def _with_photos(text: IncomingText, reports: list[Report]) -> None:
    """The pictures of a text: one a report where they are as many, else all to the first, with what came before it."""
    each = len(reports) == len(text.media)
    note_photos(
        carrier_id=text.carrier_id,
        urls=text.media,
        phone=text.phone,
        reports=[reports[number if each else 0] for number in range(len(text.media))],
        now=text.at,
    )
    take_unnamed_photos(reports[0], phone=text.phone, now=text.at)


def _said(report: Report) -> dict[str, str]:
    return {"reference": report.reference, "category": str(report.category)}


def _have_the_next_text(report: Report, key: str, text: IncomingText, then: list[str] | None = None) -> None:
    """What the phone texts next goes with the report; it is asked for in the reply: one text, not two.

    `then`: references of others whose place is asked for next.
    """
    ask_by_text(
        key=key,
        phone=text.phone,
        body="",
        language=report.language,
        handler="community.hazards.inbound.take_place",
        choices={"*": {"report": report.reference, **({"then": then} if then else {})}},
        expires=text.at + ANSWER_WITHIN,
        now=text.at,
    )


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
    body = usual_width(text.body)
    named = REFERENCE.search(body)
    report = Report.objects.with_names().filter(reference=named[0].upper()).first() if named else None
    if named is None or report is None:
        return None
    own = bool(report.reporter_phone_index) and report.reporter_phone_index == blind_index(text.phone)
    if not own and not report.is_public:
        return None
    words = " ".join((body[: named.start()] + body[named.end() :]).split()).strip(SURROUND)
    hazard = hazard_in(words)
    with override(text.language):
        said = {"reference": report.reference, "state": report.get_status_display()}
        body = _("%(reference)s: %(state)s.") % said
        takes_news = report.takes_news(text.at)
        if own and (words or text.media) and not takes_news:
            again = _("It takes no more news after six months. To report it again, text REPORT and what you see.")
            body = f"{body} {again}"
        if own and takes_news and words and not words.endswith(("?", "？")):
            add_news(report, words=words[:2000], now=text.at)
            body = f"{body} {_('Your words go to those who work on it.')}"
        if own and takes_news and text.media:
            _with_photos(text, [report])
            body = f"{body} {_('Your photo goes with it.')}"
        if hazard.is_emergency:
            body = f"{_call_first(report, hazard)} {body}"
    return TextReply(body, text.language, is_urgent=hazard.is_emergency)


def take_photo(text: IncomingText) -> TextReply | None:
    """A picture with no command: it goes with the report that its sender wrote last, or waits an hour for one.

    Where its words tell of danger, or ask for something, they are answered as such; the picture is kept all the same.
    """
    if not text.media:
        return None
    words = text.body.strip()
    manners = not words or is_manners(words)
    is_talk = hazard_in(words).is_emergency or not (manners or reads_as_hazard(words))
    report = _last_of(text.phone).filter(created__gte=text.at - ANSWER_WITHIN).first()
    if report is None or (hazard_in(words).code != OTHER and place_in(words)):  # none yet, or another one
        urls = text.media
        note_photos(carrier_id=text.carrier_id, urls=urls, phone=text.phone, reports=[None] * len(urls), now=text.at)
        if is_talk:
            return None
        body = _("To report it, text REPORT, what you see and where. We keep the photo an hour. In danger, call first.")
        return TextReply(body, text.language)
    _with_photos(text, [report])
    if not manners:
        add_news(report, words=words[:2000], now=text.at)
    if is_talk:
        return None
    with override(report.language):
        body = _("Thank you. The photo goes with %(reference)s.") % {"reference": report.reference}
        if not report.place:
            body += " " + _("Where is it? Answer with street and number, or what it is next to.")
    return TextReply(body, report.language)


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
    """The answer to "where is it?": kept with the report. Another command, a question, thanks or a greeting passes."""
    words = text.body.strip()
    if words_of_report(words) is not None or words.endswith(("?", "？")) or is_manners(words):
        return None
    report = Report.objects.with_names().filter(reference=choice.get("report", "")).first()
    if report is None or not words:
        return None
    if report.place:
        add_news(report, words=words[:2000], now=text.at)
    else:
        add_place(report, words=words, area=area_named_in(report.community, words), now=text.at)
    _with_photos(text, [report])
    hazard = hazard_in(words)
    with override(report.language):
        said = {"reference": report.reference, "place": report.place[:60]}
        body = _("Thank you. %(reference)s: %(place)s.") % said
        then = Report.objects.filter(reference__in=choice.get("then", [])).order_by("pk")
        following = next((one for one in then if not one.place), None)
        if following is not None:
            where = _("Where is %(reference)s? Answer with street and number, or what it is next to.")
            body = f"{body} {where % {'reference': following.reference}}"
            others = [one.reference for one in then if one.pk != following.pk]
            _have_the_next_text(following, f"place:{following.reference}", text, then=others)
        if hazard.is_emergency:  # "third floor, we are trapped" is a place, and more than that
            body = f"{_call_first(report, hazard)} {body}"
    return TextReply(body, report.language, is_urgent=hazard.is_emergency)
