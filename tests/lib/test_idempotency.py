"""Idempotency-Key: a repeat gives the first answer again."""

import json

import pytest
from django.core.cache import caches
from django.http import HttpResponse, JsonResponse
from django.test import RequestFactory

from portal.lib.idempotency import IdempotencyMiddleware

pytestmark = [pytest.mark.django_db, pytest.mark.city]


class Counter:
    """A view that tells how often it ran."""

    def __init__(self, status=201):
        self.runs, self.status = 0, status

    def __call__(self, request):
        self.runs += 1
        return JsonResponse({"run": self.runs}, status=self.status)


def post(middleware, body, key="k1", path="/api/v1/hazards/", **headers):
    request = RequestFactory().post(
        path, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key, **headers}
    )
    return middleware(request)


def test_a_repeat_gives_the_first_answer_and_runs_nothing():
    view = Counter()
    middleware = IdempotencyMiddleware(view)

    first, again = post(middleware, {"a": 1}), post(middleware, {"a": 1})

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert view.runs == 1


def test_another_body_under_the_same_key_is_refused():
    middleware = IdempotencyMiddleware(Counter())
    post(middleware, {"a": 1})

    assert post(middleware, {"a": 2}).status_code == 422


def test_keys_belong_to_their_caller_and_path():
    view = Counter()
    middleware = IdempotencyMiddleware(view)
    post(middleware, {"a": 1})
    post(middleware, {"a": 1}, path="/api/v1/alerts/")
    post(middleware, {"a": 1}, Authorization="Token other")
    post(middleware, {"a": 1}, **{"Subscription-Token": "one"})  # two people behind one address
    post(middleware, {"a": 1}, **{"Subscription-Token": "two"})

    assert view.runs == 5


def test_a_request_still_in_flight_is_409():
    answers = []
    middleware = IdempotencyMiddleware(lambda request: (answers.append(post(middleware, {})), HttpResponse("ok"))[1])

    assert post(middleware, {}).status_code == 200
    assert [answer.status_code for answer in answers] == [409]


def test_a_failure_on_our_side_may_be_tried_again():
    view = Counter(status=503)
    middleware = IdempotencyMiddleware(view)
    post(middleware, {})
    view.status = 201

    assert post(middleware, {}).status_code == 201


def test_answers_are_kept_sealed():
    middleware = IdempotencyMiddleware(lambda request: JsonResponse({"phone": "+12025550123"}))
    post(middleware, {})

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM portal_answers")
        stored = str(cursor.fetchall())
    assert stored
    assert "5550123" not in stored
    caches["answers"].clear()


def test_requests_without_a_key_pass():
    view = Counter()
    middleware = IdempotencyMiddleware(view)
    for _ in range(2):
        middleware(RequestFactory().post("/api/v1/hazards/", "{}", content_type="application/json"))

    assert view.runs == 2
