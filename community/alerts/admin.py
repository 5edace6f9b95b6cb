"""Alerts to read. Nobody writes or issues one past the services, which ask for two people."""

from django.contrib import admin

from community.alerts.models import Alert, AlertEvent, AlertInfo
from portal.lib.asked import Forgiving
from portal.lib.readonly import ReadOnly


class InfoInline(ReadOnly, admin.TabularInline):
    model = AlertInfo
    extra = 0


class EventInline(ReadOnly, admin.TabularInline):
    model = AlertEvent
    extra = 0


@admin.register(Alert)
class AlertAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ["identifier", "event", "severity", "status", "exercise", "sent", "expires"]
    list_filter = ["status", "exercise", "severity", "community"]
    search_fields = ["identifier", "event", "infos__headline"]
    inlines = [InfoInline, EventInline]
