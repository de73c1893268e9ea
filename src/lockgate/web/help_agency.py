"""What each page of the requesting agency is for, and by what rule."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from lockgate.web.helped import Help

_ELEMENTS = "26 U.S.C. 6103(i)(2)(B)"
_RECIPIENTS = "26 U.S.C. 6103(i)(2)(A)"

AGENCY_HELP: Mapping[str, Help] = {
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
    "request-letter": Help(
        _(
            "A letter about a request, as a tagged PDF. A long one is made once, by the office’s worker, and is "
            "the same each time it is fetched."
        ),
        f"R45, R46 · {_ELEMENTS}, (p)(3)(A)",
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
"""Name of a page's address -> its help: the agency's rooms."""
