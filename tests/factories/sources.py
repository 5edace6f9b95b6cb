"""Authorities' feeds, and messages of theirs that have come in."""

from community.alerts.cap.reading import read
from community.alerts.services import save_source, take_in
from tests.factories import NOON
from tests.factories.places import AreaFactory, CommunityFactory
from tests.support.upstream import cap_xml


def watched(address="https://hydro.example/feed.atom", *, community=None, now=NOON, **fields):
    """A source of the usual community."""
    community = community or CommunityFactory()
    AreaFactory(community=community)
    words = {"name": "Hydrological Service", "issuer": "State Hydrological Service", **fields}
    return save_source(community=community, address=address, now=now, **words)


def received(identifier="HS-1", *, source=None, at=NOON, **fields):
    """A message as a proposal; None where it was not kept."""
    from community.alerts.models import Source

    (message,) = read(cap_xml(identifier, **fields).encode()).messages
    return take_in(source or Source.objects.first() or watched(), message, now=at)
