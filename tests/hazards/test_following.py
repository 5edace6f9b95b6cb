"""Following a report, a kind or an area: proved, told once, and ended from any message."""

import datetime as dt
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.hazards.models import Following, FollowNews, Report, subject_of
from community.hazards.services import (
    add_note,
    follow_by_push,
    forget_followings,
    forget_gone,
    hide_report,
    move_report,
    news,
    publish_report,
    tell_followers,
    write_to_reporter,
)
from community.messaging.models import Broadcast, Delivery
from community.messaging.selectors import body_of
from portal.lib.ids import new_token
from portal.lib.sealing import blind_index, seal
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, category, public_report
from tests.factories.places import AreaFactory, CommunityFactory
from tests.people.test_ways import browser
from tests.support.codes import code_of, wrong

pytestmark = pytest.mark.django_db
PHONE = "+12025550141"
DAY = dt.timedelta(days=1)
EVERY_WAY = {
    "sms": ["community.messaging.carriers.demo.DemoCarrier"],
    "email": ["community.messaging.carriers.demo.DemoCarrier"],
    "push": ["community.messaging.carriers.demo.DemoCarrier"],
}


@pytest.fixture(autouse=True)
def ways(settings):
    settings.CARRIERS = EVERY_WAY


def follower(to=PHONE, channel="sms", language="en", **what):
    """Somebody who proved their address before."""
    kind, area, report = what.get("category"), what.get("area"), what.get("report")
    subject = subject_of(report=report, category_id=kind and kind.pk, area_id=area and area.pk)
    return Following.objects.create(
        community=CommunityFactory(),
        subject=subject,
        channel=channel,
        address_sealed=seal(to),
        address_index=blind_index(to),
        language=language,
        token=new_token(12),
        created=NOON,
        expires=NOON,
        confirmed_at=NOON,
        **what,
    )


def texts():
    """(address, words) of everything that was promised to followers, in order."""
    rows = Delivery.objects.filter(broadcast__key__startswith="follow:").order_by("pk").select_related("broadcast")
    return [(row.channel, body_of(row.broadcast, row.language)) for row in rows]


def goes(report, to, by, **guards):
    return move_report(Report.objects.get(pk=report.pk), to=to, by=by, now=timezone.now(), **guards)


def follow(client, path, **typed):
    return client.post(path, {"channel": "sms", "phone": "202 555 0141", "consent": "yes", **typed})


@pytest.mark.city
def test_by_text_with_a_code_then_told_and_ended_from_the_message(client, officer):
    report = public_report()
    path = f"/hazards/{report.reference}/follow/"
    assert client.get(path).status_code == 200
    assert follow(client, path)["Location"] == "/hazards/follow/code/"
    assert client.post("/hazards/follow/code/", {"code": wrong(code_of("follow-code"))}).status_code == 422
    goes(report, "assigned", officer, assigned_to=officer)
    goes(report, "interim", officer, note="Fenced off.")
    assert not FollowNews.objects.exists()  # not proved yet
    done = client.post("/hazards/follow/code/", {"code": code_of("follow-code")})
    row = Following.objects.confirmed().get()
    assert (done.status_code, done["Location"]) == (302, row.stop_path)
    goes(report, "fixed", officer)
    assert tell_followers(now=timezone.now()) == 1
    ((channel, words),) = texts()
    assert channel == "sms"
    assert f"{report.reference}: they say it is fixed." in words
    assert f"{report.get_absolute_url()} " in words and row.stop_path in words
    page = client.get(row.stop_path).content.decode()
    assert "•••• 41" in page and "5550141" not in page
    assert "Ended" in client.post(row.stop_path, {"what": row.pk}).content.decode()
    assert not Following.objects.exists()
    assert client.get(row.stop_path).status_code == 404


def test_three_tries_then_the_code_is_worth_nothing(client):
    path = f"/hazards/{public_report().reference}/follow/"
    follow(client, path)
    right = code_of("follow-code")
    for _try in range(3):
        client.post("/hazards/follow/code/", {"code": wrong(right)})
    assert client.post("/hazards/follow/code/", {"code": right}).status_code == 422
    assert not Following.objects.confirmed().exists()


