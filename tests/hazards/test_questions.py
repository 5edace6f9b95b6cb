"""What a kind of hazard asks: on the page, over the API and over Open311."""

import json

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.hazards.models import Question, Report
from community.hazards.services import new_api_key, read_answers, save_question
from tests.factories import NOON
from tests.factories.hazards import category
from tests.factories.people import member
from tests.hazards.test_bulk import desk
from tests.hazards.test_pages import typed
from tests.support import georeport

pytestmark = pytest.mark.django_db
DEPTHS = [
    {"key": "ankle", "name": {"en": "To the ankle", "zh-hans": "没过脚踝"}},
    {"key": "waist", "name": {"en": "To the waist", "zh-hans": "齐腰"}, "stops": True},
]


def asks(code, datatype="string", kind=None, **fields):
    words = {"en": f"What about {code}?", "zh-hans": f"{code}怎样？"}
    values = DEPTHS if datatype in Question.LISTS else []
    row = Question(
        category=kind or category(), code=code, words=words, datatype=datatype, **{"values": values, **fields}
    )
    return save_question(row)


@pytest.fixture
def depth():
    return asks("depth", "singlevaluelist", is_required=True)


@pytest.mark.parametrize(
    ("datatype", "sent", "kept"),
    [
        ("string", [" a few "], "a few"),
        ("number", ["1.5"], 1.5),
        ("datetime", ["2026-07-08T09:30"], "2026-07-08T09:30:00+08:00"),  # on the place's own clock
        ("datetime", ["2026-07-08T09:30:00Z"], "2026-07-08T09:30:00+00:00"),
        ("text", ["Two\nlines"], "Two\nlines"),
        ("singlevaluelist", ["ankle"], "ankle"),
        ("multivaluelist", ["ankle", "waist", "ankle"], ["ankle", "waist"]),
        ("string", ["", "  "], None),
    ],
)
def test_each_type_is_read(datatype, sent, kept):
    question = asks("it", datatype)
    answers, danger = read_answers(question.category, {"it": sent})
    assert answers == ({} if kept is None else {"it": kept})
    assert danger == (kept == ["ankle", "waist"])


@pytest.mark.parametrize(
    ("datatype", "sent"),
    [
        ("string", ["x" * 201]),
        ("string", ["a", "b"]),
        ("string", ["a\0b"]),
        ("text", ["x" * 2001]),
        ("number", ["many"]),
        ("number", ["NaN"]),
        ("number", ["1e999"]),
        ("datetime", ["yesterday"]),
        ("datetime", ["0001-01-01T00:00"]),
        ("datetime", ["2026-02-30T00:00"]),
        ("singlevaluelist", ["knee"]),
        ("singlevaluelist", ["ankle", "waist"]),
        ("multivaluelist", ["ankle", "knee"]),
    ],
)
def test_what_is_no_answer_is_told(datatype, sent):
    question = asks("it", datatype)
    with pytest.raises(ValidationError) as refused:
        read_answers(question.category, {"it": sent})
    assert refused.value.message_dict == {"it": ["What about it? This is no answer to it."]}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(Question.Type.values), st.lists(st.text(max_size=30), max_size=3))
def test_whatever_is_sent_is_kept_as_json_or_refused(datatype, sent):
    Question.objects.all().delete()
    question = asks("it", datatype)
    try:
        answers, _danger = read_answers(question.category, {"it": sent})
    except ValidationError:
        return
    assert json.loads(json.dumps(answers)) == answers


@pytest.mark.parametrize(
    ("language", "words", "missing"),
    [
        ("en", "What about depth?", "What about depth? Please answer."),
        ("zh-hans", "depth怎样？", "depth怎样？请回答。"),
    ],
)
def test_the_page_asks_and_what_is_missing_is_told(client, depth, language, words, missing):
    client.cookies["django_language"] = language
    assert words in client.get("/hazards/report/").content.decode()
    answer = client.post("/hazards/report/", typed())
    assert answer.status_code == 422 and missing in answer.content.decode()
    assert not Report.objects.exists()


