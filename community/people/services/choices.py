"""How a person wants to be warned: their own word, which no register changes."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.people.models import MailboxRequest, Resident, Way


@transaction.atomic
def choose_ways(resident: Resident, ways: list[str], *, needs_call: bool | None = None) -> None:
    """Keep the ways that a person allows, the preferred one first. Raises ValidationError.

    One of the two that need nothing but the number they proved stays: who allows neither would be reached by nobody
    on the day when their mailbox is full and their browser forgot us.
    """
    if len(set(ways)) != len(ways) or not set(ways) <= set(Way.values):
        raise ValidationError({"ways": _("Name each way once.")})
    if not {Way.SMS, Way.VOICE} & set(ways):
        raise ValidationError(
            {"ways": _("Keep text messages or phone calls. To get nothing at all, stop the warnings.")}
        )
    row = Resident.objects.select_for_update().get(pk=resident.pk)
    row.ways = list(ways)
    row.needs_call = row.needs_call if needs_call is None else needs_call
    _say(row, "ways", "needs_call")
    resident.ways, resident.needs_call = row.ways, row.needs_call


def move_way(resident: Resident, way: str, *, to: str) -> None:
    """One step: `to` is "earlier", "off" or "on". What is not possible changes nothing. Raises ValidationError."""
    ways = [one for one in resident.ways if one in Way.values]
    if way not in Way.values:
        raise ValidationError({"ways": _("There is no such way.")})
    if to == "on" and way not in ways:
        ways.append(way)
    elif to == "off" and way in ways:
        ways.remove(way)
    elif to == "earlier" and way in ways[1:]:
        place = ways.index(way)
        ways[place - 1], ways[place] = ways[place], ways[place - 1]
    choose_ways(resident, ways)


@transaction.atomic
def choose_language(resident: Resident, language: str) -> None:
    """Warn them in `language` from now on. Raises ValidationError."""
    if language not in dict(settings.LANGUAGES):
        raise ValidationError({"language": _("This is not a language of this site.")})
    resident.language = language
    _say(resident, "language")


@transaction.atomic
def say_needs_help(resident: Resident, needs_help: bool) -> None:
    """Keep their own word on whether they need help to get away; who does is warned first. Only while they agree."""
    row = Resident.objects.select_for_update().get(pk=resident.pk)
    row.needs_help = row.consent and needs_help
    _say(row, "needs_help")
    resident.needs_help = row.needs_help


@transaction.atomic
def stop_everything(resident: Resident, *, now: datetime) -> None:
    """No more warnings, by no way: places, mailbox and devices are forgotten.

    The number stays, sealed, with their no: else the next register would bring it back.
    """
    row = Resident.objects.select_for_update().get(pk=resident.pk)
    row.places.all().delete()
    row.devices.all().delete()
    MailboxRequest.objects.filter(resident=row).delete()
    row.consent, row.consent_at = False, now
    row.email_sealed, row.email_index, row.needs_call, row.needs_help = None, "", False, False
    _say(row, "consent", "consent_at", "email_sealed", "email_index", "needs_call", "needs_help")


def _say(row: Resident, *fields: str) -> None:
    """Save, as their own word."""
    row.source = Resident.Source.SUBSCRIPTION
    row.save(update_fields=[*fields, "source"])
