"""Addresses of the sockets."""

from django.urls import path

from knowledge.consumers import ChatConsumer

patterns = [path("ws/chat/", ChatConsumer.as_asgi())]
