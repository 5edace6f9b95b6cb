"""Every door for photos, every format, every trick: one story."""

import io
from pathlib import Path

import pillow_heif
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image, PngImagePlugin

from community.hazards.models import HeldPhoto, Report, ReportPhoto, TextedPhoto
from community.hazards.services import fetch_photos, new_api_key
from community.hazards.services.drafts import begin_draft
from portal.lib.ids import new_token
from tests.factories import NOON
from tests.factories.hazards import category, picture
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory
from tests.hazards.test_held import names_in
from tests.hazards.test_inspection_pages import filled
from tests.hazards.test_inspections import planned
from tests.hazards.test_photos import bomb, segments

pytestmark = pytest.mark.django_db
PHONE = "+12025550101"
TYPED = {"category": "flooding", "description": "Water over the road.", "address": "Hill Road 4"}
SECRET = b"PhoneMaker"


def sideways() -> tuple[Image.Image, Image.Exif]:
    """A picture that lies on its side: upright it is red at the top. And what a phone hides in it."""
    image = Image.new("RGB", (200, 100), "white")
    image.paste((255, 0, 0), (0, 0, 50, 100))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, SECRET.decode()
    exif[0x8825] = {1: "N", 2: (38.0, 53.0, 25.0), 3: "W", 4: (77.0, 1.0, 14.0)}
    return image, exif


def phones_own(kind: str) -> bytes:
    image, exif = sideways()
    out = io.BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(image).save(out, exif=exif.tobytes())
        return out.getvalue()
    more = {
        "JPEG": {"comment": SECRET, "xmp": b"<x>PhoneMaker</x>", "quality": 95},
        "PNG": {"pnginfo": PngImagePlugin.PngInfo()},
        "WEBP": {"xmp": b"<x>PhoneMaker</x>", "icc_profile": b"a profile", "quality": 95},
    }[kind]
    if kind == "PNG":
        more["pnginfo"].add_itxt("Comment", SECRET.decode())
    image.save(out, kind, exif=exif, **more)
    return out.getvalue()


GOOD = {kind: phones_own(kind) for kind in ("JPEG", "PNG", "WEBP", "HEIF")}
GOOD["JPEG with a page behind it"] = GOOD["JPEG"] + b"<html><script>PhoneMaker</script>"
GOOD["PNG with an archive behind it"] = GOOD["PNG"] + b"PK\x03\x04PhoneMaker"
WHOLE = picture(size=(640, 480), colour=(1, 2, 3))
BAD = {
    "bomb": bomb(60_000, 60_000),
    "a page before a JPEG": b"<html><script>alert(1)</script>" + WHOLE,
    "a PDF before a JPEG": b"%PDF-1.7\n" + WHOLE,
    "GIF that is a script": b"GIF89a/*" + picture("GIF")[8:] + b"*/=1;alert(1)",
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "TIFF": picture("TIFF"),
    "JPEG cut off": WHOLE[:-200],
    "HEIC cut off": GOOD["HEIF"][:-200],
    "WebP cut off": GOOD["WEBP"][: len(GOOD["WEBP"]) // 2],
    "PNG cut off": picture("PNG", size=(300, 300))[:-40],
    "nothing": b"",
}


def upload(data):
    return SimpleUploadedFile("photo.jpg", data, "image/jpeg")


def signed_in(*roles):
    browser = Client()
    browser.force_login(member(*roles))
    return browser


def by_page(data, carrier):
    return Client().post("/hazards/report/", {**TYPED, "photos": upload(data)}).status_code


def by_page_after_a_slip(data, carrier):
    browser = Client()
    page = browser.post("/hazards/report/", {**TYPED, "description": "", "photos": upload(data)})
    if not names_in(page):
        return page.status_code
    return browser.post("/hazards/report/", {**TYPED, "held": names_in(page)}).status_code


def by_page_on_behalf(data, carrier):
    return (
        signed_in("volunteer").post("/hazards/report/", {**TYPED, "told": "door", "photos": upload(data)}).status_code
    )


def by_link(data, carrier):
    draft = begin_draft(CommunityFactory(), words="Water", language="en", now=timezone.now())
    return Client().post(f"/hazards/card/{draft.token}/", {**TYPED, "photos": upload(data)}).status_code


def by_outbox(data, carrier):
    sent = {**TYPED, "photos": upload(data)}
    return Client().post("/hazards/report/kept/", sent, headers={"Idempotency-Key": new_token()}).status_code


def by_rest(data, carrier):
    return Client().post("/api/v1/hazards/", {**TYPED, "photos": upload(data)}).status_code


def by_open311(data, carrier):
    new_api_key("City app", key="k" * 40, now=NOON)
    sent = {"api_key": "k" * 40, "service_code": "flooding", "address_string": "Hill Road 4", "media": upload(data)}
    return Client().post("/open311/v2/requests.json", sent).status_code


def by_text(data, carrier):
    carrier.text_photos(PHONE, "REPORT hole in Lower Street", carrier.picture(data))
    fetch_photos(now=TextedPhoto.objects.get().next_at)
    return 200


def by_inspection(data, carrier):
    visit = planned(member("officer")).visits.get()
    item = visit.round.checklist.items.get(code="lights")
    sent = {**filled(visit, "lights"), f"photos-{item.pk}": upload(data)}
    return signed_in("volunteer").post(f"/inspections/{visit.pk}/", sent).status_code


DOORS = [
    by_page,
    by_page_after_a_slip,
    by_page_on_behalf,
    by_link,
    by_outbox,
    by_rest,
    by_open311,
    by_text,
    by_inspection,
]


@pytest.fixture(autouse=True)
def _community(carrier):
    category()
    AreaFactory()


def kept_files() -> dict[str, bytes]:
    names = default_storage.listdir("reports")[1] if default_storage.exists("reports") else []
    return {name: Path(default_storage.path(f"reports/{name}")).read_bytes() for name in names}


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
@pytest.mark.parametrize("kind", GOOD)
def test_a_photo_is_upright_and_says_nothing_but_its_picture(door, kind, carrier):
    assert SECRET in GOOD[kind]
    assert door(GOOD[kind], carrier) in {200, 201, 302}

    photo = ReportPhoto.objects.get(report=Report.objects.get())
    files = kept_files()
    assert len(files) == 2 and photo.size == (100, 200)
    for data in files.values():
        upright = Image.open(io.BytesIO(data))
        assert (upright.format, upright.size, dict(upright.getexif())) == ("JPEG", (100, 200), {})
        assert upright.getpixel((50, 10))[1] < 100 and upright.getpixel((50, 190))[1] > 200
        assert set(segments(data)) & {0xE1, 0xE2, 0xED, 0xFE} == set()
        assert SECRET not in data and data.endswith(b"\xff\xd9")


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
@pytest.mark.parametrize("trick", BAD)
def test_what_is_no_photo_leaves_nothing_at_any_door(door, trick, carrier):
    code = door(BAD[trick], carrier)

    assert kept_files() == {} and not ReportPhoto.everything.exists() and not HeldPhoto.objects.exists()
    if door is by_text:  # its words are kept, and the desk reads why the photo is not
        assert "photo" in Report.objects.get().events.last().note
    elif trick == "nothing" and code in {201, 302}:  # as a browser sends a field that nobody filled in
        assert Report.objects.get().photos.count() == 0
    else:
        assert code in {400, 422} and not Report.objects.exists()
