"""How fast each carrier may be used, and how well it works."""

from datetime import datetime, timedelta

from django.db import models


class SendingRate(models.Model):
    """How many segments may go at this moment by one carrier, shared by every process that sends."""

    name = models.CharField(max_length=20, unique=True)  # of the carrier
    tokens = models.FloatField()  # these four as in carriers.bucket
    lanes = models.JSONField(default=list)
    at = models.FloatField(default=0)
    busy = models.BooleanField(default=False)


class CarrierState(models.Model):
    """How far a carrier may be trusted at the moment."""

    RECOVERY = 1 / 60  # of the full rate, that comes back each second after a refusal
    FLOOR = 0.05  # of the full rate, that is always left
    SPAN = 5  # seconds that errors are counted together in

    name = models.CharField(max_length=20, unique=True)
    slowed_to = models.FloatField(default=0)  # segments a second, when the carrier last refused
    slowed_at = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)  # nothing goes before
    points_away = models.PositiveSmallIntegerField(default=0)  # of weight
    changed_at = models.DateTimeField(null=True)  # when points last went or came
    last_error_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    errors = models.JSONField(default=dict)  # {span of the clock: errors}, of the last minutes

    def per_second(self, full: float, now: datetime) -> float:
        """Its rate at the moment, where `full` is that of an untroubled one."""
        if self.slowed_at is None:
            return full
        passed = max((now - self.slowed_at).total_seconds(), 0.0)
        return min(full, self.slowed_to + full * self.RECOVERY * passed)

    def slower(self, full: float, now: datetime) -> float:
        """Half of that, but never below the floor."""
        return max(self.per_second(full, now) / 2, full * self.FLOOR)

    def is_held(self, now: datetime) -> bool:
        return self.held_until is not None and self.held_until > now

    def weight(self, full: int) -> int:
        """Its weight at the moment, where `full` is that of an untroubled one."""
        return max(full - self.points_away, 0)

    def add_errors(self, count: int, now: datetime) -> None:
        """Count errors in memory, and forget those of long ago."""
        span = int(now.timestamp() / self.SPAN)
        kept = {key: n for key, n in self.errors.items() if span - int(key) <= 60}
        kept[str(span)] = kept.get(str(span), 0) + count
        self.errors = kept

    def errors_in(self, time: timedelta, now: datetime) -> int:
        """Errors counted in the `time` before `now`."""
        first = int((now - time).timestamp() / self.SPAN)
        return sum(n for key, n in self.errors.items() if int(key) > first)
