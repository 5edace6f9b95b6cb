"""Accounts in the admin: opened, changed and closed, never deleted, because history points to them."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.accounts import services
from community.accounts.models import User
from portal.lib.asked import Forgiving


@admin.register(User)
class UserAdmin(Forgiving, DjangoUserAdmin):
    list_display = ("username", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("username", "name")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "name")}),
        (_("What they may do"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("When"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "name", "usable_password", "password1", "password2")}),
    )

    def save_model(self, request, obj, form, change):
        services.save_user(obj, by=request.user, now=timezone.now())

    def has_delete_permission(self, request, obj=None):
        return False
