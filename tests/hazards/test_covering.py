"""Faces and plates are covered by hand: others get the covered picture at every size, under a new address."""

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image

from community.hazards.models import Report, ReportPhoto
from community.hazards.photos import Mark, prepare
from community.hazards.services import cover_photo, forget_originals, uncover_photo
from community.hazards.services.forgetting import KEPT
from portal.lib.moves import LostRace
from tests.factories import NOON
from tests.factories.hazards import picture, public_report
from tests.factories.people import member
from tests.factories.places import CommunityFactory

pytestmark = pytest.mark.django_db
FACE = {"left": "25", "top": "25", "width": "50", "height": "50"}
MIDDLE = Mark(200, 150, 400, 300)
RED = (200, 30, 30)


@pytest.fixture
def officer():
    return member("officer", name="Officer Lin")


@pytest.fixture
def desk(officer):
    made = Client()
    made.force_login(officer)
    return made


@pytest.fixture
def report():
    """A public one whose photo has a red face in the middle of grey."""
    image = Image.new("RGB", (800, 600), (90, 90, 90))
    image.paste(RED, (250, 200, 550, 400))
    out = io.BytesIO()
    image.save(out, "PNG")
    return public_report(photos=[prepare(out.getvalue())])


def photo_of(report) -> ReportPhoto:
    return ReportPhoto.everything.select_related("report").get(report=report)


def page_of(photo) -> str:
    return reverse("hazards:photo-cover", args=[photo.report.reference, photo.pk])


