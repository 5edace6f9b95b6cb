"""The live board of one alert: what stands where, how fast, why not, and when the last one leaves."""

import csv
import datetime as dt
import io

import pytest
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from community.alerts.selectors import counts_at, delivery_board, delivery_counts
from community.alerts.selectors.deliveries import ORDER
from community.messaging import services as messaging
from community.messaging.models import Broadcast, Delivery
from community.messaging.selectors import counts_of
from tests.factories import NOON
from tests.factories.alerts import approved, drafted
from tests.factories.people import resident
from tests.support.sessions import client

SECOND = dt.timedelta(seconds=1)


def sent_to(people: int, **values):
    """An issued alert with a row for so many people, none sent yet."""
    alert = drafted(**values)
    for number in range(people):
        resident(number, community=alert.community, language="zh-hans" if number % 2 else "en")
    approved(alert)
    messaging.fill_broadcast(alert.broadcast, now=NOON)
    alert.broadcast.refresh_from_db()
    return alert


def left(alert, count: int, at, *, status="sent", error="", every=SECOND):
    """`count` waiting rows leave one after another from `at` on."""
    rows = list(alert.broadcast.deliveries.filter(status="queued").order_by("pk")[:count])
    for number, row in enumerate(rows):
        when = at + number * every
        Delivery.objects.filter(pk=row.pk).update(
            status=status, error=error, attempt=1, claimed_at=when, sent_at=when if status != "failed" else None
        )


def test_nobody_and_nothing_before_it_is_issued(db):
    assert delivery_board(drafted(), NOON) is None
    board = delivery_board(sent_to(0, event="Storm"), NOON)
    assert (board.total, board.milestones, board.is_running, board.is_complete) == (0, [], False, True)


@pytest.mark.city
def test_people_messages_reasons_and_reached(db, django_assert_max_num_queries):
    alert = sent_to(6)
    left(alert, 2, NOON, status="delivered")
    left(alert, 1, NOON, status="failed", error="30005")
    left(alert, 1, NOON, status="failed", error="30006")
    left(alert, 1, NOON, status="unknown")
    first = alert.broadcast.deliveries.order_by("pk").first()
    messaging.mark_reached(alert.broadcast, first.recipient, how="visit", now=NOON)
    with django_assert_max_num_queries(14):
        board = delivery_board(alert, NOON + SECOND)
    assert {line.status: line.people for line in board.lines} == {
        "delivered": 2,
        "sent": 0,
        "sending": 0,
        "queued": 1,
        "unknown": 1,
        "failed": 2,
    }
    assert (board.total, board.reached, board.reached_percent, board.hows) == (6, 1, 17, [("was visited", 1)])
    assert board.failures == [("no such number", 1), ("landline", 1)]
    assert [(line.name, line.total) for line in board.languages] == [("en", 3), ("zh-hans", 3)]
    assert [(line.label, line.counts) for line in board.channels] == [("Text", [2, 0, 0, 1, 1, 2])]
    assert [(line.name, line.label, line.total) for line in board.areas] == [("lower-street", "Lower Street", 6)]
    assert delivery_counts(alert, NOON)["by_channel"]["sms"]["failed"] == 2
    with translation.override("zh-hans"):
        assert delivery_board(alert, NOON).failures == [("空号", 1), ("固定电话", 1)]


@pytest.mark.city
def test_the_end_follows_the_rate_of_the_last_minute(db, settings):
    settings.SMS_SEGMENTS_PER_SECOND = 100
    alert = sent_to(40)
    alert.broadcast.deliveries.update(segments=2)
    left(alert, 20, NOON + SECOND)  # one a second: far below what the carrier takes
    now = NOON + 20 * SECOND
    board = delivery_board(alert, now)
    assert board.is_running and board.pace.left == 40
    assert board.pace.first_at == NOON + SECOND
    assert 2 <= board.pace.segments <= 2.2 and 60 <= board.per_minute <= 64
    # 40 segments at 2 a second; within 5 % of the whole time
    assert abs((board.pace.ends_at - (now + 20 * SECOND)).total_seconds()) <= 2
    assert board.milestones[-1].expected and board.pace.half_at == NOON + 20 * SECOND
    left(alert, 20, now + SECOND)
    over = delivery_board(alert, NOON + 60 * SECOND)
    assert (over.is_running, over.pace.ends_at, over.pace.last_at) == (False, None, NOON + 40 * SECOND)
    assert over.pace.most_at == NOON + 36 * SECOND


