"""Servers of agencies, as an administrator enters them; and what their answers may look like."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.hazards.models import Endpoint
from community.hazards.open311 import Answer, Unreadable, read_answers, read_reasons
from portal.lib.sealing import unseal
from tests.factories.hazards import category
from tests.factories.people import UserFactory
from tests.factories.places import CommunityFactory

ADMIN = "/admin/hazards/endpoint/"
INLINE = {"services-TOTAL_FORMS": "2", "services-INITIAL_FORMS": "0"}


@pytest.fixture
def boss(client, db):
    person = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(person)
    return person


def typed(**fields):
    kinds = {"services-0-category": category("flooding").pk, "services-0-code": "W1"}
    named = {"name": "Water company", "address": "https://water.example/open311/v2/", "form": "xml", "is_active": "on"}
    return {"community": CommunityFactory().pk, **named, **INLINE, **kinds, "api_key": "s3cret", **fields}


def test_an_administrator_enters_a_server(client, boss):
    answer = client.post(f"{ADMIN}add/", typed())
    assert answer.status_code == 302, answer.content.decode()[:3000]
    row = Endpoint.objects.get()
    assert (row.address, unseal(row.api_key_sealed)) == ("https://water.example/open311/v2", "s3cret")
    assert row.code_for(category("flooding")) == "W1" and row.code_for(category("road")) == ""
    page = client.get(f"{ADMIN}{row.pk}/change/").content.decode()
    assert "W1" in page and "s3cret" not in page


def test_the_key_stays_is_changed_and_forgotten(client, boss):
    client.post(f"{ADMIN}add/", typed())
    row = Endpoint.objects.get()
    service = row.services.get()
    kept = {"services-INITIAL_FORMS": "1", "services-0-id": service.pk, "services-0-endpoint": row.pk}
    for fields, key in (({"api_key": ""}, "s3cret"), ({"api_key": "new"}, "new")):
        assert client.post(f"{ADMIN}{row.pk}/change/", typed(**kept, **fields)).status_code == 302
        row.refresh_from_db()
        assert unseal(row.api_key_sealed) == key
    gone = {"api_key": "", "forget_key": "on", "services-0-DELETE": "on"}
    client.post(f"{ADMIN}{row.pk}/change/", typed(**kept, **gone))
    row.refresh_from_db()
    assert row.api_key_sealed is None and not row.services.exists()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/open311/v2", "http://[::1]/v2", "http://169.254.169.254/v2", "ftp://water.example/v2",
        "https://me:secret@water.example/v2", "https://water.example/v2?key=1", "https://water.example:22/v2",
    ],
)  # fmt: skip
def test_no_address_leads_inside(client, boss, address, language):
    answer = client.post(f"{ADMIN}add/", typed(address=address), HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 200 and not Endpoint.objects.exists()
    assert "errorlist" in answer.content.decode()


def test_a_kind_of_another_community_is_refused(client, boss):
    other = category("flooding", CommunityFactory(slug="elsewhere"))
    answer = client.post(f"{ADMIN}add/", typed(**{"services-0-category": other.pk}))
    assert answer.status_code == 200 and "This kind is of another community." in answer.content.decode()
    assert not Endpoint.objects.exists()


XML = '<?xml version="1.0" encoding="utf-8"?><service_requests><request>%s</request></service_requests>'


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ('[{"service_request_id": 293944, "status": "OPEN"}]', Answer(request_id="293944", status="open")),
        ('{"service_requests": [{"token": "abc"}]}', Answer(token="abc")),
        ('{"service_request_id": "1", "status": "in progress"}', Answer(request_id="1", status="open")),
        ('[{"service_request_id": true, "status": null, "status_notes": ["x"]}]', Answer()),
        ('[{"service_request_id": "%s"}]' % ("9" * 121), Answer()),
        ('[{"description": "half \\ud800 a letter"}]', Answer(description="half  a letter")),
        (XML % "<service_request_id>7</service_request_id><status>closed</status>", Answer("7", status="closed")),
        (XML % '<status xmlns="urn:x"> Closed </status>', Answer(status="closed")),
        ("\ufeff" + XML % "<status_notes>&lt;b&gt;</status_notes>", Answer(notes="<b>")),
    ],
)
def test_answers_are_read_as_servers_write_them(body, answer):
    assert read_answers(body.encode()) == [answer]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"OK", b"[1]", b'"1"', b"<a><b></a>", b"\xff\xfe\x00", b"[" * 100_000, b"NaN",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a><request><token>&b;</token></request></a>',
        b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    ],
)  # fmt: skip
def test_what_is_no_answer_is_said_to_be_none(body):
    with pytest.raises(Unreadable):
        read_answers(body)
    assert read_reasons(body) == ""


def test_reasons_are_read_in_both_forms():
    assert read_reasons(b'[{"code": 400, "description": "Bad"}, {"description": "Worse"}]') == "Bad; Worse"
    assert read_reasons(b"<errors><error><code>400</code><description>Bad</description></error></errors>") == "Bad"


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"<a>{text}</a>".encode()))
def test_any_bytes_are_an_answer_or_none(body):
    with contextlib.suppress(Unreadable):
        assert all(isinstance(one, Answer) for one in read_answers(body))
