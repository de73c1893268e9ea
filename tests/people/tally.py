"""What became of a run's requests, in numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tests.people.missed import Missed, missed
from tests.people.runs import Fate

CLASSES = ("one", "weak", "several", "disagrees", "none")


@dataclass(frozen=True)
class Tally:
    """The numbers of one run.

    Attributes:
        name: of the run.
        requests: how many.
        outcomes: of examine: sufficient, returned, review.
        codes: findings that are not met or not checked, by code; a request may have several.
        complaints: the same, only for requests whose address is whole and as it was before noise.
        whole: how many requests that are.
        classes: of locate, over the sufficient ones.
        releasable: identified as one, with an address that may answer.
        wrong: releasable, and another taxpayer than the one asked about.
        wrong_answer: releasable, and not the address of that person's latest return.
        weak_wrong: weakly identified, and another taxpayer: nothing leaves without a person's finding.
        joined: releasable, on a taxpayer that somebody else's return is kept under as well.
        rightful: sufficient, about somebody of the file, with an address they filed from.
        rightful_classes: of locate, over the rightful ones.
        rightful_released: rightful and releasable.
        undeliverable: rightful, identified as one, and the latest address held can reach nobody.
        missed: the rightful ones in parts, and who of each is missed.
        strangers: sufficient, and the file does not have the person.
        moved: sufficient, and the person never filed from the address asked with.
        namesakes: sufficient, and somebody else of the same family name filed from the same address.
        namesakes_classes: of locate, over those.
    """

    name: str
    requests: int
    outcomes: Counter[str]
    codes: Counter[str]
    complaints: Counter[str]
    whole: int
    classes: Counter[str]
    releasable: int
    wrong: int
    wrong_answer: int
    weak_wrong: int
    joined: int
    rightful: int
    rightful_classes: Counter[str]
    rightful_released: int
    undeliverable: int
    missed: Missed
    strangers: int
    moved: int
    namesakes: int
    namesakes_classes: Counter[str]


def tally(name: str, fates: Iterable[Fate]) -> Tally:
    """Count a run."""
    every = list(fates)
    sufficient = [one for one in every if one.outcome == "sufficient"]
    released = [one for one in sufficient if one.releasable]
    rightful = [one for one in sufficient if one.rightful]
    namesakes = [one for one in sufficient if one.namesakes]
    whole = [one for one in every if one.person.home.is_whole and one.person.address_unaltered]
    return Tally(
        name=name,
        requests=len(every),
        outcomes=Counter(one.outcome for one in every),
        codes=Counter(code for one in every for code in one.open),
        complaints=Counter(code for one in whole for code in one.open),
        whole=len(whole),
        classes=_classes(sufficient),
        releasable=len(released),
        wrong=sum(not one.right for one in released),
        wrong_answer=sum(not one.right_answer for one in released),
        weak_wrong=sum(one.identified == "weak" and not one.right for one in sufficient),
        joined=sum(one.found is not None and len(one.found.simulants) > 1 for one in released),
        rightful=len(rightful),
        rightful_classes=_classes(rightful),
        rightful_released=sum(one.releasable for one in rightful),
        undeliverable=sum(one.identified == "one" and not one.releasable for one in rightful),
        missed=missed(rightful),
        strangers=sum(not one.own for one in sufficient),
        moved=sum(bool(one.own) and one.told is None for one in sufficient),
        namesakes=len(namesakes),
        namesakes_classes=_classes(namesakes),
    )


def _classes(fates: Iterable[Fate]) -> Counter[str]:
    return Counter(one.identified for one in fates if one.identified)
