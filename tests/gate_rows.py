"""For each gate of the database: a row that it takes, and what it refuses the row after.

``WORLD`` is what stands of one release that went the whole way, and of a second case, which changes nothing of the
first. Tables are the models' own, without any other rule of theirs, so that nothing but the gate can refuse.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from lockgate.store.gates import GATES, GATEWAY_GATES, STOP_GATES, SUBSTITUTES_GATES, WITHDRAWAL_GATES, Gate
from lockgate.store.gates_rounds import ROUND_GATES
from lockgate.store.triggers import columns_of, options_of

EVERY_GATE = (*GATES, *GATEWAY_GATES, *SUBSTITUTES_GATES, *WITHDRAWAL_GATES, *STOP_GATES, *ROUND_GATES)


def insert(table: str, **columns: object) -> str:
    """A row of a table, by its name without the app's."""
    names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(map(_literal, columns.values()))
    return f"INSERT INTO store_{table}row ({names}) VALUES ({values})"  # noqa: S608 - written here


def _literal(value: object) -> str:
    return str(value) if isinstance(value, int) else f"'{value}'"


_ACTS = ("ana", "ben", "cyd", "dov", "dov", "dov", "ada", "ada", "ada", "ben", "ben", "leo", "ron")
"""Who signed each act of the first case: draft, two votes, authorization, seal, hand-over, fetch, opening, receipt,
round, its answers, restoration, stop."""

_PACKAGE = {"case_id": "c", "proposal_id": 1, "act_id": 5}

WORLD = (
    *(insert("act", id=number, officer=name, entry_id=number) for number, name in enumerate(_ACTS, start=1)),
    insert("act", id=20, officer="leo", entry_id=20),
    *(insert("index", index=number - 1, entry_id=number) for number in range(1, 10)),
    insert("checkpoint", size=9),
    insert("proposal", id=1, case_id="c", act_id=1, number=1),
    insert("proposal", id=2, case_id="d", act_id=20, number=5),
    insert("void", proposal_id=2),
    insert("vote", proposal_id=1, officer="ben", vote="for"),
    insert("vote", proposal_id=1, officer="cyd", vote="for"),
    insert("vote", proposal_id=2, officer="leo", vote="against"),
    insert("authorization", proposal_id=1, act_id=4),
    insert("package", id="p", entry_id=5, officer="ada", **_PACKAGE),
    insert("handover", package_id="p"),
    insert("fetch", package_id="p", officer="ada"),
    insert("gatewaykey", id=1, package_id="p", wrapped="key"),
    insert("opening", id=1, package_id="p", act_id=8),
    insert("grant", opening_id=1),
    insert("round", proposal_id=1, officer="ben", number=1, seeds_id=1),
    insert("roundclose", id=1, proposal_id=1, officer="ben", missed=0, returned=0),
)

LATER = insert("proposal", id=3, case_id="c", act_id=1, number=2)
VOIDED = insert("void", proposal_id=1)
RECALLED, PURGED = insert("recall", package_id="p"), insert("purge", package_id="p")
OTHERS_RECALLED = insert("recall", package_id="another")
MISSED, RETURNED = (f"UPDATE store_roundcloserow SET {one} = 1" for one in ("missed", "returned"))  # noqa: S608
RESTORED = insert("restore", id=1, closing_id=1)
FOR_EVE = (LATER, insert("substitution", id=1, proposal_id=3, officer="eve", instead="ada"))
FOR_GUS = (
    insert("proposal", id=4, case_id="c", act_id=1, number=3),
    insert("substitution", id=2, proposal_id=4, officer="gus", instead="ada"),
)
EVES = insert("package", id="s", case_id="c", proposal_id=3, act_id=5, officer="eve")
ANEW = insert("package", id="q", case_id="c", proposal_id=1, officer="ada")


def _sized(size: int) -> str:
    return f"UPDATE store_checkpointrow SET size = {size}"  # noqa: S608 - written here


def _gone(table: str, where: str = "1 = 1") -> str:
    return f"DELETE FROM store_{table}row WHERE {where}"  # noqa: S608 - written here


def _signed_by(act: int, officer: str) -> str:
    return f"UPDATE store_actrow SET officer = '{officer}' WHERE id = {act}"  # noqa: S608 - written here


@dataclass(frozen=True, slots=True)
class Change:
    """Something more that stands before the row, and what of the row is otherwise."""

    stands: tuple[str, ...] = ()
    row: tuple[tuple[str, object], ...] = ()


def but(*stands: str, **row: object) -> Change:
    """A change."""
    return Change(stands, tuple(row.items()))


