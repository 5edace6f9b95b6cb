"""SAFE 平安, SOS 求助, DRILLS 演练 by text."""

import re
import unicodedata
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.utils import translation
from django.utils.translation import gettext as _

from community.hazards.models import Report
from community.hazards.selectors import community_of_text, numbers_to_call
from community.messaging.carriers import segments
from community.messaging.models import Ring
from community.messaging.services import ask_by_text
from community.people.selectors import resident_of_phone
from community.places.models import Community
from drills.models import CheckEvent, Drill, SosTask
from drills.selectors import public_url, upcoming, when_words
from drills.services import answer_task, call_for_help, note_silence, record_check, words_for_taker, words_if_taken
from portal.lib.conversation import IncomingText, TextReply
from portal.lib.moves import IllegalMove, LostRace
from portal.lib.recipients import Callee
from portal.lib.sealing import blind_index
from portal.lib.words import said

# 帮助 alone: 帮助老人 begins a question
HELP_WORDS = re.compile(
    r"^\W*(sos|s\.o\.s|help|mayday)\b|🆘|^\W*(求助|求救|救命|救救我|救我|帮帮我|幫幫我)|^\W*(我们?|我們)?(需要)?(帮助|幫助)(我们?|我們)?[\W了啊呀]*$",
    re.IGNORECASE,
)
# "SAFE", "SAFE, we are three", "I am safe"; never "Safe to drink?" or "平安吗"
SAFE_WORDS = re.compile(
    r"^\W*((i['’]?m|i am|we['’]?re|we are|all|everyone( is)?)\s+)?(all\s+)?safe\b"
    r"(?!\s+(to|for|from|water|food|place|room)\b)"
    r"|^\W*(我|我们|全家|家人|大家|一家|本人)?[都很一切已]{0,3}(平安)(?!吗|么|里|路|街|镇|村|县)",
    re.IGNORECASE,
)
NOT_SAFE = re.compile(r"\bnot safe\b|\bunsafe\b|不平安|没有?平安", re.IGNORECASE)
DRILL_WORDS = re.compile(r"^\W*drills?\W*$|^\W*演练\W*$", re.IGNORECASE)
ANSWER_WITHIN_HOURS = 1
MOST_SEGMENTS = 2


def roll_call(text: IncomingText) -> TextReply | None:
    """Note that somebody is well, or needs help, or wants to know the next drills; None for everything else."""
    # as STOP is read: phones set to full width write ＳＯＳ
    body = unicodedata.normalize("NFKC", text.body).strip()
    if HELP_WORDS.search(body) or NOT_SAFE.search(body):
        answer = _help
    elif SAFE_WORDS.search(body) and not body.endswith(("?", "？")):
        answer = _safe
    elif DRILL_WORDS.search(body):
        answer = _drills
    else:
        return None
    with translation.override(text.language):
        return TextReply(answer(text), text.language, is_urgent=answer is _help)


def running_drill(community: Community | None) -> Drill | None:
    """The drill that a text belongs to: the roll-call that runs, else the latest drill that does."""
    running = Drill.objects.filter(community=community, status=Drill.Status.RUNNING)
    return running.filter(type=Drill.Type.ROLL_CALL).order_by("-starts").first() or running.order_by("-starts").first()


def _safe(text: IncomingText) -> str:
    community = community_of_text(text.to, text.phone)
    drill = running_drill(community)
    resident = resident_of_phone(text.phone, community)
    record_check(
        drill,
        nonce=_nonce(text),
        kind=CheckEvent.Kind.SAFE,
        by=resident.user if resident else None,
        now=text.at,
        person=resident.user if resident else None,
        household=resident.household if resident else None,
        phone_index=blind_index(text.phone),
    )
    at = text.at.astimezone(community.zone) if community else text.at
    words = _("Thank you for telling us. Noted at %(time)s: you are all right. If that changes, text SOS.")
    if drill is not None:
        words = _("Thank you. Drill: noted at %(time)s, you are all right. In a real emergency, text SOS or call.")
    return words % {"time": f"{at:%H:%M}"}


def _help(text: IncomingText) -> str:
    """The numbers first; then what we can do: an officer sees the report, and the answer to "where?" goes to it."""
    community = community_of_text(text.to, text.phone)
    resident = resident_of_phone(text.phone, community)
    _check, report = call_for_help(
        None,  # never to a drill's account: who calls for help while one runs may mean it
        community=community,
        nonce=_nonce(text),
        words=text.body,
        language=text.language,
        channel="sms",
        by=resident.user if resident else None,
        now=text.at,
        person=resident.user if resident else None,
        household=resident.household if resident else None,
        phone=text.phone,
    )
    if community is None or report is None:
        return _("We are not an emergency service. Call your emergency number now. Where are you?")
    _ask_for_the_place(text, report)
    calls = numbers_to_call(community)
    if not calls:
        return _("We are not an emergency service. Call your emergency number now. Where are you?")
    return _("This is not %(number)s. Call now: %(numbers)s. Where are you? Text the street, house and floor.") % {
        "number": "/".join(call.number for call in calls),
        "numbers": ", ".join(f"{call.number} ({call.label})" for call in calls),
    }


def _ask_for_the_place(text: IncomingText, report: Report) -> None:
    """Have the next text go with the report."""
    ask_by_text(
        key=f"place:{report.reference}",
        phone=text.phone,
        body="",  # asked in the reply
        language=text.language,
        handler="community.hazards.inbound.take_place",
        choices={"*": {"report": report.reference}},
        expires=text.at + timedelta(hours=ANSWER_WITHIN_HOURS),
        now=text.at,
    )


def roster_heard(ring: Ring, callee: Callee, now: datetime) -> str:
    """Somebody on the roster said 1: they have the call for help, and learn whom to ring back."""
    task = _task(ring)
    user = get_user_model().objects.get(pk=int(callee.key.removeprefix("user:")))
    try:
        answer_task(task, by=user, now=now)
    except (IllegalMove, LostRace):  # somebody at the desk was faster
        task.refresh_from_db()
        return words_if_taken(task)
    return words_for_taker(task)


def no_roster_heard(ring: Ring, now: datetime) -> None:
    """All were rung in vain. Where there is nobody to ring, the sender knows already that nobody answered."""
    if ring.turns:
        note_silence(_task(ring), now=now)


def _task(ring: Ring) -> SosTask:
    return SosTask.objects.select_related("report__community", "report__area", "taken_by").get(pk=ring.payload["task"])


def _nonce(text: IncomingText) -> str:
    return f"text:{text.carrier_id}"[:64]


def _drills(text: IncomingText) -> str:
    community = community_of_text(text.to, text.phone)
    colon = "：" if text.language == "zh-hans" else ": "
    lines = [
        f"{said(drill.title)}{colon}{when_words(drill, short=True)}, {said(drill.place)} {public_url(drill)}"
        for drill in upcoming(community, text.at, 3).select_related("community")
    ]
    if not lines:
        return _("No drill is planned at the moment. We announce the next one here and on our page.")
    kept = [_("Next drills:"), lines[0]]
    for line in lines[1:]:
        if segments.count(segments.normalise("\n".join([*kept, line]))).segments > MOST_SEGMENTS:
            break
        kept.append(line)
    return "\n".join(kept)
