"""Drills in the admin: to be read. They are planned, changed and run on their own pages."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from drills.models import CheckEvent, Drill, DrillEvent, SignUp
from portal.lib.asked import Forgiving
from portal.lib.readonly import ReadOnly


@admin.register(Drill)
class DrillAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ("__str__", "starts", "status", "type", "organiser", "page")
    list_filter = ("status", "type", "community")
    list_select_related = ("organiser",)

    @admin.display(description=_("page"))
    def page(self, drill):
        return format_html('<a href="{}">{}</a>', drill.get_absolute_url(), _("Open the page"))


@admin.register(SignUp)
class SignUpAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ("drill", "user", "status", "created")
    list_filter = ("status",)
    list_select_related = ("drill", "user")


@admin.register(CheckEvent)
class CheckEventAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ("server_time", "drill", "kind", "person", "household", "by")
    list_filter = ("kind",)
    list_select_related = ("drill", "person", "household__building", "by")
    exclude = ("phone_index",)


@admin.register(DrillEvent)
class DrillEventAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ("at", "drill", "kind", "from_status", "to_status", "by", "note")
    list_filter = ("kind",)
    list_select_related = ("drill", "by")
