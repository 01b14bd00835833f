"""The edges of every validation: values that are just accepted, and values that are just refused.

Keys are `variable.number`, the number of the validation within its variable. A value is that of all variables which the
condition reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edges:
    """Values on both sides of the edges of one condition."""

    accepted: tuple[Values, ...]
    refused: tuple[Values, ...]


def of(variable: str, accepted: list[Any], refused: list[Any], **others: Any) -> Edges:
    """Edges of a condition on ``variable``, beside the fixed values of other variables."""
    return Edges(
        tuple({variable: value, **others} for value in accepted),
        tuple({variable: value, **others} for value in refused),
    )


#: With the first and the last digit, as the region and the IDs: a range that lost one of them refuses them.
ACCOUNT = "012345678998"
REGION = "us-east-90"
SUBNETS = ["subnet-0a", "subnet-0b"]
EDGES_OF_SUBNET_IDS = of("subnet_ids", [SUBNETS], [SUBNETS[:1], [*SUBNETS, "subnet-0c"], ["subnet-0a", "subnet-0a"]])
EDGES_OF_VPC_ID = of("vpc_id", ["vpc-0"], ["vpc0", "my-vpc-0"])
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/09af-AZaz"
NOT_A_KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/key"
RETENTION = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
"""Days that CloudWatch Logs can keep a log (API reference, PutRetentionPolicy)."""
NO_RETENTION = [-1, 2, 4, 6, 8, 364, 366, 3652, 3654]


def around(value: str) -> list[str]:
    """``value`` with something before and after it, which a pattern must not find it in."""
    return [f"!{value}", f"{value}!"]


def bucket_names(accepted_name: str) -> list[str]:
    """Names that S3 refuses though they differ little from ``accepted_name``."""
    return [accepted_name[:2], f"-{accepted_name}", f"{accepted_name}-", accepted_name.upper(), f"{accepted_name}_a"]
