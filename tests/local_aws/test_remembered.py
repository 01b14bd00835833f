"""What is worked out once is what moto works out for each call."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from moto.moto_api._internal.moto_random import MotoRandom

from mwaa_tf.local_aws import LocalAws, remembered

_REGIONS = """
import contextlib, json, sys
quick = contextlib.nullcontext
if sys.argv[1] == "quick":
    from mwaa_tf.local_aws.services.ec2.quick_import import quick_import as quick
with quick():
    from moto.ec2.models import instance_types
    from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
regions = [vars(region) for region in RegionsAndZonesBackend.regions]
print(json.dumps([regions, instance_types.INSTANCE_TYPES, instance_types.INSTANCE_TYPE_OFFERINGS], sort_keys=True))
"""


@pytest.mark.parametrize("options", [{}, {"length": 52}, {"include_digits": False}, {"lower_case": True}])
def test_the_same_seed_gives_the_same_texts(options: dict[str, Any]) -> None:
    def without_patch(length: int = 20, include_digits: bool = True, lower_case: bool = False) -> str:
        pool = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" + "0123456789" * include_digits
        text = "".join(theirs.choice(pool) for _ in range(length))
        return text.lower() if lower_case else text

    ours, theirs = MotoRandom(7), MotoRandom(7)

    for _ in range(20):
        assert remembered._random_string(without_patch, ours, **options) == without_patch(**options)
    assert ours.random() == theirs.random()


def test_an_import_that_is_quicker_finds_the_same() -> None:
    quick, slow = (
        subprocess.run([sys.executable, "-c", _REGIONS, how], capture_output=True, check=True).stdout
        for how in ("quick", "slow")
    )

    assert len(quick) > 100_000
    assert quick == slow


def test_operations_of_a_rest_service_are_told_apart() -> None:
    with LocalAws(["111111111111"], region="us-east-1") as aws:
        ram = aws.client("ram", "111111111111")
        arn = ram.create_resource_share(name="one")["resourceShare"]["resourceShareArn"]
        ram.get_resource_shares(resourceOwner="SELF")
        ram.delete_resource_share(resourceShareArn=arn)

        actions = [call.action for call in aws.record if call.service == "ram"]

    assert actions == ["CreateResourceShare", "GetResourceShares", "DeleteResourceShare"]
