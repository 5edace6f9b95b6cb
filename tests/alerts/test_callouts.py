"""Buildings are woken: their leads are rung until they press 1, then their deputies, and a board shows it (叫应)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.alerts.models import Alert, BuildingCall, Callout
from community.alerts.selectors import call_board, wakes_leads
from community.alerts.services import approve_alert, call_leads, cancel_alert, note_visit, submit_alert, update_alert
from community.messaging.models import Ring
from community.messaging.services import answer_question, ring_due
from community.people.models import Membership, Role
from community.people.services import save_building, save_grid, save_lead
from portal.lib.conversation import IncomingText
from tests.factories import NOON
from tests.factories.alerts import approved, issued, submitted
from tests.factories.people import member
from tests.factories.places import CommunityFactory
from tests.messaging.test_races import at_once

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
EXTREME = {"severity": "Extreme"}
NIGHT = dt.datetime(2026, 7, 8, 15, 0, tzinfo=dt.UTC)  # 23:00 in Liuwan


def phone(number):
    return f"+1202555{number:04d}"


@pytest.fixture
def grid():
    worker = member(Role.GRID_WORKER, name="Zhao")
    return save_grid(
        community=CommunityFactory(), slug="g1", name={"en": "Grid 1", "zh-hans": "一号网格"}, worker=worker, now=NOON
    )


def house(grid, number, *leads, latitude=38.89, longitude=-77.02):
    """A building in Lower Street with its lead and deputy, by the last digits of their phones."""
    row = save_building(
        grid=grid,
        slug=f"b{number}",
        name={"en": f"House {number}", "zh-hans": f"{number} 号楼"},
        latitude=latitude,
        longitude=longitude,
        now=NOON,
    )
    for rank, digits in enumerate(leads, 1):
        save_lead(row, rank=rank, name=f"Lead {digits}", phone=phone(digits), language="en", now=NOON)
    return row


def rings():
    """Those of leads; approvers are rung too."""
    return Ring.objects.filter(group__startswith="leads:")


def says_one(number, at, language="en"):
    reply = answer_question(IncomingText(phone(number), "", "1", f"SM{number}{at}", at, language, 1), now=at)
    return reply.body if reply else None


def states(alert, user=None):
    alert = Alert.objects.select_related("callout").get(pk=alert.pk)
    board = call_board(alert, user or member(Role.OFFICER))
    return {line.call.name["en"]: line.state for line in board.lines}


class TestWhom:
    @pytest.mark.parametrize(
        ("values", "at", "rings"),
        [
            (EXTREME, NOON, True),
            ({"severity": "Severe"}, NOON, False),  # 20:00 on the place's own clock
            ({"severity": "Severe"}, NIGHT, True),
            ({"severity": "Severe"}, NIGHT - MINUTE * 61, False),
            ({"severity": "Severe"}, NOON + dt.timedelta(hours=10, minutes=59), True),  # 06:59
            ({"severity": "Severe"}, NOON + dt.timedelta(hours=11), False),  # 07:00
            ({"severity": "Moderate"}, NIGHT, False),
            ({**EXTREME, "exercise": True}, NIGHT, False),
            ({**EXTREME, "test": True}, NIGHT, False),
        ],
    )
    def test_extreme_and_severe_at_night_on_the_places_clock(self, values, at, rings):
        assert wakes_leads(submitted(**values), at) == rings

    def test_leads_of_buildings_in_the_area_are_rung_and_no_others(self, grid, carrier):
        house(grid, 1, 101)
        house(grid, 2, 102, latitude=38.915, longitude=-76.985)  # the other end of town
        house(grid, 3)
        alert = issued(**EXTREME)
        assert call_leads(now=NOON) == 2
        assert call_leads(now=NOON) == 0
        assert states(alert) == {"House 1": "ringing", "House 3": "no_lead"}
        carrier.work()
        (text,) = carrier.bodies(phone(101))
        assert text.startswith(
            "Extreme: The river is over its bank. You lead House 1: wake every door now. Leave ground"
        )
        assert text.endswith("Reply 1 to say that you have it.")
        assert carrier.bodies(phone(102)) == []

    def test_in_chinese(self, grid, carrier):
        row = house(grid, 1)
        save_lead(row, rank=1, name="李文", phone=phone(101), language="zh-hans", now=NOON)
        issued(**EXTREME)
        call_leads(now=NOON)
        carrier.work()
        (text,) = carrier.bodies(phone(101))
        assert (
            text.startswith("极严重：河水漫过河堤。您是1 号楼的楼长，请马上逐户叫醒住户。")
            or "您是1 号楼的楼长" in text
        )

    def test_a_severe_alert_by_day_opens_no_board(self, grid):
        house(grid, 1, 101)
        issued()
        assert not Callout.objects.exists()


class TestRinging:
    def test_the_deputy_after_three_minutes_until_one_presses_one(self, grid):
        house(grid, 1, 101, 102)
        alert = issued(**EXTREME)
        call_leads(now=NOON)
        for minute in range(1, 13):
            ring_due(now=NOON + minute * MINUTE)
        ring = rings().get()
        assert [turn.name for turn in ring.history.order_by("number")] == [
            "Lead 101", "Lead 102", "Lead 101", "Lead 102", "Lead 101",
        ]  # fmt: skip
        reply = says_one(102, NOON + 13 * MINUTE)
        assert reply == "Thank you. Noted for House 1. Go from door to door now, and look after yourself."
        assert says_one(101, NOON + 13 * MINUTE) == "Thank you. Lead 102 has it already."
        call = BuildingCall.objects.get()
        assert (call.reached_by, call.reached_at) == ("Lead 102", NOON + 13 * MINUTE)
        assert states(alert) == {"House 1": "reached"}

    def test_nobody_answers_and_somebody_has_to_go(self, grid):
        house(grid, 1, 101)
        alert = issued(**EXTREME)
        call_leads(now=NOON)
        for minute in range(0, 63, 3):
            ring_due(now=NOON + minute * MINUTE)
        assert states(alert) == {"House 1": "nobody"}
        assert says_one(101, NOON + 90 * MINUTE).startswith("Thank you. Noted")  # late is better than never
        assert states(alert) == {"House 1": "reached"}

    def test_a_visit_reaches_it_and_stops_the_ringing(self, grid):
        house(grid, 1, 101)
        alert = issued(**EXTREME)
        call_leads(now=NOON)
        call = BuildingCall.objects.get()
        note_visit(call, by=grid.worker, now=NOON + MINUTE)
        note_visit(call, by=member(Role.OFFICER), now=NOON + 2 * MINUTE)
        call.refresh_from_db()
        assert (call.reached_by, call.visited_by, call.visited_at) == ("Zhao", grid.worker, NOON + MINUTE)
        assert rings().get().status == "stopped"
        assert states(alert) == {"House 1": "reached"}

    def test_an_update_rings_anew_and_what_is_over_rings_nobody(self, grid):
        house(grid, 1, 101)
        first = issued(**EXTREME)
        call_leads(now=NOON)
        second = approved(update_alert(first, by=first.author, now=NOON))
        assert rings().get().status == "stopped"
        assert call_leads(now=NOON) == 1
        assert states(first) == {"House 1": "stopped"} and states(second) == {"House 1": "ringing"}
        approved(cancel_alert(second, by=second.author, now=NOON))
        assert call_leads(now=NOON) == 0
        assert set(rings().values_list("status", flat=True)) == {"stopped"}


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_three_processes_ring_each_lead_once(self, grid):
        for number in range(1, 61):
            house(grid, number, 100 + number)
        issued(**EXTREME)
        assert sum(at_once(*[lambda: call_leads(now=NOON)] * 3)) == 60
        assert (BuildingCall.objects.count(), rings().count()) == (60, 60)
        assert Callout.objects.get().filled_at == NOON

    def test_a_visit_and_an_answer_at_once(self, grid):
        house(grid, 1, 101)
        issued(**EXTREME)
        call_leads(now=NOON)
        at_once(
            lambda: says_one(101, NOON),
            lambda: note_visit(BuildingCall.objects.get(), by=grid.worker, now=NOON),
        )
        call = BuildingCall.objects.get()
        assert call.reached_by in ("Zhao", "Lead 101") and call.visited_by == grid.worker

    def test_the_next_version_while_the_first_is_still_being_rung_for(self, grid):
        for number in range(1, 61):
            house(grid, number, 100 + number)
        first = issued(**EXTREME)
        second = update_alert(first, by=first.author, now=NOON)
        submit_alert(second, by=second.author, now=NOON)
        approver = member(Role.APPROVER)
        at_once(lambda: call_leads(now=NOON), lambda: approve_alert(second, by=approver, now=NOON))
        ringing = rings().filter(status="ringing", group=f"leads:{first.identifier}")
        assert not ringing.exists()


class TestPages:
    def board(self, client, alert, user, language="en"):
        client.force_login(user)
        return client.get(f"/desk/alerts/{alert.identifier}/buildings/", headers={"accept-language": language})

    def test_officers_see_every_building_and_how_it_stands(self, client, grid):
        now = timezone.now()
        house(grid, 1, 101)
        house(grid, 2, 102)
        house(grid, 3)
        alert = issued(**EXTREME, now=now)
        call_leads(now=now)
        says_one(102, now + MINUTE)
        officer = member(Role.OFFICER)
        page = self.board(client, alert, officer).content.decode()
        for words in ("Ringing Lead 101", "<b>Reached:</b> Lead 102", "No lead on file: somebody has to go", "Grid 1"):
            assert words in page
        assert phone(101) not in page
        zh = self.board(client, alert, officer, "zh-hans").content.decode()
        for words in ("正在呼叫 Lead 101", "<b>已叫应：</b>Lead 102", "没有登记楼长：要有人上门", "一号网格", "3 号楼"):
            assert words in zh
        for path in (f"/desk/alerts/{alert.identifier}/", "/desk/"):
            assert f"/desk/alerts/{alert.identifier}/buildings/" in client.get(path).content.decode()

    def test_a_grid_worker_sees_their_grid_and_marks_a_visit(self, client, grid):
        other = save_grid(community=grid.community, slug="g2", name={"en": "Grid 2"}, now=NOON)
        house(grid, 1, 101)
        house(other, 2, 102)
        alert = issued(**EXTREME)
        call_leads(now=NOON)
        page = self.board(client, alert, grid.worker).content.decode()
        assert "House 1" in page and "House 2" not in page
        mine, theirs = BuildingCall.objects.order_by("pk")
        path = f"/desk/alerts/{alert.identifier}/buildings/"
        assert client.post(f"{path}{mine.pk}/visit/").status_code == 302
        assert client.post(f"{path}{theirs.pk}/visit/").status_code == 403
        mine.refresh_from_db()
        theirs.refresh_from_db()
        assert (mine.visited_by, theirs.visited_by) == (grid.worker, None)
        Membership.objects.filter(user=grid.worker).delete()  # no longer a grid worker here
        assert client.get(path).status_code == 403

    @pytest.mark.parametrize(
        ("role", "seen", "marks"),
        [
            (Role.OFFICER, 200, 302), (Role.APPROVER, 200, 302), (Role.ADMIN, 200, 302), (Role.AUDITOR, 200, 403),
            (Role.GRID_WORKER, 200, 403), (Role.RESIDENT, 403, 403), (Role.VOLUNTEER, 403, 403),
        ],
    )  # fmt: skip
    def test_who_sees_and_who_marks(self, client, grid, role, seen, marks):
        house(grid, 1, 101)
        alert = issued(**EXTREME)
        call_leads(now=NOON)
        client.force_login(member(role))
        path = f"/desk/alerts/{alert.identifier}/buildings/"
        assert client.get(path).status_code == client.get(f"{path}list/").status_code == seen
        assert client.post(f"{path}{BuildingCall.objects.get().pk}/visit/").status_code == marks
        assert client.get(f"{path}{BuildingCall.objects.get().pk}/visit/").url == path

    def test_strangers_and_other_communities_get_nothing(self, client, grid):
        house(grid, 1, 101)
        alert = issued(**EXTREME)
        call_leads(now=NOON)
        path = f"/desk/alerts/{alert.identifier}/buildings/"
        assert client.get(path).status_code == 302
        assert self.board(client, alert, member(Role.OFFICER, community=CommunityFactory(slug="x"))).status_code == 403
        assert client.post(f"{path}{BuildingCall.objects.get().pk}/visit/").status_code == 403
        assert client.get(f"/desk/alerts/{submitted().identifier}/buildings/").status_code == 404  # none is open

    def test_the_questions_do_not_grow_with_the_buildings(self, client, grid):
        officer = member(Role.OFFICER)
        counts = []
        for number in (1, 2, 3):
            house(grid, number, 100 + number)
            alert = issued(**EXTREME)
            call_leads(now=NOON)
            self.board(client, alert, officer)
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/desk/alerts/{alert.identifier}/buildings/")
            counts.append(len(queries))
        assert counts[0] == counts[2]
