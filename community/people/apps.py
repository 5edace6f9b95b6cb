from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class PeopleConfig(AppConfig):
    name = "community.people"
    verbose_name = pgettext_lazy("part of the admin", "People")
