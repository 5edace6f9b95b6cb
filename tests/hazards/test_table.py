"""The table of moves asked by programs: every state, every target, every role, and what each is answered."""

import pytest
from django.test import Client

from community.hazards.models import Report
from community.people.models import Role
from tests.factories.hazards import ReportFactory, report_in
from tests.factories.people import UserFactory, member
from tests.hazards.test_moves import GRID_WORKERS, OFFICERS, TABLE

pytestmark = pytest.mark.django_db
S = Report.Status
MAY = {"grid_worker": GRID_WORKERS, "officer": OFFICERS, "approver": OFFICERS, "admin": OFFICERS}


def asked_for(to, person, other):
    """What the guard of `to` asks for, as a program says it."""
    return {
        "assigned": {"assigned_to": person.username},
        "referred": {"referred_to": "Power company"},
        "duplicate": {"duplicate_of": other.reference},
        "rejected": {"note": "It is a film set."},
        "interim": {"note": "Cones stand around it."},
        "reopened": {"note": "It is still there."},
    }.get(to, {})


def sends(person, report, to, **fields):
    browser = Client()
    browser.force_login(person)
    address = f"/api/v1/hazards/{report.reference}/moves/"
    return browser.post(address, {"to": to, **fields}, content_type="application/json")


@pytest.mark.parametrize("start", S.values)
def test_every_role_is_answered_by_the_table(start):
    fixer, other = member("grid_worker"), ReportFactory()
    report = report_in(start, fixed_by=fixer)
    # one role of each power: the rules of every role are asked in test_moves
    for role in (Role.RESIDENT, Role.GRID_WORKER, Role.OFFICER):
        person = member(role)
        for to in S.values:
            Report.objects.filter(pk=report.pk).update(
                status=start, fixed_by=fixer, verified_by=None, duplicate_of=None, is_public=True
            )
            answer = sends(person, report, to, **asked_for(to, person, other))
            wanted = (
                403 if role not in MAY else 409 if to not in TABLE[start].split() else 200 if to in MAY[role] else 403
            )
            assert answer.status_code == wanted, (start, to, role, answer.content)
            assert Report.objects.get(pk=report.pk).status == (to if wanted == 200 else start)
            if wanted == 409:
                assert answer.json()["title"] == "This step is not possible now." and answer.json()["detail"]


@pytest.mark.parametrize(("start", "to"), [(start, to) for start in S.values for to in TABLE[start].split()])
def test_a_move_without_what_its_guard_asks_for_names_the_field(start, to):
    field = {"assigned": "assigned_to", "referred": "referred_to", "duplicate": "duplicate_of"}.get(to, "note")
    report = report_in(start, fixed_by=member("grid_worker"))
    answer = sends(member("officer"), report, to)
    if asked_for(to, UserFactory(), report):
        assert answer.status_code == 400 and field in answer.json()["errors"], answer.content
        assert Report.objects.get(pk=report.pk).status == start
    else:
        assert answer.status_code == 200


@pytest.mark.parametrize("start", S.values)
def test_what_was_decided_on_another_state_is_lost_in_words(start):
    report = report_in(start, fixed_by=member("grid_worker"))
    to = TABLE[start].split()[0]
    seen = next(status for status in S.values if status != start)
    person = member("officer")
    answer = sends(person, report, to, seen=seen, **asked_for(to, person, ReportFactory()))
    assert answer.status_code == 409 and answer.json()["title"] == "Somebody else was faster."
    assert Report.objects.get(pk=report.pk).status == start


def test_whoever_fixed_it_may_not_check_it_over_the_api_either():
    worker = member("grid_worker")
    answer = sends(worker, report_in("fixed", fixed_by=worker), "verified")
    assert answer.status_code == 403


def test_nobody_unknown_moves_anything():
    report = report_in("submitted")
    address = f"/api/v1/hazards/{report.reference}/moves/"
    assert Client().post(address, {"to": "triaged"}, content_type="application/json").status_code == 401
    assert Report.objects.get(pk=report.pk).status == "submitted"
