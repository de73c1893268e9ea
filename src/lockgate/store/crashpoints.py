"""Named points at which a test can end the process, one before and after every step that makes durable.

In operation each point does nothing, and no option changes that: only a test replaces ``hook``.
"""

from collections.abc import Callable

POINTS = (
    "act.before_commit",
    "act.after_commit",
    "file.before_rename",
    "file.after_rename",
    "opening.entered",
    "opening.published",
    "opening.granted",
    "log.before_commit",
    "log.after_commit",
    "log.after_head",
    "log.after_file",
    "log.before_checkpoint",
    "log.after_checkpoint",
    "log.after_removal",
)
"""Every point, in the order an act and its publication pass them."""

Hook = Callable[[str], None]
"""Called with the name of the point that is reached."""


def _pass_on(_point: str) -> None:
    """Do nothing."""


hook: Hook = _pass_on
"""What a point does; replaced by tests only."""


def reached(point: str) -> None:
    """Say that a point is reached."""
    hook(point)
