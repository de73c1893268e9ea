"""Recipients' certificates: confirmed by two persons before they count; another one makes a new proposal."""

import pytest

from factories import Scene, done, fingerprint_list, key, register, rostered, signer, text
from lockgate.actions.authorize import authorize
from lockgate.actions.examine import examine
from lockgate.actions.register import load_register
from lockgate.actions.seal import seal
from lockgate.errors import UsageError
from lockgate.procedure.refusals import Refusal
from lockgate.store.registers import current_registers

TWO = (signer("mia"), signer("leo"))


def other_roster() -> bytes:
    """A roster on which ida has another certificate to receive with."""
    new = text(key("ida anew", receives=True).certificate)
    return register("roster", rostered("ida", certificate=new), rostered("jon"))


def held_for(scene: Scene, officer: str) -> bytes:
    return current_registers(scene.now[0]).roster_of[officer][0].certificate


@pytest.mark.parametrize("who", [0, 1])
def test_roster_with_a_new_certificate_is_not_loaded_unless_each_of_two_has_confirmed_it(scene, who):
    content = other_roster()
    lists = [fingerprint_list(content), fingerprint_list(content)]
    lists[who] = fingerprint_list(register("roster", rostered("ida"), rostered("jon")))
    refused = load_register(scene.office, "roster", content, TWO, tuple(lists))
    assert isinstance(refused, Refusal)
    assert refused.code == "R31.fingerprint"
    assert TWO[who].officer in refused.sentence
    assert held_for(scene, "ida") == key("ida", receives=True).certificate
    lists[who] = fingerprint_list(content)
    assert "fingerprints" in done(load_register(scene.office, "roster", content, TWO, tuple(lists))).told
    assert held_for(scene, "ida") == key("ida anew", receives=True).certificate


def test_new_signature_certificate_is_confirmed_too(scene):
    new = text(key("jon anew").certificate)
    content = register("roster", rostered("ida"), rostered("jon", signature_certificate=new))
    assert isinstance(load_register(scene.office, "roster", content, TWO), Refusal)


def test_roster_without_a_new_certificate_needs_no_list(scene):
    content = register("roster", rostered("ida", unit="Fraud"), rostered("jon"))
    assert "fingerprints" not in done(load_register(scene.office, "roster", content, TWO)).told


def test_list_that_cannot_be_read_is_bad_usage(scene):
    with pytest.raises(UsageError, match="The list of leo, line 1"):
        load_register(scene.office, "roster", other_roster(), TWO, (b"", b"ida what"))


def test_another_certificate_after_the_vote_needs_a_new_proposal(scene):
    scene.submitted().confirmed().relevant().located().proposed().voted().authorized()
    before = scene.proposal
    done(scene.load("roster", other_roster()))
    assert isinstance(seal(scene.office, scene.case, signer("dov"), before), Refusal)
    done(examine(scene.office, scene.case, signer("ada")))
    scene.proposed()
    assert scene.proposal != before
    assert isinstance(authorize(scene.office, scene.case, signer("dov"), scene.proposal), Refusal)
    scene.voted().authorized()
    done(seal(scene.office, scene.case, signer("dov"), scene.proposal))
