"""Open311 GeoReport v2, as another program meets it: XML and JSON, both languages, every refusal a document."""

import datetime as dt
import json
import xml.etree.ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from community.hazards import open311, photos
from community.hazards.models import ApiKey, Report
from community.hazards.services import move_report, new_api_key, pictures
from portal.lib.sealing import unseal
from tests.factories import NOON
from tests.factories.hazards import HERE, ReportFactory, category, picture, public_report
from tests.factories.people import member
from tests.factories.places import CommunityFactory
from tests.support import georeport

KEY = "a key of some program"
HOUR = dt.timedelta(hours=1)
REQUEST = {  # every name that the standard gives a request, in its order
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
    "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode",
    "lat", "long", "media_url",
}  # fmt: skip
SENT = {"api_key": KEY, "service_code": "flooding", "lat": str(HERE[0]), "long": str(HERE[1])}


@pytest.fixture(autouse=True)
def place(db):
    community = CommunityFactory()
    category(community=community)
    new_api_key("City app", key=KEY, now=NOON)
    return community


def got(path, code=200, **asked):
    """The document at `path` under /open311/, read as it is written."""
    headers = asked.pop("headers", {})
    answer = Client().get(f"/open311/{path}", asked, headers=headers)
    assert answer.status_code == code, answer.content
    return read(answer)


def read(answer):
    """What an answer says. Each keeps to its schema, whatever the test is about."""
    asked = answer.request
    kind = georeport.kind_of(asked["PATH_INFO"], answer.status_code, asked["REQUEST_METHOD"])
    assert georeport.faults(kind, answer["Content-Type"], answer.content) == []
    if answer["Content-Type"] == "application/json; charset=utf-8":
        return json.loads(answer.content)
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    return ET.fromstring(answer.content)


def file(form="json", status=201, headers=None, **fields):
    answer = Client().post(f"/open311/v2/requests.{form}", {**SENT, **fields}, headers=headers or {})
    assert answer.status_code == status, answer.content
    return read(answer)


def ids(rows):
    return [row["service_request_id"] for row in rows]


def test_a_program_finds_its_way_in():
    found = got("discovery.json")
    [endpoint] = found["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"].endswith("/open311/v2") and endpoint["formats"] == ["text/xml", "application/json"]
    said = got("discovery.xml")
    assert said.tag == "discovery" and said.findtext("endpoints/endpoint/url") == endpoint["url"]
    assert [one.text for one in said.findall("endpoints/endpoint/formats/format")] == endpoint["formats"]


