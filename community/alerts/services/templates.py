"""Words written in peacetime: written, read by a second person, taken out of use."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from community.alerts import permissions
from community.alerts.cap.writing import plain
from community.alerts.models import Alert, AlertTemplate, TemplateEvent
from community.alerts.selectors.hours import is_grave
from community.alerts.selectors.kinds import borrowed_words
from community.alerts.selectors.presets import event_of
from community.places.models import Community

READ_AGAIN_AFTER = timedelta(days=365)
STARTING = Path(__file__).resolve().parent.parent / "starting_templates.toml"
FIELDS = (
    "name", "event", "category", "severity", "urgency", "certainty", "response_types", "hours", "words", "is_ending",
)  # fmt: skip


@transaction.atomic
def write_template(template: AlertTemplate, *, by: Any, now: datetime, **values: Any) -> AlertTemplate:
    """Save a template, new or changed, with any of FIELDS. Whatever was approved before is approved no longer.

    Raises ValidationError by field.
    """
    for name in FIELDS:
        if name in values:
            setattr(template, name, values[name])
    _check(template)
    template.changed_by, template.changed_at = by, now
    template.approved_by = template.approved_at = template.review_by = None
    template.save()
    _record(template, "written", by=by, now=now)
    return template


@transaction.atomic
def copy_template(template: AlertTemplate, community: Community, *, by: Any, now: datetime) -> AlertTemplate:
    """The community's own copy of a general template: the one there is, else a new one."""
    values = {name: getattr(template, name) for name in FIELDS}
    own, made = AlertTemplate.objects.get_or_create(
        community=community, slug=template.slug, defaults={**values, "changed_by": by, "changed_at": now}
    )
    if made:
        _record(own, "copied", by=by, now=now)
    return own


@transaction.atomic
def approve_template(template: AlertTemplate, *, by: Any, now: datetime, seen: int | None = None) -> None:
    """Say that a second person has read these words, until a year from now.

    `seen` is the last event that their page showed: words that changed meanwhile are not approved. Raises
    PermissionDenied (one's own words), ValidationError while a grave warning is in force, or for words that changed.
    """
    held = AlertTemplate.objects.select_for_update().get(pk=template.pk)
    if permissions.wrote_template(by, held):
        raise PermissionDenied(_("You wrote this template: a second person has to approve it."))
    if not _is_calm(held, now):
        raise ValidationError(_("A grave warning is in force. Templates are approved in peacetime."))
    if seen is not None and held.events.filter(pk__gt=seen).exists():
        raise ValidationError(_("This template has changed since you read it. Read it again, then approve."))
    held.approved_by, held.approved_at = by, now
    held.review_by = (now + READ_AGAIN_AFTER).date()
    held.save(update_fields=["approved_by", "approved_at", "review_by"])
    _record(held, "approved", by=by, now=now)


@transaction.atomic
def retire_template(template: AlertTemplate, *, by: Any, now: datetime, is_active: bool = False) -> None:
    """Take a template out of use, or into use again."""
    changed = AlertTemplate.objects.filter(pk=template.pk, is_active=not is_active).update(is_active=is_active)
    if changed:
        _record(template, "restored" if is_active else "withdrawn", by=by, now=now)


@transaction.atomic
def load_templates(*, now: datetime) -> dict[str, int]:
    """The general templates of starting_templates.toml: {"new", "changed", "kept"}. What a person wrote is kept."""
    counts = {"new": 0, "changed": 0, "kept": 0}
    for values in tomllib.loads(STARTING.read_text(encoding="utf-8"))["template"]:
        slug, regions = values.pop("slug"), values.pop("regions", [])
        row = AlertTemplate.objects.filter(community=None, slug=slug).first()
        wanted = {"is_ending": False, **values, "regions": regions}
        if row is not None and (
            row.events.exists() or all(getattr(row, name) == value for name, value in wanted.items())
        ):
            counts["kept"] += 1
            continue
        counts["new" if row is None else "changed"] += 1
        row = row or AlertTemplate(community=None, slug=slug)
        for name, value in wanted.items():
            setattr(row, name, value)
        _check(row)
        row.changed_at = now
        row.save()
    return counts


def _check(template: AlertTemplate) -> None:
    """Bring a template into shape. Raises ValidationError by field."""
    errors: dict[str, Any] = {}
    known = event_of(template.event)
    if known is not None:
        with translation.override("en"):
            template.event = str(known.name)
    words = template.words if isinstance(template.words, dict) else {}
    template.words = {
        language: {name: plain(str(texts.get(name, ""))).strip() for name in AlertTemplate.WORDS}
        for language, texts in words.items()
        if language in dict(settings.LANGUAGES) and any(str(text).strip() for text in texts.values())
    }
    # a template exists in every language of its people, or not at all: at night nobody translates
    needed = template.community.languages if template.community else list(dict(settings.LANGUAGES))
    if any(not all(template.texts_in(language).values()) for language in needed):
        errors["words"] = [_("Write all three parts in every language: a template is ready in all of them.")]
    said = [text for texts in template.words.values() for text in texts.values()]
    found = borrowed_words(Alert(kind=Alert.Kind.NOTICE, event="\n".join([template.event, *said])), [])
    if found:
        message = _("A template is for our own notices, which never say “%(words)s”.")
        errors["words"] = [message % {"words": _("”, “").join(found)}]
    try:
        template.clean_fields(exclude=["community", "changed_by", "changed_at", "words", "regions", "response_types"])
    except ValidationError as error:
        errors |= error.message_dict
    if errors:
        raise ValidationError(errors)


def _is_calm(template: AlertTemplate, now: datetime) -> bool:
    running = Alert.objects.current(now)
    if template.community is not None:
        running = running.filter(community=template.community)
    return not any(is_grave(row) for row in running)


def _record(template: AlertTemplate, kind: str, *, by: Any, now: datetime) -> None:
    TemplateEvent.objects.create(template=template, kind=kind, by=by, at=now)
