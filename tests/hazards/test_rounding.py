"""How exactly the public sees a place, by its category; and who is responsible, as the reporter reads it."""

import re

import pytest
from django.core.exceptions import ValidationError

from community.hazards.selectors import similar_reports
from community.hazards.services import save_category
from tests.factories.hazards import ReportFactory, category, public_report

pytestmark = pytest.mark.django_db
EXACT = (38.890347, -77.020741)
SHOWN = {2: (38.89, -77.02), 3: (38.89, -77.021), 4: (38.8903, -77.0207)}


def kind(code="flooding", **fields):
    row = category(code)
    for name, value in fields.items():
        setattr(row, name, value)
    return save_category(row)


@pytest.mark.parametrize("decimals", SHOWN)
def test_every_public_surface_rounds_as_the_category_says(client, decimals):
    report = public_report(category=kind(round_to=decimals), latitude=EXACT[0], longitude=EXACT[1])
    shown = SHOWN[decimals]

    one = client.get(f"/api/v1/hazards/{report.reference}/").json()
    [listed] = client.get("/api/v1/hazards/").json()["results"]
    [pin] = client.get("/hazards.geojson").json()["features"]
    [asked] = client.get(f"/open311/v2/requests/{report.reference}.json").json()
    table = b"".join(client.get("/hazards.csv").streaming_content).decode()
    near = {"category": "flooding", "latitude": shown[0], "longitude": shown[1]}
    [alike] = client.get("/api/v1/hazards/similar/", near).json()["results"]

    assert (one["latitude"], one["longitude"]) == (listed["latitude"], listed["longitude"]) == shown
    assert pin["geometry"]["coordinates"] == [shown[1], shown[0]]
    assert (float(asked["lat"]), float(asked["long"])) == shown
    assert f",{shown[0]},{shown[1]}," in table.replace("'", "")
    assert (alike["latitude"], alike["longitude"], alike["distance"]) == (*shown, 0)
    for path in (
        "/hazards/",
        "/hazards.geojson",
        "/hazards.atom",
        f"/hazards/{report.reference}/",
        "/hazards/statistics/",
    ):
        page = client.get(path).content.decode()
        assert not re.search(r"38\.89034|77\.02074", page), path


@pytest.mark.parametrize("decimals", SHOWN)
def test_a_box_finds_the_shown_place_and_never_the_exact_one(client, decimals):
    kind("road", round_to=3 if decimals != 3 else 4)  # boxes of several roundings at once
    public_report(category=kind(round_to=decimals), latitude=EXACT[0], longitude=EXACT[1])

    def found(latitude, longitude, half):
        box = f"{longitude - half},{latitude - half},{longitude + half},{latitude + half}"
        return len(client.get("/api/v1/hazards/", {"bbox": box}).json()["results"])

    assert found(*SHOWN[decimals], 0.0000001) == 1
    assert found(*EXACT, 0.0000001) == 0


def test_staff_look_further_than_the_public_by_the_categorys_own_radius():
    wide, far = kind(similar_radius=100), (EXACT[0] + 0.0032, EXACT[1])  # 356 m away
    ReportFactory(category=wide, latitude=far[0], longitude=far[1])
    assert len(similar_reports(wide, *EXACT, staff=True)) == 1
    assert similar_reports(kind(similar_radius=80), *EXACT, staff=True) == []
    assert similar_reports(kind(similar_radius=0), *EXACT, staff=True) == []


@pytest.mark.parametrize(
    ("language", "label", "who"), [("en", "Responsible", "Water board"), ("zh-hans", "责任单位", "水务局")]
)
def test_the_reporter_reads_who_is_responsible(client, language, label, who):
    report = ReportFactory(category=kind(responsible={"en": "Water board", "zh-hans": "水务局"}))
    page = client.get(report.tracking_path, HTTP_ACCEPT_LANGUAGE=language).content.decode()
    assert label in page and who in page
    kind(responsible={})
    assert label not in client.get(report.tracking_path, HTTP_ACCEPT_LANGUAGE=language).content.decode()


def test_a_rounding_is_one_of_three():
    with pytest.raises(ValidationError, match="round_to"):
        kind(round_to=7)
