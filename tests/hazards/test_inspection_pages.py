"""The pages of inspections: planned at the desk, answered on a form, read in the register."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from community.hazards.models import Finding, InspectedPlace, Report, Round, Visit
from community.hazards.services import ensure_checklists, place_of
from community.people.models import Membership
from tests.factories import NOON
from tests.factories.hazards import picture
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory
from tests.factories.stations import StationFactory
from tests.hazards.test_inspections import FIRST, SECOND, gone, planned

pytestmark = pytest.mark.django_db


def signed_in(user, language="en") -> Client:
    browser = Client()
    browser.force_login(user)
    browser.cookies["django_language"] = language
    return browser


def filled(visit, *wrong, **more):
    sent = {"client_id": FIRST, **more}
    for item in visit.round.checklist.items.all():
        sent[f"answer-{item.pk}"] = "not_fine" if item.code in wrong else "fine"
    return sent


def test_an_officer_plans_a_round_over_places_of_every_kind():
    community = CommunityFactory()
    ensure_checklists(community)
    station, area = StationFactory(), AreaFactory()
    desk = signed_in(member("officer"))
    sent = {
        "checklist": community.checklists.first().pk,
        "due": "2199-01-31",
        "repeats": "monthly",
        "chosen": [f"station:{station.pk}", f"area:{area.pk}"],
        "others": ["=Old mill", "", "=Old mill"],
        "latitude": ["38.9", "", ""],
        "longitude": ["-77.0", "", ""],
    }
    assert (
        desk.post("/desk/rounds/new/", {**sent, "chosen": [], "others": ["", "", ""], "latitude": []}).status_code
        == 422
    )
    for wrong in ({"latitude": ["38.9", "1", ""]}, {"latitude": ["north", "", ""]}, {"latitude": ["48.9", "", ""]}):
        assert desk.post("/desk/rounds/new/", {**sent, **wrong}).status_code == 422
    page = desk.post("/desk/rounds/new/", {**sent, "step": "add"})
    assert page.status_code == 200 and len(page.context["form"].others) == 4
    assert not Round.objects.exists() and not InspectedPlace.objects.exists()
    assert desk.post("/desk/rounds/new/", {**sent, "due": ""}).status_code == 422
    page = desk.post("/desk/rounds/new/", sent, follow=True).content.decode()
    assert "Lower Street" in page and "=Old mill" in page
    assert Round.objects.get().visits.count() == InspectedPlace.objects.count() == 3
    assert InspectedPlace.objects.get(name="=Old mill").position == (38.9, -77.0)
    table = b"".join(desk.get("/desk/register.csv").streaming_content).decode()
    assert "'=Old mill" in table and ",=Old mill" not in table
    page = desk.get("/desk/rounds/").content.decode()
    assert "Every month" in page and "Thursday 31 January 2199" in page
    assert "2199 年 1 月 31 日" in desk.get("/desk/rounds/?language=zh-hans").content.decode()
    assert desk.post(f"/desk/rounds/{Round.objects.get().pk}/stop/").status_code == 302
    assert Round.objects.get().stopped_at is not None


def test_an_officer_of_several_communities_says_for_which_a_round_is():
    here, there = CommunityFactory(), CommunityFactory(slug="there", name={"en": "Over there"})
    officer = member("officer", community=here)
    Membership.objects.create(user=officer, community=there, role="officer")
    for community in (here, there):
        ensure_checklists(community)
    desk = signed_in(officer)
    page = desk.get("/desk/rounds/new/?community=there").content.decode()
    assert "Over there" in page and "?community=liuwan" in page
    sent = {"due": "2199-01-31", "others": "Old mill", "latitude": "", "longitude": ""}
    sent["checklist"] = there.checklists.first().pk
    assert desk.post("/desk/rounds/new/", sent).status_code == 422  # a checklist of the other one
    assert desk.post("/desk/rounds/new/?community=there", sent).status_code == 302
    assert Round.objects.get().community == InspectedPlace.objects.get().community == there
    CommunityFactory(slug="elsewhere")
    assert desk.get("/desk/rounds/new/?community=elsewhere").status_code == 404


def test_whoever_stands_there_gives_a_place_its_pin_once():
    row = planned(member("officer"), places=[place_of(CommunityFactory(), name="Old mill")])
    browser, address = signed_in(member("grid_worker")), f"/inspections/{row.visits.get().pk}/"
    assert 'name="latitude"' in browser.get(address).content.decode()
    sent = filled(row.visits.get(), "lights", latitude="38.9", longitude="-77.0")
    assert browser.post(address, sent).status_code == 302
    report = Report.objects.get()
    assert InspectedPlace.objects.get().position == (report.latitude, report.longitude) == (38.9, -77.0)
    row = planned(member("officer"), places=[InspectedPlace.objects.get()])
    sent |= {"latitude": "38.91", "client_id": SECOND}
    assert browser.post(f"/inspections/{row.visits.get().pk}/", sent).status_code == 302
    assert InspectedPlace.objects.get().position == (38.9, -77.0)


@pytest.mark.parametrize(("language", "kept"), [("en", "The inspection is kept."), ("zh-hans", "排查结果已保存")])
def test_a_visit_works_as_a_plain_form(language, kept):
    visit = planned(member("officer")).visits.get()
    browser = signed_in(member("volunteer"), language)
    address = f"/inspections/{visit.pk}/"
    assert address in browser.get("/inspections/").content.decode()
    sent = filled(visit, "lights")
    lights = visit.round.checklist.items.get(code="lights")
    fine = visit.round.checklist.items.get(code="fire-doors")
    half = {**sent, f"words-{lights.pk}": "Third floor dark"}
    del half[f"answer-{fine.pk}"]
    page = browser.post(address, half)
    assert page.status_code == 422 and "Third floor dark" in page.content.decode()
    wrong = {**sent, f"photos-{fine.pk}": _photo()}
    assert browser.post(address, wrong).status_code == 422
    page = browser.post(address, {**sent, f"photos-{lights.pk}": _photo()}, follow=True).content.decode()
    report = Report.objects.get()
    assert kept in page and report.reference in page and report.photos.count() == 1
    assert report.language == language


def _photo():
    return SimpleUploadedFile("a.jpg", picture(), "image/jpeg")


def test_what_a_phone_kept_is_taken_once_and_from_its_writer_alone():
    visit = planned(member("officer")).visits.get()
    worker, volunteer = member("grid_worker"), member("volunteer")
    door, sent = f"/inspections/{visit.pk}/kept/", {**filled(visit, "lights"), "writer": str(worker.pk)}
    phone = Client(enforce_csrf_checks=True)  # its token ran out long ago
    key = {"headers": {"Idempotency-Key": FIRST}}
    assert phone.post(door, sent, **key).status_code == 401  # signed out meanwhile
    phone.force_login(volunteer)
    assert phone.post(door, sent, **key).status_code == 401  # the phone is another's now
    phone.force_login(worker)
    assert phone.post(door, sent).status_code == 403  # any page could send this
    assert phone.post(door, sent, headers={**key["headers"], "Origin": "https://elsewhere"}).status_code == 403
    assert phone.post(door, {"writer": worker.pk}, **key).json()["words"]
    first, again = phone.post(door, sent, **key), phone.post(door, sent, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() == {"reference": str(visit.pk), "url": f"/inspections/{visit.pk}/"}
    phone.force_login(volunteer)
    late = phone.post(door, {**sent, "writer": volunteer.pk}, **key)
    assert late.status_code == 409 and late.json()["words"]
    stranger = member("grid_worker", community=CommunityFactory(slug="there"))
    phone.force_login(stranger)
    assert phone.post(door, {**sent, "writer": stranger.pk}, **key).status_code == 404
    assert Report.objects.count() == Finding.objects.filter(answer="not_fine").count() == 1


@pytest.mark.parametrize("role", ["resident", "volunteer", "grid_worker", "officer"])
def test_who_may(role):
    row = planned(member("officer"))
    browser = signed_in(member(role))
    visits, desk = role != "resident", role in ("grid_worker", "officer")
    assert browser.get("/inspections/").status_code == (200 if visits else 403)
    assert browser.get(f"/inspections/{row.visits.get().pk}/").status_code == (200 if visits else 404)
    for address in ("/desk/rounds/", f"/desk/rounds/{row.pk}/", "/desk/register/", "/desk/register.csv"):
        assert browser.get(address).status_code == (200 if desk else 403)
    assert browser.get("/desk/rounds/new/").status_code == (200 if role == "officer" else 403)
    stopped = browser.post(f"/desk/rounds/{row.pk}/stop/").status_code
    assert stopped == {"officer": 302, "grid_worker": 403}.get(role, stopped) and stopped in (302, 403, 404)


def test_the_desk_shows_what_was_missed_and_the_register_links_both_ways():
    officer, worker = member("officer"), member("grid_worker")
    row = planned(officer)  # due in July 2026: over
    desk = signed_in(officer)
    assert "data-alarm" in desk.get("/desk/rounds/").content.decode()
    gone(Visit.objects.get(), worker, "fire-doors", now=NOON)
    report, place = Report.objects.get(), InspectedPlace.objects.get()
    assert report.reference in desk.get(f"/desk/register/{place.pk}/").content.decode()
    assert report.reference not in desk.get(f"/desk/register/{place.pk}/?show=past").content.decode()
    for query, found in (("", True), ("show=open", True), ("show=late", False), ("kind=area", False), ("kind=x", True)):
        assert (str(place) in desk.get(f"/desk/register/?{query}").content.decode()) is found
    assert report.reference in b"".join(desk.get("/desk/register.csv?show=open").streaming_content).decode()
    triage = desk.get("/desk/hazards/", {"report": report.reference}).content.decode()
    assert f"/desk/register/{place.pk}/" in triage and f"/inspections/{row.visits.get().pk}/" in triage


@pytest.mark.parametrize(
    "forged",
    [
        "0001-01-01T00:00:00+14:00_5",
        "9999-12-31T23:59:59-14:00_5",
        f"2026-01-01T00:00:00+00:00_{10**30}",
        "2026-01-01T00:00:00_5",
        "_",
    ],
)
def test_a_forged_mark_of_a_page_gives_a_page(forged):
    place = place_of(CommunityFactory(), name="The mill", at=(38.9, -77.0))
    desk = signed_in(member("officer"))
    assert desk.get(f"/desk/register/{place.pk}/", {"after": forged}).status_code == 200
