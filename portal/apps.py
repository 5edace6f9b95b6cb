from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps  # as a module: Django takes whatever config stands here for ours


class PortalConfig(AppConfig):
    name = "portal"


class AdministrationConfig(admin_apps.AdminConfig):
    default = False
    default_site = "portal.administration.Administration"

    def ready(self) -> None:
        """Leaves out what nobody needs, and the list of tokens, with which one person could be two."""
        super().ready()
        from allauth.account.models import EmailAddress
        from django.contrib.admin import site
        from django.contrib.auth.models import Group
        from rest_framework.authtoken.models import TokenProxy

        site.unregister([TokenProxy, EmailAddress, Group])
