"""Who lives and works here: roles, homes, and how to reach people who agreed to be reached."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.places.models import Community
from portal.lib.phones import masked
from portal.lib.sealing import blind_index, unseal
from portal.lib.words import WordsField, said

MOST_PLACES = 5
MOST_DEVICES = 5
MOST_BEHIND_A_DOOR = 500  # a dormitory, a home for the aged


class Way(models.TextChoices):
    """How a warning reaches a person; the names are those of settings.CARRIERS."""

    SMS = "sms", pgettext_lazy("way", "Text message")
    VOICE = "voice", pgettext_lazy("way", "Phone call")
    PUSH = "push", pgettext_lazy("way", "Notification on a device")
    EMAIL = "email", pgettext_lazy("way", "E-mail")


def every_way() -> list[str]:
    return list(Way.values)


class Role(models.TextChoices):
    RESIDENT = "resident", _("Resident")
    VOLUNTEER = "volunteer", _("Volunteer")
    GRID_WORKER = "grid_worker", _("Grid worker")
    STATION_LEAD = "station_lead", _("Station lead")
    ORGANISER = "organiser", _("Drill organiser")
    EVALUATOR = "evaluator", _("Evaluator")
    OFFICER = "officer", _("Duty officer")
    APPROVER = "approver", _("Approver")
    EDITOR = "editor", _("Editor")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Administrator")


class Membership(models.Model):
    """One person's role in one community; one person may hold several."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    community = models.ForeignKey(Community, models.CASCADE, related_name="memberships", verbose_name=_("community"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "community", "role"], name="one_membership_a_role")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Grid(models.Model):
    """A part of a community that one grid worker looks after."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="grids", verbose_name=_("community"))
    slug = models.SlugField(_("short name"))
    name = WordsField(_("name"))
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="grids",
        verbose_name=_("grid worker"),
    )

    class Meta:
        verbose_name = _("grid")
        verbose_name_plural = _("grids")
        constraints = [models.UniqueConstraint(fields=["community", "slug"], name="one_grid_a_slug")]

    def __str__(self) -> str:
        return said(self.name)


class Building(models.Model):
    grid = models.ForeignKey(Grid, models.CASCADE, related_name="buildings", verbose_name=_("grid"))
    slug = models.SlugField(_("short name"))
    name = WordsField(_("name"))
    address = models.CharField(_("address"), max_length=200, blank=True)
    latitude = models.FloatField(_("latitude"), validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(_("longitude"), validators=[MinValueValidator(-180), MaxValueValidator(180)])

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        constraints = [models.UniqueConstraint(fields=["grid", "slug"], name="one_building_a_slug")]

    def __str__(self) -> str:
        return said(self.name)


class Household(models.Model):
    """A door, and how many people to expect behind it."""

    building = models.ForeignKey(Building, models.CASCADE, related_name="households", verbose_name=_("building"))
    door = models.CharField(_("door"), max_length=40)
    people = models.PositiveSmallIntegerField(
        _("expected people"), default=1, validators=[MaxValueValidator(MOST_BEHIND_A_DOOR)]
    )

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        constraints = [models.UniqueConstraint(fields=["building", "door"], name="one_household_a_door")]

    def __str__(self) -> str:
        return f"{self.building} {self.door}"


class BuildingLead(models.Model):
    """Who wakes a building: rung until they press 1, then their deputy (叫应)."""

    class Rank(models.IntegerChoices):
        LEAD = 1, _("Lead")
        DEPUTY = 2, _("Deputy")

    building = models.ForeignKey(Building, models.CASCADE, related_name="leads", verbose_name=_("building"))
    rank = models.PositiveSmallIntegerField(_("rung as"), choices=Rank.choices, default=Rank.LEAD)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=150)
    phone_sealed = models.BinaryField()
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)

    class Meta:
        verbose_name = _("building lead")
        verbose_name_plural = _("building leads")
        constraints = [models.UniqueConstraint(fields=["building", "rank"], name="one_lead_and_one_deputy")]

    def __str__(self) -> str:
        return self.name

    @property
    def phone(self) -> str:
        return unseal(self.phone_sealed)

    @property
    def masked_phone(self) -> str:
        return masked(self.phone)


class DutyPhone(models.Model):
    """Where somebody on duty is rung: the office's entry, apart from what they agreed to as a resident."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="duty_phone", verbose_name=_("person")
    )
    phone_sealed = models.BinaryField()
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)

    class Meta:
        verbose_name = _("duty phone")
        verbose_name_plural = _("duty phones")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def phone(self) -> str:
        return unseal(self.phone_sealed)

    @property
    def masked_phone(self) -> str:
        return masked(self.phone)


class DutyTurnQuerySet(models.QuerySet):
    def on(self, now: datetime) -> Self:
        """Those whose turn it is, in the order in which they are rung."""
        running = models.Q(ends=None) | models.Q(ends__gt=now)
        return self.filter(running, starts__lte=now).order_by("order", "starts", "pk")


