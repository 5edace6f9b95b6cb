"""What the shell's own pages ask of every part: the situation for residents, the board for officers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, F, IntegerField, Min, Q, Value, When
from django.urls import reverse
from django.utils.translation import get_language

from community.alerts.models import Alert, AlertInfo
from community.alerts.selectors import counts_at, current_alerts, upstream_state
from community.hazards.models import Report, Urgency
from community.hazards.selectors import recent_public
from community.messaging.models import Delivery
from community.messaging.selectors import PeopleTally
from community.messaging.selectors.health import alarms
from community.people.models import Role
from community.people.permissions import BOARD, has_role, roles_of
from community.places.geometry import contains
from community.places.models import Community
from community.stations.models import Station
from community.stations.selectors import open_stations, trusted_stations
from drills.models import Drill, SignUp
from drills.selectors import upcoming
from knowledge.selectors import published_translations

LAPSED_FOR = timedelta(hours=24)  # how long a warning that ran out is still shown as "not declared over"
OVER_FOR = timedelta(hours=6)  # how long the first page says that a warning is over
SHELTERING = (Station.Kind.SHELTER, Station.Kind.EMERGENCY_STATION, Station.Kind.ASSEMBLY_POINT)
# since when a report waits for somebody to decide: a reopened one since it was opened again
SINCE = Case(When(status=Report.Status.REOPENED, then=F("updated")), default=F("created"))
RANK = Case(
    When(urgency=Urgency.IMMEDIATE, then=Value(0)),
    When(urgency=Urgency.SOON, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)

WORKPLACES: dict[str, str] = {  # of roles that do not look at the desk's board
    Role.STATION_LEAD: "stations:station-list",
    Role.ORGANISER: "drills:drill-list",
    Role.EVALUATOR: "drills:drill-list",
    Role.VOLUNTEER: "drills:drill-list",
    Role.EDITOR: "knowledge:article-list",
}
CALM_DAYS = ("emergency-kit", "family-plan")  # what to read while nothing happens
SIGNS = {"extreme": "\u2b22", "severe": "\u25b2", "moderate": "\u25c6", "minor": "\u25cf"}


@dataclass(frozen=True)
class Warned:
    """A warning as one reader meets it."""

    alert: Alert
    info: AlertInfo
    lapsed: bool = False  # ran out, and nobody declared it over

    @property
    def level(self) -> str:
        """The data-level of its severity."""
        return self.alert.severity.lower()

    @property
    def sign(self) -> str:
        """Its shape as one character, for pages without pictures."""
        return SIGNS.get(self.level, "?")

    @property
    def foreign(self) -> bool:
        """True where the reader's language is not ready yet."""
        return self.info.language != get_language()


@dataclass(frozen=True)
class Situation:
    """Is there danger now, what to do, where to go."""

    warnings: list[Warned]  # the worst first, those still in force before those that lapsed
    over: Warned | None  # the latest word that a warning is over, of the last hours
    go_to: Station | None  # the first open place to go to outside every warned area
    checked: datetime


def chosen_community(slug: str = "") -> Community | None:
    """The community a page speaks for: the one asked for, else the first."""
    rows = Community.objects.order_by("pk")
    return (rows.filter(slug=slug).first() if slug else None) or rows.first()


def workplace(user: Any) -> str:
    """Where `user` works: the desk, their own station, the drills, the guides; the first page for others."""
    if has_role(user, *BOARD):
        return reverse("desk")
    led = list(Station.objects.filter(lead=user).order_by("pk")[:2]) if user.is_authenticated else []
    if len(led) == 1:
        return led[0].get_absolute_url()
    held = roles_of(user)
    return reverse(next((page for role, page in WORKPLACES.items() if role in held), "home"))


def situation(community: Community, now: datetime) -> Situation:
    current = [Warned(alert, spoken_info(alert)) for alert in current_alerts(community, now)]
    lapsed = [Warned(alert, spoken_info(alert), lapsed=True) for alert in lapsed_alerts(community, now)]
    go_to = None
    if current:
        # only what somebody confirmed lately: while a warning runs, an older word on a station is no word
        places = [row for row in trusted_stations(community, now, limit=20).stations if row.kind in SHELTERING]
        places.sort(key=lambda row: SHELTERING.index(row.kind))
        shapes = [warned.alert.shape for warned in current]
        go_to = next(
            (row for row in places if not any(contains(shape, row.latitude, row.longitude) for shape in shapes)), None
        )
    return Situation(warnings=[*current, *lapsed], over=last_over(community, now), go_to=go_to, checked=now)


def last_over(community: Community, now: datetime) -> Warned | None:
    """The newest public cancellation or all-clear of the last hours."""
    rows = Alert.objects.public().endings().filter(community=community, sent__gt=now - OVER_FOR)
    alert = rows.prefetch_related("infos").order_by("-sent").first()
    return Warned(alert, spoken_info(alert)) if alert else None


def lapsed_alerts(community: Community, now: datetime) -> list[Alert]:
    """Public warnings that ran out within a day without anybody declaring them over, the latest first."""
    ended = Q(status=Alert.Status.EXPIRED) | Q(status=Alert.Status.ISSUED)
    return list(
        Alert.objects.public()
        .dangers()
        .filter(ended, community=community, expires__lte=now, expires__gt=now - LAPSED_FOR)
        .select_related("community")
        .defer("community__shape")
        .prefetch_related("infos")
        .order_by("-expires")[:3]
    )


def spoken_info(alert: Alert) -> AlertInfo:
    """The alert in the reader's language, else in whichever is there."""
    infos = list(alert.infos.all())
    language = get_language()
    return next((info for info in infos if info.language == language), infos[0] if infos else AlertInfo(alert=alert))