def is_red(answer) -> bool:
    """Whether the middle of a JPEG shows the face."""
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    image = Image.open(io.BytesIO(answer.content))
    red, green, _blue = image.getpixel((image.width // 2, image.height // 2))
    return red - green > 80


def original(desk, photo, size="full"):
    return desk.get(reverse("hazards:photo-original", args=[photo.report.reference, photo.pk, size]))


def files() -> int:
    return len(default_storage.listdir("reports")[1])


@pytest.mark.city
def test_an_officer_covers_a_face_and_takes_the_cover_off(
    client, desk, officer, report, django_capture_on_commit_callbacks
):
    photo = photo_of(report)
    first = {size: photo.path(size) for size in ("full", "small")}
    assert all(is_red(client.get(path)) for path in first.values())

    with django_capture_on_commit_callbacks(execute=True):
        done = desk.post(page_of(photo), {**FACE, "seen": "", "save": "1"}, follow=True)
    assert "with these parts covered" in done.content.decode() and "Officer Lin" in done.content.decode()
    photo = photo_of(report)
    second = {size: photo.path(size) for size in ("full", "small")}
    assert set(first.values()) & set(second.values()) == set()
    for size in ("full", "small"):
        assert client.get(first[size]).status_code == desk.get(first[size]).status_code == 404
        assert not is_red(client.get(second[size]))
        assert not is_red(client.get(f"{second[size]}?key={report.tracking_token}"))
        assert is_red(original(desk, photo, size))
    assert files() == 4

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(page_of(photo), {"seen": photo.version, "undo": "1"})
    photo = photo_of(report)
    assert client.get(second["full"]).status_code == client.get(first["full"]).status_code == 404
    assert is_red(client.get(photo.full_path)) and files() == 2
    lines = report.events.filter(kind__contains="covered")
    assert [(line.kind, line.by, line.is_public, line.subject) for line in lines] == [
        ("photo_covered", officer, False, "1"),
        ("photo_uncovered", officer, False, "1"),
    ]


def test_every_door_names_the_covered_picture_alone(client, desk, report):
    photo = photo_of(report)
    old = photo.full_path.removesuffix("full/")
    desk.post(page_of(photo), {**FACE, "seen": "", "save": "1"})
    new = photo_of(report).full_path.removesuffix("full/")

    reference = report.reference
    for path in (
        f"/hazards/{reference}/",
        f"/hazards/{reference}/?key={report.tracking_token}",
        f"/api/v1/hazards/{reference}/",
        "/api/v1/hazards/",
        f"/open311/v2/requests/{reference}.json",
        f"/open311/v2/requests/{reference}.xml",
        f"/desk/hazards/{reference}/public/",
    ):
        caller = desk if path.startswith("/desk/") else client
        words = caller.get(path).content.decode().replace("\\/", "/")
        assert new in words, path
        assert f"{old}full/" not in words and f"{old}small/" not in words, path
    on_desk = desk.get(f"/desk/hazards/?report={reference}").content.decode()
    assert f"/desk/hazards/{reference}/photos/{photo.pk}/small/" in on_desk and page_of(photo) in on_desk


@pytest.mark.parametrize(("language", "words"), [("en", "What others will see"), ("zh-hans", "别人会看到什么")])
def test_the_result_is_shown_before_it_is_kept_without_a_script(desk, report, language, words):
    desk.cookies["django_language"] = language
    photo = photo_of(report)
    sent = {"left": ["25.0", ""], "top": ["25,0", ""], "width": ["50", ""], "height": ["50", ""]}
    page = desk.post(page_of(photo), {**sent, "seen": "", "show": "1"}).content.decode()
    assert words in page and "/trial/?marks=25.0,25.0,50,50" in page and 'x="200" y="150" width="400"' in page

    trial = reverse("hazards:photo-original", args=[report.reference, photo.pk, "trial"])
    shown = desk.get(f"{trial}?marks=25.0,25.0,50,50")
    assert not is_red(shown) and shown["Cache-Control"] == "private, no-store"
    assert not photo_of(report).is_covered and files() == 2
    assert is_red(desk.get(f"{trial}?marks=0,0,5,5;90,90,10,10"))
    for bad in ("", "1,2,3", "nan,1,1,1", "a,b,c,d", "1,1,0,5", "101,0,1,1", ";".join(["1,1,1,1"] * 41)):
        assert desk.get(trial, {"marks": bad}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "english", "chinese"),
    [
        ({}, "Mark what is to be covered first.", "请先标出要遮盖的地方。"),
        ({**FACE, "left": ""}, "Part 1: four numbers", "第 1 处：请填四个"),
        ({**FACE, "left": "x"}, "Part 1: four numbers", "第 1 处：请填四个"),
        ({**FACE, "top": "100"}, "Part 1: four numbers", "第 1 处：请填四个"),
        ({**FACE, "width": "0"}, "Part 1: four numbers", "第 1 处：请填四个"),
        ({**FACE, "height": "NaN"}, "Part 1: four numbers", "第 1 处：请填四个"),
        ({name: [value] * 41 for name, value in FACE.items()}, "at most 40 parts", "最多遮盖 40 处"),
    ],
    ids=str,
)
def test_what_cannot_be_covered_is_said_in_words(desk, report, typed, english, chinese):
    photo = photo_of(report)
    for language, words in (("en", english), ("zh-hans", chinese)):
        desk.cookies["django_language"] = language
        answer = desk.post(page_of(photo), {**typed, "seen": "", "save": "1"})
        assert answer.status_code == 422 and words in answer.content.decode()
    assert not photo_of(report).is_covered


def test_a_mark_over_the_edge_is_cut_there(desk, report):
    photo = photo_of(report)
    desk.post(page_of(photo), {"left": "90", "top": "99.9", "width": "50", "height": "0.01", "seen": "", "save": "1"})
    assert photo_of(report).marks == [[720, 599, 80, 1]]


@pytest.mark.city
def test_of_two_officers_the_second_is_told(desk, report, officer):
    photo = photo_of(report)
    cover_photo(photo, marks=[MIDDLE], seen="", by=officer, now=NOON)
    kept = photo_of(report)
    for sent in ({**FACE, "save": "1"}, {"undo": "1"}):
        page = desk.post(page_of(photo), {**sent, "seen": ""}, follow=True)
        assert "meanwhile" in page.content.decode()
        assert photo_of(report).version == kept.version
    assert files() == 4


def test_nobody_but_staff_comes_near(client, report, officer):
    photo = photo_of(report)
    cover_photo(photo, marks=[MIDDLE], seen="", by=officer, now=NOON)
    kept = photo_of(report)
    addresses = [page_of(photo)] + [
        reverse("hazards:photo-original", args=[report.reference, photo.pk, size])
        for size in ("full", "small", "trial")
    ]
    away = member("officer", community=CommunityFactory(slug="away"))
    for who, code in ((None, 302), (member("volunteer"), 403), (member("resident"), 403), (away, 404)):
        visitor = Client()
        if who:
            visitor.force_login(who)
        for path in addresses:
            key = f"?key={report.tracking_token}&marks=1,1,2,2"
            assert visitor.get(path + key).status_code == code
        assert visitor.post(addresses[0], {"seen": kept.version, "undo": "1"}).status_code == code
    assert photo_of(report).version == kept.version
    strange = Client()
    strange.force_login(officer)
    assert strange.get(addresses[1].replace("/full/", "/huge/")).status_code == 404
    assert strange.get(page_of(photo).replace(f"/{photo.pk}/", "/99999/")).status_code == 404


def test_a_photo_waits_hidden_until_it_is_covered(client, desk, report):
    photo = photo_of(report)
    page = desk.get(page_of(photo)).content.decode()
    assert "Hide the photo until it is covered" in page
    desk.post(f"/desk/hazards/{report.reference}/hide/", {"part": f"photo-{photo.pk}", "why": "private"})
    assert client.get(photo.full_path).status_code == 404
    desk.post(page_of(photo), {**FACE, "seen": "", "save": "1"})
    new = photo_of(report)
    assert client.get(new.full_path).status_code == 404
    assert "The photo is hidden from the public." in desk.get(page_of(new)).content.decode()
    desk.post(f"/desk/hazards/{report.reference}/unhide/", {"part": f"photo-{photo.pk}"})
    assert not is_red(client.get(new.full_path))


@pytest.mark.city
def test_ninety_days_after_the_end_the_original_is_gone(
    client, desk, report, officer, django_capture_on_commit_callbacks
):
    photo = photo_of(report)
    cover_photo(photo, marks=[MIDDLE], seen="", by=officer, now=NOON)
    Report.objects.filter(pk=report.pk).update(status=Report.Status.CLOSED, updated=NOON)
    address = photo_of(report).full_path
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_originals(now=NOON + KEPT - timedelta(seconds=1)) == 0
        assert forget_originals(now=NOON + KEPT) == 1
        assert forget_originals(now=NOON + KEPT) == 0

    assert files() == 2
    last = photo_of(report)
    assert last.full_path == address and not is_red(client.get(address)) and not is_red(original(desk, last))
    assert "gone for good" in desk.get(page_of(last)).content.decode()
    for sent in ({**FACE, "save": "1"}, {"undo": "1"}):
        assert desk.post(page_of(last), {**sent, "seen": last.version}).status_code == 404
    with pytest.raises(LostRace):
        uncover_photo(last, seen=last.version, by=officer, now=NOON)


def test_a_report_that_goes_on_keeps_what_staff_need(report, officer):
    cover_photo(photo_of(report), marks=[MIDDLE], seen="", by=officer, now=NOON)
    public_report(photos=[prepare(picture())])  # has no cover
    Report.objects.update(updated=NOON)
    assert forget_originals(now=NOON + 2 * KEPT) == 0
