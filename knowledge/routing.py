"""Addresses of the sockets."""

from django.urls import path

from knowledge.consumers import ChatConsumer, TalksConsumer

patterns = [path("ws/chat/", ChatConsumer.as_asgi()), path("ws/talks/", TalksConsumer.as_asgi())]
