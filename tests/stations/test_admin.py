"""The admin writes through the services, and leaves events."""

import pytest

from community.stations.models import Station, StationEvent
from tests.factories import NOON
from tests.factories.places import CommunityFactory
from tests.factories.stations import StationFactory

pytestmark = pytest.mark.django_db
FORM = {
    "slug": "hill", "name_en": "Hill", "name_zh-hans": "山坡", "kind": "shelter", "latitude": "38.9",
    "longitude": "-77.0", "stale_after": "24", "equipment": ["aed", "beds"], "step_free": "true",
}  # fmt: skip


def test_a_station_is_put_on_the_map_and_changed(admin_client, admin_user):
    form = {**FORM, "community": CommunityFactory().pk}
    assert admin_client.post("/admin/stations/station/add/", form).status_code == 302
    station = Station.objects.get()
    assert (station.name, station.equipment, station.step_free) == (
        {"en": "Hill", "zh-hans": "山坡"}, ["aed", "beds"], True,
    )  # fmt: skip
    assert station.confirmed_at is None  # the admin confirms nothing
    form = {**FORM, "capacity": "300"}
    assert admin_client.post(f"/admin/stations/station/{station.pk}/change/", form).status_code == 302
    station.refresh_from_db()
    assert station.capacity == 300
    assert list(StationEvent.objects.order_by("pk").values_list("kind", "by")) == [
        ("registered", admin_user.pk), ("registered", admin_user.pk),
    ]  # fmt: skip


@pytest.mark.parametrize("bad", [{"latitude": "91"}, {"name_en": "", "name_zh-hans": ""}, {"equipment": ["laser"]}])
def test_what_cannot_be_is_refused(admin_client, bad):
    form = {**FORM, "community": CommunityFactory().pk, **bad}
    assert admin_client.post("/admin/stations/station/add/", form).status_code == 200
    assert not Station.objects.exists()


def test_a_station_can_be_taken_off_and_its_history_only_read(admin_client):
    station = StationFactory()
    StationEvent.objects.create(station=station, kind="registered", at=NOON)
    assert admin_client.get("/admin/stations/station/").status_code == 200
    assert admin_client.get("/admin/stations/stationevent/").status_code == 200
    assert admin_client.get("/admin/stations/stationevent/add/").status_code == 403
    admin_client.post(f"/admin/stations/station/{station.pk}/delete/", {"post": "yes"})
    assert not Station.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("en", "12 places are said to be free"), ("zh-CN", "还有12个空位")])
def test_a_house_is_not_made_smaller_than_what_is_free_in_it(admin_client, language, words):
    station = StationFactory(capacity=30, places_free=12)
    address = f"/admin/stations/station/{station.pk}/change/"
    answer = admin_client.post(address, {**FORM, "capacity": "10"}, headers={"accept-language": language})
    assert answer.status_code == 200
    assert "capacity" in answer.context["adminform"].form.errors
    assert words in answer.content.decode()
    station.refresh_from_db()
    assert station.capacity == 30
    assert admin_client.post(address, {**FORM, "capacity": "12"}).status_code == 302
    assert admin_client.post(address, {**FORM, "capacity": ""}).status_code == 302
