"""A VPC of a repository, and the names that its values usually have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Values of a VPC that the modules can use -> common names of outputs and variables with them.
NAMES = {
    "vpc_id": ("vpc_id",),
    "private_subnet_ids": ("private_subnet_ids", "private_subnets", "private_subnets_ids", "subnet_ids_private"),
    "private_subnet_arns": ("private_subnet_arns", "private_subnets_arns"),
    "private_route_table_ids": ("private_route_table_ids", "private_route_tables"),
    "public_subnet_ids": ("public_subnet_ids", "public_subnets"),
    "vpc_cidr_block": ("vpc_cidr_block", "vpc_cidr", "cidr_block"),
}

#: Lists that Amazon MWAA takes exactly two of.
PAIRS = ("private_subnet_ids", "private_subnet_arns", "public_subnet_ids")


@dataclass(frozen=True, slots=True)
class RepositoryVpc:
    """A VPC of the repository: its place, and the expressions for its values."""

    name: str
    file: str
    line: int
    values: Mapping[str, str]
    """Key of :data:`NAMES` -> expression in HCL; empty if only its place is known."""
    provider: str | None = None
    """The provider that creates it, such as `aws.network`; None if this root module does not create it."""


def by_name(known: Mapping[str, object], names: Mapping[str, tuple[str, ...]] = NAMES) -> dict[str, str]:
    """Key of :data:`NAMES` -> the first of its common names that is in ``known``."""
    matches = {key: next((name for name in common if name in known), "") for key, common in names.items()}
    return {key: name for key, name in matches.items() if name}


def paired(values: Mapping[str, str]) -> dict[str, str]:
    """``values`` with two elements of each list of which Amazon MWAA takes exactly two."""
    return {key: f"slice({text}, 0, 2)" if key in PAIRS else text for key, text in values.items()}
