"""The admin as a whole: who gets in, whose clock it goes by."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.places.selectors import only_community
from portal.lib.zones import zone_name


class Administration(AdminSite):
    site_header = site_title = _("Shouwang administration")
    index_title = _("What would you like to look after?")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One door to sign in, with its limits. Who is signed in and may not enter is told so."""
        return secure_admin_login(super().login)(request, extra_context)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Pages go by the clock of the place where there is one; where there are several, by the site's own."""
        shown = super().admin_view(view, cacheable)

        def on_the_places_clock(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            place = only_community() if self.has_permission(request) else None
            with timezone.override(place.zone if place else timezone.get_default_timezone()):
                answer = shown(request, *args, **kwargs)
                return answer.render() if hasattr(answer, "render") else answer

        return on_the_places_clock

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "clock": zone_name(timezone.get_current_timezone_name())}
