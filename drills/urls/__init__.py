"""Addresses of the pages."""

app_name = "drills"
urlpatterns: list = []
