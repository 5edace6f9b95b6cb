"""The shapes of reports, for programs."""

from community.hazards.serializers.open311 import NewRequestSerializer, attribute_rows, request_row, service_row
from community.hazards.serializers.reports import (
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

__all__ = [
    "FiledSerializer",
    "ListQuery",
    "MoveSerializer",
    "NewReportSerializer",
    "NewRequestSerializer",
    "ReportDetailSerializer",
    "ReportSerializer",
    "SimilarQuery",
    "SimilarSerializer",
    "StaffReportDetailSerializer",
    "StaffReportSerializer",
    "attribute_rows",
    "request_row",
    "service_row",
]
