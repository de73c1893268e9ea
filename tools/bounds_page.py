"""``docs/bounds.md``: every bound, time-out and repetition, each figure read from the code; what is kept how long."""

import os
from datetime import timedelta

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lockgate.site.settings")  # noqa: TID251 - before Django is read
django.setup()

from lockgate.actions import (  # noqa: E402 - once Django is set up
    dispose,
    door,
    doors,
    draft_file,
    events,
    gateway,
    pending,
    printing,
    queue,
    signin,
    uploads,
)  # fmt: skip
from lockgate.pipeline import apart  # noqa: E402 - the same
from lockgate.procedure import drafts, opening_gates  # noqa: E402 - the same
from lockgate.recipient import gateway as recipient_gateway  # noqa: E402 - the same
from lockgate.store import database, witnesses  # noqa: E402 - the same
from lockgate.web import pace, policy_reports, registers  # noqa: E402 - the same

_HEAD = """# Bounds, time-outs, repetitions; secrets; logs; what is kept

The tables of figures are printed by `make docs` from the code itself. What an agreement says (budgets of officers,
pick-up days, pace floors, windows) stands in its pack and not here.
"""

_REST = """
## Connections

A server process answers one request at a time (`lockgate serve --workers`, 2), and has one connection to the
database, kept for a minute between requests on PostgreSQL; so has `lockgate work`, and each command. So an office
with *w* workers and *q* queue workers needs *w* + *q* connections, two more for commands, and one for each thread
that checks a large draft. When PostgreSQL has none left, the request fails, says that the office cannot answer now
(503 for machines, a page for people), and nothing was done; asked again it is done once. Requests that come while all
workers are busy wait in the socket of the server, which is the proxy's to bound.

Nothing is asked of any address but those of configuration: the database, the provider of sign-ins, the witnesses.
Where the provider does not answer, nobody comes in that way; where witnesses do not, nothing is published and so
nothing leaves, and what was entered is published by the next act, or by the server itself.

## Secrets, and how long they are used

| secret | changed | how |
| --- | --- | --- |
| keys of the office: log, evidence, gateway, release | after 366 days, and when somebody who could read one leaves; its keepers are told from 30 days before, on their front page and by `lockgate doctor` | `lockgate keys rotate` (docs/keys.md) |
| an officer's key or card | before its certificate ends; its owner is reminded from 30 days before | `lockgate register load delegations` or `roster` |
| a security key | when it is lost, or its owner leaves | the same |
| secret of the provider of sign-ins | each year, and when somebody who could read it leaves | the provider, then `secret_file` of the doors |
| password of the database | the same | the database, then `LOCKGATE_DATABASE_URL` |
| Django's key | at every start of the server, where `LOCKGATE_DJANGO_KEY` does not set one | nothing is lost by it but forms that were open |

A release or gateway key past its 366 days seals no package any more; what was sealed with it is opened and verified as
before. The log's and the evidence key are told of and go on: without them no order, no stay and no change of keys could
be entered. How old the provider's secret is, `lockgate serve` says where it begins, by its file, and warns after 366 days;
of the password of the database nothing here knows its age. Only what is in the first column is a secret; no other file
below the home opens anything.

## Logs

| log | holds | where | how long | who reads it |
| --- | --- | --- | --- | --- |
| the log of acts | every act, refusals too: when, who, which, commitments (docs/formats/log.md) | the database; published below `HOME/log` | for ever | everybody, as published |
| the server's own lines | sign-ins and refused ones, what broke and where, reports of browsers, whoever asks without end; no value of a request | standard error of `lockgate serve` | whoever runs the office | whoever runs the office |
| gunicorn's lines | start, end and failure of its processes; no requests | the same | the same | the same |
| `lockgate work` | which job, which stage, by its id | standard error | the same | the same |

## What is kept, and how long

| what | until |
| --- | --- |
| submissions, findings, evidence, decisions, the accounting | as long as the office: 26 U.S.C. 6103(p)(3)(A) asks for a permanent accounting, and no provision we know of ends it; no command erases any. Seven years after a case was opened `lockgate doctor` lists it, for a person to say whether it stays |
| keys of gated packages | the pick-up day of the agreement, then `lockgate reconcile` erases them |
| packages themselves | they stay, and without their keys open nothing |
| drafts | received, dropped, or 30 days without a change |
| withdrawals that wait | entered, or the case ended by another statement |
| uploads | received; one that never came whole for 30 days after it began |
| jobs | they stay, in numbers and codes |
| sessions | their end, at the next sign-in of anybody |
| counts of sign-ins, and of what was refused in somebody's name | 90 days, then `lockgate reconcile` ends them; when somebody was last here stays while the registers have them |
| budgets that were spent | the next span |

`lockgate reconcile` ends what is past its days: keys of gated packages, drafts, uploads, sessions, counts of sign-ins, and what killed
processes left in `HOME/scratch`; it says how many. Whoever runs the office runs it each day.
"""  # noqa: E501 - tables


def bounds_page() -> str:
    """The page."""
    return "\n".join([
        _HEAD,
        "## Bounds\n\n" + _table(("what", "bound", "beyond it"), _BOUNDS),
        "## Time-outs and repetitions\n\n" + _table(("what", "waits", "then"), _WAITS) + _REST,
    ])  # fmt: skip


