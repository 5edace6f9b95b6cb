"""A call for help until somebody has it: two minutes for the desk, then the roster is rung and the sender told."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from community.hazards.models import Report
from community.hazards.selectors import numbers_to_call
from community.hazards.services import add_note
from community.messaging.models import Lane
from community.messaging.services import ring_in_turn, send_text, stop_ring
from community.people.models import Role
from community.people.selectors import callees_of, roster
from drills.models import SosTask
from portal.lib.live import publish
from portal.lib.moves import move
from portal.lib.sealing import unseal

PATIENCE = timedelta(minutes=2)  # for the desk; then the roster is rung
TURN = timedelta(minutes=1)  # for each of the roster
ROUNDS = 5
LONGEST = timedelta(hours=6)
AGAIN_WITHIN = timedelta(hours=1)  # a second SOS of the same phone is the same call while nobody has it
TEXT_LIFE = timedelta(minutes=30)
MOST_WORDS = 120


def open_task(report: Report, *, now: datetime) -> SosTask | None:
    """Have somebody take this call for help. None where the same phone waits with another already."""
    waiting = SosTask.objects.filter(status=SosTask.Status.WAITING, opened_at__gt=now - AGAIN_WITHIN)
    if report.reporter_phone_index:
        same = waiting.filter(community=report.community_id, report__reporter_phone_index=report.reporter_phone_index)
        first = same.select_related("report").first()
        if first is not None:
            words = _("The same phone called for help again: %(reference)s.") % {"reference": report.reference}
            add_note(first.report, words=words, is_public=False, by=None, now=now)
            return None
    task, made = SosTask.objects.get_or_create(
        report=report, defaults={"community": report.community, "opened_at": now}
    )
    if made:
        publish("desk", "sos", task=task.pk)
    return task


def watch_tasks(*, now: datetime) -> int:
    """Ring the roster for whatever nobody took in two minutes, and tell its sender; how many. Safe at any time."""
    rows = SosTask.objects.unrung(now - PATIENCE).select_related("report", "community")
    return sum(_ring_roster(task, now) for task in rows[:50])


@transaction.atomic
def _ring_roster(task: SosTask, now: datetime) -> bool:
    at = SosTask.objects.filter(pk=task.pk, status=SosTask.Status.WAITING, rung_at=None)
    if not at.update(rung_at=now):
        return False
    people = roster(task.community, Role.OFFICER, Role.STATION_LEAD, now=now)
    ring_in_turn(
        key=task.ring_key,
        callees=callees_of(people),
        texts={code: _roster_words(task, code) for code, _name in settings.LANGUAGES},
        handler="drills.inbound.roster_heard",
        on_silence="drills.inbound.no_roster_heard",
        payload={"task": task.pk},
        patience=TURN,
        rounds=ROUNDS,
        expires=now + LONGEST,
        lane=Lane.EXTREME,
        now=now,
    )
    _tell(task, "nobody", _nobody_words, now)
    publish("desk", "sos", task=task.pk)
    return True


@transaction.atomic
def take_task(task: SosTask, *, by: Any, now: datetime) -> None:
    """`by` has this call for help: the roster is not rung any more, and the sender is told. Raises IllegalMove,
    LostRace where somebody else was first."""
    stop_ring(task.ring_key, now=now)  # before the task, as an answered call does: the two never wait for each other
    answer_task(task, by=by, now=now)


def answer_task(task: SosTask, *, by: Any, now: datetime) -> None:
    """What take_task does, within the transaction of an answered call. Raises IllegalMove, LostRace."""
    move(task, SosTask.Status.TAKEN, taken_by=by, taken_at=now)
    words = _("%(name)s has this call for help.") % {"name": by}
    add_note(task.report, words=words, is_public=False, by=by, now=now)
    _tell(task, "taken", lambda _task, call: _taken_words(by, call), now)
    publish("desk", "sos", task=task.pk)


@transaction.atomic
def clear_task(task: SosTask, *, by: Any, now: datetime, outcome: str) -> None:
    """A person says that it is over, and how it ended. Raises ValidationError without words, IllegalMove, LostRace."""
    if not outcome.strip():
        raise ValidationError({"outcome": [_("Say how it ended.")]})
    stop_ring(task.ring_key, now=now)
    move(task, SosTask.Status.CLEARED, cleared_by=by, cleared_at=now, outcome=outcome.strip())
    words = _("Call for help cleared: %(outcome)s") % {"outcome": task.outcome}
    add_note(task.report, words=words, is_public=False, by=by, now=now)
    publish("desk", "sos", task=task.pk)


def note_silence(task: SosTask, *, now: datetime) -> None:
    """The whole roster was rung, and nobody answered: the sender hears it again."""
    words = _("Everybody on the roster was rung. Nobody answered.")
    add_note(task.report, words=words, is_public=False, by=None, now=now)
    if task.status == SosTask.Status.WAITING:
        _tell(task, "silence", _nobody_words, now)
    publish("desk", "sos", task=task.pk)


def words_for_taker(task: SosTask) -> str:
    """For whoever answered the call: whom to ring back, and where. In the language that is active."""
    report = task.report
    phone = unseal(report.reporter_phone_sealed) if report.reporter_phone_sealed else ""
    parts = [_("You have %(reference)s now.") % {"reference": report.reference}]
    if phone:
        parts.append(_("Ring the caller: %(phone)s.") % {"phone": phone})
    parts.append(_("Where: %(place)s.") % {"place": _place(report)})
    return ("" if translation.get_language() == "zh-hans" else " ").join(parts)


def words_if_taken(task: SosTask) -> str:
    return _("Thank you. %(name)s has it already.") % {"name": task.taken_by or "–"}


def _place(report: Report) -> str:
    return report.place or _("not known yet")


def _roster_words(task: SosTask, language: str) -> str:
    with translation.override(language):
        return _("SOS %(reference)s, nobody has it. Where: %(place)s. “%(words)s”") % {
            "reference": task.report.reference,
            "place": _place(task.report),
            "words": task.report.description[:MOST_WORDS],
        }


def _nobody_words(task: SosTask, call: str) -> str:
    return _("Nobody has answered yet. Call %(number)s now. We go on ringing our people.") % {"number": call}


def _taken_words(by: Any, call: str) -> str:
    return _("%(name)s's team has your call. Keep your phone free. In danger of life call %(number)s.") % {
        "name": by,
        "number": call,
    }


def _tell(task: SosTask, what: str, words: Any, now: datetime) -> None:
    """Text the sender in their language, once for each `what`; nobody where we have no number."""
    report = task.report
    if not report.reporter_phone_sealed:
        return
    with translation.override(report.language):
        calls = numbers_to_call(report.community)
        call = "/".join(call.number for call in calls) or _("your emergency number")
        body = words(task, call)
    send_text(
        key=f"{task.ring_key}:{what}",
        phone=unseal(report.reporter_phone_sealed),
        body=body,
        language=report.language,
        lane=Lane.REPLY,
        expires=now + TEXT_LIFE,
        now=now,
    )
