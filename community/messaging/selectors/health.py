"""Does the machinery work? For the desk, for /readyz and for /metrics."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _

from community.messaging.models import REASONS, Delivery, Heartbeat, Lane
from portal.lib.metrics import Gauge
from portal.lib.spool import files, size_of

Part = Heartbeat.Part

ALWAYS = (Part.BEAT, Part.SWEEP)  # the others only where they are switched on
FRESH = timedelta(minutes=15)  # how long a trouble counts that nobody reports again
NEARLY_FULL = 0.9  # of what receipts may fill

ADVICE = {
    Part.BEAT: _("Nothing that is timed happens. Is the clock running (manage.py up --processes beat)?"),
    Part.SWEEP: _("Texts may wait unseen. Is a worker running (manage.py up --processes worker)?"),
    Part.SPOOL: _("Receipts are not being counted, so “delivered” is too low. Look at the disk and the database."),
    Part.CANARY: _("Texts may not arrive, or their receipts do not come back. Look at the carrier."),
    Part.RECONCILIATION: _("Our rows were not compared with the carrier's list. Look at the carrier."),
}
WHY = {
    "no_receipt": _("no receipt came back"),
    "full": _("the disk has no room for them"),
    "not_asked": _("the carrier did not answer"),
    "missing": _("the carrier does not know texts that we took for sent"),
    **REASONS,
}


@dataclass(frozen=True)
class Check:
    """One part: `state` is "ok", "late", "never" or "failing"."""

    part: Heartbeat.Part
    state: str
    ran_at: datetime | None
    trouble: str = ""

    @property
    def label(self) -> str:
        return str(self.part.label)

    @property
    def advice(self) -> str:
        return str(ADVICE[self.part])

    @property
    def why(self) -> str:
        """The trouble in the reader's words."""
        return str(WHY.get(self.trouble, self.trouble))

    @property
    def words(self) -> str:
        """For machines and their keepers: "ok", "never ran", "late: last ran at ...", "failing: no_receipt"."""
        if self.state == "failing":
            return f"failing: {self.trouble}"
        if self.state == "late":
            return f"late: last ran at {self.ran_at:%Y-%m-%dT%H:%M:%S+00:00}"
        return "never ran" if self.state == "never" else "ok"


def health(now: datetime) -> list[Check]:
    """Every part that should be working, in the order of Heartbeat.Part. One query."""
    rows = {row.name: row for row in Heartbeat.objects.all()}
    return [_check(part, rows.get(part), now) for part in Part if part in rows or part in ALWAYS]


def alarms(now: datetime) -> list[Check]:
    """The parts that do not work."""
    return [check for check in health(now) if check.state != "ok"]


def _check(part: Heartbeat.Part, row: Heartbeat | None, now: datetime) -> Check:
    if row is None:
        return Check(part, "never", None)
    if row.trouble and row.trouble_at and now - row.trouble_at < FRESH:
        return Check(part, "failing", row.ran_at, row.trouble)
    if now > row.due_at:
        return Check(part, "late" if row.ran_at else "never", row.ran_at)
    return Check(part, "ok", row.ran_at)


def spool_state() -> str:
    """Whether receipts still find room on this machine's disk: "ok" or "nearly full". Asks no database."""
    full = NEARLY_FULL * settings.RECEIPT_SPOOL_MB * 1024 * 1024
    return "nearly full" if _spooled() > full else "ok"


def _spooled() -> int:
    return sum(size_of(path) for path in files(settings.RECEIPT_SPOOL))


def gauges(now: datetime) -> list[Gauge]:
    """The figures that somebody may want a curve of. Raises what the database raises."""
    queued = Delivery.objects.filter(status=Delivery.Status.QUEUED).values("channel", "lane").order_by()
    depth, oldest = [], []
    for row in queued.annotate(n=Count("pk"), since=Min("due_at")):
        labels = {"channel": row["channel"], "lane": Lane(row["lane"]).name.lower()}
        depth.append((labels, row["n"]))
        oldest.append((labels, max((now - row["since"]).total_seconds(), 0.0)))
    checks = health(now)
    unknown = Delivery.objects.filter(status=Delivery.Status.UNKNOWN).count()
    return [
        Gauge("shouwang_queue_depth", "Messages that wait to be sent.", depth),
        Gauge("shouwang_queue_oldest_seconds", "Since when the oldest of them could have gone.", oldest),
        Gauge("shouwang_deliveries_unknown", "Messages whose outcome nobody knows.", [({}, unknown)]),
        Gauge(
            "shouwang_heartbeat_age_seconds",
            "Since when a part of the machinery has not done its work.",
            [({"part": one.part.value}, (now - one.ran_at).total_seconds()) for one in checks if one.ran_at],
        ),
        Gauge(
            "shouwang_alarm",
            "1 for a part of the machinery that does not work.",
            [({"part": one.part.value}, int(one.state != "ok")) for one in checks],
        ),
        spool_gauge(),
    ]


def spool_gauge() -> Gauge:
    """Asks no database."""
    return Gauge("shouwang_spool_bytes", "Receipts that wait on this machine's disk.", [({}, _spooled())])
