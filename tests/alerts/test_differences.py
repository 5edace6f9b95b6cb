"""What an update, an end or an all-clear changes: on one screen, before it is sent in and before it goes out."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.alerts.models import Alert
from community.alerts.selectors import differences
from community.alerts.services import clear_alert, submit_alert, update_alert
from community.people.models import Role
from tests.factories import NOON
from tests.factories.alerts import INFOS, issued
from tests.factories.people import member

pytestmark = pytest.mark.django_db


def client(user, language="en"):
    browser = Client(HTTP_ACCEPT_LANGUAGE=language)
    browser.force_login(user)
    return browser


def told(old, new):
    return {(one.part, one.language): (one.before, one.after) for one in differences(old, new, list(new.infos.all()))}


def test_every_field_is_compared_and_every_language_by_itself():
    old = issued()
    words = [INFOS[0], {**INFOS[1], "instruction": "请马上离开下街。", "text": "马上离开。"}]
    narrow = {"circle": {"latitude": 38.89, "longitude": -77.02, "radius": 900}}
    new = update_alert(
        old,
        by=old.author,
        now=NOON,
        severity="Extreme",
        urgency="Expected",
        infos=words,
        contact="555-0100",
        area=narrow,
    )
    found = told(old, new)
    assert found.pop(("Area on the map", ""), None) or found.pop(("Where", ""))
    assert found == {
        ("Message", ""): ("Alert", "Update"),
        ("How bad", ""): ("Severe", "Extreme"),
        ("How soon to act", ""): ("Act now", "Within the hour"),
        ("Questions", ""): ("", "555-0100"),
        ("What to do", "zh-hans"): (INFOS[1]["instruction"], "请马上离开下街。"),
        ("Text message", "zh-hans"): ("made of the rest", "马上离开。"),
    }


def test_a_language_that_came_or_went_is_told_whole():
    old = issued(infos=INFOS[:1])
    found = told(old, update_alert(old, by=old.author, now=NOON, infos=INFOS))
    assert found["Headline", "zh-hans"] == ("", INFOS[1]["headline"])
    assert ("Headline", "en") not in found


def test_an_all_clear_says_what_becomes_of_the_message():
    old = issued()
    found = told(old, clear_alert(old, by=old.author, now=NOON))
    assert found["Message", ""] == ("Alert", "All clear")
    assert {language for part, language in found if part == "Headline"} == {"en", "zh-hans"}


@pytest.mark.parametrize(
    ("language", "heading", "nothing", "rest"),
    [
        ("en", "What is different from", "Nothing is different yet.", "Everything else is as it was."),
        ("zh-CN", "不同", "还没有不同。", "其余保持不变。"),
    ],
)
def test_it_stands_on_the_composer_and_on_the_approvers_page(language, heading, nothing, rest):
    now = timezone.now()
    old = issued(now=now)
    officer = client(old.author, language)
    for press in ("update", "all-clear", "cancel"):
        page = officer.post(f"/desk/alerts/{old.identifier}/{press}/", follow=True).content.decode()
        assert heading in page and rest in page and "<del>" in page and nothing not in page
    draft = Alert.objects.get(msg_type="Update", all_clear=False)
    until = timezone.localtime(now + timedelta(hours=6), draft.community.zone)
    words = {f"{name}_{info['language']}": info[name] for info in INFOS for name in info if name != "language"}
    asked = {
        "identifier": draft.identifier,
        "kind": "notice",
        "event": "Flood",
        "category": "Met",
        "severity": "Extreme",
        "urgency": "Immediate",
        "certainty": "Observed",
        "expires": f"{until:%Y-%m-%dT%H:%M}",
        "area_kind": "named",
        "named": ["lower-street"],
        **words,
        "headline_zh-hans": "河水漫过河堤，还在涨",
    }
    fragment = officer.post("/desk/alerts/preview/", asked).content.decode()
    assert f"<del>{INFOS[1]['headline']}</del>" in fragment and "<ins>河水漫过河堤，还在涨</ins>" in fragment
    officer.post(f"/desk/alerts/{draft.identifier}/edit/", {**asked, "save": "1"})
    submit_alert(Alert.objects.get(pk=draft.pk), by=old.author, now=timezone.now())
    page = client(member(Role.APPROVER), language).get(f"/desk/alerts/{draft.identifier}/").content.decode()
    assert f"<del>{INFOS[1]['headline']}</del>" in page and heading in page and rest in page


def test_the_api_tells_it_too():
    old = issued(now=timezone.now())
    new = update_alert(old, by=old.author, now=timezone.now(), severity="Extreme")
    answer = client(old.author).post(f"/api/v1/alerts/{new.identifier}/preview/").json()
    assert {"part": "How bad", "language": "", "before": "Severe", "after": "Extreme"} in answer["changes"]
