"""With whom the subnets are shared."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.config.rule import Breach, rule
from mwaa_tf.config.unchecked import UncheckedDeployment

_PRINCIPALS = ("owner", "sharing", "principals")


@rule("sharing-principals-owner", reads=("owner.account_id", "owner.sharing.principals[=]"))
def principals_owner(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """The owner shares nothing with itself."""
    for i, principal in enumerate(_listed(deployment)):
        if principal == deployment.owner.account_id:
            yield (*_PRINCIPALS, i), "is the owner's own account, with which nothing needs to be shared"


@rule("sharing-principals-repeated", reads=("owner.sharing.principals[=]",))
def principals_repeated(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """Each principal is listed once."""
    known: set[str] = set()
    for i, principal in enumerate(_listed(deployment)):
        if principal in known:
            yield (*_PRINCIPALS, i), f"{principal} is listed twice"
        known.add(principal)


@rule(
    "sharing-principals",
    reads=("owner.account_id", "owner.sharing.principals", "participants[=].account_id"),
)
def principals(deployment: UncheckedDeployment) -> Iterator[Breach]:
    """A list of principals includes every participant."""
    listed = _listed(deployment)
    if not listed or any(principal.startswith("arn:") for principal in listed):
        return  # Who is in a unit or an organization only AWS knows.
    for i, participant in enumerate(deployment.participants):
        if participant.account_id != deployment.owner.account_id and participant.account_id not in listed:
            yield (
                ("participants", i, "account_id"),
                f"{participant.account_id} is not among owner.sharing.principals, so it would not see the subnets",
            )


def _listed(deployment: UncheckedDeployment) -> tuple[str, ...]:
    principals = deployment.owner.sharing.principals
    return () if principals == "accounts" else tuple(principals)
