"""What cannot be an alert: refused by field, in words."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from community.alerts.models import Alert
from community.alerts.services import (
    draft_alert,
    update_alert,
)
from tests.factories import NOON
from tests.factories.alerts import INFOS, drafted, issued
from tests.factories.places import AreaFactory, box

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"event": ""}, "event"),
        ({"severity": "Dreadful"}, "severity"),
        ({"category": ""}, "category"),
        ({"urgency": "Soon"}, "urgency"),
        ({"certainty": ""}, "certainty"),
        ({"expires": None}, "expires"),
        ({"expires": NOON - timedelta(minutes=1)}, "expires"),
        ({"kind": "relay"}, "issuer"),
        ({"kind": "rumour"}, "kind"),
        ({"msg_type": "Update"}, "references"),
        ({"infos": []}, "infos"),
        ({"infos": [{"language": "fr", "headline": "Crue"}]}, "infos"),
        ({"infos": [INFOS[0], INFOS[0]]}, "infos"),
        ({"infos": [{"language": "en", "headline": ""}]}, "infos"),
        ({"infos": [{"language": "en", "headline": "x" * 161}]}, "infos"),
        ({"infos": [{"language": "en", "headline": "x", "text": "x" * 1601}]}, "infos"),
        ({"area": None}, "area"),
        ({"area": {"named": "atlantis"}}, "area"),
        ({"area": {"named": []}}, "area"),
        ({"area": {"named": 7}}, "area"),
        ({"area": {"named": "lower-street", "circle": {}}}, "area"),
        ({"area": {"circle": {"latitude": 38.89, "longitude": -77.0}}}, "area"),
        ({"area": {"circle": {"latitude": "x", "longitude": -77.0, "radius": 5}}}, "area"),
        ({"area": {"circle": {"latitude": 38.89, "longitude": -77.0, "radius": 5}}}, "area"),
        ({"area": {"circle": {"latitude": 95, "longitude": -77.0, "radius": 500}}}, "area"),
        ({"area": {"circle": {"latitude": 10, "longitude": 10, "radius": 500}}}, "area"),
        ({"area": {"circle": {"latitude": 38.89, "longitude": -77.0, "radius": float("nan")}}}, "area"),
        ({"area": {"polygon": "not json"}}, "area"),
        ({"area": {"polygon": {"type": "Point", "coordinates": [1, 2]}}}, "area"),
        ({"area": {"polygon": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0]]]}}}, "area"),
        ({"area": {"polygon": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}}}, "area"),
        ({"area": {"polygon": box(10, 10, 11, 11)}}, "area"),
    ],
)
def test_what_cannot_be_an_alert_is_refused_by_field(change, field):
    with pytest.raises(ValidationError) as caught:
        drafted(**change)
    assert list(caught.value.message_dict) == [field]
    assert not Alert.objects.exists()


def test_several_wrong_fields_are_named_at_once():
    with pytest.raises(ValidationError) as caught:
        drafted(event="", severity="Dreadful", area={"named": "atlantis"}, infos=[])
    assert set(caught.value.message_dict) == {"event", "severity", "area", "infos"}


def test_what_xml_and_texts_cannot_carry_is_left_out():
    alert = drafted(infos=[{"language": "en", "headline": "Leave\x00 now\ud800\x0b"}])
    assert alert.infos.get().headline == "Leave now"


@pytest.mark.city
def test_the_database_refuses_an_update_that_refers_to_nothing():
    alert = drafted()
    with pytest.raises(IntegrityError, match="updates_and_cancels_refer"), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(msg_type="Cancel")


def test_an_update_of_an_exercise_is_an_exercise_and_of_the_real_thing_real():
    real = issued(severity="Moderate")
    drill = issued(exercise=True)
    assert update_alert(drill, by=drill.author, now=NOON).exercise is True
    with pytest.raises(ValidationError) as caught:
        draft_alert(
            community=real.community,
            by=real.author,
            now=NOON,
            event="Flood",
            category="Met",
            severity="Severe",
            urgency="Past",
            certainty="Observed",
            expires=real.expires,
            area=real.area,
            infos=INFOS,
            exercise=True,
            msg_type="Cancel",
            replaces=real,
        )
    assert list(caught.value.message_dict) == ["exercise"]


def test_an_area_is_called_what_people_call_it():
    AreaFactory()
    lower = drafted(area={"circle": {"latitude": 38.89, "longitude": -77.02, "radius": 900}})
    assert lower.area_words == {"en": "Lower Street", "zh-hans": "下街"}
    upper = drafted(area={"polygon": box(38.91, -77.0, 38.915, -76.99)})
    assert upper.area_words == {"en": "part of Liuwan", "zh-hans": "柳湾部分地方"}
    everything = drafted(area={"polygon": upper.community.shape})
    assert everything.area_words == {"en": "Liuwan", "zh-hans": "柳湾"}
