"""Public alerts as CAP messages, feeds and GeoJSON. Whatever leaves here has passed AlertQuerySet.public."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from community.alerts.cap import values, writing
from community.alerts.models import Alert, AlertEvent, AlertInfo
from community.alerts.selectors.areas import Part, parts_of_area
from community.alerts.selectors.presets import event_words
from community.places.models import Community
from portal.lib.language import bcp47
from portal.lib.words import said

MOST_ENTRIES = 50
BEFORE_ALL = datetime(2020, 1, 1, tzinfo=UTC)  # of a feed in which nothing has happened yet


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
    found: list[values.Reference] = []
    older = alert.replaces
    while older is not None and older.sent is not None and len(found) < 50:
        sent = timezone.localtime(older.sent, alert.community.zone)
        found.append(values.Reference(sender_of(alert.community), older.identifier, sent))
        older = older.replaces
    return found


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
        parameters=_pairs(alert.parameters),
        areas=tuple(_area(part, info.language) for part in parts_of_area(alert)),
    )


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


def feed_of(community: Community | None, address: str) -> values.Feed:
    """The newest public messages as a feed in the reader's language; `address` is the feed's own path."""
    language = get_language() or settings.LANGUAGE_CODE
    rows = Alert.objects.public().for_reading().order_by("-sent", "-pk")
    if community is not None:
        rows = rows.filter(community=community)
    found = list(rows[:MOST_ENTRIES])
    speaker = community or Community.objects.defer("shape").order_by("pk").first()
    return values.Feed(
        title=_("Warnings: %(community)s") % {"community": speaker} if speaker else _("Warnings"),
        author=said(speaker.issuer) if speaker else "",
        language=bcp47(language),
        page=f"{settings.PUBLIC_URL}/alerts/",
        address=settings.PUBLIC_URL + address,
        updated=max((row.sent for row in found if row.sent), default=BEFORE_ALL),
        entries=tuple(_entry(row, language) for row in found),
    )


def _entry(alert: Alert, language: str) -> values.Entry:
    info = alert.info_in(language)
    return values.Entry(
        uid=f"{settings.PUBLIC_URL}/cap/{alert.identifier}.xml",
        title=info.headline if info else alert.identifier,
        summary=" ".join(filter(None, [info.description, info.instruction])) if info else "",
        sent=alert.sent or alert.created,
        page=f"{settings.PUBLIC_URL}/alerts/{alert.identifier}/",
        xml=f"{settings.PUBLIC_URL}/cap/{alert.identifier}.xml",
        category=alert.category,
    )


def features_of(alerts: list[Alert]) -> dict[str, Any]:
    """GeoJSON of alerts, in the reader's language."""
    language = get_language() or settings.LANGUAGE_CODE
    return {"type": "FeatureCollection", "features": [_feature(alert, language) for alert in alerts]}


def _feature(alert: Alert, language: str) -> dict[str, Any]:
    info = alert.info_in(language)
    zone = alert.community.zone
    return {
        "type": "Feature",
        "id": alert.identifier,
        "geometry": alert.shape,
        "properties": {
            "identifier": alert.identifier,
            "headline": info.headline if info else "",
            "instruction": info.instruction if info else "",
            "event": event_words(alert.event, language),
            "severity": alert.severity,
            "level": alert.level,
            "kind": alert.kind,
            "issuer": alert.said_by(language),
            "area": said(alert.area_words, language),
            "sent": timezone.localtime(alert.sent, zone).isoformat(timespec="seconds") if alert.sent else None,
            "expires": timezone.localtime(alert.expires, zone).isoformat(timespec="seconds"),
            "url": f"/alerts/{alert.identifier}/",
        },
    }


def last_change(now: datetime) -> datetime:
    """When anything public last changed: a decision, or an end that has passed by itself."""
    rows = Alert.objects.public()
    decided = AlertEvent.objects.filter(alert__in=rows).aggregate(at=Max("at"))["at"]
    ended = rows.filter(expires__lte=now).aggregate(at=Max("expires"))["at"]
    return max(filter(None, [decided, ended, BEFORE_ALL]))
