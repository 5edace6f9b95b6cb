"""Addresses of the pages."""

from django.urls import path

from community.stations import feeds, views

app_name = "stations"
urlpatterns = [
    path("stations.geojson", feeds.station_map, name="station-map"),
    path("stations/", views.station_list, name="station-list"),
    path("stations/<slug:slug>/", views.station_detail, name="station-detail"),
    path("stations/<slug:slug>/poster/", views.station_poster, name="station-poster"),
    path("stations/<slug:slug>/status/", views.station_status, name="station-status"),
]
