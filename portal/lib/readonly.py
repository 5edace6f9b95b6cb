"""Rows to look at in the admin: services write them, nobody else."""

from django.http import HttpRequest


class ReadOnly:
    """Mixed into a ModelAdmin or an inline, before it."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