def test_before_anything_is_measured_the_carriers_rate_and_the_lanes_before_it_say_the_end(db, settings):
    settings.SMS_SEGMENTS_PER_SECOND = 10
    settings.CARRIERS = {"sms": ["community.messaging.carriers.demo.DemoCarrier"]}
    settings.CARRIER_ROUTES = {}
    alert = sent_to(10)
    alert.broadcast.deliveries.update(segments=2)
    board = delivery_board(alert, NOON)
    seconds = (board.pace.ends_at - NOON).total_seconds()
    other = sent_to(0, event="Fire", severity="Extreme").broadcast
    Delivery.objects.bulk_create(
        Delivery(broadcast=other, recipient=f"{n}", language="en", lane=0, due_at=NOON, segments=2, address_sealed=b"x")
        for n in range(20)
    )
    other.deliveries.update(segments=2)  # to the same ten people, and to twenty more
    behind = delivery_board(alert, NOON)
    assert behind.pace.ahead == 60
    assert (behind.pace.ends_at - NOON).total_seconds() == pytest.approx(4 * seconds)


def test_quiet_hours_and_what_stopped_it_are_said(db):
    alert = sent_to(2)
    broadcast = alert.broadcast
    broadcast.hold_until = NOON + dt.timedelta(hours=1)
    broadcast.save()
    board = delivery_board(alert, NOON)
    assert board.held_until == broadcast.hold_until and board.pace.ends_at > broadcast.hold_until
    messaging.stop_broadcast(broadcast, now=NOON)
    board = delivery_board(alert, NOON)
    assert (board.is_stopped, board.is_running, board.held_until) == (True, False, None)
    assert board.failures == [("stopped before it was sent", 2)]


def test_a_message_too_late_to_be_sent_is_announced(db, settings):
    settings.SMS_SEGMENTS_PER_SECOND = 1
    alert = sent_to(3, expires=NOON + dt.timedelta(seconds=2))
    alert.broadcast.deliveries.update(segments=30)
    assert delivery_board(alert, NOON).too_late


def test_a_large_broadcast_is_counted_again_only_when_its_size_allows(db, django_assert_num_queries):
    alert = sent_to(1)
    row = alert.broadcast.deliveries.get()
    row_of = {"broadcast": alert.broadcast, "language": "en", "lane": 1, "due_at": NOON, "status": "sent"}
    Delivery.objects.bulk_create(Delivery(recipient=f"x{n}", address_sealed=b"x", **row_of) for n in range(6000))
    _at, counts = counts_at(alert.broadcast, NOON)
    assert counts.people.deliveries["queued"] == 1
    Delivery.objects.filter(pk=row.pk).update(status="sent")
    with django_assert_num_queries(0):
        assert counts_at(alert.broadcast, NOON + 0.1 * SECOND) == (NOON, counts)
    later, counts = counts_at(alert.broadcast, NOON + SECOND)
    assert (later, counts.people.deliveries["queued"]) == (NOON + SECOND, 0)
    assert counts_of(alert.broadcast) == counts


def test_the_page_in_both_languages(db):
    alert = sent_to(2)
    left(alert, 1, NOON, status="failed", error="30005")
    english = client(alert.author).get(f"/desk/alerts/{alert.identifier}/tally/").content.decode()
    assert "no such number" in english and "Rate and end" in english and "certainly reached" in english
    chinese = client(alert.author, "zh-CN").get(f"/desk/alerts/{alert.identifier}/tally/").content.decode()
    assert "空号" in chinese and "速度" in chinese and "已发出" in chinese


def test_people_a_minute_are_those_whose_first_message_left(db):
    alert = sent_to(3)
    rows = alert.broadcast.deliveries
    for row in list(rows.order_by("pk")[:2]):
        row.pk, row.channel, row.leads = None, "voice", False  # rung as well
        row.save()
    rows.update(status="sent", claimed_at=NOON, sent_at=NOON)
    board = delivery_board(alert, NOON + 60 * SECOND - SECOND)
    assert (board.people_per_minute, board.per_minute) == (3, 5)


