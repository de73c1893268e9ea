"""``docs/law/acts.md``: who may do which act, when, and what is asked, printed from ``procedure``."""

from lockgate.procedure.acts import Act, forbidden_word
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.roles import DUTIES, TABLE, Role
from lockgate.procedure.rulings import GATES
from lockgate.procedure.visibility import sight_of

_HEAD = """# Acts, roles and stages

Printed from `src/lockgate/procedure` by `make docs`; not written by hand. An act is refused unless its officer has
one of the roles, the case stands in one of the stages, and every gate asked of it is passed. Roles come from the
delegations register; *recipient* is an officer of the requesting agency who stands on its roster.
"""

_WORD = {
    Act.ORDER: "order load", Act.REGISTER: "register load", Act.REGISTRY: "registry build", Act.SEAL: "release", Act.HANDOVER: "release",
    Act.AUDIT: "look-back open", Act.AUDIT_AUTHORIZE: "look-back authorize", Act.AUDIT_READ: "audit --case",
    Act.AUDIT_CLOSE: "audit --case",
}  # fmt: skip


def acts_page() -> str:
    """The page."""
    parts = [_HEAD, _acts(), _stages(), _gates(), _duties(), _sights()]
    return "\n".join(parts)


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _acts() -> str:
    rows = [
        (
            act.value,
            f"`lockgate {_WORD.get(act, act.value)}`",
            ", ".join(sorted(role.value for role in TABLE[act].roles)),
            str(TABLE[act].persons),
            forbidden_word(act) or "none",
            str(TABLE[act].citation),
        )
        for act in Act
    ]
    header = ("act", "command", "roles", "persons", "stopped by an order's word", "written in")
    return "## Who\n\n" + _table(header, rows)


def _stages() -> str:
    rows = [
        (act.value, *("yes" if stage in TABLE[act].stages else "" for stage in CaseStage))
        for act in Act
        if TABLE[act].stages
    ]
    note = "Acts without a line here open a case (submit, audit) or concern none (order, register, registry).\n"
    return f"## When\n\n{_table(('act', *(stage.value for stage in CaseStage)), rows)}\n{note}"


def _gates() -> str:
    rows = [
        (
            act.value,
            str(number),
            gate.__name__.replace("_", " "),
            " ".join((gate.__doc__ or "").split("\n\n")[0].split()),
        )
        for act, gates in GATES.items()
        for number, gate in enumerate(gates, start=1)
    ]
    return "## What is asked, in order; the first refusal is the answer\n\n" + _table(("act", "", "gate", "asks"), rows)


def _duties() -> str:
    lines = [f"- {', '.join(sorted(act.value for act in duty))}\n" for duty in DUTIES]
    return "## Duties kept apart: who acted under one of these lines on a case acts under no other\n\n" + "".join(lines)


def _sights() -> str:
    rows = [
        (role.value, "; ".join(sorted(field.value for field in sight_of(role).fields)), str(sight_of(role).citation))
        for role in Role
    ]
    return "## Who sees what (R51)\n\n" + _table(("role", "sees", "by"), rows)
