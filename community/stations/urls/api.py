"""Addresses under /api/v1/."""

from rest_framework.routers import SimpleRouter

from community.stations.api import StationViewSet

router = SimpleRouter()
router.register("stations", StationViewSet, basename="station")
urlpatterns = router.urls
