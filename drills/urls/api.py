"""Addresses under /api/v1/."""

from rest_framework.routers import SimpleRouter

from drills.api import DrillViewSet

router = SimpleRouter()
router.register("drills", DrillViewSet, basename="drill")
urlpatterns = router.urls
