"""Approvers are rung in turn for what is grave; after five minutes one officer may pass an authority's warning on."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.alerts.models import Alert
from community.alerts.selectors import calling_of
from community.alerts.services import approve_alert, edit_alert, issue_alone, return_alert, submit_alert
from community.messaging.models import Broadcast, Delivery, Ring
from community.messaging.services import answer_question, ring_due
from community.people.models import Role
from community.people.services import save_duty_phone
from portal.lib.conversation import IncomingText
from portal.lib.moves import IllegalMove, LostRace
from tests.alerts.test_races import race
from tests.factories import NOON
from tests.factories.alerts import INFOS, drafted, submitted
from tests.factories.people import member
from tests.support.sessions import prove

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
RELAY = {"kind": "relay", "issuer": "County weather service"}


def phone(number):
    return f"+1202555{number:04d}"


def rung_person(role, number, language="en", **fields):
    user = member(role, **fields)
    save_duty_phone(user, phone=phone(number), language=language, now=NOON)
    return user


def says_one(number, at, language="en"):
    reply = answer_question(IncomingText(phone(number), "", "1", f"SM{number}{at}", at, language, 1), now=at)
    return reply.body if reply else None


def kinds(alert):
    return list(alert.events.values_list("kind", flat=True))


class TestRinging:
    def test_the_approvers_are_rung_two_minutes_each_in_their_language(self, carrier):
        rung_person(Role.APPROVER, 101, name="Wang Min")
        rung_person(Role.APPROVER, 102, language="zh-hans", name="李文")
        alert = submitted(by=member(Role.OFFICER, name="Chen"))
        carrier.work()
        (first,) = carrier.bodies(phone(101))
        assert first.startswith(f"{alert.identifier} (Severe) waits for your decision: The river is over its bank.")
        assert "Written by Chen. Read it and decide on its page:" in first
        assert f"/desk/alerts/{alert.identifier}/" in first
        assert first.endswith("Reply 1 to say that you have it.")
        assert carrier.bodies(phone(102)) == []
        ring_due(now=NOON + 2 * MINUTE)
        carrier.work(NOON + 2 * MINUTE)
        (second,) = carrier.bodies(phone(102))
        assert second.startswith(f"{alert.identifier}（严重）等您审批：河水漫过河堤")
        assert second.endswith("收到请回复 1。")

    def test_one_says_only_that_it_is_read(self):
        approver = rung_person(Role.APPROVER, 101)
        alert = submitted()
        reply = says_one(101, NOON + MINUTE)
        assert reply == f"Thank you. Nothing is issued by this: read {alert.identifier} on its page and decide there."
        alert.refresh_from_db()
        assert alert.status == "submitted"
        event = alert.events.last()
        assert (event.kind, event.by) == ("heard", approver)
        ring_due(now=NOON + 10 * MINUTE)
        assert Ring.objects.get().turn == 1

    def test_nobody_who_wrote_is_rung(self):
        author = rung_person(Role.APPROVER, 101)
        editor = rung_person(Role.APPROVER, 102)
        submitter = rung_person(Role.APPROVER, 103)
        other = rung_person(Role.APPROVER, 104, name="Other")
        alert = drafted(by=author)
        edit_alert(alert, by=editor, now=NOON, infos=INFOS)
        submit_alert(alert, by=submitter, now=NOON)
        assert [one.key for one in Ring.objects.get().callees] == [f"user:{other.pk}"]

    @pytest.mark.parametrize("values", [{"severity": "Moderate"}, {"exercise": True}, {"test": True}])
    def test_nothing_else_rings_anybody(self, values):
        rung_person(Role.APPROVER, 101)
        submitted(**values)
        assert not Ring.objects.exists() and not Delivery.objects.exists()

    def test_a_decision_ends_it(self, carrier):
        approver = rung_person(Role.APPROVER, 101)
        rung_person(Role.APPROVER, 102)
        alert = submitted()
        return_alert(alert, by=approver, now=NOON, note="Say where.")
        assert Ring.objects.get().status == "stopped"
        submit_alert(alert, by=alert.author, now=NOON + MINUTE)
        approve_alert(alert, by=approver, now=NOON + 2 * MINUTE)
        assert list(Ring.objects.order_by("pk").values_list("status", flat=True)) == ["stopped", "stopped"]
        ring_due(now=NOON + 9 * MINUTE)
        assert {ring.turn for ring in Ring.objects.all()} == {1}
        assert says_one(102, NOON + 9 * MINUTE) is None  # never rung

    def test_that_somebody_was_rung_does_not_send_an_approver_back_to_the_page(self):
        approver = rung_person(Role.APPROVER, 101)
        alert = submitted()
        seen = alert.events.last().pk
        says_one(101, NOON)
        approve_alert(alert, by=approver, now=NOON, seen=seen)
        assert alert.status == "issued"

    def test_silence_is_written_down_once(self):
        rung_person(Role.APPROVER, 101)
        alert = submitted()
        for minute in range(0, 20, 2):
            ring_due(now=NOON + minute * MINUTE)
        assert kinds(alert).count("unheard") == 1
        assert calling_of(alert, NOON).ring.status == "exhausted"

    def test_without_numbers_the_page_says_so(self):
        member(Role.APPROVER)
        alert = submitted()
        assert kinds(alert) == ["drafted", "submitted"]
        assert calling_of(alert, NOON).names == []


class TestAlone:
    def test_after_five_minutes_its_author_may_pass_an_authoritys_warning_on(self, carrier):
        rung_person(Role.APPROVER, 101, name="Wang Min")
        rung_person(Role.ADMIN, 102, language="zh-hans")
        alert = submitted(**RELAY)
        issue_alone(alert, by=alert.author, now=NOON + 5 * MINUTE, reason="The water is rising.")
        assert (alert.status, alert.approved_by, alert.issued_alone_reason) == (
            "issued", alert.author, "The water is rising.",
        )  # fmt: skip
        event = alert.events.last()
        assert (event.kind, event.by, event.note) == ("issued_alone", alert.author, "The water is rising.")
        assert Broadcast.objects.filter(key=alert.broadcast_key).count() == 1
        assert Ring.objects.get().status == "stopped"
        ring_due(now=NOON + 5 * MINUTE)
        carrier.work(NOON + 5 * MINUTE)
        (told,) = carrier.bodies(phone(101))
        assert f"{alert.author} issued {alert.identifier} alone" in told and "The water is rising." in told
        (zh,) = carrier.bodies(phone(102))
        assert "一人签发" in zh

    @pytest.mark.parametrize(
        "values",
        [
            {"kind": "notice"},
            {**RELAY, "severity": "Moderate"},
            {**RELAY, "exercise": True},
            {**RELAY, "test": True},
        ],
    )
    def test_nothing_else_may_be_issued_by_one(self, values):
        alert = submitted(**values)
        with pytest.raises(PermissionDenied):
            issue_alone(alert, by=alert.author, now=NOON + dt.timedelta(hours=1), reason="Now.")

    def test_not_before_five_minutes_not_without_a_reason_not_by_others_not_twice(self):
        alert = submitted(**RELAY)
        by, late = alert.author, NOON + 5 * MINUTE
        with pytest.raises(PermissionDenied):
            issue_alone(alert, by=by, now=late - dt.timedelta(seconds=1), reason="Now.")
        with pytest.raises(ValidationError):
            issue_alone(alert, by=by, now=late, reason="  ")
        with pytest.raises(PermissionDenied):
            issue_alone(alert, by=member(Role.VOLUNTEER, Role.GRID_WORKER), now=late, reason="Now.")
        with pytest.raises(LostRace):
            issue_alone(alert, by=by, now=late, reason="Now.", seen=alert.events.first().pk)
        alert = Alert.objects.get()
        assert alert.status == "submitted"
        issue_alone(alert, by=by, now=late, reason="Now.")
        with pytest.raises(IllegalMove):
            issue_alone(alert, by=by, now=late, reason="Now.")

    def test_the_five_minutes_begin_anew_when_it_is_sent_in_again(self):
        alert = submitted(**RELAY)
        return_alert(alert, by=member(Role.APPROVER), now=NOON + 4 * MINUTE, note="Where?")
        submit_alert(alert, by=alert.author, now=NOON + 6 * MINUTE)
        with pytest.raises(PermissionDenied):
            issue_alone(alert, by=alert.author, now=NOON + 10 * MINUTE, reason="Now.")
        issue_alone(alert, by=alert.author, now=NOON + 11 * MINUTE, reason="Now.")

    def test_the_database_refuses_every_other_self_approval(self):
        relay, notice = submitted(**RELAY), submitted()
        for alert, changes in (
            (relay, {}),  # no reason
            (notice, {"issued_alone_reason": "Now."}),  # words of our own
            (relay, {"issued_alone_reason": "Now.", "severity": "Minor"}),
            (relay, {"issued_alone_reason": "Now.", "exercise": True}),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Alert.objects.filter(pk=alert.pk).update(
                    status="issued", sent=NOON, approved_by=alert.author, **changes
                )


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_an_approval_and_one_person_at_once_issue_it_once():
    alert = submitted(**RELAY)
    late = NOON + 6 * MINUTE
    rows = [Alert.objects.get(pk=alert.pk) for _ in range(3)]
    approver = member(Role.APPROVER)
    outcomes = race(
        lambda: approve_alert(rows[0], by=approver, now=late),
        lambda: issue_alone(rows[1], by=alert.author, now=late, reason="Now."),
        lambda: issue_alone(rows[2], by=alert.author, now=late, reason="Now."),
    )
    assert sorted(outcomes) == ["LostRace", "LostRace", "done"]
    assert Broadcast.objects.filter(key=alert.broadcast_key).count() == 1
    alert.refresh_from_db()
    assert (alert.approved_by == approver) == (alert.issued_alone_reason == "")


class TestPages:
    def page(self, client, alert, user, language="en"):
        client.force_login(user)
        return client.get(
            f"/desk/alerts/{alert.identifier}/calling/", headers={"accept-language": language}
        ).content.decode()

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("en", ["Ringing <b>Wang Min</b>", "one officer may issue it alone"]),
            ("zh-hans", ["正在呼叫 <b>Wang Min</b>", "一人签发"]),
        ],
    )
    def test_it_says_who_is_rung_and_counts_down(self, client, language, words):
        rung_person(Role.APPROVER, 101, name="Wang Min")
        alert = submitted(**RELAY, now=timezone.now())
        shown = self.page(client, alert, alert.author, language)
        for one in words:
            assert one in shown
        assert "/alone/" not in shown
        assert phone(101) not in shown

    def test_after_five_minutes_the_officer_finds_the_form_and_proves_who_they_are(self, client):
        rung_person(Role.APPROVER, 101)
        alert = submitted(**RELAY)
        alert.expires = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
        alert.save()
        shown = self.page(client, alert, alert.author)
        assert f"/desk/alerts/{alert.identifier}/alone/" in shown
        path = f"/desk/alerts/{alert.identifier}/alone/"
        asked = client.post(path, {"reason": "Now."})
        assert "reauthenticate" in asked["Location"]
        prove(client, alert.author)
        assert client.post(path, {"reason": ""}).status_code == 302
        alert.refresh_from_db()
        assert alert.status == "submitted"
        client.post(path, {"reason": "Now."})
        alert.refresh_from_db()
        assert (alert.status, alert.issued_alone_reason) == ("issued", "Now.")

    @pytest.mark.parametrize(
        ("role", "code"), [(Role.APPROVER, 403), (Role.AUDITOR, 403), (Role.GRID_WORKER, 404), (Role.RESIDENT, 404)]
    )
    def test_nobody_else_may(self, client, role, code):
        alert = submitted(**RELAY)
        client.force_login(member(role))
        assert client.post(f"/desk/alerts/{alert.identifier}/alone/", {"reason": "Now."}).status_code == code
        alert.refresh_from_db()
        assert alert.status == "submitted"

    def test_strangers_sign_in_first_and_a_get_issues_nothing(self, client):
        alert = submitted(**RELAY)
        for answer in (
            client.post(f"/desk/alerts/{alert.identifier}/alone/"),
            client.get(f"/desk/alerts/{alert.identifier}/calling/"),
        ):
            assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]
        client.force_login(alert.author)
        assert client.get(f"/desk/alerts/{alert.identifier}/alone/").url == f"/desk/alerts/{alert.identifier}/"
