"""``docs/law/acts.md``: who may do which act, when, and what is asked, printed from ``procedure``."""

from lockgate.procedure.acts import Act, forbidden_word
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.roles import DUTIES, TABLE
from lockgate.procedure.rulings import GATES
from lockgate.procedure.visibility import SHOWN_BY, SIGHTS, Thing

_HEAD = """# Acts, roles and stages

Printed from `src/lockgate/procedure` by `make docs`; not written by hand. An act is refused unless its officer has
one of the roles, the case stands in one of the stages, and every gate asked of it is passed. Roles come from the
delegations register; *recipient* is an officer of the requesting agency who stands on its roster.
"""

_WORD = {
    Act.ORDER: "order load", Act.AUTHORITIES: "register load", Act.REGISTER: "register load",
    Act.PACK: "agreement enforce",
    Act.REGISTRY: "registry build",
    Act.KEY: "keys rotate", Act.KEY_LOST: "keys lose", Act.POLICY: "log policy",
    Act.SEAL: "release", Act.HANDOVER: "release, reissue",
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


_FACE = {
    Thing.REQUEST: "review",
    Thing.HOLDS: "holds",
    Thing.DISPOSITIONS: "review",
    Thing.DETERMINATIONS: "register load",
    **{thing: _WORD.get(act, act.value) for act, thing in SHOWN_BY.items()},
}


def _sights() -> str:
    rows = [
        (
            line.thing.value,
            ", ".join(sorted(role.value for role in line.roles)),
            "; ".join(sorted(field.value for field in line.fields)),
            str(line.citation),
            f"`lockgate {_FACE[line.thing]}`" if line.thing in _FACE else "no command",
        )
        for line in SIGHTS
    ]
    seen = {line.thing for line in SIGHTS}
    rows += [(thing.value, "nobody", "", "26 U.S.C. 6103(b)(8)", "no command") for thing in Thing if thing not in seen]
    note = (
        "Every role is shown counts and proofs: what stands in the published log, how many records an act was about,"
        " hashes.\nWhat the table does not give is refused (R51.provision). A recipient is shown only what belongs to a"
        " submission that names\nthem. Whoever loads determinations has read them.\n"
    )
    header = ("what", "roles", "fields", "provision", "shown by")
    return "## Who is shown what (R51)\n\n" + _table(header, rows) + "\n" + note
