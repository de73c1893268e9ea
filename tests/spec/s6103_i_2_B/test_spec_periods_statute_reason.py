from lockgate.law.act_facts import Signed
from lockgate.law.facts import Load
from lockgate.law.record_reading import Counted
from spec_support import Case, spec

test_r10 = spec(
    "R10",
    "The taxable periods are stated, have ended, and are covered by the reason",
    Case("two calendar years", {}, "met"),
    Case("a year by its last day", {"tax_periods": "2022-06-30"}, "met"),
    Case("the reason names exactly these", {"reason": "To prove wilfulness at trial, for tax years 2022 and 2023."},
         "met"),
    Case("the reason names a day, not a period",
         {"reason": "To prove at trial that the subject failed to depart after the order of 2024."}, "met"),
    Case("absent", {"tax_periods": ""}, "not_met", "R10.absent"),
    Case("all", {"tax_periods": "ALL"}, "not_met", "R10.all"),
    Case("a word", {"tax_periods": "recent"}, "not_met", "R10.unreadable"),
    Case("a range", {"tax_periods": "2021-2023"}, "not_met", "R10.unreadable"),
    Case("the running year", {"tax_periods": "2024;2025"}, "not_met", "R10.not_ended"),
    Case("a day that does not exist", {"tax_periods": "2022-02-30"}, "not_met", "R10.unreadable"),
    Case("four periods", {"tax_periods": "2020;2021;2022;2023"}, "not_checked", "R10.many"),
    Case("a period the reason does not name",
         {"reason": "To prove wilfulness at trial, for tax year 2023 in this matter."}, "not_checked",
         "R10.not_covered"),
    Case("the row could not be read", {"intake": "R00.fields"}, "not_checked", "R10.unread"),
)  # fmt: skip

test_r11 = spec(
    "R11",
    "A federal nontax criminal statute is designated, and the authority stated",
    Case("to the subparagraph, with its authority", {}, "met"),
    Case("bare 1253(a)(1), as the memorandum names it", {"statute": "8 U.S.C. § 1253(a)(1)"}, "met"),
    Case("by the section of the Act", {"statute": "INA 243(a)(1)(A)"}, "met"),
    Case("a civil citation beside a criminal one", {"statute": "8 USC 1227(a)(1)(B); 8 USC 1326(a)"}, "met"),
    Case("the authority is a text", {"authority": "Delegated authority of the special agents of the agency"}, "met"),
    Case("absent", {"statute": "", "authority": ""}, "not_met", "R11.none"),
    Case("civil only", {"statute": "8 USC 1227(a)(1)(B)"}, "not_met", "R11.none"),
    Case("civil, and an authority that punishes nobody",
         {"statute": "8 USC 1231(a)", "authority": "19 U.S.C. 1589a"}, "not_met", "R11.none"),
    Case("only powers of officers", {"statute": "19 USC 1589a", "authority": "28 USC 533"}, "not_met", "R11.none"),
    Case("to the subparagraph, with an officer's powers", {"authority": "19 U.S.C. 1589a"}, "met"),
    Case("words, no citation", {"statute": "immigration violation"}, "not_met", "R11.none"),
    Case("a tax statute", {"statute": "26 USC 7201"}, "not_met", "R11.tax"),
    Case("a tax statute beside a criminal one", {"authority": "26 U.S.C. 7201"}, "not_met", "R11.tax"),
    Case("criminal but not on the register", {"statute": "18 USC 1546(a)"}, "not_checked", "R11.unregistered"),
    Case("the whole section", {"statute": "8 USC 1253"}, "not_checked", "R11.unregistered"),
    Case("only the authority names the crime", {"statute": "", "authority": "8 USC 1253(a)(1)(A)"},
         "not_checked", "R11.statute"),
    Case("the authority is blank", {"authority": ""}, "not_checked", "R11.authority"),
    Case("the authority is a placeholder", {"authority": "N/A"}, "not_checked", "R11.authority"),
    Case("the row could not be read", {"intake": "R00.fields"}, "not_checked", "R11.unread"),
)  # fmt: skip

OVER = Counted(reason_cluster=Load.OVER)

test_r13 = spec(
    "R13",
    "A specific reason is given",
    Case("a step of that matter", {}, "met"),
    Case("absent", {"reason": ""}, "not_met", "R13.absent"),
    Case("a placeholder", {"reason": "N/A"}, "not_met", "R13.absent"),
    Case("fits any request", {"reason": "For law enforcement purposes."}, "not_met", "R13.generic"),
    Case("the subject is under investigation", {"reason": "Subject is under active criminal investigation"},
         "not_met", "R13.generic"),
    Case("one word many times", {"reason": "address address address address address address"},
         "not_met", "R13.generic"),
    Case("five words", {"reason": "serve the grand jury subpoena"}, "not_checked", "R13.short"),
    Case("the same text on many records", {}, "not_checked", "R13.cluster", OVER),
    Case("the row could not be read", {"intake": "R00.fields"}, "not_checked", "R13.unread"),
)  # fmt: skip

test_r54 = spec(
    "R54",
    "The reason says what step of the criminal matter is served",
    Case("a grand jury subpoena", {}, "met"),
    Case("proving wilfulness", {"reason": "The address helps to prove that failure to depart was wilful"}, "met"),
    Case("removal and a step", {"reason": "To interview the subject before charging; removal is handled elsewhere"},
         "met"),
    Case("to locate for removal", {"reason": "To locate the subject and carry out the removal order at home"},
         "not_met", "R54.removal_only"),
    Case("whereabouts", {"reason": "The current whereabouts of this person are needed by the field team"},
         "not_met", "R54.removal_only"),
    Case("under investigation, to apprehend",
         {"reason": "Subject is under criminal investigation and we wish to apprehend the subject"},
         "not_met", "R54.removal_only"),
    Case("no step named", {"reason": "The address would help our agency with this person a great deal"},
         "not_checked", "R54.no_step"),
    Case("the same text on many records", {}, "not_checked", "R54.cluster", OVER),
    Case("the row could not be read", {"intake": "R00.fields"}, "not_checked", "R54.unread"),
)  # fmt: skip

test_r01 = spec(
    "R01",
    "The request is in writing, and signed",
    Case("the signature fits", {}, "met"),
    Case("not signed", {"signed": Signed.ABSENT}, "not_met", "R01.absent"),
    Case("the signature does not fit", {"signed": Signed.INVALID}, "not_met", "R01.invalid"),
    about="submission",
)
