from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class MessagingConfig(AppConfig):
    name = "community.messaging"
    verbose_name = pgettext_lazy("part of the admin", "Messaging")
