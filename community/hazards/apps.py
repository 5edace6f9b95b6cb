from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class HazardsConfig(AppConfig):
    name = "community.hazards"
    verbose_name = pgettext_lazy("part of the admin", "Hazards")