@pytest.mark.parametrize(
    ("headers", "asked", "name"),
    [
        ({}, {}, "Flooding"),
        ({"Accept-Language": "zh-CN"}, {}, "积水、进水"),
        ({}, {"locale": "zh-Hans"}, "积水、进水"),
    ],
)
def test_the_services_in_both_languages(headers, asked, name, place):
    rows = got("v2/services.json", headers=headers, **asked)
    flooding = next(row for row in rows if row["service_code"] == "flooding")
    assert flooding["service_name"] == name
    assert set(flooding) == {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
    assert (flooding["metadata"], flooding["type"]) == (False, "realtime")
    listed = got("v2/services.xml", headers=headers, **asked)
    assert listed.tag == "services" and len(listed.findall("service")) == len(rows) == 12
    place.categories.filter(code="gas").update(is_active=False)
    assert len(got("v2/services.json")) == 11


def test_a_services_definition():
    assert got("v2/services/flooding.json") == {"service_code": "flooding", "attributes": []}
    assert got("v2/services/flooding.xml").findtext("service_code") == "flooding"
    [error] = got("v2/services/dragons.json", code=404)
    assert error["code"] == 404 and error["description"]
    assert got("v2/services/dragons.xml", code=404).findtext("error/code") == "404"


@pytest.mark.city
def test_a_report_is_filed_public_at_once_and_read_again():
    said = file(
        description="Water over the road.",
        address_string="Hill Road 4",
        first_name="Ann",
        last_name="Lee",
        phone="+12025550101",
        email="ann@example.org",
        media_url="https://pictures.example/1.jpg",
    )
    [row] = said
    assert set(row) == {"service_request_id", "service_notice", "account_id"}  # never a token beside the number
    report = Report.objects.get()
    assert (report.channel, report.is_public, report.api_key.name) == ("open311", True, "City app")
    assert unseal(report.reporter_name_sealed) == "Ann Lee"
    assert unseal(report.reporter_phone_sealed) == "+12025550101"
    assert unseal(report.reporter_email_sealed) == "ann@example.org"
    assert [event.note for event in report.events.filter(is_public=False)] == ["https://pictures.example/1.jpg"]

    [shown] = got(f"v2/requests/{report.reference}.json")
    assert set(shown) == REQUEST
    assert (shown["status"], shown["description"], shown["address"]) == ("open", "Water over the road.", "Hill Road")
    assert (shown["lat"], shown["long"]) == (38.89, -77.021)  # rounded, as for everybody
    assert dt.datetime.fromisoformat(shown["requested_datetime"]) == report.created
    assert "Ann" not in str(shown) and "0101" not in str(shown)
    element = got(f"v2/requests/{report.reference}.xml").find("request")
    assert {below.tag for below in element} == REQUEST
    assert [one.text for one in element.findall("lat")] == ["38.89"]
    assert ids(got(f"v2/tokens/{report.reference}.json")) == [report.reference]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_rich_report_keeps_to_the_schema_in_both_forms(form):
    """All that a request can say, with letters that XML cannot: the schema is asked in `read`."""
    photos = [SimpleUploadedFile("1.jpg", picture(), "image/jpeg")]
    file(form, media=photos, description="\x0bA <b>wire</b> & \U0001f600 \ufffe 电线")
    report = Report.objects.get()
    move_report(report, to="triaged", by=member("officer"), now=timezone.now(), note="We look <soon>.")
    rows = got(f"v2/requests.{form}", extensions="true")
    one = got(f"v2/requests/{report.reference}.{form}")
    assert len(rows) == len(one) == 1
    got(f"v2/tokens/{report.reference}.{form}")


def test_the_schema_tells_faults():
    row = dict.fromkeys(REQUEST, "x")
    assert georeport.faults("requests", "application/json; charset=utf-8", b"[]") == []
    assert georeport.faults("requests", "text/xml; charset=utf-8", b"<service_requests/>") == []
    assert len(georeport.faults("requests", "application/json; charset=utf-8", json.dumps([row]).encode())) > 5
    said = open311.Document("service_requests", "request", [row]).written("xml")
    assert len(georeport.faults("requests", "text/xml; charset=utf-8", said)) > 5
    assert georeport.faults("errors", "text/xml; charset=utf-8", b"<errors/>")
    assert georeport.faults("requests", "application/json", b"[]") == ["no type of the standard: application/json"]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_program_comments_on_a_request(form, place):
    report = public_report(now=timezone.now() - HOUR)

    def says(status, reference=report.reference, **fields):
        answer = Client().post(f"/open311/v2/requests/{reference}/comments.{form}", {"api_key": KEY, **fields})
        assert answer.status_code == status, answer.content
        return read(answer)

    says(201, description="The pump is on its way.")
    line = report.events.last()
    assert (line.kind, line.subject, line.note) == ("comment", "City app", "The pump is on its way.")
    assert not line.is_public
    says(400, description=" ")
    says(400, description="x" * 2001)
    says(403, api_key="guessed", description="Water")
    says(404, "H-NONE", description="Water")
    says(404, ReportFactory().reference, description="Water")  # not public
    theirs = public_report(now=timezone.now(), community=CommunityFactory(slug="other"))
    new_api_key("Theirs", community=place, key="narrow", now=NOON)
    says(403, theirs.reference, api_key="narrow", description="Water")
    Report.objects.filter(pk=report.pk).update(updated=timezone.now() - 200 * 24 * HOUR)
    says(400, description="Years later")
    assert report.events.filter(kind="comment").count() == 1


def test_the_extensions_are_named():
    [endpoint] = got("discovery.json")["endpoints"]
    named = {one["name"] for one in endpoint["extensions"]}
    assert {"page", "page_size", "media", "comments", "extensions", "updated_after", "Idempotency-Key"} <= named
    said = got("discovery.xml", headers={"Accept-Language": "zh-CN"})
    assert {one.findtext("name") for one in said.iter("extension")} == named
    assert all(any(letter >= "\u4e00" for letter in one.findtext("description")) for one in said.iter("extension"))


def test_by_when_it_is_to_be_fixed():
    kind = category("gas")
    kind.fix_hours = 4
    kind.save()
    report = public_report(now=timezone.now(), category=kind)
    assert report.fix_by is not None
    [shown] = got("v2/requests.json")
    assert dt.datetime.fromisoformat(shown["expected_datetime"]) == report.fix_by
    move_report(report, to="rejected", by=member("officer"), now=timezone.now(), note="No.")
    assert got("v2/requests.json")[0]["expected_datetime"] is None


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"api_key": "guessed"}, 403), ({"lat": "north"}, 400), ({"service_code": "dragons"}, 404), ({}, 429), ({}, 400)],
)
def test_pictures_are_decoded_last(monkeypatch, settings, fields, status):
    """Whoever holds no key, is over the limit or sends nonsense costs no decoding."""
    decoded = []
    monkeypatch.setattr(pictures, "prepare", lambda data: decoded.append(data) or photos.prepare(data))
    settings.RATE_LIMIT_SCALE = 0 if status == 429 else 1
    number = 5 if not fields and status == 400 else 1  # more than are taken
    many = [SimpleUploadedFile(f"{n}.jpg", picture(), "image/jpeg") for n in range(number)]
    file(status=status, media=many, **fields)
    assert decoded == [] and not Report.objects.exists()