@dataclass(frozen=True, slots=True)
class Rows:
    """The row one gate is asked about: it takes it as it is, after ``refused`` it does not, after ``taken`` it does."""

    gate: Gate
    row: tuple[tuple[str, object], ...]
    refused: tuple[Change, ...]
    taken: tuple[Change, ...] = ()
    before: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The table and the gate's own name."""
        return f"{self.gate.table.removeprefix('store_')}-{self.gate.name}"

    def written(self, change: Change) -> tuple[str, ...]:
        """Everything before the row, and last the statement that the gate is asked about."""
        stands = (*WORLD, *self.before, *change.stands)
        if self.gate.before == "UPDATE":
            return (*stands, f"UPDATE {self.gate.table} SET wrapped = '' WHERE package_id = 'p'")  # noqa: S608
        table = self.gate.table.removeprefix("store_").removesuffix("row")
        return (*stands, insert(table, **{**dict(self.row), **dict(change.row)}))


def _of(among: Iterable[Gate], table: str, name: str) -> Gate:
    (found,) = (one for one in among if (one.table, one.name) == (f"store_{table}row", name))
    return found


def _rows(among: Iterable[Gate]) -> Callable[..., Rows]:
    def rows(table: str, name: str, row: dict[str, object], *refused: Change, **more: tuple[object, ...]) -> Rows:
        return Rows(_of(among, table, name), tuple(row.items()), refused, **more)  # type: ignore[arg-type]

    return rows


_VOTE = {"proposal_id": 1, "act_id": 2, "officer": "ben", "vote": "for"}
_AUTHORIZATION = {"proposal_id": 1, "act_id": 4}
_EVE = {**_PACKAGE, "officer": "eve"}
_HANDOVER = {"package_id": "p", "act_id": 6}
_FETCH = {"package_id": "p", "act_id": 7, "officer": "ada"}
_OPENING = {"package_id": "p", "act_id": 8, "officer": "ada"}
_RECEIPT = {"package_id": "p", "act_id": 9, "officer": "ada"}
_SUBSTITUTES = {"case_id": "c", "proposal_id": 3, "act_id": 5, "officer": "eve"}
_ROUND = {"proposal_id": 1, "act_id": 10, "officer": "ben", "number": 1, "seeds_id": 1}
_CLOSING = {"proposal_id": 1, "act_id": 11, "officer": "ben", "seeds_id": 1}
_RESTORE = {"closing_id": 1, "act_id": 12, "officer": "leo"}
_STOP = {"proposal_id": 1, "act_id": 13, "officer": "ron"}
_ANOTHERS = (but(officer="pat"), but(act_id=99))
_NOT_CURRENT = (but(LATER), but(VOIDED))

_first, _gated, _anew = _rows(GATES), _rows(GATEWAY_GATES), _rows(SUBSTITUTES_GATES)
_ended, _stop, _round = _rows(WITHDRAWAL_GATES), _rows(STOP_GATES), _rows(ROUND_GATES)

DIRECT = (
    _first("index", "gap_free", {"index": 9}, but(index=10), but(index=8), but(_gone("index")),
           taken=(but(_gone("index"), index=0),)),
    _first("checkpoint", "covers_indexes", {"size": 9}, but(size=10)),
    _first("vote", "current_proposal", _VOTE, *_NOT_CURRENT),
    _first("vote", "its_signer", _VOTE, *_ANOTHERS),
    _first("vote", "not_the_analyst", _VOTE, but(_signed_by(1, "ben"))),
    _first("personfinding", "its_signer", {"act_id": 1, "officer": "ana"}, *_ANOTHERS),
    _first("confirmation", "its_signer", {"act_id": 7, "officer": "ada"}, *_ANOTHERS),
    _first("authorization", "two_votes", _AUTHORIZATION, but(_gone("vote", "officer = 'cyd'")), but(_gone("vote")),
           but(insert("vote", proposal_id=1, vote="against")),
           but("UPDATE store_voterow SET proposal_id = 2 WHERE officer = 'cyd'")),
    _first("authorization", "current_proposal", _AUTHORIZATION, *_NOT_CURRENT),
    _first("package", "current_proposal", _EVE, *_NOT_CURRENT, but(*FOR_EVE)),
    _first("package", "authorization_signed", _EVE, but(_gone("authorization")), but(_gone("index", "entry_id = 4")),
           but(_sized(3)), but(proposal_id=2), taken=(but(_sized(4)),)),
    _first("package", "fourth_person", _EVE, *(but(_signed_by(5, one)) for one in ("ana", "ben", "cyd")),
           but(_gone("vote"), _signed_by(5, "ana")), taken=(but(_signed_by(5, "leo")), but(_gone("vote")))),
    _first("handover", "fourth_person", _HANDOVER, *(but(_signed_by(6, one)) for one in ("ana", "ben", "cyd")),
           but(_gone("vote"), _signed_by(6, "ana")), taken=(but(_signed_by(6, "leo")),)),
    _first("handover", "seal_signed", _HANDOVER, but(_gone("index", "entry_id = 5")), but(_sized(4)),
           taken=(but(_sized(5)),)),
    _first("handover", "not_recalled", _HANDOVER, but(RECALLED), taken=(but(OTHERS_RECALLED),)),
    _first("fetch", "handed_over", _FETCH, but(_gone("handover")), but(RECALLED), taken=(but(OTHERS_RECALLED),)),
    _first("fetch", "its_signer", _FETCH, *_ANOTHERS),
    _first("fetch", "its_recipient", _FETCH, but(officer="eve"), but(package_id="another")),
    _first("receipt", "its_signer", _RECEIPT, *_ANOTHERS),
    _first("receipt", "fetched", _RECEIPT, but(_gone("fetch")), but(officer="eve"), but(package_id="another")),
)  # fmt: skip

