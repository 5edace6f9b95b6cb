"""A relay and a notice: kept apart by what may be written, and told apart wherever people meet them."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from community.alerts.models import Alert, Proposal
from community.alerts.selectors import preview_of
from community.alerts.services import (
    cancel_alert,
    clear_alert,
    draft_alert,
    edit_alert,
    relay_proposal,
    submit_alert,
    update_alert,
)
from community.alerts.skills import current_alerts
from community.messaging.carriers.base import OutgoingText
from community.messaging.carriers.email import letter_of
from community.messaging.carriers.push import payload_of
from community.messaging.carriers.speech import spoken
from community.people.models import Role
from portal.lib.conversation import Question
from tests.factories import NOON
from tests.factories.alerts import INFOS, approved, drafted, issued
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory
from tests.factories.sources import received
from tests.support.composing import fields
from tests.support.upstream import SQUARE, info_xml

pytestmark = pytest.mark.django_db
ISSUER = "State Hydrological Service"
ORANGE = "<parameter><valueName>awareness_level</valueName><value>3; orange; Severe</value></parameter>"
CHINESE = {
    "language": "zh-CN",
    "event": "洪水",
    "headline": "洪水橙色预警信号",
    "description": "预计今晚河水上涨两米。",
    "instruction": "请立即转移到高处。",
}
FIXED = "This is the authority's, and stays as it said it."


def messages(now=NOON):
    ends = now + timedelta(hours=8)
    return [info_xml(more=ORANGE, expires=ends), info_xml(**CHINESE, expires=ends)]


def relayed(now=NOON):
    """A draft made of an authority's message."""
    proposal = received(sent=now.replace(microsecond=0), at=now, infos=messages(now))
    return relay_proposal(proposal, by=member(Role.OFFICER), now=now)


def client(user=None, language="en"):
    browser = Client(HTTP_ACCEPT_LANGUAGE=language)
    if user is not None:
        browser.force_login(user)
    return browser


# --- wherever people meet it ------------------------------------------------------------------------------------------
def met(alert, language) -> dict[str, str]:
    """What people read or hear of `alert`, by the way in which they do."""
    browser, desk = client(language=language), client(alert.author, language)
    text = alert.broadcast.texts[language]
    sent = OutgoingText(7, 1, "wang@example.org", text, 600, language)
    letter = letter_of(sent, sender="a@example.org", public_url="https://watch.example.org", receipt_key="k")
    asked = {"en": "Are there any warnings now?", "zh-hans": "现在有预警吗？"}[language]
    question = Question(text=asked, language=language, now=timezone.now(), community_id=alert.community_id)
    pages = {
        "page": f"/alerts/{alert.identifier}/",
        "list": "/alerts/",
        "home": "/",
        "light": "/lite/",
        "poster": f"/alerts/{alert.identifier}/poster/",
        "atom": f"/cap/alerts.atom?language={language}",
        "rss": f"/cap/alerts.rss?language={language}",
        "geojson": f"/alerts.geojson?language={language}",
        "cap": f"/cap/{alert.identifier}.xml",
    }
    return {
        **{name: browser.get(address).content.decode() for name, address in pages.items()},
        "desk": desk.get("/desk/alerts/").content.decode(),
        "board": desk.get(f"/desk/alerts/{alert.identifier}/").content.decode(),
        "text": text,
        "call": spoken(text, language),
        "push": json.loads(payload_of(sent, public_url="https://watch.example.org", receipt_key="k"))["title"],
        "letter": letter["Subject"],
        "chat": current_alerts(question).text,
    }


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_way_says_whose_warning_it_is_and_a_notice_is_never_taken_for_one(language):
    now = timezone.now()
    relay = approved(relayed(now), now=now)
    found = met(relay, language)
    assert [way for way, words in found.items() if ISSUER not in words] == []
    signs = {"en": ("elayed by", "elayed warning, orange", '"relay"'), "zh-hans": ("转发", '"relay"')}[language]
    # a title is short: there the authority's name stands alone
    unsaid = [way for way, words in found.items() if not any(sign in words for sign in signs)]
    assert set(unsaid) <= {"atom", "rss", "push", "letter", "cap"}
    assert "<value>relay</value>" in found["cap"] and f"<senderName>{ISSUER}</senderName>" in found["cap"]
    assert f"<source>{ISSUER}</source>" in found["cap"] and "<value>orange</value>" in found["cap"]
    assert f"source>{ISSUER}</" in found["atom"] and f"source>{ISSUER}</" in found["rss"]
    colour = {"en": "orange", "zh-hans": "橙色"}[language]
    assert all(colour in found[way] for way in ("page", "list", "home", "light", "poster", "desk", "geojson"))
    approved(clear_alert(relay, by=relay.author, now=now), now=now)

    notice = issued(now=now)
    found = met(notice, language)
    names = {"en": ("Community notice", "Notice from", "notice"), "zh-hans": ("社区提示", "notice")}[language]
    assert [way for way, words in found.items() if not any(name in words for name in names)] == []
    for way in ("poster", "cap", "text", "call", "push", "letter", "chat", "geojson"):
        foreign = [one for one in (ISSUER, '"relay"', "elayed by", "elayed warning", "转发") if one in found[way]]
        assert foreign == [], way
    assert "<value>notice</value>" in found["cap"] and "<source>" not in found["cap"]
    office = {"en": "Liuwan neighbourhood office", "zh-hans": "柳湾社区居委会"}[language]
    assert [way for way, words in found.items() if office not in words] in (["atom", "rss", "desk"], ["desk"], [])


