"""People in the admin. Saved through services; numbers are masked, and never listed in clear."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.people import services
from community.people.forms import BuildingLeadForm, DutyPhoneForm, DutyTurnForm, NewResidentForm, ResidentForm
from community.people.models import (
    Building,
    BuildingLead,
    DutyPhone,
    DutyTurn,
    Grid,
    Household,
    Membership,
    Resident,
)
from community.places.models import Community
from community.places.selectors import only_community
from portal.lib.asked import PK, LanguageFilter, language_name
from portal.lib.picking import PickingAdmin


@admin.register(Membership)
class MembershipAdmin(PickingAdmin):
    grants = ("add", "delete", "view")
    list_display = ("user", "role", "community")
    list_filter = ("role", "community")
    list_select_related = ("user", "community")
    search_fields = ("user__username", "user__name")
    search_help_text = _("By name or user name.")
    autocomplete_fields = ("user",)

    def has_change_permission(self, request, obj=None):
        return False  # a role is given or taken, never turned into another

    def save_model(self, request, obj, form, change):
        obj.pk = services.give_role(obj.user, obj.role, obj.community).pk

    def delete_model(self, request, obj):
        services.take_role(obj.user, obj.role, obj.community)

    def delete_queryset(self, request, queryset):
        for row in queryset.select_related("user", "community"):
            services.take_role(row.user, row.role, row.community)


def place_words(place):
    words = {"place": place.name or _("place %d") % place.position, "radius": place.radius}
    return _("%(place)s, %(radius)d m around it") % words


class HomeAdmin(PickingAdmin):
    """Grids, buildings, households: what names a row is fixed once it is made."""

    def get_readonly_fields(self, request, obj=None):
        return self.named_by if obj else ()

    def delete_model(self, request, obj):
        services.remove_home(obj)

    def delete_queryset(self, request, queryset):
        for row in queryset:
            services.remove_home(row)


@admin.register(Grid)
class GridAdmin(HomeAdmin):
    named_by = ("community", "slug")
    fields = ("community", "slug", "name", "worker")
    list_display = ("__str__", "slug", "community", "worker")
    list_select_related = ("community", "worker")
    autocomplete_fields = ("worker",)

    def save_model(self, request, obj, form, change):
        kept = services.save_grid(
            community=obj.community, slug=obj.slug, name=obj.name, worker=obj.worker, now=timezone.now()
        )
        obj.pk = kept.pk


@admin.register(Building)
class BuildingAdmin(HomeAdmin):
    named_by = ("grid", "slug")
    fields = ("grid", "slug", "name", "address", "latitude", "longitude")
    list_display = ("__str__", "slug", "address", "grid")
    list_select_related = ("grid",)
    search_fields = ("slug", "name", "address")
    search_help_text = _("By name or address.")

    def save_model(self, request, obj, form, change):
        kept = services.save_building(
            grid=obj.grid,
            slug=obj.slug,
            name=obj.name,
            address=obj.address,
            latitude=obj.latitude,
            longitude=obj.longitude,
            now=timezone.now(),
        )
        obj.pk = kept.pk


@admin.register(Household)
class HouseholdAdmin(HomeAdmin):
    named_by = ("building", "door")
    fields = ("building", "door", "people")
    list_display = ("__str__", "people")
    list_select_related = ("building",)
    search_fields = ("door", "building__slug", "building__name")
    search_help_text = _("By door or building.")
    autocomplete_fields = ("building",)

    def save_model(self, request, obj, form, change):
        kept = services.save_household(building=obj.building, door=obj.door, people=obj.people, now=timezone.now())
        obj.pk = kept.pk


class RungAdmin(PickingAdmin):
    """People who are rung. What names a row is fixed once it is made; a number is shown masked."""

    def get_readonly_fields(self, request, obj=None):
        return self.named_by if obj else ()

    @admin.display(description=_("phone"))
    def masked(self, obj):
        return obj.masked_phone

    def delete_model(self, request, obj):
        services.remove_duty(obj)

    def delete_queryset(self, request, queryset):
        for row in queryset:
            services.remove_duty(row)


@admin.register(BuildingLead)
class BuildingLeadAdmin(RungAdmin):
    form = BuildingLeadForm
    named_by = ("building", "rank")
    fields = ("building", "rank", "name", "language", "phone")
    list_display = ("building", "rank", "name", "masked", "language")
    list_filter = ("rank", "language")
    list_select_related = ("building",)
    search_fields = ("name", "building__slug", "building__name")
    search_help_text = _("By name or building.")
    autocomplete_fields = ("building",)

    def save_model(self, request, obj, form, change):
        kept = services.save_lead(
            obj.building,
            rank=obj.rank,
            name=obj.name,
            phone=form.cleaned_data["phone"],
            language=obj.language,
            now=timezone.now(),
        )
        obj.pk = kept.pk


@admin.register(DutyPhone)
class DutyPhoneAdmin(RungAdmin):
    form = DutyPhoneForm
    named_by = ("user",)
    fields = ("user", "language", "phone")
    list_display = ("user", "masked", "language")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__name")
    search_help_text = _("By name or user name.")
    autocomplete_fields = ("user",)

    def save_model(self, request, obj, form, change):
        kept = services.save_duty_phone(
            obj.user, phone=form.cleaned_data["phone"], language=obj.language, now=timezone.now()
        )
        obj.pk = kept.pk


@admin.register(DutyTurn)
class DutyTurnAdmin(RungAdmin):
    """Turns are typed, and shown on their own page, on the clock of their community."""

    form = DutyTurnForm
    named_by = ()
    list_display = ("user", "community", "order", "starts", "ends")
    list_filter = ("community",)
    list_select_related = ("user", "community")
    search_fields = ("user__username", "user__name")
    search_help_text = _("By name or user name.")
    autocomplete_fields = ("user",)

    def get_changeform_initial_data(self, request):
        return {}  # a moment in the address that is none would break the form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        place = Community.objects.filter(duty=object_id).first() if PK.fullmatch(str(object_id)) else None
        typed = request.POST.get("community", "")
        if PK.fullmatch(typed):
            place = Community.objects.filter(pk=typed).first() or place
        zone = (place or only_community() or Community(time_zone=timezone.get_current_timezone_name())).zone
        with timezone.override(zone):
            answer = super().changeform_view(request, object_id, form_url, extra_context)
            return answer.render() if hasattr(answer, "render") else answer

    def save_model(self, request, obj, form, change):
        kept = services.save_duty_turn(
            DutyTurn.objects.get(pk=obj.pk) if change else None,
            community=obj.community,
            user=obj.user,
            order=obj.order,
            starts=obj.starts,
            ends=obj.ends,
            now=timezone.now(),
        )
        obj.pk = kept.pk


@admin.register(Resident)
class ResidentAdmin(PickingAdmin):
    """Found by name: a number in the search box would end up in addresses and logs."""

    list_display = ("shown_name", "masked", "read_in", "consent", "source", "community")
    list_filter = ("community", ("language", LanguageFilter), "consent", "source")
    list_select_related = ("community",)
    list_per_page = 50
    search_fields = ("name",)
    search_help_text = _("By name. A number is found nowhere: it would end up in addresses and logs.")
    autocomplete_fields = ("household",)

    @admin.display(description=pgettext_lazy("person", "name"), ordering="name")
    def shown_name(self, obj):
        return obj.name or "–"

    @admin.display(description=_("phone"))
    def masked(self, obj):
        return obj.masked_phone

    @admin.display(description=_("language"), ordering="language")
    def read_in(self, obj):
        return language_name(obj.language)

    @admin.display(description=_("places"))
    def kept_places(self, obj):
        return "\n".join(map(place_words, obj.places.order_by("position")))

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, **{"form": ResidentForm if obj else NewResidentForm, **kwargs})

    def get_fields(self, request, obj=None):
        if obj is None:
            return (*NewResidentForm.Meta.fields, "phone", "latitude", "longitude", "radius")
        return ("community", "masked", *ResidentForm.Meta.fields, "source", "consent_at", "kept_places", "created")

    def get_readonly_fields(self, request, obj=None):
        return ("community", "masked", "source", "consent_at", "kept_places", "created") if obj else ()

    def save_model(self, request, obj, form, change):
        given, now = form.cleaned_data, timezone.now()
        fields = {name: given[name] for name in ("name", "language", "consent", "needs_help", "household")}
        if change:
            services.change_resident(Resident.objects.get(pk=obj.pk), **fields, now=now)
            return
        kept = services.register_resident(
            community=given["community"],
            phone=given["phone"],
            latitude=given["latitude"],
            longitude=given["longitude"],
            radius=given["radius"] or 0,
            **fields,
            now=now,
        )
        obj.pk = kept.pk

    def delete_model(self, request, obj):
        services.erase_resident(obj)

    def delete_queryset(self, request, queryset):
        for row in queryset:
            services.erase_resident(row)
