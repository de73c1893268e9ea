"""Release: seal, publish that entry, hand over. Killed anywhere, doing it again goes on where it stopped.

Sealing and handing over are two acts, each signed by itself. Whoever holds their key here does both at once.
"""

from collections.abc import Callable

from lockgate.actions.handover import hand_over
from lockgate.actions.office import Office, Result, Signer
from lockgate.actions.publish import publish
from lockgate.actions.seal import seal
from lockgate.procedure.acts import Act
from lockgate.procedure.casefile import CaseStage
from lockgate.procedure.refusals import Refusal
from lockgate.store.cases import viewed


def release(office: Office, case: str, signer: Signer, proposal: str) -> Result:
    """Let the answers of an authorized proposal leave.

    Raises:
        UsageError: there is no such case.
        IntegrityError: something kept, sealed or published does not verify.
    """
    published = publish(office)
    if isinstance(published, Refusal):
        return published
    if viewed(case).stage is not CaseStage.SEALED:
        sealed = seal(office, case, signer, proposal)
        if isinstance(sealed, Refusal):
            return sealed
        published = publish(office)
        if isinstance(published, Refusal):
            return published
    done = hand_over(office, case, signer, proposal)
    publish(office)
    return done


def release_next(office: Office, case: str, signer: Signer, proposal: str) -> Result:
    """The next of the two acts alone, between publications: seal, or hand over what is sealed.

    Raises:
        UsageError: there is no such case.
        IntegrityError: something kept, sealed or published does not verify.
    """
    act = Act.HANDOVER if viewed(case).stage is CaseStage.SEALED else Act.SEAL
    return release_by(act, office, case, signer, proposal)


def release_by(act: Act, office: Office, case: str, signer: Signer, proposal: str) -> Result:
    """One of the two acts alone, between publications.

    Raises:
        UsageError: there is no such case.
        IntegrityError: something kept, sealed or published does not verify.
    """
    do: Callable[[Office, str, Signer, str], Result] = hand_over if act is Act.HANDOVER else seal
    published = publish(office)
    if isinstance(published, Refusal):
        return published
    done = do(office, case, signer, proposal)
    publish(office)
    return done
