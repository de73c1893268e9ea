"""What a draft changes against the last proposal of its case, as the pages show it."""

from lockgate.actions.changes import Change
from lockgate.web.sentences import spoken


def change_shown(change: Change) -> dict[str, object]:
    """The change, in the language of the page."""
    return {
        "former": change.former,
        "at": change.at,
        "nothing": change.nothing,
        "dispositions": [(spoken(then), spoken(now), records) for (then, now), records in change.dispositions.items()],
        "grounds": change.grounds,
        "gone": change.gone,
        "come": change.come,
        "certificates": change.certificates,
        "governing": [spoken(one) for one in change.governing],
    }