# --- what may be written ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "notice"}, "kind"),
        ({"issuer": "Somebody else"}, "issuer"),
        ({"severity": "Extreme"}, "severity"),
        ({"urgency": "Future"}, "urgency"),
        ({"certainty": "Possible"}, "certainty"),
        ({"event": "Fire"}, "event"),
        ({"category": "Fire"}, "category"),
        ({"onset": NOON + timedelta(hours=1)}, "onset"),
        ({"response_types": ["Shelter"]}, "response_types"),
        ({"contact": "Ask us"}, "contact"),
        ({"parameters": []}, "parameters"),
        ({"parameters": {"colour": "red"}}, "parameters"),
        ({"expires": NOON + timedelta(hours=9)}, "expires"),
        ({"area": {"circle": {"latitude": 38.89, "longitude": -77.02, "radius": 9000}}}, "area"),
    ],
)
def test_what_is_the_authoritys_is_refused_by_name_in_the_draft_and_in_its_update(change, field):
    draft = relayed()
    with pytest.raises(ValidationError) as refused:
        edit_alert(draft, by=draft.author, now=NOON, **change)
    assert field in refused.value.message_dict
    running = approved(draft)
    with pytest.raises(ValidationError) as refused:
        update_alert(running, by=running.author, now=NOON, **change)
    assert field in refused.value.message_dict
    assert Alert.objects.count() == 1
    assert running.infos.get(language="en").headline == "Flood Warning for the lower valley"


def words_of(alert):
    names = ("language", "headline", "description", "instruction", "text")
    return {info.language: {name: getattr(info, name) for name in names} for info in alert.infos.all()}


def test_no_word_is_changed_left_out_or_added():
    draft = relayed()
    held = words_of(draft)
    for english in (
        {"headline": "Flood"},
        {"description": ""},
        {"instruction": "Move to Hillside School."},
        {"audience": "people on ground floors"},
        {"text": "Move to higher ground now. Hillside School is open."},
        {"text": "The river rises by two metres."},  # a part of a sentence may say the contrary
    ):
        with pytest.raises(ValidationError) as refused:
            edit_alert(draft, by=draft.author, now=NOON, infos=[{**held["en"], **english}, held["zh-hans"]])
        assert [("English" in text) for text in refused.value.message_dict["infos"]] == [True]
    with pytest.raises(ValidationError, match="Chinese"):
        edit_alert(draft, by=draft.author, now=NOON, infos=[held["en"]])
    assert words_of(draft) == held


def test_ours_are_a_smaller_area_an_earlier_end_the_hour_and_fewer_sentences():
    AreaFactory()
    draft = relayed()
    held = words_of(draft)
    short = [{**held["en"], "text": "Move to higher ground now!"}, {**held["zh-hans"], "text": "请立即转移到高处。"}]
    narrow = {"circle": {"latitude": 38.89, "longitude": -77.02, "radius": 300}}
    edited = edit_alert(
        draft, by=draft.author, now=NOON, area=narrow, infos=short, expires=NOON + timedelta(hours=2), publish_at=None
    )
    assert (edited.area, edited.expires) == (narrow, NOON + timedelta(hours=2))
    texts = {one.language: one.text.body for one in preview_of(edited, list(edited.infos.all()), now=NOON).languages}
    assert texts["en"].startswith(f"{ISSUER}, relayed by Liuwan neighbourhood office: Move to higher ground now!")
    assert texts["zh-hans"].startswith(f"【柳湾社区居委会转发】{ISSUER}：请立即转移到高处。")
    # and back again, as far as the authority's own warning goes
    west, south, east, north = -77.03, 38.88, -77.005, 38.90
    assert SQUARE.startswith(f"{south},{west}")
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    whole = {"polygon": {"type": "Polygon", "coordinates": [ring]}}
    wide = edit_alert(draft, by=draft.author, now=NOON, area=whole, expires=NOON + timedelta(hours=8))
    assert wide.expires == NOON + timedelta(hours=8)


def test_the_authority_itself_changes_its_words():
    draft = relayed()
    update = received(
        "HS-2",
        sent=NOON + timedelta(hours=1),
        msg_type="Update",
        references=[("HS-1", NOON)],
        infos=[info_xml(severity="Extreme", headline="Worse")],
    )
    same = relay_proposal(update, by=draft.author, now=NOON + timedelta(hours=1))
    assert (same.pk, same.severity) == (draft.pk, "Extreme")


