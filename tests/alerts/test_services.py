"""The way of an alert: drafted, sent in, returned, approved by a second person, replaced, declared over, expired."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from community.alerts.models import Alert, AlertEvent
from community.alerts.selectors import current_alerts, latest_public
from community.alerts.services import (
    approve_alert,
    cancel_alert,
    edit_alert,
    expire_alerts,
    return_alert,
    submit_alert,
    update_alert,
)
from community.messaging.models import Broadcast, Delivery, Lane
from community.messaging.services import fill_broadcast
from community.people.models import Role
from portal.lib.moves import IllegalMove, LostRace
from tests.factories import NOON
from tests.factories.alerts import INFOS, approved, drafted, issued, submitted
from tests.factories.people import member, resident
from tests.factories.places import AreaFactory, CommunityFactory, box
from tests.support.tallies import delivery_tally

pytestmark = pytest.mark.django_db


@pytest.mark.city
def test_a_warning_is_written_by_one_and_issued_by_another_and_reaches_its_area():
    resident(101, language="en")
    resident(102, language="zh-hans")
    resident(103, latitude=38.915, longitude=-76.985)  # up the hill
    officer, approver = member(Role.OFFICER), member(Role.APPROVER)

    alert = drafted(by=officer)
    submit_alert(alert, by=officer, now=NOON)
    approve_alert(alert, by=approver, now=NOON + timedelta(minutes=2))

    alert.refresh_from_db()
    assert (alert.status, alert.approved_by, alert.sent) == ("issued", approver, NOON + timedelta(minutes=2))
    broadcast = alert.broadcast
    assert (broadcast.key, broadcast.lane, broadcast.audience) == (
        f"alert:{alert.identifier}",
        Lane.WARNING,
        "residents_in_area",
    )
    assert broadcast.definition == {"community": alert.community.pk, "shape": alert.shape}
    assert broadcast.expires == alert.expires
    fill_broadcast(broadcast, now=NOON)
    assert delivery_tally(broadcast)["queued"] == 2
    assert sorted(Delivery.objects.values_list("language", flat=True)) == ["en", "zh-hans"]
    assert [(event.kind, event.from_status, event.to_status, event.by) for event in alert.events.all()] == [
        ("drafted", "", "draft", officer),
        ("submitted", "draft", "submitted", officer),
        ("approved", "submitted", "issued", approver),
    ]
    assert current_alerts(alert.community, NOON) == [alert]
    assert latest_public(None, 5) == [alert]


def test_extreme_goes_first_and_an_exercise_last():
    assert issued(severity="Extreme", exercise=True).broadcast.lane == Lane.REMINDER
    assert issued(severity="Moderate").broadcast.lane == Lane.WARNING
    assert issued(severity="Extreme").broadcast.lane == Lane.EXTREME


def test_identifiers_are_short_and_sayable():
    assert drafted().identifier.startswith("LW-") and len(drafted().identifier) == 7
    other = CommunityFactory(slug="old-mill-hill", name={"en": "Old Mill Hill"})
    assert drafted(community=other).identifier.startswith("OMH-")


def test_a_returned_alert_is_written_again_and_sent_in_again():
    officer, approver = member(Role.OFFICER), member(Role.APPROVER)
    alert = submitted(by=officer)

    return_alert(alert, by=approver, now=NOON, note="Name the school.")
    changed = edit_alert(alert, by=officer, now=NOON, infos=[{**INFOS[0], "headline": "Walk to Hillside School"}])
    submit_alert(changed, by=officer, now=NOON)
    approve_alert(changed, by=approver, now=NOON)

    assert [info.headline for info in changed.infos.all()] == ["Walk to Hillside School"]
    assert list(changed.events.values_list("kind", "note")) == [
        ("drafted", ""),
        ("submitted", ""),
        ("returned", "Name the school."),
        ("edited", ""),
        ("submitted", ""),
        ("approved", ""),
    ]


def test_a_return_needs_a_comment():
    with pytest.raises(ValidationError, match="what should be changed"):
        return_alert(submitted(), by=member(Role.APPROVER), now=NOON, note=" ")
    assert Alert.objects.get().status == "submitted"


def test_what_was_sent_in_is_not_written_on():
    alert = submitted()
    with pytest.raises(IllegalMove):
        edit_alert(alert, by=alert.author, now=NOON, infos=INFOS)


@pytest.mark.parametrize("change", [{"exercise": True}, {"msg_type": "Update"}])
def test_what_is_fixed_at_creation_stays(change):
    with pytest.raises(ValidationError) as caught:
        edit_alert(drafted(), by=member(Role.OFFICER), now=NOON, **change)
    assert list(caught.value.message_dict) == list(change)


# --- two people -------------------------------------------------------------------------------------------------------


def test_nobody_decides_on_their_own_words():
    both = member(Role.OFFICER, Role.APPROVER)
    alert = submitted(by=both)
    for decide in (
        lambda: approve_alert(alert, by=both, now=NOON),
        lambda: return_alert(alert, by=both, now=NOON, note="mine"),
    ):
        with pytest.raises(PermissionDenied, match="second person"):
            decide()
    assert Alert.objects.get().status == "submitted"
    assert not Broadcast.objects.exists()


def test_whoever_sent_it_in_or_changed_a_word_is_no_second_person():
    first, second, third = (member(Role.OFFICER, Role.APPROVER) for _ in range(3))
    alert = drafted(by=first)
    alert = edit_alert(alert, by=second, now=NOON, severity="Extreme")
    submit_alert(alert, by=third, now=NOON)
    for person in (first, second, third):
        with pytest.raises(PermissionDenied):
            approve_alert(alert, by=person, now=NOON)
    approve_alert(alert, by=member(Role.APPROVER), now=NOON)
    assert alert.status == "issued"


@pytest.mark.city
@pytest.mark.parametrize("who", ["author", "submitted_by"])
def test_the_database_refuses_self_approval(who):
    alert = submitted()
    if who == "submitted_by":
        Alert.objects.filter(pk=alert.pk).update(submitted_by=member(Role.OFFICER))
        alert.refresh_from_db()
    with pytest.raises(IntegrityError, match="approver_is_a_second_person"), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(status="issued", sent=NOON, approved_by=getattr(alert, who))


@pytest.mark.city
def test_the_database_refuses_an_issued_alert_that_nobody_approved():
    alert = submitted()
    with pytest.raises(IntegrityError, match="issued_alerts_were_approved"), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(status="issued", sent=NOON)


def test_every_move_that_is_not_in_the_table_is_refused():
    approver = member(Role.APPROVER)
    officer = member(Role.OFFICER)
    verbs = {
        "submit": lambda row: submit_alert(row, by=officer, now=NOON),
        "return": lambda row: return_alert(row, by=approver, now=NOON, note="no"),
        "approve": lambda row: approve_alert(row, by=approver, now=NOON),
        "update": lambda row: update_alert(row, by=officer, now=NOON),
        "cancel": lambda row: cancel_alert(row, by=officer, now=NOON),
    }
    allowed = {
        "draft": {"submit"},
        "returned": {"submit"},
        "submitted": {"return", "approve"},
        "issued": {"update", "cancel"},
        "expired": {"update", "cancel"},
        "updated": set(),
        "cancelled": set(),
    }
    found = {}
    for status in allowed:
        found[status] = set()
        for name, verb in verbs.items():
            alert = drafted(by=officer)
            extra = {} if status in ("draft", "returned") else {"submitted_by": officer}
            if extra and status != "submitted":
                extra |= {"approved_by": approver, "sent": NOON}
            Alert.objects.filter(pk=alert.pk).update(status=status, **extra)
            alert.refresh_from_db()
            try:
                verb(alert)
            except IllegalMove:
                assert Alert.objects.get(pk=alert.pk).status == status
            else:
                found[status].add(name)
    assert found == allowed


def test_words_that_went_back_and_forth_since_they_were_read_are_not_issued():
    officer, approver = member(Role.OFFICER), member(Role.APPROVER)
    alert = submitted(by=officer)
    seen = alert.events.last().pk
    return_alert(Alert.objects.get(), by=member(Role.APPROVER), now=NOON, note="shorter")
    submit_alert(Alert.objects.get(), by=officer, now=NOON)

    with pytest.raises(LostRace):
        approve_alert(Alert.objects.get(), by=approver, now=NOON, seen=seen)
    assert Alert.objects.get().status == "submitted"
    assert not Broadcast.objects.exists()


def test_a_draft_whose_end_has_passed_is_neither_sent_in_nor_issued():
    late = NOON + timedelta(hours=7)
    draft, waiting = drafted(), submitted()
    with pytest.raises(ValidationError, match="past"):
        submit_alert(draft, by=draft.author, now=late)
    with pytest.raises(ValidationError, match="past"):
        approve_alert(waiting, by=member(Role.APPROVER), now=late)
    assert set(Alert.objects.values_list("status", flat=True)) == {"draft", "submitted"}


# --- updates, cancellations, the end ----------------------------------------------------------------------------------


def test_an_update_replaces_the_old_one_when_it_is_issued():
    AreaFactory(slug="hill-road", name={"en": "Hill Road", "zh-hans": "坡上路"}, shape=box(38.90, -77.03, 38.92, -77.0))
    old = issued()
    new = update_alert(old, by=old.author, now=NOON, severity="Extreme", area={"named": ["lower-street", "hill-road"]})
    assert (new.msg_type, new.replaces, new.status) == ("Update", old, "draft")
    assert (new.event, new.expires, new.infos.count()) == (old.event, old.expires, 2)
    old.refresh_from_db()
    assert old.status == "issued"

    approved(new)

    old.refresh_from_db()
    assert (old.status, old.broadcast.stopped_at) == ("updated", NOON)
    assert current_alerts(None, NOON) == [new]
    assert new.area_words == {"en": "Lower Street, Hill Road", "zh-hans": "下街、坡上路"}
    assert old.events.last().kind == "updated" and old.events.last().note == new.identifier


def test_an_update_for_a_smaller_area_still_reaches_those_who_were_told_before():
    resident(101, latitude=38.885, longitude=-77.02)
    resident(102, latitude=38.899, longitude=-77.01)
    old = issued()
    new = approved(
        update_alert(
            old, by=old.author, now=NOON, area={"circle": {"latitude": 38.885, "longitude": -77.02, "radius": 200}}
        )
    )
    fill_broadcast(new.broadcast, now=NOON)
    assert new.broadcast.deliveries.count() == 2
    assert new.area == {"circle": {"latitude": 38.885, "longitude": -77.02, "radius": 200.0}}


def test_a_cancellation_says_so_in_both_languages_to_the_same_shape():
    old = issued(infos=INFOS[:1])
    new = cancel_alert(old, by=old.author, now=NOON)
    words = {info.language: (info.headline, info.instruction) for info in new.infos.all()}
    assert words["en"][0] == "Cancelled: The river is over its bank"
    assert words["zh-hans"][0] == f"已撤回：{old.identifier}"
    approved(new)

    old.refresh_from_db()
    assert (old.status, old.broadcast.stopped_at) == ("cancelled", NOON)
    assert new.broadcast.definition == old.broadcast.definition
    assert set(new.broadcast.texts) == {"en", "zh-hans"}
    assert current_alerts(None, NOON) == []
    assert "safe" not in " ".join(new.broadcast.texts.values()).lower()


def test_what_has_run_out_can_still_be_declared_over():
    old = issued()
    later = NOON + timedelta(hours=8)
    expire_alerts(now=later)
    new = approved(cancel_alert(Alert.objects.get(pk=old.pk), by=old.author, now=later), now=later)
    old.refresh_from_db()
    assert (old.status, new.status) == ("cancelled", "issued")
    assert new.expires > later


def test_the_second_of_two_followers_is_refused():
    old = issued()
    update = update_alert(old, by=old.author, now=NOON)
    cancel = cancel_alert(old, by=old.author, now=NOON)
    approved(cancel)
    submit_alert(update, by=old.author, now=NOON)
    with pytest.raises(IllegalMove):
        approve_alert(update, by=member(Role.APPROVER), now=NOON)
    update.refresh_from_db()
    assert (update.status, update.broadcast) == ("submitted", None)


def test_a_cancellation_is_not_itself_replaced():
    old = issued()
    new = approved(cancel_alert(old, by=old.author, now=NOON))
    for verb in (update_alert, cancel_alert):
        with pytest.raises(IllegalMove):
            verb(new, by=old.author, now=NOON)


def test_alerts_expire_once_each_with_an_event():
    alert, running = issued(), issued(expires=NOON + timedelta(hours=12))
    later = NOON + timedelta(hours=6)
    assert expire_alerts(now=later) == 1
    assert expire_alerts(now=later) == 0
    alert.refresh_from_db()
    running.refresh_from_db()
    assert (alert.status, running.status) == ("expired", "issued")
    assert AlertEvent.objects.filter(kind="expired").count() == 1
