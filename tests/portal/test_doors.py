"""Who is led where: each role lands where its work is, and no page leads it to one that refuses it."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from community.people.models import Role
from tests.factories.alerts import issued
from tests.factories.drills import DrillFactory
from tests.factories.people import UserFactory, member
from tests.factories.places import CommunityFactory
from tests.factories.stations import StationFactory

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/(?:desk|drills|stations|hazards|alerts|chat)/[^"#]*)"')
BOARD = [Role.GRID_WORKER, Role.OFFICER, Role.APPROVER, Role.AUDITOR, Role.ADMIN]
HANDS = [*BOARD[:2], Role.ADMIN, Role.VOLUNTEER, Role.STATION_LEAD, Role.ORGANISER, Role.EVALUATOR]


def client(user):
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.mark.parametrize(
    ("role", "address"),
    [
        *((role, "/desk/") for role in BOARD),
        (Role.ORGANISER, "/drills/"),
        (Role.EVALUATOR, "/drills/"),
        (Role.VOLUNTEER, "/drills/"),
        (Role.STATION_LEAD, "/stations/"),
        (Role.EDITOR, "/knowledge/"),
        (Role.RESIDENT, "/"),
    ],
)
def test_whoever_signs_in_lands_where_their_work_is(role, address):
    assert client(member(role)).get("/signed-in/").url == address


def test_a_station_lead_lands_at_the_station_and_a_stranger_at_the_first_page():
    lead = member(Role.STATION_LEAD)
    station = StationFactory(lead=lead)
    assert client(lead).get("/signed-in/").url == station.get_absolute_url()
    StationFactory(lead=lead)
    assert client(lead).get("/signed-in/").url == "/stations/"
    assert Client().get("/signed-in/").url == "/"
    assert client(UserFactory()).get("/signed-in/").url == "/"


def follow(browser, path):
    """Every page that `path` leads to by a link answers."""
    html = browser.get(path).content.decode()
    links = sorted(set(LINK.findall(html)) - {path})
    assert {link: browser.get(link.replace("&amp;", "&")).status_code for link in links} == dict.fromkeys(links, 200)
    return links


@pytest.mark.parametrize("role", BOARD)
def test_the_board_leads_nobody_to_a_page_that_refuses_them(role):
    issued(now=timezone.now())
    assert len(follow(client(member(role)), "/desk/")) >= 3


@pytest.mark.parametrize("role", HANDS)
def test_nor_does_the_list_at_the_gate(role):
    drill = DrillFactory(community=CommunityFactory(), status="running")
    assert "/drills/" in follow(client(member(role)), f"/drills/{drill.pk}/run/")
