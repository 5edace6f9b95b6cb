"""Addresses of the pages."""

app_name = "alerts"
urlpatterns: list = []
