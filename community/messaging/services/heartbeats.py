"""Parts of the machinery say that they work; whoever does not is seen at the desk, on /readyz and on /metrics."""

from datetime import datetime, timedelta

from community.messaging.models import Heartbeat


def beat(name: Heartbeat.Part, *, within: timedelta, now: datetime) -> None:
    """`name` has just done its work, and will again `within` that time."""
    changes = {"ran_at": now, "due_at": now + within, "trouble": "", "trouble_at": None}
    if not Heartbeat.objects.filter(name=name).update(**changes):
        Heartbeat.objects.bulk_create([Heartbeat(name=name, **changes)], ignore_conflicts=True)


def trouble(name: Heartbeat.Part, why: str, *, within: timedelta, now: datetime) -> None:
    """`name` could not do its work; `why` in one word. When it last did stays as it was."""
    expect(name, within=within, now=now)
    Heartbeat.objects.filter(name=name).update(trouble=why[:40], trouble_at=now)


def expect(name: Heartbeat.Part, *, within: timedelta, now: datetime) -> None:
    """From now on `name` is missed where it does not work; the first time `within` that time."""
    if not Heartbeat.objects.filter(name=name).exists():
        Heartbeat.objects.bulk_create([Heartbeat(name=name, due_at=now + within)], ignore_conflicts=True)


def excuse(name: Heartbeat.Part) -> None:
    """Nobody waits for `name` any more: it is switched off."""
    Heartbeat.objects.filter(name=name).delete()