def test_codes_are_limited_by_number_and_the_answer_says_nothing_about_it(client):
    path = f"/hazards/{public_report().reference}/follow/"
    answers = [follow(client, path).status_code for _time in range(4)]
    assert answers == [302, 302, 302, 429]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"phone": "12"}, "id_phone"),
        ({"phone": ""}, "id_phone"),
        ({"consent": ""}, "id_consent"),
        ({"channel": ""}, "id_channel"),
        ({"channel": "pigeon"}, "id_channel"),
        ({"channel": "email", "email": "nobody"}, "id_email"),
        ({"channel": "email", "email": ""}, "id_email"),
    ],
)
def test_what_is_wrong_is_said_beside_it(client, typed, error):
    answer = follow(client, f"/hazards/{public_report().reference}/follow/", **typed)
    assert answer.status_code == 422
    assert f'href="#{error}"' in answer.content.decode()
    assert not Following.objects.exists()


def test_by_letter_in_chinese(client, officer):
    report = public_report()
    client.cookies["django_language"] = "zh-hans"
    path = f"/hazards/{report.reference}/follow/"
    follow(client, path, channel="email", email="wang@Example.org")
    client.post("/hazards/follow/code/", {"code": code_of("follow-code")})
    goes(report, "referred", officer, referred_to="水务公司")
    tell_followers(now=timezone.now())
    ((channel, words),) = texts()
    assert channel == "email" and "已转交水务公司" in words and "不再接收" in words


def test_a_kind_in_an_area_is_told_once_a_report_is_public_and_only_then(client, officer):
    community = CommunityFactory()
    area = AreaFactory(community=community)
    flooding, gas = category(), category("gas")
    follower("+12025550142", category=flooding)
    follower("+12025550143", area=area)
    follower("+12025550144", category=flooding, area=area)
    follower("+12025550145", category=gas)
    follower("+12025550146", category=gas, area=area)
    report = ReportFactory()
    assert not FollowNews.objects.exists()  # a stranger's words that nobody has looked at push nobody
    goes(report, "triaged", officer)
    assert tell_followers(now=timezone.now()) == 3
    assert {words.partition(" http")[0] for _channel, words in texts()} == {
        f"New: Flooding, Hill Road ({report.reference})."
    }
    goes(report, "fixed", officer)
    assert tell_followers(now=timezone.now()) == 0  # what becomes of it hears who follows the report


def test_what_staff_file_is_public_and_told_at_once(officer):
    follower(category=category())
    ReportFactory(by=officer, now=timezone.now())
    assert tell_followers(now=timezone.now()) == 1


def test_whoever_follows_it_twice_over_is_told_once(officer):
    report = ReportFactory()
    follower(category=category())
    follower(report=report)
    goes(report, "triaged", officer)
    tell_followers(now=timezone.now())
    assert len(texts()) == 1


def test_followers_of_a_repeat_hear_of_the_first(officer):
    first, second = public_report(), public_report()
    follower(report=second)
    goes(second, "duplicate", officer, duplicate_of=first)
    goes(first, "fixed", officer)
    goes(first, "reopened", officer, note="Still there.")
    add_note(Report.objects.get(pk=first.pk), words="A crew is there.", is_public=True, by=officer, now=timezone.now())
    add_note(Report.objects.get(pk=first.pk), words="Secret.", is_public=False, by=officer, now=timezone.now())
    tell_followers(now=timezone.now())
    starts = [words.partition(" http")[0] for _channel, words in texts()]
    assert starts == [
        f"{second.reference} had been reported already. We tell you what becomes of {first.reference}.",
        f"{first.reference}: they say it is fixed. Is it? Say so on its page.",
        f'{first.reference}: opened again. "Still there."',
        f'{first.reference}: news. "A crew is there."',
    ]


