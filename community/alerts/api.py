"""/api/v1/alerts/."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.authentication import SessionAuthentication
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from community.alerts import permissions, services
from community.alerts.models import Alert
from community.alerts.selectors import delivery_counts, preview_of
from community.alerts.serializers import AlertInput, AlertSerializer, FollowUpInput, NoteInput, preview_data
from community.hazards.models import Report
from community.places import geometry
from community.places.models import Community
from community.places.selectors import named_community, resolve_community
from portal.lib.access import require


def came_by_session(request: Request) -> bool:
    return isinstance(request.successful_authenticator, SessionAuthentication)


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("status", str),
            OpenApiParameter("community", str),
            OpenApiParameter("current", bool, description="only those in force"),
        ]
    )
)
class AlertViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = AlertSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]
    filter_backends: list = []
    lookup_field = "identifier"
    lookup_value_regex = r"[^/]+"
    queryset = Alert.objects.none()  # for the schema; see get_queryset

    def get_queryset(self):
        """Anyone: what is public. Those of the desk: everything of their communities as well."""
        rows = (
            Alert.objects.for_reading()
            .select_related("community", "replaces")
            .defer("community__shape", "replaces__shape")
        )
        rows = rows.filter(pk__in=Alert.objects.public().values("pk")) | rows.filter(
            pk__in=Alert.objects.visible_to(self.request.user).values("pk")
        )
        return rows if self.action != "list" else self._filtered(rows)

    def _filtered(self, rows):
        asked = self.request.query_params
        if status := asked.get("status"):
            if status not in Alert.Status.values:
                raise ValidationError(
                    {"status": [_("Use one of: %(values)s.") % {"values": ", ".join(Alert.Status.values)}]}
                )
            rows = rows.filter(status=status)
        if community := named_community(asked.get("community", "")):
            rows = rows.filter(community=community)
        if asked.get("current", "").lower() in ("1", "true", "yes"):
            rows = rows.current(timezone.now())
        return rows

    @extend_schema(request=AlertInput, responses={201: AlertSerializer})
    def create(self, request):
        require(permissions.may_draft, request.user)
        values = self._read(AlertInput)
        reports = _reports(request.user, values.pop("hazard", []))
        replaces = _replaced(request.user, values.pop("references", []))
        community = _community(values, reports, replaces)
        if community is not None:
            require(permissions.may_draft, request.user, community)
        alert = services.draft_alert(
            by=request.user,
            now=timezone.now(),
            from_reports=reports,
            **values | {"community": community, "replaces": replaces},
        )
        return self._answer(alert, 201)

    @extend_schema(request=AlertInput, responses=AlertSerializer)
    def partial_update(self, request, identifier):
        alert = self._alert(permissions.may_write)
        values = self._read(AlertInput)
        for name in ("community", "references", "hazard"):
            values.pop(name, None)
        return self._answer(services.edit_alert(alert, by=request.user, now=timezone.now(), **values))

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["post"])
    def preview(self, request, identifier):
        alert = self._alert(permissions.may_preview)
        return Response(preview_data(preview_of(alert, list(alert.infos.all()), now=timezone.now())))

    @extend_schema(request=None, responses=AlertSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request, identifier):
        alert = self._alert(permissions.may_write)
        services.submit_alert(alert, by=request.user, now=timezone.now())
        return self._answer(alert)

    @extend_schema(request=None, responses=AlertSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request, identifier):
        alert = self._alert(permissions.may_decide)
        return self._issue(request, alert)

    # a token is scoped and exempt; a session may be a screen that was left open
    @method_decorator(reauthentication_required(enabled=came_by_session))
    def _issue(self, request, alert):
        services.approve_alert(alert, by=request.user, now=timezone.now())
        return self._answer(alert)

    @extend_schema(request=NoteInput, responses={201: AlertSerializer})
    @action(detail=True, methods=["post"])
    def retract(self, request, identifier):
        """Take one's own error back at once; `note` says what was wrong. Answers the Cancel."""
        alert = self._alert(permissions.may_retract)
        return self._retract(request, alert)

    @method_decorator(reauthentication_required(enabled=came_by_session))
    def _retract(self, request, alert):
        reason = self._read(NoteInput).get("note", "")
        return self._answer(services.retract_alert(alert, by=request.user, now=timezone.now(), reason=reason), 201)

    @extend_schema(request=None, responses=AlertSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, identifier):
        alert = self._alert(permissions.may_write)
        services.withdraw_alert(alert, by=request.user, now=timezone.now())
        return self._answer(alert)

    @extend_schema(request=NoteInput, responses=AlertSerializer)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def give_back(self, request, identifier):
        alert = self._alert(permissions.may_decide)
        note = self._read(NoteInput).get("note", "")
        services.return_alert(alert, by=request.user, now=timezone.now(), note=note)
        return self._answer(alert)

    @extend_schema(request=FollowUpInput, responses={201: AlertSerializer})
    @action(detail=True, methods=["post"], url_path="update", url_name="update")
    def replace(self, request, identifier):
        alert = self._alert(permissions.may_write)
        values = self._read(FollowUpInput)
        return self._answer(services.update_alert(alert, by=request.user, now=timezone.now(), **values), 201)

    @extend_schema(request=FollowUpInput, responses={201: AlertSerializer})
    @action(detail=True, methods=["post"])
    def cancel(self, request, identifier):
        alert = self._alert(permissions.may_write)
        values = self._read(FollowUpInput)
        return self._answer(services.cancel_alert(alert, by=request.user, now=timezone.now(), **_kept(values)), 201)

    @extend_schema(request=FollowUpInput, responses={201: AlertSerializer})
    @action(detail=True, methods=["post"], url_path="all-clear", url_name="all-clear")
    def all_clear(self, request, identifier):
        alert = self._alert(permissions.may_write)
        values = self._read(FollowUpInput)
        return self._answer(services.clear_alert(alert, by=request.user, now=timezone.now(), **_kept(values)), 201)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["get"])
    def deliveries(self, request, identifier):
        alert = self._alert(permissions.may_see_deliveries)
        return Response(delivery_counts(alert, timezone.now()))

    def _alert(self, may) -> Alert:
        if not self.request.user.is_authenticated:
            self.permission_denied(self.request)
        alert = self.get_object()
        require(may, self.request.user, alert)
        return alert

    def _read(self, shape) -> dict[str, Any]:
        form = shape(data=self.request.data)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def _answer(self, alert: Alert, status: int = 200) -> Response:
        fresh = self.get_queryset().get(pk=alert.pk)
        return Response(self.get_serializer(fresh).data, status=status)


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    """What whoever ends an alert may say; the rest stays as it was."""
    return {name: values[name] for name in ("infos", "expires", "note", "contact", "web") if name in values}


