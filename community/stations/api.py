"""GET stations/ and stations/<slug>/."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from community.places.selectors import named_community, resolve_community
from community.stations.models import Station
from community.stations.selectors import MOST, Filters, filtered, nearest
from community.stations.serializers import StationQuery, StationSerializer


class StationViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    serializer_class = StationSerializer
    lookup_field = "slug"
    queryset = Station.objects.select_related("community")

    def get_serializer_context(self):
        return {**super().get_serializer_context(), "now": timezone.now()}

    @extend_schema(parameters=[StationQuery])
    def list(self, request, *args, **kwargs):
        """Stations; with `near` the nearest 100 in order, and `next` null."""
        query = StationQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        rows = self._rows(asked)
        if "near" not in asked:
            page = self.paginate_queryset(rows)
            return self.get_paginated_response(self.get_serializer(page, many=True).data)
        latitude, longitude = asked["near"]
        found = nearest(latitude, longitude, limit=MOST, radius=asked.get("radius"), among=rows)
        results = self.get_serializer(found, many=True).data
        return Response({"next": None, "previous": None, "results": results})

    def _rows(self, asked):
        latitude, longitude = asked.get("near", (None, None))
        community = named_community(asked.get("community", "")) or resolve_community("", latitude, longitude)
        filters = Filters(kind=asked.get("kind", ""), status=asked.get("status", ""), community=community)
        return filtered(filters, timezone.now()).select_related("community")

    def get_object(self):
        station = self.get_queryset().filter(slug=self.kwargs["slug"]).first()
        if station is None:
            raise Http404
        return station
