"""Regions, zones and partitions of MWAA."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

#: How AWS abbreviates the words of a region's name in the ids of its zones: us-gov-west-1 has usgw1-az1.
_ABBREVIATIONS = {
    "central": "c", "east": "e", "gov": "g", "north": "n", "northeast": "ne", "northwest": "nw",
    "south": "s", "southeast": "se", "southwest": "sw", "west": "w",
}  # fmt: skip

PARTITIONS: Mapping[str, tuple[str, ...]] = {
    "aws": (
        "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
        "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
        "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1",
        "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1",
        "me-south-1", "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
    ),
    "aws-cn": ("cn-north-1", "cn-northwest-1"),
    "aws-us-gov": ("us-gov-east-1", "us-gov-west-1"),
    "aws-iso": ("us-iso-east-1", "us-iso-west-1"),
    "aws-iso-b": ("us-isob-east-1", "us-isob-west-1"),
    "aws-iso-e": ("eu-isoe-west-1",),
    "aws-iso-f": ("us-isof-east-1", "us-isof-south-1"),
    "aws-eusc": ("eusc-de-east-1",),
}  # fmt: skip
"""The regions of each partition that the SDK knows (botocore, endpoints.json, service ec2)."""

ALL_REGIONS = tuple(region for regions in PARTITIONS.values() for region in regions)
"""Every region of AWS, whether MWAA exists there or not."""

REGIONS = frozenset(
    {
        "af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
        "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-7",
        "ca-central-1", "ca-west-1", "cn-north-1", "cn-northwest-1", "eu-central-1", "eu-central-2", "eu-north-1",
        "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1",
        "me-south-1", "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
    }
)  # fmt: skip
"""Where MWAA has endpoints, all partitions together (botocore, endpoints.json, service airflow)."""

UNSUPPORTED_ZONES = frozenset({"use1-az3"})
"""Ids of zones in which MWAA runs no environments (MWAA user guide, vpc-create)."""

WITHOUT_AIRFLOW_OPS = frozenset({"af-south-1", "cn-north-1", "cn-northwest-1", "us-west-1"})
"""Regions without the endpoint service that takes health metrics (AWS General Reference, mwaa)."""

DEFAULT_LOCATION = "us-east-1"
"""The one region that S3's CreateBucket does not take as a location constraint (S3 API reference, CreateBucket)."""


def zone_prefix(region: str) -> str | None:
    """``use1`` for us-east-1; None for a region whose name has a word that is not known here."""
    first, *words, number = region.split("-") if region.count("-") > 1 else (region, "", "")
    if not all(word in _ABBREVIATIONS for word in words):
        return None
    return first + "".join(_ABBREVIATIONS[word] for word in words) + number


@cache
def partition_of(region: str) -> str | None:
    """The partition that ``region`` belongs to; None for a region that is not known here."""
    return next((partition for partition, regions in PARTITIONS.items() if region in regions), None)


def dns_suffix(partition: str) -> str:
    """The domain of the public endpoints of a partition: ``amazonaws.com``, in China ``amazonaws.com.cn``."""
    return "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"
