"""Other authorities' messages become proposals, and proposals become drafts, for two people as always."""

import itertools
import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from community.alerts.cap.reading import read
from community.alerts.models import Alert, AlertEvent, Proposal, ProposalEvent, Severity, Source
from community.alerts.selectors.upstream import press_of, proposal_lists, upstream_state
from community.alerts.services import (
    approve_alert,
    dismiss_proposal,
    forget_proposals,
    relay_proposal,
    reopen_proposal,
    submit_alert,
    take_in,
)
from community.messaging.models import Broadcast
from community.people.models import Role
from portal.lib.moves import IllegalMove, LostRace
from tests.factories import NOON
from tests.factories.alerts import approved
from tests.factories.people import member
from tests.factories.places import AreaFactory, CommunityFactory
from tests.factories.sources import received, watched
from tests.support.upstream import FAR, cap_xml, info_xml

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)
CHINESE = info_xml(
    language="zh-CN",
    event="洪水",
    headline="洪水橙色预警信号",
    description="预计今晚河水上涨两米。",
    instruction="请立即转移到高处。",
)


def states() -> dict[str, str]:
    return dict(Proposal.objects.values_list("identifier", "status"))


def relayed(proposal, *, by=None, now=NOON):
    return relay_proposal(proposal, by=by or member(Role.OFFICER), now=now)


def codes(proposal) -> list[str]:
    return [code for code, _value, _where in proposal.findings]


# --- what comes in ---------------------------------------------------------------------------------------------------
def test_a_message_that_touches_the_community_waits_for_the_officer():
    proposal = received()
    assert (proposal.status, proposal.severity, proposal.grade) == ("waiting", "Severe", "")
    assert proposal.headline == "Flood Warning for the lower valley"
    assert proposal.ends == NOON + timedelta(hours=8)
    assert "<identifier>HS-1</identifier>" in proposal.raw
    assert [event.kind for event in proposal.events.all()] == ["received"]
    assert Broadcast.objects.count() == Alert.objects.count() == 0


def test_a_message_about_somewhere_else_is_not_kept():
    far = info_xml(areas=[f"<area><areaDesc>far</areaDesc><polygon>{FAR}</polygon></area>"])
    assert received(infos=[far]) is None
    assert Proposal.objects.count() == 0


def test_the_same_message_is_kept_once_whoever_brings_it():
    assert received() is not None
    assert received() is None
    assert received(source=watched("https://other.example/cap")) is None
    (spaced,) = read(cap_xml().replace("><", ">\n<").encode()).messages
    assert take_in(Source.objects.first(), spaced, now=NOON) is None
    assert Proposal.objects.count() == 1


def test_the_same_name_for_something_else_is_an_error():
    received()
    twin = received(infos=[info_xml(severity="Extreme")])
    assert codes(twin) == ["identifier_reused"]
    assert twin.grade == "error"
    later = received(sent=NOON + AN_HOUR, infos=[info_xml(headline="Again")])
    assert "identifier_reused" in codes(later)


def test_an_unexpected_sender_is_an_error():
    source = watched(senders=["warn@hydro.example"])
    assert received(source=source).grade == ""
    assert codes(received("X-1", source=source, sender="somebody@else.example")) == ["sender_unexpected"]


def test_worst_first_then_newest():
    for name, severity, minutes in [("a", "Minor", 0), ("b", "Extreme", 1), ("c", "Severe", 2), ("d", "Severe", 3)]:
        received(name, sent=NOON + timedelta(minutes=minutes), infos=[info_xml(severity=severity, headline=name)])
    lists = proposal_lists(member(Role.OFFICER), NOON)
    assert [row.identifier for row in lists.waiting] == ["b", "d", "c", "a"]


def test_what_ran_out_no_longer_waits():
    received()
    officer = member(Role.OFFICER)
    later = NOON + timedelta(hours=9)
    assert [row.identifier for row in proposal_lists(officer, NOON).waiting] == ["HS-1"]
    assert proposal_lists(officer, later).waiting == []
    assert [row.identifier for row in proposal_lists(officer, later).decided] == ["HS-1"]
    assert upstream_state(CommunityFactory(), later)["waiting"] == 0


