"""Another key for the log, by two persons with an entry; the key in force signs its succession (ADR 29).

The new key is made and waits until the witnesses know it: before anything is entered, the policy's own quorum
cosigns the present head signed by the new key. The entry puts a policy in force in which the log's line alone is
another; every head over it is signed by the new key, and every head before it was signed by the former one.
"""

from dataclasses import dataclass
from datetime import datetime

from lockgate.actions.keys import NOTHING, Two, alone
from lockgate.actions.office import Done, Office, Result
from lockgate.actions.refusing import Tried, answered
from lockgate.actions.register import officers_of, signed_by_two
from lockgate.actions.signing import leaves_of
from lockgate.errors import UsageError
from lockgate.law.citations import usc26
from lockgate.law.terms import Hook
from lockgate.procedure.acts import Act
from lockgate.procedure.refusals import Refusal
from lockgate.store.cosigning import hear, newest_head, reached, unreached
from lockgate.store.home import Home
from lockgate.store.keyring import LOG, load_log_signer, log_key_in, new_log_key
from lockgate.store.keys import LogSigner, log_signer
from lockgate.store.keys_kept import on_token, signer_in, stage, staged
from lockgate.store.keys_rotation import finish, is_entered
from lockgate.store.ledger import minute
from lockgate.store.policies import POLICY_LEAF, SUCCESSION_LEAF, newest_policy
from lockgate.store.standing import standing_opened
from lockgate.store.values import Enacted, Signed
from lockgate.tlog.entries import SALT_SIZE, Entry, detail_root, salted_leaf
from lockgate.tlog.notes import join_note, sign_note, split_note, vkey
from lockgate.tlog.successions import Succession, succession_note


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of the log's key that is about to be entered: both keys, and what the former one states."""

    former: LogSigner
    coming: LogSigner
    succession: Succession


def rotate_log(office: Office, signers: Two, address: str = "") -> Result:
    """Put a new key of the log in force, once the witnesses know it; the first call makes the key, if need be.

    Args:
        office: the office.
        signers: two officers delegated to keep keys.
        address: of an Ed25519 key on a token; empty for a new one in a file.

    Raises:
        UsageError: the key in force or the one on the token cannot be used, or the witnesses have to be told of the
            key that was made just now; nothing was entered then.
        IntegrityError: a witness has seen another log.
    """
    with alone(office.home):
        finish(office.home)
        at, former = office.clock(), load_log_signer(office.home)
        made = _prepare(office, former, address)
        coming = _coming(office.home, former.origin)
        change = _Change(former, coming, Succession(newest_policy(), coming.key))
        unknown = _unaccepted(office, change)
        if unknown is not None and made:
            raise UsageError(f"{unknown.sentence} Nothing was entered.")
        done = answered(office, signers, Tried(Act.KEY, at), unknown or _entered(office, change, signers, at))
        finish(office.home)
        return done


def complete_log_key(home: Home) -> None:
    """Put a new key of the log in force whose entry stands, where a crash came between."""
    if is_entered(home, LOG):
        with alone(home):
            finish(home)


def _prepare(office: Office, former: LogSigner, address: str) -> bool:
    """Have a new key waiting; whether it was made just now."""
    waiting = staged(office.home, LOG)
    if waiting is not None and on_token(waiting, LOG) == address:
        return False
    files = new_log_key(former.origin, office.random, address)
    key = files.key
    if key in former.keys:
        raise UsageError(f"The key {key.id.hex()} signs the log already, or did before; give another one.")
    stage(office.home, LOG, files.files, former.key.id.hex())
    return True


def _coming(home: Home, origin: str) -> LogSigner:
    folder = staged(home, LOG)
    if folder is None:
        raise UsageError("The new key of the log is gone; do it again.")
    signer = log_signer(origin, signer_in(folder, LOG))
    if signer.key != log_key_in(folder):
        raise UsageError(f"The new key of the log at {folder} is not that of its verifier line; remove the folder.")
    return signer


def _unaccepted(office: Office, change: _Change) -> Refusal | None:
    """The witnesses cosign the present head signed by the new key, or it could publish nothing."""
    head, coming = newest_head(), change.coming
    if head is None:
        return _refused("No head of the log is signed yet; run lockgate log publish first.")
    text, _ = split_note(bytes(head.note))
    note = join_note(text, [sign_note(text, coming.origin, coming.sign, coming.key.public_key_raw)])
    said = hear(office.witnesses, change.succession.after, note)
    if reached(change.succession.after, said):
        return None
    line = vkey(coming.origin, coming.key.public_key_raw)
    return _refused(
        "The witnesses do not take the new key of the log, which waits in keys/next.log. "
        f"{unreached(change.succession.after, said)} "
        f"Give them its line, {line}, for lockgate witness add, and rotate again."
    )


def _refused(sentence: str) -> Refusal:
    return Refusal("R29.policy", sentence, usc26("6103(p)(3)(A)"), Hook.CONFIDENTIALITY)


def _entered(office: Office, change: _Change, signers: Two, at: datetime) -> Result:
    before, after = change.succession.before, change.succession.after
    content = {
        "event": "rotate", "key": LOG, "old": change.former.key.id.hex(), "new": change.coming.key.id.hex(),
        "policy": after.hash, "before": before.hash,
    }  # fmt: skip
    with standing_opened(raised=False) as standing:
        if newest_policy().hash != before.hash:
            return _refused("Another policy was entered just now; read it, and decide again.")
        people = officers_of(standing, NOTHING, signers, at)
        if isinstance(people, Refusal):
            return people
        signed = signed_by_two(office, Act.KEY, content, tuple(zip(people, signers, strict=True)), at)
        if isinstance(signed, Refusal):
            return signed
        entered = standing.enter(_enacted(office, signed, change))
        return Done(Act.KEY, "", entered.leaf, at, content)


def _enacted(office: Office, signed: tuple[Signed, ...], change: _Change) -> Enacted:
    """The act as it goes into the log: the policy's hash in the public entry, its text and the succession as leaves."""
    at, after = signed[0].at, change.succession.after
    note = succession_note(change.succession, change.former.sign)
    texts = ((POLICY_LEAF, after.text), (SUCCESSION_LEAF, note))
    leaves = (
        *(leaf for one in signed for leaf in leaves_of(office, one)),
        *(salted_leaf(office.random(SALT_SIZE), name, text.decode("utf-8")) for name, text in texts),
    )
    entry = Entry(Act.KEY.value, "", minute(at), office.law, "", detail_root(leaves), policy=after.hash)
    return Enacted(entry, leaves, signed, at)
