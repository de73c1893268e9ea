"""Reasons as an agency's officers write them: the step of the criminal matter that the address serves.

Four clauses are drawn for each row out of more than a million combinations, so that no text, the row's own
values taken out, stands on more than a few rows even in a file of more than a million.
"""

import numpy as np

from lockgate.rehearsal.arrays import Ints, Texts, chance, draw, glued, pool, texts

STEPS = pool(
    [
        "to serve a grand jury subpoena on the subject",
        "to serve a target letter before charging",
        "to interview the subject before a charging decision",
        "to interview two witnesses named in the complaint",
        "to execute an arrest warrant on the complaint",
        "to prepare the affidavit for a search warrant",
        "to prove wilfulness at trial",
        "to prove that the failure was wilful",
        "to establish venue for the indictment",
        "to rebut the alibi given in the first statement",
        "to corroborate a witness statement",
        "to serve the criminal summons",
        "to test the evidence on notice of the order",
        "to prepare testimony for the grand jury",
        "to complete the prosecution memorandum",
        "to answer the magistrate's question on venue",
        "to prepare the criminal complaint",
        "to serve trial subpoenas on household witnesses",
        "to present evidence of receipt of the notice",
        "to support the criminal referral to the U.S. Attorney",
        "to draft the indictment",
        "to prepare for the arraignment",
        "to obtain a handwriting exemplar under subpoena",
        "to prepare the plea agreement",
    ]
)
_OBJECTS = pool(
    [
        "the mailing address on the return is the only recent one known to the case agent",
        "the mailing address fixes the judicial district",
        "the address on the return shows where notices were received",
        "the address shows that the notice of the order was received",
        "a mailing address is required on the subpoena form",
        "the return's address ties the subject to the signed statement",
        "the address distinguishes the subject from a relative of like name",
        "the address shows continuity of the household named in the complaint",
        "the address names the household in which two witnesses live",
        "the mailing address is compared with that on the sworn application",
        "the address confirms who signed for the certified letter",
        "the address is needed on the face of the warrant",
        "the mailing address is needed to notify the subject of the hearing",
        "the address shows whether the explanation given to the agent was true",
        "the address fixes the county for the trial jury",
        "the address contradicts the one given under oath",
        "the address supports the chronology in the affidavit",
        "the mailing address identifies the landlord to be called as a witness",
    ]
)
_WHY = pool(
    [
        "as the case agent's report of the second meeting explains",
        "as an element that the United States must show",
        "because the defence has announced the contrary",
        "because the earlier letter came back unopened",
        "because two earlier attempts at service failed",
        "as agreed with the assistant assigned to the matter",
        "because the employer's records were destroyed",
        "because the only witness has moved",
        "because the consular file gives two different streets",
        "as the statute of limitations runs this autumn",
        "because the utility records end a year earlier",
        "because the subject's brother bears the same name",
        "as the magistrate asked for it by minute order",
        "because the first statement was not signed",
        "as the laboratory report leaves it open",
        "because the co-subject has given another account",
        "as listed in the investigative plan under open points",
        "because the telephone records were not retained",
        "as no other lawful source remains",
        "because the sworn application is silent on it",
    ]
)
_BASIS = pool(
    [
        "Written notice of the order was given in person",
        "Three dated letters asked for departure",
        "A signed acknowledgement is in the file",
        "Travel documents were issued and not collected",
        "The subject missed two appointments without excuse",
        "An informal interview was declined",
        "Counsel for the subject has entered an appearance",
        "The consulate confirmed that a passport was valid throughout",
        "A ticket was offered and refused in writing",
        "The subject told an employer of the order",
        "The warning form was read aloud with an interpreter",
        "A recorded call mentions the order",
        "Service of the order was by certified mail",
        "The subject signed the warning form",
        "A co-worker heard the refusal",
        "The order was explained before the immigration judge",
        "An earlier case against the subject was declined without prejudice",
        "The subject gave a false surname to the agent",
        "A notary witnessed the refusal",
        "The subject asked a relative to hide the passport",
        "Bank statements were supplied by consent",
        "A neighbour's account is dated and signed",
    ]
)
_ENDINGS = pool(
    ["", " No other person is meant.", " A draft charge is attached to the file.", " The matter is assigned.",
     " The step is due within thirty days.", " The assistant has reviewed this request.",
     " The file is complete otherwise.",
     " The step follows at once.", " The lead agent will use it alone."]
)  # fmt: skip
GENERIC = (
    "Law enforcement purposes",
    "For law enforcement purposes",
    "Official use only",
    "Criminal investigation",
    "Ongoing criminal investigation",
    "Immigration enforcement",
    "Subject is under criminal investigation",
    "The information is relevant to the investigation",
    "Subject has a final order of removal",
    "Needed for an ongoing criminal investigation",
)
"""Texts that fit every request."""
_REMOVAL = (
    "Address needed to locate and remove the subject from the United States",
    "Officers need the current whereabouts so that the subject can be taken into custody for removal",
    "To find and deport the person named, who is still residing in the country",
    "Subject is to be located and detained pending removal to the home country",
    "Current address sought so that a field team can apprehend the alien for removal",
    "Needed to track the alien's present whereabouts and carry out the deportation order",
)
_CASES = (
    "line one of the worksheet",
    "the team's list",
    "the district's docket",
    "the regional list",
    "the weekly plan",
)


def reasons(rng: np.random.Generator, periods: Texts) -> Texts:
    """One specific reason for each row; two in five name the row's periods, and then all of them."""
    count = len(periods)
    step, what, why = _drawn(rng, STEPS, count), _drawn(rng, _OBJECTS, count), _drawn(rng, _WHY, count)
    basis, ending = _drawn(rng, _BASIS, count), _drawn(rng, _ENDINGS, count)
    named = chance(rng, 0.4, count)
    years = pool([_years(text) for text in periods])
    address = np.where(named, glued("The address", years), "The address")
    asked = glued(address, " is asked for ", step, ": ", what, ", ", why, ".")
    return np.where(chance(rng, 0.5, count), glued(asked, " ", basis, ".", ending), glued(basis, ". ", asked, ending))


def _years(periods: str) -> str:
    """`` for the tax years 2022 and 2023``; nothing where no period is stated."""
    if not periods:
        return ""
    words = " for the tax years " if ";" in periods else " for the tax year "
    return words + periods.replace(";", " and ")


def removal_only(rng: np.random.Generator, count: int) -> Texts:
    """Reasons that speak of removal, location or presence and of no step of a criminal matter."""
    return glued(_drawn(rng, pool(_REMOVAL), count), ", as on ", _drawn(rng, pool(_CASES), count), ".")


def _drawn(rng: np.random.Generator, words: Texts, count: int) -> Texts:
    picked: Texts = words[draw(rng, len(words), count)]
    return picked


def naming_only(rng: np.random.Generator, years: Ints) -> Texts:
    """Reasons that name one tax year and no other."""
    count = len(years)
    step, what = _drawn(rng, STEPS, count), _drawn(rng, _OBJECTS, count)
    basis, why = _drawn(rng, _BASIS, count), _drawn(rng, _WHY, count)
    asked = glued("The address for the tax year ", texts(years), " is asked for ", step, ": ", what, ", ", why, ".")
    return glued(basis, ". ", asked)
