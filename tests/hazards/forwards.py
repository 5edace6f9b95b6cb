"""Reports on their way to the agency that the `agency` fixture stands for."""

from datetime import timedelta

from community.hazards.models import Endpoint, Forward
from community.hazards.services import (
    forward_due,
    forward_report,
    save_endpoint,
)
from tests.factories import NOON
from tests.factories.hazards import ReportFactory, category
from tests.factories.places import CommunityFactory

MINUTE = timedelta(minutes=1)


def server(agency, form="xml", **fields):
    community = CommunityFactory()
    row = Endpoint(community=community, name="Water company", address=agency.url, form=form, **fields)
    save_endpoint(row, api_key="our key")
    row.services.create(category=category("flooding", community), code="W1")
    return row


def sent(agency, officer, form="xml", report=None, now=NOON, **fields):
    """A report that an officer has passed on, after the doorbell has rung once."""
    forward = forward_report(report or ReportFactory(), server(agency, form, **fields), by=officer, now=now)
    forward_due(now=now)
    return Forward.objects.get(pk=forward.pk)


def after(forward, *minutes):
    """The row, after the doorbell has rung at each of these minutes."""
    for at in minutes:
        forward_due(now=NOON + at * MINUTE)
    return Forward.objects.select_related("report", "endpoint", "handover").get(pk=forward.pk)


def told(report):
    """The lines of the desk on what became of it elsewhere."""
    return [(line.kind, line.subject, line.note) for line in report.events.filter(kind__startswith="forward_")]
