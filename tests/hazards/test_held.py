"""A form that comes back with a mistake keeps the photos that were chosen, for whoever chose them."""

import re
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import Client
from django.utils import timezone

from community.hazards.models import HeldPhoto, Report
from community.hazards.photos import prepare
from community.hazards.selectors import held_photos
from community.hazards.services import ensure_categories, forget_held, hold_photos
from community.hazards.services.drafts import begin_draft
from community.hazards.services.held import LIFE, MOST_OF_ONE
from portal.lib.ids import new_token
from tests.factories import NOON
from tests.factories.hazards import picture
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory
from tests.hazards.test_pages import FORM, typed, upload

pytestmark = pytest.mark.django_db
KEPT = "/hazards/report/kept/"


@pytest.fixture(autouse=True)
def _community():
    AreaFactory()
    ensure_categories(CommunityFactory())


def names_in(page) -> list[str]:
    return re.findall(r'name="held" value="([^"]+)"', page.content.decode())


def files() -> set[str]:
    return set(default_storage.listdir("reports")[1]) if default_storage.exists("reports") else set()


def slip(client, address=FORM, **changes) -> list[str]:
    """Names of the photos that a form kept which came back for its words."""
    page = client.post(address, typed(**{"description": "", "photos": upload(picture()), **changes}))
    assert page.status_code == 422
    return names_in(page)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "mistake",
    [
        {"category": ""},
        {"category": "volcano"},
        {"address": ""},
        {"area": "nowhere"},
        {"latitude": "91", "longitude": "0"},
        {"description": ""},
        {"reporter_phone": "12"},
        {"reporter_name": "x" * 101},
        {"website": "spam"},
    ],
    ids=str,
)
def test_a_slip_in_any_field_keeps_the_photos(client, language, mistake):
    client.cookies["django_language"] = language
    words = {"en": ("Your photos are kept", "Send photo 1"), "zh-hans": ("照片已为您保留", "发送照片 1")}[language]

    page = client.post(FORM, typed(**mistake, photos=[upload(picture()), upload(picture("PNG"))]))
    names = names_in(page)
    assert page.status_code == 422 and len(names) == 2
    assert all(one in page.content.decode() for one in words)
    seen = client.get(f"/hazards/report/photos/{names[0]}/")
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/jpeg")
    assert seen["Cache-Control"] == "private, no-store"

    # a second slip keeps them once more, in their order
    again = client.post(FORM, typed(**mistake, held=names))
    assert names_in(again) == names
    client.post(FORM, typed(held=names))

    assert Report.objects.get().photos.count() == 2
    assert not HeldPhoto.objects.exists() and len(files()) == 4
    assert client.get(f"/hazards/report/photos/{names[0]}/").status_code == 404


@pytest.mark.city
def test_what_is_unticked_is_not_sent_and_goes(client, django_capture_on_commit_callbacks):
    names = slip(client, photos=[upload(picture()), upload(picture())])
    client.post(FORM, typed(held=names[1]))

    assert Report.objects.get().photos.count() == 1
    assert HeldPhoto.objects.get().name == names[0]
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_held(now=timezone.now() + LIFE) == 1
    assert len(files()) == 2


def test_a_good_photo_outlives_a_bad_one(client):
    page = client.post(FORM, typed(photos=[upload(picture()), upload(b"Dear office", "notes.jpg")]))
    assert "“notes.jpg” is not a photo" in page.content.decode()
    client.post(FORM, typed(held=names_in(page)))
    assert Report.objects.get().photos.count() == 1


def test_four_are_the_most_with_those_that_were_kept(client):
    three = slip(client, photos=[upload(picture()) for _ in range(3)])
    page = client.post(FORM, typed(held=three, photos=[upload(picture()), upload(picture())]))
    assert page.status_code == 422 and "Send at most 4 photos." in page.content.decode()
    four = names_in(page)
    assert four[:3] == three and len(four) == 4
    client.post(FORM, typed(held=four))
    assert Report.objects.get().photos.count() == 4


@pytest.mark.parametrize(("language", "words"), [("en", "kept for an hour only"), ("zh-hans", "只保留一小时")])
def test_nobody_else_sees_or_sends_them(client, language, words):
    (name,) = slip(client)
    stranger = Client(HTTP_ACCEPT_LANGUAGE=language)
    slip(stranger)  # has photos of its own
    for one in (stranger, Client()):
        assert one.get(f"/hazards/report/photos/{name}/").status_code == 404
    taken = stranger.post(FORM, typed(held=name))
    assert (taken.status_code, names_in(taken)) == (422, []) and words in taken.content.decode()
    forged = client.post(FORM, typed(held=name[:-1] + ("A" if name[-1] != "A" else "B")))
    assert forged.status_code == 422 and not Report.objects.exists()
    assert client.get(f"/hazards/report/photos/{name.partition(':')[0]}/").status_code == 404
    client.post(FORM, typed(held=name))
    assert Report.objects.get().photos.count() == 1


@pytest.mark.city
def test_they_are_sent_once_and_a_form_sent_twice_is_one_report(client):
    (name,) = slip(client)
    sent = typed(held=name, client_id=new_token())
    first, second = client.post(FORM, sent), client.post(FORM, sent)
    assert first["Location"] == second["Location"] and Report.objects.get().photos.count() == 1

    other = client.post(FORM, typed(held=name, description="Another hole."))
    assert other.status_code == 422 and "send without it" in other.content.decode()
    assert Report.objects.count() == 1


