"""The API's OpenAPI document, with what the gateway's own addresses take: docs/openapi.json."""

import json
import os

import django


def api_page() -> str:
    """The document as it is served, with sorted keys."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lockgate.site.settings")  # noqa: TID251 - before Django is read
    django.setup()
    from lockgate.api.service import api  # noqa: PLC0415 - once Django is set up

    return json.dumps(api.get_openapi_schema(path_prefix="/v1/"), indent=1, sort_keys=True) + "\n"
