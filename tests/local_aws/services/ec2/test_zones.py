"""Regions and zones in every partition that the SDK knows."""

from __future__ import annotations

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.mwaa.regions import ALL_REGIONS, PARTITIONS, UNSUPPORTED_ZONES, partition_of, zone_prefix

ACCOUNT = "111111111111"


@pytest.mark.parametrize("partition", sorted(PARTITIONS))
def test_every_region_has_two_zones_for_an_environment_and_creates_subnets_in_them(partition: str) -> None:
    regions = PARTITIONS[partition]
    with LocalAws([ACCOUNT], region=regions[0], speed=0) as aws:
        for region in regions:
            ec2 = aws.client("ec2", ACCOUNT, region=region)
            zones = {
                zone["ZoneName"]: zone["ZoneId"]
                for zone in ec2.describe_availability_zones()["AvailabilityZones"]
                if zone["ZoneId"] not in UNSUPPORTED_ZONES
            }
            assert len(zones) >= 2
            assert {zone["OptInStatus"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]} == {
                "opt-in-not-required"
            }
            prefix = zone_prefix(region)
            assert all(name.startswith(region) and zone.startswith(prefix or "") for name, zone in zones.items())
            vpc_id = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
            for number, (name, zone_id) in enumerate(list(zones.items())[:2]):
                subnet = ec2.create_subnet(VpcId=vpc_id, CidrBlock=f"10.0.{number}.0/24", AvailabilityZoneId=zone_id)[
                    "Subnet"
                ]
                assert (subnet["AvailabilityZone"], subnet["AvailabilityZoneId"]) == (name, zone_id)
        assert aws.failures == ()


@pytest.mark.parametrize("partition", sorted(PARTITIONS))
def test_only_the_regions_of_the_own_partition_are_listed(partition: str) -> None:
    region = PARTITIONS[partition][0]
    with LocalAws([ACCOUNT], region=region, speed=0) as aws:
        described = aws.client("ec2", ACCOUNT).describe_regions(AllRegions=True)["Regions"]
    names = {region["RegionName"] for region in described}
    assert names == set(PARTITIONS[partition])


def test_zone_ids_are_unique() -> None:
    from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend

    from mwaa_tf.local_aws.services import install

    install()
    ids = [zone.zone_id for region in ALL_REGIONS for zone in RegionsAndZonesBackend.zones[region]]
    assert len(set(ids)) == len(ids)
    assert all(partition_of(region) for region in RegionsAndZonesBackend.zones)
