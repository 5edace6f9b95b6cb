"""Never more people than places; the waiting list asks before it promotes."""

import datetime as dt
import threading

import pytest
from django.db import connections

from community.messaging.models import Broadcast, Delivery
from drills.models import Drill, DrillEvent, SignUp
from drills.selectors import place_in_queue
from drills.services import (
    NotNow,
    cancel_drill,
    cancel_sign_up,
    change_drill,
    end_drill,
    expire_offers,
    record_check,
    sign_up,
    start_drill,
)
from portal.lib.moves import IllegalMove
from tests.factories import NOON
from tests.factories.drills import DrillFactory
from tests.factories.people import UserFactory, resident

HOUR = dt.timedelta(hours=1)


def statuses(drill):
    return list(drill.signups.order_by("pk").values_list("status", flat=True))


@pytest.mark.django_db
def test_places_are_given_out_and_then_there_is_a_waiting_list():
    drill = DrillFactory(capacity=2)
    people = [UserFactory() for _n in range(4)]
    for person in people:
        sign_up(drill, by=person, now=NOON)

    assert statuses(drill) == ["confirmed", "confirmed", "waitlisted", "waitlisted"]
    assert [place_in_queue(row) for row in drill.signups.filter(status="waitlisted").order_by("pk")] == [1, 2]
    assert sign_up(drill, by=people[0], now=NOON).status == "confirmed"
    assert drill.signups.count() == 4
    assert list(drill.events.order_by("pk").values_list("kind", "to_status", "by")) == [
        ("signup", "confirmed", people[0].pk),
        ("signup", "confirmed", people[1].pk),
        ("signup", "waitlisted", people[2].pk),
        ("signup", "waitlisted", people[3].pk),
    ]


@pytest.mark.django_db
def test_a_place_given_back_is_offered_to_the_first_in_line_who_must_take_it():
    drill = DrillFactory(capacity=1, starts=NOON + 72 * HOUR)
    first, second, third, late = (UserFactory() for _n in range(4))
    resident(101, user=second, language="zh-hans")
    for person in (first, second, third):
        sign_up(drill, by=person, now=NOON)

    cancel_sign_up(drill.signups.get(user=first), by=first, now=NOON)
    assert statuses(drill) == ["cancelled", "offered", "waitlisted"]
    offer = drill.signups.get(user=second)
    assert offer.offer_expires == NOON + 24 * HOUR
    text = Broadcast.objects.get()
    assert text.key.startswith(f"drill:{drill.pk}:offer:")
    assert Delivery.objects.get().language == "zh-hans"
    # the offer holds the place: nobody slips in between
    assert sign_up(drill, by=late, now=NOON).status == "waitlisted"

    assert sign_up(drill, by=second, now=NOON + HOUR).status == "confirmed"
    assert statuses(drill) == ["cancelled", "confirmed", "waitlisted", "waitlisted"]


@pytest.mark.django_db
def test_an_offer_that_nobody_takes_goes_to_the_next():
    drill = DrillFactory(capacity=1, starts=NOON + 72 * HOUR)
    first, second, third = (UserFactory() for _n in range(3))
    for person in (first, second, third):
        sign_up(drill, by=person, now=NOON)
    cancel_sign_up(drill.signups.get(user=first), by=first, now=NOON)

    assert expire_offers(now=NOON + 24 * HOUR - dt.timedelta(seconds=1)) == 0
    with pytest.raises(NotNow):
        sign_up(drill, by=second, now=NOON + 24 * HOUR)
    assert expire_offers(now=NOON + 24 * HOUR) == 1
    assert statuses(drill) == ["cancelled", "cancelled", "offered"]
    assert drill.signups.get(user=third).offer_expires == NOON + 48 * HOUR
    # who let it go may stand in line again, at its end
    assert sign_up(drill, by=second, now=NOON + 25 * HOUR).status == "waitlisted"


@pytest.mark.django_db
def test_an_offer_never_holds_longer_than_until_the_drill_begins():
    drill = DrillFactory(capacity=1, starts=NOON + 2 * HOUR)
    first, second = UserFactory(), UserFactory()
    for person in (first, second):
        sign_up(drill, by=person, now=NOON)
    cancel_sign_up(drill.signups.get(user=first), by=first, now=NOON)
    assert drill.signups.get(user=second).offer_expires == NOON + 2 * HOUR


