"""Addresses of the pages."""

from django.urls import path

from community.places import feeds

app_name = "places"
urlpatterns = [path("boundary.geojson", feeds.boundary, name="boundary")]