@pytest.mark.parametrize(
    ("status", "msg_type"), [("Test", "Alert"), ("System", "Alert"), ("Draft", "Alert"), ("Actual", "Ack")]
)
def test_what_is_no_warning_asks_for_no_decision(status, msg_type):
    assert received(status=status, msg_type=msg_type).status == "dismissed"


def test_what_is_long_over_is_forgotten_unless_it_was_drafted_from():
    first, second = received("a"), received("b", infos=[info_xml(headline="b")])
    relayed(second)
    assert forget_proposals(now=NOON + timedelta(days=80)) == 0
    assert forget_proposals(now=NOON + timedelta(days=120)) == 1
    assert list(Proposal.objects.all()) == [second]
    assert first.pk not in Proposal.objects.values_list("pk", flat=True)


# --- in whatever order they come ------------------------------------------------------------------------------------
CHAIN = {
    "a": {"sent": NOON},
    "b": {"sent": NOON + AN_HOUR, "msg_type": "Update", "references": [("a", NOON)]},
    "c": {
        "sent": NOON + 2 * AN_HOUR,
        "msg_type": "Update",
        "references": [("a", NOON), ("b", NOON + AN_HOUR)],
        "infos": [info_xml(severity="Extreme")],
    },
}


@pytest.mark.parametrize("order", list(itertools.permutations("abc")), ids="".join)
def test_updates_replace_what_they_change_in_whatever_order_they_come(order):
    for name in order:
        received(name, **CHAIN[name])
    assert states() == {"a": "replaced", "b": "replaced", "c": "waiting"}
    c = Proposal.objects.get(identifier="c")
    assert {reference.target.identifier for reference in c.refers.all()} == {"a", "b"}


@pytest.mark.parametrize("order", ["ax", "xa"])
def test_a_cancelled_message_that_was_never_relayed_needs_nobody(order):
    cancel = {"sent": NOON + AN_HOUR, "msg_type": "Cancel", "references": [("a", NOON)]}
    for name in order:
        received(name, **(CHAIN["a"] if name == "a" else cancel))
    assert states() == {"a": "replaced", "x": "dismissed"}


@pytest.mark.parametrize("order", ["ax", "xa"])
def test_a_cancellation_without_words_or_place_finds_what_it_cancels(order):
    cancel = {"sent": NOON + AN_HOUR, "msg_type": "Cancel", "references": [("a", NOON)], "infos": []}
    for name in order:
        received(name, **(CHAIN["a"] if name == "a" else cancel))
    assert states() == {"a": "replaced", "x": "dismissed"}


