"""Communities and areas in the admin. What is saved goes through services."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.places import services
from community.places.forms import AreaForm, CommunityForm
from community.places.models import Community, NamedArea
from portal.lib.asked import Forgiving
from portal.lib.zones import zone_name


@admin.register(Community)
class CommunityAdmin(Forgiving, admin.ModelAdmin):
    grants = ("add", "change", "view")
    form = CommunityForm
    list_display = ("__str__", "slug", "region", "clock", "is_demo")
    fieldsets = (
        (None, {"fields": ("slug", "name", "issuer", "is_demo")}),
        (pgettext_lazy("part of a form", "Where"), {"fields": ("region", "time_zone", "shape")}),
        (_("How people are told"), {"fields": ("languages", "emergency_numbers", "sms_number")}),
        (_("Quiet hours"), {"fields": ("quiet_from", "quiet_until")}),
        (_("Working hours"), {"fields": ("work_from", "work_until", "work_days")}),
    )

    @admin.display(description=_("time zone"), ordering="time_zone")
    def clock(self, community):
        return zone_name(community.time_zone)

    def get_readonly_fields(self, request, obj=None):
        return ("slug",) if obj else ()  # the short name stands in addresses that people have kept

    def save_model(self, request, obj, form, change):
        kept = services.save_community(
            slug=obj.slug,
            name=obj.name,
            issuer=obj.issuer,
            shape=obj.shape,
            time_zone=obj.time_zone,
            region=obj.region,
            languages=obj.languages,
            emergency_numbers=obj.emergency_numbers,
            sms_number=obj.sms_number,
            quiet_from=obj.quiet_from,
            quiet_until=obj.quiet_until,
            work_from=obj.work_from,
            work_until=obj.work_until,
            work_days=obj.work_days,
            is_demo=obj.is_demo,
            now=timezone.now(),
        )
        obj.pk = kept.pk

    def has_delete_permission(self, request, obj=None):
        return False  # reports, alerts and residents hang on it


@admin.register(NamedArea)
class NamedAreaAdmin(Forgiving, admin.ModelAdmin):
    form = AreaForm
    fields = ("community", "slug", "name", "shape", "geocodes")
    list_display = ("__str__", "slug", "community")
    list_filter = ("community",)
    list_select_related = ("community",)

    def get_readonly_fields(self, request, obj=None):
        return ("community", "slug") if obj else ()

    def save_model(self, request, obj, form, change):
        kept = services.save_area(
            community=obj.community,
            slug=obj.slug,
            name=obj.name,
            shape=obj.shape,
            geocodes=obj.geocodes or [],
            now=timezone.now(),
        )
        obj.pk = kept.pk

    def delete_model(self, request, obj):
        services.remove_area(obj)

    def delete_queryset(self, request, queryset):
        for area in queryset:
            services.remove_area(area)
