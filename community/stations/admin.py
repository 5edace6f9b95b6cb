"""Stations in the admin. What is saved goes through services; whether one is open is said on its own page."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.stations import services
from community.stations.forms import StationForm
from community.stations.models import Station, StationEvent
from portal.lib.asked import Forgiving, filter_in
from portal.lib.picking import PickingAdmin
from portal.lib.readonly import ReadOnly

KINDS = {
    "registered": _("Entered in the office"),
    "imported": _("Imported from a list"),
    "confirmed": _("State confirmed"),
    "changed": _("State changed"),
}


@admin.register(Station)
class StationAdmin(PickingAdmin):
    form = StationForm
    list_display = ("__str__", "slug", "kind", "status", "confirmed_at", "community")
    list_filter = ("kind", "status", "community")
    list_select_related = ("community",)
    search_fields = ("slug", "name")
    search_help_text = _("By short name or name.")
    autocomplete_fields = ("lead",)
    fieldsets = (
        (None, {"fields": ("community", "slug", "name", "kind", "lead")}),
        (
            pgettext_lazy("part of a form", "Where"),
            {
                "fields": ("address", "latitude", "longitude", "directions"),
                "description": _("Degrees: WGS 84, as GPS."),
            },
        ),
        (_("When"), {"fields": ("opening", "phone", "stale_after")}),
        (
            _("What is there"),
            {
                "fields": (
                    "capacity",
                    "step_free",
                    "animals",
                    "power",
                    "drinking_water",
                    "wifi",
                    "equipment",
                    "bring",
                )
            },
        ),
    )

    def get_readonly_fields(self, request, obj=None):
        return ("community", "slug") if obj else ()

    def save_model(self, request, obj, form, change):
        values = {name: value for name, value in form.cleaned_data.items() if name not in ("community", "slug")}
        kept = services.register_station(
            community=obj.community, slug=obj.slug, by=request.user, now=timezone.now(), **values
        )
        obj.pk = kept.pk

    def get_deleted_objects(self, objs, request):
        """Its history goes with it: that it can only be read must not keep a station on the map."""
        gone, counts, needed, protected = super().get_deleted_objects(objs, request)
        return gone, counts, needed - {StationEvent._meta.verbose_name}, protected

    def delete_model(self, request, obj):
        services.remove_station(obj, by=request.user, now=timezone.now())

    def delete_queryset(self, request, queryset):
        for station in queryset:
            services.remove_station(station, by=request.user, now=timezone.now())


@admin.register(StationEvent)
class StationEventAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    """Who said what of a station, and when: to be read."""

    list_display = ("at", "station", "words", "by", "note")
    list_filter = (("kind", filter_in(KINDS)),)
    list_select_related = ("station", "by")
    fields = ("at", "station", "words", "by", "note")
    readonly_fields = ("words",)

    @admin.display(description=_("what happened"), ordering="kind")
    def words(self, event):
        return event.words