@pytest.mark.city
def test_an_interrupted_telling_goes_on_where_it_was_and_doubles_nothing(officer, monkeypatch):
    monkeypatch.setattr(news, "CHUNK", 2)
    report = public_report()
    for number in range(5):
        follower(f"+1202555015{number}", report=report)
    goes(report, "fixed", officer)
    (waiting,) = FollowNews.objects.all()
    assert news._tell_some(FollowNews.objects.select_related("event__report").get(), timezone.now()) == 2
    assert tell_followers(now=timezone.now()) == 3
    assert len(texts()) == 5 and not FollowNews.objects.exists()
    waiting.pk = None
    waiting.cursor = 0
    waiting.save()  # as if the row had come back
    tell_followers(now=timezone.now())
    assert len(texts()) == 5


def test_old_news_is_not_told(officer):
    report = public_report()
    follower(report=report)
    goes(report, "fixed", officer)
    assert tell_followers(now=timezone.now() + DAY) == 0
    assert texts() == [] and not FollowNews.objects.exists()


def test_a_reporter_by_key_hears_of_what_is_private_and_reads_what_staff_write(client, officer):
    report = ReportFactory()
    private = f"/hazards/{report.reference}/follow/"
    assert client.get(private).status_code == 404
    follow(client, private, key=report.tracking_token, channel="email", email="wang@example.org")
    client.post("/hazards/follow/code/", {"code": code_of("follow-code")})
    assert Following.objects.confirmed().get().is_reporter
    follower("+12025550149", report=report)  # no key: hears nothing of what is private
    assert write_to_reporter(report, words="Which side?", by=officer, now=timezone.now()) == ["email"]
    written = Broadcast.objects.get(key__startswith="message:")
    assert f"{report.reference}: Which side?" in body_of(written, "en")
    assert report.tracking_path in body_of(written, "en")
    goes(report, "rejected", officer, note="It is a sculpture.")
    tell_followers(now=timezone.now())
    ((channel, words),) = texts()
    assert channel == "email" and "sculpture" in words and report.tracking_path in words


def test_a_reporter_with_a_number_is_not_texted_twice(officer):
    report = public_report(reporter_phone=PHONE)
    follower(PHONE, report=report)
    goes(report, "referred", officer, referred_to="Water company")
    tell_followers(now=timezone.now())
    assert texts() == []
    assert Broadcast.objects.filter(key__startswith="report:").count() == 2  # looked at, and passed on


def test_a_reporter_who_follows_by_text_hears_of_a_public_note(officer):
    report = public_report(reporter_phone=PHONE)
    follower(PHONE, report=report)
    add_note(report, words="The crew comes at nine.", is_public=True, by=officer, now=timezone.now())
    tell_followers(now=timezone.now())
    ((channel, words),) = texts()
    assert channel == "sms" and "The crew comes at nine." in words


def test_a_community_that_nobody_knows_is_not_found(client):
    assert client.get("/hazards/follow/", {"community": "atlantis"}).status_code == 404


def test_on_this_device_at_once_and_forgotten_when_the_browser_is_gone(client, officer):
    report = public_report()
    path = f"/hazards/{report.reference}/follow/push/"
    given = browser("phone")
    answers = [client.post(path, json.dumps(given), content_type="application/json").status_code for _time in range(2)]
    assert answers == [201, 200]
    goes(report, "fixed", officer)
    tell_followers(now=timezone.now())
    assert [channel for channel, _words in texts()] == ["push"]
    forget_gone("push", [given["endpoint"]], now=NOON)
    assert not Following.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "[" * 100_000, '{"endpoint": "https://x"}', '{"endpoint": 1, "keys": 2}'])
def test_what_is_no_browser_follows_nothing(client, body):
    path = f"/hazards/{public_report().reference}/follow/push/"
    assert client.post(path, body, content_type="application/json").status_code == 422
    assert (
        client.post("/hazards/follow/push/", json.dumps(browser()), content_type="application/json").status_code == 422
    )
    assert not Following.objects.exists()


def test_thirty_things_at_most():
    given = browser()
    device = {"endpoint": given["endpoint"], **given["keys"], "language": "en", "now": NOON}
    community = CommunityFactory()
    for _number in range(30):
        follow_by_push(community=community, report=public_report(), **device)
    with pytest.raises(ValidationError, match="30"):
        follow_by_push(community=community, report=public_report(), **device)


