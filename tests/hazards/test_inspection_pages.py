"""The pages of inspections: planned at the desk, answered on a form, read in the register."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from community.hazards.models import Finding, InspectedPlace, Report, Round, Visit
from community.hazards.services import ensure_checklists
from tests.factories import NOON
from tests.factories.hazards import picture
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory
from tests.factories.stations import StationFactory
from tests.hazards.test_inspections import FIRST, gone, planned

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
        "others": "=Old mill\n\n=Old mill",
    }
    assert desk.post("/desk/rounds/new/", {**sent, "chosen": [], "others": ""}).status_code == 422
    assert desk.post("/desk/rounds/new/", {**sent, "due": ""}).status_code == 422
    page = desk.post("/desk/rounds/new/", sent, follow=True).content.decode()
    assert "Lower Street" in page and "=Old mill" in page
    assert Round.objects.get().visits.count() == InspectedPlace.objects.count() == 3
    table = b"".join(desk.get("/desk/register.csv").streaming_content).decode()
    assert "'=Old mill" in table and ",=Old mill" not in table
    assert "Every month" in desk.get("/desk/rounds/").content.decode()
    assert desk.post(f"/desk/rounds/{Round.objects.get().pk}/stop/").status_code == 302
    assert Round.objects.get().stopped_at is not None


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


def test_a_script_gets_an_acknowledgement_once_and_words_where_others_were_faster():
    visit = planned(member("officer")).visits.get()
    browser = signed_in(member("grid_worker"))
    headers = {"headers": {"Accept": "application/json"}}
    address, sent = f"/inspections/{visit.pk}/", filled(visit, "lights")
    assert browser.post(address, {}, **headers).json()["words"]
    first, again = browser.post(address, sent, **headers), browser.post(address, sent, **headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() == {"reference": str(visit.pk), "url": address}
    other = signed_in(member("volunteer")).post(address, sent, **headers)
    assert other.status_code == 409 and other.json()["words"]
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
    triage = desk.get("/desk/hazards/", {"report": report.reference}).content.decode()
    assert f"/desk/register/{place.pk}/" in triage and f"/inspections/{row.visits.get().pk}/" in triage
