"""Hazards for administrators: categories are edited through their service, reports are read."""

from django.contrib import admin

from community.hazards.models import Category, Report, ReportEvent, ReportPhoto
from community.hazards.services import save_category
from portal.lib.asked import Forgiving
from portal.lib.readonly import ReadOnly


@admin.register(Category)
class CategoryAdmin(Forgiving, admin.ModelAdmin):
    list_display = ["__str__", "code", "community", "urgency", "is_active", "position"]
    list_filter = ["community", "is_active"]
    list_select_related = ["community"]

    def save_model(self, request, obj, form, change):
        save_category(obj)

    def has_delete_permission(self, request, obj=None):
        return False  # reports hold on to it: switch it off


class EventInline(ReadOnly, admin.TabularInline):
    model = ReportEvent
    extra = 0
    fields = ["at", "kind", "from_status", "to_status", "subject", "note", "is_public", "by"]


class PhotoInline(ReadOnly, admin.TabularInline):
    model = ReportPhoto
    extra = 0
    fields = ["at", "width", "height"]


@admin.register(Report)
class ReportAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ["reference", "category", "status", "urgency", "is_public", "created"]
    list_filter = ["community", "status", "urgency", "is_public"]
    list_select_related = ["category"]
    search_fields = ["reference", "description", "address"]
    inlines = [EventInline, PhotoInline]
    exclude = ["tracking_token", "client_id", "reporter_name_sealed", "reporter_phone_sealed", "reporter_phone_index"]