def test_a_reference_to_another_second_still_finds_its_message():
    received("a")
    received("b", sent=NOON + AN_HOUR, msg_type="Update", references=[("a", NOON + timedelta(seconds=29))])
    assert states() == {"a": "replaced", "b": "waiting"}


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_two_looks_at_once_keep_a_message_once():
    source, other = watched(), watched("https://other.example/cap")
    (message,) = read(cap_xml().encode()).messages
    start, kept = threading.Barrier(2), []

    def look(one):
        start.wait(10)
        kept.append(take_in(one, message, now=NOON))
        connection.close()

    threads = [threading.Thread(target=look, args=(one,)) for one in (source, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert Proposal.objects.count() == 1
    assert [one is None for one in sorted(kept, key=lambda one: one is None)] == [False, True]


# --- one press -------------------------------------------------------------------------------------------------------
def test_one_press_drafts_a_relay_in_the_authoritys_own_words():
    level = "<parameter><valueName>awareness_level</valueName><value>3; orange; Severe</value></parameter>"
    proposal = received(infos=[info_xml(more=level), CHINESE])
    officer = member(Role.OFFICER)
    alert = relayed(proposal, by=officer)
    assert (alert.kind, alert.issuer, alert.status) == ("relay", "State Hydrological Service", "draft")
    assert (alert.severity, alert.urgency, alert.certainty, alert.category) == (
        "Severe",
        "Immediate",
        "Observed",
        "Met",
    )
    assert (alert.author, alert.expires, alert.exercise) == (officer, NOON + timedelta(hours=8), False)
    words = {info.language: (info.headline, info.description, info.instruction) for info in alert.infos.all()}
    assert words == {
        "en": (
            "Flood Warning for the lower valley",
            "The river rises by two metres until midnight.",
            "Move to higher ground now.",
        ),
        "zh-hans": ("洪水橙色预警信号", "预计今晚河水上涨两米。", "请立即转移到高处。"),
    }
    assert {"valueName": "colour", "value": "orange"} in alert.parameters
    assert {"valueName": "awareness_level", "value": "3; orange; Severe"} in alert.parameters
    assert alert.parameters[0]["value"] == "warn@hydro.example,HS-1,2026-07-08T12:00:00+00:00"
    assert alert.area_words["en"] == "Lower Street"
    proposal.refresh_from_db()
    assert (proposal.status, proposal.alert) == ("taken", alert)
    assert [event.kind for event in alert.events.all()] == ["drafted", "relayed"]
    assert Broadcast.objects.count() == 0


def test_it_is_sent_only_by_two_people():
    alert = relayed(received())
    submit_alert(alert, by=alert.author, now=NOON)
    with pytest.raises(PermissionDenied):
        approve_alert(alert, by=alert.author, now=NOON)
    assert Broadcast.objects.count() == 0
    approve_alert(alert, by=member(Role.APPROVER), now=NOON)
    assert Broadcast.objects.get().texts["en"].startswith("State Hydrological Service, relayed by Liuwan neighbourhood")


def test_a_message_is_drafted_once():
    proposal = received()
    relayed(proposal)
    with pytest.raises(IllegalMove):
        relayed(Proposal.objects.get())
    assert Alert.objects.count() == 1


def test_an_update_of_what_was_relayed_updates_the_relay():
    first = approved(relayed(received("a")))
    update = received("b", **CHAIN["b"] | {"infos": [info_xml(severity="Extreme", headline="Worse")]})
    assert update.status == "waiting"
    press = press_of(update, NOON + AN_HOUR)
    assert (press.kind, press.label, press.alert, press.obstacle) == ("update", f"Update {first.identifier}", first, "")
    second = relayed(update, now=NOON + AN_HOUR)
    assert (second.msg_type, second.replaces, second.severity) == ("Update", first, Severity.EXTREME)
    assert [info.headline for info in second.infos.all()] == ["Worse"]
    approved(second, now=NOON + AN_HOUR)
    # and the next one updates the latest
    third = received("c", **CHAIN["c"])
    assert relayed(third, now=NOON + 2 * AN_HOUR).replaces == second


def test_a_cancellation_of_what_was_relayed_takes_the_relay_back():
    first = approved(relayed(received("a")))
    cancel = received("x", sent=NOON + AN_HOUR, msg_type="Cancel", references=[("a", NOON)], infos=[])
    assert (cancel.status, press_of(cancel, NOON).kind) == ("waiting", "cancel")
    end = relayed(cancel, now=NOON + AN_HOUR)
    assert (end.msg_type, end.replaces) == ("Cancel", first)
    assert {info.language for info in end.infos.all()} == {"en", "zh-hans"}


def test_an_all_clear_ends_the_danger():
    first = approved(relayed(received("a")))
    clear = info_xml(headline="The flood has passed").replace("Evacuate", "AllClear")
    proposal = received("b", sent=NOON + AN_HOUR, msg_type="Update", references=[("a", NOON)], infos=[clear])
    end = relayed(proposal, now=NOON + AN_HOUR)
    assert (end.all_clear, end.replaces) == (True, first)
    assert [info.headline for info in end.infos.all()] == ["The flood has passed"]


def test_what_moves_away_is_over_here():
    first = approved(relayed(received("a")))
    far = info_xml(areas=[f"<area><areaDesc>far</areaDesc><polygon>{FAR}</polygon></area>"])
    proposal = received("b", sent=NOON + AN_HOUR, msg_type="Update", references=[("a", NOON)], infos=[far])
    assert codes(proposal) == ["moved_away"]
    end = relayed(proposal, now=NOON + AN_HOUR)
    assert (end.all_clear, end.replaces) == (True, first)


def test_an_update_of_a_draft_goes_into_the_draft():
    draft = relayed(received("a"))
    update = received("b", **CHAIN["b"] | {"infos": [info_xml(severity="Extreme", headline="Worse")]})
    assert press_of(update, NOON).kind == "edit"
    same = relayed(update, now=NOON + AN_HOUR)
    assert (same.pk, same.severity) == (draft.pk, Severity.EXTREME)
    assert [info.headline for info in same.infos.all()] == ["Worse"]
    assert Proposal.objects.filter(alert=draft).count() == 2


def test_what_waits_for_a_second_person_is_returned_first():
    draft = relayed(received("a"))
    submit_alert(draft, by=draft.author, now=NOON)
    cancel = received("x", sent=NOON + AN_HOUR, msg_type="Cancel", references=[("a", NOON)])
    with pytest.raises(ValidationError, match="Have it returned, and do not issue it"):
        relayed(cancel)
    assert states() == {"a": "taken", "x": "waiting"}


def test_an_exercise_of_the_authoritys_is_drafted_as_one():
    alert = relayed(received(status="Exercise"))
    assert alert.exercise


def test_what_cannot_be_passed_on_says_why():
    AreaFactory()
    private = received("p", scope="Private")
    with pytest.raises(ValidationError, match="not meant for the public"):
        relayed(private)
    french = received("f", infos=[info_xml(language="fr", headline="Crue")])
    with pytest.raises(ValidationError, match="in a language of this site"):
        relayed(french)
    with pytest.raises(ValidationError, match="has run out"):
        relayed(received("o"), now=NOON + timedelta(hours=9))
    assert set(states().values()) == {"waiting"}


def test_a_headline_too_long_for_ours_stands_whole_above_the_rest():
    long = "Flood Warning " * 20
    (info,) = relayed(received(infos=[info_xml(headline=long)])).infos.all()
    assert len(info.headline) <= 160
    assert info.description.startswith(" ".join(long.split()))


def test_tags_are_left_out_of_a_relay():
    (info,) = relayed(received(infos=[info_xml(description="Passable.<br/>Take <b>care</b> &amp; go.")])).infos.all()
    assert info.description == "Passable.\nTake care & go."


def test_without_a_shape_the_whole_community_is_meant_until_somebody_says_less():
    alert = relayed(received(infos=[info_xml(areas=["<area><areaDesc>The valley</areaDesc></area>"])]))
    assert alert.shape == CommunityFactory().shape


def test_set_aside_with_a_reason_and_taken_up_again():
    proposal, officer = received(), member(Role.OFFICER)
    with pytest.raises(ValidationError):
        dismiss_proposal(proposal, by=officer, now=NOON, reason=" ")
    dismiss_proposal(proposal, by=officer, now=NOON, reason="Only the other bank.")
    assert states() == {"HS-1": "dismissed"}
    reopen_proposal(proposal, by=officer, now=NOON)
    kinds = ProposalEvent.objects.order_by("pk").values_list("kind", "by", "note")
    assert list(kinds) == [
        ("received", None, ""),
        ("dismissed", officer.pk, "Only the other bank."),
        ("reopened", officer.pk, ""),
    ]


@pytest.mark.city
@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_draft_one_relay():
    proposal = received()
    officers = [member(Role.OFFICER), member(Role.OFFICER)]
    start, outcomes = threading.Barrier(2), []

    def press(officer):
        start.wait(10)
        try:
            relay_proposal(Proposal.objects.get(pk=proposal.pk), by=officer, now=NOON)
            outcomes.append("drafted")
        except (IllegalMove, LostRace):
            outcomes.append("late")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(officer,)) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["drafted", "late"]
    assert Alert.objects.count() == 1
    assert AlertEvent.objects.filter(kind="relayed").count() == 1
