"""Addresses under /api/v1/."""

from rest_framework.routers import SimpleRouter

from community.hazards.api import ReportViewSet

router = SimpleRouter()
router.register("hazards", ReportViewSet, basename="hazards")
urlpatterns = router.urls
