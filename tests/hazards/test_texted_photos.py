"""Photos by MMS: from the carrier alone, with our authority, re-encoded, however often it fails first."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from community.hazards.models import Report, ReportPhoto, TextedPhoto
from community.hazards.services import fetch_photos, forget_texted_photos, triage_report, unhide
from tests.factories.hazards import category, picture
from tests.factories.people import member
from tests.factories.places import AreaFactory
from tests.hazards.test_photos import segments, with_gps

pytestmark = pytest.mark.django_db
PHONE = "+12025550101"
WORDS = "REPORT hole in Lower Street"


@pytest.fixture(autouse=True)
def _community(carrier):
    category()
    AreaFactory()


def due():
    return TextedPhoto.objects.get().next_at


def fetch_until_done():
    """The worker's turns, each when it is due; how many it took."""
    for turn in range(20):
        waiting = TextedPhoto.objects.filter(status="waiting").exclude(report=None).order_by("next_at").first()
        if waiting is None:
            return turn
        fetch_photos(now=waiting.next_at)
    raise AssertionError("it never ends")


def test_a_photo_goes_with_the_report_without_what_phones_hide_in_it(carrier):
    answer = carrier.text_photos(PHONE, WORDS, carrier.picture(with_gps()))
    report = Report.objects.get()
    assert report.reference.encode() in answer.content and not report.photos.exists()  # the webhook waited for nothing

    assert fetch_photos(now=due()) == 1

    photo = report.photos.get()
    with default_storage.open(photo.image.name) as file, default_storage.open(photo.thumbnail.name) as small:
        data, kinds = file.read(), [Image.open(small).format]
    assert 0xE1 not in segments(data) and b"PhoneMaker" not in data
    assert kinds == ["JPEG"]
    assert [event.kind for event in report.events.all()] == ["filed", "photo"]
    assert fetch_photos(now=report.created + timedelta(days=1)) == 0


def test_a_photo_for_a_report_that_is_public_waits_until_somebody_has_looked(carrier, client):
    carrier.text_photos(PHONE, WORDS, carrier.picture(picture()))
    report, officer = Report.objects.get(), member("officer")
    triage_report(report, by=officer, now=timezone.now())
    fetch_photos(now=due())

    photo = ReportPhoto.everything.get()
    address = photo.path("full")
    assert photo.is_hidden and client.get(address).status_code == 404
    assert "Nobody has looked at this photo yet." in client.get(report.tracking_path).content.decode()
    unhide(photo, by=officer, now=timezone.now())
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("troubles", [["404"], ["500"], ["404", "500", "503", "404"]])
def test_a_carrier_in_trouble_is_asked_again(carrier, troubles):
    carrier.media_trouble(*troubles)
    carrier.text_photos(PHONE, WORDS, carrier.picture(picture()))

    assert fetch_until_done() == len(troubles) + 1
    assert Report.objects.get().photos.count() == 1 and carrier.bodies(PHONE) == []


@pytest.mark.parametrize(
    ("data", "troubles", "words"),
    [
        (picture(), ["endless"], "too large"),
        (b"BEGIN:VCARD", [], "no photo that we can read"),
        (picture()[:200], [], "no photo that we can read"),
        (picture(), ["404"] * 9, "did not reach us"),
        (picture(), ["410"], "did not reach us"),
    ],
)
def test_what_cannot_be_kept_is_said_once_in_words(carrier, data, troubles, words):
    carrier.media_trouble(*troubles)
    carrier.text_photos(PHONE, WORDS, carrier.picture(data))

    fetch_until_done()
    carrier.work(timezone.now() + timedelta(hours=3))

    report = Report.objects.get()
    assert not report.photos.exists() and words in report.events.last().note and not report.events.last().is_public
    assert len(carrier.bodies(PHONE)) == 1 and words in carrier.bodies(PHONE)[0]
    assert not default_storage.exists("reports") or default_storage.listdir("reports")[1] == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x.jpg", "https://evil.example/x.jpg", "file:///etc/passwd", "x"])
def test_only_the_carrier_is_asked(carrier, url):
    carrier.text_photos(PHONE, WORDS, url)
    fetch_until_done()
    assert (TextedPhoto.objects.get().reason, carrier.media_asked) == ("host", [])


