"""Who takes a report, by the community's rules."""

import pytest
from django.core.exceptions import ValidationError

from community.hazards.models import AssignmentRule, Report
from community.hazards.selectors import suggested_for
from community.hazards.services import drop_assignment_rule, move_reports, save_assignment_rule
from community.people.models import Membership
from tests.factories import NOON
from tests.factories.hazards import category, report_in
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory
from tests.hazards.test_bulk import desk

pytestmark = pytest.mark.django_db


def rule(**fields):
    return save_assignment_rule(AssignmentRule(community=CommunityFactory(), **fields))


def test_the_closest_rule_names_who_takes_it():
    area, road = AreaFactory(community=CommunityFactory()), category("road")
    people = {name: member("grid_worker", name=name) for name in ("all", "kind", "area", "both")}
    here, there = report_in("triaged", area=area, category=road), report_in("triaged", latitude=None, longitude=None)
    assert suggested_for(here) is None
    rule(person=people["all"])
    assert suggested_for(here) == suggested_for(there) == people["all"]
    rule(category=road, person=people["kind"])
    assert suggested_for(here) == people["kind"] and suggested_for(there) == people["all"]
    rule(area=area, person=people["area"])
    assert suggested_for(here) == people["area"]
    last = rule(area=area, category=road, person=people["both"])
    assert suggested_for(here) == people["both"]
    Membership.objects.filter(user=people["both"]).delete()
    assert suggested_for(here) == people["area"]
    drop_assignment_rule(last)
    assert AssignmentRule.objects.count() == 3


def test_of_a_role_it_goes_to_whoever_has_least_and_in_bulk_too():
    workers, officer = {member("grid_worker") for _time in range(2)}, member("officer")
    rule(role="grid_worker")
    rows = [report_in("triaged") for _time in range(4)]
    outcomes = move_reports([(row, "triaged") for row in rows], to="assigned", by=officer, now=NOON)
    assert all(one.is_moved for one in outcomes)
    taken = list(Report.objects.values_list("assigned_to", flat=True))
    assert sorted(taken) == sorted([worker.pk for worker in workers] * 2)


@pytest.mark.parametrize(("language", "words"), [("en", "(by our rules)"), ("zh-hans", "（按规则）")])
def test_the_desk_offers_whom_the_rules_name(language, words):
    worker, officer = member("grid_worker", name="Wang"), member("officer")
    rule(person=worker)
    report = report_in("triaged")
    page = desk(officer).get("/desk/hazards/", {"report": report.reference}, HTTP_ACCEPT_LANGUAGE=language)
    assert f'<option value="{worker.pk}" selected>Wang {words}</option>' in page.content.decode()


def test_a_rule_names_one_of_the_two_and_nobody_from_elsewhere():
    worker = member("grid_worker")
    elsewhere = category("road", community=CommunityFactory(slug="elsewhere"))
    for fields, wrong in (
        ({}, "person"),
        ({"person": worker, "role": "officer"}, "person"),
        ({"person": member("resident")}, "person"),
        ({"person": worker, "category": elsewhere}, "category"),
    ):
        with pytest.raises(ValidationError, match=wrong):
            rule(**fields)
