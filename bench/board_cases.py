"""What the board is measured on: an alert to many people by two ways, and the obvious ways to count it."""

from collections import Counter
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from bench.audience import people_of, town
from community.alerts.models import Alert
from community.alerts.services import approve_alert
from community.messaging.models import Broadcast, Delivery
from community.messaging.selectors.people import BEST_FIRST
from community.messaging.services.rows import NewRow, insert_rows
from community.people.models import Resident, Role
from tests.factories.alerts import submitted
from tests.factories.people import member

CHUNK = 1_000
AREAS = 12


def alert_to(people: int) -> Alert:
    """An issued alert with a text and a call for each of so many residents."""
    now = timezone.now()
    community = town()
    people_of(community, people)
    shape = {"polygon": community.shape}
    alert = submitted(community=community, now=now, area=shape)
    approve_alert(alert, by=member(Role.APPROVER, community=community), now=now)
    alert.refresh_from_db()
    pks = list(Resident.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, people, CHUNK):
        rows = []
        for pk in pks[start : start + CHUNK]:
            who = (f"{pk:012d}", b"sealed", f"{pk:064d}", ("en", "zh-hans")[pk % 2], f"area-{pk % AREAS}")
            rows.append(NewRow(*who, 2, "sms", 10, True, False, True))
            rows.append(NewRow(*who, 1, "voice", 10, True, False, False))
        insert_rows(rows, broadcast=alert.broadcast, due_at=now)
    Broadcast.objects.filter(pk=alert.broadcast_id).update(filled_at=now)
    alert.broadcast.refresh_from_db()
    return alert


# Of 101 messages 70 have arrived, 10 have left, 12 have failed, 3 are unclear and 6 wait, whatever became of the
# person's other one.
BECOMES = """
    UPDATE messaging_delivery SET attempt = 1, claimed_at = %s, sent_at = %s,
        status = CASE WHEN {n} < 70 THEN 'delivered' WHEN {n} < 80 THEN 'sent' WHEN {n} < 92 THEN 'failed'
            WHEN {n} < 95 THEN 'unknown' ELSE 'queued' END,
        error = CASE WHEN {n} BETWEEN 80 AND 85 THEN '30003' WHEN {n} BETWEEN 86 AND 91 THEN '30005' ELSE '' END
    WHERE broadcast_id = %s AND recipient >= %s AND recipient < %s
""".replace("{n}", "((id * 7919 + id / 2 * 104729) %% 101)")


def scatter(broadcast: Broadcast, people: int) -> None:
    """What sending makes of the messages of the first so many people: 500 people a second, until now."""
    now = timezone.now()
    for start in range(0, people, CHUNK):
        moment = now - timedelta(seconds=(people - start) / 500)
        values = [connection.ops.adapt_datetimefield_value(moment)] * 2
        low, high = f"{start + 1:012d}", f"{start + CHUNK + 1:012d}"  # keys begin at 1
        with connection.cursor() as cursor:
            cursor.execute(BECOMES, [*values, broadcast.pk, low, high])


def counted_one_by_one(broadcast: Broadcast) -> dict[str, int]:
    """What one would write first: every row as an object, and a look at each."""
    best: dict[str, str] = {}
    figures: Counter = Counter()
    for row in broadcast.deliveries.all():
        figures[row.channel, row.status] += 1
        figures[row.language, row.status] += 1
        figures[row.area, row.status] += 1
        if row.error:
            figures[row.error] += 1
        known = best.get(row.recipient)
        if known is None or BEST_FIRST.index(row.status) < BEST_FIRST.index(known):
            best[row.recipient] = row.status
    return {**dict.fromkeys(Delivery.Status.values, 0), **Counter(best.values())}


def counted_singly(broadcast: Broadcast) -> list[int]:
    """What one would write next: a COUNT for every figure. Of messages; of people it says nothing."""
    rows = broadcast.deliveries
    figures = []
    for status in Delivery.Status.values:
        figures += [rows.filter(status=status, channel=channel).count() for channel in ("sms", "voice")]
        figures += [rows.filter(status=status, language=language).count() for language in ("en", "zh-hans")]
        figures += [rows.filter(status=status, area=f"area-{number}").count() for number in range(AREAS)]
    return figures + [rows.filter(error=error).count() for error in ("30003", "30005")]
