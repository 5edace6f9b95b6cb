"""Risk inspections: planned, gone on, repeated; one finding is one report."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from community.hazards.models import Checklist, Finding, Report, Round, Visit
from community.hazards.photos import prepare
from community.hazards.selectors import (
    entries_of,
    missed_visits,
    register_lines,
    register_page,
    reports_page,
    visits_for,
)
from community.hazards.services import (
    Answered,
    ensure_checklists,
    move_report,
    open_rounds,
    place_of,
    plan_round,
    record_visit,
    stop_round,
)
from portal.lib.moves import LostRace
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, category, picture, report_in
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory
from tests.factories.stations import StationFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
FIRST, SECOND = "visit-aaaaaaaaaaaaaaaa", "visit-bbbbbbbbbbbbbbbb"
TODAY = dt.date(2026, 7, 8)


def planned(officer, *, slug="stairs", places=None, due=TODAY, **fields) -> Round:
    community = CommunityFactory()
    ensure_checklists(community)
    places = places or [place_of(community, station=StationFactory())]
    checklist = Checklist.objects.get(community=community, slug=slug)
    return plan_round(checklist, places=places, due=due, by=officer, now=NOON, **fields)


def answered(visit, *wrong, photos=(), **words):
    """Everything is fine but the items `wrong`."""
    return {
        item: Answered("not_fine", words.get(item.code.replace("-", "_"), ""), tuple(photos))
        if item.code in wrong
        else Answered("fine")
        for item in visit.round.checklist.items.all()
    }


def gone(visit, by, *wrong, client_id=FIRST, now=NOON, **words):
    return record_visit(
        visit, answers=answered(visit, *wrong, **words), client_id=client_id, language="en", by=by, now=now
    )


def test_there_are_three_checklists_to_start_from_in_both_languages_each_with_its_source():
    community = CommunityFactory()
    call_command("load_checklists", verbosity=0)
    Checklist.objects.filter(slug="stairs").update(name={"en": "Ours"})
    call_command("load_checklists", verbosity=0)
    rows = list(Checklist.objects.filter(community=community).prefetch_related("items"))
    assert [row.slug for row in rows] == ["stairs", "small-shops", "before-the-rains"]
    assert rows[0].name == {"en": "Ours"}
    assert all(row.source and row.source_date and row.items.count() >= 5 for row in rows)
    words = [words for row in rows for item in row.items.all() for words in (item.words, item.help, item.finding)]
    assert all(set(one) == {"en", "zh-hans"} and all(one.values()) for one in words)


@pytest.mark.city
def test_what_is_not_fine_becomes_one_report_a_finding_linked_both_ways(officer, worker):
    visit = planned(officer).visits.get()
    photo = prepare(picture())
    gone(visit, worker, "clear-stairs", "fire-doors", clear_stairs="Bikes on floor 3.", photos=[photo])
    reports = Report.objects.order_by("pk")
    # two findings of one kind at one place are two hazards
    assert [report.category.code for report in reports] == ["blocked_exit", "blocked_exit"]
    first = reports[0]
    assert first.description == "Things block the stairs or a landing. Bikes on floor 3."
    assert (first.channel, first.urgency, first.reporter) == ("inspection", "soon", worker)
    assert (first.latitude, first.longitude) == visit.place.position
    finding = first.findings.get()
    assert (finding.visit, finding.item.code, finding.is_joined) == (visit, "clear-stairs", False)
    assert first.photos.count() == 1
    assert first.events.filter(kind="inspection", subject=str(visit.place)).count() == 1
    assert Visit.objects.get().status == "done"
    assert Finding.objects.filter(answer="fine").count() == 4


@pytest.mark.city
def test_sent_twice_is_once_and_the_second_person_is_told(officer, worker):
    row = planned(officer)
    stale = row.visits.get()
    gone(row.visits.get(), worker, "lights")
    assert gone(row.visits.get(), worker, "lights").is_repeat
    assert gone(stale, worker, "lights").is_repeat  # read before the first was taken
    with pytest.raises(LostRace):
        gone(stale, member("volunteer"), "lights", "clear-stairs")
    assert Report.objects.count() == 1


def test_the_open_report_at_the_place_is_joined_and_a_closed_one_is_not(officer, worker):
    place = place_of(CommunityFactory(), station=StationFactory())
    gone(planned(officer, places=[place]).visits.get(), worker, "fire-doors")
    gone(planned(officer, places=[place]).visits.get(), worker, "fire-doors", fire_doors="Still wedged.")
    report = Report.objects.get()
    assert [one.is_joined for one in report.findings.order_by("pk")] == [False, True]
    assert report.events.filter(kind="inspection", note="Still wedged.").exists()
    move_report(report, to="triaged" if report.status == "submitted" else "fixed", by=officer, now=NOON)
    move_report(report, to="fixed", by=officer, now=NOON)
    gone(planned(officer, places=[place]).visits.get(), worker, "fire-doors")
    assert Report.objects.count() == 2


def test_a_residents_report_at_the_same_place_is_joined(officer, worker):
    station = StationFactory()
    there = ReportFactory(
        category=category("blocked_exit"), latitude=station.latitude, longitude=station.longitude, area=None
    )
    away = ReportFactory(category=category("blocked_exit"), latitude=38.885, longitude=-77.02)
    visit = planned(officer, places=[place_of(CommunityFactory(), station=station)]).visits.get()
    gone(visit, worker, "fire-lane")
    assert Finding.objects.get(answer="not_fine").report == there
    assert Report.objects.count() == 2 and not away.findings.exists()


def test_every_item_wants_an_answer_and_nothing_is_half_written(officer, worker):
    visit = planned(officer).visits.get()
    answers = answered(visit, "lights")
    answers.popitem()
    with pytest.raises(ValidationError, match="The fire lane outside is free"):
        record_visit(visit, answers=answers, client_id=FIRST, language="en", by=worker, now=NOON)
    assert not Report.objects.exists() and not Finding.objects.exists()
    assert Visit.objects.get().status == "planned"


def test_a_volunteers_report_waits_for_a_look_and_a_grid_workers_is_public(officer, worker):
    gone(planned(officer).visits.get(), member("volunteer"), "lights")
    gone(planned(officer).visits.get(), worker, "lights")
    assert list(Report.objects.order_by("pk").values_list("is_public", flat=True)) == [False, True]


@pytest.mark.parametrize(
    ("repeats", "due", "then"),
    [
        ("weekly", dt.date(2026, 12, 28), [dt.date(2027, 1, 4), dt.date(2027, 1, 11)]),
        ("monthly", dt.date(2027, 1, 31), [dt.date(2027, 2, 28), dt.date(2027, 3, 31)]),
        ("quarterly", dt.date(2026, 11, 30), [dt.date(2027, 2, 28), dt.date(2027, 5, 30)]),
    ],
)
def test_a_repeated_round_leads_to_the_next_once(officer, repeats, due, then):
    planned(officer, due=due, repeats=repeats)
    noon = dt.time(4, tzinfo=dt.UTC)
    assert open_rounds(now=dt.datetime.combine(due - DAY, noon)) == 0
    for day in (due, then[0]):
        assert open_rounds(now=dt.datetime.combine(day, noon)) == 1
        assert open_rounds(now=dt.datetime.combine(day, noon)) == 0
    assert [row.due for row in Round.objects.order_by("due")] == [due, *then]
    assert Visit.objects.values("place").distinct().count() == 1


def test_a_stopped_round_asks_nobody_and_leads_to_none(officer, worker):
    row = planned(officer, repeats="weekly")
    visit = row.visits.get()
    assert stop_round(row, by=officer, now=NOON) and not stop_round(row, by=officer, now=NOON)
    assert open_rounds(now=NOON + DAY) == 0 and visits_for(worker, NOON) == []
    with pytest.raises(LostRace):
        gone(Visit.objects.get(pk=visit.pk), worker)


def test_missed_visits_are_shown_from_the_day_after_on_the_places_own_clock(officer, worker):
    visit = planned(officer).visits.get()
    evening = dt.datetime(2026, 7, 8, 15, 59, tzinfo=dt.UTC)  # 23:59 in Shanghai
    assert missed_visits(officer, evening) == []
    assert missed_visits(officer, evening + dt.timedelta(minutes=1)) == [visit]
    gone(visit, worker, now=NOON + DAY)
    assert missed_visits(officer, NOON + DAY) == []


def test_the_register_says_what_is_and_was_wrong_how_often_and_when_next(officer, worker):
    place = place_of(CommunityFactory(), area=AreaFactory())
    row = planned(officer, slug="before-the-rains", places=[place], repeats="monthly")
    gone(row.visits.get(), worker, "gullies")
    first = Report.objects.get()
    move_report(first, to="triaged", by=officer, now=NOON)
    move_report(first, to="fixed", by=officer, now=NOON)
    second = ReportFactory(now=NOON + DAY)  # a resident's, in the same area
    entry = entries_of([place], NOON)[0]
    assert (entry.open, entry.past, entry.again) == (1, 1, [("Flooding", 2)])
    assert [reports_page(place, is_open=one)[0] for one in (True, False)] == [[second], [first]]
    assert entry.last.done_by == worker and entry.next_due == dt.date(2026, 8, 8)
    assert [one.place for one in register_lines(officer, NOON)] == [place]
    assert register_page(member("grid_worker", community=CommunityFactory(slug="there")), NOON) == ([], "")
    open_rounds(now=NOON)
    late = entries_of([place], NOON + 32 * DAY)[0]
    assert (late.next_due, late.is_late) == (dt.date(2026, 8, 8), True)


@pytest.mark.city
def test_the_register_counts_what_stands_at_each_kind_of_place_and_counts_nothing_twice(officer, worker):
    community, station, area = CommunityFactory(), StationFactory(), AreaFactory()
    places = [place_of(community, **thing) for thing in ({"station": station}, {"area": area}, {"name": "Old mill"})]
    at = {"latitude": station.latitude, "longitude": station.longitude}
    gone(planned(officer, places=places[:1]).visits.get(), worker, "fire-doors")  # found and standing there: one
    ReportFactory(**at, area=None)
    ReportFactory(latitude=station.latitude + 0.001, longitude=station.longitude, area=None)  # 111 m away
    gone(planned(officer, places=places[2:]).visits.get(), worker, "fire-doors")  # only its name is known
    for status in ("rejected", "duplicate"):
        report_in(status, area=area)
    for status in ("closed", "referred", "submitted"):
        report_in(status, area=area)
    entries = {one.place: one for one in entries_of(places, NOON)}
    assert [(entries[place].open, entries[place].past) for place in places] == [(2, 0), (1, 2), (1, 0)]
    assert [len(reports_page(place, is_open=True)[0]) for place in places] == [2, 1, 1]
    Report.objects.filter(area=area).update(status="closed")
    assert {one.place for one in register_page(officer, NOON, show="open")[0]} == {places[0], places[2]}
    assert [one.place for one in register_page(officer, NOON, kind="area")[0]] == [places[1]]
    assert [one.place for one in register_page(officer, NOON, kind="other")[0]] == [places[2]]


@pytest.mark.city
def test_the_register_is_read_in_pages_by_the_day_that_a_visit_is_due(officer, worker):
    community = CommunityFactory()
    places = [place_of(community, name=f"Shed {number}") for number in range(5)]
    for place, days in zip(places, (3, 1, 1, 9, 0), strict=True):
        planned(officer, places=[place], due=TODAY + days * DAY)
    gone(Visit.objects.get(place=places[3]), worker)
    names, after = [], ""
    for _page in range(3):
        entries, after = register_page(officer, NOON, after=after, size=2)
        names += [str(one.place) for one in entries]
    assert (names, after) == (["Shed 4", "Shed 1", "Shed 2", "Shed 0", "Shed 3"], "")
    assert [one.place for one in register_page(officer, NOON + DAY, show="late")[0]] == [places[4]]
    assert register_page(officer, NOON, after="nonsense")[0][0].place == places[4]


def test_what_stands_at_a_place_is_read_in_pages_newest_first(officer):
    place = place_of(CommunityFactory(), area=AreaFactory())
    made = [ReportFactory(now=NOON + number // 3 * DAY) for number in range(45)]
    found, after = [], ""
    for _page in range(3):
        rows, after = reports_page(place, is_open=True, after=after)
        found += rows
    assert after == "" and found == sorted(made, key=lambda row: (row.created, row.pk), reverse=True)
    assert len(reports_page(place, is_open=True, after="nonsense")[0]) == 20
