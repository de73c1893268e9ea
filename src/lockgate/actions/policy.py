"""The policy of the log: its lines about witnesses, and their change by two persons with an entry.

The new policy must be one that works: before anything is entered, its own quorum cosigns the present head. It
governs from its entry on, so that a witness that is gone can be replaced; whoever holds the old policy sees
that entry, and takes up the new policy only if they agree.
"""

from datetime import datetime

from lockgate.actions.office import Done, Office, Result, Signer
from lockgate.actions.refusing import Tried, answered
from lockgate.actions.register import officers_of, signed_by_two
from lockgate.actions.signing import leaves_of
from lockgate.errors import UsageError
from lockgate.law.citations import usc26
from lockgate.law.registers import Registers
from lockgate.law.terms import Hook
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.store.cosigning import cosigned_note, hear, newest_head, reached, unreached
from lockgate.store.ledger import minute
from lockgate.store.policies import POLICY_LEAF, newest_policy
from lockgate.store.post import check_url
from lockgate.store.standing import standing_opened
from lockgate.store.values import Enacted, Signed
from lockgate.tlog.entries import SALT_SIZE, Entry, detail_root, salted_leaf
from lockgate.tlog.notes import NoteKey, vkey
from lockgate.tlog.policies import Policy, parse_policy
from lockgate.tlog.quorums import fewest


def policy_over(log: NoteKey, lines: bytes) -> Policy:
    """The policy of a log from the lines about its witnesses.

    Args:
        log: the log's key.
        lines: ``witness``, ``group`` and ``quorum`` lines in their one spelling (docs/formats/policy.md).

    Raises:
        UsageError: the lines are no policy, name a log, or give a witness no address at which it can be asked.
    """
    try:
        policy = parse_policy(f"log {vkey(log.name, log.public_key_raw)}\n".encode() + lines)
    except ValueError as error:
        raise UsageError(f"The lines of the policy cannot be used: {error}.") from error
    if len(policy.logs) != 1:
        raise UsageError("The lines of the policy name a log; leave that line out, the office's own log is put there.")
    for witness in policy.witnesses:
        check_url(witness.url)
    return policy


def change_policy(office: Office, lines: bytes, signers: tuple[Signer, Signer]) -> Result:
    """Change the log's policy.

    Args:
        office: the office; its witnesses are those of the policy, whichever it is.
        lines: as for ``policy_over``.
        signers: two officers, each with a key of their own.

    Raises:
        UsageError: the lines cannot be used, or say what the policy says already.
        IntegrityError: a witness of the new policy has seen another log.
    """
    at = office.clock()
    before = newest_policy()
    policy = policy_over(before.logs[0].key, lines)
    if policy.text == before.text:
        raise UsageError("This is the log's policy already; nothing was entered.")
    result = _unsatisfied(office, policy) or _changed(office, (before, policy), signers, at)
    return answered(office, signers, Tried(Act.POLICY, at), result)


def _changed(office: Office, change: tuple[Policy, Policy], signers: tuple[Signer, Signer], at: datetime) -> Result:
    before, policy = change
    content = {"policy": policy.hash, "before": before.hash}
    with standing_opened(raised=False) as standing:
        if newest_policy().hash != before.hash:
            return _refused("Another policy was entered just now; read it, and decide again.")
        people = officers_of(standing, Registers(), signers, at)
        if isinstance(people, Refusal):
            return people
        signed = signed_by_two(office, Act.POLICY, content, tuple(zip(people, signers, strict=True)), at)
        if isinstance(signed, Refusal):
            return signed
        entered = standing.enter(_enacted(office, signed, policy))
        told: dict[str, str | int] = {**content, "quorum": policy.quorum, "witnesses": fewest(policy)}
        return Done(Act.POLICY, "", entered.leaf, at, told)


def _unsatisfied(office: Office, policy: Policy) -> Refusal | None:
    """The witnesses of the new policy cosign the present head, or it could publish nothing."""
    head = newest_head()
    if head is None:
        return _refused("No head of the log is signed yet; run lockgate log publish first.")
    said = hear(office.witnesses, policy, cosigned_note(head))
    if reached(policy, said):
        return None
    return _refused(f"The new policy could publish nothing now. {unreached(policy, said)}")


def _refused(sentence: str) -> Refusal:
    return Refusal("R29.policy", sentence, usc26("6103(p)(3)(A)"), Hook.CONFIDENTIALITY)


def _enacted(office: Office, signed: tuple[Signed, ...], policy: Policy) -> Enacted:
    """The act as it goes into the log: the policy's hash in the public entry, its text as one more leaf."""
    at = signed[0].at
    text = salted_leaf(office.random(SALT_SIZE), POLICY_LEAF, policy.text.decode("utf-8"))
    leaves = (*(leaf for one in signed for leaf in leaves_of(office, one)), text)
    entry = Entry(Act.POLICY.value, "", minute(at), office.law, "", detail_root(leaves), policy=policy.hash)
    return Enacted(entry, leaves, signed, at)
