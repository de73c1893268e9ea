"""The Django application: its tables live in the modules of ``store/models``."""

from importlib import import_module

from django.apps import AppConfig

MODULES = (
    "locks",
    "log",
    "acts",
    "decisions",
    "releases",
    "registers",
    "holds",
    "gateway",
    "marks",
    "authorities",
    "sessions",
    "sign_counts",
    "signins",
    "pending",
    "queue",
    "versions",
    "loaded",
    "stops",
    "rounds",
)
"""The modules of ``store/models`` that hold tables, in the order they depend on each other."""


class StoreConfig(AppConfig):
    """Everything that remembers, as one application without admin, sessions or accounts."""

    name = "lockgate.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        """Import every module with tables; the package itself holds only a docstring."""
        for module in MODULES:
            import_module(f"lockgate.store.models.{module}")
        super().import_models()
