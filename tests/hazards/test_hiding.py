"""Taken from the public: at once, everywhere, with a reason that its reporter reads; and put back."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from community.hazards.models import Report, ReportEvent, ReportPhoto, Why
from community.hazards.services import (
    add_note,
    hide_line,
    hide_photo,
    hide_report,
    move_report,
    tell_followers,
    unhide,
    withdraw_report,
    write_to_reporter,
)
from community.messaging.carriers.base import ParsedText
from community.messaging.models import Delivery
from community.messaging.services import receive_text
from community.people.models import Role
from portal.lib.ids import new_token
from portal.lib.moves import LostRace
from tests.factories import NOON
from tests.factories.alerts import issued
from tests.factories.hazards import HERE, ReportFactory, picture, public_report
from tests.factories.people import member
from tests.hazards.test_following import EVERY_WAY, follower, texts

pytestmark = pytest.mark.django_db
WORDS = "Zebra crossing under water. Cars turn back."
MARK = "Zebra"
PHONE = "+12025550101"


def photo_of(report):
    row = ReportPhoto(report=report, width=64, height=48, at=NOON)
    row.image.save("a.jpg", ContentFile(picture()), save=False)
    row.thumbnail.save("b.jpg", ContentFile(picture()), save=False)
    row.save()
    return row


def fresh(report):
    return Report.objects.get(pk=report.pk)


BOX = f"{HERE[1] - 0.01},{HERE[0] - 0.01},{HERE[1] + 0.01},{HERE[0] + 0.01}"


def surfaces(report, photo, alert=None):
    """Every way by which a stranger reads of reports: {name: (path, whether its mere status tells)}."""
    reference = report.reference
    return {
        "page": (f"/hazards/{reference}/", True),
        "list": ("/hazards/?state=all", False),
        "home": ("/", False),
        "geojson": ("/hazards.geojson?state=all", False),
        "map from near": (f"/hazards.geojson?state=all&bbox={BOX}&zoom=17", False),
        "csv": ("/hazards.csv?state=all", False),
        "atom": ("/hazards.atom?state=all", False),
        "its feed": (f"/hazards/{reference}/feed.atom", True),
        "follow it": (f"/hazards/{reference}/follow/", True),
        "open311 json": ("/open311/v2/requests.json", False),
        "open311 xml": ("/open311/v2/requests.xml?extensions=true", False),
        "open311 one json": (f"/open311/v2/requests/{reference}.json", True),
        "open311 one xml": (f"/open311/v2/requests/{reference}.xml", True),
        "open311 by id": (f"/open311/v2/requests.json?service_request_id={reference}", False),
        "api list": ("/api/v1/hazards/", False),
        "api one": (f"/api/v1/hazards/{reference}/", True),
        "api similar": (f"/api/v1/hazards/similar/?category=flooding&latitude={HERE[0]}&longitude={HERE[1]}", False),
        "look-alikes": (f"/hazards/similar/?category=flooding&latitude={HERE[0]}&longitude={HERE[1]}", False),
        "photo": (f"/hazards/{reference}/photos/{photo.pk}/full/", True),
        "thumbnail": (f"/hazards/{reference}/photos/{photo.pk}/small/", True),
        **({"warning": (f"/alerts/{alert.identifier}/", False)} if alert else {}),
    }


def shown(report, photo, alert=None, *, kept=None):
    """The surfaces on which a stranger finds the report now.

    `kept`, {name: ETag}, stands for a reader that has each answer already; it learns those of now.
    """
    found = set()
    kept = {} if kept is None else kept
    for name, (path, tells) in surfaces(report, photo, alert).items():
        answer = Client().get(path, headers={"If-None-Match": kept[name]} if name in kept else {})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if tells:
            assert answer.status_code in (200, 404), (name, answer.status_code)
        else:
            assert answer.status_code == 200, (name, answer.status_code)
        names = MARK.encode() in body or f"/hazards/{report.reference}/".encode() in body
        if name in ("photo", "thumbnail"):
            names = answer.status_code == 200
        if names:
            found.add(name)
            if "ETag" in answer:
                kept[name] = answer["ETag"]
    return found


def said_elsewhere(report):
    """What a stranger's text and the chat answer to its number."""
    asked = ParsedText(
        carrier_id=f"SM{new_token()[:12]}", phone="+12025550177", to="+12025550100", body=f"How is {report.reference}?"
    )
    text = receive_text(asked, now=timezone.now()).body
    chat = Client().post("/api/v1/chat/", {"text": f"How is {report.reference}?"}).json()
    return f"{text} {chat['text']} {chat['actions']}"