def open_now(community: Community, now: datetime, limit: int) -> list[dict[str, Any]]:
    """Open stations with their status at this moment."""
    return [{"row": row, "status": row.status_at(now)} for row in open_stations(community, now, limit)]


def home_page(community: Community, now: datetime) -> dict[str, Any]:
    """Everything on the first page below the block."""
    return {
        "stations": open_now(community, now, 3),
        "drills": [{"row": row, "running": row.starts <= now} for row in upcoming(community, now, 2)],
        "articles": list(published_translations(CALM_DAYS, get_language() or settings.LANGUAGE_CODE).values()),
        "reports": recent_public(community, 3),
    }


# --- the board -------------------------------------------------------------------------------------------------------
def board(community: Community, now: datetime) -> dict[str, Any]:
    return {
        "hazards": waiting_hazards(community, now),
        "urgent": list(
            Report.objects.filter(community=community, status__in=Report.WAITING)
            .annotate(rank=RANK, since=SINCE)
            .select_related("category", "area")
            .order_by("rank", "since", "pk")[:5]
        ),
        "upstream": upstream_state(community, now),
        "submitted": alert_rows(Alert.objects.filter(community=community, status=Alert.Status.SUBMITTED), now),
        "running": alert_rows(Alert.objects.filter(community=community).current(now), now, tally=True),
        "stations": station_rows(community, now),
        "drills": drill_rows(community, now),
        "queue": queue_state(now),
        "alarms": alarms(now),
    }


def waiting_hazards(community: Community, now: datetime) -> dict[str, Any]:
    """How many reports wait for a first look, by urgency, and how long the oldest has waited."""
    waiting = Report.objects.filter(community=community, status__in=Report.WAITING)
    found = {
        row["urgency"]: row
        for row in waiting.values("urgency").annotate(count=Count("pk"), oldest=Min(SINCE)).order_by()
    }
    rows = [
        {
            "urgency": code,
            "label": label,
            "count": found[code]["count"] if code in found else 0,
            "oldest": found[code]["oldest"] if code in found else None,
        }
        for code, label in Urgency.choices
    ]
    return {
        "rows": rows,
        "waiting": sum(row["count"] for row in rows),
        "open": Report.objects.filter(community=community, status__in=Report.OPEN).count(),
        "last_hour": waiting.filter(created__gt=now - timedelta(hours=1)).count(),
    }


def alert_rows(alerts, now: datetime, *, tally: bool = False) -> list[dict[str, Any]]:
    """Alerts with their words and, where asked for, the counts of their deliveries."""
    rows = []
    for alert in (
        alerts.select_related("author", "broadcast", "callout").prefetch_related("infos").order_by("-created")[:8]
    ):
        row: dict[str, Any] = {"alert": alert, "info": spoken_info(alert), "level": alert.severity.lower()}
        if tally and alert.broadcast:
            row["tally"] = tally_bar(counts_at(alert.broadcast, now)[1].people)
        rows.append(row)
    return rows


def tally_bar(people: PeopleTally) -> dict[str, Any]:
    """People of a broadcast as the board draws them: four parts of a bar 1,000 wide."""
    status, counts = Delivery.Status, people.deliveries
    total = sum(counts.values())
    parts = [
        ("ok", counts.get(status.DELIVERED, 0)),
        ("go", sum(counts.get(one, 0) for one in (status.QUEUED, status.SENDING, status.SENT))),
        ("unk", counts.get(status.UNKNOWN, 0)),
        ("bad", counts.get(status.FAILED, 0)),
    ]
    drawn, at = [], 0.0
    for name, count in parts:
        width = round(1000 * count / total, 1) if total else 0.0
        drawn.append({"name": name, "count": count, "x": round(at, 1), "width": width})
        at += width
    return {"total": total, "parts": drawn, "reached": people.best["reached"], **dict(parts)}


def station_rows(community: Community, now: datetime) -> dict[str, Any]:
    """Every station by its present status; those that nobody confirmed in time, the oldest first."""
    rows: list[dict[str, Any]] = [
        {"row": row, "status": row.status_at(now)} for row in Station.objects.filter(community=community).order_by("pk")
    ]
    stale = [entry for entry in rows if entry["status"] == Station.Status.STALE]
    stale.sort(key=lambda entry: (entry["row"].confirmed_at is not None, entry["row"].confirmed_at))
    labels = dict(Station.Status.choices)
    counts = [
        {"status": code, "label": labels[code], "count": sum(entry["status"] == code for entry in rows)}
        for code in Station.Status.values
    ]
    return {"total": len(rows), "stale": stale, "counts": counts}


def drill_rows(community: Community, now: datetime) -> list[dict[str, Any]]:
    """Drills to come, with the number signed up."""
    drills: list[Drill] = list(upcoming(community, now, 4))
    held = [SignUp.Status.CONFIRMED, SignUp.Status.IN, SignUp.Status.OUT]
    counts = dict(
        SignUp.objects.filter(drill__in=drills, status__in=held)
        .values_list("drill")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return [{"row": drill, "signed_up": counts.get(drill.pk, 0)} for drill in drills]


def queue_state(now: datetime) -> dict[str, Any]:
    """How many texts wait to be sent, and since when the oldest could have gone."""
    due = Delivery.objects.filter(status=Delivery.Status.QUEUED, due_at__lte=now)
    found = due.aggregate(count=Count("pk"), oldest=Min("due_at"))
    unknown = Delivery.objects.filter(status=Delivery.Status.UNKNOWN).count()
    return {**found, "unknown": unknown, "late": bool(found["oldest"] and now - found["oldest"] > timedelta(minutes=2))}
