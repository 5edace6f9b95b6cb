"""Addresses under /api/v1/."""

from rest_framework.routers import SimpleRouter

from community.alerts.api import AlertViewSet

router = SimpleRouter()
router.register("alerts", AlertViewSet, basename="api-alert")
urlpatterns = router.urls
