"""The addresses there are."""

from django.urls import path, re_path

from lockgate.api.views import gateway, not_found, published_log

urlpatterns = [
    path("v1/log/<path:path>", published_log),
    path("v1/opening/nonce", gateway),
    path("v1/opening", gateway),
    path("v1/fetch", gateway),
    path("v1/receipt", gateway),
    re_path("^(.*)$", not_found),
]
