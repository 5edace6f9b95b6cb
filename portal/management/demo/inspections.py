"""The demo's inspections: one done with two findings, one that was missed, one that waits and is repeated."""

from datetime import datetime, timedelta

from community.accounts.models import User
from community.hazards.models import Checklist, Round
from community.hazards.services import Answered, ensure_checklists, place_of, plan_round, record_visit
from community.people.models import Building
from community.places.models import Community, NamedArea
from community.stations.models import Station

# (place, item): the second was reported already, and is joined
FOUND = {
    ("ferry-steps", "low-places"): "渡口 2 号楼地下车库没有沙袋，挡水板也找不到。",
    ("lower-street", "covers"): "下街和码头巷路口井盖还是松的，踩上去会翻。",
}


def make_inspections(community: Community, people: dict[str, User], now: datetime) -> int:
    """How many rounds were planned; none where there are some already."""
    ensure_checklists(community)
    if Round.objects.filter(community=community).exists():
        return 0
    lists = {row.slug: row for row in Checklist.objects.filter(community=community)}
    officer, worker = people["officer"], people["grid_worker"]
    today = now.astimezone(community.zone).date()
    areas = [place_of(community, area=row) for row in NamedArea.objects.filter(community=community).order_by("pk")[:2]]
    homes = Building.objects.filter(grid__community=community).order_by("pk")[:3]
    houses = [place_of(community, building=row) for row in homes]
    shops = [place_of(community, station=row) for row in Station.objects.filter(community=community).order_by("pk")[:1]]
    before = now - timedelta(days=9)
    plans = (
        ("before-the-rains", areas, today - timedelta(days=1), "quarterly", before),
        ("small-shops", shops, today - timedelta(days=3), "", before),
        ("stairs", houses, today + timedelta(days=6), "monthly", now),
    )
    rounds = [
        plan_round(lists[slug], places=places, due=due, who=worker, repeats=repeats, by=officer, now=at)
        for slug, places, due, repeats, at in plans
        if places
    ]
    for visit in rounds[0].visits.all():
        answers = {
            item: Answered("not_fine", words) if words else Answered("fine")
            for item in visit.round.checklist.items.all()
            for words in [FOUND.get((visit.place.area.slug if visit.place.area else "", item.code))]
        }
        record_visit(
            visit,
            answers=answers,
            client_id=f"demo-inspection-{visit.pk}",
            language="zh-hans",
            by=worker,
            now=now - timedelta(hours=28),
        )
    return len(rounds)
