"""A call for help: answered at once, taken by somebody, or after two minutes rung for; its sender always knows."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from community.hazards.models import Report
from community.messaging.carriers import segments
from community.messaging.models import Delivery, Ring
from community.messaging.selectors import body_of
from community.messaging.services import answer_question, ring_due
from community.people.models import Role
from community.people.services import save_duty_phone, save_duty_turn
from drills.inbound import roll_call
from drills.models import SosTask
from drills.services import clear_task, take_task, watch_tasks
from portal.lib.conversation import IncomingText
from portal.lib.moves import IllegalMove, LostRace
from tests.drills.test_texts import incoming
from tests.factories import NOON
from tests.factories.drills import DrillFactory
from tests.factories.people import member, resident
from tests.factories.places import AreaFactory, CommunityFactory
from tests.messaging.test_races import at_once

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
SENDER = "+12025550101"


def phone(number):
    return f"+1202555{number:04d}"


@pytest.fixture(autouse=True)
def community():
    return CommunityFactory()


def sos(body="SOS water in the house", language="en", carrier_id="SM1", at=NOON):
    roll_call(incoming(body, language, carrier_id, at))
    return SosTask.objects.order_by("-pk").first()


def on_roster(role, number, language="en", **fields):
    user = member(role, **fields)
    save_duty_phone(user, phone=phone(number), language=language, now=NOON)
    return user


def says_one(number, at, language="en"):
    reply = answer_question(IncomingText(phone(number), "", "1", f"SM{number}{at}", at, language, 1), now=at)
    return reply.body if reply else None


def told(number=101):
    """What was texted to a phone, in order."""
    rows = Delivery.objects.select_related("broadcast").order_by("pk")
    return [body_of(row.broadcast, row.language) for row in rows if row.address == phone(number)]


class TestRoster:
    def test_after_two_minutes_the_roster_is_rung_and_the_sender_told(self):
        on_roster(Role.STATION_LEAD, 201, name="Lead")
        on_roster(Role.OFFICER, 202, name="Chen")
        duty = on_roster(Role.OFFICER, 203, name="Wang Min")
        save_duty_turn(community=duty.memberships.get().community, user=duty, starts=NOON, now=NOON)
        task = sos()
        assert watch_tasks(now=NOON + 2 * MINUTE - dt.timedelta(seconds=1)) == 0
        assert (told(), Ring.objects.count()) == ([], 0)
        assert watch_tasks(now=NOON + 2 * MINUTE) == 1
        assert watch_tasks(now=NOON + 2 * MINUTE) == 0
        assert told() == ["Nobody has answered yet. Call 119/120/110 now. We go on ringing our people."]
        assert [one.name for one in Ring.objects.get().callees] == ["Wang Min", "Chen", "Lead"]
        (text,) = told(203)
        assert text == (
            f'SOS {task.report.reference}, nobody has it. Where: not known yet. "SOS water in the house"'
            " Reply 1 to say that you have it."
        )
        assert told(202) == []
        ring_due(now=NOON + 3 * MINUTE)
        assert len(told(202)) == 1

    def test_who_answers_has_it_learns_whom_to_ring_back_and_the_sender_hears_a_name(self):
        AreaFactory()
        officer = on_roster(Role.OFFICER, 201, name="Wang Min")
        on_roster(Role.STATION_LEAD, 202)
        task = sos("SOS at Lower Street")
        watch_tasks(now=NOON + 2 * MINUTE)
        ring_due(now=NOON + 3 * MINUTE)
        reply = says_one(201, NOON + 4 * MINUTE)
        assert reply == f"You have {task.report.reference} now. Ring the caller: {SENDER}. Where: Lower Street."
        assert says_one(202, NOON + 4 * MINUTE) == "Thank you. Wang Min has it already."
        task.refresh_from_db()
        assert (task.status, task.taken_by, task.taken_at) == ("taken", officer, NOON + 4 * MINUTE)
        assert told()[1:] == [
            "Wang Min's team has your call. Keep your phone free. In danger of life call 119/120/110."
        ]
        assert SENDER not in "".join(told(201) + told(202))  # only who takes it learns the number
        note = task.report.events.order_by("-pk").first()
        assert (note.by, note.note, note.is_public) == (officer, "Wang Min has this call for help.", False)

    def test_everything_in_chinese(self):
        on_roster(Role.OFFICER, 201, "zh-hans", name="王敏")
        resident(101, language="zh-hans")
        task = sos("求助 家里进水了", "zh-hans")
        watch_tasks(now=NOON + 2 * MINUTE)
        assert told() == ["还没有人应答。请马上拨打 119/120/110。我们会继续呼叫值班人员。"]
        assert told(201) == [
            f"求助 {task.report.reference}，还没有人接手。地点：尚不清楚。“求助 家里进水了”收到请回复 1。"
        ]
        with translation.override("zh-hans"):
            reply = says_one(201, NOON + 3 * MINUTE, "zh-hans")
        assert reply == f"{task.report.reference} 由您负责了。请回拨求助者：{SENDER}。地点：尚不清楚。"
        assert told()[1] == "王敏 的小组已接到您的求助。请保持电话畅通。有生命危险，请立即拨打 119/120/110。"
        assert all(segments.count(text).segments <= 2 for text in told())

    def test_taken_at_the_desk_in_time_rings_nobody(self):
        officer = on_roster(Role.OFFICER, 201, name="Chen")
        task = sos()
        take_task(task, by=officer, now=NOON + MINUTE)
        assert watch_tasks(now=NOON + 5 * MINUTE) == 0
        assert told() == ["Chen's team has your call. Keep your phone free. In danger of life call 119/120/110."]
        assert not Ring.objects.exists()

    def test_taken_at_the_desk_while_it_rings_stops_the_ringing(self):
        on_roster(Role.OFFICER, 201)
        task = sos()
        watch_tasks(now=NOON + 2 * MINUTE)
        take_task(task, by=member(Role.APPROVER, name="Li"), now=NOON + 2 * MINUTE)
        assert Ring.objects.get().status == "stopped"
        assert says_one(201, NOON + 3 * MINUTE) == "Thank you. It is settled already."
        with pytest.raises(IllegalMove):
            take_task(task, by=member(Role.OFFICER), now=NOON)

    def test_a_roster_that_does_not_answer_is_written_down_and_said_again(self):
        on_roster(Role.OFFICER, 201)
        task = sos()
        for minute in range(2, 9):
            watch_tasks(now=NOON + minute * MINUTE)
            ring_due(now=NOON + minute * MINUTE)
        assert len(told()) == 2 and told()[0] == told()[1]
        assert len(told(201)) == 5
        assert "Nobody answered." in task.report.events.order_by("-pk").first().note
        says_one(201, NOON + 9 * MINUTE)  # late, and counts
        task.refresh_from_db()
        assert task.status == "taken"

    def test_with_nobody_to_ring_the_sender_hears_it_once(self):
        sos()
        watch_tasks(now=NOON + 2 * MINUTE)
        ring_due(now=NOON + 2 * MINUTE)
        assert len(told()) == 1


class TestOneCall:
    def test_the_same_text_again_and_the_same_phone_again_are_one_task(self):
        first = sos()
        sos()
        sos(carrier_id="SM2", at=NOON + MINUTE)
        assert SosTask.objects.count() == 1
        assert Report.objects.count() == 2  # both lie before the officers
        assert "called for help again" in first.report.events.order_by("-pk").first().note

    def test_who_was_answered_and_calls_again_is_a_new_one(self):
        take_task(sos(), by=member(Role.OFFICER), now=NOON)
        sos(carrier_id="SM2", at=NOON + MINUTE)
        assert SosTask.objects.filter(status="waiting").count() == 1

    def test_during_a_drill_it_is_real_until_a_person_clears_it(self):
        DrillFactory(status="running", type="roll-call")
        officer = member(Role.OFFICER)
        task = sos()
        with pytest.raises(ValidationError):
            clear_task(task, by=officer, now=NOON, outcome=" ")
        clear_task(task, by=officer, now=NOON + MINUTE, outcome="Meant the drill.")
        task.refresh_from_db()
        assert (task.status, task.cleared_by, task.outcome) == ("cleared", officer, "Meant the drill.")
        assert watch_tasks(now=NOON + 5 * MINUTE) == 0
        assert "Meant the drill." in task.report.events.order_by("-pk").first().note


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_three_watchers_ring_and_tell_once(self):
        on_roster(Role.OFFICER, 201)
        sos()
        at_once(*[lambda: watch_tasks(now=NOON + 2 * MINUTE)] * 3)
        assert (Ring.objects.count(), len(told()), len(told(201))) == (1, 1, 1)

    def test_the_desk_and_the_phone_at_once_are_one_of_the_two(self):
        on_roster(Role.OFFICER, 201, name="Phone")
        desk = member(Role.OFFICER, name="Desk")
        task = sos()
        watch_tasks(now=NOON + 2 * MINUTE)

        def at_the_desk():
            try:
                take_task(SosTask.objects.get(pk=task.pk), by=desk, now=NOON + 3 * MINUTE)
            except (IllegalMove, LostRace):
                return "late"
            return "first"

        outcome, reply = at_once(at_the_desk, lambda: says_one(201, NOON + 3 * MINUTE))
        task.refresh_from_db()
        if outcome == "first":
            assert task.taken_by == desk and "You have" not in reply
        else:
            assert task.taken_by.name == "Phone" and reply.startswith("You have")
        assert len(told()) == 2


class TestPages:
    def test_it_stands_first_on_every_desk_page_with_a_clock_and_one_press(self, client):
        officer = on_roster(Role.OFFICER, 201, name="Chen")
        task = sos(at=timezone.now() - 3 * MINUTE)
        watch_tasks(now=timezone.now())
        client.force_login(officer)
        for path in ("/desk/", "/desk/alerts/", "/desk/hazards/", "/desk/sos/bar/", "/desk/sos/"):
            page = client.get(path).content.decode()
            assert task.report.reference in page and "waiting for 3 min" in page and "ringing Chen" in page
            assert f'action="/desk/sos/{task.pk}/take/"' in page
            assert SENDER not in page or path == "/desk/hazards/"
        answer = client.post(f"/desk/sos/{task.pk}/take/", follow=True).content.decode()
        assert f"{task.report.reference} is yours." in answer
        assert "waiting for" not in client.get("/desk/").content.decode()
        client.post(f"/desk/sos/{task.pk}/clear/", {"outcome": ""})
        task.refresh_from_db()
        assert task.status == "taken"
        client.post(f"/desk/sos/{task.pk}/clear/", {"outcome": "Brought to the school."})
        assert "Brought to the school." in client.get("/desk/sos/").content.decode()

    def test_the_second_press_is_told_who_was_first(self, client):
        task = sos()
        take_task(task, by=member(Role.OFFICER, name="Chen"), now=NOON)
        client.force_login(member(Role.STATION_LEAD))
        page = client.post(f"/desk/sos/{task.pk}/take/", follow=True, headers={"accept-language": "zh-hans"})
        assert "Chen 已先一步接手" in page.content.decode()

    @pytest.mark.parametrize("role", [Role.RESIDENT, Role.VOLUNTEER, Role.EDITOR, Role.AUDITOR, Role.ORGANISER])
    def test_others_may_not(self, client, role):
        task = sos()
        client.force_login(member(role))
        for path in ("/desk/sos/", "/desk/sos/list/", "/desk/sos/bar/"):
            assert client.get(path).status_code == 403
        assert client.post(f"/desk/sos/{task.pk}/take/").status_code == 404
        assert client.post(f"/desk/sos/{task.pk}/clear/", {"outcome": "x"}).status_code == 404

    def test_nor_those_of_another_community_nor_strangers(self, client):
        task = sos()
        client.force_login(member(Role.OFFICER, community=CommunityFactory(slug="elsewhere")))
        assert client.post(f"/desk/sos/{task.pk}/take/").status_code == 404
        assert task.report.reference not in client.get("/desk/sos/").content.decode()
        client.logout()
        assert client.post(f"/desk/sos/{task.pk}/take/").status_code == 302
        assert client.get(f"/desk/sos/{task.pk}/take/").status_code == 302
        task.refresh_from_db()
        assert task.status == "waiting"

    def test_the_questions_do_not_grow_with_the_calls(self, client):
        officer = on_roster(Role.OFFICER, 201)
        client.force_login(officer)
        client.get("/desk/sos/bar/")
        counts = []
        for n in range(3):
            resident(300 + n)
            text = IncomingText(phone(300 + n), "+12025550100", "SOS", f"SMx{n}", NOON, "en", 1)
            roll_call(text)
            watch_tasks(now=NOON + 3 * MINUTE)
            with CaptureQueriesContext(connection) as queries:
                client.get("/desk/sos/")
            counts.append(len(queries))
        assert counts[0] == counts[2]
