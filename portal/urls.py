"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from portal import views

api: list = [
    path("", include("community.stations.urls.api")),
    path("", include("community.hazards.urls.api")),
    path("", include("community.alerts.urls.api")),
    path("", include("community.people.urls.api")),
    path("", include("drills.urls.api")),
    path("", include("knowledge.urls.api")),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
]
urlpatterns = [
    path("", views.home, name="home"),
    path("now/", views.now, name="now"),
    path("lite/", views.lite, name="lite"),
    path("desk/", views.desk, name="desk"),
    path("desk/fragment/", views.desk_fragment, name="desk-fragment"),
    path("demo/", views.demo, name="demo"),
    path("demo/sign-in/", views.demo_sign_in, name="demo-sign-in"),
    path("language/<str:code>/", views.set_language, name="set-language"),
    path("about/", views.about, name="about"),
    path("signed-in/", views.signed_in, name="signed-in"),
    path("sw.js", views.service_worker, name="service-worker"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="prometheus-django-metrics"),
    path("", include("community.messaging.urls")),
    path("", include("community.places.urls")),
    path("", include("community.people.urls")),
    path("", include("community.stations.urls")),
    path("", include("community.hazards.urls")),
    path("", include("community.alerts.urls")),
    path("", include("drills.urls")),
    path("", include("knowledge.urls")),
    path("api/v1/", include(api)),
    path("accounts/", include("community.accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "portal.views.bad_request"
handler403 = "portal.views.forbidden"
handler404 = "portal.views.not_found"
handler500 = "portal.views.server_error"
