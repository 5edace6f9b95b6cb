"""An error taken back: at once, by one person who had a hand in it, to everybody who got it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from community.alerts.models import Alert
from community.alerts.services import clear_alert, retract_alert, submit_alert
from community.people.models import Role
from community.people.services import save_duty_phone
from portal.lib.moves import IllegalMove
from tests.alerts.test_api import ALERTS, now_
from tests.alerts.test_api import client as api
from tests.alerts.test_races import race
from tests.factories import NOON
from tests.factories.alerts import drafted, issued
from tests.factories.people import member, resident
from tests.support.sessions import client

pytestmark = pytest.mark.django_db
WRONG = "Wrong street: it is Upper Street."


@pytest.mark.city
def test_whoever_wrote_it_takes_it_back_alone_and_the_same_people_hear_of_it(carrier):
    resident(101)
    resident(102, language="zh-hans")
    told = member(Role.APPROVER)
    save_duty_phone(told, phone="+12025550150", language="en", now=NOON)
    alert = issued(severity="Moderate")
    carrier.work()

    cancel = retract_alert(alert, by=alert.author, now=NOON, reason=WRONG)
    carrier.work()

    alert.refresh_from_db()
    assert (alert.status, cancel.status, cancel.msg_type, cancel.issued_alone_reason) == (
        ("cancelled", "issued", "Cancel", WRONG)
    )
    assert [event.kind for event in cancel.events.all()] == ["drafted", "submitted", "retracted"]
    last = {text.to: text.body for text in carrier.messages}
    assert "Cancelled" in last["+12025550101"] and "已撤回" in last["+12025550102"]
    assert WRONG in last["+12025550150"] and "took an error back" in last["+12025550150"]


def test_so_may_its_approver_and_nobody_else():
    approver = member(Role.APPROVER)
    alert = issued(approver=approver)
    for stranger in (member(Role.APPROVER), member(Role.OFFICER), member(Role.ADMIN)):
        with pytest.raises(PermissionDenied):
            retract_alert(alert, by=stranger, now=NOON, reason=WRONG)
    assert retract_alert(alert, by=approver, now=NOON, reason=WRONG).status == "issued"


def test_a_reason_is_asked_for():
    alert = issued()
    with pytest.raises(ValidationError) as caught:
        retract_alert(alert, by=alert.author, now=NOON, reason=" ")
    assert list(caught.value.message_dict) == ["reason"]
    assert Alert.objects.count() == 1


def test_only_what_is_in_force_can_be_taken_back_and_only_once():
    mine = drafted()
    with pytest.raises(IllegalMove):
        retract_alert(mine, by=mine.author, now=NOON, reason=WRONG)
    alert = issued()
    retract_alert(alert, by=alert.author, now=NOON, reason=WRONG)
    with pytest.raises(IllegalMove):
        retract_alert(alert, by=alert.author, now=NOON, reason=WRONG)


@pytest.mark.django_db(transaction=True)
@pytest.mark.city
def test_two_who_take_it_back_at_once_do_it_once():
    approver = member(Role.APPROVER)
    alert = issued(approver=approver)
    rows = [Alert.objects.get(pk=alert.pk), Alert.objects.get(pk=alert.pk)]
    race(
        lambda: retract_alert(rows[0], by=alert.author, now=NOON, reason=WRONG),
        lambda: retract_alert(rows[1], by=approver, now=NOON, reason=WRONG),
    )
    assert Alert.objects.filter(msg_type="Cancel").count() == 1


@pytest.mark.city
def test_the_database_lets_no_all_clear_be_given_alone():
    alert = issued()
    clear = clear_alert(alert, by=alert.author, now=NOON)
    submit_alert(clear, by=clear.author, now=NOON)
    with pytest.raises(IntegrityError, match="what_one_person_may_issue"), transaction.atomic():
        Alert.objects.filter(pk=clear.pk).update(
            status="issued", sent=NOON, approved_by=clear.author, issued_alone_reason="because"
        )


@pytest.mark.parametrize(
    ("language", "asks", "done"),
    [("en", "Was it a mistake?", "Everybody who got it is told"), ("zh-CN", "发错了", "都会收到通知")],
)
def test_on_the_page(language, asks, done):
    resident(101)
    alert = issued(**now_())
    mine, other = client(alert.author, language), client(member(Role.OFFICER), language)
    address = f"/desk/alerts/{alert.identifier}/"
    assert asks in mine.get(address).content.decode() and asks not in other.get(address).content.decode()
    assert other.post(address + "retract/", {"reason": WRONG}).status_code == 403

    door = client(alert.author, language, fresh=False).post(address + "retract/", {"reason": WRONG})
    assert door.status_code == 302 and "reauthenticate" in door["Location"]
    assert Alert.objects.count() == 1
    assert done in mine.post(address + "retract/", {"reason": WRONG}, follow=True).content.decode()
    assert Alert.objects.get(pk=alert.pk).status == "cancelled"


def test_over_the_api():
    alert = issued(**now_())
    address = f"{ALERTS}{alert.identifier}/retract/"
    assert api(member(Role.OFFICER)).post(address, {"note": WRONG}).status_code == 403
    assert api(alert.author).post(address).json()["errors"] == {"reason": ["Say what was wrong."]}
    answer = api(alert.author).post(address, {"note": WRONG})
    assert answer.status_code == 201 and answer.json()["references"] == [alert.identifier]
    assert api(alert.author).post(address, {"note": WRONG}).status_code == 409


@pytest.mark.parametrize(
    ("language", "words", "old"),
    [
        ("en", "You need not do what it said.", "walk to Hillside School"),
        ("zh-CN", "不用照它说的去做。", "步行去山坡小学"),
    ],
)
def test_its_page_no_longer_asks_for_what_it_said(language, words, old):
    alert = issued()
    cancel = retract_alert(alert, by=alert.author, now=NOON, reason=WRONG)

    taken_back = client(None, language).get(alert.get_absolute_url()).content.decode()
    assert words in taken_back.split('class="now__do"')[1].split("</p>")[0]
    assert old in taken_back.split('class="facts"')[1]  # told, and no longer asked

    says = client(None, language).get(cancel.get_absolute_url()).content.decode()
    assert words in says.split('class="now__do"')[1].split("</p>")[0]
    assert "damaged" not in says and "损坏" not in says
