"""Addresses of the pages."""

app_name = "hazards"
urlpatterns: list = []
