"""The composer as a browser sends it."""

from datetime import timedelta

from django.utils import timezone

from tests.factories.alerts import INFOS
from tests.factories.places import AreaFactory, CommunityFactory


def fields(**changes):
    AreaFactory()
    until = timezone.localtime(timezone.now() + timedelta(hours=6), CommunityFactory().zone)
    words = {
        f"{name}_{info['language']}": info[name]
        for info in INFOS
        for name in ("headline", "description", "instruction")
    }
    return {
        "kind": "notice",
        "event": "Flood",
        "category": "Met",
        "severity": "Severe",
        "urgency": "Immediate",
        "certainty": "Observed",
        "expires": f"{until:%Y-%m-%dT%H:%M}",
        "area_kind": "named",
        "named": ["lower-street"],
        **words,
        **changes,
    }
