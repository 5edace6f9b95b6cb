"""An alert as a CAP message."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from community.alerts.cap import values, writing
from community.alerts.models import Alert, AlertInfo
from community.alerts.selectors.areas import Part, parts_of_area
from community.alerts.selectors.presets import event_words
from community.places.models import Community
from portal.lib.language import bcp47
from portal.lib.words import said


class NotIssued(ValueError):
    """Only what was issued is a CAP message."""


def sender_of(community: Community) -> str:
    """CAP's sender: unique to this site, without spaces, commas, < and &."""
    return f"{community.slug}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}"


def message_of(alert: Alert) -> values.Message:
    """The alert as CAP's values. Raises NotIssued."""
    if alert.sent is None:
        raise NotIssued(alert.identifier)
    zone = alert.community.zone
    return values.Message(
        identifier=alert.identifier,
        sender=sender_of(alert.community),
        sent=timezone.localtime(alert.sent, zone),
        status="Exercise" if alert.exercise else "Test" if alert.test else "Actual",
        msg_type=alert.msg_type,
        source=alert.issuer,
        # CAP asks that an exercise be named here
        note=alert.note or (f"EXERCISE / 演练 {alert.identifier}" if alert.exercise else ""),
        references=tuple(_references(alert)),
        infos=tuple(_info(alert, info) for info in alert.infos.all()),
    )


def alert_xml(alert: Alert) -> bytes:
    """The alert as CAP 1.2. Raises NotIssued."""
    return writing.message_xml(message_of(alert))


def _references(alert: Alert) -> list[values.Reference]:
    """Every earlier version, the newest first."""
    sender, zone = sender_of(alert.community), alert.community.zone
    return [
        values.Reference(sender, older.identifier, timezone.localtime(older.sent, zone))
        for older in alert.earlier()
        if older.sent is not None
    ]


def _info(alert: Alert, info: AlertInfo) -> values.Info:
    zone = alert.community.zone
    mark = "EXERCISE / 演练 " if alert.exercise else "TEST / 测试 " if alert.test else ""
    return values.Info(
        language=bcp47(info.language),
        event=event_words(alert.event, info.language),
        category=alert.category,
        urgency=alert.urgency,
        severity=alert.severity,
        certainty=alert.certainty,
        response_types=tuple(alert.response_types),
        audience=info.audience,
        event_codes=_pairs(alert.event_codes),
        effective=_local(alert.effective or alert.sent, zone),
        onset=_local(alert.onset, zone),
        expires=timezone.localtime(alert.expires, zone),
        sender_name=alert.said_by(info.language),
        headline=f"{mark}{info.headline}",
        description=info.description,
        instruction=info.instruction,
        web=alert.web or f"{settings.PUBLIC_URL}/alerts/{alert.identifier}/",
        contact=alert.contact,
        parameters=(*_kind(alert, info.language), *_pairs(alert.parameters)),
        areas=tuple(_area(part, info.language) for part in parts_of_area(alert)),
    )


def _kind(alert: Alert, language: str) -> values.Pairs:
    """Which of the two kinds it is, for systems that show more than a sender's name."""
    office = said(alert.community.issuer, language)
    return (("kind", alert.kind), *((("relayed-by", office),) if alert.is_relay and office else ()))


def _area(part: Part, language: str) -> values.Area:
    words, geocodes = said(part["words"], language), _pairs(part.get("geocodes", []))
    if circle := part.get("circle"):
        one = values.Circle(circle["latitude"], circle["longitude"], circle["radius"])
        return values.Area(words, circles=(one,), geocodes=geocodes)
    return values.Area(words, shapes=(part["shape"],), geocodes=geocodes)


def _pairs(pairs: list[dict[str, str]]) -> values.Pairs:
    return tuple((pair["valueName"], pair["value"]) for pair in pairs)


def _local(at: datetime | None, zone: Any) -> datetime | None:
    return timezone.localtime(at, zone) if at else None
