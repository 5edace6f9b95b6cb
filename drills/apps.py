from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class DrillsConfig(AppConfig):
    name = "drills"
    verbose_name = pgettext_lazy("part of the admin", "Drills")
