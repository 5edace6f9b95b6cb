"""What belongs to others: every address, by every method, with every role of another community.

The addresses come from the URLconf, so that a new one is tried as soon as it is there; one whose key nobody here can
name fails the test.
"""

import re
from collections.abc import Iterator
from datetime import time

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from rest_framework.authtoken.models import Token

from community.alerts.models import AlertTemplate
from community.hazards.models import Endpoint, Forward, Handover, ReportPhoto
from community.hazards.services import block_phone, ensure_checklists, place_of, plan_round
from community.messaging import services as messaging
from community.people.models import Building, Device, Grid, Household, Role
from community.places.models import Community
from drills.models import SosTask
from knowledge.models import ChatSession
from knowledge.services import answer, ask_for_person, begin_article, tell_rumour
from portal.lib.sealing import seal
from tests.factories import NOON
from tests.factories.alerts import INFOS, approved, drafted, submitted
from tests.factories.drills import DrillFactory
from tests.factories.hazards import ReportFactory
from tests.factories.knowledge import on_duty, open_hours
from tests.factories.people import UserFactory, member, resident
from tests.factories.places import CommunityFactory
from tests.factories.sources import received, watched
from tests.factories.stations import StationFactory
from tests.support.upstream import info_xml

pytestmark = pytest.mark.django_db
MARK = "Zebra"  # stands in everything that is not public over there
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ADMIN = "admin/"  # has roles of its own: tests/portal/test_administration.py
# what the first request of a visitor may write, and what counts requests
OURS = {"sessions.session", "authtoken.token", "accounts.user", "knowledge.chatsession", "knowledge.chatturn"}


@pytest.fixture
def there():
    """Another community with one of everything that strangers do not see."""
    place = CommunityFactory(slug="there")
    officer = member(Role.OFFICER, community=place)
    words = [{**info, "headline": f"{MARK} {info['headline']}"} for info in INFOS]
    drafts = [drafted(community=place, by=officer, infos=words), submitted(community=place, by=officer, infos=words)]
    live = drafted(community=place, by=officer)
    grid = Grid.objects.create(community=place, slug="mill", name={"en": "Mill", "zh-hans": "磨坊"})
    name = {"en": f"{MARK} House", "zh-hans": f"{MARK}楼"}
    building = Building.objects.create(grid=grid, slug="weir", name=name, latitude=38.89, longitude=-77.02)
    door = Household.objects.create(building=building, door="101")
    person = resident(1, community=place, household=door, name=f"{MARK} Ann", user=UserFactory(name=f"{MARK} Ann"))
    approved(live)
    messaging.fill_broadcast(live.broadcast, now=NOON)
    live.broadcast.deliveries.update(status="failed", error="30003", attempt=1)
    report = ReportFactory(community=place, description=f"{MARK} over the road.")
    ReportPhoto.objects.create(
        report=report, image="reports/a.jpg", thumbnail="reports/b.jpg", width=1, height=1, at=NOON
    )
    handed = Handover.objects.create(report=report, agency=f"{MARK} office", by=officer, at=NOON)
    server = Endpoint.objects.create(community=place, name=MARK, address="https://water.example/v2")
    sending = Forward.objects.create(
        report=report, endpoint=server, handover=handed, key=MARK, status="stuck", since=NOON, next_at=NOON
    )
    help_wanted = ReportFactory(community=place, description=f"SOS {MARK} in the house.", channel="sms")
    sos = SosTask.objects.create(report=help_wanted, community=place, opened_at=NOON)
    said = {"en": MARK, "zh-hans": MARK}
    template = AlertTemplate.objects.create(
        community=place,
        slug="zebra",
        name=said,
        event=MARK,
        category="Met",
        severity="Severe",
        urgency="Immediate",
        certainty="Observed",
        words={code: dict.fromkeys(AlertTemplate.WORDS, MARK) for code in said},
        changed_by=officer,
        changed_at=NOON,
    )
    proposal = received("Z-1", source=watched(community=place), infos=[info_xml(headline=f"{MARK} water")])
    ensure_checklists(place)
    spot = place_of(place, name=f"{MARK} yard")
    walk = plan_round(place.checklists.first(), places=[spot], due=NOON.date(), by=officer, now=NOON)
    drill = DrillFactory(community=place, status="draft", title={"en": f"{MARK} drill", "zh-hans": f"{MARK}演练"})
    device = Device.objects.create(resident=person, name=MARK, subscription_sealed=seal("{}"), created=NOON)
    block = block_phone(place, "+12025550190", why="rude", days=7, note=f"{MARK} again", by=officer, now=timezone.now())
    rumour = tell_rumour(place, words=f"{MARK} water is poisoned there", who="somebody", now=NOON)
    open_hours(place, days="1234567", opens=time(0), closes=time(0))
    on_duty(place, now=timezone.now())
    asks = answer(text=f"{MARK} where is the yard", session_token=f"{MARK}-and-thirteen-more", now=timezone.now())
    session = ChatSession.objects.get(token=asks.session)
    talk = ask_for_person(session, place, shares=True, language="en", now=timezone.now())
    # guides serve every community: their editors, wherever they are, read what is being written
    text = begin_article(slug="mills", topic="household", by=officer, now=NOON)
    return {
        "identifier": [alert.identifier for alert in [*drafts, live]],
        "reference": [report.reference, help_wanted.reference],
        "slug": [StationFactory(community=place, slug="away").slug],
        "number": [1],
        "size": ["full"],
        "version": ["guessed"],
        "verb": ["publish", "start", "end", "cancel"],
        "building": [building.pk],
        "resident": [person.pk],
        "pk": {
            "templates": [template.pk],
            "proposals": [proposal.pk],
            "buildings": [building.pk],
            "drills": [drill.pk],
            "sos": [sos.pk],
            "inspections": [walk.visits.get().pk],
            "rounds": [walk.pk],
            "checklists": [walk.checklist_id],
            "register": [walk.visits.get().place_id],
            "handovers": [handed.pk],
            "forwards": [sending.pk],
            "blocks": [block.pk],
            "rumours": [rumour.pk],
            "texts": [text.pk],
            "talks": [talk.pk],
            "devices": [device.pk],
            "places": [person.places.get().pk],
            "g": [drill.pk],
        },
        "delivery": [live.broadcast.deliveries.get().pk],
        "attempt": [1],
        "token": ["guessed"],
        "name": ["gateway"],
        "code": ["en"],
        "form": ["json", "xml"],
        "key": ["guessed"],
        "uidb36": ["1"],
    }


