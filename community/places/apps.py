from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class PlacesConfig(AppConfig):
    name = "community.places"
    verbose_name = pgettext_lazy("part of the admin", "Places")
