"""A process beside a site under test that opens warnings, stops them and counts; one JSON object a line, in and out.

It is a process of its own because the site has settings and a database of its own.
"""

import datetime as dt
import json
import sys
from collections import Counter
from typing import Any

import django


def open_warning(key: str, count: int, first: int = 0, **fields: Any) -> dict[str, Any]:
    """A warning to `count` phones (see tests.faults.town.phone); its rows are left to the site."""
    from django.utils import timezone

    from community.messaging.services import open_broadcast
    from tests.faults.town import phone

    now = timezone.now()
    seconds = fields.pop("seconds", 3600)
    made = open_broadcast(
        key=key,
        lane=fields.pop("lane", 1),
        texts={"en": f"{key}: flood, leave Lower Street now."},
        audience="listed_phones",
        definition={"phones": [phone(first + number) for number in range(count)]},
        expires=now + dt.timedelta(seconds=seconds),
        now=now,
        **fields,
    )
    return {"pk": made.pk}


def tally(key: str) -> dict[str, int]:
    from community.messaging.models import Delivery

    return dict(Counter(Delivery.objects.filter(broadcast__key=key).values_list("status", flat=True)))


def stop(key: str) -> dict[str, int]:
    from django.utils import timezone

    from community.messaging.models import Broadcast
    from community.messaging.services import stop_broadcast

    return {"unsent": stop_broadcast(Broadcast.objects.get(key=key), now=timezone.now())}


def last_claim(key: str) -> dict[str, float]:
    """How many seconds after a warning was stopped a row of it was last taken in hand; below zero: before."""
    from community.messaging.models import Broadcast, Delivery

    last = Delivery.objects.filter(broadcast__key=key, sent_at__isnull=False).order_by("-claimed_at").first()
    stopped = Broadcast.objects.get(key=key).stopped_at
    return {"after": (last.claimed_at - stopped).total_seconds() if last and stopped else 0.0}


def settle() -> dict[str, int]:
    """All that a site would do within two minutes, at once; only while the site does not run."""
    from django.utils import timezone

    from community.messaging.models import Broadcast
    from community.messaging.services import fill_broadcast, send_due, sweep

    began, sent = timezone.now(), 0
    for seconds in (8, 20, 75, 90, 150):
        now = began + dt.timedelta(seconds=seconds)
        for one in Broadcast.objects.filter(filled_at=None, stopped_at=None):
            fill_broadcast(one, now=now)
        sweep(now=now)
        while tried := send_due(now=now):
            sent += tried
    return {"sent": sent}


def found_community() -> dict[str, int]:
    """A community that takes reports."""
    from community.hazards.services import ensure_categories
    from tests.factories.places import CommunityFactory

    made = CommunityFactory()
    ensure_categories(made)
    return {"pk": made.pk}


def reports() -> dict[str, int]:
    """How many reports and photos there are."""
    from community.hazards.models import Report

    return {"reports": Report.objects.count(), "photos": sum(one.photos.count() for one in Report.objects.all())}


ORDERS = {one.__name__: one for one in (open_warning, tally, stop, last_claim, settle, found_community, reports)}


def main() -> None:
    django.setup()
    from django.db import connections

    for line in sys.stdin:
        name, fields = json.loads(line)
        try:
            answer = ORDERS[name](**fields)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        for connection in connections.all(initialized_only=True):  # the server may be another by the next order
            connection.close()
            if hasattr(connection, "close_pool"):
                connection.close_pool()
        print("ANSWER " + json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
