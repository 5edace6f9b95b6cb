"""Addresses of the pages."""

app_name = "messaging"
urlpatterns: list = []
