"""Which drills, who comes, and when that is on the wall clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from community.hazards.models import Report
from community.messaging.models import Ring
from community.people.models import Resident
from community.people.permissions import roles_of
from community.people.selectors import demo_is_left_out
from community.places.models import Community
from drills.calendars import Entry
from drills.models import CheckEvent, Drill, SignUp, SosTask
from drills.permissions import ORGANISERS
from portal.lib.recipients import Recipient, key_of
from portal.lib.words import said
from portal.lib.zones import zone_name


def upcoming(community: Community | None, now: datetime, limit: int = 20) -> QuerySet[Drill]:
    """The next drills, announced and not called off."""
    rows = Drill.objects.upcoming(now)
    if community is not None:
        rows = rows.filter(community=community)
    return rows[:limit]


def drills_of_organiser(user: Any, community: Community | None) -> QuerySet[Drill]:
    """Drafts that `user` may work on."""
    if not getattr(user, "is_authenticated", False):
        return Drill.objects.none()
    rows = Drill.objects.filter(status=Drill.Status.DRAFT).order_by("starts", "pk")
    if community is not None:
        rows = rows.filter(community=community)
    if user.is_superuser or roles_of(user, community) & set(ORGANISERS):
        return rows
    return rows.filter(organiser=user)


def places_left(drill: Drill, taken: int | None = None) -> int | None:
    """Free places; None where there is no limit. `taken` spares a question to the database."""
    if drill.capacity is None:
        return None
    if taken is None:
        taken = drill.signups.filter(status__in=SignUp.HOLDING).count()
    return max(drill.capacity - taken, 0)


def signup_of(user: Any, drill: Drill) -> SignUp | None:
    if not getattr(user, "is_authenticated", False):
        return None
    return SignUp.objects.filter(drill=drill, user=user).first()


def place_in_queue(signup: SignUp) -> int:
    """1 for the first on the waiting list."""
    ahead = SignUp.objects.filter(drill=signup.drill_id, status=SignUp.Status.WAITLISTED).filter(
        Q(queued_at__lt=signup.queued_at) | Q(queued_at=signup.queued_at, pk__lt=signup.pk)
    )
    return ahead.count() + 1


def people_to_remind(definition: dict[str, Any], *, after: str = "") -> Iterator[Recipient]:
    """The audience "drill_signups": those who come to drill `definition["drill"]` and agreed to be texted.

    The key is the sign-up's primary key in 12 digits. One text a person, to their latest number.
    """
    reachable = Resident.objects.filter(user=OuterRef("user"), consent=True).order_by("-pk")
    if demo_is_left_out():
        reachable = reachable.exclude(is_demo=True)
    rows = (
        SignUp.objects.filter(
            drill=definition["drill"], status__in=definition.get("statuses", [SignUp.Status.CONFIRMED])
        )
        .filter(Exists(reachable), pk__gt=int(after or 0))
        .annotate(resident=Subquery(reachable.values("pk")[:1]))
        .order_by("pk")
    )
    signups = list(rows)
    residents = Resident.objects.in_bulk([row.resident for row in signups])
    for row in signups:
        resident = residents.get(row.resident)
        if resident is not None:  # else erased between the two questions
            yield Recipient(key_of(row.pk), resident.phone, resident.language)


def expected_people(drill: Drill) -> list[dict[str, Any]]:
    """The list at the gate: everybody who holds a place, those who have not come first, with their last check."""
    order = [SignUp.Status.CONFIRMED, SignUp.Status.OFFERED, SignUp.Status.IN, SignUp.Status.OUT, SignUp.Status.NO_SHOW]
    signups = drill.signups.exclude(status__in=[SignUp.Status.CANCELLED, SignUp.Status.WAITLISTED])
    latest = (
        CheckEvent.objects.filter(drill=drill, person=OuterRef("user"))
        .order_by("-device_time", "-pk")
        .values("device_time")[:1]
    )
    rows = list(signups.select_related("user").annotate(seen_at=Subquery(latest)).order_by("user__name", "pk"))
    rows.sort(key=lambda row: order.index(SignUp.Status(row.status)))
    return [{"signup": row, "user": row.user, "seen_at": row.seen_at} for row in rows]


def attendance(drill: Drill) -> dict[str, int]:
    """How many said yes, how many came, how many are safe or need help."""
    checks = drill.checks.filter(kind__in=[CheckEvent.Kind.SAFE, CheckEvent.Kind.NEED_HELP])
    by_text = checks.exclude(phone_index="").values("kind", "phone_index").distinct()
    return {
        "coming": drill.signups.filter(status__in=[*SignUp.COMING, SignUp.Status.NO_SHOW]).count(),
        "came": drill.checks.filter(kind=CheckEvent.Kind.IN, person__isnull=False)
        .values("person").distinct().count(),
        "waiting": drill.signups.filter(status=SignUp.Status.WAITLISTED).count(),
        "safe": by_text.filter(kind=CheckEvent.Kind.SAFE).count(),
        "need_help": by_text.filter(kind=CheckEvent.Kind.NEED_HELP).count(),
    }  # fmt: skip


def instant_of(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """A wall time as an instant. Raises ValueError where the clock skips it; of two, the first is meant."""
    wall = datetime.combine(day, clock.replace(tzinfo=None), tzinfo=zone)
    # an hour that the clock skips comes back from UTC as another hour
    if wall.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise ValueError("this wall time does not exist")
    return wall


def when_words(drill: Drill, *, short: bool = False) -> str:
    """Day and wall times of a drill in its own zone: "Saturday 18 July, 9:00 am to 10:30 am (09:00 to 10:30)"."""
    starts, ends = drill.starts.astimezone(drill.zone), drill.ends.astimezone(drill.zone)
    chinese = get_language() == "zh-hans"
    one_day = starts.date() == ends.date()
    if chinese or short:
        last = f"{ends:%H:%M}" if one_day else f"{_day(ends, short)} {ends:%H:%M}"
        words = f"{_day(starts, short)} {starts:%H:%M}" + (f" 至 {last}" if chinese else f"-{last}")
    else:
        last = _clock(ends) if one_day else f"{_day(ends)}, {_clock(ends)}"
        words = f"{_day(starts)}, {_clock(starts)} to {last} ({starts:%H:%M} to {ends:%H:%M})"
    if drill.time_zone != drill.community.time_zone:
        zone = zone_name(drill.time_zone)
        words += f"（{zone}）" if chinese else f" ({zone})"
    return words


def _day(at: datetime, short: bool = False) -> str:
    if get_language() == "zh-hans":
        week = "一二三四五六日"[at.weekday()]
        return f"{at.month} 月 {at.day} 日" if short else f"{at.year} 年 {at.month} 月 {at.day} 日周{week}"
    return f"{at:%a} {at.day} {at:%b}" if short else f"{at:%A} {at.day} {at:%B} {at.year}"


def _clock(at: datetime) -> str:
    minutes = f":{at:%M}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}\u00a0" + ("am" if at.hour < 12 else "pm")


def public_url(drill: Drill) -> str:
    return settings.PUBLIC_URL + drill.get_absolute_url()


def entries(drills: list[Drill], mine: dict[int, str] | None = None) -> list[Entry]:
    """Drills as calendar entries in the reader's language. `mine`: the status of one's sign-up by drill."""
    return [_entry(drill, (mine or {}).get(drill.pk, "")) for drill in drills]


def _entry(drill: Drill, mine: str) -> Entry:
    status = "CONFIRMED"
    if mine in (SignUp.Status.OFFERED, SignUp.Status.WAITLISTED):
        status = "TENTATIVE"
    if drill.is_called_off or mine == SignUp.Status.CANCELLED:
        status = "CANCELLED"
    title = said(drill.title)
    return Entry(
        uid=str(drill.uid),
        sequence=drill.sequence,
        starts=drill.starts,
        ends=drill.ends,
        time_zone=drill.time_zone,
        changed=drill.updated,
        title=_("Drill: %(title)s") % {"title": title},
        text="\n".join(part for part in (said(drill.summary), said(drill.access), public_url(drill)) if part),
        place=said(drill.place),
        url=public_url(drill),
        status=status,
        point=(drill.latitude, drill.longitude) if drill.latitude is not None and drill.longitude is not None else None,
    )


def recent_until(now: datetime) -> datetime:
    """How far back a calendar goes: a year, so that last year's drill can be looked up."""
    return now - timedelta(days=366)


