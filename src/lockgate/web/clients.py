"""What kind of client somebody signs in from, as one of a few words: no text of theirs is kept, and no address."""

from django.http import HttpRequest

_BROWSERS = (("Edg", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
"""What a browser calls itself -> its name; the first that fits, for most call themselves by others' names too."""

_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def client_of(request: HttpRequest) -> str:
    """Browser and system, such as ``Firefox, Windows``; empty where either is none that is known.

    Whoever signs in chooses what their browser says: another word is a reason to tell, the same one proves nothing.
    """
    said = request.headers.get("User-Agent", "")
    browser = next((name for part, name in _BROWSERS if part in said), "")
    system = next((name for part, name in _SYSTEMS if part in said), "")
    return f"{browser}, {system}" if browser and system else ""