def counted():
    """Whether the figures count anything."""
    return "<table" in Client().get("/hazards/statistics/").content.decode()


def test_one_report_over_every_public_surface(officer, settings, django_capture_on_commit_callbacks):
    settings.CARRIERS = EVERY_WAY
    now = timezone.now()
    report = ReportFactory(description=WORDS, reporter_phone=PHONE, now=now)
    photo = photo_of(report)
    ways = [("+12025550141", "sms"), ("ann@example.org", "email"), (json.dumps({"endpoint": "https://p"}), "push")]
    for to, way in ways:
        follower(to, way, report=report)

    assert shown(report, photo) == set()  # a stranger's words wait

    move_report(fresh(report), to="triaged", by=officer, now=now)
    alert = issued(community=report.community, from_reports=[fresh(report)], now=now)
    kept = {}
    everywhere = shown(report, photo, alert, kept=kept)
    assert everywhere == set(surfaces(report, photo, alert))
    assert {"list", "geojson", "csv", "atom", "open311 json", "photo", "thumbnail"} <= set(kept)
    assert counted()
    assert tell_followers(now=now) == 3
    assert f"{report.reference}: Looked at." in said_elsewhere(report)
    told = len(texts())

    with django_capture_on_commit_callbacks(execute=True):
        hide_report(fresh(report), why=Why.PERSON, words="A neighbour's name stood in it.", by=officer, now=now)
    assert shown(report, photo, alert, kept=kept) == set() and not counted()  # whoever had it has it no more
    move_report(fresh(report), to="assigned", by=officer, assigned_to=officer, now=now)
    move_report(fresh(report), to="fixed", by=officer, note="Pumped out.", now=now)
    tell_followers(now=now)
    assert len(texts()) == told
    assert report.reference not in said_elsewhere(report) and MARK not in said_elsewhere(report)
    others = Report.objects.get(pk=ReportFactory(description="Water at the Zebra", now=now).pk)
    html = Client().get(others.tracking_path).content.decode()
    assert report.reference not in html

    with django_capture_on_commit_callbacks(execute=True):
        unhide(fresh(report), words="The name is out of it.", by=officer, now=now)
    gone_by_state = {"home", "api similar", "look-alikes"}  # it is fixed by now
    assert shown(report, photo, alert) == everywhere - gone_by_state
    assert counted()
    kinds = [(row.kind, row.by, row.is_public) for row in fresh(report).events.filter(kind__contains="hidden")]
    assert kinds == [("hidden", officer, False), ("unhidden", officer, False)]


def test_its_reporter_reads_why_and_is_heard(client, officer):
    report = public_report(description=WORDS)
    photo = photo_of(report)
    hide_report(report, why=Why.RUDE, words="Please write it anew without the names.", by=officer, now=timezone.now())
    report = fresh(report)

    page = client.get(report.tracking_path).content.decode()
    assert "Taken from the public" in page and "It insults or threatens somebody." in page
    assert "Please write it anew without the names." in page and WORDS in page
    assert (
        client.get(f"/hazards/{report.reference}/photos/{photo.pk}/full/?key={report.tracking_token}").status_code
        == 200
    )
    said = {"key": report.tracking_token, "words": "I did not mean it."}
    assert client.post(f"/hazards/{report.reference}/news/", said).status_code == 302
    client.cookies["django_language"] = "zh-hans"
    assert "含有侮辱或威胁他人的内容。" in client.get(report.tracking_path).content.decode()


