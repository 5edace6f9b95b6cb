"""Addresses of the pages."""

app_name = "people"
urlpatterns: list = []
