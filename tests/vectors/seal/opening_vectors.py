"""Using the vectors of version 2 as whoever receives them would: all checks, in their order."""

from io import BytesIO
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key

from lockgate.recipient.keys import load_certificate_file, load_key
from lockgate.seal.gated import check_inside, unwrap
from lockgate.seal.opening_grant import read_grant
from lockgate.seal.opening_request import claimed_opening, read_opening, request_hash
from lockgate.seal.packages import open_package, verify_package
from lockgate.tlog.merkle import leaf_hash
from lockgate.tlog.policies import parse_policy
from lockgate.tlog.proofs import parse_proof, verify_proof

V2 = Path(__file__).parent / "v2"
GATED_KEY = "gated.key.hex"


def spoiled(bad):
    """The bytes of a bad vector: those of the good one it is made of, with one stretch exchanged."""
    good = (V2 / bad["of"]).read_bytes()
    return good[: bad["at"]] + bytes.fromhex(bad["put"]) + good[bad["at"] + bad["cut"] :]


def used(name, data):
    """What a file gives to whoever it is for, by the kind that its name says."""
    kind = name.split(".")[0]
    if name.endswith(".package"):
        return opened("p256" if kind == "several" else kind, data).answers
    if name.endswith(".gated"):
        return opened(kind, ungated(data)).answers
    if name == "opening.json":
        return read_opening(data, load_certificate_file(V2 / "signature.certificate.pem"))
    return granted(data).key


def opened(kind, package):
    release = load_certificate_file(V2 / "release.certificate.pem")
    verified = verify_package(package, release)
    assert logged(verified.proof).hex() == verified.manifest.terms.authorizing_entry
    key, certificate = load_key(V2 / f"{kind}.key.pem", None), load_certificate_file(V2 / f"{kind}.certificate.pem")
    return open_package(package, release, key, certificate)


def ungated(data):
    out = BytesIO()
    gate = unwrap(BytesIO(data), bytes.fromhex((V2 / GATED_KEY).read_text()), out)
    verified = verify_package(out.getvalue(), load_certificate_file(V2 / "release.certificate.pem"))
    check_inside(gate, verified.manifest, verified.manifest_hash)
    return out.getvalue()


def granted(data):
    request = claimed_opening((V2 / "opening.json").read_bytes())
    key = load_pem_private_key((V2 / "ephemeral.key.pem").read_bytes(), None)
    return read_grant(data, request_hash(request), key, logged)


def logged(proof):
    """The leaf hash of the entry in a proof, once the proof holds under the vectors' policy."""
    policy = parse_policy((V2 / "policy").read_bytes())
    parsed = parse_proof(proof)
    verify_proof(parsed, parsed.extra, policy)
    return leaf_hash(parsed.extra)
