"""A warning that two people decided on now and that goes out at its hour; and what may happen before."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.alerts.models import Alert
from community.alerts.services import (
    approve_alert,
    cancel_alert,
    edit_alert,
    publish_due,
    return_alert,
    update_alert,
    withdraw_alert,
)
from community.messaging.models import Broadcast
from community.people.models import Role
from portal.lib.moves import IllegalMove, LostRace
from tests.alerts.test_api import ALERTS, body
from tests.alerts.test_api import client as api
from tests.alerts.test_races import race
from tests.factories import NOON
from tests.factories.alerts import approved, drafted, issued, submitted
from tests.factories.people import member, resident
from tests.support.composing import fields
from tests.support.sessions import client

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
LATER = NOON + 2 * HOUR


def scheduled(**values):
    alert = submitted(**{"publish_at": LATER, **values})
    approve_alert(alert, by=member(Role.APPROVER), now=NOON)
    return alert


@pytest.mark.city
def test_it_goes_out_at_its_hour_and_not_before(carrier):
    resident(101)
    alert = scheduled()
    assert (alert.status, alert.is_scheduled) == ("submitted", True)
    assert not Alert.objects.public().exists() and not Broadcast.objects.exists()

    assert publish_due(now=LATER - dt.timedelta(seconds=1)) == 0
    carrier.work(LATER)
    assert carrier.messages == []

    assert publish_due(now=LATER) == 1
    assert publish_due(now=LATER) == 0
    carrier.work(LATER)
    alert.refresh_from_db()
    assert (alert.status, alert.sent, len(carrier.messages)) == ("issued", LATER, 1)
    assert [event.kind for event in alert.events.all()] == ["drafted", "submitted", "scheduled", "issued"]


def test_an_hour_that_has_come_by_the_time_of_approval_is_now():
    alert = submitted(publish_at=LATER)
    approve_alert(alert, by=member(Role.APPROVER), now=LATER + HOUR)
    assert alert.status == "issued"


def test_its_author_cannot_decide_and_nobody_decides_twice():
    alert = submitted(publish_at=LATER)
    with pytest.raises(PermissionDenied):
        approve_alert(alert, by=alert.author, now=NOON)
    stale = Alert.objects.get(pk=alert.pk)
    approve_alert(alert, by=member(Role.APPROVER), now=NOON)
    with pytest.raises(IllegalMove):
        approve_alert(alert, by=member(Role.APPROVER), now=NOON)
    with pytest.raises(LostRace):
        approve_alert(stale, by=member(Role.APPROVER), now=NOON)
    assert alert.events.filter(kind="scheduled").count() == 1


@pytest.mark.parametrize("way", ["withdrawn", "returned"])
def test_until_then_it_can_be_taken_back_changed_and_decided_on_again(way):
    alert = scheduled()
    if way == "withdrawn":
        withdraw_alert(alert, by=alert.author, now=NOON)
    else:
        return_alert(alert, by=member(Role.APPROVER), now=NOON, note="Name the school.")
    assert publish_due(now=LATER) == 0
    alert.refresh_from_db()
    assert (alert.status, alert.approved_by, alert.events.last().kind) == ("returned", None, way)

    alert = edit_alert(alert, by=alert.author, now=NOON, publish_at=None)
    approved(alert)
    assert alert.status == "issued"


def test_what_ran_out_before_its_hour_goes_back_with_the_reason():
    alert = scheduled(expires=LATER + HOUR)
    assert publish_due(now=LATER + 2 * HOUR) == 0
    alert.refresh_from_db()
    last = alert.events.last()
    assert (alert.status, last.kind, last.by) == ("returned", "missed", None)
    assert "in the past" in last.note


def test_an_exercise_whose_hour_falls_into_a_real_warning_goes_back():
    alert = scheduled(exercise=True)
    issued(severity="Extreme")
    assert publish_due(now=LATER) == 0
    alert.refresh_from_db()
    assert alert.status == "returned" and "An exercise has to wait" in alert.events.last().note


def test_an_update_whose_first_version_is_gone_goes_back():
    first = issued()
    later = update_alert(first, by=first.author, now=NOON, publish_at=LATER)
    approved(later)
    approved(cancel_alert(Alert.objects.get(pk=first.pk), by=first.author, now=NOON))
    assert publish_due(now=LATER) == 0
    later.refresh_from_db()
    assert later.status == "returned" and first.identifier in later.events.last().note


def test_an_update_does_not_inherit_the_hour_of_what_it_replaces():
    first = scheduled()
    publish_due(now=LATER)
    first.refresh_from_db()
    assert update_alert(first, by=first.author, now=LATER).publish_at is None


def test_it_cannot_go_out_after_it_ends():
    with pytest.raises(ValidationError) as caught:
        drafted(expires=LATER, publish_at=LATER)
    assert list(caught.value.message_dict) == ["publish_at"]


@pytest.mark.city
def test_the_database_keeps_no_approval_without_an_hour():
    alert = submitted()
    with pytest.raises(IntegrityError, match="an_approved_alert_has_its_hour"), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(approved_by=member(Role.APPROVER))


@pytest.mark.django_db(transaction=True)
@pytest.mark.city
def test_taken_back_at_the_very_hour_it_goes_out_or_it_does_not():
    alert = scheduled()
    author, mine = alert.author, Alert.objects.get(pk=alert.pk)
    race(
        lambda: publish_due(now=LATER),
        lambda: publish_due(now=LATER),
        lambda: withdraw_alert(mine, by=author, now=LATER),
    )
    alert.refresh_from_db()
    assert (alert.status, Broadcast.objects.count()) in [("issued", 1), ("returned", 0)]
    assert alert.events.filter(kind__in=["issued", "withdrawn", "missed"]).count() == 1


@pytest.mark.parametrize(
    ("language", "words", "back", "gone"),
    [
        ("en", "It goes out at", "Take it back and change it", "Nothing was sent"),
        ("zh-CN", "将在", "收回修改", "没有发出"),
    ],
)
def test_the_pages_say_when_and_offer_the_way_back(language, words, back, gone):
    officer, approver = client(member(Role.OFFICER), language), client(member(Role.APPROVER), language)
    form = fields(submit="1")
    zone = timezone.localtime(timezone.now() + 2 * HOUR)
    until = dt.datetime.fromisoformat(form["expires"])
    officer.post("/desk/alerts/new/", form | {"publish_at": f"{until - 4 * HOUR:%Y-%m-%dT%H:%M}"})
    alert = Alert.objects.get()
    assert abs(alert.publish_at - zone) < 2 * HOUR
    address = f"/desk/alerts/{alert.identifier}/"

    approver.post(address + "approve/", {"seen": alert.events.last().pk})
    page = approver.get(address).content.decode()
    assert words in page and f"{address}approve/" not in page and f"{address}return/" in page
    assert back not in page and back in officer.get(address).content.decode()
    assert approver.post(address + "withdraw/").status_code == 403

    assert gone in officer.post(address + "withdraw/", follow=True).content.decode()
    assert Alert.objects.get().status == "returned"


def test_over_the_api():
    officer, approver = api(member(Role.OFFICER)), api(member(Role.APPROVER))
    at = timezone.now() + HOUR
    made = officer.post(ALERTS, body(publish_at=at.isoformat())).json()
    address = f"{ALERTS}{made['identifier']}/"
    officer.post(address + "submit/")
    answer = approver.post(address + "approve/").json()
    assert (answer["status"], answer["scheduled"]) == ("submitted", True)
    assert approver.post(address + "approve/").status_code == 409
    assert api().get(address).status_code == 404
    assert approver.post(address + "withdraw/").status_code == 403
    assert officer.post(address + "withdraw/").json()["status"] == "returned"
    wrong = officer.post(ALERTS, body(publish_at="tomorrow"))
    assert wrong.status_code == 400 and list(wrong.json()["errors"]) == ["publish_at"]
