"""Checklists at the desk: written in both languages, changed, copied; a round keeps the version it started with."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from community.hazards.models import Checklist, Finding, Report, Round
from community.hazards.services import ensure_checklists, open_rounds, plan_round
from tests.factories import NOON
from tests.factories.people import member
from tests.factories.places import CommunityFactory
from tests.hazards.test_inspection_pages import signed_in
from tests.hazards.test_inspections import SECOND, gone, planned

pytestmark = pytest.mark.django_db
LIST = "/desk/checklists/"


@pytest.fixture
def stairs():
    ensure_checklists(CommunityFactory())
    return Checklist.objects.get(slug="stairs", is_active=True)


def typed(row: Checklist) -> dict:
    """What the form sends where nothing is changed."""
    sent = {"source": row.source, "source_date": row.source_date or "", "order": []}
    both = {"name": row.name, "intro": row.intro}
    for place, item in enumerate(row.items.all()):
        sent["order"].append(str(place))
        sent |= {f"i{place}-code": item.code, f"i{place}-category": item.category_id, f"i{place}-urgency": item.urgency}
        both |= {f"i{place}-{name}": getattr(item, name) for name in ("words", "help", "finding")}
    for name, words in both.items():
        sent |= {f"{name}_{code}": words.get(code, "") for code in ("en", "zh-hans")}
    return sent


def latest() -> Checklist:
    return Checklist.objects.get(slug="stairs", is_active=True)


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000])
def test_a_number_that_is_none_adds_an_item_all_the_same(officer, stairs, number):
    sent = {**typed(stairs), "step": "add", "dropped": number}
    sent["order"].append(number)
    assert signed_in(officer).post(f"{LIST}{stairs.pk}/change/", sent).status_code == 200


@pytest.mark.city
def test_a_round_keeps_the_version_it_started_with_and_the_next_takes_the_new_one(officer, stairs):
    row = planned(officer, repeats="weekly")
    desk, sent = signed_in(officer), typed(stairs)
    sent["i0-words_en"], sent["order"] = "Stairs are free", ["1", "0"]
    page = desk.post(f"{LIST}{stairs.pk}/change/", sent, follow=True).content.decode()
    assert "Rounds that have begun keep the version" in page and "Stairs are free" in page
    new = latest()
    assert new != stairs and new.since is not None and new.written_by == officer
    assert [item.code for item in new.items.all()] == ["fire-doors", "clear-stairs"]
    assert Round.objects.get(pk=row.pk).checklist == stairs and stairs.items.count() == 6
    gone(row.visits.get(), member("grid_worker"), "clear-stairs")
    with pytest.raises(ValidationError, match="changed meanwhile"):
        plan_round(stairs, places=[row.visits.get().place], due=row.due, by=officer, now=NOON)
    open_rounds(now=NOON + dt.timedelta(days=1))
    following = Round.objects.get(follows=row)
    assert following.checklist == new
    gone(following.visits.get(), member("grid_worker"), "clear-stairs", client_id=SECOND)
    # the same item of another version is the same hazard
    assert Report.objects.count() == 1 and Finding.objects.filter(is_joined=True).count() == 1
    assert f"{LIST}{stairs.pk}/" in desk.get(f"{LIST}{new.pk}/").content.decode()
    assert "an earlier version" in desk.get(f"{LIST}{stairs.pk}/").content.decode()


def test_a_version_that_no_round_used_is_replaced_and_of_two_who_save_one_is_told(officer, stairs):
    desk, sent = signed_in(officer), typed(stairs)
    address = f"{LIST}{stairs.pk}/change/"
    other = Checklist.objects.get(pk=stairs.pk)
    assert desk.post(address, sent).status_code == 302
    assert not Checklist.objects.filter(pk=stairs.pk).exists()
    assert desk.post(address, sent).status_code == 404
    planned(officer)
    other, sent = latest(), typed(latest())
    Checklist.objects.filter(pk=other.pk).update(is_active=False)
    assert desk.post(f"{LIST}{other.pk}/change/", sent).status_code == 302  # led back to the version
    assert Checklist.objects.filter(slug="stairs").count() == 1


@pytest.mark.parametrize(("language", "missing"), [("en", "Missing: 简体中文."), ("zh-hans", "缺少：English。")])
def test_both_languages_are_asked_for(officer, stairs, language, missing):
    desk, sent = signed_in(officer, language), typed(stairs)
    gap = "_zh-hans" if language == "en" else "_en"
    for name in ("name", "i2-help", "i0-finding"):
        page = desk.post(f"{LIST}{stairs.pk}/change/", {**sent, f"{name}{gap}": " "})
        assert page.status_code == 422 and missing in page.content.decode()
    assert desk.post(f"{LIST}{stairs.pk}/change/", {**sent, "order": []}).status_code == 422
    twice = {**sent, "i1-code": sent["i0-code"]}
    assert desk.post(f"{LIST}{stairs.pk}/change/", twice).status_code == 422
    assert latest() == stairs


def test_items_are_moved_taken_out_and_added_before_anything_is_saved(officer, stairs):
    desk, sent = signed_in(officer), typed(stairs)
    sent["i0-words_en"] = "Half a sentence"
    address = f"{LIST}{stairs.pk}/change/"
    orders = {"down:0": ["1", "0", "2", "3", "4", "5"], "up:2": ["0", "2", "1", "3", "4", "5"]}
    orders |= {"up:0": sent["order"], "drop:5": ["0", "1", "2", "3", "4"], "add": [*sent["order"], "6"]}
    for step, order in orders.items():
        page = desk.post(address, {**sent, "step": step})
        assert page.status_code == 200 and "Half a sentence" in page.content.decode()
        assert [item.prefix for item in page.context["form"].items] == [f"i{place}" for place in order]
    assert latest() == stairs and "Half a sentence" not in str(stairs.items.first().words)


def test_a_checklist_is_written_copied_and_offered_no_longer(officer, stairs):
    desk, sent = signed_in(officer), {**typed(stairs), "name_en": "Our own", "name_zh-hans": "自编"}
    for place in sent["order"]:
        sent[f"i{place}-code"] = ""
    made = desk.post(f"{LIST}new/", sent, follow=True)
    assert "Our own" in made.content.decode()
    own = Checklist.objects.get(name__en="Our own")
    assert own.items.count() == 6 and own.items.values("code").distinct().count() == 6
    copy = desk.post(f"{LIST}{own.pk}/copy/", follow=True).content.decode()
    assert "Our own (copy)" in copy and "自编（副本）" in copy
    assert desk.post(f"{LIST}{own.pk}/offer/", {"offered": "no"}).status_code == 302
    assert "Our own</option>" not in desk.get("/desk/rounds/new/").content.decode()
    assert "not offered for new rounds" in desk.get(LIST).content.decode()
    desk.post(f"{LIST}{own.pk}/offer/", {"offered": "yes"})
    assert "Our own</option>" in desk.get("/desk/rounds/new/").content.decode()


@pytest.mark.parametrize("role", ["volunteer", "grid_worker", "approver", "officer"])
def test_only_officers_change_checklists(role, stairs):
    browser = signed_in(member(role))
    for address in (LIST, f"{LIST}new/", f"{LIST}{stairs.pk}/", f"{LIST}{stairs.pk}/change/"):
        assert browser.get(address).status_code == (200 if role == "officer" else 403)
    for verb in ("copy", "offer"):
        assert browser.post(f"{LIST}{stairs.pk}/{verb}/").status_code == (302 if role == "officer" else 403)