@dataclass(frozen=True)
class SosLine:
    """A call for help as the desk shows it."""

    task: SosTask
    waited: str  # "4 min", since it came
    ringing: str  # whose phone rings; "" for nobody's
    is_silent: bool  # the whole roster was rung in vain, or there is nobody to ring

    @property
    def report(self) -> Report:
        return self.task.report


def sos_lines(user: Any, now: datetime, *statuses: str) -> list[SosLine]:
    """Calls for help that this person may take, of `statuses` (default: those that nobody has), the oldest first."""
    rows = SosTask.objects.visible_to(user).filter(status__in=statuses or [SosTask.Status.WAITING])
    rows = rows.select_related("report__area", "community", "taken_by", "cleared_by").defer(
        "community__shape", "report__area__shape"
    )
    tasks = list(rows.order_by("opened_at", "pk")[:50])
    rung = [task.ring_key for task in tasks if task.rung_at]
    rings = {ring.key: ring for ring in Ring.objects.filter(key__in=rung)} if rung else {}
    return [_sos_line(task, rings.get(task.ring_key), now) for task in tasks]


def _sos_line(task: SosTask, ring: Ring | None, now: datetime) -> SosLine:
    seconds = max(0, int((now - task.opened_at).total_seconds()))
    waited = _("%(minutes)d min %(seconds)d s") % {"minutes": seconds // 60, "seconds": seconds % 60}
    if seconds >= 3600:
        waited = _("%(hours)d h %(minutes)d min") % {"hours": seconds // 3600, "minutes": seconds % 3600 // 60}
    callee = ring.callee if ring is not None and ring.status == Ring.Status.RINGING else None
    silent = ring is not None and ring.status in (Ring.Status.EXHAUSTED, Ring.Status.EXPIRED)
    return SosLine(task, waited, callee.name if callee else "", silent)