def test_after_an_hour_they_are_gone_and_no_sooner(client, django_capture_on_commit_callbacks):
    kept = hold_photos([prepare(picture())], holder="h", now=NOON)
    assert forget_held(now=NOON + LIFE - timedelta(seconds=1)) == 0
    assert held_photos([kept[0].name], holder="h", now=NOON + LIFE - timedelta(seconds=1))
    assert held_photos([kept[0].name], holder="h", now=NOON + LIFE) == []
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_held(now=NOON + LIFE) == 1
    assert files() == set()

    (name,) = slip(client)
    HeldPhoto.objects.update(expires=timezone.now())
    page = client.post(FORM, typed(held=name))
    assert page.status_code == 422 and names_in(page) == []
    client.post(FORM, typed())
    assert Report.objects.get().photos.count() == 0


@pytest.mark.city
def test_one_browser_holds_some_and_loses_the_oldest(django_capture_on_commit_callbacks):
    photo = prepare(picture())
    with django_capture_on_commit_callbacks(execute=True):
        rows = [hold_photos([photo], holder="h", now=NOON)[0] for _ in range(MOST_OF_ONE + 2)]
        hold_photos([photo], holder="other", now=NOON)
    assert list(HeldPhoto.objects.filter(holder="h").order_by("pk")) == rows[2:]
    assert len(files()) == 2 * (MOST_OF_ONE + 1)


def test_a_connection_that_slips_without_end_keeps_no_more(client, settings):
    settings.RATE_LIMIT_SCALE = 0.05  # of forty: two
    for kept in (1, 1, 0):
        page = client.post(FORM, typed(description="", photos=upload(picture())))
        assert len(names_in(page)) == kept
    assert "choose your photos again" in page.content.decode()


def test_no_connection_has_photos_decoded_without_end(client, settings):
    settings.RATE_LIMIT_SCALE = 1 / 60  # of a hundred and twenty: two
    doors = [
        (FORM, {}),
        ("/hazards/report/kept/", {"HTTP_IDEMPOTENCY_KEY": "x" * 20}),
        ("/api/v1/hazards/", {}),
    ]
    for number, (door, headers) in enumerate(doors, start=1):
        headers["REMOTE_ADDR"] = f"192.0.2.{number}"
        answers = [
            client.post(door, typed(description="", photos=upload(picture())), **headers).status_code
            for _time in range(3)
        ]
        assert answers in ([400, 400, 429], [422, 422, 429]), door
        assert client.post(door, typed(description=""), **headers).status_code in (400, 422)  # words alone are read


def test_a_full_disk_leaves_no_half_of_them(client, monkeypatch):
    whole = FileSystemStorage._save

    def full(storage, name, content):
        if "-small" in name:
            raise OSError(28, "No space left on device")
        return whole(storage, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    page = client.post(FORM, typed(description="", photos=upload(picture())))
    assert page.status_code == 422 and "choose your photos again" in page.content.decode()
    assert files() == set() and not HeldPhoto.objects.exists()


def test_who_signs_in_meanwhile_keeps_them_and_writes_for_others(client):
    (name,) = slip(client)
    client.force_login(member("volunteer"))
    told = typed(told="door", reporter_phone="+12025550101", held=name, photos=upload(picture("PNG")))
    page = client.post(FORM, told)
    names = names_in(page)
    assert page.status_code == 422 and names[0] == name and len(names) == 2
    client.post(FORM, {**typed(told="door", agreed="on", reporter_phone="+12025550101"), "held": names})
    report = Report.objects.get()
    assert (report.channel, report.photos.count()) == ("door", 2)


def test_the_form_behind_a_link_keeps_them_too(client):
    draft = begin_draft(CommunityFactory(), words="Water over the road", language="en", now=timezone.now())
    address = f"/hazards/card/{draft.token}/"
    (name,) = slip(client, address)
    HeldPhoto.objects.update(expires=timezone.now())
    late = client.post(address, typed(held=name))
    assert late.status_code == 422  # and the link is not used up
    names = slip(client, address)
    assert client.post(address, typed(held=names)).status_code == 302
    assert Report.objects.get().photos.count() == 1


def test_a_page_that_has_its_files_still_is_given_no_copy(client):
    head = {"HTTP_IDEMPOTENCY_KEY": new_token(), "HTTP_ACCEPT": "text/html"}
    page = client.post(KEPT, typed(description="", photos=upload(picture())), **head)
    assert page.status_code == 422 and names_in(page) == [] and not HeldPhoto.objects.exists()

    (name,) = slip(client)
    assert names_in(client.post(KEPT, typed(description="", held=name), **head)) == [name]
    sent = client.post(KEPT, typed(held=name, photos=upload(picture())), **head)
    assert sent.status_code == 201 and Report.objects.get().photos.count() == 2
    head = {"HTTP_IDEMPOTENCY_KEY": new_token()}
    late = client.post(KEPT, typed(held=name, description="Another."), **head)
    assert late.status_code == 422 and "send without it" in late.json()["words"][0]
