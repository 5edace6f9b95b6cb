from django.apps import AppConfig


class HazardsConfig(AppConfig):
    name = "community.hazards"
