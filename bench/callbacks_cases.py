"""The parts of callbacks, each a process: `python -m bench.callbacks_cases prepare|plain|post`."""

import asyncio
import json
import os
import sys
import time
import urllib.parse


def prepare(count: int) -> dict:
    """Tables, and `count` rows that were sent."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from bench import fanout_cases
    from community.messaging import services
    from community.messaging.models import Delivery

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    broadcast = fanout_cases.opened(count, "bench:callbacks")
    while not services.fill_broadcast(broadcast, now=timezone.now()):
        pass
    Delivery.objects.update(status="sent", attempt=1, carrier="twilio", lease_until=None)
    return {"rows": list(Delivery.objects.order_by("pk").values_list("pk", flat=True))}


def plain(port: int) -> None:
    """The obvious way: a view, the library's check, one UPDATE."""
    import django
    from django.conf import settings

    django.setup()
    settings.MIDDLEWARE = []
    settings.ROOT_URLCONF = "bench.callbacks_cases"
    import uvicorn
    from django.core.asgi import get_asgi_application

    uvicorn.run(get_asgi_application(), host="127.0.0.1", port=port, log_config=None, lifespan="off")


def addresses() -> list:
    from django.conf import settings
    from django.http import HttpResponse
    from django.urls import path
    from django.utils import timezone
    from django.views.decorators.csrf import csrf_exempt
    from twilio.request_validator import RequestValidator

    from community.messaging.models import Delivery

    @csrf_exempt
    def status(request, delivery, attempt):
        signature = request.headers.get("X-Twilio-Signature", "")
        url = settings.PUBLIC_URL + request.get_full_path()
        if not RequestValidator(settings.TWILIO_AUTH_TOKEN).validate(url, request.POST, signature):
            return HttpResponse(status=403)
        Delivery.objects.filter(pk=delivery).update(
            status=request.POST["MessageStatus"], carrier_id=request.POST["MessageSid"], ended_at=timezone.now()
        )
        return HttpResponse(status=204)

    return [
        path("twilio/status/<int:delivery>/<int:attempt>/", status),
        path("healthz", lambda _request: HttpResponse("ok")),
    ]


def __getattr__(name: str):
    """`urlpatterns` is made when Django asks for it: most parts here run without Django."""
    if name == "urlpatterns":
        return addresses()
    raise AttributeError(name)


def post(connections: int) -> dict:
    """Post one callback for every row that standard input names; all must be answered 204."""
    requests = [signed(pk) for pk in json.load(sys.stdin)]
    return asyncio.run(_post(iter(requests), connections, len(requests)))


def signed(pk: int) -> bytes:
    from twilio.request_validator import RequestValidator

    form = {
        "MessageSid": f"SM{pk:032d}",
        "MessageStatus": "delivered",
        "To": f"+120255501{pk % 100:02d}",
        "From": os.environ["TWILIO_FROM"],
        "AccountSid": os.environ["TWILIO_ACCOUNT_SID"],
        "SmsSid": f"SM{pk:032d}",
        "SmsStatus": "delivered",
        "ApiVersion": "2010-04-01",
    }
    place = f"/twilio/status/{pk}/1/"
    signature = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"]).compute_signature(
        os.environ["PUBLIC_URL"] + place, form
    )
    body = urllib.parse.urlencode(form)
    head = (
        f"POST {place} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"X-Twilio-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


async def _post(requests, connections: int, count: int) -> dict:
    answered = 0

    async def poster(reader, writer):
        nonlocal answered
        for request in requests:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 204"), head
            answered += 1
        writer.close()

    port = int(os.environ["PORT"])
    ends = [await asyncio.open_connection("127.0.0.1", port) for _number in range(connections)]
    start = time.monotonic()
    await asyncio.gather(*[poster(*end) for end in ends])
    assert answered == count
    return {"start": start, "seconds": time.monotonic() - start}


if __name__ == "__main__":
    name, arguments = sys.argv[1], [int(word) for word in sys.argv[2:]]
    said = {"prepare": prepare, "plain": plain, "post": post}[name](*arguments)
    print(json.dumps(said), flush=True)
