from lockgate.law.act_facts import Office
from lockgate.law.facts import Load
from lockgate.law.record_reading import Counted
from spec_support import Case, spec

test_r02 = spec(
    "R02",
    "The requesting official holds an office that may ask",
    Case("in office on the signing date", {}, "met"),
    Case("an office the statute does not list", {"office": Office.NOT_LISTED}, "not_checked", "R02.not_listed"),
    Case("not in office that day", {"office": Office.NOT_IN_OFFICE}, "not_checked", "R02.not_in_office"),
    Case("acting, no legal basis", {"office": Office.NO_LEGAL_BASIS}, "not_checked", "R02.no_legal_basis"),
    Case("signed by another", {"office": Office.SIGNED_BY_ANOTHER}, "not_checked", "R02.signed_by_another"),
    Case("the register is not at hand", {"office": None}, "not_checked", "R02.register"),
    about="submission",
)

test_r03 = spec(
    "R03",
    "The same agency requests and receives",
    Case("recipients of the agency itself", {}, "met"),
    Case("a recipient of another agency", {"other_agency_recipients": True}, "not_met", "R03.other_agency"),
    about="submission",
)

test_r12 = spec(
    "R12",
    "A specific matter exists",
    Case("an investigation, opened", {}, "met"),
    Case("a grand jury matter needs no day", {"matter_kind": "grand_jury", "investigation_opened": ""}, "met"),
    Case("no id", {"matter_id": ""}, "not_met", "R12.absent"),
    Case("an id that only fills the field", {"matter_id": "TBD"}, "not_met", "R12.absent"),
    Case("no kind", {"matter_kind": ""}, "not_checked", "R12.kind"),
    Case("a kind nobody knows", {"matter_kind": "inquiry"}, "not_checked", "R12.kind"),
    Case("no day of opening", {"investigation_opened": ""}, "not_checked", "R12.opened"),
    Case("opened after the request", {"investigation_opened": "2025-09-01"}, "not_checked", "R12.opened_later"),
    Case("one matter over many records", {}, "not_checked", "R12.shared", Counted(matter_load=Load.OVER)),
    Case("the row could not be read", {"intake": "R00.fields"}, "not_checked", "R12.unread"),
)

test_r20 = spec(
    "R20",
    "The officers personally and directly engaged are named",
    Case("one officer", {}, "met"),
    Case("two officers, both in the submission", {"officers": "ICE-0007;ICE-0008"}, "met",
         officers=frozenset({"ICE-0007", "ICE-0008"})),
    Case("none", {"officers": ""}, "not_checked", "R20.absent"),
    Case("unknown", {"officers": "unknown"}, "not_checked", "R20.absent"),
    Case("not in the submission", {}, "not_checked", "R20.not_in_submission", officers=frozenset({"ICE-0001"})),
    Case("one officer for a million matters", {}, "not_checked", "R20.load", officers_over=frozenset({"ICE-0007"})),
    Case("the row could not be read", {"intake": "R00.fields"}, "not_checked", "R20.unread"),
)  # fmt: skip
