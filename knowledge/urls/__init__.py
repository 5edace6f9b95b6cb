"""Addresses of the pages."""

app_name = "knowledge"
urlpatterns: list = []