@pytest.mark.django_db
def test_more_places_are_offered_to_those_who_wait():
    drill = DrillFactory(capacity=1)
    for _n in range(4):
        sign_up(drill, by=UserFactory(), now=NOON)
    change_drill(drill, by=drill.organiser, now=NOON, capacity=3)
    assert statuses(drill) == ["confirmed", "offered", "offered", "waitlisted"]
    change_drill(drill, by=drill.organiser, now=NOON, capacity=None)
    assert statuses(drill) == ["confirmed", "offered", "offered", "offered"]


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["draft", "ended", "cancelled", "closed", "aborted_real"])
def test_what_is_not_announced_or_is_over_takes_nobody(status):
    drill = DrillFactory(status=status)
    with pytest.raises(NotNow):
        sign_up(drill, by=UserFactory(), now=NOON)
    assert not SignUp.objects.exists()


@pytest.mark.django_db
def test_a_drill_whose_time_is_past_takes_nobody():
    drill = DrillFactory()
    with pytest.raises(NotNow):
        sign_up(drill, by=UserFactory(), now=drill.ends)


@pytest.mark.django_db
def test_who_has_come_cannot_withdraw_and_who_withdrew_twice_withdrew_once():
    drill = DrillFactory()
    person, other = UserFactory(), UserFactory()
    signup, gone = sign_up(drill, by=person, now=NOON), sign_up(drill, by=other, now=NOON)
    record_check(drill, nonce="n" * 8, kind="in", by=drill.organiser, now=NOON, person=person)
    with pytest.raises(IllegalMove):
        cancel_sign_up(signup, by=person, now=NOON)
    cancel_sign_up(gone, by=other, now=NOON)
    cancel_sign_up(gone, by=other, now=NOON)
    assert statuses(drill) == ["in", "cancelled"]
    assert DrillEvent.objects.filter(signup=gone, to_status="cancelled").count() == 1


@pytest.mark.django_db
def test_the_end_of_a_drill_settles_every_sign_up():
    drill = DrillFactory(capacity=2)
    came, stayed_away, waiting = (UserFactory() for _n in range(3))
    for person in (came, stayed_away, waiting):
        sign_up(drill, by=person, now=NOON)
    start_drill(drill, by=drill.organiser, now=drill.starts)
    record_check(drill, nonce="n" * 8, kind="in", by=drill.organiser, now=drill.starts, person=came)
    drill = Drill.objects.get()
    end_drill(drill, by=drill.organiser, now=drill.ends)
    assert statuses(drill) == ["in", "no_show", "cancelled"]


@pytest.mark.django_db
def test_a_cancelled_drill_offers_nothing():
    drill = DrillFactory(capacity=1)
    first, second = UserFactory(), UserFactory()
    for person in (first, second):
        sign_up(drill, by=person, now=NOON)
    cancel_drill(Drill.objects.get(), by=drill.organiser, now=NOON)
    cancel_sign_up(drill.signups.get(user=first), by=first, now=NOON)
    assert statuses(drill) == ["cancelled", "waitlisted"]


def all_at_once(works):
    """Run every callable in a thread of its own, let go together; returns what they raised."""
    barrier, raised = threading.Barrier(len(works)), []

    def run(work):
        barrier.wait()
        try:
            work()
        except Exception as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_many_hands_at_once_never_overbook(transactional_db):
    drill = DrillFactory(capacity=3)
    people = [UserFactory() for _n in range(10)]
    raised = all_at_once([lambda person=person: sign_up(drill, by=person, now=NOON) for person in people])
    assert raised == []
    assert sorted(statuses(drill)) == ["confirmed"] * 3 + ["waitlisted"] * 7


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_one_person_who_presses_ten_times_at_once_signs_up_once(transactional_db):
    drill, person = DrillFactory(capacity=3), UserFactory()
    raised = all_at_once([lambda: sign_up(drill, by=person, now=NOON)] * 6)
    assert raised == []
    assert statuses(drill) == ["confirmed"]


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_withdrawing_at_once_offers_each_place_once(transactional_db):
    drill = DrillFactory(capacity=3)
    people = [UserFactory() for _n in range(8)]
    for person in people:
        sign_up(drill, by=person, now=NOON)
    rows = list(drill.signups.order_by("pk")[:3])
    raised = all_at_once([lambda row=row: cancel_sign_up(row, by=row.user, now=NOON) for row in rows])
    assert raised == []
    assert statuses(drill) == ["cancelled"] * 3 + ["offered"] * 3 + ["waitlisted"] * 2