GATED = (
    _gated("package", "one_at_a_time", _EVE, but(officer="ada"), but(OTHERS_RECALLED, officer="ada"),
           taken=(but(RECALLED, officer="ada"), but(PURGED, officer="ada"), but(proposal_id=2, officer="ada"))),
    _gated("opening", "its_signer", _OPENING, *_ANOTHERS),
    _gated("opening", "its_recipient", _OPENING, but(officer="eve"), but(package_id="another")),
    _gated("opening", "fetched", _OPENING, but(_gone("fetch")), but(officer="eve"), but(package_id="another")),
    _gated("opening", "not_gone", _OPENING, but(RECALLED), but(PURGED), taken=(but(OTHERS_RECALLED),)),
    _gated("opening", "key_kept", _OPENING, but(_gone("gatewaykey")),
           but("UPDATE store_gatewaykeyrow SET wrapped = ''"), but(package_id="another")),
    _gated("grant", "opening_signed", {"opening_id": 1}, but(_gone("index", "entry_id = 8")), but(_sized(7)),
           but(opening_id=2), taken=(but(_sized(8)),)),
    _gated("grant", "not_gone", {"opening_id": 1}, but(RECALLED), but(PURGED), taken=(but(OTHERS_RECALLED),)),
    _gated("gatewaykey", "erasure_entered", {}, but(_gone("purge")), but("UPDATE store_purgerow SET package_id = 'q'"),
           before=(PURGED,)),
    _gated("receipt", "opened", _RECEIPT, but(_gone("grant")), but(_gone("opening")),
           taken=(but(_gone("grant"), _gone("gatewaykey")),)),
)  # fmt: skip

ISSUED_ANEW = (
    _anew("package", "current_proposal", _EVE, *_NOT_CURRENT, but(*FOR_EVE, *FOR_GUS[:1]), taken=(but(*FOR_EVE),)),
    _anew("package", "substitute", _SUBSTITUTES,
          but(officer="fay"),
          but(_gone("recall")),
          but(insert("package", id="q", case_id="c", proposal_id=1, officer="eve")),
          but(EVES),
          but(EVES, proposal_id=1, officer="ada"),
          but(EVES, *FOR_GUS, proposal_id=4, officer="gus"),
          taken=(
              but(_gone("recall"), PURGED),
              but(_gone("recall"), case_id="d"),
              but(EVES, insert("recall", package_id="s"), proposal_id=1, officer="ada"),
              but(EVES, insert("purge", package_id="s"), proposal_id=1, officer="ada"),
              but(EVES, proposal_id=1, officer="fay"),
              but(_gone("recall"), proposal_id=1, officer="fay"),
          ),
          before=(*FOR_EVE, RECALLED)),
    _anew("reissue", "replaced_is_gone", {"package_id": "q", "replaces_id": "p"}, but(_gone("recall")),
          but(_gone("recall"), OTHERS_RECALLED), taken=(but(_gone("recall"), PURGED),), before=(ANEW, RECALLED)),
    _anew("reissue", "same_officer_or_substitute", {"package_id": "q", "replaces_id": "p"},
          but("UPDATE store_packagerow SET officer = 'eve' WHERE id = 'q'"),
          but("UPDATE store_packagerow SET officer = 'eve' WHERE id = 'q'", *FOR_EVE),
          but(EVES, *FOR_EVE, "UPDATE store_substitutionrow SET instead = 'zed'", package_id="s"),
          taken=(but(EVES, *FOR_EVE, package_id="s"),), before=(ANEW,)),
)  # fmt: skip

