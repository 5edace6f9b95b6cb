"""Status moves: a table and one guarded UPDATE."""

import pytest

from community.hazards.models import Report
from portal.lib.moves import IllegalMove, LostRace, move, try_move
from tests.factories import NOON
from tests.factories.places import CommunityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.city]


@pytest.fixture
def report():
    community = CommunityFactory()
    category = community.categories.create(code="gas", name={"en": "Gas"})
    return Report.objects.create(
        community=community,
        category=category,
        reference="H-222222",
        tracking_token="t",
        description="A smell of gas on the stairs",
        language="en",
        counts_from=NOON,
        created=NOON,
        updated=NOON,
    )


def test_a_move_writes_the_status_and_its_changes_together(report):
    move(report, Report.Status.TRIAGED, urgency="immediate")

    assert (report.status, report.urgency) == ("triaged", "immediate")
    assert Report.objects.values_list("status", "urgency").get() == ("triaged", "immediate")


def test_a_move_that_the_table_lacks_writes_nothing(report):
    with pytest.raises(IllegalMove):
        move(report, Report.Status.CLOSED, urgency="immediate")

    assert Report.objects.values_list("status", "urgency").get() == ("submitted", "soon")


def test_the_second_of_two_people_is_told_that_it_lost(report):
    same = Report.objects.get()
    move(report, Report.Status.TRIAGED)

    with pytest.raises(LostRace):
        move(same, Report.Status.REJECTED, urgency="routine")

    assert Report.objects.values_list("status", "urgency").get() == ("triaged", "soon")


def test_machines_are_answered_instead_of_stopped(report):
    same = Report.objects.get()

    assert try_move(report, Report.Status.TRIAGED) is True
    assert try_move(same, Report.Status.REJECTED) is False
    assert try_move(report, Report.Status.CLOSED) is False


def test_every_table_of_moves_names_each_status_once():
    from django.apps import apps

    for model in apps.get_models():
        if hasattr(model, "MOVES"):
            stored = set(model.Status) - ({model.Status.STALE} if hasattr(model.Status, "STALE") else set())
            assert set(model.MOVES) == stored, model
            assert set().union(*model.MOVES.values()) <= stored, model
