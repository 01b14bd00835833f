"""Regions and availability zones: those of the caller's partition, and zones in each of them."""

from __future__ import annotations

from moto.ec2.models import EC2Backend
from moto.ec2.models.availability_zones_and_regions import Region, RegionsAndZonesBackend, Zone

from mwaa_tf.mwaa.regions import ALL_REGIONS, partition_of, zone_prefix

_LETTERS = "abc"
_WORDS = {
    "iso": "i", "isob": "ib", "isoe": "ie", "isof": "if", "de": "de",
    "east": "e", "south": "s", "west": "w",
}  # fmt: skip
"""Abbreviations in the ids of zones outside the public partitions. Those of iso and isob are in public scripts
(usie1-az1, usibe1-az1), the others are inferred from them."""


class RegionOperations(EC2Backend):
    """Describes the regions of a partition."""

    def describe_regions(self, region_names: list[str] | None = None) -> list[Region]:
        """moto lists those of all partitions, in which no caller has an account."""
        partition = partition_of(self.region_name)
        return [region for region in super().describe_regions(region_names) if partition_of(region.name) == partition]


def add_missing() -> None:
    """Give every region of the SDK zones and a place among the regions; a second call changes nothing.

    Zones get the member OptInStatus, which moto lacks and AWS always answers: no availability zone has to be opted into
    (EC2 API reference, AvailabilityZone).

    moto has those of the partitions aws, aws-cn and aws-us-gov only. That the others have three zones each, named by
    the first letters, is inferred.
    """
    Zone.opt_in_status = "opt-in-not-required"  # type: ignore[attr-defined]
    known = {region.name for region in RegionsAndZonesBackend.regions}
    for region in ALL_REGIONS:
        if region not in known:
            added = Region(region, f"ec2.{region}.amazonaws.com", "opt-in-not-required")
            RegionsAndZonesBackend.regions.append(added)
        if not RegionsAndZonesBackend.zones.get(region):
            prefix = zone_prefix(region) or _inferred_prefix(region)
            RegionsAndZonesBackend.zones[region] = [
                Zone(f"{region}{letter}", region, f"{prefix}-az{number}")
                for number, letter in enumerate(_LETTERS, start=1)
            ]


def _inferred_prefix(region: str) -> str:
    """``usie1`` for us-iso-east-1. Words that are not known here stay as they are."""
    first, *words, number = region.split("-")
    return first + "".join(_WORDS.get(word, word) for word in words) + number
