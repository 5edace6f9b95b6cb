"""Stations in the admin. What is saved goes through services; whether one is open is said on its own page."""

from django.contrib import admin
from django.utils import timezone

from community.stations import services
from community.stations.forms import StationForm
from community.stations.models import Station, StationEvent
from portal.lib.asked import Forgiving
from portal.lib.readonly import ReadOnly


@admin.register(Station)
class StationAdmin(Forgiving, admin.ModelAdmin):
    form = StationForm
    list_display = ("__str__", "slug", "kind", "status", "confirmed_at", "community")
    list_filter = ("kind", "status", "community")
    list_select_related = ("community",)
    search_fields = ("slug", "name")
    raw_id_fields = ("lead",)

    def get_readonly_fields(self, request, obj=None):
        return ("community", "slug") if obj else ()

    def save_model(self, request, obj, form, change):
        values = {name: value for name, value in form.cleaned_data.items() if name not in ("community", "slug")}
        kept = services.register_station(
            community=obj.community, slug=obj.slug, by=request.user, now=timezone.now(), **values
        )
        obj.pk = kept.pk

    def delete_model(self, request, obj):
        services.remove_station(obj, by=request.user, now=timezone.now())

    def delete_queryset(self, request, queryset):
        for station in queryset:
            services.remove_station(station, by=request.user, now=timezone.now())


@admin.register(StationEvent)
class StationEventAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    """Who said what of a station, and when: to be read."""

    list_display = ("at", "station", "kind", "from_status", "to_status", "by", "note")
    list_filter = ("kind",)
    list_select_related = ("station", "by")
