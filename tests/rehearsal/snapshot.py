"""What the accounts of a local AWS hold, comparable with another time and with another run."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.resources import list_resources
from tests.rehearsal.inventory import Inventory, differences, inventory

#: What a resource has in its name that is another one each time.
_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{8,17}\b")


@dataclass(frozen=True)
class Standing:
    """How many there are of each thing, and all that EC2 describes."""

    resources: Counter[tuple[str, str, str]]
    networks: dict[str, Inventory]


def standing(local: LocalAws) -> Standing:
    """What all accounts of ``local`` hold now."""
    # What AWS keeps by itself, such as Airflow's log groups, depends on what was there before.
    resources = [resource for resource in list_resources(local, local.accounts) if not resource.kept_because]
    return Standing(
        Counter((resource.account_id, resource.kind, _ID.sub("…", resource.name)) for resource in resources),
        {account_id: inventory(local, account_id) for account_id in local.accounts},
    )


def unlike(here: Standing, there: Standing) -> list[object]:
    """In what the two are not the same: nothing, where nothing is twice and nothing is missing."""
    found: list[object] = [
        *(here.resources - there.resources).items(),
        *(there.resources - here.resources).items(),
    ]
    for account_id, network in here.networks.items():
        found += differences(network, there.networks[account_id])
    return found