def test_one_page_ends_one_thing_or_all(client):
    kind = category()
    rows = [follower(report=public_report()), follower(category=kind), follower("+12025550148", category=kind)]
    page = client.get(rows[0].stop_path).content.decode()
    assert "Flooding" in page and rows[0].report.reference in page
    assert client.post(rows[0].stop_path, {"what": rows[2].pk}).status_code == 404  # another's
    assert client.post(rows[0].stop_path, {"what": "x"}).status_code == 404
    client.post(rows[0].stop_path, {"what": rows[1].pk})
    assert set(Following.objects.values_list("pk", flat=True)) == {rows[0].pk, rows[2].pk}
    client.post(rows[0].stop_path, {"what": "all"})
    assert set(Following.objects.values_list("pk", flat=True)) == {rows[2].pk}


def test_choosing_a_kind_and_an_area_needs_no_script(client):
    AreaFactory(community=CommunityFactory())
    category()
    page = client.get("/hazards/follow/").content.decode()
    assert 'name="category"' in page and "id_phone" not in page
    page = client.get("/hazards/follow/", {"category": "flooding", "area": "lower-street"}).content.decode()
    assert "id_phone" in page
    assert follow(client, "/hazards/follow/", category="flooding").status_code == 302
    assert follow(client, "/hazards/follow/").status_code == 422


def test_forgotten_when_nobody_proved_it_and_90_days_after_the_end(client):
    report = public_report()
    follow(client, f"/hazards/{report.reference}/follow/")
    kept, ended = follower(category=category()), follower("+12025550147", report=report)
    Report.objects.update(status="closed", updated=timezone.now() - 89 * DAY)
    assert forget_followings(now=timezone.now()) == 0
    assert forget_followings(now=timezone.now() + DAY + dt.timedelta(hours=1)) == 2
    assert list(Following.objects.all()) == [kept] and ended.pk


def test_no_number_stands_in_clear():
    follower()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM hazards_following")
        assert "2025550141" not in str([bytes(v) if isinstance(v, memoryview) else v for v in cursor.fetchone()])


def test_the_feed_of_one_report_and_of_a_kind_in_an_area(client, officer):
    AreaFactory(community=CommunityFactory())
    report = public_report()
    goes(report, "referred", officer, referred_to="Water company", note="They come tonight.")
    add_note(report, words="Secret.", is_public=False, by=officer, now=timezone.now())
    feed = client.get(f"/hazards/{report.reference}/feed.atom").content.decode()
    assert "They come tonight." in feed and "Secret" not in feed
    assert client.get(f"/hazards/{ReportFactory().reference}/feed.atom").status_code == 404
    public_report(latitude=38.95)
    asked = {"category": "flooding", "area": "lower-street", "state": "all"}
    assert client.get("/hazards.atom", asked).content.decode().count("<entry>") == 1


@pytest.mark.parametrize("many", [1, 3])
def test_the_way_out_asks_the_same_questions_for_one_and_for_three(client, many):
    rows = [follower(report=public_report()) for _one in range(many)]
    client.get(rows[0].stop_path)
    with CaptureQueriesContext(connection) as asked:
        client.get(rows[0].stop_path)
    assert len(asked) <= 5


def test_what_is_shown_as_no_hazard_is_no_news_to_those_who_asked_for_its_kind(officer):
    follower(category=category())
    goes(ReportFactory(), "rejected", officer, note="It is a sculpture.", public=True)
    assert tell_followers(now=timezone.now()) == 0 and texts() == []


def test_what_is_hidden_while_followers_are_told_is_told_to_no_more_of_them(officer, monkeypatch):
    now = timezone.now()
    report = ReportFactory(now=now)
    for last in range(3):
        follower(f"+1202555015{last}", category=report.category)
    publish_report(Report.objects.get(pk=report.pk), by=officer, now=now)
    monkeypatch.setattr(news, "CHUNK", 1)
    tell = news._tell

    def then_hide(*told):
        tell(*told)
        hide_report(Report.objects.get(pk=report.pk), why="person", by=officer, now=now)

    monkeypatch.setattr(news, "_tell", then_hide)
    assert tell_followers(now=now) == 1
    assert not FollowNews.objects.exists()