class DutyTurn(models.Model):
    """Somebody is on duty, and rung before those who only hold the role."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="duty", verbose_name=_("community"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="duty", verbose_name=_("person"))
    order = models.PositiveSmallIntegerField(_("rung as number"), default=1)
    starts = models.DateTimeField(pgettext_lazy("turn of duty", "from"))
    ends = models.DateTimeField(_("until"), null=True, blank=True)  # none: until somebody changes it

    objects = DutyTurnQuerySet.as_manager()

    class Meta:
        verbose_name = _("turn of duty")
        verbose_name_plural = _("turns of duty")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gt=models.F("starts")), name="duty_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class ResidentQuerySet(models.QuerySet):
    def of_phone(self, phone: str) -> Self:
        """Rows of an E.164 number, one a community."""
        return self.filter(phone_index=blind_index(phone))


class Resident(models.Model):
    """A contact: a phone, the language its owner reads, and their agreement to be texted."""

    class Source(models.TextChoices):
        IMPORT = "import", _("a register")
        SUBSCRIPTION = "subscription", _("they asked to be warned")  # their own word outranks every register
        OFFICE = "office", _("the office")
        DEMO = "demo", _("demo")

    community = models.ForeignKey(Community, models.CASCADE, related_name="residents", verbose_name=_("community"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="residents")
    household = models.ForeignKey(
        Household, models.SET_NULL, null=True, blank=True, related_name="residents", verbose_name=_("household")
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=150, blank=True)
    phone_sealed = models.BinaryField()
    phone_index = models.CharField(max_length=64)
    language = models.CharField(_("language"), max_length=12)
    consent = models.BooleanField(_("agreed to be texted"), default=False)
    consent_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    # the ways that they allow, the one they prefer first; a way without an address is none yet
    ways = models.JSONField(_("ways to reach them, in order"), default=every_way)
    needs_call = models.BooleanField(_("cannot read texts: is always rung"), default=False)
    needs_help = models.BooleanField(
        _("needs help to get away"), default=False, help_text=_("With their consent. They are warned first.")
    )
    email_sealed = models.BinaryField(null=True)  # only once its owner has typed the code that was sent there
    email_index = models.CharField(max_length=64, blank=True)
    source = models.CharField(_("how we know them"), max_length=20, choices=Source.choices)
    is_demo = models.BooleanField(default=False)
    created = models.DateTimeField(_("entered"))

    objects = ResidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("resident")
        verbose_name_plural = _("residents")
        constraints = [
            models.UniqueConstraint(fields=["community", "phone_index"], name="one_resident_a_phone"),
        ]
        indexes = [
            models.Index(fields=["email_index"], name="resident_email", condition=~models.Q(email_index="")),
            models.Index(fields=["community"], name="resident_help", condition=models.Q(needs_help=True)),
            models.Index(fields=["community"], name="resident_call", condition=models.Q(needs_call=True)),
        ]

    def __str__(self) -> str:
        return self.name or self.masked_phone

    @property
    def phone(self) -> str:
        return unseal(self.phone_sealed)

    @property
    def masked_phone(self) -> str:
        return masked(self.phone)

    @property
    def email(self) -> str:
        return unseal(self.email_sealed) if self.email_sealed is not None else ""


class Device(models.Model):
    """A browser that shows its owner's warnings (a web push subscription)."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="devices")
    subscription_sealed = models.BinaryField()  # JSON: endpoint and keys, as the browser gave them
    endpoint_index = models.CharField(max_length=64, db_index=True)
    name = models.CharField(_("name"), max_length=60, blank=True)  # "Firefox, Android"
    created = models.DateTimeField()

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [models.UniqueConstraint(fields=["resident", "endpoint_index"], name="one_row_a_browser")]

    def __str__(self) -> str:
        return self.name or str(self._meta.verbose_name)

    @property
    def subscription(self) -> str:
        return unseal(self.subscription_sealed)


class MailboxRequest(models.Model):
    """A mailbox that somebody said is theirs, until they type the code that was sent there."""

    MOST_TRIES = 3

    resident = models.OneToOneField(Resident, models.CASCADE, related_name="mailbox_request")
    email_sealed = models.BinaryField()
    code_digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    expires = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("e-mail address to be confirmed")
        verbose_name_plural = _("e-mail addresses to be confirmed")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @property
    def email(self) -> str:
        return unseal(self.email_sealed)


class ResidentPlace(models.Model):
    """A place somebody wants to be warned about: home, work, a parent's flat."""

    # no index of its own: place_reach and one_place_a_position begin with it
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="places", db_index=False)
    position = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)]
    )
    name = models.CharField(_("name"), max_length=60, blank=True)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    radius = models.PositiveIntegerField(_("radius in metres"), default=0, validators=[MaxValueValidator(50_000)])

    class Meta:
        verbose_name = _("place of a resident")
        verbose_name_plural = _("places of residents")
        constraints = [
            models.UniqueConstraint(fields=["resident", "position"], name="one_place_a_position"),
            models.CheckConstraint(
                condition=models.Q(position__gte=1, position__lte=MOST_PLACES), name="five_places_at_most"
            ),
        ]
        # covers the whole question "whose places reach into this box", read in the order in which people are texted:
        # a million places in 0.2 s over all chunks
        indexes = [models.Index(fields=["resident", "latitude", "longitude", "radius"], name="place_reach")]

    def __str__(self) -> str:
        return self.name or f"{self.latitude:.4f}, {self.longitude:.4f}"


class SubscriptionRequest(models.Model):
    """A number that asked to be warned and has yet to type its code."""

    MOST_TRIES = 3

    class Channel(models.TextChoices):
        WEB = "web"  # bound to the session that asked
        API = "api"

    community = models.ForeignKey(Community, models.CASCADE)
    channel = models.CharField(max_length=4, choices=Channel.choices)
    phone_sealed = models.BinaryField()
    phone_index = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=12)
    places = models.JSONField(
        default=list
    )  # [{"name", "latitude", "longitude", "radius"}]; none: to look at what is kept
    code_digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created = models.DateTimeField()
    expires = models.DateTimeField(db_index=True)

    @property
    def phone(self) -> str:
        return unseal(self.phone_sealed)

    @property
    def masked_phone(self) -> str:
        return masked(self.phone)