def test_where_the_carrier_sends_us_must_be_its_own_store(carrier):
    url = carrier.picture(picture())
    carrier.elsewhere = f"http://localhost:{carrier.port}/store/{url.rsplit('/', 1)[1]}"
    carrier.text_photos(PHONE, WORDS, url)
    fetch_until_done()
    assert TextedPhoto.objects.get().reason == "host" and [asked for asked, _who in carrier.media_asked] == ["api"]


def test_our_authority_is_shown_to_the_carrier_and_not_to_its_store(carrier, settings):
    settings.TWILIO_MEDIA_HOSTS, settings.OUTBOUND_EXEMPT = ["localhost"], ["127.0.0.1", "::1", "localhost"]
    url = carrier.picture(picture())
    carrier.elsewhere = f"http://localhost:{carrier.port}/store/{url.rsplit('/', 1)[1]}"
    carrier.text_photos(PHONE, WORDS, url)
    fetch_until_done()
    (first, authority), (second, nothing) = carrier.media_asked
    assert (first, second, nothing) == ("api", "store", "") and authority.startswith("Basic ")
    assert ReportPhoto.objects.count() == 1


def test_a_repeated_webhook_brings_a_photo_once(carrier):
    url = carrier.picture(picture())
    for _time in range(3):
        carrier.text_photos(PHONE, WORDS, url, sid="MM1")
    fetch_until_done()
    assert (Report.objects.count(), ReportPhoto.objects.count()) == (1, 1)


def test_a_photo_that_comes_first_waits_for_its_words(carrier):
    answer = carrier.text_photos(PHONE, "", carrier.picture(picture())).content.decode()
    assert "text REPORT" in answer and fetch_photos(now=due() + timedelta(minutes=1)) == 0

    carrier.text(PHONE, WORDS)
    fetch_until_done()

    assert Report.objects.get().photos.count() == 1


def test_a_photo_that_comes_after_or_names_the_report_goes_with_it(carrier):
    carrier.text(PHONE, "REPORT tree down")
    report = Report.objects.get()
    answer = carrier.text_photos(PHONE, "", carrier.picture(picture())).content.decode()
    assert f"goes with {report.reference}" in answer and "Where is it?" in answer
    carrier.text_photos(PHONE, "14 Hill Road", carrier.picture(picture()))
    carrier.text_photos(PHONE, f"{report.reference} from the other side", carrier.picture(picture()))
    fetch_until_done()
    report.refresh_from_db()
    assert (report.address, report.photos.count()) == ("14 Hill Road", 3)


def test_a_photo_of_another_persons_report_does_not_go_to_it(carrier):
    carrier.text("+12025550102", WORDS)
    report = Report.objects.get()
    carrier.text_photos(PHONE, f"{report.reference} mine", carrier.picture(picture()))
    assert not TextedPhoto.objects.exclude(report=None).exists()


def test_two_hazards_and_two_photos_are_matched_in_order(carrier):
    urls = [carrier.picture(picture()), carrier.picture(picture())]
    carrier.text_photos(PHONE, "REPORT 1. pothole on Elm St 2. street light out at the school", *urls)
    fetch_until_done()
    assert [report.photos.count() for report in Report.objects.all()] == [1, 1]


def test_a_fifth_photo_is_one_too_many(carrier):
    carrier.text_photos(PHONE, WORDS, *[carrier.picture(picture()) for _number in range(5)])
    fetch_until_done()
    carrier.work(timezone.now() + timedelta(hours=3))
    assert Report.objects.get().photos.count() == 4
    assert "four photos already" in carrier.bodies(PHONE)[0]


def test_danger_beside_a_photo_is_answered_as_danger(carrier):
    assert b"119" in carrier.text_photos(PHONE, "my kitchen is on fire", carrier.picture(picture())).content


def test_in_chinese(carrier):
    answer = carrier.text_photos(PHONE, "上报 下街有坑", carrier.picture(b"no picture")).content.decode()
    assert "已收到" in answer
    fetch_until_done()
    carrier.work(timezone.now() + timedelta(hours=3))
    assert "不是我们能读的照片" in carrier.bodies(PHONE)[0]


def test_addresses_are_forgotten_after_a_week(carrier):
    carrier.text_photos(PHONE, WORDS, carrier.picture(picture()))
    fetch_until_done()
    row = TextedPhoto.objects.get()
    assert forget_texted_photos(now=row.at + timedelta(days=6)) == 0
    assert forget_texted_photos(now=row.at + timedelta(days=8)) == 1
    assert ReportPhoto.objects.count() == 1
