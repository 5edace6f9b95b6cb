"""Addresses of the sockets."""

from django.urls import path

from community.alerts.consumers import AlertsConsumer, DeskConsumer

patterns: list = [
    path("ws/alerts/", AlertsConsumer.as_asgi()),
    path("ws/desk/", DeskConsumer.as_asgi()),
]
