"""What the lists of the admin are asked by their addresses."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

PK = re.compile(r"[0-9]{1,18}")  # fits the databases' largest


class Forgiving:
    """Mixed into a ModelAdmin, before it: numbers that no database holds are answered like any other wrong filter,
    rows that were never on the list are not acted on, and who is overtaken between form and service reads why."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not all(PK.fullmatch(ticked) for ticked in request.POST.getlist("_selected_action")):
            return HttpResponseRedirect(request.get_full_path())
        try:
            return super().changelist_view(request, extra_context)  # type: ignore[misc]
        except (OverflowError, ValueError):
            if request.method != "GET" or not request.GET or "e" in request.GET:
                raise
            return HttpResponseRedirect(f"{request.path}?e=1")

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]
        except (ValidationError, ObjectDoesNotExist):
            # the form found nothing wrong, the service did: somebody was faster. Asked again, the form sees it too
            return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]


class WordedFilter(admin.AllValuesFieldListFilter):
    """A filter by a code, which is shown by its word in `words`."""

    words: Mapping[str, Any] = {}
    heading: Any = None

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.title = self.heading or self.title

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": self.words.get(str(choice["display"]), choice["display"])}


class LanguageFilter(WordedFilter):
    words = dict(settings.LANGUAGES)


def filter_in(words: Mapping[str, Any], heading: Any = None) -> type[WordedFilter]:
    return type("WordedFilter", (WordedFilter,), {"words": words, "heading": heading})


def language_name(code: str) -> str:
    """The language as its readers call it; `code` where we do not know it."""
    return dict(settings.LANGUAGES).get(code, code)