def test_the_areas_by_name_and_everywhere_else_at_the_end(db):
    alert = sent_to(3)
    rows = alert.broadcast.deliveries.order_by("pk")
    rows.filter(pk=rows[1].pk).update(area="")
    assert [(line.name, line.label, line.total) for line in delivery_board(alert, NOON).areas] == [
        ("lower-street", "Lower Street", 2),
        ("", "Elsewhere", 1),
    ]
    chinese = client(alert.author, "zh-CN").get(f"/desk/alerts/{alert.identifier}/tally/").content.decode()
    assert "按片区分的人数" in chinese and "下街" in chinese and "其他地方" in chinese
    rows.update(area="gone-from-the-map")
    assert [line.label for line in delivery_board(alert, NOON).areas] == ["gone-from-the-map"]
    rows.update(area="")
    assert delivery_board(alert, NOON).areas == []


@pytest.mark.city
def test_the_page_the_table_and_the_interface_say_the_same(db):
    alert = sent_to(10)
    when = timezone.now().replace(microsecond=0) - 40 * SECOND
    Broadcast.objects.update(expires=when + 600 * SECOND)  # the pages go by today's clock
    left(alert, 3, when, status="delivered")
    left(alert, 2, when + 3 * SECOND)
    left(alert, 2, when + 5 * SECOND, status="failed", error="30005")
    left(alert, 1, when + 7 * SECOND, status="unknown")
    rows = alert.broadcast.deliveries.order_by("pk")
    rows.filter(status="queued").update(error="20429", attempt=1)
    rows.filter(pk__in=[rows[0].pk, rows[5].pk]).update(area="")
    messaging.mark_reached(alert.broadcast, rows[0].recipient, how="reply", now=NOON)
    messaging.keep_counts()
    browser, base = client(alert.author), f"/desk/alerts/{alert.identifier}"
    board = browser.get(f"{base}/tally/").context["board"]
    says = browser.get(f"/api/v1/alerts/{alert.identifier}/deliveries/").json()
    exported = b"".join(browser.get(f"{base}/delivery.csv").streaming_content).decode()[1:]
    table = {
        (row["section"], row["name"], row["status"]): row["count"] for row in csv.DictReader(io.StringIO(exported))
    }

    people = {line.status: line.people for line in board.lines}
    assert people == {"delivered": 3, "sent": 2, "failed": 2, "unknown": 1, "queued": 2, "sending": 0}
    assert people == {status: says[status] for status in people}
    assert people == {status: int(table["status", "people", status]) for status in people}
    assert (board.total, board.reached) == (10, 1) == (says["total"], says["reached"])
    assert (table["total", "people", ""], table["reached", "people", ""]) == ("10", "1")
    for lines, said, section in (
        (board.languages, says["by_language"], "language"),
        (board.areas, says["by_area"], "area"),
        (board.channels, says["by_channel"], "channel"),
    ):
        assert {line.name: dict(zip(ORDER, line.counts, strict=True)) for line in lines} == said
        assert {(line.label, status): n for line in lines for status, n in zip(ORDER, line.counts, strict=True)} == {
            (name, status): int(n) for (part, name, status), n in table.items() if part == section
        }
    assert (board.failures, board.again) == ([("no such number", 2)], [("too many at once, tried again", 2)])
    assert (says["failures"], says["again"]) == ({"30005": 2}, {"20429": 2})
    assert table["failure", "no such number", "failed"] == "2"
    assert table["again", "too many at once, tried again", "queued"] == "2"
    moments = {one.name: one.at for one in board.milestones if not one.expected}
    assert list(moments) == ["first_accepted", "half_left"]
    assert moments == {name: parse_datetime(says["times"][name]) for name in moments}
    assert moments == {name: parse_datetime(table["time", name, ""]) for name in moments}
    assert moments["first_accepted"] == when
    assert "last_expected" in says["times"] and ("time", "last_expected", "") in table
    assert set(says["rate"]) == {name for section, name, _status in table if section == "rate"}
