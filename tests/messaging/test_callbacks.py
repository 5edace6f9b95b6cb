"""The endpoint in front of Django: what it answers, what it keeps, and that it needs no database for it."""

import asyncio
import json
import urllib.parse

import pytest
from asgiref.testing import ApplicationCommunicator
from twilio.request_validator import RequestValidator

from community.messaging.callbacks import LARGEST_BODY, StatusCallbacks
from community.messaging.models import Delivery, Receipt
from community.messaging.services import spooling
from portal.asgi import http
from portal.lib.spool import Spool
from tests.factories import NOON
from tests.factories.messaging import filled, only, phone
from tests.support.carrier import TOKEN

FORM = "application/x-www-form-urlencoded"
TOLD = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": phone(101)}


@pytest.fixture
def spool(tmp_path, settings):
    settings.TWILIO_AUTH_TOKEN = TOKEN
    made = Spool(tmp_path / "spool", limit=100_000)
    yield made
    made.close()


async def _post(app, path, parts, headers, method="POST", query=b""):
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": [(name.lower().encode(), str(value).encode("latin-1")) for name, value in headers.items()],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 50000),
    }
    one = ApplicationCommunicator(app, scope)
    for place, part in enumerate(parts):
        await one.send_input({"type": "http.request", "body": part, "more_body": place < len(parts) - 1})
    start = await one.receive_output(5)
    body = await one.receive_output(5)
    await one.wait(5)
    return start["status"], dict(start["headers"]), body.get("body", b"")


def post(app, path="/twilio/status/1/1/", form=TOLD, *, signature=None, url=None, parts=None, query="", **headers):
    """POST `form`, signed for PUBLIC_URL and `path`; the answer's status."""
    from django.conf import settings

    body = urllib.parse.urlencode(form).encode()
    address = url or settings.PUBLIC_URL + path + (f"?{query}" if query else "")
    if signature is None:
        signature = RequestValidator(TOKEN).compute_signature(address, form)
    method = headers.pop("method", "POST")
    sent = {"Content-Type": FORM, "X-Twilio-Signature": signature, "Content-Length": len(body)}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return asyncio.run(_post(app, path, parts or [body], sent, method, query.encode()))


def waiting(spool):
    return [spooling.as_report(record) for record in spool.peek(1000)[0]]


def test_a_signed_receipt_is_kept_without_a_database(spool):
    """No `db` fixture: a query would be an error here."""
    app = StatusCallbacks(http, spool)
    status, headers, body = post(app, "/twilio/status/7/2/")
    assert (status, headers, body) == (204, {}, b"")
    kept = waiting(spool)[0]
    assert (kept.delivery, kept.attempt, kept.carrier_id, kept.status, kept.error) == (7, 2, "SM1", "delivered", "")
    assert phone(101).encode() not in spool.path.read_bytes()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"method": "GET"}, 405),
        ({"method": "PUT"}, 405),
        ({"signature": ""}, 403),
        ({"signature": "bm90IGl0"}, 403),
        ({"signature": "é" * 28}, 403),
        ({"url": "https://evil.example/twilio/status/1/1/"}, 403),
        ({"Content_Length": LARGEST_BODY + 1}, 413),
        ({"Content_Length": "9" * 5000}, 413),
        ({"Content_Length": "-1"}, 400),
        ({"parts": [b"x" * 40_000, b"x" * 40_000], "Content_Length": 10}, 413),
        ({"form": {"MessageStatus": "delivered"}}, 400),
        ({"form": {**TOLD, "MessageSid": "SM\x001"}}, 400),
        ({"form": {**TOLD, **{f"f{n}": "" for n in range(500)}}}, 400),
        ({"Content_Type": "text/plain"}, 403),
        ({"form": {**TOLD, "MessageStatus": "receiving"}}, 204),
    ],
)
def test_everything_else_is_answered_and_keeps_nothing(spool, said, status):
    answered, headers, _body = post(StatusCallbacks(http, spool), **said)
    assert answered == status
    assert headers.get(b"allow") == (b"POST" if status == 405 else None)
    assert waiting(spool) == []


@pytest.mark.parametrize("said", [{"query": "bodySHA256=x&a=b%20c"}, {"parts": [b"MessageSid=SM1&", b"MessageStatus="
    b"delivered&To=%2B12025550101"]}, {"Content_Type": FORM + "; charset=UTF-8"}])  # fmt: skip
