"""When the first and the last text leave, and when they arrive: said apart, and not guessed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.alerts.selectors import preview_of
from community.messaging.models import Delivery
from community.messaging.selectors import travel_time
from community.messaging.services import fill_broadcast, record_receipt, send_due
from tests.factories import NOON
from tests.factories.alerts import drafted, issued, submitted
from tests.factories.people import resident

pytestmark = pytest.mark.django_db
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def delivered(number: int, *, at) -> None:
    """So many texts, of which the first took one second, the next two, and so on."""
    for one in range(number):
        resident(700 + one)
    warning = issued(now=at)
    fill_broadcast(warning.broadcast, now=at)
    send_due(now=at)
    rows = Delivery.objects.filter(channel="sms", broadcast=warning.broadcast).order_by("pk")
    for seconds, row in enumerate(rows, 1):
        record_receipt(
            delivery=row.pk,
            attempt=row.attempt,
            carrier_id=row.carrier_id,
            status="delivered",
            now=row.sent_at + seconds * SECOND,
        )


def preview(alert, now=NOON):
    return preview_of(alert, list(alert.infos.all()), now=now)


def test_nobody_guesses_when_texts_arrive(carrier):
    found = preview(drafted())
    assert (found.estimate.first_arrives_at, found.estimate.last_arrives_at) == (None, None)
    assert (found.first_arrives_after, found.last_arrives_after) == ("", "")
    delivered(9, at=NOON)
    assert travel_time("sms", NOON + HOUR) is None


@pytest.mark.city
def test_an_arrival_is_judged_by_what_the_latest_texts_took(carrier, settings):
    delivered(20, at=NOON - HOUR)
    settings.SMS_SEGMENTS_PER_SECOND = 0.5
    found = preview(drafted(), NOON)
    travel = found.estimate.travel
    assert (travel.half, travel.most, travel.measured) == (11 * SECOND, 19 * SECOND, 20)
    assert found.estimate.first_arrives_at == found.estimate.first_at + 11 * SECOND
    assert found.estimate.last_arrives_at == found.estimate.last_at + 19 * SECOND
    # 20 people, two segments each, one segment in two seconds
    assert (found.last_after, found.last_arrives_after) == ("80 s", "2 min")
    assert found.estimate.per_minute == 15


def test_calls_made_at_once_have_an_end_of_their_own(carrier, settings):
    settings.CARRIERS = {**settings.CARRIERS, "voice": ["community.messaging.carriers.demo.DemoCarrier"]}
    resident(1)
    calm, extreme = preview(drafted()), preview(drafted(severity="Extreme"))
    assert calm.estimate.last_call_at is None
    assert extreme.estimate.last_call_at is None or extreme.last_call_after


def test_what_waits_for_its_hour_is_counted_from_there(carrier):
    resident(1)
    found = preview(drafted(publish_at=NOON + HOUR))
    assert (found.waits_for_its_hour, found.starts) == (True, NOON + HOUR)
    assert found.estimate.first_at == NOON + HOUR and found.first_after == "0 s"


@pytest.mark.parametrize(
    ("language", "words", "measured"),
    [
        ("en", ("leaves", "arrives, about", "nobody can say yet", "people a minute"), "judged by the latest 12 texts"),
        ("zh-CN", ("何时发出", "约何时送达", "何时送达还说不准", "人/分钟"), "按最近 12 条已报送达的短信估计"),
    ],
)
def test_the_composer_and_the_approver_see_both(carrier, language, words, measured):
    alert = submitted(now=timezone.now())
    browser = Client(HTTP_ACCEPT_LANGUAGE=language)
    browser.force_login(alert.author)
    address = f"/desk/alerts/{alert.identifier}/"
    page = browser.get(address).content.decode()
    assert [one for one in words if one not in page] == []
    delivered(12, at=timezone.now() - timedelta(minutes=5))
    page = browser.get(address).content.decode()
    assert measured in page and words[2] not in page


def test_the_api_says_null_where_nobody_knows(carrier):
    alert = drafted(now=timezone.now())
    browser = Client()
    browser.force_login(alert.author)
    told = browser.post(f"/api/v1/alerts/{alert.identifier}/preview/").json()
    assert (told["first_arrives_at"], told["last_arrives_at"], told["ahead"]) == (None, None, 0)