def test_an_answer_that_means_danger_makes_it_immediate_and_only_staff_and_reporter_read_it(client, depth):
    asks("colour")
    sent = {"answer-flooding-depth": "waist", "answer-flooding-colour": "brown", "answer-gas-depth": "ankle"}
    page = client.post("/hazards/report/", typed(**sent), follow=True).content.decode()
    report = Report.objects.get()
    assert (report.answers, report.urgency) == ({"depth": "waist", "colour": "brown"}, "immediate")
    assert "To the waist" in page and 'id="call-first"' in page
    assert "To the waist" in desk(member("officer")).get("/desk/hazards/").content.decode()
    Report.objects.update(is_public=True)
    assert "To the waist" not in client.get(report.get_absolute_url()).content.decode()
    assert "answers" not in client.get(f"/api/v1/hazards/{report.reference}/").json()


def test_what_was_typed_stays_where_another_answer_is_wrong(client, depth):
    asks("people", "number")
    sent = {"answer-flooding-depth": "ankle", "answer-flooding-people": "some"}
    page = client.post("/hazards/report/", typed(**sent)).content.decode()
    assert 'value="some"' in page and 'value="ankle" checked' in page


def test_over_the_api(client, depth):
    body = {"category": "flooding", "description": "Water", "address": "Hill Road 4"}
    refused = client.post("/api/v1/hazards/", body, content_type="application/json")
    assert refused.status_code == 400 and "Please answer" in str(refused.json()["errors"]["answers"])
    body["answers"] = {"depth": "ankle", "unknown": 1}
    assert client.post("/api/v1/hazards/", body, content_type="application/json").status_code == 201
    assert (Report.objects.get().answers, Report.objects.get().urgency) == ({"depth": "ankle"}, "soon")


@pytest.mark.parametrize("form", ["json", "xml"])
def test_each_type_keeps_to_the_schema_of_open311(client, form):
    for datatype in ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"):
        asks(datatype, datatype)
    answer = client.get(f"/open311/v2/services/flooding.{form}")
    assert georeport.faults("service", answer["Content-Type"], answer.content) == []
    assert answer.content.count(b"multivaluelist") >= 1 and answer.content.count(b"datatype_description") >= 6


def test_over_open311(client, depth):
    asks("signs", "multivaluelist")
    definition = client.get("/open311/v2/services/flooding.json", headers={"Accept-Language": "zh-CN"}).json()
    assert [(row["code"], row["datatype"], row["required"], row["order"]) for row in definition["attributes"]] == [
        ("depth", "singlevaluelist", True, 1),
        ("signs", "multivaluelist", False, 2),
    ]
    assert definition["attributes"][0]["values"][1] == {"key": "waist", "name": "齐腰"}
    services = client.get("/open311/v2/services.json").json()
    assert {row["service_code"]: row["metadata"] for row in services}["flooding"] is True
    assert b"<values><value><key>ankle</key>" in client.get("/open311/v2/services/flooding.xml").content

    new_api_key("City app", key="k", now=NOON)
    sent = {"api_key": "k", "service_code": "flooding", "address_string": "Hill Road 4", "attribute[depth]": "waist"}
    sent["attribute[signs][]"] = ["ankle", "waist"]
    assert client.post("/open311/v2/requests.json", {**sent, "attribute[depth]": "knee"}).status_code == 400
    assert client.post("/open311/v2/requests.json", sent).status_code == 201
    report = Report.objects.get()
    assert (report.answers, report.urgency) == ({"depth": "waist", "signs": ["ankle", "waist"]}, "immediate")


@pytest.mark.parametrize(
    "fields",
    [
        {"datatype": "singlevaluelist", "values": []},
        {"datatype": "string", "values": DEPTHS},
        {"datatype": "singlevaluelist", "values": [DEPTHS[0], DEPTHS[0]]},
        {"datatype": "singlevaluelist", "values": [{"key": "a", "name": {"zh-hans": "甲"}}]},
        {"datatype": "singlevaluelist", "values": {"a": "b"}},
        {"datatype": "singlevaluelist", "values": [{"key": "ä", "name": {"en": "a"}}]},
    ],
)
def test_a_question_nobody_could_answer_is_refused(fields):
    with pytest.raises(ValidationError, match="values"):
        asks("it", **fields)


def test_one_no_longer_asked_is_still_read_with_its_answer(client, depth):
    client.post("/hazards/report/", typed(**{"answer-flooding-depth": "ankle"}))
    Question.objects.update(is_active=False)
    assert "What about depth?" not in client.get("/hazards/report/").content.decode()
    assert Report.objects.get().answered == [("What about depth?", "To the ankle")]
