"""Public alerts as feeds and GeoJSON. Whatever leaves here has passed AlertQuerySet.public."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from community.alerts.cap import values
from community.alerts.cap.writing import cap_time
from community.alerts.models import Alert, AlertEvent, AlertInfo
from community.alerts.selectors.areas import parts_of_area
from community.alerts.selectors.presets import event_words
from community.places.models import Community
from portal.lib.language import bcp47
from portal.lib.words import said

MOST_ENTRIES = 50
BEFORE_ALL = datetime(2020, 1, 1, tzinfo=UTC)  # of a feed in which nothing has happened yet
SEEN = [Alert.Status.ISSUED, Alert.Status.UPDATED, Alert.Status.CANCELLED, Alert.Status.EXPIRED]


def feed_of(community: Community | None, path: str) -> values.Feed:
    """The newest public messages as a feed in the reader's language, each as it stands; `path` is the feed's own."""
    language = get_language() or settings.LANGUAGE_CODE
    rows = Alert.objects.public().for_reading().with_endings()
    rows = rows.annotate(changed=Max("events__at", filter=Q(events__to_status__in=SEEN)))
    if community is not None:
        rows = rows.filter(community=community)
    entries = tuple(_entry(row, language) for row in rows.order_by("-sent", "-pk")[:MOST_ENTRIES])
    speaker = community or Community.objects.defer("shape").order_by("pk").first()
    return values.Feed(
        title=_("Warnings: %(community)s") % {"community": speaker} if speaker else _("Warnings"),
        author=said(speaker.issuer) if speaker else "",
        language=bcp47(language),
        page=f"{settings.PUBLIC_URL}/alerts/",
        address=_address(path, community, language),
        uid=_address(path, community, ""),
        others=tuple(
            (bcp47(code), _address(path, community, code)) for code in dict(settings.LANGUAGES) if code != language
        ),
        updated=max((entry.updated or entry.sent for entry in entries), default=BEFORE_ALL),
        entries=entries,
    )


def _address(path: str, community: Community | None, language: str) -> str:
    asked = {"community": community.slug if community else "", "language": language}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{settings.PUBLIC_URL}{path}" + (f"?{query}" if query else "")


def _entry(alert: Alert, language: str) -> values.Entry:
    info = alert.info_in(language)
    sent = alert.sent or alert.created
    return values.Entry(
        uid=f"{settings.PUBLIC_URL}/cap/{alert.identifier}.xml",
        title=_title(alert, info.headline if info else alert.identifier),
        summary=" ".join(filter(None, [info.description, info.instruction])) if info else "",
        sent=sent,
        updated=max(getattr(alert, "changed", None) or sent, sent),
        page=f"{settings.PUBLIC_URL}/alerts/{alert.identifier}/",
        xml=f"{settings.PUBLIC_URL}/cap/{alert.identifier}.xml",
        category=alert.category,
        facts=tuple(_facts(alert, info, language)),
    )


def _title(alert: Alert, headline: str) -> str:
    """What became of it stands first: many readers show nothing but titles."""
    if alert.status == Alert.Status.CANCELLED:
        return f"{alert.ending_words}{pgettext('after a label', ': ')}{headline}"
    if alert.status == Alert.Status.UPDATED:
        return _("Replaced by an update: %(headline)s") % {"headline": headline}
    if alert.is_over and not alert.is_relay:
        return headline
    # whose words follow: an authority's warning, or a notice of our own
    return f"{alert.issuer or alert.kind_words}{pgettext('after a label', ': ')}{headline}"


def _facts(alert: Alert, info: AlertInfo | None, language: str) -> list[tuple[str, str]]:
    """What a reader of feeds sorts by, in CAP's names and order."""
    facts = [
        ("identifier", alert.identifier),
        ("sent", _cap_time(alert, alert.sent)),
        ("status", "Actual"),
        ("msgType", alert.msg_type),
        ("source", alert.issuer),
        ("event", event_words(alert.event, language)),
        *(("responseType", one) for one in alert.response_types),
        ("urgency", alert.urgency),
        ("severity", alert.severity),
        ("certainty", alert.certainty),
        ("audience", info.audience if info else ""),
        ("effective", _cap_time(alert, alert.effective or alert.sent)),
        ("onset", _cap_time(alert, alert.onset)),
        ("expires", _cap_time(alert, alert.expires)),
        ("senderName", alert.said_by(language)),
        *(("areaDesc", said(part["words"], language)) for part in parts_of_area(alert)),
    ]
    return [(name, text) for name, text in facts if text]


def _cap_time(alert: Alert, at: datetime | None) -> str:
    return cap_time(timezone.localtime(at, alert.community.zone)) if at else ""


def features_of(alerts: list[Alert]) -> dict[str, Any]:
    """GeoJSON of alerts, in the reader's language."""
    language = get_language() or settings.LANGUAGE_CODE
    return {"type": "FeatureCollection", "features": [_feature(alert, language) for alert in alerts]}


def _feature(alert: Alert, language: str) -> dict[str, Any]:
    info = alert.info_in(language)
    return {
        "type": "Feature",
        "id": alert.identifier,
        "geometry": alert.shape,
        "properties": {
            "identifier": alert.identifier,
            "headline": info.headline if info else "",
            "instruction": info.instruction if info else "",
            "audience": info.audience if info else "",
            "language": bcp47(info.language) if info else "",
            "event": event_words(alert.event, language),
            "msg_type": alert.msg_type,
            "response_types": alert.response_types,
            "urgency": alert.urgency,
            "severity": alert.severity,
            "certainty": alert.certainty,
            "level": alert.level,
            "kind": alert.kind,
            "issuer": alert.said_by(language),
            "relayed_by": said(alert.community.issuer, language) if alert.is_relay else "",
            "colour": alert.colour,
            "area": said(alert.area_words, language),
            "areas": [said(part["words"], language) for part in parts_of_area(alert)],
            "sent": _cap_time(alert, alert.sent) or None,
            "onset": _cap_time(alert, alert.onset) or None,
            "expires": _cap_time(alert, alert.expires),
            "contact": alert.contact,
            "web": alert.web,
            "url": f"/alerts/{alert.identifier}/",
            "cap": f"/cap/{alert.identifier}.xml",
        },
    }


def last_change(now: datetime) -> datetime:
    """When anything public last changed: a decision, or an end that has passed by itself."""
    rows = Alert.objects.public()
    decided = AlertEvent.objects.filter(alert__in=rows).aggregate(at=Max("at"))["at"]
    ended = rows.filter(expires__lte=now).aggregate(at=Max("expires"))["at"]
    return max(filter(None, [decided, ended, BEFORE_ALL]))