def routes(resolver=None, before="") -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, address)
        elif not address.startswith(ADMIN):
            yield address, pattern


def addresses(there) -> Iterator[str]:
    """Each address that names something, once for each thing of its kind over there."""
    for address, pattern in routes():
        keys = list(pattern.pattern.converters) or list(pattern.pattern.regex.groupindex)
        if keys:
            for named in combined(there, address, keys):
                yield filled_in(address, named)


def combined(there, address, keys):
    chosen = [{}]
    for key in keys:
        things = there[key]
        if isinstance(things, dict):
            kinds = [kind for kind in things if f"{kind}/" in address]
            assert kinds, f"{address}: nobody here can name its {key}"
            things = things[kinds[-1]]
        chosen = [{**one, key: thing} for one in chosen for thing in things]
    return chosen


def filled_in(address: str, named: dict) -> str:
    """The path of a route, whether it was written as a pattern or as an expression."""
    for key, thing in named.items():
        address = re.sub(rf"<(?:\w+:)?{key}>|\(\?P<{key}>(?:[^()]|\([^()]*\))*\)", str(thing), address)
    return "/" + re.sub(r"[\^$\\]|/\?$", "", address)


def everything_kept() -> dict[str, list]:
    kept = {}
    for model in apps.get_models():
        name = model._meta.label_lower
        if model._meta.managed and name not in OURS:
            kept[name] = list(model._default_manager.order_by("pk").values())
    return kept


def words_of(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def callers(there):
    """Nobody; somebody of another community with every role that there is, by session and by token."""
    here = member(*Role.values, community=CommunityFactory(slug="here"))
    signed_in = Client(raise_request_exception=False)
    signed_in.force_login(here)
    token = Token.objects.create(user=here).key
    yield "nobody", Client(raise_request_exception=False), {}
    yield "every role elsewhere", signed_in, {}
    yield "their token", Client(raise_request_exception=False), {"HTTP_AUTHORIZATION": f"Token {token}"}


def test_its_own_people_see_it(there):
    """The mark stands where it should: else the test below could not fail."""
    ours = Client()
    ours.force_login(member(*Role.values, community=Community.objects.get(slug="there")))
    seen = {address for address in addresses(there) if MARK.encode() in words_of(ours.get(address))}
    assert len(seen) >= 15


def test_nobody_sees_or_changes_what_is_anothers(there, settings):
    settings.RATE_LIMIT_SCALE = 1_000_000
    tried = sorted(set(addresses(there)))
    assert len(tried) > 100
    for who, client, headers in callers(there):
        before = everything_kept()
        for address in tried:
            for method in METHODS:
                answer = client.generic(method, address, content_type="application/json", data="{}", **headers)
                said = f"{who}: {method} {address}"
                assert answer.status_code < 500, said
                assert MARK.encode() not in words_of(answer), said
        after = everything_kept()
        changed = [name for name in before if before[name] != after[name]]
        assert changed == [], f"{who} changed {changed}"
