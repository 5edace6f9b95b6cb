"""The desk's pages of other authorities' messages, for every role, in both languages; and the admin of sources."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.alerts.models import Alert, Proposal, Source
from community.people.models import Role
from tests.factories.alerts import approved
from tests.factories.people import UserFactory, member
from tests.factories.places import CommunityFactory
from tests.factories.sources import received, watched
from tests.support.upstream import info_xml

pytestmark = pytest.mark.django_db
LIST = "/desk/alerts/proposals/"
CHINESE = {
    "language": "zh-CN",
    "event": "洪水",
    "headline": "洪水橙色预警信号",
    "description": "预计今晚河水上涨两米。",
}


def client(user=None, language="en"):
    browser = Client(HTTP_ACCEPT_LANGUAGE=language)
    if user is not None:
        browser.force_login(user)
    return browser


def incoming(identifier="HS-1", **fields):
    """A message of a moment ago."""
    now = timezone.now().replace(microsecond=0)
    infos = fields.pop("infos", None) or [info_xml(expires=now + timedelta(hours=8))]
    return received(identifier, sent=now, at=now, infos=infos, **fields)


def now_info(**fields):
    return info_xml(expires=timezone.now() + timedelta(hours=8), **fields)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_who_sees_and_who_decides():
    proposal = incoming()
    page = f"{LIST}{proposal.pk}/"
    seen = {
        None: 302,
        UserFactory(): 403,
        member(Role.RESIDENT, Role.VOLUNTEER): 403,
        member(Role.OFFICER): 200,
        member(Role.APPROVER): 200,
        member(Role.AUDITOR): 200,
        member(Role.OFFICER, community=CommunityFactory(slug="hill", name={"en": "Hill"})): 200,
    }
    assert [client(user).get(LIST).status_code for user in seen] == list(seen.values())
    single = [client(user).get(page).status_code for user in seen]
    assert single == [302, 404, 404, 200, 200, 200, 404]
    for verb in ("relay", "dismiss", "reopen"):
        acts = [client(user).post(f"{page}{verb}/", {"reason": "no"}).status_code for user in list(seen)[:-4]]
        assert acts == [302, 404, 404]
        assert client(member(Role.APPROVER)).post(f"{page}{verb}/", {"reason": "no"}).status_code == 403
        assert client(member(Role.OFFICER)).get(f"{page}{verb}/").url == page
    assert client(member(Role.OFFICER)).post(page).status_code == 405
    assert Proposal.objects.get().status == "waiting"


def test_the_page_says_what_was_said_and_what_is_odd():
    proposal = incoming(infos=[now_info(), now_info(**CHINESE)], msg_type="Update")
    page = words(client(member(Role.OFFICER)).get(f"{LIST}{proposal.pk}/"))
    for part in (
        "Flood Warning for the lower valley",
        "Move to higher ground now.",
        "洪水橙色预警信号",
        "orange",
        "Hydrological Service",
        "It changes an earlier message and does not say which.",
        "Relay this",
        "There is something wrong with it.",
        'id="proposal-shape"',
    ):
        assert part in page
    chinese = words(client(member(Role.OFFICER), "zh-hans").get(f"{LIST}{proposal.pk}/"))
    for part in (
        "转发这条预警",
        "它更改了先前的消息，却没有写明是哪一条。",
        "Move to higher ground now.",
        "橙色",
        "更新",
    ):
        assert part in chinese


def test_words_of_others_are_words_and_never_markup():
    bad = "<script>alert(1)</script>"
    proposal = incoming(
        "<b>HS</b>", infos=[now_info(headline=bad, description=bad, more="<web>javascript:alert(1)</web>")]
    )
    response = client(member(Role.OFFICER)).get(f"{LIST}{proposal.pk}/")
    assert bad not in words(response)
    assert "javascript:alert" not in words(response)
    raw = client(member(Role.OFFICER)).get(f"{LIST}{proposal.pk}/message/")
    assert raw["Content-Type"] == "text/plain; charset=utf-8"
    assert raw["X-Content-Type-Options"] == "nosniff"


def test_relay_this_leads_to_the_draft():
    proposal, officer = incoming(), member(Role.OFFICER)
    answer = client(officer).post(f"{LIST}{proposal.pk}/relay/", follow=True)
    alert = Alert.objects.get()
    assert answer.redirect_chain == [(f"/desk/alerts/{alert.identifier}/", 302)]
    assert "in the authority&#x27;s own words" in words(answer)
    again = words(client(officer).post(f"{LIST}{proposal.pk}/relay/", follow=True))
    assert "Someone has already decided on this message." in again
    assert Alert.objects.count() == 1


def test_the_page_of_a_relay_says_that_the_authority_has_sent_more():
    officer = member(Role.OFFICER)
    first = incoming("a")
    client(officer).post(f"{LIST}{first.pk}/relay/")
    alert = Alert.objects.get()
    approved(alert, now=timezone.now())
    cancel = incoming("x", msg_type="Cancel", references=[("a", first.sent)])
    page = words(client(officer).get(f"/desk/alerts/{alert.identifier}/"))
    assert "The authority has sent something later on this:" in page
    assert f"{LIST}{cancel.pk}/" in page
    shown = words(client(officer).get(f"{LIST}{cancel.pk}/"))
    assert f"Take back {alert.identifier}" in shown
    client(officer).post(f"{LIST}{cancel.pk}/relay/")
    assert Alert.objects.get(msg_type="Cancel").replaces == alert


def test_set_aside_needs_a_reason_and_keeps_what_was_typed():
    proposal, officer = incoming(), member(Role.OFFICER)
    refused = client(officer).post(f"{LIST}{proposal.pk}/dismiss/", {"reason": ""})
    assert refused.status_code == 400
    assert "This field is required." in words(refused)
    client(officer).post(f"{LIST}{proposal.pk}/dismiss/", {"reason": "The other bank only."})
    page = words(client(officer).get(f"{LIST}{proposal.pk}/"))
    assert "The other bank only." in page
    assert "Take it up again" in page
    client(officer).post(f"{LIST}{proposal.pk}/reopen/")
    assert Proposal.objects.get().status == "waiting"


def test_the_desk_and_the_board_say_how_many_wait():
    officer = member(Role.OFFICER)
    quiet = words(client(officer).get("/desk/alerts/"))
    assert "From authorities" in quiet
    incoming()
    incoming("b", infos=[now_info(headline="b")])
    assert "2 messages of authorities wait" in words(client(officer).get("/desk/alerts/list/"))
    assert "2 messages of authorities wait" in words(client(officer).get("/desk/fragment/"))
    assert "有 2 条上级部门的消息待处理" in words(client(officer, "zh-hans").get("/desk/fragment/"))


def test_a_silent_source_is_an_alarm():
    watched(now=timezone.now() - timedelta(hours=2))
    Source.objects.update(error="status", error_value="503")
    for address in (LIST, "/desk/fragment/"):
        page = words(client(member(Role.OFFICER)).get(address))
        assert "Nothing is heard from Hydrological Service." in page
        assert "It answered with an error: 503." in page


def test_the_list_costs_the_same_for_one_and_for_three(django_assert_max_num_queries):
    officer = member(Role.OFFICER)
    browser = client(officer)

    def cost() -> int:
        with django_assert_max_num_queries(40) as context:
            assert browser.get(LIST).status_code == 200
        return len(context.captured_queries)

    incoming("a")
    one = cost()
    for name in "bc":
        incoming(name, infos=[now_info(headline=name)], source=watched(f"https://{name}.example/"))
    assert cost() == one


def test_the_page_costs_the_same_for_one_and_for_three_references(django_assert_max_num_queries):
    browser = client(member(Role.OFFICER))

    def cost(proposal) -> int:
        with django_assert_max_num_queries(40) as context:
            assert browser.get(f"{LIST}{proposal.pk}/").status_code == 200
        return len(context.captured_queries)

    olds = [incoming(name, infos=[now_info(headline=name)]) for name in "abc"]
    one = incoming("x", msg_type="Update", references=[("a", olds[0].sent)], infos=[now_info(headline="x")])
    three = incoming(
        "y", msg_type="Update", references=[(row.identifier, row.sent) for row in olds], infos=[now_info(headline="y")]
    )
    assert cost(one) == cost(three)


def test_an_administrator_enters_a_source():
    boss = UserFactory(is_staff=True, is_superuser=True)
    browser = client(boss)
    form = {
        "community": CommunityFactory().pk,
        "name": "Weather service",
        "address": "http://127.0.0.1/feed",
        "issuer": "",
        "senders": "warn@weather.example\n\nother@weather.example",
        "codes": "SAME 006109",
        "interval": 120,
        "most_items": 50,
        "is_active": "on",
    }
    refused = browser.post("/admin/alerts/source/add/", form)
    assert "We do not go to this address." in words(refused)
    browser.post("/admin/alerts/source/add/", {**form, "address": "https://weather.example/feed"})
    source = Source.objects.get()
    assert source.senders == ["warn@weather.example", "other@weather.example"]
    source.etag = "x"
    source.save()
    page = browser.get(f"/admin/alerts/source/{source.pk}/change/")
    assert "warn@weather.example\nother@weather.example" in page.content.decode()
    browser.post(f"/admin/alerts/source/{source.pk}/change/", {**form, "address": "https://weather.example/new"})
    source.refresh_from_db()
    assert (source.address, source.etag) == ("https://weather.example/new", "")
    for address in ("source/", "proposal/"):
        assert browser.get(f"/admin/alerts/{address}").status_code == 200
    assert browser.get(f"/admin/alerts/proposal/{incoming().pk}/change/").status_code == 200
