"""Addresses of the pages."""

from django.urls import path

import community.messaging.urls  # noqa: F401  # brings <row:...>, a key that the database can hold
from community.people import views

app_name = "people"
urlpatterns = [
    path("subscribe/", views.subscribe, name="subscribe"),
    path("subscribe/code/", views.subscribe_code, name="subscribe-code"),
    path("subscribe/code/again/", views.subscribe_again, name="subscribe-again"),
    path("subscribe/done/", views.subscribe_done, name="subscribe-done"),
    path("subscribe/places/<int:pk>/remove/", views.subscribe_remove, name="subscribe-remove"),
    path("warnings/", views.my_warnings, name="my-warnings"),
    path("warnings/code/", views.my_warnings_code, name="my-warnings-code"),
    path("warnings/ways/", views.my_warnings_ways, name="my-warnings-ways"),
    path("warnings/call/", views.my_warnings_call, name="my-warnings-call"),
    path("warnings/help/", views.my_warnings_help, name="my-warnings-help"),
    path("warnings/language/", views.my_warnings_language, name="my-warnings-language"),
    path("warnings/email/", views.my_warnings_mailbox, name="my-warnings-mailbox"),
    path("warnings/email/code/", views.my_warnings_mailbox_code, name="my-warnings-mailbox-code"),
    path("warnings/email/remove/", views.my_warnings_mailbox_remove, name="my-warnings-mailbox-remove"),
    path("warnings/email/stop/<row:delivery>/<slug:token>/", views.letters_stop, name="letters-stop"),
    path("warnings/devices/", views.my_warnings_device, name="my-warnings-device"),
    path("warnings/devices/<row:pk>/remove/", views.my_warnings_device_remove, name="my-warnings-device-remove"),
    path("warnings/stop/", views.my_warnings_stop, name="my-warnings-stop"),
    path("warnings/data.json", views.my_warnings_data, name="my-warnings-data"),
    # stands before the account library's own, which knows no roles
    path("accounts/signup/", views.sign_up, name="sign-up"),
]
