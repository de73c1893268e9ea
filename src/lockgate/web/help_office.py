"""What each page about the office itself is for, and by what rule: orders, registers, packs, safeguards, signing in."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from lockgate.web.helped import Help

_RECIPIENTS = "26 U.S.C. 6103(i)(2)(A)"

OFFICE_HELP: Mapping[str, Help] = {
    "sign-in": Help(
        _(
            "You show who you are. What you can see and do follows from the registers of this office, asked at "
            "every page."
        ),
        "R28, R51 · Delegation Order 11-2; 26 U.S.C. 6103(b)(8)",
    ),
    "credentials": Help(
        _(
            "Keys that only you hold and that you sign with. A new one counts once two other persons have "
            "confirmed its fingerprint."
        ),
        "R28 · Delegation Order 11-2; NIST SP 800-53 AC-3(2), AC-5",
    ),
    "sessions-again": Help(
        _("You show again who you are before you end another of your sessions, so that nobody else shuts you out."),
        "R28 · 26 U.S.C. 6103(p)(4)(C); NIST SP 800-53 IA-11",
    ),
    "sessions-seen": Help(
        _("You say that you saw what the front page tells of your own sign-ins and credentials."),
        "R28 · 26 U.S.C. 6103(p)(4)(C); NIST SP 800-53 AC-9, AU-6",
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
}
"""Name of a page's address -> its help: what the office keeps, and who is signed in."""
