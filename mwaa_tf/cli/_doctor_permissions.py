"""How `doctor --permissions` shows the policies that the doctor needs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from mwaa_tf.cli._output import print_json

if TYPE_CHECKING:
    from mwaa_tf.doctor import CollectOptions, Target
    from mwaa_tf.doctor.permissions import SidePermissions


def print_permissions(targets: Sequence[Target], options: CollectOptions, *, as_json: bool) -> int:
    """Print the policies of each account, ready to save; for people with the reason for each action."""
    from mwaa_tf.doctor.permissions import needed_permissions

    sides = needed_permissions(targets, options)
    if as_json:
        print_json({name: policy for side in sides for name, policy in side.policies().items()})
    else:
        click.echo("\n".join(line for side in sides for line in _block(side)), nl=False)
    return 0


def _block(side: SidePermissions) -> Iterator[str]:
    account = f" in account {side.account_id}" if side.account_id and side.account_id not in side.side else ""
    policies = list(side.policies().values())
    for number, policy in enumerate(policies, 1):
        # IAM refuses longer ones; a role has all of them attached.
        part = f", part {number} of {len(policies)}" if len(policies) > 1 else ""
        yield f"Policy of the {side.side}{account}{part}:"
        yield ""
        yield json.dumps(policy, indent=2)
        yield ""
    yield "Why:"
    width = max((len(permission.action) for permission in side.permissions), default=0)
    for permission in side.permissions:
        yield f"  {permission.action.ljust(width)}  {'; '.join(permission.why)}"
    yield ""
