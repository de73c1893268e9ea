"""Locate: the custodian's file is asked for every sufficient record, and for no other (R49).

What is read is the prepared index of the file as it is now (``actions/registry.py``). Two commits. The first enters
the reading: who reads, for which rows, which index; the case stands in *reading*. Only then is the index asked. The
second keeps what was found, sealed, under the same act, and has no entry of its own, so the log shows one entry
whatever came out (R46). Killed in between, the case stays in *reading*; locating again enters a second reading.
"""

from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.actions.attempts import Attempt, Particulars, on_case, refused_at_once
from lockgate.actions.dossier import answered_rows, changed, examined, keep_new, read_dossier, sufficient_rows
from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.questions import KIND as QUESTIONS
from lockgate.actions.questions import asked_in_earlier_cases, own_questions
from lockgate.actions.registry import index_of, options_of
from lockgate.canonical import Canonical
from lockgate.errors import IntegrityError
from lockgate.law.citations import house, usc26
from lockgate.law.terms import Hook
from lockgate.pipeline.desk_options import DeskOptions
from lockgate.pipeline.identities import KIND as IDENTITIES
from lockgate.pipeline.identities import read_by, rows_of
from lockgate.pipeline.locate import locate_identities
from lockgate.pipeline.spark_cluster import Cluster, ready
from lockgate.pipeline.weak_records import CLASSES_KIND, classes_table
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.procedure.release_facts import stay
from lockgate.store import evidence
from lockgate.store.cases import opened
from lockgate.store.keyring import load_evidence_key
from lockgate.store.registry_folders import reading
from lockgate.store.registry_index import Index


def locate(office: Office, case: str, signer: Signer) -> Result:
    """Enter the reading, read, and keep the located evidence.

    Raises:
        UsageError: the office was not told where the custodian's file lies, no index of it as it is now is built, or
            the Spark it was told of cannot be used.
        IntegrityError: evidence does not verify, or the index is damaged or was made by another law.
    """
    options = _options(office)
    early = refused_at_once(office, case, signer, Act.LOCATE)
    if early is not None:
        return early
    with reading(office.home.index):
        index = index_of(office)
        done = _enter_reading(office, case, signer, index)
        if isinstance(done, Refusal):
            return done
        refused = _read(office, case, index, options)
        return refused or done


def go_on_reading(office: Office, case: str, entered: tuple[str, str]) -> Refusal | None:
    """Go on with a reading that was entered and whose process ended: the same rows are asked of the same index.

    Args:
        office: the office.
        case: a case in *reading*.
        entered: name and hash of the index, as the entry of the reading has them.

    Raises:
        UsageError, IntegrityError: as for ``locate``.
    """
    options = _options(office)
    with reading(office.home.index):
        index = index_of(office)
        if (index.manifest.name, index.hash) != entered:
            return changed()
        return _read(office, case, index, options)


def _options(office: Office) -> DeskOptions:
    options = options_of(office)
    if not office.master:
        return options
    cluster = Cluster(office.master, options.spill)
    # A cluster that may not be used is refused before anything is entered.
    ready(cluster)
    return replace(options, cluster=cluster)


def _enter_reading(office: Office, case: str, signer: Signer, index: Index) -> Result:
    at = office.clock()
    office.progress("read the case")
    dossier = read_dossier(office.home, case, at)
    rows = sufficient_rows(dossier, examined(dossier))
    questions = own_questions(dossier, rows)
    table = pa.table({"row": pa.array(rows, pa.int64())})
    counted = evidence.rows_of([table])
    fresh = IDENTITIES in dossier.evidence and read_by(dossier.path(IDENTITIES)) == index.manifest.made.gazetteer

    def do(attempt: Attempt) -> Result:
        content: dict[str, Canonical] = {"rows": counted.count, "root": counted.root}
        content |= {"index": index.manifest.name, "manifest": index.hash}
        particulars = Particulars(content, records=counted.count)
        if not dossier.still(attempt.facts, attempt.frame.agreement):
            return changed()
        if not fresh:
            return _read_by_other_tables()
        if asked_in_earlier_cases(dossier, at, questions).keys() - set(answered_rows(dossier, "R48")):
            return _asked_meanwhile()
        entered = attempt.enter(attempt.asked(Act.LOCATE, particulars), particulars)
        if isinstance(entered, Refusal):
            return entered
        keep_new(
            attempt.file,
            evidence.put_table(office.home, case, "sufficient", table),
            evidence.put_table(office.home, case, QUESTIONS, questions),
        )
        attempt.file.move(CaseStage.READING)
        return Done(Act.LOCATE, case, entered.leaf, attempt.at, {"records": counted.count})

    return on_case(office, case, signer, do, at)


def _asked_meanwhile() -> Refusal:
    return Refusal(
        "office.examine_again",
        "Another case asked about one of these persons since the last examination; examine the case again.",
        usc26("6103(i)(2)(B)(i) and (p)(1)"),
        Hook.MANNER,
    )


def _read_by_other_tables() -> Refusal:
    return Refusal(
        "office.examine_again",
        "The records were not read by the tables of addresses that the index was made by; examine the case again.",
        house("6103(i)(2)(B)"),
        Hook.HOUSE,
    )


def _read(office: Office, case: str, index: Index, options: DeskOptions) -> Refusal | None:
    """Ask the index and commit what was found, if the reading that was entered still stands.

    The clock is read anew: an order that came, or began to hold, between the entry and the reading still stops the
    reading; the case stays in *reading*.
    """
    at = office.clock()
    dossier = read_dossier(office.home, case, at)
    if stay(dossier.registers.orders, dossier.facts.submission.agreement, Act.LOCATE, at) is not None:
        return changed()
    rows = pq.read_table(dossier.path("sufficient"))["row"].to_numpy().tolist()
    read = rows_of(pq.ParquetFile(dossier.path(IDENTITIES)).read(), rows)
    office.progress("ask the index")
    found = locate_identities(read, index, options)
    office.progress("keep what was found")
    key = load_evidence_key(office.home)
    sealed = evidence.put_sealed(office.home, key, case, "located", found)
    classes = evidence.put_sealed(office.home, key, case, CLASSES_KIND, classes_table(found))
    with opened(case) as file:
        if file.facts.reading != dossier.facts.reading:
            raise IntegrityError("Another reading was entered meanwhile; this one is not kept.")
        file.complete_reading(sealed, classes)
    return None
