"""The resources of all accounts of a local AWS, comparable with another time and with another run."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.resources import list_resources
from tests.rehearsal.inventory import Inventory, differences, inventory

#: What is generated in the name of a resource.
_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{8,17}\b|\b\d{26}\b")


@dataclass(frozen=True)
class AccountsSnapshot:
    """How many resources there are of each kind and name, and all that EC2 describes."""

    resources: Counter[tuple[str, str, str]]
    networks: dict[str, Inventory]


def take_snapshot(local: LocalAws) -> AccountsSnapshot:
    """The resources of all accounts of ``local``."""
    # What AWS keeps by itself, such as Airflow's log groups, depends on what existed before.
    resources = [resource for resource in list_resources(local, local.accounts) if not resource.kept_because]
    return AccountsSnapshot(
        Counter((resource.account_id, resource.kind, _ID.sub("…", resource.name)) for resource in resources),
        {account_id: inventory(local, account_id) for account_id in local.accounts},
    )


def snapshot_differences(here: AccountsSnapshot, there: AccountsSnapshot) -> list[object]:
    """How the two differ: empty if nothing is duplicated and nothing is missing."""
    all_differences: list[object] = [
        *(here.resources - there.resources).items(),
        *(there.resources - here.resources).items(),
    ]
    for account_id, network in here.networks.items():
        all_differences += differences(network, there.networks[account_id])
    return all_differences
