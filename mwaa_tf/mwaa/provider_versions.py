"""The oldest version of the AWS provider that accepts what a configuration may ask of an environment."""

from __future__ import annotations

from msgspec import Struct

Version = tuple[int, int, int]


class ProviderRequirement(Struct, frozen=True):
    """A value of an argument of aws_mwaa_environment that older versions of the provider refuse at plan."""

    argument: str
    value: object
    minimum: Version

    @property
    def oldest(self) -> str:
        """The minimum as a constraint has it: ``5.100``."""
        return ".".join(map(str, self.minimum[:2]))


REQUIREMENTS = (
    ProviderRequirement("min_webservers", 1, (5, 100, 0)),
    ProviderRequirement("max_webservers", 1, (5, 100, 0)),
    ProviderRequirement("worker_replacement_strategy", "FORCED", (6, 11, 0)),
    ProviderRequirement("worker_replacement_strategy", "GRACEFUL", (6, 11, 0)),
)
"""worker_replacement_strategy is an argument since 6.11 (changelog of terraform-provider-aws).

One web server, the only number of mw1.micro: up to 5.89 the provider demands 2 to 5 (terraform-provider-aws #40231,
#41681); 5.100 takes 1 (its schema; observed). Which release between them was the first is not established.

Without a number, a micro environment gets its one web server from every version. For PUBLIC_AND_PRIVATE see
``access_modes``.
"""
