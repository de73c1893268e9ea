from spec_support import Case, spec

test_r04 = spec(
    "R04",
    "The taxpayer's name is given",
    Case("given and family name", {}, "met"),
    Case("the family name is Na", {"family_name": "Na"}, "met"),
    Case("the given name is An", {"given_name": "An"}, "met"),
    Case("two surnames, hyphen, apostrophe", {"family_name": "O'Neil-García López"}, "met"),
    Case("a name in another script", {"given_name": "Мария"}, "met"),
    Case("family name blank", {"family_name": ""}, "not_met", "R04.absent"),
    Case("given name blank", {"given_name": ""}, "not_met", "R04.absent"),
    Case("digits for a name", {"family_name": "12345"}, "not_met", "R04.not_a_name"),
    Case("marks for a name", {"given_name": "---"}, "not_met", "R04.not_a_name"),
    Case("one letter repeated", {"given_name": "XXX"}, "not_met", "R04.not_a_name"),
    Case("FNU, first name unknown", {"given_name": "FNU"}, "not_checked", "R04.unknown"),
    Case("LNU, last name unknown", {"family_name": "lnu"}, "not_checked", "R04.unknown"),
    Case("the name says Unknown", {"family_name": "UNKNOWN"}, "not_checked", "R04.unknown"),
    Case("desconocido", {"family_name": "Desconocido"}, "not_checked", "R04.unknown"),
    Case("failed to provide", {"given_name": "Failed to Provide"}, "not_checked", "R04.unknown"),
    Case("one name only, by the declared marker", {"given_name": "-"}, "met", single_name="-"),
    Case("one name only, undeclared marker", {"given_name": "-"}, "not_met", "R04.not_a_name"),
    Case(
        "the marker in both columns", {"given_name": "-", "family_name": "-"}, "not_met", "R04.absent", single_name="-"
    ),
    Case("the row could not be read", {"intake": "R00.fields"}, "not_checked", "R04.unread"),
)
