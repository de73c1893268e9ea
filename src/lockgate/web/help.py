"""What each page is for, and by what rule: one place for all of them, by the name of the page's address."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lockgate.web.words import Text


@dataclass(frozen=True, slots=True)
class Help:
    """The help of one page.

    Attributes:
        purpose: what it is for, in a sentence or two.
        rules: the requirements it serves (R00–R58) and where they are written; the same in every language.
    """

    purpose: Text
    rules: str


_ELEMENTS = "26 U.S.C. 6103(i)(2)(B)"
_RECIPIENTS = "26 U.S.C. 6103(i)(2)(A)"
_ACCOUNTED = "26 U.S.C. 6103(p)(3)(A)"

HELP: Mapping[str, Help] = {
    "sign-in": Help(
        _(
            "You show who you are. What you can see and do follows from the registers of this office, asked at "
            "every page."
        ),
        "R28, R51 · Delegation Order 11-2; 26 U.S.C. 6103(b)(8)",
    ),
    "windows": Help(
        _(
            "Releases of agreements that name your party, in counts and proofs. While a window is open you can stop "
            "one, for good and with a reason. If you do nothing, nothing is released by that: every gate of the "
            "office still has to be passed."
        ),
        "R29, R51 · 26 U.S.C. 6103(b)(8)",
    ),
    "window": Help(
        _(
            "One release that you may stop. You see how many records were put to the vote, not what is answered, and "
            "the entry of its authorization, which anybody can look up in the published log."
        ),
        "R29, R51 · 26 U.S.C. 6103(b)(8)",
    ),
    "work": Help(
        _(
            "The cases of this office, the oldest first, with what each one waits for; and the holds that your "
            "role can end. Every hold has an owner, a date and a reason, and none of them ever releases "
            "anything."
        ),
        "R50 · 26 U.S.C. 6103(i)(2)(A), (p)(1)",
    ),
    "case": Help(
        _(
            "One request and how far it is. Below its heading stand the acts on it: those that may be done now, "
            "and for each of the others the ground against it."
        ),
        f"R28, R50, R51 · {_RECIPIENTS}; 26 U.S.C. 6103(b)(8)",
    ),
    "pictures": Help(
        _(
            "The same case for who would rather look than read. Each picture has its table, and shows nothing "
            "that the table does not."
        ),
        "R51 · 26 U.S.C. 6103(b)(8)",
    ),
    "assign": Help(
        _(
            "You take the case, so that it is known who is shown what. Before that none of its contents are "
            "shown to you."
        ),
        "R51 · 26 U.S.C. 6103(h)(1), (b)(8)",
    ),
    "records": Help(
        _(
            "Which row stands at which outcome, and on which ground, from the request alone. What a row says is "
            "shown when you sign for it, because looking is an act."
        ),
        "R45, R51 · 26 U.S.C. 6103(h)(1), (b)(8)",
    ),
    "record": Help(
        _(
            "What the agency wrote in these rows, with every finding and where it is written. That you looked "
            "is entered in the log."
        ),
        "R29, R51 · 26 U.S.C. 6103(h)(1)",
    ),
    "look": Help(
        _(
            "For records where one taxpayer was found on weaker evidence: how each element of the request "
            "compares, and nothing that is held. A person decides whether it is the one meant."
        ),
        "R24, R51 · 26 U.S.C. 6103(i)(2)(B)(i), (b)(8)",
    ),
    "find": Help(
        _(
            "Some questions no program answers, such as whether a reason is relevant to that criminal matter. A "
            "person answers them here, in their own words, for a record or a declared group."
        ),
        f"R47 · {_RECIPIENTS}, (B)(iv)",
    ),
    "dispose": Help(
        _(
            "The analyst puts one answer for every sufficient record to the deciding officers. The numbers are "
            "shown first; what is voted on is named by its hash."
        ),
        "R46, R47 · 26 U.S.C. 6103(b)(2), (i)(2)(B); Delegation Order 11-2",
    ),
    "worklist": Help(
        _(
            "Everything that is put to the vote is put before you in rounds, among seeds: items that no record stands "
            "behind. You answer every item before you vote. What you are shown is entered."
        ),
        "R47, R51 · 26 U.S.C. 6103(h)(1), (i)(2)(A)",
    ),
    "round-answers": Help(
        _(
            "Your answers to a round are signed before you know which items were seeds. Whoever affirms a seed votes "
            "on no case until counsel or the disclosure manager lets them; whoever sends an item back votes against."
        ),
        "R47 · NIST SP 800-53 AC-3(2)",
    ),
    "pauses": Help(
        _(
            "Deciding officers who affirmed a seed. Speak with them; then say why they may vote again. Another officer "
            "can vote in their place at any time, so nothing waits for good."
        ),
        "R47 · NIST SP 800-53 AC-3(2), AC-5",
    ),
    "review": Help(
        _(
            "Two deciding officers each vote on the same proposal. The first vote is blind, takes its time, and "
            "cannot be changed."
        ),
        "R28, R47 · Delegation Order 11-2; NIST SP 800-53 AC-3(2)",
    ),
    "authorize": Help(
        _(
            "After two votes for it, somebody who did neither authorizes the proposal. Every gate is asked "
            "again; nothing leaves yet."
        ),
        "R28, R29 · Delegation Order 11-2; NIST SP 800-53 AC-5; 26 U.S.C. 6103(p)(3)(A)",
    ),
    "release": Help(
        _(
            "The answers are sealed, one package for each officer, and then handed over together. Every gate is "
            "asked again at the moment of each act; court orders and standing too."
        ),
        "R22, R23, R26, R29, R31, R46 · 26 U.S.C. 6103(i)(2), (p)(3)(A), (p)(4)",
    ),
    "withdraw": Help(
        _(
            "The requesting agency ends this case. Its signed statement is checked again, the proposal falls, and "
            "every package that nobody has read is recalled."
        ),
        "R01, R02, R38, R48 · 26 U.S.C. 6103(i)(2)(A), (B), (p)(4)(C)",
    ),
    "orders": Help(
        _(
            "What courts have ordered. Every act asks these orders, and again at the moment it is done. One "
            "person enters an order, a second confirms it."
        ),
        "R23 · 26 U.S.C. 6103(i)(2)",
    ),
    "order-new": Help(
        _("You enter what a court ordered. Before you sign, the next page shows what the order would stop."),
        "R23 · 26 U.S.C. 6103(i)(2)",
    ),
    "order-lift": Help(
        _("You enter what lifts an order, and from when. The order's row stays; a second person confirms."),
        "R23 · 26 U.S.C. 6103(i)(2)",
    ),
    "registers": Help(
        _(
            "Lists that every act asks: who may request, decide and receive. A list changes only when one "
            "person enters a new version and a second confirms it."
        ),
        f"R02, R20, R21, R22, R28 · {_RECIPIENTS}, (p)(4); Delegation Order 11-2",
    ),
    "register": Help(
        _("One of these lists as it stands, who put it in force, and the form to bring another version."),
        f"R02, R20, R21, R22, R28 · {_RECIPIENTS}, (p)(4); Delegation Order 11-2",
    ),
    "register-entry": Help(
        _(
            "The version you brought, as a difference to the one in force. Nothing of it governs before a "
            "second person has confirmed it."
        ),
        "R28 · NIST SP 800-53 AC-3(2), AC-5",
    ),
    "register-confirm": Help(
        _(
            "What another person entered, as a difference to what is in force. You confirm exactly this "
            "version, or take it back."
        ),
        "R28 · NIST SP 800-53 AC-3(2), AC-5",
    ),
    "packs": Help(
        _(
            "Each agreement as data, with its clauses and values. The statute is the floor: a pack that would "
            "release more than the statute orders is loaded by no act."
        ),
        "R50 · 26 U.S.C. 6103(i)(2)",
    ),
    "pack": Help(
        _(
            "One agreement: what it says, what of it the public could read on a day, and the proof that it "
            "never goes below the statute."
        ),
        "R05, R09, R24, R50 · 26 U.S.C. 6103(i)(2)",
    ),
    "jobs": Help(
        _("Acts that take long and that you asked for: how far each is, and which wait for your signature."),
        f"R29 · {_ACCOUNTED}",
    ),
    "job": Help(
        _(
            "One act that takes long. A worker makes ready what you sign, and does the act once you have signed it; "
            "the worker signs nothing."
        ),
        f"R29, R49 · {_ACCOUNTED}",
    ),
    "examine": Help(
        _("The law is asked about every record of the case, from the request alone; nothing is looked up."),
        f"R05, R50 · {_ELEMENTS}",
    ),
    "locate": Help(
        _("The custodian’s file is asked for the sufficient records of the case, and for no other."),
        f"R24, R49 · {_ELEMENTS}; 26 U.S.C. 7213A",
    ),
    "packs-compared": Help(
        _("What differs between two agreements, value by value and clause by clause."),
        "R50 · 26 U.S.C. 6103(i)(2)",
    ),
    "pack-new": Help(
        _(
            "You bring an agreement as a file. The next page shows its proof and what it would change; nothing "
            "governs yet."
        ),
        "R28, R50 · 26 U.S.C. 6103(i)(2); NIST SP 800-53 AC-3(2)",
    ),
    "pack-entry": Help(
        _(
            "What you brought, as a difference to what governs, with its proof. You are the first of two "
            "persons who sign it."
        ),
        "R28, R50 · 26 U.S.C. 6103(i)(2); NIST SP 800-53 AC-3(2)",
    ),
    "pack-confirm": Help(
        _("What another person entered. You sign exactly this, or take it back; one of the two persons is counsel."),
        "R28, R50 · 26 U.S.C. 6103(i)(2); NIST SP 800-53 AC-3(2)",
    ),
    "pack-end": Help(
        _("You enter the end of an agreement. Once it has ended, nothing is received, decided or given out under it."),
        "R28, R50 · 26 U.S.C. 6103(i)(2)(A)",
    ),
    "safeguards": Help(
        _(
            "Whether the recipients' safeguards stand, where packages are on their way, and what the log holds: "
            "numbers and proofs, nothing about a taxpayer."
        ),
        "R22, R32, R46, R51 · 26 U.S.C. 6103(p)(3), (p)(4); Publication 1075, 2.E",
    ),
    "arrived": Help(
        _(
            "Requests that agencies signed and sent and that nobody has received yet. Each becomes a case, "
            "whatever comes of it, for every request is accounted for."
        ),
        f"R01, R29 · {_ACCOUNTED}",
    ),
    "arrived-one": Help(
        _(
            "You receive this request: it is entered in the log, kept unaltered, and examined at once from its "
            "own words."
        ),
        f"R01, R29, R45 · {_ACCOUNTED}",
    ),
    "credentials": Help(
        _(
            "Keys that only you hold and that you sign with. A new one counts once two other persons have "
            "confirmed its fingerprint."
        ),
        "R28 · Delegation Order 11-2; NIST SP 800-53 AC-3(2), AC-5",
    ),
    "sessions": Help(
        _(
            "Each browser at which you are signed in, and since when. You end here what you do not know, or what "
            "you left open elsewhere."
        ),
        "R28 · 26 U.S.C. 6103(p)(4)(C); NIST SP 800-53 AC-12",
    ),
    "sign-in-leave": Help(
        _("You leave this site to show who you are at your agency's provider of sign-ins, and come back from there."),
        "R28, R51 · Delegation Order 11-2; 26 U.S.C. 6103(b)(8)",
    ),
    "agency": Help(
        _(
            "The requests of your agency that you may see, how far each is, and what waits for you. What was "
            "found about a person is told in the packages alone."
        ),
        "R46, R51 · 26 U.S.C. 6103(b)(8)",
    ),
    "agency-request": Help(
        _(
            "One request that was sent: what came back for cure and why, whether you have to confirm your part, "
            "and your own package."
        ),
        f"R45, R46, R53 · {_ELEMENTS}, (b)(8)",
    ),
    "agency-confirm": Help(
        _(
            "Each officer named says for themselves, matter by matter, that they are personally and directly "
            "engaged in it. Nobody can say it for them."
        ),
        f"R20, R53 · {_RECIPIENTS}",
    ),
    "agency-returned": Help(
        _(
            "Records that could not be examined further, each with what is missing and how to cure it. Nothing "
            "was looked up about them."
        ),
        f"R00–R20, R45, R48 · {_ELEMENTS}, (p)(1)",
    ),
    "agency-package": Help(
        _("Your answers, encrypted to you alone. Fetching and opening them are entered, and you owe a receipt."),
        "R31, R32, R33, R46 · 26 U.S.C. 6103(p)(4)(A), (C)",
    ),
    "agency-draft": Help(
        _(
            "A new request, part by part. It stays your agency's working paper until the official who asks has "
            "signed it."
        ),
        f"R01, R02 · {_RECIPIENTS}, (B)",
    ),
    "agency-part": Help(
        _("One part of the request. Beside each question stands the requirement that asks for it."),
        f"R02–R20, R54 · {_RECIPIENTS}, (B)",
    ),
    "agency-changes": Help(
        _("What your agency knows now that it did not say before, and where it learnt it, for every record."),
        f"R48 · {_ELEMENTS}, (p)(1)",
    ),
    "agency-copied": Help(
        _("The records that were copied from the former request, each beside what it came back for."),
        f"R45, R48 · {_ELEMENTS}",
    ),
    "agency-mend": Help(
        _("One of these records. What you save here is checked with all the others before anything is sent."),
        f"R04 to R20, R48, R54 · {_ELEMENTS}",
    ),
    "agency-withdraw": Help(
        _("Your agency wants no answer to this request any more. Only an official who may ask can say so."),
        f"R01, R02, R48 · {_RECIPIENTS}, (B)",
    ),
    "agency-check": Help(
        _(
            "Everything you filled in, and what the law would say of it: the same examination as the "
            "custodian's, before anything is sent."
        ),
        f"R00–R20, R45, R50 · {_ELEMENTS}",
    ),
    "agency-file": Help(
        _("Many records in one file. Each is examined for itself, as if it had been sent alone."),
        f"R00, R12, R20 · {_ELEMENTS}",
    ),
    "agency-columns": Help(
        _("You say which column of your file is which. What is not named here is never read."),
        f"R00, R04, R26 · {_ELEMENTS}",
    ),
    "agency-rows": Help(
        _("Every finding of the check, row by row, with the way to cure it."),
        f"R00–R20, R45 · {_ELEMENTS}",
    ),
    "agency-send": Help(
        _(
            "A second person reads the request and stands behind it; then the official who asks signs it, and "
            "it is sent as it is."
        ),
        f"R01, R02, R19 · {_RECIPIENTS}, (B)",
    ),
}
"""Name of a page's address -> its help. Every page of ``rooms`` has one."""


def help_of(request: HttpRequest) -> Help | None:
    """The help of the page that is asked for."""
    met = request.resolver_match
    return HELP.get(met.url_name or "") if met is not None else None
