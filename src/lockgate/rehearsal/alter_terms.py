"""What is wrong, or unusual and right, in the other columns of a request."""

import numpy as np

from lockgate.rehearsal.alter_addresses import Alter
from lockgate.rehearsal.arrays import Ints, chance, draw, padded, pool
from lockgate.rehearsal.draft import SUBMITTED, Draft
from lockgate.rehearsal.reasons import GENERIC, naming_only, removal_only

RIPE_AFTER = 91
"""8 U.S.C. 1253(a)(1)(A): the first ripe day is the order's day + 91."""


def says(term: str, *words: str) -> Alter:
    """One of the words in one column."""

    def alter(draft: Draft, rows: Ints) -> None:
        draft.put(term, rows, draft.pick(rows, words))

    return alter


def ordered_days_before(least: int, most: int) -> Alter:
    """The order so many days before the submission, the matter opened after it."""

    def alter(draft: Draft, rows: Ints) -> None:
        ordered = SUBMITTED - draft.between(rows, least, most)
        draft.ordered[rows] = ordered
        draft.put_day("final_order_date", rows, ordered)
        draft.put_day("investigation_opened", rows, ordered + 1 + draft.between(rows, 0, least - 2))

    return alter


def order_in_future(draft: Draft, rows: Ints) -> None:
    """The order after the submission."""
    draft.put_day("final_order_date", rows, SUBMITTED + draft.between(rows, 5, 300))


def opened_early(draft: Draft, rows: Ints) -> None:
    """The matter opened before day 91 of an order that is ripe now."""
    draft.put_day("investigation_opened", rows, draft.ordered[rows] + draft.between(rows, 1, RIPE_AFTER - 1))


def court_days_before(least: int, most: int) -> Alter:
    """Judicial review was had; the court's final order so many days before the submission."""

    def alter(draft: Draft, rows: Ints) -> None:
        court = SUBMITTED - draft.between(rows, least, most)
        opened = np.minimum(court + RIPE_AFTER + draft.between(rows, 0, 20), SUBMITTED)
        draft.put("judicial_review", rows, "decided")
        draft.put_day("court_final_order_date", rows, court)
        draft.put_day("final_order_date", rows, court - draft.between(rows, 100, 700))
        draft.put_day("investigation_opened", rows, opened)

    return alter


def entry(draft: Draft, rows: Ints) -> None:
    """8 U.S.C. 1325 with the day of entry."""
    draft.put("statute", rows, draft.pick(rows, ("8 USC 1325(a)(1)", "8 U.S.C. 1325(a)(2)")))
    draft.put_day("entry_date", rows, draft.ordered[rows] - draft.between(rows, 30, 900))


def reentry(draft: Draft, rows: Ints) -> None:
    """8 U.S.C. 1326 with the prior removal and the day the person was found; its order rests on inadmissibility."""
    removed = SUBMITTED - draft.between(rows, 700, 2500)
    draft.put("statute", rows, "8 USC 1326(a)")
    draft.put("removal_ground", rows, "1182(a)(6)(A)(i)")
    draft.put_day("prior_removal_date", rows, removed)
    draft.put_day("found_date", rows, removed + draft.between(rows, 60, 600))


def grand_jury(draft: Draft, rows: Ints) -> None:
    """A grand jury matter, which has no day of opening to state."""
    draft.put("matter_kind", rows, "grand_jury")
    draft.put("investigation_opened", rows, "")


def uncovered_period(draft: Draft, rows: Ints) -> None:
    """Two periods, of which the reason names one."""
    years = 2021 + draft.between(rows, 0, 2)
    draft.put("tax_periods", rows, years.astype(str).astype(object) + ";" + (years + 1).astype(str).astype(object))
    draft.put("reason", rows, naming_only(draft.rng, years))


def generic_reason(draft: Draft, rows: Ints) -> None:
    """A text that fits every request."""
    draft.put("reason", rows, draft.pick(rows, GENERIC))


def removal_reason(draft: Draft, rows: Ints) -> None:
    """A reason that speaks of removal only."""
    draft.put("reason", rows, removal_only(draft.rng, len(rows)))


def unlisted_officer(draft: Draft, rows: Ints) -> None:
    """An officer the submission does not list."""
    draft.put("officers", rows, "ERO-" + padded(draw(draft.rng, 10**6, len(rows)), 6))


def one_name_missing(draft: Draft, rows: Ints) -> None:
    """No given name, or no family name."""
    given = chance(draft.rng, 0.5, len(rows))
    draft.put("given_name", rows[given], "")
    draft.put("family_name", rows[~given], "")


def name_unknown(draft: Draft, rows: Ints) -> None:
    """``FNU`` for the given name, or ``LNU`` for the family name."""
    given = chance(draft.rng, 0.5, len(rows))
    draft.put("given_name", rows[given], "FNU")
    draft.put("family_name", rows[~given], "LNU")


def short_tin(draft: Draft, rows: Ints) -> None:
    """A number with eight digits."""
    draft.put("tin", rows, padded(90_000_000 + draw(draft.rng, 9_999_999, len(rows)), 8))


def impossible_birth(draft: Draft, rows: Ints) -> None:
    """A date of birth that no calendar has."""
    draft.put("date_of_birth", rows, draft.pick(rows, ("1980-13-45", "1975-02-30", "unknown", "00/00/1970")))


def plain_name(draft: Draft, rows: Ints) -> None:
    """Neither a middle name nor a suffix, so that namesakes cannot be told apart."""
    draft.put("middle_name", rows, "")
    draft.put("suffix", rows, "")


def with_suffix(draft: Draft, rows: Ints) -> None:
    """The suffix written out in one manner or another."""
    junior = draft.people.suffix[rows] == 1
    draft.put("suffix", rows[junior], draft.pick(rows[junior], ("Jr.", "JR", "Junior")))
    draft.put("suffix", rows[~junior], draft.pick(rows[~junior], ("Sr.", "SR", "Senior")))


def hyphened(draft: Draft, rows: Ints) -> None:
    """Two surnames with a hyphen between them."""
    family = draft.columns["family_name"][rows]
    draft.put("family_name", rows, pool([name.replace(" ", "-") for name in family]))


def capitals(draft: Draft, rows: Ints) -> None:
    """Everything about the person in capital letters."""
    for term in ("given_name", "middle_name", "family_name"):
        draft.put(term, rows, pool([text.upper() for text in draft.columns[term][rows]]))


def initial_only(draft: Draft, rows: Ints) -> None:
    """The middle name as an initial."""
    middle = draft.columns["middle_name"][rows]
    draft.put("middle_name", rows, pool([name[:1] + "." if name else "" for name in middle]))


def nul(draft: Draft, rows: Ints) -> None:
    """A NUL character within a name."""
    draft.put("family_name", rows, pool([name + "\0" for name in draft.columns["family_name"][rows]]))


def undecodable(draft: Draft, rows: Ints) -> None:
    """A byte that is no text in UTF-8; it is written as it is (``surrogateescape``)."""
    draft.put("family_name", rows, pool([name + "\udcff" for name in draft.columns["family_name"][rows]]))


def oversized(draft: Draft, rows: Ints) -> None:
    """A reason of more than ten thousand characters."""
    draft.put("reason", rows, pool([reason + " The file continues." * 600 for reason in draft.columns["reason"][rows]]))
