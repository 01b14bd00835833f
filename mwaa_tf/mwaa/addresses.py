"""How many addresses of its subnets an environment takes."""

from __future__ import annotations

from msgspec import Struct

RESERVED = 5
"""Addresses of each subnet that AWS keeps: the first four and the last (VPC user guide, subnet-sizing)."""


class Containers(Struct, frozen=True):
    """The containers of an environment at the most, each with an address in one of its two subnets."""

    schedulers: int
    webservers: int
    workers: int

    @property
    def during_update(self) -> int:
        """Containers while an update replaces the workers: the new ones start before the old ones stop.

        Inferred from GRACEFUL of UpdateEnvironment (API reference), which lets old workers finish their tasks.
        """
        return self.schedulers + self.webservers + 2 * self.workers


def usable(prefix_length: int) -> int:
    """Addresses of a subnet with a prefix of that many bits that resources can have."""
    return max(0, int(2 ** (32 - prefix_length)) - RESERVED)


def per_subnet(containers: int) -> int:
    """Addresses of each of two subnets for ``containers``. That MWAA spreads them evenly is inferred."""
    return -(-containers // 2)
