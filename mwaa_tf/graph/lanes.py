"""The swim-lanes: one account each, the owner's first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.text import escape_control_characters

#: More lanes than this nobody reads: the accounts beyond share the last one.
MOST_LANES = 9


@dataclass(frozen=True, slots=True)
class Lane:
    """An account, or all accounts that found no lane of their own."""

    title: str
    """Who works there: the owner, participants by name."""
    note: str
    """The account's part in one phrase."""
    accounts: tuple[str, ...]


def lanes_of(blueprint: Blueprint) -> tuple[Lane, ...]:
    """Owner, participants in their order, then accounts that the subnets are shared with and that run nothing yet."""
    people: dict[str, list[str]] = {}
    shared: dict[str, None] = {}
    owners: set[str] = set()
    for workspace in blueprint.workspaces:
        people.setdefault(workspace.account.account_id, []).append(workspace.account.title)
        if any(call.module == "network" for call in workspace.calls):
            owners.add(workspace.account.account_id)
        shared |= dict.fromkeys(principal for principal in principals_of(workspace) if not principal.startswith("arn:"))
    lanes = [
        Lane(
            escape_control_characters(", ".join(dict.fromkeys(people[account]))),
            "owns the VPC" if account in owners else "participant",
            (account,),
        )
        for account in people
    ]
    lanes += [Lane("participant", "no environment yet", (account,)) for account in shared if account not in people]
    if len(lanes) <= MOST_LANES:
        return tuple(lanes)
    own, rest = lanes[: MOST_LANES - 1], lanes[MOST_LANES - 1 :]
    return (
        *own,
        Lane(f"{len(rest)} more", "participants", tuple(account for lane in rest for account in lane.accounts)),
    )


def principals_of(workspace: Workspace) -> tuple[str, ...]:
    """The principals that ``workspace`` shares subnets with: account ids and ARNs."""
    found: list[str] = []
    for call in workspace.calls:
        listed = call.arguments.get("principals") if call.module == "subnet-share" else None
        if isinstance(listed, Sequence) and not isinstance(listed, str):
            found.extend(principal for principal in listed if isinstance(principal, str))
    return tuple(found)