def test_one_photo_alone(client, officer):
    report = public_report(description=WORDS)
    first, second = photo_of(report), photo_of(report)
    path = f"/hazards/{report.reference}/photos/{first.pk}"
    seen = client.get(f"{path}/small/")
    assert (seen.status_code, seen["Cache-Control"]) == (200, "private, no-cache")
    assert client.get(f"{path}/small/", headers={"If-None-Match": seen["ETag"]}).status_code == 304

    hide_photo(first, why=Why.PERSON, by=officer, now=timezone.now())
    for size in ("full", "small"):
        assert client.get(f"{path}/{size}/").status_code == 404
        assert client.get(f"{path}/{size}/", headers={"If-None-Match": seen["ETag"]}).status_code == 404
    for where in (
        f"/hazards/{report.reference}/",
        "/hazards/",
        "/open311/v2/requests.xml?extensions=true",
        "/api/v1/hazards/",
        f"/api/v1/hazards/{report.reference}/",
    ):
        body = client.get(where).content.decode()
        assert f"photos/{first.pk}/" not in body, where
    assert f"photos/{second.pk}/" in client.get(f"/hazards/{report.reference}/").content.decode()
    own = client.get(report.tracking_path).content.decode()
    assert f"photos/{first.pk}/" in own and "It shows or names a person." in own
    client.force_login(officer)
    assert client.get(f"{path}/full/").status_code == 200

    unhide(ReportPhoto.everything.get(pk=first.pk), by=officer, now=timezone.now())
    assert Client().get(f"{path}/small/").status_code == 200


def test_one_line_alone_and_what_waits_to_be_sent_of_it(client, officer, settings):
    settings.CARRIERS = EVERY_WAY
    now = timezone.now()
    report = public_report(description=WORDS)
    follower(report=report)
    add_note(report, words="Mr Zimt at number 4 has the key.", is_public=True, by=officer, now=now)
    tell_followers(now=now)
    line = report.events.get(kind="note")
    hide_line(line, why=Why.PERSON, by=officer, now=now)

    public = [
        "/hazards/{}/",
        "/hazards/{}/feed.atom",
        "/open311/v2/requests/{}.json?extensions=true",
        "/api/v1/hazards/{}/",
    ]
    for path in public:
        answer = client.get(path.format(report.reference))
        assert answer.status_code == 200 and "Zimt" not in answer.content.decode(), path
    own = client.get(report.tracking_path).content.decode()
    assert "Zimt" not in own and "What stood here was taken away:" in own
    waiting = Delivery.objects.get(broadcast__key__startswith=f"follow:{line.pk}:")
    assert (waiting.status, waiting.error) == ("failed", "stopped")

    unhide(ReportEvent.objects.get(pk=line.pk), by=officer, now=now)
    assert "Zimt" in client.get(f"/hazards/{report.reference}/").content.decode()


def test_news_that_nobody_heard_yet_of_a_hidden_line_is_told_to_nobody(officer, settings):
    settings.CARRIERS = EVERY_WAY
    now = timezone.now()
    report = public_report(description=WORDS)
    follower(report=report)
    add_note(report, words="Mr Zimt has the key.", is_public=True, by=officer, now=now)
    hide_line(report.events.get(kind="note"), why=Why.PERSON, by=officer, now=now)
    assert tell_followers(now=now) == 0 and texts() == []


def test_a_message_to_the_reporter_can_be_taken_back(client, officer):
    report = public_report(description=WORDS)
    write_to_reporter(report, words="Ask Mr Zimt.", by=officer, now=timezone.now())
    line = report.events.get(kind="message")
    hide_line(line, why=Why.OTHER, words="It went to the wrong person.", by=officer, now=timezone.now())
    page = client.get(report.tracking_path).content.decode()
    assert "Zimt" not in page and "It went to the wrong person." in page
    unhide(ReportEvent.objects.get(pk=line.pk), by=officer, now=timezone.now())
    line.refresh_from_db()
    assert not line.is_public  # put back, it is the reporter's alone as before
    assert "Zimt" not in Client().get(f"/hazards/{report.reference}/").content.decode()


