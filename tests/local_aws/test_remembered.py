"""What is worked out once is what moto works out for each call."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import botocore  # type: ignore[import-untyped]
import pytest
from botocore.loaders import JSONFileLoader  # type: ignore[import-untyped]
from moto.moto_api._internal.moto_random import MotoRandom

from mwaa_tf.local_aws import LocalAws, remembered
from mwaa_tf.local_aws.botocore_data import quick_file_loader
from mwaa_tf.local_aws.services.ec2.quick_import import Offerings

_REGIONS = """
import contextlib, json, sys
quick = contextlib.nullcontext
if sys.argv[1] == "quick":
    from mwaa_tf.local_aws.services.ec2.quick_import import quick_import as quick
with quick():
    from moto.ec2.models import instance_types
    from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
regions = [vars(region) for region in RegionsAndZonesBackend.regions]
offerings = {
    kind: {region: list(types) for region, types in regions.items()}
    for kind, regions in instance_types.INSTANCE_TYPE_OFFERINGS.items()
}
print(json.dumps([regions, instance_types.INSTANCE_TYPES, offerings], sort_keys=True))
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


def test_offerings_are_read_when_they_are_needed() -> None:
    read: list[str] = []

    def load(resource: str) -> list[dict[str, str]]:
        read.append(resource)
        return [{"InstanceType": "m5.large"}]

    offerings = Offerings(load, "ec2/resources/instance_type_offerings/region/eu-west-1.json.gz")
    assert (list(offerings), read) == ([], [])

    offerings.are_complete = True

    assert list(offerings) == list(offerings) == [{"InstanceType": "m5.large", "LocationType": "region"}]
    assert (len(offerings), len(read)) == (1, 1)


@pytest.mark.parametrize("name", ["endpoints", "iam/2010-05-08/service-2", "ec2/2016-11-15/service-2", "nothing"])
def test_files_of_botocore_are_read_as_it_reads_them(name: str) -> None:
    path = str(Path(botocore.__file__).parent / "data" / name)

    assert quick_file_loader().load_file(path) == JSONFileLoader().load_file(path)


def test_operations_of_a_rest_service_are_told_apart() -> None:
    with LocalAws(["111111111111"], region="us-east-1") as aws:
        ram = aws.client("ram", "111111111111")
        arn = ram.create_resource_share(name="one")["resourceShare"]["resourceShareArn"]
        ram.get_resource_shares(resourceOwner="SELF")
        ram.delete_resource_share(resourceShareArn=arn)

        actions = [call.action for call in aws.record if call.service == "ram"]

    assert actions == ["CreateResourceShare", "GetResourceShares", "DeleteResourceShare"]
