"""The triage desk, without JavaScript."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.hazards.models import ICONS, Report
from community.hazards.services import save_category, say_same, triage_report
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, category, public_report, report_in
from tests.factories.people import UserFactory, member
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db
DESK = "/desk/hazards/"


@pytest.fixture
def officer(client):
    person = member("officer", name="Lin Yue")
    client.force_login(person)
    return person


def page(client, **query):
    answer = client.get(DESK, query)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(client, report, to, **fields):
    return client.post(
        f"{DESK}{report.reference}/move/", {"to": to, "seen": report.status, "back": "view=open", **fields}
    )


def test_only_those_who_triage_come_in(client):
    report = ReportFactory()
    paths = [f"{DESK}?view=open", f"{DESK}fragment/"]
    posts = [f"{DESK}{report.reference}/move/", f"{DESK}{report.reference}/note/"]

    assert all(client.get(path).status_code == 302 for path in paths)
    assert all(client.post(path).status_code == 302 for path in posts)
    client.force_login(member("resident", "volunteer", "auditor", "editor"))
    assert all(client.get(path).status_code == 403 for path in paths)
    assert all(client.post(path).status_code == 403 for path in posts)
    client.force_login(member("officer", community=CommunityFactory(slug="elsewhere")))
    assert report.reference not in page(client)
    assert client.get(DESK, {"report": report.reference}).status_code == 404
    assert client.post(posts[0], {"to": "triaged"}).status_code == 404


def test_what_waits_most_urgent_first(client, officer):
    late = ReportFactory(description="Late one")
    urgent = ReportFactory(description="Urgent one", category=category("gas"))

    shown = page(client)

    assert shown.index("Urgent one") < shown.index("Late one")
    assert f"{urgent.reference}" in shown and late.reference in shown
    assert "全部未完" in client.get(DESK, HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()


def test_views_and_filters(client, officer):
    new, done = ReportFactory(description="Fresh water"), report_in("closed", description="Old water")
    mine = report_in("assigned", description="Mine to mend", category=category("road"))
    Report.objects.filter(pk=mine.pk).update(assigned_to=officer)

    def found(**query):
        rows = client.get(f"{DESK}fragment/", {"part": "list", **query}).content.decode()
        return {row for row in (new, done, mine) if row.reference in rows}

    assert found() == found(view="nonsense") == {new, mine}
    assert found(view="waiting") == {new}
    assert found(view="mine") == {mine}
    assert found(view="unassigned") == {new}
    assert found(view="done") == {done}
    assert found(view="immediate") == found(view="repeats") == found(view="check") == set()
    assert found(q="mend") == found(category="road") == found(status="assigned") == {mine}
    assert found(q=new.reference.lower()) == {new}
    assert found(area="nowhere") == set()


def test_the_map_shows_the_page_of_the_list_under_its_numbers(client, officer):
    routine = ReportFactory(latitude=38.893, longitude=-77.01)
    ReportFactory(latitude=None, longitude=None, description="No pin")
    urgent = ReportFactory(category=category("gas"), latitude=38.891, longitude=-77.011)
    report_in("closed")

    answer = client.get(f"{DESK}map.geojson", {"view": "open", "report": routine.reference})
    found = {one["id"]: one for one in answer.json()["features"]}

    assert set(found) == {routine.reference, urgent.reference}
    first = found[urgent.reference]
    assert first["geometry"]["coordinates"] == [-77.011, 38.891]  # staff see the exact place
    assert first["properties"]["number"] == 1 and first["properties"]["level"] == "extreme"
    assert found[routine.reference]["properties"]["is_chosen"] and not first["properties"]["is_chosen"]
    assert client.get(first["properties"]["url"]).status_code == 200
    assert urgent.reference in first["properties"]["url"] and "view=open" in first["properties"]["url"]
    assert "no-store" in answer["Cache-Control"]
    client.force_login(member("resident"))
    assert client.get(f"{DESK}map.geojson").status_code == 403


def test_new_reports_wait_behind_a_link(client, officer):
    ReportFactory(description="Old one")
    late = ReportFactory(description="New one", now=NOON.replace(hour=NOON.hour + 1))

    part = client.get(f"{DESK}fragment/", {"part": "list", "since": NOON.isoformat()}).content.decode()

    assert "Old one" in part and "New one" not in part and "1 new, show" in part
    assert late.reference not in part
    counts = client.get(f"{DESK}fragment/", {"part": "views"}).content.decode()
    assert '<span class="dk-n">2</span>' in counts
    assert client.get(f"{DESK}fragment/", {"part": "passwords"}).status_code == 404


def test_the_detail_shows_what_an_officer_needs(client, officer):
    near = ReportFactory(description="Cellar full")
    report = ReportFactory(reporter_name="Wang Fang", reporter_phone="+12025550101")
    say_same(report, near, now=NOON)

    shown = page(client, report=report.reference)

    assert "Wang Fang" in shown and "tel:+12025550101" in shown
    assert near.reference in shown and "Cellar full" in shown
    assert f"/desk/alerts/new/?report={report.reference}" in shown
    assert 'id="door-triaged"' in shown and 'id="door-closed"' not in shown
    assert client.get(DESK, {"report": "H-NONE"}).status_code == 404


def test_a_report_goes_all_the_way(client, officer):
    worker, report = member("grid_worker", name="He Fang"), ReportFactory()

    def moved(to, **fields):
        report.refresh_from_db()
        answer = sent(client, report, to, **fields)
        assert answer.status_code == 302, answer.content.decode()
        assert answer["Location"] == f"{DESK}?view=open&report={report.reference}"

    moved("triaged", urgency="immediate")
    moved("assigned", assigned_to=worker.pk)
    client.force_login(worker)
    moved("interim", note="Cones stand there until Friday")
    moved("fixed")
    assert sent(client, Report.objects.get(), "verified").status_code == 403
    assert "somebody else has to check it" in page(client, report=report.reference)
    client.force_login(officer)
    moved("verified")
    moved("closed")

    report.refresh_from_db()
    assert (report.status, report.is_public, report.urgency) == ("closed", True, "immediate")
    assert (report.assigned_to, report.fixed_by, report.verified_by) == (worker, worker, officer)
    assert [event.to_status for event in report.events.all()] == [
        "submitted", "triaged", "assigned", "interim", "fixed", "verified", "closed",
    ]  # fmt: skip


def test_the_other_ways_out(client, officer):
    first = public_report()
    repeat, wrong, elsewhere, hidden = (ReportFactory() for _ in range(4))

    sent(client, repeat, "duplicate", duplicate_of=first.reference.lower())
    sent(client, wrong, "rejected", note="A film set.")
    sent(client, elsewhere, "referred", referred_to="Power company")
    sent(client, hidden, "triaged", keep_private="on", note="Ask her sister.", note_is_private="on")

    rows = {row.pk: row for row in Report.objects.all()}
    assert (rows[repeat.pk].status, rows[repeat.pk].duplicate_of) == ("duplicate", first)
    assert rows[wrong.pk].status == "rejected"
    assert (rows[elsewhere.pk].status, rows[elsewhere.pk].referred_to) == ("referred", "Power company")
    assert (rows[hidden.pk].status, rows[hidden.pk].is_public) == ("triaged", False)
    assert [event.is_public for event in hidden.events.all()] == [True, True, False]


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize(
    ("to", "fields", "english", "chinese"),
    [
        ("rejected", {}, "Say why.", "请写明原因"),
        ("referred", {"note": "half a thought"}, "to whom it is passed on", "请写明转给谁"),
        ("duplicate", {"duplicate_of": "H-NONE"}, "no report of this number", "没有这个编号"),
        ("duplicate", {}, "Give the number", "先前那条"),
    ],
)
def test_a_move_that_lacks_something_is_asked_for_it(client, officer, to, fields, english, chinese, language):
    report = ReportFactory()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language

    answer = sent(client, report, to, **fields)

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert (chinese if language == "zh-CN" else english) in shown
    assert all(words in shown for words in fields.values())
    assert Report.objects.get().status == "submitted"


def test_the_second_officer_is_told(client, officer):
    report = ReportFactory()
    triage_report(Report.objects.get(), by=member("officer"), now=NOON)

    answer = client.post(
        f"{DESK}{report.reference}/move/", {"to": "rejected", "seen": "submitted", "note": "no"}, follow=True
    )

    assert "Somebody else has moved" in answer.content.decode()
    assert Report.objects.get().status == "triaged"


def test_a_grid_worker_hands_no_report_out(client):
    client.force_login(member("grid_worker"))
    report = report_in("triaged")

    assert sent(client, report, "assigned", assigned_to=member("officer").pk).status_code == 403
    assert sent(client, report, "rejected", note="no").status_code == 403


def test_notes_without_a_move(client, officer):
    report = public_report()
    path = f"{DESK}{report.reference}/note/"

    client.post(path, {"words": "Called the owner."})
    client.post(path, {"words": "A team comes at 8.", "is_public": "on"})

    assert client.post(path, {"words": " "}).status_code == 422
    shown = client.get(report.get_absolute_url()).content.decode()
    assert "A team comes at 8." in shown and "Called the owner." not in shown
    assert "Called the owner." in page(client, report=report.reference)


@pytest.mark.parametrize("path", [f"{DESK}?view=open", f"{DESK}fragment/?part=list", f"{DESK}fragment/?part=views"])
def test_the_desk_costs_the_same_for_one_and_for_three(client, officer, path):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{path}&report={first.reference}").status_code == 200
        return len(queries)

    first = ReportFactory()
    cost()
    one = cost()
    worker = member("grid_worker")
    for report in (ReportFactory(category=category("gas")), report_in("assigned", category=category("road"))):
        Report.objects.filter(pk=report.pk).update(assigned_to=worker, duplicate_of=first)
    assert cost() == one


def test_nothing_waits(client, officer):
    assert 'class="empty"' in page(client)


def test_administrators_read_reports_and_word_categories(client):
    category()
    report = ReportFactory(reporter_phone="+12025550101")
    client.force_login(UserFactory(is_superuser=True, is_staff=True))

    assert client.get("/admin/hazards/report/").status_code == 200
    assert client.get("/admin/hazards/report/?created__year=99999999999999999999").status_code in (200, 302)
    change = client.get(f"/admin/hazards/report/{report.pk}/change/")
    assert report.tracking_token not in change.content.decode()
    assert client.post(f"/admin/hazards/report/{report.pk}/change/", {"status": "closed"}).status_code == 403
    assert client.get("/admin/hazards/category/").status_code == 200
    assert client.get(f"/admin/hazards/category/{report.category_id}/change/").status_code == 200
    assert client.post(f"/admin/hazards/category/{report.category_id}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    "since", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00", "2026-13-45", "\0"]
)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_a_moment_that_no_clock_can_show_is_left_out(client, officer, since, zone):
    report = ReportFactory()
    with timezone.override(zone):
        assert report.reference in page(client, since=since)
        part = client.get(f"{DESK}fragment/", {"part": "list", "since": since})
    assert part.status_code == 200 and report.reference in part.content.decode()


def test_a_category_has_an_icon_of_ours_and_a_number_that_the_community_has(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    row = category("gas")
    address = f"/admin/hazards/category/{row.pk}/change/"
    given = {
        "community": row.community_id, "code": "gas", "name_en": "Gas", "icon": "gas", "urgency": "immediate",
        "similar_radius": "100", "position": "10", "is_active": "on", "call_first": "fire", "weight": "0",
        "round_to": "3",
    }  # fmt: skip
    for field, typed in (("icon", "unicorn"), ("icon", "lv-severe"), ("call_first", "coastguard")):
        answer = client.post(address, {**given, field: typed})
        assert answer.status_code == 200
        assert list(answer.context["adminform"].form.errors) == [field]
    refused = client.post(address, {**given, "call_first": "coastguard"}, headers={"accept-language": "zh-CN"})
    assert "fire, ambulance, police" in refused.content.decode() and "没有登记" in refused.content.decode()
    assert client.post(address, given).status_code == 302
    assert client.post(address, {**given, "call_first": ""}).status_code == 302
    row.call_first = "coastguard"
    with pytest.raises(ValidationError, match="ambulance"):
        save_category(row)


def test_every_icon_on_offer_is_drawn():
    sprite = Path(finders.find("icons.svg")).read_text()
    assert all(f'<symbol id="{name}"' in sprite for name in ICONS)
