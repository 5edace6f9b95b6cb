from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class StationsConfig(AppConfig):
    name = "community.stations"
    verbose_name = pgettext_lazy("part of the admin", "Stations")
