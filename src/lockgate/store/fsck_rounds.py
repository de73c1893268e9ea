"""Rounds against the log: the seeds committed to before are those opened after, and what answers came to follows.

The seeds of a round that is still open stay sealed; they are checked when they are opened.
"""

from lockgate.canonical import Parsed, parse_canonical
from lockgate.errors import IntegrityError
from lockgate.procedure.seeds import document
from lockgate.store.models.acts import ActRow
from lockgate.store.models.rounds import RestoreRow, RoundCloseRow, RoundRow, SeedsRow
from lockgate.tlog.entries import parse_salted_leaf
from lockgate.tlog.seeding import OPENED, SEEDS, SeedsDocument, parse_seeds


def check_rounds() -> int:
    """Check every round, closing and restoration; answers how many rows were compared.

    Raises:
        IntegrityError: naming the first that is not as it was entered.
    """
    opened = _check_closings()
    return len(opened) + _check_showings(opened) + _check_restorations()


def _check_closings() -> dict[int, SeedsDocument]:
    """What every closed round opened, by its seeds: as committed to, as it follows from the secret, as answered."""
    rows = list(RoundCloseRow.objects.select_related("act__entry", "seeds", "proposal"))
    _check_acts("round_close", [row.act_id for row in rows])
    opened: dict[int, SeedsDocument] = {}
    for row in rows:
        about, said = parse_seeds(_leaf(row.act, OPENED)), _said(row.act)
        whole = about.commitment == row.seeds.commitment == said.get("seeds") and about == document(about)
        signed = (row.act.officer, row.act.proposal, about.shown) == (about.officer, about.proposal, said.get("items"))
        if not whole or not signed or (row.officer, row.proposal.hash) != (about.officer, about.proposal):
            raise IntegrityError(f"{row} open other seeds than those of the round that was put before that officer.")
        seeds, sent_back = {place for place, _ in about.seeds}, _sent_back(said)
        if (row.missed, row.returned) != (len(seeds - sent_back), len(sent_back - seeds)):
            raise IntegrityError(f"{row} came to something else than the row beside them says.")
        opened[row.seeds_id] = about
    return opened


def _check_showings(opened: dict[int, SeedsDocument]) -> int:
    """Every showing is of the seeds that its entry commits to, and, once they are opened, of what follows from them."""
    rows = list(RoundRow.objects.select_related("act__entry", "seeds", "proposal"))
    _check_acts("round", [row.act_id for row in rows])
    for row in rows:
        said, about = _said(row.act), opened.get(row.seeds_id)
        signed = (row.officer, row.proposal.hash, row.number, row.begin)
        if _leaf(row.act, SEEDS) != row.seeds.commitment or signed != (
            row.act.officer, row.act.proposal, said.get("round"), said.get("begin"),
        ):  # fmt: skip
            raise IntegrityError(f"{row} is another one than its officer signed for.")
        if about is not None and (row.number, row.begin, row.end, row.shown, row.last) != (
            about.number, about.begin, about.end, about.shown, about.end == about.of,
        ):  # fmt: skip
            raise IntegrityError(f"{row} showed something else than follows from its seeds.")
    if {row.seeds_id for row in rows} != set(SeedsRow.objects.values_list("id", flat=True)):
        raise IntegrityError("The seeds that are kept, and those of the rounds there are, are not the same.")
    return len(rows)


def _check_restorations() -> int:
    """Every restoration is of the rounds, for the reason, and by the officer, that were signed for."""
    rows = list(RestoreRow.objects.select_related("act", "closing__act__entry"))
    _check_acts("restore", list({row.act_id for row in rows}))
    beside: dict[int, list[RestoreRow]] = {}
    for row in rows:
        beside.setdefault(row.act_id, []).append(row)
    for ended in beside.values():
        act, said = ended[0].act, _said(ended[0].act)
        rounds = said.get("rounds")
        named = sorted(map(str, rounds)) if isinstance(rounds, list) else []
        if named != sorted(row.closing.act.entry.leaf for row in ended) or {
            (row.officer, row.reason, row.closing.officer) for row in ended
        } != {(act.officer, said.get("reason"), said.get("restored"))}:
            raise IntegrityError(f"{ended[0]} restored somebody else than its officer signed for.")
    return len(rows)


def _check_acts(word: str, beside: list[int]) -> None:
    if sorted(beside) != sorted(ActRow.objects.filter(act=word).values_list("id", flat=True)):
        raise IntegrityError(f"The acts {word} there are, and the rows that they left, are not the same.")


def _leaf(act: ActRow, name: str) -> str:
    kept = parse_canonical(bytes(act.entry.leaves))
    texts = [one for one in kept if isinstance(one, str)] if isinstance(kept, list) else []
    leaves = (parse_salted_leaf(text.encode("utf-8")) for text in texts)
    return next((value for _, found, value in leaves if found == name), "")


def _said(act: ActRow) -> dict[str, Parsed]:
    found = parse_canonical(bytes(act.content))
    return found if isinstance(found, dict) else {}


def _sent_back(said: dict[str, Parsed]) -> set[Parsed]:
    lines = said.get("sent_back")
    return {one["item"] for one in lines if isinstance(one, dict)} if isinstance(lines, list) else set()
