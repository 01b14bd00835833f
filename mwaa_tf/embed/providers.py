"""The AWS providers of a root module, and which of them are for the modules of which account."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mwaa_tf.embed.local_modules import RepositoryRoot, aws_names
from mwaa_tf.embed.repository import Repository
from mwaa_tf.embed.vpc import RepositoryVpc
from mwaa_tf.hcl import Expression

#: Words in the aliases of providers that tell whose account they are for.
_OWNER = {"owner", "network", "networking", "hub", "shared", "core", "transit"}
_PARTICIPANT = {"participant", "workload", "data", "airflow", "mwaa", "analytics", "spoke"}


@dataclass(frozen=True, slots=True)
class RepositoryProvider:
    """An AWS provider of a root module, by its address: `aws` or `aws.owner`."""

    name: str
    alias: str | None
    region: str | Expression | None = None
    """Text, or an expression that only Terraform can evaluate; None if the environment of Terraform sets it."""


@dataclass(frozen=True, slots=True)
class ChosenProviders:
    """The providers of the account that owns the VPC, and of the account that runs Airflow."""

    owner: RepositoryProvider | None
    participant: RepositoryProvider | None
    note: str = ""


def find_providers(repository: Repository, root: RepositoryRoot) -> list[RepositoryProvider]:
    """Find the AWS providers that ``root`` configures; the one without an alias comes first."""
    names = aws_names(repository, root.folder)
    providers = []
    for _, block in repository.blocks(root.folder, "provider"):
        if block.labels and block.labels[0] in names:
            alias = block.arguments["alias"].value if "alias" in block.arguments else None
            literal = alias if isinstance(alias, str) else None
            name = f"{block.labels[0]}.{literal}" if literal else block.labels[0]
            region = block.arguments["region"].value if "region" in block.arguments else None
            known = region if isinstance(region, (str, Expression)) else None
            providers.append(RepositoryProvider(name, literal, known))
    return sorted(dict.fromkeys(providers), key=lambda provider: (provider.alias is not None, provider.name))


def choose_providers(providers: Sequence[RepositoryProvider], vpc: RepositoryVpc | None) -> ChosenProviders:
    """Choose by the provider of ``vpc`` and by words in aliases, both in one region.

    An environment is in the region of its VPC: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-create.html
    """
    creator = next((provider for provider in providers if vpc and provider.name == vpc.provider), None)
    owners = [creator] if creator and creator.alias else _candidates(providers, _OWNER)
    if creator:
        owners = [owner for owner in owners if not _differ(owner, creator)] or [creator]
    participants = _candidates(providers, _PARTICIPANT)
    if not owners or not participants:
        return ChosenProviders(None, None)
    pairs = [
        (owner, participant) for owner in owners for participant in participants if owner.region == participant.region
    ]
    pairs += [
        (owner, participant) for owner in owners for participant in participants if not _differ(owner, participant)
    ]
    owner, participant = next(iter(pairs), (owners[0], participants[0]))
    if not _differ(owner, participant):
        return ChosenProviders(owner, participant)
    note = (
        f"{participant.name} is in {participant.region}, but {owner.name}, the provider of the network, is in "
        f"{owner.region}: an environment must be in the region of its VPC"
    )
    return ChosenProviders(owner, participant, note)


def _candidates(providers: Sequence[RepositoryProvider], words: set[str]) -> list[RepositoryProvider]:
    """The providers whose aliases have one of ``words``, else the default one, else the first."""
    matching = [
        provider for provider in providers if provider.alias and words & set(re.split(r"[-_]", provider.alias.lower()))
    ]
    default = [provider for provider in providers if provider.alias is None]
    return matching or default or list(providers[:1])


def _differ(provider: RepositoryProvider, other: RepositoryProvider) -> bool:
    """Whether both regions are known, and different."""
    regions = {provider.region, other.region}
    return len(regions) > 1 and all(isinstance(region, str) for region in regions)