def test_xml_is_answered_in_xml():
    said = file("xml")
    assert (
        said.tag == "service_requests" and said.findtext("request/service_request_id") == Report.objects.get().reference
    )
    assert Report.objects.get().description == "Flooding"  # the standard asks for no words


def test_several_pictures_are_cleaned_and_shown():
    files = [SimpleUploadedFile(f"{n}.jpg", picture(), "image/jpeg") for n in range(2)]
    file(media=files)
    [shown] = got("v2/requests.json", extensions="true")
    assert len(shown["media"]) == 2 and shown["media_url"] == shown["media"][0]
    assert Client().get(shown["media_url"]).status_code == 200
    [refused] = file(status=400, media=[SimpleUploadedFile("a.jpg", b"<svg/>", "image/jpeg")])
    assert refused["description"].startswith("media: ")
    assert Report.objects.count() == 1


def test_what_became_of_it_follows():
    report = public_report(now=timezone.now() - HOUR)
    officer = member("officer")
    move_report(report, to="rejected", by=officer, now=timezone.now(), note="A fountain.")
    [shown] = got("v2/requests.json", extensions="true")
    assert (shown["status"], shown["status_notes"]) == ("closed", "Not a hazard: A fountain.")
    assert [update["status"] for update in shown["updates"]] == ["submitted", "triaged", "rejected"]
    [chinese] = got("v2/requests.json", locale="zh-hans")
    assert chinese["status_notes"] == "不属于隐患：A fountain."


def test_what_is_not_public_is_not_there():
    report = ReportFactory()
    assert got("v2/requests.json") == []
    for form in ("json", "xml"):
        got(f"v2/requests/{report.reference}.{form}", code=404)
        got(f"v2/tokens/{report.tracking_token}.{form}", code=404)
    assert got("v2/requests.json", service_request_id=report.reference) == []


def test_lists_are_narrowed():
    now = timezone.now()
    old = public_report(now=now - 100 * 24 * HOUR)
    flooding, gas = public_report(now=now - 3 * HOUR), public_report(now=now - HOUR, category=category("gas"))
    move_report(gas, to="rejected", by=member("officer"), now=now, note="No.")
    assert ids(got("v2/requests.json")) == [gas.reference, flooding.reference]  # ninety days, the newest first
    assert ids(got("v2/requests.json", service_code="gas, fire")) == [gas.reference]
    assert ids(got("v2/requests.json", status="open")) == [flooding.reference]
    assert ids(got("v2/requests.json", status="open,closed", service_code="")) == [gas.reference, flooding.reference]
    wanted = f"{old.reference.lower()}, {gas.reference}"
    assert ids(got("v2/requests.json", service_request_id=wanted, status="open")) == [gas.reference, old.reference]
    start = (now - 101 * 24 * HOUR).isoformat()
    assert ids(got("v2/requests.json", start_date=start)) == [old.reference]  # and ninety days from there
    assert ids(got("v2/requests.json", end_date=(now - 2 * HOUR).isoformat())) == [flooding.reference]
    assert ids(got("v2/requests.json", page_size=1, page=2)) == [flooding.reference]
    assert got("v2/requests.json", page_size=1, page=3) == []
    assert ids(got("v2/requests.json", updated_after=(now - HOUR).isoformat())) == [gas.reference]