_ENDED = (insert("withdrawal", case_id="c"), insert("withdrawal", case_id="d"))

WITHDRAWN = (
    *(
        _ended(table, "withdrawn", row, but(_ENDED[0]), taken=(but(_ENDED[1]),))
        for table, row in (
            ("proposal", {"case_id": "c"}),
            ("vote", _VOTE),
            ("authorization", _AUTHORIZATION),
            ("package", _EVE),
            ("handover", _HANDOVER),
            ("fetch", _FETCH),
            ("opening", _OPENING),
            ("grant", {"opening_id": 1}),
        )
    ),
    _ended("withdrawal", "nothing_stands", {"case_id": "c"}, but(_gone("grant")), but(_gone("opening")),
           but(_gone("gatewaykey"), _gone("fetch"), _gone("grant")), but(_gone("grant"), OTHERS_RECALLED),
           taken=(
               but(_gone("grant"), RECALLED),
               but(_gone("grant"), PURGED),
               but(_gone("gatewaykey"), _gone("opening")),
               but(_gone("grant"), case_id="d"),
           )),
)  # fmt: skip

STOPPED = (
    _stop("stop", "its_signer", _STOP, *_ANOTHERS),
    _stop("stop", "authorized", _STOP, but(_gone("authorization")), but(proposal_id=2)),
    _stop("stop", "nobody_of_the_case", _STOP, *(but(_signed_by(13, one)) for one in ("ana", "ben", "cyd")),
          but(_gone("vote"), _signed_by(13, "ana")), taken=(but(_signed_by(13, "leo")),)),
    _stop("package", "not_stopped", _EVE, but(insert("stop", proposal_id=1)),
           taken=(but(insert("stop", proposal_id=2)),)),
    _stop("handover", "not_stopped", _HANDOVER, but(insert("stop", proposal_id=1)),
          taken=(but(insert("stop", proposal_id=2)),)),
)  # fmt: skip

IN_ROUNDS = (
    _round("round", "its_signer", _ROUND, *_ANOTHERS),
    _round("round", "current_proposal", _ROUND, *_NOT_CURRENT),
    _round("round", "same_seeds", _ROUND, but(seeds_id=2),
           taken=(but(seeds_id=2, number=2), but(seeds_id=2, officer="cyd"), but(seeds_id=2, proposal_id=2))),
    _round("roundclose", "its_signer", _CLOSING, *_ANOTHERS),
    _round("roundclose", "current_proposal", _CLOSING, *_NOT_CURRENT),
    _round("roundclose", "shown_before", _CLOSING, but(seeds_id=2), but(officer="cyd"), but(proposal_id=2)),
    _round("restore", "its_signer", _RESTORE, *_ANOTHERS),
    _round("restore", "another_person", _RESTORE, but(officer="ben"), but(officer="cyd"),
           but(LATER, insert("vote", proposal_id=3, officer="leo")), but(_gone("vote"), officer="ben")),
    _round("vote", "not_paused", _VOTE, but(MISSED), but(MISSED, insert("restore", id=1, closing_id=2)),
           taken=(but(MISSED, RESTORED), but(MISSED, officer="cyd"))),
    _round("vote", "sent_back", _VOTE, but(RETURNED),
           taken=(but(RETURNED, vote="against"), but(RETURNED, officer="cyd"), but(RETURNED, proposal_id=2))),
    _round("authorization", "not_paused", _AUTHORIZATION, but(MISSED), but(_gone("vote")),
           but("UPDATE store_voterow SET vote = 'against' WHERE officer = 'cyd'"),
           but("UPDATE store_voterow SET proposal_id = 2 WHERE officer = 'cyd'"),
           taken=(but(MISSED, RESTORED), but(MISSED, insert("vote", proposal_id=1, officer="eve", vote="for")))),
)  # fmt: skip

ALL = tuple(chain(DIRECT, GATED, ISSUED_ANEW, WITHDRAWN, STOPPED, IN_ROUNDS))


def bare_tables(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """The tables of the models with their columns and types, and nothing else of them."""
    made = []
    for model in apps.get_app_config("store").get_models():
        types = {str(one.column): one.rel_db_type(connection) for one in options_of(model).local_concrete_fields}
        lines = ", ".join(f'"{column}" {types[column]}' for column in columns_of(model).values())
        made.append(f"CREATE TABLE {options_of(model).db_table} ({lines})")
    return tuple(made)