def test_a_query_a_body_in_parts_and_a_charset_are_all_the_same(spool, said):
    assert post(StatusCallbacks(http, spool), **said)[0] == 204
    assert len(waiting(spool)) == 1


def test_json_stands_inside_its_signature(spool, settings):
    validator = RequestValidator(TOKEN)
    body = json.dumps(TOLD).encode()
    import hashlib

    query = "bodySHA256=" + hashlib.sha256(body).hexdigest()
    url = f"{settings.PUBLIC_URL}/twilio/status/1/1/?{query}"
    signed = {"signature": validator.compute_signature(url, {}), "query": query, "Content_Type": "application/json"}
    app = StatusCallbacks(http, spool)
    assert post(app, parts=[body], Content_Length=len(body), **signed)[0] == 204
    assert post(app, parts=[body + b" "], Content_Length=len(body) + 1, **signed)[0] == 403
    assert len(waiting(spool)) == 1


def test_without_a_token_nothing_is_believed(spool, settings):
    settings.TWILIO_AUTH_TOKEN = ""
    signature = RequestValidator("").compute_signature(settings.PUBLIC_URL + "/twilio/status/1/1/", TOLD)
    assert post(StatusCallbacks(http, spool), signature=signature)[0] == 403


@pytest.mark.django_db(transaction=True)
def test_an_address_that_is_none_of_ours_is_djangos(spool):
    app = StatusCallbacks(http, spool)
    for path in ("/twilio/status/99999999999999999999999/1/", "/twilio/status/9223372036854775808/1/"):
        assert post(app, path, Host="127.0.0.1")[0] == 404
    assert waiting(spool) == []


def test_full_is_503_and_over_once_there_is_room(spool, caplog):
    spool.limit = 60
    app = StatusCallbacks(http, spool)
    assert [post(app)[0] for _time in range(3)] == [204, 503, 503]
    assert caplog.text.count("spool.full") == 1
    spool.forget(spool.size)
    assert post(app)[0] == 204


def test_a_folder_that_cannot_be_written_is_503(tmp_path, settings):
    settings.TWILIO_AUTH_TOKEN = TOKEN
    (tmp_path / "file").write_text("")
    assert post(StatusCallbacks(http, Spool(tmp_path / "file" / "spool", limit=1000)))[0] == 503


def test_what_was_kept_is_applied_with_the_moment_it_was_heard_at(db, spool):
    row = only(filled([phone(101)]))
    Delivery.objects.update(status="sent", attempt=1, carrier_id="SM1")
    path = f"/twilio/status/{row.pk}/1/"
    app = StatusCallbacks(http, spool)
    for status in ("delivered", "sent", "delivered"):
        assert post(app, path, {**TOLD, "MessageStatus": status})[0] == 204
    heard = waiting(spool)[0].at
    assert spooling.carry_on(spool, now=NOON) == 3
    row.refresh_from_db()
    assert (row.status, row.ended_at) == ("delivered", heard)
    assert Receipt.objects.count() == 2
    assert spool.waiting == 0


def test_one_bad_receipt_does_not_hold_up_its_neighbours(db, spool, caplog):
    rows = filled([phone(n) for n in range(9)]).deliveries.order_by("pk")
    Delivery.objects.update(status="sent", attempt=1)
    for place, row in enumerate(rows):
        carrier_id = "\ud800" if place == 4 else f"SM{row.pk}"  # no database takes half a character
        spool.append(spooling.as_record(spooling.Report(row.pk, 1, carrier_id, "delivered", "")))
    spool.append(b"what nobody wrote")
    assert spooling.carry_on(spool, now=NOON) == 10
    assert Delivery.objects.filter(status="delivered").count() == 8
    assert "spool.refused" in caplog.text


def test_what_a_dead_process_left_is_adopted(db, spool, tmp_path):
    row = only(filled([phone(101)]))
    Delivery.objects.update(status="sent", attempt=1, carrier_id="SM1")
    dead = Spool(spool.folder, limit=1000)
    dead.append(spooling.as_record(spooling.Report(row.pk, 1, "SM1", "delivered", "")))
    dead.close()
    assert spooling.adopt(spool, now=NOON) == 1
    row.refresh_from_db()
    assert row.status == "delivered"
    assert not list(spool.folder.iterdir())
