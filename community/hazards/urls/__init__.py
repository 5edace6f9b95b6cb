"""Addresses of the pages."""

from django.urls import path

from community.hazards import feeds, views

app_name = "hazards"
urlpatterns = [
    path("hazards/", views.report_list, name="report-list"),
    path("hazards.geojson", feeds.hazards_geojson, name="geojson"),
    path("hazards/report/", views.report_new, name="report-new"),
    path("hazards/similar/", views.report_similar, name="report-similar"),
    path("hazards/<str:reference>/", views.report_detail, name="report-detail"),
    path("hazards/<str:reference>/news/", views.report_news, name="report-news"),
    path("hazards/<str:reference>/reopen/", views.report_reopen, name="report-reopen"),
    path("hazards/<str:reference>/same/", views.report_same, name="report-same"),
    path("hazards/<str:reference>/photos/<int:number>/<str:size>/", views.report_photo, name="report-photo"),
    path("desk/hazards/", views.triage, name="triage"),
    path("desk/hazards/fragment/", views.triage_fragment, name="triage-fragment"),
    path("desk/hazards/<str:reference>/move/", views.triage_move, name="triage-move"),
    path("desk/hazards/<str:reference>/note/", views.triage_note, name="triage-note"),
]
