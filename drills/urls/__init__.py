"""Addresses of the pages."""

from django.urls import path

from drills import feeds, views

app_name = "drills"
urlpatterns = [
    path("drills/", views.drill_list, name="drill-list"),
    path("drills/calendar.ics", feeds.drill_calendar, name="drill-calendar"),
    path("drills/calendar/address/", views.calendar_renew, name="calendar-renew"),
    path("drills/calendar/<str:token>.ics", feeds.private_calendar, name="private-calendar"),
    path("drills/mine/", views.my_drills, name="my-drills"),
    path("drills/new/", views.drill_new, name="drill-new"),
    path("drills/<int:pk>/", views.drill_detail, name="drill-detail"),
    path("drills/<int:pk>/drill.ics", feeds.one_drill, name="one-drill"),
    path("drills/<int:pk>/sign-up/", views.drill_sign_up, name="drill-sign-up"),
    path("drills/<int:pk>/withdraw/", views.drill_withdraw, name="drill-withdraw"),
    path("drills/<int:pk>/edit/", views.drill_edit, name="drill-edit"),
    path("drills/<int:pk>/run/", views.drill_run, name="drill-run"),
    path("drills/<int:pk>/run/check/", views.drill_check, name="drill-check"),
    path("drills/<int:pk>/<slug:verb>/", views.drill_move, name="drill-move"),
    path("desk/sos/", views.sos_list, name="sos-list"),
    path("desk/sos/list/", views.sos_fragment, name="sos-fragment"),
    path("desk/sos/bar/", views.sos_bar, name="sos-bar"),
    path("desk/sos/<int:pk>/take/", views.sos_take, name="sos-take"),
    path("desk/sos/<int:pk>/clear/", views.sos_clear, name="sos-clear"),
]
