"""With whom the subnets are shared."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config.deployment import Deployment
from mwaa_tf.config.rules import Violation

_PRINCIPALS = ("owner", "sharing", "principals")


def principals(deployment: Deployment) -> Iterator[Violation]:
    """A list of principals reaches every participant, names nobody twice, and not the owner itself."""
    listed = deployment.owner.sharing.principals
    if listed in ("accounts", ()):
        return
    owner = deployment.owner.account_id
    seen: set[str] = set()
    for i, principal in enumerate(listed):
        if principal == owner:
            yield (*_PRINCIPALS, i), "is the owner's own account, with which nothing needs to be shared"
        if principal in seen:
            yield (*_PRINCIPALS, i), f"{principal} is listed twice"
        seen.add(principal)
    if any(principal.startswith("arn:") for principal in seen):
        return  # Who is in a unit or an organization only AWS knows.
    for i, participant in enumerate(deployment.participants):
        if participant.account_id != owner and participant.account_id not in seen:
            yield (
                ("participants", i, "account_id"),
                f"{participant.account_id} is not among owner.sharing.principals, so it would not see the subnets",
            )


RULES = (principals,)
