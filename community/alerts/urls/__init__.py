"""Addresses of the pages."""

from django.urls import path

from community.alerts import feeds, views

app_name = "alerts"
urlpatterns = [
    path("alerts/", views.alert_list, name="alert-list"),
    path("alerts.geojson", feeds.alerts_geojson, name="alert-geojson"),
    path("alerts/<str:identifier>/", views.alert_detail, name="alert-detail"),
    path("alerts/<str:identifier>/poster/", views.alert_poster, name="alert-poster"),
    path("cap/alerts.atom", feeds.alerts_atom, name="alert-atom"),
    path("cap/alerts.rss", feeds.alerts_rss, name="alert-rss"),
    path("cap/certificate.pem", feeds.cap_certificate, name="cap-certificate"),
    path("cap/<str:identifier>.xml", feeds.alert_cap, name="alert-cap"),
    path("desk/alerts/", views.desk_list, name="desk-list"),
    path("desk/alerts/list/", views.desk_list_fragment, name="desk-list-fragment"),
    path("desk/alerts/new/", views.compose_new, name="compose-new"),
    path("desk/alerts/preview/", views.compose_preview, name="compose-preview"),
    path("desk/alerts/proposals/", views.proposal_list, name="proposal-list"),
    path("desk/alerts/proposals/list/", views.proposal_list_fragment, name="proposal-list-fragment"),
    path("desk/alerts/proposals/<int:pk>/", views.proposal_detail, name="proposal-detail"),
    path("desk/alerts/proposals/<int:pk>/message/", views.proposal_message, name="proposal-message"),
    path("desk/alerts/proposals/<int:pk>/relay/", views.proposal_relay, name="proposal-relay"),
    path("desk/alerts/proposals/<int:pk>/dismiss/", views.proposal_dismiss, name="proposal-dismiss"),
    path("desk/alerts/proposals/<int:pk>/reopen/", views.proposal_reopen, name="proposal-reopen"),
    path("desk/alerts/<str:identifier>/", views.desk_detail, name="desk-detail"),
    path("desk/alerts/<str:identifier>/edit/", views.compose_edit, name="compose-edit"),
    path("desk/alerts/<str:identifier>/submit/", views.alert_submit, name="alert-submit"),
    path("desk/alerts/<str:identifier>/approve/", views.alert_approve, name="alert-approve"),
    path("desk/alerts/<str:identifier>/buildings/", views.callout, name="callout"),
    path("desk/alerts/<str:identifier>/buildings/list/", views.callout_list, name="callout-list"),
    path("desk/alerts/<str:identifier>/buildings/<int:pk>/visit/", views.callout_visit, name="callout-visit"),
    path("desk/alerts/<str:identifier>/alone/", views.alert_issue_alone, name="alert-issue-alone"),
    path("desk/alerts/<str:identifier>/calling/", views.calling, name="calling"),
    path("desk/alerts/<str:identifier>/retract/", views.alert_retract, name="alert-retract"),
    path("desk/alerts/<str:identifier>/withdraw/", views.alert_withdraw, name="alert-withdraw"),
    path("desk/alerts/<str:identifier>/return/", views.alert_return, name="alert-return"),
    path("desk/alerts/<str:identifier>/update/", views.alert_update, name="alert-update"),
    path("desk/alerts/<str:identifier>/cancel/", views.alert_cancel, name="alert-cancel"),
    path("desk/alerts/<str:identifier>/all-clear/", views.alert_all_clear, name="alert-all-clear"),
    path("desk/alerts/<str:identifier>/tally/", views.tally, name="tally"),
]