def _table(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "".join(f"| {' | '.join(one)} |\n" for one in lines)


def _size(size: int) -> str:
    return f"{size >> 20} MiB" if size >= 1 << 20 else f"{size:,} bytes"


def _span(span: timedelta) -> str:
    for name, one in (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))):
        if span >= one and not span % one:
            many = span // one
            return f"{many} {name}{'' if many == 1 else 's'}"
    return f"{span.total_seconds():.0f} seconds"


def _budget(name: str) -> str:
    each, together = settings.LOCKGATE_BUDGETS[name]
    return f"{each:,} of an officer, {together:,} of an agency"


_STOPPED = "the file is refused as a whole"
_BOUNDS = (
    (
        "pages asked by one person", f"{pace.MOST:,} in {_span(pace.SPAN)} of each server process",
        "429 and when to ask again, until the span ends; nobody else is held up",
    ),
    ("requests of the API in an hour", _budget(door.ASK), "429; entered"),
    ("uploads begun at the API in a day", _budget(door.UPLOAD), "429; entered"),
    ("a part of an upload", _size(uploads.LONGEST_PART), "422"),
    ("a file of records at the console", _size(draft_file.LONGEST_FILE), "refused while it comes; nothing is kept"),
    ("drafts that one person has begun and not sent", str(drafts.MOST_DRAFTS), "409, until one is sent or erased"),
    ("memory of the process that reads a workbook or Parquet file", _size(apart.BOUNDS.memory), _STOPPED),
    ("its processor time", f"{apart.BOUNDS.seconds} seconds", _STOPPED),
    ("a form without a file", _size(settings.DATA_UPLOAD_MAX_MEMORY_SIZE), "400"),
    ("fields of a form", f"{settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,}", "400"),
    ("a register at the console", _size(registers.LARGEST), "422"),
    ("a certificate in the proxy's header", f"{doors.LONGEST_CERTIFICATE:,} characters", "nobody comes in by it"),
    ("a browser's report of a broken policy", _size(policy_reports.LONGEST), "not read"),
    (
        "lines of one kind that such reports, and forged forms, tokens and signatures, make in the log",
        f"{events.MOST} in a minute of each server process", "not told; the last one says so",
    ),
    (
        "a letter whose PDF is made in the request", f"{printing.AT_ONCE:,} characters",
        "a worker makes it; its page says how far it is",
    ),
    (
        "the same request to open, answered again", (
            f"{opening_gates.ANSWERS_MOST} times in {_span(opening_gates.ANSWERED_AGAIN)}"
        ), "refused; a re-issue is asked for",
    ),
)  # fmt: skip
_POSTGRES = database.POSTGRES_PATIENCE
_WAITS = (
    ("a session without a request", _span(signin.IDLE), "it ends"),
    ("a session", _span(signin.LONGEST), "it ends"),
    ("somebody signed in who showed again who they are", _span(signin.FRESH), "ending sessions asks for it again"),
    ("somebody at the provider of sign-ins", _span(doors.AWAY), "they are not let in, and begin again"),
    ("an entry of a register or pack that waits for a second person", _span(pending.STANDS), "it is gone"),
    ("a job that waits for its officer’s signature", _span(queue.UNSIGNED), "it ends; it is asked for again"),
    ("a draft proposal that was shown", _span(dispose._STANDS), "it is made anew"),  # noqa: SLF001 - its figure
    (
        "clocks of whoever signs a request, and ours",
        f"{_span(door.CLOCKS_DIFFER)} (API), {_span(gateway._CLOCKS_DIFFER)} (gateway)",  # noqa: SLF001 - its figure
        "answered as nobody's",
    ),
    ("a transaction on SQLite, for another's", f"{database.SQLITE_PATIENCE_SECONDS} seconds", "it fails; not repeated"),
    ("connecting to PostgreSQL", f"{_POSTGRES['connect_timeout']} seconds", "it fails; not repeated"),
    (
        "one statement of PostgreSQL", f"{_POSTGRES['patience_seconds']} seconds",
        "the connection is given up; whether it was done is looked up by the act's nonce when it is tried again",
    ),
    ("witnesses, all at once", f"{witnesses.PATIENCE:.0f} seconds", "nothing is published; the next act asks again"),
    ("a worker that says nothing of its job", _span(queue.LEASE), "another takes the job"),
    ("a job whose worker ended", f"{queue.MOST_TRIES} times", "it failed, and says so"),
    ("the process that reads a workbook or Parquet file, in silence", f"{apart.BOUNDS.silent} seconds", _STOPPED),
    ("the same, in all that is waited for it", f"{apart.BOUNDS.waited:,} seconds", _STOPPED),
    ("the process that makes a long letter", f"{printing.LONGEST} seconds", "no PDF is made of it; its page says so"),
    ("the recipient's tool, for the gateway", f"{recipient_gateway._PATIENCE_SECONDS} seconds",  # noqa: SLF001
     "it says so; the same command goes on"),
    ("a request, for its server process", "120 seconds", "gunicorn ends that process; nothing is done by halves"),
)  # fmt: skip
