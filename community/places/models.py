"""Where: communities and the areas that people there call by name."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumbers import SUPPORTED_REGIONS

from portal.lib.words import WordsField, said


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("This is not the name of a time zone."))


def validate_languages(codes: Any) -> None:
    known = dict(settings.LANGUAGES)
    if not isinstance(codes, list) or not codes or len(set(map(str, codes))) != len(codes):
        raise ValidationError(_("Name at least one language, each once."))
    if not all(isinstance(code, str) and code in known for code in codes):
        raise ValidationError(
            _("The languages of this site are: %(codes)s."), params={"codes": ", ".join(known)}, code="unknown"
        )


EMERGENCY_KINDS = ("fire", "ambulance", "police")  # every community says these three; more kinds are welcome
EMERGENCY_NUMBER = re.compile(r"\+?[0-9][0-9 -]{1,17}")


def validate_emergency_numbers(numbers: Any) -> None:
    """{"fire": "119", "ambulance": "120", "police": "110", ...}: all three kinds, each a number one can dial."""
    if not isinstance(numbers, dict):
        raise ValidationError(_("Write emergency numbers as one number for each kind."))
    missing = [kind for kind in EMERGENCY_KINDS if not numbers.get(kind)]
    if missing:
        raise ValidationError(_("An emergency number is missing: %(kinds)s."), params={"kinds": ", ".join(missing)})
    for kind, number in numbers.items():
        if not re.fullmatch(r"[a-z_]{1,30}", kind):
            raise ValidationError(_("Kinds of emergency numbers are short names in small letters."))
        if not isinstance(number, str) or not EMERGENCY_NUMBER.fullmatch(number):
            raise ValidationError(_("Not a number one can dial, for: %(kind)s."), params={"kind": kind})


def validate_region(code: str) -> None:
    if code not in SUPPORTED_REGIONS:  # telephone numbers are read by it
        raise ValidationError(_("Two letters of a country or region (ISO 3166), as in CN or US."))


def validate_dialled(number: str) -> None:
    if not EMERGENCY_NUMBER.fullmatch(number):
        raise ValidationError(_("This is not a number one can dial."))


def all_languages() -> list[str]:
    return ["en", "zh-hans"]


MOST_PAIRS = 20


def validate_pairs(pairs: Any) -> None:
    """[{"valueName": "SAME", "value": "051013"}, ...]: codes as CAP writes them."""
    if not isinstance(pairs, list) or len(pairs) > MOST_PAIRS:
        raise ValidationError(_("Write codes as a list of valueName and value, 20 at most."))
    for pair in pairs:
        if not isinstance(pair, dict) or set(pair) != {"valueName", "value"}:
            raise ValidationError(_("Each code is a valueName and a value, and nothing else."))
        if not all(isinstance(text, str) and text.strip() and len(text) <= 200 for text in pair.values()):
            raise ValidationError(_("A valueName and its value are texts of 1 to 200 characters."))


class BoundedQuerySet(models.QuerySet):
    def boxes_holding(self, latitude: float, longitude: float) -> Self:
        """Rows whose box holds the point: candidates for an exact test."""
        return self.filter(south__lte=latitude, north__gte=latitude, west__lte=longitude, east__gte=longitude)


class Bounded(models.Model):
    """A GeoJSON shape (Polygon or MultiPolygon, longitude first, WGS 84) and its bounding box in degrees."""

    shape = models.JSONField(_("shape"))
    south = models.FloatField(editable=False)
    west = models.FloatField(editable=False)
    north = models.FloatField(editable=False)
    east = models.FloatField(editable=False)

    objects = BoundedQuerySet.as_manager()

    class Meta:
        abstract = True


class Community(Bounded):
    """A neighbourhood, village or town that runs this site for itself."""

    slug = models.SlugField(_("short name"), unique=True)
    name = WordsField(_("name"))
    issuer = WordsField(_("who speaks for it"))  # "Liuwan neighbourhood office"
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone], default="UTC")
    region = models.CharField(
        _("country or region"), max_length=2, validators=[validate_region]
    )  # ISO 3166-1: "CN", "US"
    languages = models.JSONField(_("languages"), default=all_languages, validators=[validate_languages])
    # {"fire": "119", "ambulance": "120", "police": "110"}; the first is the one shown where the kind is not known
    emergency_numbers = models.JSONField(_("emergency numbers"), default=dict, validators=[validate_emergency_numbers])
    # the same hour twice: no quiet hours
    quiet_from = models.TimeField(_("quiet hours begin"), default=time(22))
    quiet_until = models.TimeField(_("quiet hours end"), default=time(7))
    work_from = models.TimeField(_("working hours begin"), default=time(8, 30))
    work_until = models.TimeField(_("working hours end"), default=time(17, 30))
    work_days = models.CharField(
        _("working days"),
        max_length=7,
        default="12345",
        validators=[RegexValidator(r"^(?!.*(.).*\1)[1-7]+\Z", _("Write the numbers of the days, each once: 12345."))],
    )
    sms_number = models.CharField(_("number for texts"), max_length=20, blank=True, validators=[validate_dialled])
    is_demo = models.BooleanField(_("demo"), default=False)

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")

    def __str__(self) -> str:
        return said(self.name)

    def clean(self) -> None:
        if self.work_from and self.work_until and self.work_from >= self.work_until:
            raise ValidationError({"work_until": _("Working hours end after they begin.")})

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def quiet_end(self, now: datetime) -> datetime | None:
        """When the quiet hours that hold `now` on the place's own clock are over; None where none do."""
        local = now.astimezone(self.zone)
        begin, end, clock = self.quiet_from, self.quiet_until, local.time()
        over_midnight = end < begin
        if not (clock >= begin or clock < end if over_midnight else begin <= clock < end):
            return None
        day = local.date() + timedelta(days=over_midnight and clock >= begin)
        return datetime.combine(day, end, tzinfo=self.zone)

    def after_work(self, start: datetime, hours: float) -> datetime:
        """When the office has worked for `hours` since `start`, on the place's own clock."""
        left, day = timedelta(hours=hours), start.astimezone(self.zone).date()
        while True:
            if str(day.isoweekday()) in self.work_days:
                opens = max(start, datetime.combine(day, self.work_from, tzinfo=self.zone).astimezone(UTC))
                closes = datetime.combine(day, self.work_until, tzinfo=self.zone).astimezone(UTC)
                if closes - opens >= left:
                    return opens + left
                left -= max(closes - opens, timedelta())
            day += timedelta(days=1)

    def quiet_begin(self, now: datetime) -> datetime | None:
        """When quiet hours next begin after `now` on the place's own clock; None where there are none."""
        if self.quiet_from == self.quiet_until:
            return None
        local = now.astimezone(self.zone)
        day = local.date() + timedelta(days=local.time() >= self.quiet_from)
        return datetime.combine(day, self.quiet_from, tzinfo=self.zone)


class NamedArea(Bounded):
    """A part of a community under the name that people use for it: "Lower Street", "the Wharf"."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="areas", verbose_name=_("community"))
    slug = models.SlugField(_("short name"))
    name = WordsField(_("name"))
    # what other systems call it: [{"valueName": "SAME", "value": "051013"}]
    geocodes = models.JSONField(_("codes"), default=list, blank=True, validators=[validate_pairs])

    class Meta:
        verbose_name = _("named area")
        verbose_name_plural = _("named areas")
        constraints = [models.UniqueConstraint(fields=["community", "slug"], name="one_area_a_slug")]

    def __str__(self) -> str:
        return said(self.name)
