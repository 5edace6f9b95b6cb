"""Hazards for administrators: categories are edited through their service, reports are read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from community.hazards.forms import EndpointForm
from community.hazards.models import (
    ApiKey,
    AssignmentRule,
    Category,
    Endpoint,
    EndpointService,
    Handover,
    Question,
    ReplyTemplate,
    Report,
    ReportEvent,
    ReportPhoto,
)
from community.hazards.services import (
    drop_assignment_rule,
    drop_endpoint_service,
    save_api_key,
    save_assignment_rule,
    save_category,
    save_endpoint,
    save_endpoint_service,
    save_question,
    save_reply_template,
)
from portal.lib.asked import Forgiving, language_name
from portal.lib.readonly import ReadOnly


@admin.register(Category)
class CategoryAdmin(Forgiving, admin.ModelAdmin):
    grants = ("add", "change", "view")
    list_display = ["__str__", "code", "community", "urgency", "is_active", "position"]
    list_filter = ["community", "is_active"]
    list_select_related = ["community"]
    radio_fields = {"urgency": admin.HORIZONTAL}

    def save_model(self, request, obj, form, change):
        save_category(obj)

    def has_delete_permission(self, request, obj=None):
        return False  # reports hold on to it: switch it off


@admin.register(AssignmentRule)
class AssignmentRuleAdmin(Forgiving, admin.ModelAdmin):
    list_display = ["__str__", "community", "person", "role"]
    list_filter = ["community"]
    list_select_related = ["community", "category", "area", "person"]

    def save_model(self, request, obj, form, change):
        save_assignment_rule(obj)

    def delete_model(self, request, obj):
        drop_assignment_rule(obj)


@admin.register(Question)
class QuestionAdmin(Forgiving, admin.ModelAdmin):
    grants = ("add", "change", "view")
    list_display = ["__str__", "category", "datatype", "is_required", "is_active", "position"]
    list_filter = ["category__community", "is_active"]
    list_select_related = ["category"]

    def save_model(self, request, obj, form, change):
        save_question(obj)

    def has_delete_permission(self, request, obj=None):
        return False  # answers name it: switch it off


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(Forgiving, admin.ModelAdmin):
    grants = ("add", "change", "view")
    list_display = ["__str__", "community", "is_active", "position"]
    list_filter = ["community", "is_active"]
    list_select_related = ["community"]

    def save_model(self, request, obj, form, change):
        save_reply_template(obj)

    def has_delete_permission(self, request, obj=None):
        return False  # switch it off


@admin.register(ApiKey)
class ApiKeyAdmin(Forgiving, admin.ModelAdmin):
    """Made by `manage.py open311_key`, which shows the key once; here it is named, narrowed and switched off."""

    grants = ("change", "view")
    list_display = ["name", "community", "is_active", "created"]
    list_filter = ["is_active"]
    list_select_related = ["community"]
    fields = ["name", "community", "is_active", "created"]
    readonly_fields = ["created"]

    def save_model(self, request, obj, form, change):
        save_api_key(obj)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False  # reports say which program filed them


class EndpointServiceInline(admin.TabularInline):
    model = EndpointService
    extra = 3

    def formfield_for_foreignkey(self, db_field, request, **options):
        if db_field.name == "category":
            options["queryset"] = Category.objects.filter(is_active=True).select_related("community")
        return super().formfield_for_foreignkey(db_field, request, **options)


@admin.register(Endpoint)
class EndpointAdmin(Forgiving, admin.ModelAdmin):
    """Where reports may be passed on to; the key is typed once and never shown again."""

    grants = ("add", "change", "view")
    form = EndpointForm
    list_display = ["name", "community", "form", "is_active"]
    list_filter = ["community", "is_active"]
    list_select_related = ["community"]
    inlines = [EndpointServiceInline]

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        save_endpoint(obj, api_key=data["api_key"], forget_key=data["forget_key"])

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        for service in formset.deleted_objects:
            drop_endpoint_service(service)
        for service in (*(row for row, _fields in formset.changed_objects), *formset.new_objects):
            save_endpoint_service(service)

    def has_delete_permission(self, request, obj=None):
        return False  # what was sent there hangs on it: switch it off


class EventInline(ReadOnly, admin.TabularInline):
    model = ReportEvent
    extra = 0
    fields = ["at", "by", "subject", "note", "is_public"]


class PhotoInline(ReadOnly, admin.TabularInline):
    model = ReportPhoto
    extra = 0
    fields = ["at", "width", "height", "hidden_at", "hidden_by", "hidden_why"]

    def get_queryset(self, request):
        return ReportPhoto.everything.all()


class HandoverInline(ReadOnly, admin.TabularInline):
    model = Handover
    extra = 0
    fields = ["at", "by", "agency", "how", "taken_by", "their_reference", "look_again"]


@admin.register(Report)
class ReportAdmin(Forgiving, ReadOnly, admin.ModelAdmin):
    list_display = ["reference", "category", "status", "urgency", "is_public", "created"]
    list_filter = ["community", "status", "urgency", "is_public"]
    list_select_related = ["category"]
    search_fields = ["reference", "description", "address"]
    search_help_text = _("By reference, words or address.")
    inlines = [HandoverInline, EventInline, PhotoInline]
    fieldsets = [
        (None, {"fields": ["reference", "status", "urgency", "is_public", "community", "category"]}),
        (_("What and where"), {"fields": ["description", "address", "area", "latitude", "longitude"]}),
        (_("From whom"), {"fields": ["came", "api_key", "read_in", "reporter", "created", "updated"]}),
        (_("Who works on it"), {"fields": ["assigned_to", "fixed_by", "verified_by", "duplicate_of", "referred_to"]}),
    ]
    readonly_fields = ["came", "read_in"]

    @admin.display(description=_("how it came"))
    def came(self, report):
        return report.channel_label

    @admin.display(description=_("language"))
    def read_in(self, report):
        return language_name(report.language)
