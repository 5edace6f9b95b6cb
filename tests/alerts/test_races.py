"""Two approvers at the same moment: one broadcast."""

import threading

import pytest
from django.db import connection

from community.alerts.models import Alert
from community.alerts.services import approve_alert, return_alert
from community.messaging.models import Broadcast
from community.people.models import Role
from portal.lib.moves import IllegalMove, LostRace
from tests.factories import NOON
from tests.factories.alerts import submitted
from tests.factories.people import member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.city]


def race(*acts):
    """Run every act at once, each on its own connection; what became of each."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        try:
            start.wait(10)
            act()
            outcomes.append("done")
        except (IllegalMove, LostRace) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def test_four_approvals_at_once_issue_it_once():
    alert = submitted()
    rows = [(Alert.objects.get(pk=alert.pk), member(Role.APPROVER)) for _ in range(4)]
    outcomes = race(*[lambda row=row, by=by: approve_alert(row, by=by, now=NOON) for row, by in rows])
    assert sorted(outcomes) == ["LostRace", "LostRace", "LostRace", "done"]
    assert Broadcast.objects.count() == 1
    assert alert.events.filter(kind="approved").count() == 1


def test_an_approval_and_a_return_at_once_do_one_of_the_two():
    alert = submitted()
    first, second = Alert.objects.get(pk=alert.pk), Alert.objects.get(pk=alert.pk)
    people = member(Role.APPROVER), member(Role.APPROVER)
    outcomes = race(
        lambda: approve_alert(first, by=people[0], now=NOON),
        lambda: return_alert(second, by=people[1], now=NOON, note="no"),
    )
    assert sorted(outcomes) == ["LostRace", "done"]
    alert.refresh_from_db()
    assert Broadcast.objects.count() == (1 if alert.status == "issued" else 0)
