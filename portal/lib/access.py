"""Who may: one call for every door."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _


def require(may: Callable[..., bool], user: Any, *args: Any) -> None:
    """Raise PermissionDenied (403) unless `may(user, *args)`."""
    if not may(user, *args):
        raise PermissionDenied(_("Your role does not allow this."))


def posted_from(page: str, *names: str) -> Callable[[Callable], Callable]:
    """A door that takes POST alone; whoever reloads its address is led back to `page`.

    `page` is the name of an address, `names` are those of this door's own arguments that it takes too. Other methods
    get 405.
    """

    def door(view: Callable) -> Callable:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method in ("GET", "HEAD"):
                return redirect(page, **{name: kwargs[name] for name in names})
            return HttpResponseNotAllowed(["POST"])

        return checked

    return door
