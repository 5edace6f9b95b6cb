"""The obvious way to send: one task a message, one blocking request, one UPDATE. Only for comparison."""

import os

import requests
from celery import Celery
from django.conf import settings
from django.utils import timezone

app = Celery("naive", broker=os.environ.get("BENCH_REDIS") or "memory://localhost//", set_as_current=False)
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=4, task_default_queue="naive")
session = requests.Session()  # kept open, as Twilio's own client keeps it
session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=64))


@app.task(name="bench.send_one")
def send_one(pk: int) -> None:
    from community.messaging.models import Delivery
    from community.messaging.selectors import body_of

    row = Delivery.objects.select_related("broadcast").get(pk=pk)
    answer = session.post(
        f"{settings.TWILIO_API_URL}/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT_SID}/Messages.json",
        data={"To": row.address, "From": settings.TWILIO_FROM, "Body": body_of(row.broadcast, row.language)},
        auth=(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN),
        timeout=10,
    )
    answer.raise_for_status()
    Delivery.objects.filter(pk=pk).update(status="sent", carrier_id=answer.json()["sid"], sent_at=timezone.now())
