"""`lockgate verify accounting FILE`: was this row of the accounting fixed when the package was sealed?"""

from argparse import ArgumentParser, Namespace

from lockgate.errors import IntegrityError
from lockgate.tlog.accounting import COLUMNS, parse_accounted_row, verify_accounted_row
from lockgate.verify.commands import Answer, Command
from lockgate.verify.files import read_argument, shown
from lockgate.verify.log import add_log, check_keys_given, policy_over

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
        verified = verify_accounted_row(row, policy_over(args, row.proof, row.entry, "the row's"))
    except ValueError as error:
        raise IntegrityError(f"the row: {error}") from error
    tree, entry = verified.accepted.checkpoint, verified.entry
    values = dict(zip(COLUMNS, row.values, strict=True))
    lines = [
        *(f"{name:<13}{shown(value)}" for name, value in values.items()),
        f"package      {row.package.package}",
        f"entry        {row.proof.index} ({entry.act}, {entry.time}) in {tree.origin}",
        f"tree         {tree.size:,} entries, root {tree.root.hex()}",
        "OK: this row of the accounting was fixed when the package was sealed",
    ]
    return Answer(
        tuple(lines),
        {
            "ok": True,
            "row": {**values},
            "package": row.package.package,
            "case": entry.case,
            "index": row.proof.index,
            "act": entry.act,
            "time": entry.time,
            "origin": tree.origin,
            "size": tree.size,
            "root": tree.root.hex(),
        },
    )


COMMAND = Command("accounting", "verify one row of the accounting of disclosures", _arguments, _run)
"""The command `accounting`."""
