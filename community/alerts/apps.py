from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class AlertsConfig(AppConfig):
    name = "community.alerts"
    verbose_name = pgettext_lazy("part of the admin", "Warnings")
