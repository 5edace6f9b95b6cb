"""Two sites of this kind, each with its own database, that know each other by Open311 alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.hazards.models import Endpoint, Report
from community.hazards.services import forward_due, forward_report, forwarding, save_endpoint, try_forward_again
from tests.factories.hazards import ReportFactory, category
from tests.factories.people import member
from tests.factories.places import CommunityFactory
from tests.support.site import site

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
PEOPLE = """
from community.hazards.services import new_api_key
from tests.factories import NOON
from tests.factories.hazards import category
from tests.factories.people import member
category("flooding")
member("officer", username="officer")
new_api_key("The near site", key="their key", now=NOON)
"""
CLOSE = """
from django.utils import timezone
from community.accounts.models import User
from community.hazards.models import Report
from community.hazards.services import move_report
report = Report.objects.get(reference="{reference}")
person = User.objects.get(username="officer")
move_report(report, to="triaged", by=person, now=timezone.now())
move_report(report, to="fixed", by=person, now=timezone.now(), note="The valve is changed.")
"""
COUNT = 'from community.hazards.models import Report; print(Report.objects.filter(channel="open311").count())'


@pytest.fixture(scope="module")
def far(tmp_path_factory):
    with site(tmp_path_factory.mktemp("far")) as run:
        run.says(PEOPLE)
        run.start_all()
        yield run


@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_report_goes_to_another_site_once_and_comes_back_as_news(far, form, settings):
    settings.OUTBOUND_EXEMPT = ["127.0.0.1"]
    before = int(far.says(COUNT))
    community, officer = CommunityFactory(), member("officer")
    server = Endpoint(
        community=community, name="Next town", address=f"{far.url}/open311/v2", form=form, knows_repeats=True
    )
    save_endpoint(server, api_key="their key")
    server.services.create(category=category("flooding"), code="flooding")
    report = ReportFactory(description="Water & mud <over> the road 路面积水", latitude=None, longitude=None)
    now = timezone.now()

    forward = forward_report(report, server, by=officer, now=now)
    forward_due(now=now)
    forward.refresh_from_db()
    assert forward.status == "followed" and forward.request_id.startswith("H-")

    # as if that answer had been lost: they are asked, and show it under our address
    type(forward).objects.update(status="sent", request_id="", next_at=now)
    forward_due(now=now)
    found = type(forward).objects.get()
    assert (found.status, found.request_id) == ("followed", forward.request_id)

    # looked for among another kind it is not found: posted again with the same key, it is the same report
    sealed = forwarding.seal(forwarding.json.dumps(forwarding._fields(forward)))
    type(forward).objects.update(status="sent", request_id="", next_at=now, sent_sealed=sealed)
    server.services.update(code="road")
    forward_due(now=now)
    again = type(forward).objects.get()
    assert (again.status, again.request_id) == ("followed", forward.request_id)
    assert int(far.says(COUNT)) == before + 1

    try_forward_again(again, by=officer, now=now)
    forward_due(now=now)
    assert type(forward).objects.get().their_status == "open"
    far.says(CLOSE.format(reference=forward.request_id))
    forward_due(now=now + timedelta(days=1))
    last = type(forward).objects.get()
    assert last.their_status == "closed" and "The valve is changed." in last.their_notes
    assert last.proposes_closing and Report.objects.get().status == "referred"
