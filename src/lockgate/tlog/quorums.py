"""What a policy's quorum is worth: how many witnesses it cannot do without, and whether two of them can disagree."""

from itertools import combinations

from lockgate.tlog.policies import NONE, Policy, satisfied

MOST_COMPARED = 12
"""Witnesses up to which every pair of quorums is compared; of more, none is said to overlap."""


def fewest(policy: Policy) -> int:
    """The least number of distinct witnesses whose cosignatures reach the policy's quorum; 0 for ``quorum none``.

    A name is a member of one group at most and no key stands twice, so the members of a group never share a
    witness: a group needs the cheapest of its members, as many as it asks for.
    """
    needed = {witness.name: 1 for witness in policy.witnesses}
    for group in policy.groups:
        needed[group.name] = sum(sorted(needed[member] for member in group.members)[: group.threshold])
    return 0 if policy.quorum == NONE else needed[policy.quorum]


def overlapping(policy: Policy) -> bool:
    """Whether any two sets of witnesses that reach the quorum have one in common.

    Then whatever one quorum has cosigned, some member of every other quorum has seen.
    """
    names = [witness.name for witness in policy.witnesses]
    if policy.quorum == NONE or len(names) > MOST_COMPARED:
        return False
    sets = (set(some) for size in range(len(names) + 1) for some in combinations(names, size))
    return not any(satisfied(policy, some) and satisfied(policy, set(names) - some) for some in sets)
