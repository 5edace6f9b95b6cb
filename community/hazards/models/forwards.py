"""Other Open311 servers, what was sent to them, and what they say became of it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.hazards.models.categories import Category
from community.hazards.models.handovers import Handover
from community.hazards.models.reports import Report
from community.places.models import Community


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def taking(self, report: Report) -> "EndpointQuerySet":
        """Those in use that take reports of this kind."""
        return self.filter(community=report.community_id, is_active=True, services__category=report.category_id)


class Endpoint(models.Model):
    """An Open311 GeoReport v2 server of an agency."""

    class Format(models.TextChoices):
        XML = "xml", _("XML, which every server speaks")
        JSON = "json", _("JSON, where they offer it")

    community = models.ForeignKey(Community, models.CASCADE, related_name="+", verbose_name=_("community"))
    name = models.CharField(_("agency"), max_length=120, help_text=_("As everybody may read it."))
    address = models.URLField(
        _("address"), max_length=500, help_text=_("Up to the version, as in https://example.org/open311/v2")
    )
    jurisdiction_id = models.CharField(
        _("jurisdiction (jurisdiction_id)"), max_length=120, blank=True, help_text=_("Where the server asks for one.")
    )
    api_key_sealed = models.BinaryField(null=True, blank=True)
    form = models.CharField(
        _("format of the answers"),
        max_length=4,
        choices=Format.choices,
        default=Format.XML,
    )
    knows_repeats = models.BooleanField(
        _("knows a repeat by its Idempotency-Key"), default=False, help_text=_("On for another site of this kind.")
    )
    takes_reporter = models.BooleanField(
        _("may be told who reported it"), default=False, help_text=_("Still only where the reporter agreed.")
    )
    exact_place = models.BooleanField(
        _("is told the exact place"),
        default=False,
        help_text=_("Otherwise as everybody sees it here. Their site may show it to everybody."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("Open311 server of an agency")
        verbose_name_plural = _("Open311 servers of agencies")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def code_for(self, category: Category) -> str:
        """Their service_code for our kind of hazard; "" where they take none."""
        return self.services.filter(category=category).values_list("code", flat=True).first() or ""


class EndpointService(models.Model):
    """What a server calls one of our kinds of hazard."""

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="services", verbose_name=_("server"))
    category = models.ForeignKey(Category, models.CASCADE, related_name="+", verbose_name=_("kind of hazard"))
    code = models.CharField(_("their service_code"), max_length=120)

    class Meta:
        verbose_name = _("kind of hazard that it takes")
        verbose_name_plural = _("kinds of hazard that it takes")
        ordering = ["category__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["endpoint", "category"], name="one_service_a_kind")]

    def __str__(self) -> str:
        return f"{self.category}: {self.code}"

    def clean(self) -> None:
        if self.category_id and self.endpoint.community_id and self.category.community_id != self.endpoint.community_id:
            raise ValidationError({"category": _("This kind is of another community.")})


class Forward(models.Model):
    """A report on its way to another Open311 server; rows are the queue.

    WAITING: to be posted. SENT: it left, and what they made of it is not known. TOKEN, FOLLOWED: they have it.
    STUCK: a person decides.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("forward", "Waiting to be sent")
        SENT = "sent", pgettext_lazy("forward", "Sent, no answer yet")
        TOKEN = "token", pgettext_lazy("forward", "Taken, no number yet")
        FOLLOWED = "followed", pgettext_lazy("forward", "With them")
        STUCK = "stuck", pgettext_lazy("forward", "Stuck")
        ENDED = "ended", pgettext_lazy("forward", "Ended")

    MOVES = {
        Status.WAITING: {Status.SENT, Status.TOKEN, Status.FOLLOWED, Status.STUCK, Status.ENDED},
        Status.SENT: {Status.WAITING, Status.TOKEN, Status.FOLLOWED, Status.STUCK, Status.ENDED},
        Status.TOKEN: {Status.FOLLOWED, Status.STUCK, Status.ENDED},
        Status.FOLLOWED: {Status.STUCK, Status.ENDED},
        Status.STUCK: {Status.WAITING, Status.TOKEN, Status.FOLLOWED, Status.ENDED},
        Status.ENDED: set(),
    }
    RUNNING = (Status.WAITING, Status.SENT, Status.TOKEN, Status.FOLLOWED)

    report = models.ForeignKey(Report, models.CASCADE, related_name="forwards", verbose_name=_("hazard report"))
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="forwards", verbose_name=_("server"))
    handover = models.OneToOneField(Handover, models.CASCADE, related_name="forward")
    key = models.CharField(max_length=40, unique=True)  # the Idempotency-Key of all its attempts
    with_reporter = models.BooleanField(default=False)  # the reporter agreed that they hear the name and number
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.WAITING)
    posts = models.PositiveSmallIntegerField(default=0)  # that may have arrived
    sent_sealed = models.BinaryField(null=True, blank=True)  # what was posted, until they have it: a repeat is the same
    # a person has asked them: they do not have it
    is_cleared = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)  # since it last went well
    since = models.DateTimeField()  # when it last went well, or was tried anew
    next_at = models.DateTimeField()
    quiet = models.PositiveSmallIntegerField(default=0)  # looks in a row that brought nothing new
    request_id = models.CharField(_("their number"), max_length=120, blank=True)
    token = models.CharField(max_length=120, blank=True)
    their_status = models.CharField(max_length=6, blank=True)  # "open" or "closed"
    their_notes = models.CharField(max_length=1000, blank=True)
    error = models.CharField(max_length=10, blank=True)  # a key of ERRORS
    reason = models.CharField(max_length=300, blank=True)  # in their words

    ERRORS = {
        "away": _("Their server does not answer."),
        "failed": _("Their server has a fault."),
        "unknown": _("It is not known whether it arrived. Ask them before you send it again."),
        "refused": _("They refuse it."),
        "key": _("They do not know our key."),
        "garbage": _("Their answer cannot be read."),
        "address": _("We do not go to this address."),
        "moved": _("Their server has another address now."),
        "missing": _("They no longer show it."),
        "slow": _("They gave it no number."),
        "unmapped": _("It is not set what they call this kind of hazard."),
        "off": _("Their server is not in use here."),
        "hidden": _("It was taken from the public meanwhile. Send it only if they must have it."),
    }

    class Meta:
        verbose_name = _("report sent to another server")
        verbose_name_plural = _("reports sent to other servers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "endpoint"], condition=~Q(status="ended"), name="one_forward_to_a_server"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                name="forward_due",
                condition=Q(status__in=["waiting", "sent", "token", "followed"]),
            ),
            models.Index(fields=["status"], name="forward_stuck", condition=Q(status="stuck")),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def trouble(self) -> str:
        """What is wrong, in words; "" where nothing is."""
        ends = self.status == self.Status.ENDED
        code = "off" if not self.error and not self.endpoint.is_active and not ends else self.error
        return str(self.ERRORS.get(code, ""))

    @property
    def may_have_arrived(self) -> bool:
        return self.posts > 0 and not self.request_id and not self.token

    @property
    def proposes_closing(self) -> bool:
        """They say that it is done; whether it is, a person sees."""
        return self.their_status == "closed" and self.report.status == Report.Status.REFERRED
