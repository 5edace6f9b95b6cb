"""Claims that go about in the demo: one with a verdict, one that waits."""

from datetime import datetime, timedelta
from typing import Any

from community.places.models import Community
from knowledge.models import Rumour
from knowledge.services import publish_verdict, take_rumour, tell_rumour


def make_rumours(community: Community, people: dict[str, Any], now: datetime) -> int:
    """How many were made; none where there are some already."""
    if Rumour.objects.filter(community=community).exists():
        return 0
    editor, heard = people["editor"], now - timedelta(days=2)
    for who, words in enumerate(["听说集市巷的自来水有毒，是真的吗？", "集市巷的自来水有毒"]):
        first = tell_rumour(community, words=words, who=f"demo {who}", now=heard)
    take_rumour(first, by=editor, now=heard + timedelta(hours=1))
    publish_verdict(
        first,
        claim={"en": "The tap water in Market Lane is poisoned.", "zh-hans": "集市巷的自来水有毒。"},
        verdict=Rumour.Verdict.FALSE,
        why={
            "en": "Rust from an old pipe coloured the water brown. The works tested it on the same day: it is not "
            "poisonous. Let it run until it is clear.",
            "zh-hans": "旧水管的铁锈让水发黄。水厂当天检测，无毒。先放一会儿，水清了再用。",
        },
        sources=[{"authority": "Willow Bend water works (demo)", "title": "Test of the water in Market Lane"}],
        valid_until=now + timedelta(days=60),
        from_authority=True,
        by=editor,
        now=heard + timedelta(hours=5),
    )
    for who in range(3):
        tell_rumour(
            community, words="The old bridge is closed from tonight", who=f"demo {who}", now=now - timedelta(hours=3)
        )
    return 2