def test_nothing_makes_it_public_while_it_is_hidden(officer):
    report = ReportFactory(description=WORDS)
    hide_report(report, why=Why.UNTRUE, by=officer, now=NOON)
    move_report(fresh(report), to="triaged", by=officer, now=NOON)
    assert not fresh(report).is_public
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(is_public=True)
    unhide(fresh(report), by=officer, now=NOON)
    assert fresh(report).is_public  # as the first look has it


def test_put_back_it_is_what_it_would_be_by_now(officer):
    waits = ReportFactory(description=WORDS)
    hide_report(waits, why=Why.UNTRUE, by=officer, now=NOON)
    unhide(fresh(waits), by=officer, now=NOON)
    assert not fresh(waits).is_public  # nobody has looked at it

    gone = ReportFactory(description=WORDS)
    hide_report(gone, why=Why.UNTRUE, by=officer, now=NOON)
    withdraw_report(fresh(gone), now=NOON)
    unhide(fresh(gone), by=officer, now=NOON)
    assert not fresh(gone).is_public  # its reporter took it back


def test_each_once_and_never_without_a_reason(officer):
    report = public_report(description=WORDS)
    for why, words in (("", ""), ("nonsense", ""), (Why.OTHER, "  ")):
        with pytest.raises(ValidationError):
            hide_report(report, why=why, words=words, by=officer, now=NOON)
    assert fresh(report).is_public
    hide_report(fresh(report), why=Why.RISK, by=officer, now=NOON)
    with pytest.raises(LostRace):
        hide_report(report, why=Why.RISK, by=officer, now=NOON)
    unhide(fresh(report), by=officer, now=NOON)
    with pytest.raises(LostRace):
        unhide(report, by=officer, now=NOON)
    filed = report.events.get(kind="filed")
    with pytest.raises(ValueError, match="the desk's own"):
        hide_line(filed, why=Why.RISK, by=officer, now=NOON)


def test_at_the_desk(client, officer, worker):
    report = public_report(description=WORDS)
    photo = photo_of(report)
    page = f"/desk/hazards/{report.reference}/public/"
    assert client.get(page).status_code == 302  # to the login
    client.force_login(worker)
    html = client.get(page).content.decode()
    assert "what the public sees" in html and f'value="photo-{photo.pk}"' in html
    wrong = client.post(f"/desk/hazards/{report.reference}/hide/", {"part": "report", "why": ""})
    assert wrong.status_code == 422 and "Choose a reason." in wrong.content.decode()
    wrong = client.post(f"/desk/hazards/{report.reference}/hide/", {"part": "report", "why": "other"})
    assert wrong.status_code == 422 and "Say why. The reporter reads it." in wrong.content.decode()
    assert client.post(f"/desk/hazards/{report.reference}/hide/", {"part": "photo-0", "why": "rude"}).status_code == 404
    done = client.post(f"/desk/hazards/{report.reference}/hide/", {"part": "report", "why": "rude"}, follow=True)
    assert "Hidden. The public does not see it any more." in done.content.decode()
    again = client.post(f"/desk/hazards/{report.reference}/hide/", {"part": "report", "why": "rude"}, follow=True)
    assert "Somebody else has hidden it meanwhile." in again.content.decode()
    back = {"part": "report", "words": "It was harmless."}
    assert client.post(f"/desk/hazards/{report.reference}/unhide/", back).status_code == 403  # the office puts back
    client.force_login(officer)
    desk = client.get(f"/desk/hazards/?report={report.reference}").content.decode()
    assert "Taken from the public" in desk and "It insults or threatens somebody." in desk
    client.post(f"/desk/hazards/{report.reference}/unhide/", back)
    assert fresh(report).is_public
    assert report.events.get(kind="unhidden").note == "It was harmless."


def test_elsewhere_and_without_a_role_nobody_hides(client):
    report = public_report(description=WORDS)
    for person in (member(Role.RESIDENT), member(Role.VOLUNTEER)):
        client.force_login(person)
        for door in ("hide", "unhide"):
            assert (
                client.post(f"/desk/hazards/{report.reference}/{door}/", {"part": "report", "why": "rude"}).status_code
                == 403
            )
    assert fresh(report).is_public
