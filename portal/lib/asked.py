"""What the lists of the admin are asked by their addresses."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


class Forgiving:
    """Mixed into a ModelAdmin, before it: numbers that no database holds are answered like any other wrong filter."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)  # type: ignore[misc]
        except (OverflowError, ValueError):
            if request.method != "GET" or not request.GET or "e" in request.GET:
                raise
            return HttpResponseRedirect(f"{request.path}?e=1")
