"""`lockgate verify accounting FILE`: was this row of the accounting fixed when the package was sealed?"""

from argparse import ArgumentParser, Namespace

from lockgate.errors import IntegrityError
from lockgate.tlog.accounting import COLUMNS, parse_accounted_row, verify_accounted_row
from lockgate.verify.commands import Answer, Command
from lockgate.verify.files import read_argument, shown
from lockgate.verify.proved import Proved, add_log, check_keys_given, under

LONGEST_DOCUMENT = 1 << 22
"""Bytes that a row with its proof may have."""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the row with its proof")
    add_log(parser, "the entry")


def _run(args: Namespace) -> Answer:
    check_keys_given(args, "a row is")
    data = read_argument(args.file, LONGEST_DOCUMENT)
    try:
        row = parse_accounted_row(data)
        held = under(args, row.proof, row.entry, "the row's")
        verified = verify_accounted_row(row, held.policy)
    except ValueError as error:
        raise IntegrityError(f"the row: {error}") from error
    proved = Proved(row.proof.index, verified.entry, verified.accepted, held, args)
    values = dict(zip(COLUMNS, row.values, strict=True))
    lines = [
        *(f"{name:<13}{shown(value)}" for name, value in values.items()),
        f"package      {row.package.package}",
        *proved.lines(width=13),
        "OK: this row of the accounting was fixed when the package was sealed",
    ]
    return Answer(tuple(lines), {"ok": True, "row": {**values}, "package": row.package.package, **proved.data})


COMMAND = Command("accounting", "verify one row of the accounting of disclosures", _arguments, _run)
"""The command `accounting`."""
