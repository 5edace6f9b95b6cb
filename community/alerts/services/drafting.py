"""Writing an alert: new, from reports, as an update or as a cancellation of an earlier one."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from community.alerts.models import Alert, AlertEvent, AlertInfo, CapUrgency, MsgType, ResponseType
from community.alerts.selectors.areas import ResolvedArea, kept_area, resolve_area
from community.alerts.selectors.endings import end_words
from community.alerts.selectors.presets import draft_from_reports, event_of
from community.alerts.services.facts import FACTS, check_times, clean_facts
from community.alerts.services.keeping import follow_authority, keep_kinds_apart, keep_to_authority
from community.alerts.services.wording import Infos, checked_infos, cleaned, fill_blanks
from community.hazards.models import Report
from community.places.models import Community
from portal.lib.ids import new_reference
from portal.lib.live import publish
from portal.lib.moves import IllegalMove
from portal.lib.words import validate_words

UNNAMED = "0000"  # stands for the part to come, where an alert is only looked at
GRACE = timedelta(hours=6)  # how long a cancellation is still handed out after what it cancels
_LEVELS = ("event", "category", "severity", "urgency", "certainty")
_TEMPLATE = ("from_template", "blanks", "keeps_template")
_FROZEN = ("exercise", "test", "msg_type", "all_clear", "community", "replaces")


@transaction.atomic
def draft_alert(
    *,
    by: Any,
    now: datetime,
    community: Community | None = None,
    kind: str = Alert.Kind.NOTICE,
    event: str = "",
    category: str = "",
    severity: str = "",
    urgency: str = "",
    certainty: str = "",
    expires: datetime | None = None,
    area: Mapping[str, Any] | ResolvedArea | None = None,
    infos: Infos = (),
    issuer: str = "",
    exercise: bool = False,
    msg_type: str = MsgType.ALERT,
    replaces: Alert | None = None,
    from_reports: Sequence[Report] = (),
    area_words: Mapping[str, str] | None = None,
    from_authority: bool = False,
    **facts: Any,
) -> Alert:
    """Write a draft. What is left out is taken from `from_reports`, where there are any.

    A ResolvedArea is taken as it is; an `area` as it was asked for is looked up on today's map. `facts` are `test`
    and any of FACTS, each as the model's field holds it; `from_template` and `blanks` ({name: {language: text}}) fill
    the blanks of the words. `from_authority`: the words and levels are those of a message that came from it.
    Raises ValidationError by field, in the reader's language.
    """
    values: dict[str, Any] = {
        "community": community,
        "kind": kind,
        "event": event,
        "category": category,
        "severity": severity,
        "urgency": urgency,
        "certainty": certainty,
        "expires": expires,
        "area": area,
        "infos": list(infos),
        "issuer": issuer,
        "exercise": exercise,
        "msg_type": msg_type,
        "replaces": replaces,
        "area_words": area_words,
        **facts,
    }
    if from_reports:
        for name, value in draft_from_reports(from_reports, now).items():
            values[name] = values[name] or value
        if any(report.community_id != values["community"].pk for report in from_reports):
            raise ValidationError({"hazard": [_("One draft is made from reports of one community.")]})
    alert, rows = assemble_alert(by=by, now=now, **values)
    if not from_authority:
        follow_authority(alert, rows)
    alert.identifier = _new_identifier(alert.community)
    alert.save(force_insert=True)
    _save_infos(alert, rows)
    alert.reports.set(from_reports)
    note = ", ".join(report.reference for report in from_reports)
    _record(alert, "drafted", by=by, now=now, to_status=alert.status, note=note)
    return alert


@transaction.atomic
def edit_alert(
    alert: Alert,
    *,
    by: Any,
    now: datetime,
    infos: Infos | None = None,
    from_authority: bool = False,
    **changes: Any,
) -> Alert:
    """Change a draft or a returned alert. `changes` as in draft_alert; exercise, type and community stay as they are,
    and what is an authority's, unless it is the authority that changes it.

    Raises IllegalMove where it may no longer be written on, ValidationError by field.
    """
    held = Alert.objects.select_for_update(of=("self",)).select_related("community", "replaces").get(pk=alert.pk)
    if not held.is_open:
        raise IllegalMove(held, held.status)
    _require_unchanged(held, changes)
    if held.is_bound and not from_authority:
        _require_unchanged(held, changes, fixed=("kind",))
    before = {info.language: _info_values(info) for info in held.infos.all()}
    words = list(before.values()) if infos is None else [_with_audience(info, before) for info in infos]
    kept = {"from_template": held.from_template, "blanks": held.blanks}
    values = {**_values_of(held), **kept, **changes, "infos": words}
    if "area" in changes and "area_words" not in changes and changes["area"] != held.area:
        values["area_words"] = None
    built, rows = assemble_alert(by=held.author, now=now, **values)
    if held.is_bound and not from_authority:
        keep_to_authority(held, built, rows)
    if built.all_clear != held.all_clear:
        _require_unchanged(held, {"response_types": built.response_types}, fixed=("response_types",))
    for name in (*_LEVELS, *FACTS, *_TEMPLATE, "kind", "issuer", "expires", "area", "areas", "area_words", "shape"):
        setattr(held, name, getattr(built, name))
    held.save()
    held.infos.all().delete()
    _save_infos(held, rows)
    _record(held, "edited", by=by, now=now, from_status=held.status, to_status=held.status)
    return held


def update_alert(
    alert: Alert, *, by: Any, now: datetime, infos: Infos | None = None, note: str = "", **changes: Any
) -> Alert:
    """A new draft that will replace `alert` when it is issued; what is not changed is as before. Of a relay, our own
    update changes only what is ours to say: see keep_to_authority.

    Raises IllegalMove where `alert` is not in force, ValidationError by field.
    """
    _require_replaceable(alert, Alert.Status.UPDATED)
    values = {**_values_of(alert), "effective": None, "publish_at": None, "note": note, **changes}
    if "area" in changes and "area_words" not in changes:
        values["area_words"] = None
    if "expires" not in changes and alert.expires <= now:
        values["expires"] = now + GRACE
    words = [_info_values(info) for info in alert.infos.all()] if infos is None else list(infos)
    values |= {"msg_type": MsgType.UPDATE.value, "replaces": alert, "infos": words}
    values |= {"exercise": alert.exercise, "test": alert.test}
    return draft_alert(by=by, now=now, **values)


def cancel_alert(
    alert: Alert, *, by: Any, now: datetime, infos: Infos | None = None, note: str = "", **changes: Any
) -> Alert:
    """A new draft that will take `alert` back when it is issued (CAP's Cancel: it was an error, or holds no longer),
    to everybody in the same shape. `note` says why.

    Without `infos` it says so in plain words, in every language of the community and of the alert. What ends a relay
    in words of our own is a notice: only the authority speaks in its name.
    Raises IllegalMove where `alert` is not in force, ValidationError by field.
    """
    return _end(alert, MsgType.CANCEL, [], by=by, now=now, infos=infos, note=note, **changes)


def clear_alert(
    alert: Alert, *, by: Any, now: datetime, infos: Infos | None = None, note: str = "", **changes: Any
) -> Alert:
    """A new draft that will give the all-clear when it is issued: the danger of `alert` has passed. To CAP an Update
    whose responseType is AllClear. Words, people and errors as in cancel_alert.
    """
    all_clear = [ResponseType.ALL_CLEAR.value]
    return _end(alert, MsgType.UPDATE, all_clear, by=by, now=now, infos=infos, note=note, **changes)


def _end(
    alert: Alert,
    msg_type: MsgType,
    response_types: list[str],
    *,
    infos: Infos | None,
    note: str,
    from_authority: bool = False,
    **changes: Any,
) -> Alert:
    now = changes.pop("now")
    _require_replaceable(alert, Alert.Status.CANCELLED)
    words = list(infos or ())
    is_authoritys = alert.is_relay and bool(words) and (from_authority or not alert.is_bound)
    values = {
        **_values_of(alert),
        "urgency": CapUrgency.PAST.value,
        # the news that it is over must still arrive when the end was near
        "expires": changes.pop("expires", None) or max(alert.expires, now + GRACE),
        "msg_type": msg_type.value,
        "replaces": alert,
        "exercise": alert.exercise,
        "test": alert.test,
        "effective": None,
        "onset": None,
        "publish_at": None,
        "response_types": response_types,
        "note": note,
        "infos": words or end_words(alert, all_clear=bool(response_types)),
    }
    if alert.is_relay and not is_authoritys:
        values |= {"kind": Alert.Kind.NOTICE, "issuer": "", "contact": "", "parameters": [], "event_codes": []}
    said = {name: changes[name] for name in ("by", "contact", "web") if name in changes}
    return draft_alert(now=now, from_authority=from_authority, **values | said)


def assemble_alert(
    *,
    by: Any,
    now: datetime,
    community: Community | None,
    infos: Infos,
    area: Mapping[str, Any] | ResolvedArea | None,
    expires: datetime | None,
    area_words: Mapping[str, str] | None = None,
    **values: Any,
) -> tuple[Alert, list[AlertInfo]]:
    """An alert and its words, checked and not saved. Raises ValidationError with every wrong field at once."""
    errors: dict[str, Any] = {}
    if community is None:
        raise ValidationError({"community": [_("Name the community: there are several here, or none.")]})
    alert = Alert(
        community=community,
        author=by,
        created=now,
        identifier=f"{_prefix(community.slug)}-{UNNAMED}",
        expires=expires,
        **values,
    )
    known = event_of(alert.event)
    if known is not None:
        with translation.override("en"):
            alert.event = str(known.name)
    for name in ("event", "issuer"):
        setattr(alert, name, cleaned(getattr(alert, name)))
    clean_facts(alert, errors)
    try:
        found = _place(alert, area)
        alert.area, alert.areas, alert.shape = found.asked, list(found.parts), found.shape
        alert.area_words = {**found.words, **_checked_words(area_words)}
    except ValidationError as error:
        errors |= error.message_dict
        alert.area = alert.shape = {"none": True}
    rows = checked_infos(alert, infos, errors)
    _check_fields(alert, errors)
    check_times(alert, now, errors)
    if not errors:
        fill_blanks(alert, rows, errors)
    if errors:
        raise ValidationError(errors)
    return alert, rows


def _place(alert: Alert, area: Mapping[str, Any] | ResolvedArea | None) -> ResolvedArea:
    """Where `alert` goes. The all-clear, and an update that names no area, go where the earlier message went, even
    where that area is no longer on the map."""
    if alert.replaces is not None and (alert.is_over or area is None):
        return kept_area(alert.replaces)
    return area if isinstance(area, ResolvedArea) else resolve_area(alert.community, area)


def _check_fields(alert: Alert, errors: dict[str, Any]) -> None:
    try:
        alert.clean_fields(
            exclude={field.name for field in Alert._meta.fields} - {*_LEVELS, "kind", "issuer", "msg_type"}
        )
    except ValidationError as error:
        errors |= error.message_dict
    if alert.is_relay and not alert.issuer:
        errors["issuer"] = [_("A relay names the authority whose warning it is.")]
    keep_kinds_apart(alert, errors)
    refers = alert.msg_type != MsgType.ALERT
    if refers and alert.replaces is None:
        errors["references"] = [_("An update or a cancellation names the alert that it replaces.")]
    elif alert.replaces is not None and not refers:
        errors["msg_type"] = [_("Only an update or a cancellation refers to an earlier alert.")]
    elif alert.replaces is not None and alert.replaces.community_id != alert.community_id:
        errors["references"] = [_("The earlier alert is of another community.")]
    elif alert.replaces is not None and alert.replaces.exercise != alert.exercise:
        errors["exercise"] = [_("What began as an exercise stays one, and what is real stays real.")]
    elif alert.replaces is not None and alert.replaces.test != alert.test:
        errors["test"] = [_("What began as a test stays one, and what is real stays real.")]
    if alert.exercise and alert.test:
        errors["test"] = [_("An exercise or a test, not both.")]


def _require_replaceable(alert: Alert, to: str) -> None:
    alert.refresh_from_db(fields=["status"])
    if not alert.is_replaceable:
        raise IllegalMove(alert, to)


def _values_of(alert: Alert) -> dict[str, Any]:
    names = (
        *_LEVELS, *FACTS, "community", "kind", "issuer", "expires", "area_words",
        "exercise", "test", "msg_type", "replaces",
    )  # fmt: skip
    return {name: getattr(alert, name) for name in names} | {"area": kept_area(alert)}


def _info_values(info: AlertInfo) -> dict[str, str]:
    return {name: getattr(info, name) for name in ("language", *AlertInfo.WORDS)}


def _with_audience(info: Mapping[str, Any], before: Mapping[str, Mapping[str, str]]) -> Mapping[str, Any]:
    """Whoever does not speak of the audience leaves it as it was."""
    held = before.get(str(info.get("language", "")).lower(), {})
    return {"audience": held.get("audience", ""), **info}


def _require_unchanged(held: Alert, changes: Mapping[str, Any], fixed: Sequence[str] = _FROZEN) -> None:
    wrong = sorted(name for name in fixed if name in changes and changes[name] != getattr(held, name))
    if wrong:
        raise ValidationError({name: [_("This is fixed when the alert is first written.")] for name in wrong})


def _checked_words(words: Mapping[str, str] | None) -> dict[str, str]:
    if not words:
        return {}
    try:
        validate_words(words)
    except ValidationError as error:
        raise ValidationError({"area": error.messages}) from None
    return {language: cleaned(text)[:200] for language, text in words.items() if cleaned(text)}


def _new_identifier(community: Community) -> str:
    """Short, sayable, unused: LW-7KX2 in Liuwan."""
    prefix = _prefix(community.slug)
    for size in (4, 4, 4, 4, 5, 6, 7):
        identifier = new_reference(prefix, size)
        if not Alert.objects.filter(identifier=identifier).exists():
            return identifier
    return new_reference(prefix, 10)


def _prefix(slug: str) -> str:
    """Two or three letters that people know the place by: initials of its parts, else of its syllables."""
    parts = [part for part in re.split(r"[^a-z0-9]+", slug.lower()) if part]
    if len(parts) > 1:
        return "".join(part[0] for part in parts[:3]).upper()
    word = parts[0] if parts else "a"
    syllables = re.sub(r"(?<=.)[aeiou]", "", word)
    return (syllables[:2] or "A").upper()


def _save_infos(alert: Alert, rows: list[AlertInfo]) -> None:
    for row in rows:
        row.alert = alert
    AlertInfo.objects.bulk_create(rows)
    # the rows in hand are the alert's: nobody needs to ask for them again
    alert._prefetched_objects_cache = {}  # type: ignore[attr-defined]


def _record(alert: Alert, kind: str, *, by: Any, now: datetime, **fields: Any) -> None:
    AlertEvent.objects.create(alert=alert, kind=kind, by=by, at=now, **fields)
    publish("desk", "alert", identifier=alert.identifier)
