"""The swim lanes: one per account, the owner's first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.text import escape_control_characters

#: With more accounts, those beyond share the last lane.
MOST_LANES = 11


@dataclass(frozen=True, slots=True)
class Lane:
    """An account, or all accounts that have no lane of their own."""

    title: str
    """The owner, or the names of the participants."""
    note: str
    """The account's role in the deployment, in one phrase."""
    accounts: tuple[str, ...]


def lanes_of(blueprint: Blueprint) -> tuple[Lane, ...]:
    """Owner, participants in their order, then accounts that subnets are shared with but that have no environment."""
    titles: dict[str, list[str]] = {}
    shared: dict[str, None] = {}
    owners: set[str] = set()
    for workspace in blueprint.workspaces:
        titles.setdefault(workspace.account.account_id, []).append(workspace.account.title)
        if any(call.module == "network" for call in workspace.calls):
            owners.add(workspace.account.account_id)
        shared |= dict.fromkeys(principal for principal in principals_of(workspace) if not principal.startswith("arn:"))
    lanes = [
        Lane(
            escape_control_characters(", ".join(dict.fromkeys(titles[account]))),
            "owns the VPC" if account in owners else "participant",
            (account,),
        )
        for account in titles
    ]
    lanes += [Lane("participant", "no environment yet", (account,)) for account in shared if account not in titles]
    if len(lanes) <= MOST_LANES:
        return tuple(lanes)
    own, rest = lanes[: MOST_LANES - 1], lanes[MOST_LANES - 1 :]
    return (
        *own,
        Lane(f"{len(rest)} more", "participants", tuple(account for lane in rest for account in lane.accounts)),
    )


def principals_of(workspace: Workspace) -> tuple[str, ...]:
    """The principals that ``workspace`` shares subnets with: account ids and ARNs."""
    principals: list[str] = []
    for call in workspace.calls:
        listed = call.arguments.get("principals") if call.module == "subnet-share" else None
        if isinstance(listed, Sequence) and not isinstance(listed, str):
            principals.extend(principal for principal in listed if isinstance(principal, str))
    return tuple(principals)
