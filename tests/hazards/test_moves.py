"""The table of moves, by role, in full; and what each move asks for."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connections

from community.hazards.models import Report
from community.hazards.permissions import may_assign, may_move, may_triage, moves_open_to
from community.hazards.services import move_report, triage_report
from community.people.models import Role
from portal.lib.moves import IllegalMove, LostRace
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, category, report_in
from tests.factories.people import UserFactory, member
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db
S = Report.Status

# from: every status it may move to. Written out once more, by hand: a slip in either table shows.
TABLE = {
    "submitted": "triaged rejected referred duplicate",
    "triaged": "assigned rejected referred duplicate fixed",
    "assigned": "interim fixed referred triaged",
    "interim": "fixed referred assigned",
    "fixed": "verified reopened",
    "verified": "closed reopened",
    "closed": "reopened",
    "rejected": "reopened",
    "referred": "closed reopened",
    "duplicate": "reopened",
    "reopened": "triaged assigned rejected referred duplicate",
}
GRID_WORKERS = {"triaged", "assigned", "interim", "fixed", "verified", "duplicate", "reopened"}
OFFICERS = GRID_WORKERS | {"closed", "rejected", "referred"}


def guards(report, to):
    """What the guard of `to` asks for."""
    return {
        "assigned": lambda: {"assigned_to": member("grid_worker")},
        "referred": lambda: {"referred_to": "Power company"},
        "duplicate": lambda: {"duplicate_of": ReportFactory(category=report.category)},
        "rejected": lambda: {"note": "It is a film set."},
        "interim": lambda: {"note": "Cones stand around it until Friday."},
        "reopened": lambda: {"note": "It is still there."},
    }.get(to, dict)()


def test_the_table_covers_every_status():
    assert set(TABLE) == set(Report.MOVES) == set(S.values)


@pytest.mark.parametrize("start", S.values)
def test_exactly_the_moves_of_the_table_are_possible(start):
    officer, fixer = member("officer"), member("grid_worker")
    for to in S.values:
        report = report_in(start, fixed_by=fixer)
        if to in TABLE[start].split():
            move_report(report, to=to, by=officer, now=NOON, **guards(report, to))
            assert Report.objects.get(pk=report.pk).status == to
            last = report.events.last()
            assert (last.kind, last.from_status, last.to_status, last.by) == ("moved", start, to, officer)
        else:
            with pytest.raises(IllegalMove):
                move_report(report, to=to, by=officer, now=NOON, **guards(report, to))
            assert Report.objects.get(pk=report.pk).status == start
            assert report.events.count() == 1


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("start", S.values)
def test_exactly_the_roles_of_the_table_may_move(start, role):
    person, report = member(role), report_in(start)
    allowed = {"grid_worker": GRID_WORKERS, "officer": OFFICERS, "approver": OFFICERS, "admin": OFFICERS}.get(
        role, set()
    )

    assert {to for to in S.values if may_move(person, report, to)} == allowed
    assert set(moves_open_to(person, report)) == allowed & set(TABLE[start].split())
    assert may_triage(person, report.community) == bool(allowed)


def test_strangers_and_staff_of_another_community_may_nothing():
    from django.contrib.auth.models import AnonymousUser

    report = ReportFactory()
    elsewhere = member("officer", community=CommunityFactory(slug="elsewhere"))

    for person in (AnonymousUser(), UserFactory(), elsewhere):
        assert not any(may_move(person, report, to) for to in S.values)
        assert moves_open_to(person, report) == []
    assert may_move(UserFactory(is_superuser=True), report, "triaged")


def test_nobody_checks_their_own_work():
    worker, officer = member("grid_worker"), member("officer")
    report = report_in("assigned")
    move_report(report, to="fixed", by=worker, now=NOON)

    assert not may_move(worker, report, "verified")
    assert "verified" not in moves_open_to(worker, report)
    with pytest.raises(PermissionDenied):
        move_report(report, to="verified", by=worker, now=NOON)
    move_report(report, to="verified", by=officer, now=NOON)
    assert (report.fixed_by, report.verified_by) == (worker, officer)


def test_the_database_holds_the_second_person_too():
    worker = member("grid_worker")
    report = report_in("fixed", fixed_by=worker)
    with pytest.raises(IntegrityError):
        Report.objects.filter(pk=report.pk).update(verified_by=worker)


def test_a_grid_worker_takes_a_report_and_hands_none_out():
    worker, other, officer, report = member("grid_worker"), member("grid_worker"), member("officer"), ReportFactory()

    assert may_assign(worker, report, worker)
    assert not may_assign(worker, report, other)
    assert may_assign(officer, report, other)


@pytest.mark.parametrize(
    ("start", "to", "field"),
    [
        ("triaged", "assigned", "assigned_to"),
        ("submitted", "referred", "referred_to"),
        ("submitted", "duplicate", "duplicate_of"),
        ("submitted", "rejected", "note"),
        ("assigned", "interim", "note"),
        ("closed", "reopened", "note"),
    ],
)
def test_a_guard_that_is_not_met_writes_nothing(start, to, field):
    report = report_in(start)
    with pytest.raises(ValidationError) as missing:
        move_report(report, to=to, by=member("officer"), now=NOON, note="  ")
    assert set(missing.value.message_dict) == {field}
    assert (Report.objects.get(pk=report.pk).status, report.events.count()) == (start, 1)


def test_it_is_assigned_only_to_somebody_who_fixes_hazards_here():
    report = report_in("triaged")
    for person in (member("resident"), member("grid_worker", community=CommunityFactory(slug="elsewhere"))):
        with pytest.raises(ValidationError):
            move_report(report, to="assigned", assigned_to=person, by=member("officer"), now=NOON)


def test_the_first_look_makes_a_strangers_report_public_unless_kept_private():
    officer = member("officer")
    shown, kept, repeat, rejected = (ReportFactory() for _ in range(4))
    triage_report(shown, by=officer, now=NOON, urgency="immediate")
    triage_report(kept, by=officer, now=NOON, public=False)
    move_report(repeat, to="duplicate", duplicate_of=shown, by=officer, now=NOON)
    move_report(rejected, to="rejected", note="A film set.", by=officer, now=NOON)

    rows = {row.pk: row for row in Report.objects.all()}
    assert [rows[row.pk].is_public for row in (shown, kept, repeat, rejected)] == [True, False, False, False]
    assert rows[shown.pk].urgency == "immediate"
    move_report(kept, to="assigned", assigned_to=officer, by=officer, now=NOON)
    assert not Report.objects.get(pk=kept.pk).is_public


def test_a_private_note_stands_apart_from_its_public_move():
    report = ReportFactory()
    triage_report(report, by=member("officer"), now=NOON, note="The owner is a relative.", note_is_public=False)

    assert [(e.kind, e.note, e.is_public) for e in report.events.all()] == [
        ("filed", "", True),
        ("moved", "", True),
        ("note", "The owner is a relative.", False),
    ]


def test_opening_again_forgets_who_fixed_it():
    report = report_in("fixed", fixed_by=member("grid_worker"))
    move_report(report, to="reopened", by=None, note="Still wet.", now=NOON)

    report.refresh_from_db()
    assert (report.status, report.fixed_by, report.verified_by) == ("reopened", None, None)


def test_handing_back_leaves_nobody_on_it():
    report = report_in("triaged")
    move_report(report, to="assigned", assigned_to=member("grid_worker"), by=member("officer"), now=NOON)
    move_report(report, to="triaged", by=member("officer"), now=NOON)

    assert Report.objects.get().assigned_to is None


@pytest.mark.city
def test_of_two_officers_the_second_is_told():
    report = ReportFactory()
    one, two = Report.objects.get(pk=report.pk), Report.objects.get(pk=report.pk)
    triage_report(one, by=member("officer"), now=NOON)

    with pytest.raises(LostRace):
        move_report(two, to="rejected", note="Not a hazard.", by=member("officer"), now=NOON)

    assert [e.to_status for e in report.events.all()] == ["submitted", "triaged"]


def test_what_the_officer_saw_is_what_is_decided_on():
    report = ReportFactory()
    triage_report(report, by=member("officer"), now=NOON)

    with pytest.raises(LostRace):  # legal from triaged; but the page still said submitted
        move_report(report, to="rejected", note="x", seen="submitted", by=member("officer"), now=NOON)


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_eight_officers_at_once_make_one_move():
    report, officers = ReportFactory(), [member("officer") for _ in range(8)]
    rows, start, won = [Report.objects.get(pk=report.pk) for _ in officers], threading.Barrier(8), []

    def decide(row, officer):
        start.wait()
        try:
            triage_report(row, by=officer, now=NOON + timedelta(minutes=1))
            won.append(officer)
        except LostRace:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=pair) for pair in zip(rows, officers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(won) == 1
    assert [e.by for e in report.events.all()] == [None, won[0]]
    assert category().reports.get().status == "triaged"
