"""A warning on paper, and what the public page says beyond its words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.alerts.models import Alert
from community.alerts.services import cancel_alert, clear_alert, update_alert
from community.people.models import Role
from tests.alerts.test_api import client, now_
from tests.factories.alerts import INFOS, approved, drafted, issued
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory, box
from tests.support.sessions import client as browser

pytestmark = pytest.mark.django_db


def poster(alert, language="en", user=None, status=200):
    answer = browser(user, language).get(f"/alerts/{alert.identifier}/poster/")
    assert answer.status_code == status
    return answer.content.decode()


def test_the_poster_says_it_all_in_both_languages_and_leads_to_the_page():
    onset = timezone.now() + timedelta(hours=1)
    alert = issued(**now_(severity="Extreme"), onset=onset, contact="Duty office 555-0100")
    page = poster(alert)
    for info in INFOS:
        assert info["headline"] in page and info["instruction"] in page
    for words in ("Extreme: Flood", "特别严重：积水内涝", "Lower Street", "下街", "Begins", "开始", "Until", "有效至",
                  "Duty office 555-0100", "Community notice", "社区提示", "<svg",
                  f"/alerts/{alert.identifier}/"):  # fmt: skip
        assert words in page, words
    assert page.index("Extreme: Flood") < page.index("特别严重：积水内涝")
    chinese = poster(alert, "zh-CN")
    assert chinese.index("特别严重：积水内涝") < chinese.index("Extreme: Flood")
    assert "<script" not in page and "style=" not in page
    assert "EXERCISE" not in page and "Declared over" not in page


def test_one_language_has_the_sheet_to_itself():
    page = poster(issued(**now_(infos=INFOS[:1])))
    assert "ap--single" in page and INFOS[1]["headline"] not in page


@pytest.mark.parametrize(
    ("length", "size"),
    [(10, 'data-size="l"'), (150, 'data-size="m"'), (400, 'data-size="s"'), (2000, 'data-size="xs"')],
)
def test_the_more_there_is_to_say_the_smaller_it_is_said(length, size):
    infos = [{**info, "description": "x" * length} for info in INFOS]
    assert size in poster(issued(**now_(infos=infos)))


def test_what_no_longer_holds_says_so_on_paper():
    old = issued(**now_())
    newer = approved(update_alert(old, by=old.author, now=timezone.now()), now=timezone.now())
    over = approved(clear_alert(newer, by=old.author, now=timezone.now()), now=timezone.now())
    assert "Replaced by an update" in poster(old) and "Declared over" in poster(newer)
    page = poster(over)
    assert "All clear: Flood" in page and "险情解除：积水内涝" in page and "<dt>Until</dt>" not in page
    start = timezone.now() - timedelta(hours=9)
    assert "Its time has run out" in poster(issued(now=start, expires=start + timedelta(hours=1)))


def test_an_exercise_is_striped_and_for_the_desk_alone():
    alert = issued(exercise=True, **now_())
    page = poster(alert, user=member(Role.OFFICER))
    assert "ap__mark" in page and "EXERCISE" in page and '<svg class="qr"' not in page and 'class="qr"' not in page
    poster(alert, status=404)
    poster(alert, user=member(Role.VOLUNTEER), status=404)
    elsewhere = CommunityFactory(slug="other", name={"en": "Other"})
    poster(alert, user=member(Role.OFFICER, community=elsewhere), status=404)


def test_a_draft_and_a_test_have_no_poster():
    officer = member(Role.OFFICER)
    poster(drafted(**now_()), user=officer, status=404)
    poster(issued(test=True, **now_()), user=officer, status=404)
    assert client().post(f"/alerts/{issued(**now_()).identifier}/poster/").status_code == 405


# --- the public page --------------------------------------------------------------------------------------------------


def test_the_page_says_when_it_begins_where_and_what_to_do_in_a_word():
    AreaFactory()
    alert = issued(
        **now_(area={"areas": [{"named": "lower-street"}, {"polygon": box(38.905, -77.0, 38.91, -76.99),
                                                         "words": {"en": "Hill Road", "zh-hans": "山路"}}]}),
        onset=timezone.now() + timedelta(hours=2),
        response_types=["Evacuate"],
        contact="555-0100",
        web="https://example.org/river",
        infos=[{**INFOS[0], "audience": "Cyclists"}, INFOS[1]],
    )  # fmt: skip
    page = browser().get(f"/alerts/{alert.identifier}/").content.decode()
    for words in ("<li>Lower Street</li>", "<li>Hill Road</li>", "Leave the area", "Begins", "555-0100", "Cyclists",
                  'href="https://example.org/river"', f"/alerts/{alert.identifier}/poster/"):  # fmt: skip
        assert words in page, words
    chinese = browser(language="zh-CN").get(f"/alerts/{alert.identifier}/").content.decode()
    for words in ("<li>山路</li>", "撤离该区域", "开始"):
        assert words in chinese, words


def test_an_update_shows_what_changed():
    old = issued(**now_(), onset=timezone.now() + timedelta(hours=2), response_types=["Prepare"])
    new = update_alert(
        old, by=old.author, now=timezone.now(), onset=timezone.now() + timedelta(hours=1), response_types=["Evacuate"],
        infos=[{**INFOS[0], "audience": "Everybody"}],
    )  # fmt: skip
    page = browser().get(f"/alerts/{approved(new, now=timezone.now()).identifier}/").content.decode()
    listed = page[page.index("What changed") : page.index("What, where, until when")]
    for words in ("Begins", "Leave the area", "Get ready", "For whom", "Everybody"):
        assert words in listed, words
    assert "How bad" not in listed


@pytest.mark.parametrize(
    ("verb", "head", "banner"),
    [
        (clear_alert, "All clear: Flood", "This warning has been declared over."),
        (cancel_alert, "Cancelled: Flood", "This warning has been cancelled."),
    ],
)
def test_the_end_of_a_danger_and_an_error_taken_back_read_differently(verb, head, banner):
    old = issued(**now_())
    over = approved(verb(old, by=old.author, now=timezone.now(), note="seen by the duty officer"), now=timezone.now())
    page = browser().get(f"/alerts/{over.identifier}/").content.decode()
    assert head in page and "seen by the duty officer" in page and 'data-level="clear"' in page
    assert banner in browser().get(f"/alerts/{old.identifier}/").content.decode()
    assert not Alert.objects.current(timezone.now()).exists()
    assert head.split(":")[0] in browser(member(Role.OFFICER)).get(f"/desk/alerts/{over.identifier}/").content.decode()


def test_the_desk_gives_the_all_clear_by_one_press():
    old = issued(**now_())
    address = f"/desk/alerts/{old.identifier}/all-clear/"
    assert address in browser(old.author).get(f"/desk/alerts/{old.identifier}/").content.decode()
    answer = browser(old.author).post(address, follow=True)
    over = Alert.objects.get(replaces=old)
    assert answer.redirect_chain == [(f"/desk/alerts/{over.identifier}/edit/", 302)] and over.all_clear
    assert "area_kind" not in answer.content.decode()
    assert browser(member(Role.RESIDENT)).post(address).status_code == 404
    assert browser(member(Role.AUDITOR)).post(address).status_code == 403
    assert browser().post(address).status_code == 302
    assert browser(old.author).get(address).status_code == 302 and old.replaced_by.count() == 1
