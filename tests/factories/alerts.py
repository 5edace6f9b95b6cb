"""Alerts at every step of their way, made by the verbs themselves."""

from datetime import timedelta

from community.alerts.services import approve_alert, draft_alert, submit_alert
from community.people.models import Role
from tests.factories import NOON
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory

INFOS = [
    {
        "language": "en",
        "headline": "The river is over its bank",
        "description": "Water in Lower Street may be knee-deep by 22:00.",
        "instruction": "Leave ground floors now and walk to Hillside School.",
    },
    {
        "language": "zh-hans",
        "headline": "河水漫过河堤",
        "description": "22点前下街水深可能没过膝盖。",
        "instruction": "住一楼的请马上步行去山坡小学。",
    },
]


def drafted(*, by=None, now=NOON, **values):
    """A draft for Lower Street, until six hours later, in both languages."""
    community = values.pop("community", None) or CommunityFactory()
    AreaFactory(community=community)
    words = {
        "kind": "notice",
        "event": "Flood",
        "category": "Met",
        "severity": "Severe",
        "urgency": "Immediate",
        "certainty": "Observed",
        "expires": now + timedelta(hours=6),
        "area": {"named": "lower-street"},
        "infos": INFOS,
        **values,
    }
    return draft_alert(community=community, by=by or member(Role.OFFICER, community=community), now=now, **words)


def submitted(*, by=None, now=NOON, **values):
    alert = drafted(by=by, now=now, **values)
    submit_alert(alert, by=alert.author, now=now)
    return alert


def issued(*, by=None, approver=None, now=NOON, **values):
    alert = submitted(by=by, now=now, **values)
    approve_alert(alert, by=approver or member(Role.APPROVER, community=alert.community), now=now)
    return alert


def approved(alert, *, now=NOON, approver=None):
    """A draft in hand, sent in and issued."""
    submit_alert(alert, by=alert.author, now=now)
    approve_alert(alert, by=approver or member(Role.APPROVER, community=alert.community), now=now)
    return alert
