"""Filing: once, with everything or with nothing."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, connections

from community.hazards.models import Category, Report, ReportEvent, ReportPhoto
from community.hazards.photos import prepare
from community.hazards.selectors import recent_public, similar_reports
from community.hazards.services import add_news, add_place, ensure_categories, move_report, say_same
from portal.lib.sealing import blind_index, unseal
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, category, picture, public_report
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory

pytestmark = pytest.mark.django_db


def stored():
    return sorted(default_storage.listdir("reports")[1]) if default_storage.exists("reports") else []


def test_every_community_starts_with_the_twelve():
    rows = ensure_categories(CommunityFactory())

    assert [row.code for row in rows] == [
        "gas", "fire", "flooding", "road", "structure", "electrical", "water_supply", "landslide", "fallen_tree",
        "blocked_exit", "hazmat", "other",
    ]  # fmt: skip
    assert all({"en", "zh-hans"} == row.name.keys() == row.hint.keys() for row in rows)
    assert {row.code for row in rows if row.call_first} == {"gas", "fire", "hazmat", "electrical"}


def test_a_communitys_own_words_survive_a_second_start():
    community = CommunityFactory()
    ensure_categories(community)
    Category.objects.filter(code="road").update(name={"en": "Streets"})

    ensure_categories(community)

    assert Category.objects.filter(community=community).count() == 12
    assert Category.objects.get(code="road").name == {"en": "Streets"}


def test_a_report_is_kept_with_its_event_and_sealed_number():
    area = AreaFactory()
    report = ReportFactory(reporter_name="Wang Fang", reporter_phone="+12025550101")

    assert (report.status, report.is_public, report.area, report.urgency) == ("submitted", False, area, "soon")
    assert report.reference.startswith("H-")
    assert unseal(report.reporter_phone_sealed) == "+12025550101"
    assert unseal(report.reporter_name_sealed) == "Wang Fang"
    assert report.reporter_phone_index == blind_index("+12025550101")
    assert b"5550101" not in bytes(report.reporter_phone_sealed)
    event = ReportEvent.objects.get()
    assert (event.report, event.kind, event.to_status, event.at) == (report, "filed", "submitted", NOON)


def test_staffs_own_reports_are_public_at_once():
    assert ReportFactory(by=member("grid_worker")).is_public
    assert not ReportFactory(by=member("resident")).is_public


@pytest.mark.city
def test_the_same_client_id_is_the_same_report():
    first = ReportFactory(client_id="a-browser-made-this-1")
    again = ReportFactory(client_id="a-browser-made-this-1", photos=[prepare(picture())])

    assert (first.pk, first.is_repeat, again.is_repeat) == (again.pk, False, True)
    assert (Report.objects.count(), ReportEvent.objects.count(), ReportPhoto.objects.count()) == (1, 1, 0)
    assert stored() == []


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_the_same_page_sent_six_times_at_once_is_one_report():
    kind, start, found = category(), threading.Barrier(6), []

    def send():
        start.wait()
        try:
            row = ReportFactory(
                community=kind.community, category=kind, client_id="a-browser-made-this-1", photos=[prepare(picture())]
            )
            found.append(row.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [Report.objects.get().pk] * 6
    assert (ReportEvent.objects.count(), len(stored())) == (1, 2)


@pytest.mark.parametrize(
    "other",
    [
        {"description": "The bridge is closed."},
        {"latitude": 38.9, "longitude": -77.02},
        {"address": "Hill Road 40"},
        {"reporter_phone": "+12025550109"},
        {"answers": {"deep": "knee"}},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_differs_under_the_same_client_id_is_kept_once_as_its_own(other):
    kind = category()
    shared = {"community": kind.community, "category": kind, "client_id": "a-browser-made-this-1"}
    first = ReportFactory(**shared)
    second, again = (ReportFactory(**shared, **other) for _ in range(2))

    assert first.pk != second.pk == again.pk
    assert (second.is_repeat, again.is_repeat) == (False, True)


def test_a_report_sent_again_after_staff_changed_it_is_still_the_first():
    first = ReportFactory(client_id="a-browser-made-this-1")
    Report.objects.update(category=category("electrical", first.community), description="A wire is down.")
    kind = category("flooding", first.community)

    assert ReportFactory(community=first.community, category=kind, client_id="a-browser-made-this-1").pk == first.pk


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_two_reports_at_once_under_one_client_id_are_both_kept():
    kind, start, found = category(), threading.Barrier(6), []

    def send(number):
        start.wait()
        try:
            words = f"Water over the road, {number % 2}."
            found.append(
                ReportFactory(
                    community=kind.community, category=kind, client_id="a-browser-made-this-1", description=words
                ).pk
            )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(found), len(set(found)), Report.objects.count()) == (6, 2, 2)


def test_a_short_client_id_names_nothing():
    one, two = ReportFactory(client_id="1"), ReportFactory(client_id="1")

    assert one.pk != two.pk


def test_photos_lie_under_random_names():
    report = ReportFactory(photos=[prepare(picture()), prepare(picture("PNG"))])

    assert [photo.width for photo in report.photos.all()] == [64, 64]
    assert len(stored()) == 4
    assert not any("image" in name or report.reference in name for name in stored())


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_a_report_that_could_not_be_kept():
    with pytest.raises(IntegrityError):
        ReportFactory(photos=[prepare(picture())], latitude=38.9, longitude=None)

    assert (Report.objects.count(), ReportPhoto.objects.count(), stored()) == (0, 0, [])


def test_look_alikes_are_public_open_near_and_of_the_same_kind():
    near = public_report(latitude=38.8905, longitude=-77.0207)
    public_report(latitude=38.8960, longitude=-77.0207)  # 630 m away
    public_report(category=category("road"))
    ReportFactory()  # not looked at yet
    closed = public_report()
    Report.objects.filter(pk=closed.pk).update(status="closed")

    found = similar_reports(category(), 38.8903, -77.0207)

    assert [row.pk for row in found] == [near.pk]


def test_staff_see_look_alikes_further_away_and_unpublished():
    far = ReportFactory(latitude=38.8960, longitude=-77.0207)
    near = ReportFactory(latitude=38.8905, longitude=-77.0207)
    ReportFactory(latitude=38.9090, longitude=-77.0207)  # 2 km

    found = similar_reports(category(), 38.8903, -77.0207, staff=True)

    assert [row.pk for row in found] == [near.pk, far.pk]
    assert found[0].distance == pytest.approx(22, abs=1)


def test_at_most_five_look_alikes_and_none_where_the_category_says_so():
    for _ in range(6):
        public_report()
        public_report(category=category("other"))

    assert len(similar_reports(category(), 38.8903, -77.0207)) == 5
    assert similar_reports(category("other"), 38.8903, -77.0207) == []
    assert similar_reports(category(), None, None) == []


def test_asking_again_and_again_does_not_find_the_exact_place():
    public_report(latitude=38.89034, longitude=-77.02067)

    (found,) = similar_reports(category(), 38.89034, -77.02067)

    assert found.distance > 20  # measured to the rounded place


def test_the_reporter_says_it_is_the_same_and_an_officer_decides():
    first, second = public_report(), ReportFactory()

    say_same(second, first, now=NOON)

    second.refresh_from_db()
    assert (second.status, second.duplicate_of) == ("submitted", first)
    move_report(second, to="duplicate", duplicate_of=first, by=member("officer"), now=NOON)
    second.refresh_from_db()
    assert second.status == "duplicate"


def test_a_report_cannot_repeat_itself_nor_run_in_a_ring():
    one, two, officer = ReportFactory(), ReportFactory(), member("officer")
    with pytest.raises(ValidationError):
        move_report(one, to="duplicate", duplicate_of=one, by=officer, now=NOON)
    move_report(one, to="duplicate", duplicate_of=two, by=officer, now=NOON)
    with pytest.raises(ValidationError):
        move_report(two, to="duplicate", duplicate_of=Report.objects.get(pk=one.pk), by=officer, now=NOON)
    three = ReportFactory()
    move_report(three, to="duplicate", duplicate_of=Report.objects.get(pk=one.pk), by=officer, now=NOON)

    assert three.duplicate_of == two  # the one behind it


def test_news_and_places_stay_at_the_desk():
    report = ReportFactory(address="", latitude=None, longitude=None)

    add_news(report, words="It got worse, ask Mrs Li", now=NOON + timedelta(minutes=1))
    add_place(report, words="beside the noodle shop", now=NOON + timedelta(minutes=2))

    assert [(event.kind, event.is_public) for event in report.events.all()] == [
        ("filed", True),
        ("reporter", False),
        ("place", False),
    ]
    report.refresh_from_db()
    assert (report.address, report.updated) == ("beside the noodle shop", NOON + timedelta(minutes=2))


def test_recent_public_reports_are_the_newest_open_ones():
    old = public_report(now=NOON - timedelta(days=1))
    new = public_report()
    ReportFactory()

    assert [row.pk for row in recent_public(new.community, 5)] == [new.pk, old.pk]
    assert [row.pk for row in recent_public(None, 1)] == [new.pk]
