"""A map that changes under a warning: what was issued for an area stays where it was, named as it was."""

import pytest

from community.alerts.models import Alert
from community.alerts.services import approve_alert, cancel_alert, draft_alert, edit_alert, submit_alert, update_alert
from community.people.models import Role
from community.places.models import Community, NamedArea
from tests.alerts import test_api
from tests.alerts.test_api import ALERTS, now_
from tests.factories import NOON
from tests.factories.alerts import INFOS, approved, drafted, issued
from tests.factories.people import member
from tests.factories.places import box
from tests.support.composing import fields
from tests.support.sessions import client

pytestmark = pytest.mark.django_db

AWAY = box(38.70, -77.03, 38.72, -77.00)  # south of everything


def area_removed():
    NamedArea.objects.all().delete()


def area_redrawn():
    NamedArea.objects.update(shape=AWAY, name={"en": "Far Street", "zh-hans": "远街"})


def boundary_moved():
    Community.objects.update(shape=AWAY)


CHANGES = [area_removed, area_redrawn, boundary_moved]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("verb", [cancel_alert, update_alert])
def test_a_warning_is_followed_up_where_it_was_issued(change, verb):
    old = issued()
    change()
    new = approved(verb(Alert.objects.get(pk=old.pk), by=old.author, now=NOON))
    assert (new.shape, new.area, new.area_words) == (old.shape, old.area, old.area_words)
    assert new.broadcast.definition["shape"] == old.broadcast.definition["shape"]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("verb", ["cancel", "update"])
def test_the_desk_follows_up_and_sends_in(change, verb):
    old = issued(**now_())
    change()
    browser = client(old.author)
    page = browser.post(f"/desk/alerts/{old.identifier}/{verb}/", follow=True)
    assert page.status_code == 200
    new = Alert.objects.get(replaces=old)
    words = {**fields(), "submit": "1"}
    change()  # fields() has drawn the area again
    if verb == "cancel":
        words = {name: value for name, value in words.items() if name.startswith(("headline", "expires"))}
        words["submit"] = "1"
    else:
        assert "As it is: Lower Street" in page.content.decode()
        words |= {"area_kind": "kept", "named": []}
    preview = browser.post("/desk/alerts/preview/", {**words, "identifier": new.identifier})
    assert "dk-sms" in preview.content.decode()
    sent_in = browser.post(f"/desk/alerts/{new.identifier}/edit/", words)
    assert sent_in.status_code == 302
    new.refresh_from_db()
    assert (new.status, new.shape, new.area_words) == ("submitted", old.shape, old.area_words)


def test_to_keep_the_area_is_offered_only_where_the_map_has_changed():
    draft = drafted(**now_())
    browser = client(draft.author, "zh-CN")
    address = f"/desk/alerts/{draft.identifier}/edit/"
    assert "保持原样" not in browser.get(address).content.decode()
    area_removed()
    assert "保持原样：下街" in browser.get(address).content.decode()
    assert "保持原样" not in browser.get("/desk/alerts/new/").content.decode()
    refused = browser.post("/desk/alerts/new/", fields(area_kind="kept", submit="1"))
    assert refused.status_code == 422


@pytest.mark.parametrize("change", CHANGES)
def test_the_api_cancels_and_updates(change):
    old = issued(**now_())
    change()
    api = test_api.client(old.author)
    for verb in ("update", "cancel"):
        answer = api.post(f"{ALERTS}{old.identifier}/{verb}/", {"infos": INFOS}, format="json")
        assert (answer.status_code, answer.json().get("shape")) == (201, old.shape), answer.json()
    by_type = api.post(
        ALERTS,
        {**test_api.body(msg_type="Cancel", references=old.identifier), "area": {"named": "no-such-place"}},
        format="json",
    )
    assert (by_type.status_code, by_type.json().get("shape")) == (201, old.shape), by_type.json()


def test_an_update_that_names_an_area_means_the_area_as_it_is_now():
    old = issued()
    wider = box(38.88, -77.03, 38.905, -77.0)
    NamedArea.objects.update(shape=wider)
    new = update_alert(old, by=old.author, now=NOON, area={"named": "lower-street"})
    assert new.shape == wider != old.shape


@pytest.mark.parametrize("change", CHANGES)
def test_a_draft_in_hand_keeps_its_shape_to_the_end(change):
    draft = drafted()
    shape = draft.shape
    change()
    draft = edit_alert(Alert.objects.get(pk=draft.pk), by=draft.author, now=NOON, severity="Extreme")
    submit_alert(draft, by=draft.author, now=NOON)
    approve_alert(draft, by=member(Role.APPROVER), now=NOON)
    assert draft.broadcast.definition["shape"] == Alert.objects.get().shape == shape


def test_an_update_of_a_named_type_without_an_area_goes_where_the_old_one_went():
    old = issued()
    area_removed()
    new = draft_alert(
        by=old.author, now=NOON, community=old.community, event="Flood", category="Met", severity="Minor",
        urgency="Future", certainty="Likely", expires=old.expires, infos=INFOS, msg_type="Update", replaces=old,
    )  # fmt: skip
    assert (new.shape, new.area_words) == (old.shape, old.area_words)


@pytest.mark.parametrize("verb", ["cancel", "update"])
def test_what_stops_a_follow_up_is_said_on_the_page(verb):
    old = issued(**now_())
    Alert.objects.update(certainty="Surely")  # a row that today's rules refuse
    answer = client(old.author).post(f"/desk/alerts/{old.identifier}/{verb}/", follow=True)
    assert answer.redirect_chain == [(f"/desk/alerts/{old.identifier}/", 302)]
    assert "Surely" in answer.content.decode()
    assert Alert.objects.count() == 1
