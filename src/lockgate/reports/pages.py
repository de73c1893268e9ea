"""Templates of the pages: one file each below ``templates``, with the sheet that all of them share."""

from functools import lru_cache
from importlib.resources import files

from django.template import Context, Engine


def page(name: str, view: dict[str, object]) -> str:
    """The page ``templates/<name>.html`` of what is shown, the same whoever looks; every value is escaped."""
    return str(_engine().get_template(f"{name}.html").render(Context(view, use_l10n=False)))


@lru_cache(maxsize=1)
def _engine() -> Engine:
    templates = {
        file.name: file.read_text(encoding="utf-8")
        for file in files("lockgate.reports").joinpath("templates").iterdir()
        if file.name.endswith((".html", ".css"))
    }
    return Engine(autoescape=True, loaders=[("django.template.loaders.locmem.Loader", templates)])
