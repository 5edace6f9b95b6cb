"""Ringing the approvers in turn, so that no grave warning waits for somebody to look at a screen."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from community.alerts.models import Alert, AlertEvent
from community.alerts.permissions import writers_of
from community.alerts.selectors.calling import group_of, rings_people
from community.alerts.selectors.previews import lane_of
from community.messaging.models import Ring
from community.messaging.services import ring_in_turn, stop_rings
from community.people.models import Role
from community.people.selectors import callees_of, roster
from portal.lib.live import publish

PATIENCE = timedelta(minutes=2)
ROUNDS = 5
LONGEST = timedelta(hours=1)


def ring_approvers(alert: Alert, *, now: datetime) -> Ring | None:
    """Ring whoever may decide on a grave alert that has just been sent in, two minutes each; None for any other.

    A key or a 1 says only that somebody reads it: it is decided on the page.
    """
    if not rings_people(alert):
        return None
    wrote = writers_of(alert)
    people = [user for user in roster(alert.community, Role.APPROVER, now=now) if user.pk not in wrote]
    times = alert.events.filter(kind="submitted").count()
    return ring_in_turn(
        key=f"{group_of(alert)}:{times}",  # sent in again after a return, it rings again
        group=group_of(alert),
        callees=callees_of(people),
        texts={language: _words(alert, language) for language, _name in settings.LANGUAGES},
        handler="community.alerts.inbound.approver_heard",
        on_silence="community.alerts.inbound.no_approver_heard",
        payload={"alert": alert.pk},
        patience=PATIENCE,
        rounds=ROUNDS,
        expires=min(alert.expires, now + LONGEST),
        lane=lane_of(alert),
        now=now,
    )


def stop_calling(alert: Alert, *, now: datetime) -> None:
    """It is decided: ring no approver more."""
    stop_rings(group_of(alert), now=now)


def note_heard(alert: Alert, *, by: Any, now: datetime) -> None:
    """An approver who was rung says that they read it. Decides nothing."""
    _note(alert, "heard", by=by, now=now)


def note_unheard(alert: Alert, *, now: datetime) -> None:
    """Everybody was rung, and nobody answered."""
    _note(alert, "unheard", by=None, now=now)


def _note(alert: Alert, kind: str, *, by: Any, now: datetime) -> None:
    AlertEvent.objects.create(alert=alert, kind=kind, from_status=alert.status, to_status=alert.status, by=by, at=now)
    publish("desk", "alert", identifier=alert.identifier)


def _words(alert: Alert, language: str) -> str:
    with translation.override(language):
        info = alert.info_in(language)
        return _(
            "%(identifier)s (%(severity)s) waits for your decision: %(headline)s. Written by %(author)s."
            " Read it and decide on its page: %(url)s ."
        ) % {
            "severity": alert.get_severity_display(),
            "identifier": alert.identifier,
            "headline": info.headline if info and info.headline else alert.event,
            "author": alert.author,
            "url": f"{settings.PUBLIC_URL}/desk/alerts/{alert.identifier}/",
        }