@pytest.mark.parametrize("end", [cancel_alert, clear_alert])
def test_what_ends_a_relay_in_our_words_is_a_notice(end):
    running = approved(relayed())
    over = end(running, by=running.author, now=NOON)
    assert (over.kind, over.issuer, over.parameters, over.colour) == ("notice", "", [], "")
    texts = approved(over).broadcast.texts
    assert texts["en"].startswith("Liuwan neighbourhood office: ") and f"warning of {ISSUER}" in texts["en"]
    assert texts["zh-hans"].startswith("【柳湾社区居委会】") and "转发】" not in texts["zh-hans"]


def test_nobody_ends_it_in_the_authoritys_name():
    running = approved(relayed())
    with pytest.raises(ValidationError, match="Only the authority says that its warning is over"):
        draft_alert(
            by=running.author,
            now=NOON,
            community=running.community,
            kind="relay",
            issuer=ISSUER,
            event="Flood",
            category="Met",
            severity="Severe",
            urgency="Past",
            certainty="Observed",
            expires=NOON + timedelta(hours=6),
            area={"named": "lower-street"},
            infos=INFOS,
            msg_type="Cancel",
            replaces=running,
        )


@pytest.mark.parametrize(
    ("values", "field"),
    [({"issuer": ISSUER}, "issuer"), ({"parameters": {"colour": "red"}}, "parameters")],
)
def test_a_notice_borrows_neither_name_nor_colour(values, field):
    with pytest.raises(ValidationError) as refused:
        drafted(**values)
    assert list(refused.value.message_dict) == [field]


def test_a_relay_written_by_hand_does_not_go_on_as_a_notice():
    running = issued(kind="relay", issuer="County weather service")
    with pytest.raises(ValidationError) as refused:
        update_alert(running, by=running.author, now=NOON, kind="notice", issuer="")
    assert list(refused.value.message_dict) == ["kind"]
    update = update_alert(running, by=running.author, now=NOON, severity="Extreme")
    assert (update.kind, update.severity) == ("relay", "Extreme")


# --- at the desk ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "sayings"),
    [
        ("en", ("Its words, level and colour stay as they are.", "Relayed warning, orange", "stays as it said it")),
        ("zh-CN", ("文字、等级和颜色保持原样", "转发橙色预警", "保持原样，不能改")),
    ],
)
def test_the_composer_shows_the_authoritys_words_and_refuses_others(language, sayings):
    now = timezone.now()
    draft = relayed(now)
    officer = client(draft.author, language)
    address = f"/desk/alerts/{draft.identifier}/edit/"
    page = officer.get(address).content.decode()
    assert sayings[0] in page and sayings[1] in page
    assert "Move to higher ground now." in page and "请立即转移到高处。" in page
    for name in ("kind", "severity", "headline_en", "instruction_zh-hans", "issuer", "colour", "template"):
        assert f'name="{name}"' not in page.replace('type="hidden" name="template"', ""), name
    ends = timezone.localtime(draft.expires, draft.community.zone)
    ours = {"expires": f"{ends:%Y-%m-%dT%H:%M}", "area_kind": "named", "named": ["lower-street"]}
    for name, value in (("severity", "Extreme"), ("headline_en", "Run"), ("kind", "notice"), ("colour", "red")):
        answer = officer.post(address, {**ours, name: value, "save": "1"})
        assert answer.status_code == 422 and sayings[2] in answer.content.decode(), name
    assert words_of(draft)["en"]["headline"] == "Flood Warning for the lower valley"
    answer = officer.post(address, {**ours, "text_en": "Move to higher ground now.", "preview": "1"})
    assert answer.status_code == 200 and f"{ISSUER}, relayed by" in answer.content.decode()
    answer = officer.post(address, {**ours, "text_en": "Move to higher ground now.", "submit": "1"}, follow=True)
    draft.refresh_from_db()
    assert (answer.status_code, draft.status, draft.area) == (200, "submitted", {"named": "lower-street"})
    assert (draft.severity, draft.colour) == ("Severe", "orange")
    assert draft.expires == Proposal.objects.get().ends


def test_the_colour_of_a_relay_written_by_hand_is_kept_and_goes_with_the_kind():

    officer = client(member(Role.OFFICER))
    officer.post("/desk/alerts/new/", fields(kind="relay", issuer="County weather", colour="yellow", save="1"))
    alert = Alert.objects.get()
    assert (alert.colour, alert.kind_words) == ("yellow", "Relayed warning, yellow")
    address = f"/desk/alerts/{alert.identifier}/edit/"
    officer.post(address, fields(kind="notice", issuer="County weather", colour="yellow", save="1"))
    alert.refresh_from_db()
    assert (alert.kind, alert.issuer, alert.parameters, alert.kind_words) == ("notice", "", [], "Community notice")


def test_by_the_api_the_refusal_names_the_field():
    draft = relayed(timezone.now())
    officer = client(draft.author)
    answer = officer.patch(
        f"/api/v1/alerts/{draft.identifier}/", {"severity": "Extreme"}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["errors"]) == (400, {"severity": [FIXED]})
    submit_alert(draft, by=draft.author, now=timezone.now())
    approved_one = CommunityFactory()
    assert draft.community == approved_one
