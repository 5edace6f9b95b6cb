"""Reports for programs."""

from django.contrib.auth import get_user_model
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotAuthenticated
from rest_framework.response import Response

from community.hazards.models import Report
from community.hazards.permissions import may_assign, may_move, may_triage
from community.hazards.selectors import report_with_key, sender_of, similar_reports, within_box
from community.hazards.serializers import (
    FiledSerializer,
    ListQuery,
    MoveSerializer,
    NewReportSerializer,
    ReportDetailSerializer,
    ReportSerializer,
    SimilarQuery,
    SimilarSerializer,
    StaffReportDetailSerializer,
    StaffReportSerializer,
)
from community.hazards.services import SenderBlocked, file_report, move_report, refusal
from community.places.selectors import named_community
from portal.lib.access import require
from portal.lib.limits import address_of, check, spend
from portal.lib.paging import NewestFirst
from portal.lib.problems import problem

FILINGS = {"limit": 20, "seconds": 3600}  # an address may file so many an hour; staff as many as they must
DECODED = {"limit": 120, "seconds": 3600}  # and have so many looked at that hold photos, as over the form


class ReportPages(NewestFirst):
    ordering = ("-created", "-pk")  # type: ignore[assignment]

    def get_ordering(self, request, queryset, view):
        return ("created", "pk") if request.query_params.get("ordering") == "created" else self.ordering


class ReportViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Hazard reports. Anybody files and reads what is public; those who triage read and move all of theirs."""

    queryset = Report.objects.none()
    serializer_class = ReportSerializer
    pagination_class = ReportPages
    filter_backends: list = []
    lookup_field = "reference"
    lookup_value_regex = r"[Hh]-[0-9A-Za-z]+"

    @extend_schema(parameters=[ListQuery], responses=ReportSerializer(many=True))
    def list(self, request):
        query = ListQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        staff = may_triage(request.user)
        rows = self._filtered(query.validated_data, staff)
        page = self.paginate_queryset(rows)
        kind = StaffReportSerializer if staff else ReportSerializer
        return self.get_paginated_response(kind(page, many=True, context=self.get_serializer_context()).data)

    def _filtered(self, asked, staff):
        user = self.request.user
        rows = Report.objects.for_staff(user) if staff else Report.objects.public()
        if community := named_community(asked.get("community", "")):
            rows = rows.filter(community=community)
        if asked.get("status"):
            rows = rows.filter(status__in=asked["status"])
        if asked.get("category"):
            rows = rows.filter(category__code__in=asked["category"])
        if asked.get("since"):
            rows = rows.filter(created__gte=asked["since"])
        if asked.get("bbox"):
            rows = within_box(rows, asked["bbox"], exact=staff)
        return rows.with_names().select_related("duplicate_of").prefetch_related("photos")

    @extend_schema(
        parameters=[OpenApiParameter("key", str, description="the tracking key, for the reporter")],
        responses=ReportDetailSerializer,
    )
    def retrieve(self, request, reference):
        return Response(self._detail(*self._visible(request, reference)))

    def _visible(self, request, reference):
        row, has_key = report_with_key(request.user, reference, request.query_params.get("key", ""))
        if row is None:
            raise Http404
        return row, has_key

    def _detail(self, row, has_key=False):
        context = self.get_serializer_context()
        if has_key:
            context["key"] = row.tracking_token
        staff = may_triage(self.request.user, row.community)
        return (StaffReportDetailSerializer if staff else ReportDetailSerializer)(row, context=context).data

    @extend_schema(request=NewReportSerializer, responses={201: FiledSerializer})
    def create(self, request):
        is_staff = may_triage(request.user)
        if not is_staff:  # before photos are decoded
            check("hazard-report", address_of(request), **FILINGS)
            if request.FILES:
                spend("hazard-photos", address_of(request), **DECODED)
        new = NewReportSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        if not is_staff:
            spend("hazard-report", address_of(request), **FILINGS)
        by = request.user if request.user.is_authenticated else None
        values = new.validated_data
        sender = sender_of(device=values.pop("device_id", ""), address=address_of(request))
        try:
            row = file_report(**values, channel="api", by=by, sender=sender, now=timezone.now())
        except SenderBlocked as blocked:
            return self._blocked(request, blocked.block)
        context = self.get_serializer_context()
        near = similar_reports(row.category, row.latitude, row.longitude, words=row.description, area=row.area, but=row)
        answer = {
            "reference": row.reference,
            "status": row.status,
            "url": request.build_absolute_uri(row.get_absolute_url()),
            "tracking_url": request.build_absolute_uri(row.tracking_path),
            "similar": SimilarSerializer(near, many=True, context=context).data,
        }
        return Response(answer, status=201, headers={"Location": answer["url"]})

    def _blocked(self, request, block):
        answer = problem(403, _("Reports of this sender are not taken at present."), refusal(block))
        answer.data["appeal"] = request.build_absolute_uri(block.page)
        return answer

    @extend_schema(parameters=[SimilarQuery], responses=SimilarSerializer(many=True), filters=False)
    @action(detail=False)
    def similar(self, request):
        query = SimilarQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        near = similar_reports(asked["category"], asked["latitude"], asked["longitude"], words=asked["description"])
        rows = SimilarSerializer(near, many=True, context=self.get_serializer_context()).data
        return Response({"next": None, "previous": None, "results": rows})  # never more than one page

    @extend_schema(request=MoveSerializer, responses=StaffReportDetailSerializer)
    @action(detail=True, methods=["post"])
    def moves(self, request, reference):
        if not request.user.is_authenticated:
            raise NotAuthenticated
        row, _has_key = self._visible(request, reference)
        require(may_triage, request.user, row.community)
        asked = MoveSerializer(data=request.data, context={"report": row, "people": get_user_model().objects})
        asked.is_valid(raise_exception=True)
        guards = asked.validated_data
        if guards["to"] in Report.MOVES[Report.Status(row.status)]:  # an impossible move is 409 for everybody
            require(may_move, request.user, row, guards["to"])
        if guards["to"] == Report.Status.ASSIGNED and guards["assigned_to"]:
            require(may_assign, request.user, row, guards["assigned_to"])
        move_report(row, by=request.user, now=timezone.now(), **guards)
        return Response(self._detail(row))
