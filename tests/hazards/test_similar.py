"""Look-alikes: distance and words together, for those who report and for those who triage."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.hazards.models import Report
from community.hazards.selectors import similar_reports
from community.hazards.services import read_photos
from portal.lib.likeness import likeness, pieces
from tests.factories.hazards import HERE, ReportFactory, category, picture, public_report, report_in
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory

pytestmark = pytest.mark.django_db
NORTH = 0.0018  # degrees: 200 m


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        (
            "A large branch is lying across Hill Road",
            "large branches lie across hill road!!",
            "Somebody dumped an old sofa on the pavement",
        ),
        ("三号楼楼道堆满了电动车", "3号楼 楼道里堆满电动车", "河边护栏断了一截"),
    ],
)
def test_words_of_the_same_hazard_are_more_alike_in_both_languages(one, same, other):
    known = pieces(one)
    assert likeness(known, pieces(same)) > 0.4 > 0.15 > likeness(known, pieces(other))
    assert likeness(known, known) == 1
    assert likeness(known, pieces("?! …")) == likeness(pieces(""), pieces("")) == 0


def test_the_same_words_a_little_further_away_come_before_others_next_door():
    near = public_report(description="Somebody dumped a sofa here")
    far = public_report(description="Water runs out of a manhole by the school", latitude=HERE[0] + NORTH)
    found = similar_reports(category(), *HERE, words="water coming out of the manhole at the school")
    assert [row.reference for row in found] == [far.reference, near.reference]
    assert found[0].likeness > 0.5 > found[1].likeness
    assert [row.reference for row in similar_reports(category(), *HERE)] == [near.reference, far.reference]


def test_words_never_bring_in_what_is_too_far_done_private_or_of_another_kind():
    words = "Water runs out of a manhole by the school"
    public_report(description=words, latitude=HERE[0] + 3 * NORTH)
    public_report(description=words, category=category("gas"))
    ReportFactory(description=words)
    report_in("closed", description=words)
    assert similar_reports(category(), *HERE, words=words) == []
    assert len(similar_reports(category(), *HERE, words=words, staff=True)) == 2


def test_without_a_pin_the_area_and_the_words_find_it():
    community = CommunityFactory()
    area = AreaFactory(community=community)
    flood = public_report(description="Water runs out of a manhole by the school")
    public_report(description="Sofa dumped in a garden")
    assert flood.area == area
    found = similar_reports(category(), None, None, words="the manhole by the school runs over", area=area)
    assert [(row.reference, row.distance) for row in found] == [(flood.reference, None)]
    assert similar_reports(category(), None, None, area=area) == []


def test_a_kind_can_turn_it_off():
    public_report()
    kind = category()
    kind.similar_radius = 0
    assert similar_reports(kind, *HERE, words="Water over the road") == []


def test_the_form_asks_while_one_writes_and_shows_a_large_photo(client):
    photo = SimpleUploadedFile("photo.jpg", picture(size=(900, 600)))
    known = public_report(description="Water runs out of a manhole", photos=read_photos([photo]))
    asked = {"category": "flooding", "latitude": HERE[0], "longitude": HERE[1], "description": "manhole runs over"}
    page = client.post("/hazards/similar/", asked).content.decode()
    assert f"/hazards/{known.reference}/photos/{known.photos.get().pk}/full/" in page
    assert client.get("/hazards/similar/", asked | {"latitude": "x"}).content.strip() == b""


def test_a_program_is_told_how_alike_they_are(client):
    public_report(description="Water runs out of a manhole")
    asked = {"category": "flooding", "latitude": HERE[0], "longitude": HERE[1]}
    (row,) = client.get("/api/v1/hazards/similar/", asked | {"description": "water from a manhole"}).json()["results"]
    assert 0.4 < row["likeness"] < 1 and row["distance"] < 120
    (row,) = client.get("/api/v1/hazards/similar/", asked).json()["results"]
    assert row["likeness"] == 0


def test_the_desk_shows_the_most_alike_first(client):
    near = public_report(description="Somebody dumped a sofa here")
    far = public_report(description="Water runs out of a manhole by the school", latitude=HERE[0] + 2 * NORTH)
    new = ReportFactory(description="The manhole by the school runs over with water")
    client.force_login(member("officer"))
    page = client.get("/desk/hazards/", {"report": new.reference}).content.decode()
    table = page[page.index('id="detail-similar"') :]
    assert table.index(far.reference) < table.index(near.reference)


@pytest.mark.parametrize("many", [1, 4])
def test_the_same_questions_whether_one_is_near_or_four(many):
    for _one in range(many):
        public_report()
    kind = category()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(similar_reports(kind, *HERE, words="Water")) == many
    assert len(asked) == 3  # where, which, their photos


@pytest.mark.city
def test_they_are_found_along_an_index():
    """At 200,000 reports a scan would take a second: bench/hazards.py has the figures."""
    area = AreaFactory(community=CommunityFactory())
    kind = category()
    near = Report.objects.open().filter(category=kind, latitude__range=(38.8, 38.9), longitude__range=(-77.1, -77.0))
    here = Report.objects.open().filter(category=kind, area=area).order_by("-created")
    if connection.vendor == "sqlite":
        assert "report_near" in near.explain()
        assert "report_in_area" in here.explain()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            assert "Index" in near.explain() and "Index" in here.explain()
