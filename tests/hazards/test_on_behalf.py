"""Staff and volunteers write down what somebody says at the door or by phone."""

import pytest
from django.test import Client

from community.hazards.models import Report
from portal.lib.sealing import unseal
from tests.factories.hazards import category
from tests.factories.people import member
from tests.hazards.test_pages import typed

pytestmark = pytest.mark.django_db
PHONE = "+12025550101"


def browser(role, language="en"):
    made = Client()
    made.force_login(member(role))
    made.cookies["django_language"] = language
    return made


@pytest.fixture(autouse=True)
def kinds():
    category()


@pytest.mark.parametrize(("role", "told", "public"), [("volunteer", "door", False), ("grid_worker", "phone", True)])
def test_it_is_theirs_and_who_wrote_it_down_stands_in_the_history(role, told, public):
    sent = typed(told=told, agreed="on", reporter_phone=PHONE, reporter_name="Old Wang")
    page = browser(role).post("/hazards/report/", sent, follow=True).content.decode()
    report = Report.objects.get()
    assert report.reference in page
    assert (report.channel, report.reporter, report.is_public) == (told, None, public)
    assert (unseal(report.reporter_phone_sealed), unseal(report.reporter_name_sealed)) == (PHONE, "Old Wang")
    assert report.events.get().by is not None


@pytest.mark.parametrize(("language", "words"), [("en", "Ask whether we may keep"), ("zh-hans", "请先问对方")])
def test_their_number_is_kept_only_where_they_agree(language, words):
    answer = browser("volunteer", language).post("/hazards/report/", typed(told="door", reporter_phone=PHONE))
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Report.objects.exists()
    browser("volunteer").post("/hazards/report/", typed(told="door"))
    assert Report.objects.get().reporter_phone_index == ""


def test_what_they_saw_themselves_stays_their_own():
    browser("volunteer").post("/hazards/report/", typed(told="", reporter_phone=PHONE))
    assert (Report.objects.get().channel, Report.objects.get().reporter.username[:6]) == ("web", "person")


def test_nobody_else_is_asked_or_believed(client):
    for visitor in (client, browser("resident")):
        assert 'name="told"' not in visitor.get("/hazards/report/").content.decode()
        visitor.post("/hazards/report/", typed(told="door"))
    assert set(Report.objects.values_list("channel", flat=True)) == {"web"}
    assert "我自己看到的" in browser("volunteer", "zh-hans").get("/hazards/report/").content.decode()
