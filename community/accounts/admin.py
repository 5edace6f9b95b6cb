"""Accounts in the admin: opened, changed and closed, never deleted, because history points to them."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.accounts import services
from community.accounts.forms import AccountForm, PermissionsField, permissions_of
from community.accounts.models import User
from portal.lib.asked import Forgiving


@admin.register(User)
class UserAdmin(Forgiving, DjangoUserAdmin):
    list_display = ("username", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("username", "name")
    search_help_text = _("By name or user name.")
    readonly_fields = ("last_login", "date_joined")
    grants = ("add", "change", "view")
    form = AccountForm
    fieldsets = (
        (None, {"fields": ("username", "password", "name")}),
        (_("What they may do"), {"fields": ("is_active", "is_staff", "is_superuser", "user_permissions")}),
        (_("When"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "name", "usable_password", "password1", "password2")}),
    )

    def get_readonly_fields(self, request, obj=None):
        """Only a superuser hands out what opens the admin: nobody else may raise themselves."""
        kept = super().get_readonly_fields(request, obj)
        return kept if request.user.is_superuser else (*kept, "is_staff", "is_superuser", "user_permissions")

    def has_change_permission(self, request, obj=None):
        above = obj is not None and obj.is_staff and obj != request.user and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not above

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "user_permissions":
            return db_field.formfield(form_class=PermissionsField, queryset=permissions_of(self.admin_site), **kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        services.save_user(obj, by=request.user, now=timezone.now())

    def has_delete_permission(self, request, obj=None):
        return False
