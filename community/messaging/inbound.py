"""What messaging itself answers by text: STOP and START, answers to what we asked, and who we are."""

import unicodedata
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from community.messaging import services
from community.messaging.carriers.stops import Wish, stop_wished
from community.messaging.models import Ring
from community.messaging.selectors import is_opted_out
from portal.lib.conversation import IncomingText, TextReply
from portal.lib.sealing import blind_index

CARRIER_STARTS = frozenset(["START", "UNSTOP"])
OUR_STARTS = frozenset(["订阅", "恢复订阅"])
STOP_ASKED = timedelta(hours=1)  # how long an answer to "no more texts?" counts


def opt_out(text: IncomingText) -> TextReply | None:
    """STOP and START in every spelling, before anything else is asked. Only all of a text: "stop the fire" is none."""
    word = _whole(text)
    now = timezone.now()
    match stop_wished(text.body):
        case Wish.CARRIER:
            services.opt_out(text.phone, now=now)
            return TextReply()  # the carrier answers its own words; a second answer would be refused after STOP
        case Wish.SURE:
            return _stopped(text)
        case Wish.PERHAPS:
            return _ask_whether_to_stop(text)
    starts = word in CARRIER_STARTS or word in OUR_STARTS
    # YES is the carrier's word for START too, and the answer to many questions: only after a STOP is it the first
    if starts or (word == "YES" and is_opted_out(blind_index(text.phone))):
        services.opt_in(text.phone, now=now)
        if word not in OUR_STARTS:
            return TextReply()
        site = _("You get our texts again. Not registered yet? Tell us your places: %(url)s")
        return TextReply(site % {"url": f"{settings.PUBLIC_URL}/subscribe/"}, text.language)
    return None


def _stopped(text: IncomingText) -> TextReply:
    services.opt_out(text.phone, now=timezone.now())
    if not settings.CARRIERS.get("voice"):
        return TextReply(_("You will get no more texts from us. To get them again, text START."), text.language)
    words = _("No more texts from us. In danger we may ring you; no calls either: %(url)s. To get texts again: START.")
    return TextReply(words % {"url": f"{settings.PUBLIC_URL}/warnings/"}, text.language)


def _ask_whether_to_stop(text: IncomingText) -> TextReply:
    now = timezone.now()
    services.ask_by_text(
        key=f"stop:{text.carrier_id}",
        phone=text.phone,
        body="",  # asked in the reply
        language=text.language,
        handler="community.messaging.inbound.on_stop_asked",
        choices={"Y": {"stop": True}, "N": {"stop": False}},
        expires=now + STOP_ASKED,
        now=now,
    )
    return TextReply(_("Do you want no more texts from us? Then reply STOP. In danger, text SOS."), text.language)


def on_stop_asked(text: IncomingText, choice: dict[str, Any]) -> TextReply:
    """Yes or no to "no more texts?"."""
    if choice["stop"]:
        return _stopped(text)
    return TextReply(_("All right. You keep getting our texts."), text.language)


def answer(text: IncomingText) -> TextReply | None:
    """An answer to something that we asked this person by text."""
    return services.answer_question(text, now=timezone.now())


def on_ring_answered(text: IncomingText, choice: dict[str, Any]) -> TextReply:
    """The 1 of somebody who was rung, by text or by a key in the call."""
    ring = Ring.objects.get(pk=choice["ring"])
    answer = services.acknowledge_ring(ring, choice["place"], now=text.at)
    return TextReply(answer.words, text.language)


def about(text: IncomingText) -> TextReply | None:
    """ABOUT: who texts here, and which words do what."""
    if _whole(text) not in ("ABOUT", "关于"):
        return None
    words = _(
        "Shouwang, your neighbourhood's warning service. REPORT + words: report a hazard. STATION + place: nearest"
        " help. SAFE or SOS: tell us how you are. STOP: no more texts. This is not an emergency number. %(url)s"
    )
    return TextReply(words % {"url": settings.PUBLIC_URL}, text.language)


def _whole(text: IncomingText) -> str:
    """All of the text as one word: upper case, ordinary width, without punctuation around it."""
    plain = unicodedata.normalize("NFKC", text.body).strip().strip(".,:;!?\"'“”‘’。，！？、").strip()
    return " ".join(plain.upper().split())
