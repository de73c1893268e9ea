"""The languages of the pages: what a form on every page chose, else what the browser asks for, else English.

Only pages change with who looks. What the gateway answers, what is signed, entered, kept and sent is the same for all.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

Answer = Callable[[HttpRequest], HttpResponseBase]

_DOCUMENTS = ("/v1/", "/static/")


class Languages:
    """The middleware that speaks the language of whoever asks for a page."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a page in the language chosen; documents of the gateway have one."""
        if request.path.startswith(_DOCUMENTS):
            return self._answer(request)
        language = get_language_from_request(request)
        with override(language):
            response = self._answer(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Language", language)
        return response


@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Keep the language chosen in a cookie of this browser's, and go back to the page the form stood on."""
    return set_language(request)
