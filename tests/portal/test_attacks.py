"""What strangers and slips may not do to the shell."""

import json
import logging

import pytest
from asgiref.sync import async_to_sync
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from community.accounts.models import User
from community.people.models import Role
from portal.lib.bodies import LargestBody
from portal.lib.idempotency import IdempotencyMiddleware
from portal.lib.origins import is_own
from tests.factories.people import UserFactory, member
from tests.factories.places import CommunityFactory
from tests.support.sockets import Socket

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    user = member(Role.OFFICER, username="officer")
    user.set_password("a long enough password")
    user.save()
    return user


def guess(client, password, address, username="officer"):
    return client.post("/accounts/login/", {"login": username, "password": password}, REMOTE_ADDR=address, follow=False)


def test_a_stranger_cannot_lock_an_officer_out(client, officer):
    for _ in range(30):
        guess(client, "wrong", "203.0.113.9")

    stopped = guess(client, "a long enough password", "203.0.113.9")
    assert (stopped.status_code, "Too many tries from here" in stopped.content.decode()) == (429, True)
    assert guess(client, "a long enough password", "198.51.100.7").status_code == 302


def test_the_admin_has_no_sign_in_of_its_own(client, officer):
    officer.is_staff = officer.is_superuser = True
    officer.save()
    answer = client.post("/admin/login/", {"username": "officer", "password": "a long enough password"})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_an_administrator_sees_no_tokens(client):
    client.force_login(User.objects.create_superuser("root"))

    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/authtoken/tokenproxy/").status_code == 404


@pytest.mark.parametrize("path", ["hazards/", "chat/", "subscriptions/", "subscriptions/verify/"])
@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 50_000])
def test_json_without_end_is_a_clear_error(client, path, body):
    CommunityFactory()
    answer = client.post("/api/v1/" + path, body, content_type="application/json")

    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize("path", ["hazards/", "chat/", "subscriptions/", "subscriptions/verify/"])
def test_half_a_character_is_a_clear_error(client, path):
    CommunityFactory()
    body = {"phone": "\ud83d", "code": "\ud83d", "text": "\ud83d", "category": "\ud83d", "places": [{"name": "\ud83d"}]}
    answer = client.post("/api/v1/" + path, json.dumps(body), content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("zone", ["", "Nowhere/Here", "../../etc/passwd", "a\x00b", "x" * 20_000, None])
def test_a_zone_that_is_none_is_a_field_error(client, zone):
    client.force_login(member(Role.ORGANISER))
    answer = client.post("/drills/new/", {} if zone is None else {"time_zone": zone})

    assert answer.status_code in (200, 422)


@pytest.mark.parametrize("status", [401, 403, 408, 429, 500, 503])
def test_an_answer_that_decided_nothing_is_not_kept(status):
    answers = iter([HttpResponse("no", status=status), HttpResponse("yes", status=201)])
    middleware = IdempotencyMiddleware(lambda request: next(answers))

    def post():
        request = RequestFactory().post("/api/v1/hazards/", "{}", content_type="application/json")
        request.META["HTTP_IDEMPOTENCY_KEY"] = "k"
        return middleware(request).status_code

    assert [post(), post(), post()] == [status, 201, 201]


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000", True),
        ("http://localhost:8123", "localhost:8123", True),
        (None, "127.0.0.1:8000", True),  # no browser
        ("http://127.0.0.1:9", "127.0.0.1:8000", False),
        ("https://127.0.0.1:8000", "127.0.0.1:8000", False),
        ("http://localhost:8000", "127.0.0.1:8123", False),
        ("http://evil.example", "127.0.0.1:8000", False),
        ("http://evil.example", "evil.example", False),  # not one of our hosts
        ("null", "127.0.0.1:8000", False),
        ("", "127.0.0.1:8000", False),
    ],
)
def test_a_socket_belongs_to_pages_of_this_very_address(origin, host, own):
    assert is_own(origin, host) is own


def posted(path, parts, **headers):
    """POST `parts` to the site as a server hands them over. (status, how many parts were read)"""
    read = []

    async def receive():
        read.append(parts[len(read)])
        return {"type": "http.request", "body": read[-1], "more_body": len(read) < len(parts)}

    async def send(message):
        sent.append(message)

    async def go():
        await LargestBody(reads_all, largest=1000, photos=5000, path_part="/hazards/")(scope, receive, send)

    async def reads_all(scope, receive, send):  # as Django: a sender who has gone gets no answer
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    sent: list = []
    names = [(name.replace("_", "-").encode(), str(value).encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": path, "headers": names}
    async_to_sync(go)()
    return sent[0]["status"], len(read)


def test_nobody_fills_the_disk_with_one_request():
    piece = b"a" * 400

    assert posted("/", [piece] * 2) == (200, 2)
    assert posted("/", [piece] * 9) == (413, 3)  # no length: until it is too much
    assert posted("/", [piece] * 9, content_length=3600) == (413, 0)
    assert posted("/", [piece] * 9, content_length="9" * 400) == (413, 0)
    assert posted("/hazards/report/", [piece] * 9, content_length=3600) == (200, 9)
    assert posted("/api/v1/hazards/", [piece] * 13) == (413, 13)


def test_the_site_itself_takes_no_endless_body():
    from portal.asgi import application

    async def receive():
        return {"type": "http.request", "body": b"a" * 1024 * 1024, "more_body": True}

    sent = []

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1:8000")],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }
    async_to_sync(application)(scope, receive, send)

    assert sent[0]["status"] == 413


async def test_a_socket_nobody_serves_is_refused():
    from portal.asgi import sockets

    socket = Socket(sockets, "/ws/zzz/", headers={"Host": "127.0.0.1:8000", "Origin": "http://127.0.0.1:8000"})

    assert await socket.connect() == (False, 4403)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_an_address_the_api_lacks_is_a_problem_document(client, language):
    answer = client.get("/api/v1/nothing/", headers={"Accept-Language": language})

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["title"] == {"en": "Not found.", "zh-CN": "没有找到。"}[language]


def test_refused_requests_leave_one_line_in_the_log(client, officer, caplog):
    UserFactory(username="nobody")
    client.force_login(User.objects.get(username="nobody"))
    with caplog.at_level(logging.WARNING):
        assert client.get("/desk/").status_code == 403

    from portal.lib.logs import OneLine

    records = [record for record in caplog.records if record.name == "django.request"]
    assert [OneLine().filter(record) for record in records] == [True]
    assert records[0].exc_info is None


def test_an_error_of_ours_keeps_its_traceback():
    from portal.lib.logs import OneLine

    error = (PermissionDenied, PermissionDenied(), None)
    record = logging.LogRecord("django.request", logging.ERROR, "x.py", 1, "Internal Server Error", (), error)
    OneLine().filter(record)

    assert record.exc_info is error


def test_words_nested_without_end_are_a_field_error():
    from portal.lib.words import WordsFormField

    field = WordsFormField(required=False)

    assert field.clean(field.widget.value_from_datadict({"title": "[" * 20_000}, {}, "title")) == {}
