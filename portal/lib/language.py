"""Which of the site's languages a person reads."""

import re

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CHINESE = ("zh", "yue", "cmn", "wuu", "hak", "nan")


def known_language(code: str) -> str | None:
    """The site's language for a tag such as "zh-TW", "yue", "en-GB"; None where there is none.

    Every Chinese tag leads to zh-hans: simplified text is of more use to its reader than English.
    """
    main = code.strip().lower().replace("_", "-").split("-")[0]
    if main in _CHINESE:
        return "zh-hans"
    return "en" if main == "en" else None


def language_of_text(text: str, default: str = "en") -> str:
    """The language a text is written in: Chinese where a fifth of its letters are Han, `default` without any letter."""
    han = len(_HAN.findall(text))
    letters = sum(character.isalpha() for character in text)
    if not letters:
        return default
    return "zh-hans" if han * 5 >= letters else "en"


def language_of_request(request: HttpRequest) -> str:
    """The person's own choice (cookie), else the first of the browser's languages that we have, else the default."""
    chosen = known_language(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
    if chosen:
        return chosen
    for tag, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        found = known_language(tag)
        if found:
            return found
    return settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Activates the reader's language. `?language=` wins for one page (links in texts carry it)."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked = known_language(request.GET.get("language", ""))
        language = asked or language_of_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", bcp47(language))
        return response


def bcp47(language: str) -> str:
    """The tag for HTML and CAP: "zh-Hans", "en"."""
    return "zh-Hans" if language == "zh-hans" else language
