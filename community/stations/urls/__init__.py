"""Addresses of the pages."""

app_name = "stations"
urlpatterns: list = []