def test_several_communities_are_told_apart(place):
    other = CommunityFactory(slug="other")
    category(community=other)
    here, there = public_report(now=timezone.now()), public_report(community=other, now=timezone.now())
    assert ids(got("v2/requests.json", jurisdiction_id="other")) == [there.reference]
    assert set(ids(got("v2/requests.json"))) == {here.reference, there.reference}
    [error] = got("v2/requests.json", code=404, jurisdiction_id="atlantis")
    assert error["code"] == 404
    file(jurisdiction_id="other")
    assert Report.objects.filter(community=other).count() == 2
    new_api_key("Theirs", community=other, key="theirs", now=NOON)
    file(status=403, api_key="theirs", jurisdiction_id=place.slug)
    file(api_key="theirs", jurisdiction_id="other")


@pytest.mark.parametrize(
    ("fields", "status", "named"),
    [
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "guessed"}, 403, "api_key"),
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "dragons"}, 404, "service_code"),
        ({"jurisdiction_id": "atlantis"}, 404, "jurisdiction_id"),
        ({"lat": "", "long": ""}, 400, "address_string"),
        ({"lat": "", "long": "", "address_id": "17"}, 400, "address_id"),
        ({"lat": "north"}, 400, "lat"),
        ({"lat": "NaN"}, 400, "lat"),
        ({"long": ""}, 400, "long"),
        ({"lat": "10", "long": "10"}, 400, "lat"),
        ({"phone": "12"}, 400, "phone"),
        ({"email": "nobody"}, 400, "email"),
        ({"description": "x" * 4001}, 400, "description"),
        ({"description": "a\0b"}, 400, "description"),
    ],
)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_bad_request_names_what_is_wrong(form, fields, status, named):
    said = file(form, status=status, **fields)
    rows = said if form == "json" else [{one.tag: one.text for one in error} for error in said.findall("error")]
    assert [int(row["code"]) for row in rows] == [status] * len(rows)
    assert any(named in row["description"] for row in rows), rows
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"status": "ajar"},
        {"start_date": "yesterday"},
        {"end_date": "99999-01-01"},
        {"start_date": "0001-01-01T00:00:00+14:00"},
        {"page": "0"},
        {"page_size": "many"},
        {"service_code": "a\0b"},
    ],
)
def test_a_bad_question_is_told_so(asked):
    for form in ("json", "xml"):
        got(f"v2/requests.{form}", code=400, **asked)


def test_the_same_request_again_is_the_same_report():
    again = {"Idempotency-Key": "one and the same"}
    assert file(headers=again)[0] == file(headers=again)[0]
    assert Report.objects.count() == 1
    file()
    assert Report.objects.count() == 2
    other = {"headers": again, "lat": "38.8905", "long": "-77.0205"}  # another place under the same key is not lost
    assert file(**other)[0] == file(**other)[0]
    assert Report.objects.count() == 3


def test_what_has_not_changed_is_not_sent_again():
    public_report(now=timezone.now())
    first = Client().get("/open311/v2/requests.json")
    again = Client().get("/open311/v2/requests.json", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_other_methods_are_refused_with_a_document():
    answer = Client().delete("/open311/v2/requests.xml")
    assert answer.status_code == 405 and answer["Allow"] == "GET, POST" and read(answer).findtext("error/code") == "405"


def test_a_program_has_its_limit_and_guesses_have_a_lower_one(settings):
    settings.RATE_LIMIT_SCALE = 0.001  # one an hour
    file()
    assert file(status=429)[0]["code"] == 429
    settings.RATE_LIMIT_SCALE = 0
    file(status=429, api_key="guessed")


def test_keys_are_made_once_and_switched_off(capsys):
    call_command("open311_key", "City app", "--community", "liuwan")
    key = capsys.readouterr().out.strip()
    row = ApiKey.objects.get(community__slug="liuwan")
    assert len(key) > 20 and key not in row.key_index
    file(api_key=key)
    ApiKey.objects.filter(pk=row.pk).update(is_active=False)
    file(status=403, api_key=key)
    with pytest.raises(CommandError):
        call_command("open311_key", "App", "--community", "atlantis")


words = st.text(st.characters(codec="utf-8"))


@given(st.dictionaries(st.sampled_from(["description", "address", "status_notes"]), words), words)
def test_any_words_are_readable_xml_and_json(row, name):
    said = open311.Document("service_requests", "request", [{**row, "when": NOON, "name": name, "ok": True}])
    element = ET.fromstring(said.written("xml")).find("request")
    assert element is not None and element.findtext("ok") == "true"
    if max(name, default="") < "\ud800":
        assert json.loads(said.written("json"))[0]["name"] == name
