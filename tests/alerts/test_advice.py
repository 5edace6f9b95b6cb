"""What the preview says of words: the five parts, words that are not ours, a language left behind."""

import pytest
from django.utils import timezone

from community.alerts.selectors import preview_of
from community.alerts.services import clear_alert, edit_alert, submit_alert, update_alert
from community.people.models import Role
from tests.alerts.test_api import now_
from tests.factories import NOON
from tests.factories.alerts import INFOS, drafted, issued, submitted
from tests.factories.people import member
from tests.support.sessions import client

pytestmark = pytest.mark.django_db


def parts(text, language="en", **values):
    info = {"language": language, "headline": "Flood", "text": text}
    alert = drafted(infos=[info], **values)
    shown = preview_of(alert, list(alert.infos.all()), now=NOON).languages
    return next({name for name, there in one.parts.items() if not there} for one in shown if one.language == language)


@pytest.mark.parametrize(
    ("text", "language", "missing"),
    [
        ("Liuwan neighbourhood office: flooding in Lower Street, knee-deep. Leave now. Until 20:00.", "en", set()),
        ("Flood in Lower Street. Leave now. Until 20:00.", "en", {"source"}),
        ("Liuwan neighbourhood office: please be careful in Lower Street. Leave. Until 20:00.", "en", {"hazard"}),
        ("Liuwan neighbourhood office: flood in Lower Street until tonight.", "en", {"action"}),
        ("Liuwan neighbourhood office: flood in Lower Street. Go upstairs.", "en", {"until"}),
        ("柳湾社区居委会：下街积水内涝，请马上离开，到22点为止。", "zh-hans", set()),
        ("柳湾社区居委会：下街请马上离开，到22点为止。", "zh-hans", {"hazard"}),
        ("柳湾社区居委会：洪水，22点前。", "zh-hans", {"action"}),
    ],
)
def test_the_missing_part_is_named(text, language, missing):
    assert parts(text, language) - {"place"} == missing


@pytest.mark.parametrize("words", ["洪水红色预警", "red alert for the river", "蓝色预警"])
def test_a_notice_that_speaks_as_an_authority_does_is_told_so_and_not_held_back(words):
    def advice(**values):
        alert = drafted(infos=[{**INFOS[0], "headline": words}], **values)
        found = preview_of(alert, list(alert.infos.all()), now=NOON).problems
        submit_alert(alert, by=alert.author, now=NOON)
        return alert.status, "borrowed_words" in {one.code for one in found}

    # words are advice, never a block: at night a clumsy warning is worth more than none
    assert advice() == ("submitted", True)
    assert advice(kind="relay", issuer="Qingxi Hydrology Centre") == ("submitted", False)


def test_both_people_read_which_words():
    alert = submitted(**now_(infos=[{**INFOS[0], "headline": "洪水红色预警"}]))
    for person in (alert.author, member(Role.APPROVER)):
        page = client(person).get(f"/desk/alerts/{alert.identifier}/").content.decode()
        assert "never says “红色预警”" in page


def test_a_language_that_an_update_left_behind_is_named():
    old = issued()
    new = update_alert(old, by=old.author, now=NOON)
    edit_alert(new, by=old.author, now=NOON, infos=[{**INFOS[0], "headline": "The water is rising faster"}, INFOS[1]])
    problems = preview_of(new, list(new.infos.all()), now=NOON).problems
    assert [one.language for one in problems if one.code == "lagging_language"] == ["zh-hans"]
    over = clear_alert(old, by=old.author, now=NOON)
    codes = [one.code for one in preview_of(over, list(over.infos.all()), now=NOON).problems]
    assert "lagging_language" not in codes and "borrowed_words" not in codes


def test_update_all_clear_and_taking_back_stand_beside_each_running_warning():
    alert = issued(**now_())
    page = client(alert.author).get("/desk/alerts/").content.decode()
    for verb in ("update", "all-clear", "cancel"):
        assert f'action="/desk/alerts/{alert.identifier}/{verb}/"' in page
    assert "/cancel/" not in client(member(Role.AUDITOR)).get("/desk/alerts/").content.decode()
    answer = client(alert.author).post(f"/desk/alerts/{alert.identifier}/all-clear/")
    assert answer.url.endswith("/edit/") and timezone.now() < alert.expires
