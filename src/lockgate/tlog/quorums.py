"""How many distinct witnesses the quorum of a policy cannot do without."""

from lockgate.tlog.policies import NONE, Policy


def fewest(policy: Policy) -> int:
    """The least number of distinct witnesses whose cosignatures reach the policy's quorum; 0 for ``quorum none``.

    A name is a member of one group at most and no key stands twice, so the members of a group never share a
    witness: a group needs the cheapest of its members, as many as it asks for.
    """
    needed = {witness.name: 1 for witness in policy.witnesses}
    for group in policy.groups:
        needed[group.name] = sum(sorted(needed[member] for member in group.members)[: group.threshold])
    return 0 if policy.quorum == NONE else needed[policy.quorum]