def _reports(user: Any, references: list[str]) -> list[Report]:
    visible = Report.objects.visible_to(user).filter(reference__in=references)
    rows = {row.reference: row for row in visible.select_related("community", "area", "category")}
    unknown = [reference for reference in references if reference not in rows]
    if unknown:
        raise ValidationError({"hazard": [_("There is no report %(names)s.") % {"names": ", ".join(unknown)}]})
    return [rows[reference] for reference in dict.fromkeys(references)]


def _replaced(user: Any, references: list[str]) -> Alert | None:
    """The alert that is referred to, by its identifier or by CAP's sender,identifier,sent."""
    if not references:
        return None
    parts = references[0].split(",")
    identifier = parts[1] if len(parts) == 3 else parts[0]
    row = Alert.objects.visible_to(user).select_related("community").filter(identifier=identifier.strip()).first()
    if row is None:
        raise ValidationError({"references": [_("There is no alert %(name)s.") % {"name": identifier[:60]}]})
    return row


def _community(values: dict[str, Any], reports: list[Report], replaces: Alert | None) -> Community | None:
    """The one that is named; else that of the reports or of the earlier alert; else the area's; else the only one."""
    if named := named_community(values.pop("community", "")):
        return named
    if reports:
        return reports[0].community
    if replaces is not None:
        return replaces.community
    return resolve_community("", *_point_of(values.get("area") or {}))


def _point_of(area: dict[str, Any]) -> tuple[float | None, float | None]:
    """A point inside what was asked for; nothing where it cannot be read (the service will say why)."""
    try:
        if "areas" in area:
            return _point_of(area["areas"][0])
        if "circle" in area:
            return float(area["circle"]["latitude"]), float(area["circle"]["longitude"])
        if "polygon" in area:
            return geometry.centre(geometry.checked_shape(area["polygon"]))
    except (TypeError, KeyError, IndexError, ValueError, OverflowError):
        pass
    return None, None
