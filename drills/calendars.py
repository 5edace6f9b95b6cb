"""iCalendar (RFC 5545): drills as events, with the wall time of their place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vDuration, vGeo, vText

PRODUCT = "-//Shouwang//Drills//EN"
DOMAIN = "drills.shouwang"
REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Entry:
    """One drill as a calendar shows it."""

    uid: str  # stable over every change and in every feed
    sequence: int
    starts: datetime
    ends: datetime
    time_zone: str  # "Asia/Shanghai"
    changed: datetime
    title: str
    text: str
    place: str
    url: str
    status: str  # CONFIRMED, TENTATIVE, CANCELLED
    point: tuple[float, float] | None = None  # latitude, longitude


def calendar_of(entries: Iterable[Entry], *, name: str, language: str) -> bytes:
    """A whole calendar, with the rules of every time zone in it."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    days = []
    for entry in entries:
        calendar.add_component(_event(entry, language))
        days += [entry.starts.date(), entry.ends.date()]
    if days:
        # a year on either side, so that a reader has the change before and the change after
        calendar.add_missing_timezones(
            first_date=min(days) - timedelta(days=366), last_date=max(days) + timedelta(days=366)
        )
    return calendar.to_ical()


def _event(entry: Entry, language: str) -> Event:
    zone = ZoneInfo(entry.time_zone)
    event = Event()
    event.add("uid", f"{entry.uid}@{DOMAIN}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed.astimezone(UTC))
    event.add("last-modified", entry.changed.astimezone(UTC))
    event.add("dtstart", entry.starts.astimezone(zone))
    event.add("dtend", entry.ends.astimezone(zone))
    event.add("summary", vText(entry.title), parameters={"LANGUAGE": language})
    if entry.text:
        event.add("description", vText(entry.text), parameters={"LANGUAGE": language})
    if entry.place:
        event.add("location", vText(entry.place), parameters={"LANGUAGE": language})
    if entry.point:
        event.add("geo", vGeo(entry.point))
    event.add("url", entry.url)
    event.add("status", entry.status)
    event.add("transp", "TRANSPARENT" if entry.status == "CANCELLED" else "OPAQUE")
    return event
