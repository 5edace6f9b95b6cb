"""Drills in the admin: to be read. They are planned, changed and run on their own pages."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from drills.models import CheckEvent, Drill, DrillEvent, SignUp
from portal.lib.asked import Forgiving, filter_in
from portal.lib.readonly import ReadOnly
from portal.lib.zones import zone_name


@admin.register(Drill)
class DrillAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ("__str__", "starts", "status", "type", "organiser", "page")
    list_filter = ("status", "type", "community")
    list_select_related = ("organiser",)
    fieldsets = (
        (None, {"fields": ("title", "status", "type", "community", "organiser", "capacity")}),
        (_("Where and when"), {"fields": ("place", "station", "latitude", "longitude", "starts", "ends", "clock")}),
        (_("What it says"), {"fields": ("summary", "audience", "access", "timetable")}),
        (_("Record"), {"fields": ("created", "updated")}),
    )
    readonly_fields = ("clock",)

    @admin.display(description=_("time zone"))
    def clock(self, drill):
        return zone_name(drill.time_zone)

    @admin.display(description=_("page"))
    def page(self, drill):
        return format_html('<a href="{}">{}</a>', drill.get_absolute_url(), _("Open the page"))


@admin.register(SignUp)
class SignUpAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ("user", "drill", "status", "created")
    list_filter = ("status",)
    search_fields = ("user__username", "user__name")
    search_help_text = _("By name or user name.")
    fields = ("user", "drill", "status", "offer_expires", "queued_at", "created")
    list_select_related = ("drill", "user")


@admin.register(CheckEvent)
class CheckEventAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ("server_time", "drill", "kind", "person", "household", "by")
    list_filter = ("kind",)
    list_select_related = ("drill", "person", "household__building", "by")
    fields = ("drill", "kind", "person", "household", "by", "device_time", "server_time")


@admin.register(DrillEvent)
class DrillEventAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ("at", "drill", "words", "state", "by", "note")
    list_filter = (("kind", filter_in(DrillEvent.LABELS)),)
    list_select_related = ("drill", "by")
    fields = ("at", "drill", "signup", "words", "state", "by", "note")
    readonly_fields = ("words", "state")

    @admin.display(description=_("what happened"), ordering="kind")
    def words(self, event):
        return event.label

    @admin.display(description=_("to state"), ordering="to_status")
    def state(self, event):
        return event.to_words
