"""One opened outcome of a demo: the answer to one row, proved against the published log.

A uniform answer is opened, so nothing of the custodian's file stands in the document; its ground stays closed.
"""

from lockgate.actions.dossier import read_dossier
from lockgate.actions.office import Office
from lockgate.actions.publish import proof
from lockgate.errors import IntegrityError
from lockgate.pipeline.dispositions import Word, answer_text, read_dispositions, record_leaves
from lockgate.tlog.entries import commitment
from lockgate.tlog.merkle import inclusion_proof, leaf_hash
from lockgate.tlog.outcomes import Opened, OpenedOutcome, outcome_bytes
from lockgate.tlog.proofs import parse_proof
from lockgate.verify.logs import verify_log


def open_uniform_outcome(office: Office, case: str, entry: str) -> bytes:
    """The document that opens the first uniform answer of a case (docs/formats/outcome.md).

    Args:
        office: the office.
        case: the case's id.
        entry: the leaf hash of the entry of dispose, 64 hexadecimal digits.

    Raises:
        IntegrityError: the entry is not published, or no answer of the case is uniform.
    """
    table = read_dossier(office.home, case, office.clock()).sealed("dispositions")
    leaves = [leaf_hash(leaf) for leaf in record_leaves(table)]
    logged = parse_proof(proof(office, entry))
    for place, line in enumerate(read_dispositions(table)):
        if line.word is Word.DENIED:
            answer_salt, ground_salt = (
                bytes.fromhex(str(table[name][place].as_py())) for name in ("answer_salt", "ground_salt")
            )
            answer = answer_text(line.asked.record_id, line.word, line.address)
            return outcome_bytes(
                OpenedOutcome(
                    row=line.asked.row,
                    answer=Opened(answer_salt, answer),
                    ground=commitment(ground_salt, line.ground),
                    entry=verify_log(office.home.log, None).raw[logged.index],
                    index=place,
                    path=tuple(inclusion_proof(leaves, place)),
                    proof=logged,
                )
            )
    raise IntegrityError("No answer of this case is uniform; there is none to open without an address.")
