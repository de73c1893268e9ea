"""What each page of a case, and of the officers who work on it, is for, and by what rule."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from lockgate.web.helped import Help

_ELEMENTS = "26 U.S.C. 6103(i)(2)(B)"
_RECIPIENTS = "26 U.S.C. 6103(i)(2)(A)"
_ACCOUNTED = "26 U.S.C. 6103(p)(3)(A)"

CASES_HELP: Mapping[str, Help] = {
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
    "case-letter": Help(
        _(
            "A letter about a request, as a tagged PDF. A long one is made once, by the office’s worker, and is "
            "the same each time it is fetched."
        ),
        f"R45, R46 · {_RECIPIENTS}; 26 U.S.C. 6103(b)(8)",
    ),
    "case": Help(
        _(
            "One request and how far it is. Below its heading stand the acts on it: those that may be done now, "
            "and for each of the others the ground against it."
        ),
        f"R28, R50, R51 · {_RECIPIENTS}; 26 U.S.C. 6103(b)(8)",
    ),
    "pictures": Help(
        _("The same case for who would rather look than read. Each picture is a table with a bar beside each number."),
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
}
"""Name of a page's address -> its help: cases, what waits for somebody, and long acts."""
