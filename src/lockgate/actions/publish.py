"""Publish: waiting entries get their places, the head is signed, witnesses are asked, the log is written."""

from dataclasses import replace

from lockgate.actions.keys_log import complete_log_key
from lockgate.actions.office import Office
from lockgate.actions.outcomes import check_outcomes
from lockgate.law.citations import usc26
from lockgate.law.terms import Hook
from lockgate.procedure.refusals import Refusal
from lockgate.store.cosigning import ask_nobody
from lockgate.store.fsck import Checked, check_record_of_work
from lockgate.store.keyring import load_log_signer
from lockgate.store.ledger import integrate
from lockgate.store.publication import Publication, published_size, waits
from lockgate.store.publication import publish as write_log


def publish(office: Office) -> Publication | Refusal:
    """Integrate and publish everything entered so far; again without anything new, nothing changes.

    Where the witnesses are not there, entries wait in their order, and the same command takes them up later.

    Raises:
        IntegrityError: the database's tree does not begin with a head that was signed before, here or elsewhere.
    """
    complete_log_key(office.home)
    integrated = integrate(office.home, load_log_signer(office.home), office.clock(), office.witnesses)
    # Whoever was asked just now and was silent is not asked again; a head that has its quorum is still written.
    published = write_log(office.home, ask_nobody if integrated.refused else office.witnesses)
    refused = integrated.refused or published.refused
    if refused:
        return Refusal("R29.unpublished", refused, usc26("6103(p)(3)(A)"), Hook.CONFIDENTIALITY)
    return replace(published, doubts=tuple(dict.fromkeys((*integrated.doubts, *published.doubts))))


def publish_waiting(office: Office) -> Publication | Refusal | None:
    """Publish what waits, as a server does now and then; None, and nothing is read, where nothing waits.

    Raises:
        IntegrityError: as ``publish``.
    """
    return publish(office) if waits(office.home) else None


def check(office: Office) -> tuple[Checked, int]:
    """Check the record of work against itself, its outcomes, and the published checkpoint: how much, what size.

    Raises:
        IntegrityError: something is not as it was written, signed or published.
    """
    checked = check_record_of_work()
    check_outcomes(office)
    return checked, published_size(office.home)
