"""What the modules can use of a root module: its VPC, its providers, its tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mwaa_tf.embed.local_modules import RepositoryRoot, aws_names, local_target
from mwaa_tf.embed.model import RepositoryCall
from mwaa_tf.embed.repository import Repository
from mwaa_tf.embed.scan import RepositoryScan
from mwaa_tf.hcl.syntax import Block

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
_PAIRS = ("private_subnet_ids", "private_subnet_arns", "public_subnet_ids")

#: https://registry.terraform.io/modules/terraform-aws-modules/vpc/aws
_REGISTRY_VPC = re.compile(r"([\w.-]+/)?terraform-aws-modules/vpc/aws|.*terraform-aws-vpc(\.git)?([?/].*)?")
_REGISTRY_OUTPUTS = {
    "vpc_id": "vpc_id",
    "private_subnet_ids": "private_subnets",
    "private_subnet_arns": "private_subnet_arns",
    "private_route_table_ids": "private_route_table_ids",
    "public_subnet_ids": "public_subnets",
    "vpc_cidr_block": "vpc_cidr_block",
}

#: A safe expression made of names in the repository. Terraform accepts only identifiers, the parser any label.
_EXPRESSION = re.compile(r"[\w.*(), \[\]-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class RepositoryVpc:
    """A VPC of the repository: its place, and the expressions for its values."""

    name: str
    file: str
    line: int
    values: Mapping[str, str]
    """Key of :data:`NAMES` -> expression in HCL."""


@dataclass(frozen=True, slots=True)
class RepositoryProvider:
    """An AWS provider of a root module, by its address: `aws` or `aws.owner`."""

    name: str
    alias: str | None


def find_vpcs(scan: RepositoryScan, root: RepositoryRoot) -> list[RepositoryVpc]:
    """Find the VPCs that ``root`` creates, reads or has variables for, the most specific first."""
    repository, folder = scan.repository, root.folder
    vendored = {copies.path for copies in scan.copies}
    vpcs = [
        *(vpc for call in scan.calls if call.folder == folder for vpc in _called(repository, call, vendored)),
        *_resources(repository, folder, "resource"),
        *_remote_states(repository, folder),
        *_resources(repository, folder, "data"),
        *_variables(repository, folder),
    ]
    usable = [vpc for vpc in vpcs if all(map(_EXPRESSION.fullmatch, vpc.values.values()))]
    return [vpc for vpc in usable if "private_subnet_ids" in vpc.values] or usable


def find_providers(repository: Repository, root: RepositoryRoot) -> list[RepositoryProvider]:
    """Find the AWS providers that ``root`` configures; the one without an alias comes first."""
    names = aws_names(repository, root.folder)
    providers = []
    for _, block in repository.blocks(root.folder, "provider"):
        if block.labels and block.labels[0] in names:
            alias = block.arguments["alias"].value if "alias" in block.arguments else None
            literal = alias if isinstance(alias, str) else None
            name = f"{block.labels[0]}.{literal}" if literal else block.labels[0]
            providers.append(RepositoryProvider(name, literal))
    return sorted(dict.fromkeys(providers), key=lambda provider: (provider.alias is not None, provider.name))


def find_tags(repository: Repository, root: RepositoryRoot) -> str | None:
    """Find the expression for the tags of all resources of ``root``; None if it has none."""
    for name in ("tags", "common_tags", "default_tags"):
        if any(name in block.arguments for _, block in repository.blocks(root.folder, "locals")):
            return f"local.{name}"
    variables = {block.labels[0] for _, block in repository.blocks(root.folder, "variable") if block.labels}
    return next((f"var.{name}" for name in ("tags", "common_tags", "default_tags") if name in variables), None)


def _called(repository: Repository, call: RepositoryCall, vendored: set[str]) -> Iterator[RepositoryVpc]:
    """A call of a module that has a VPC among its outputs."""
    source, target = call.source or "", local_target(call, repository)
    if target is not None and any(target.startswith(f"{path}/") for path in vendored):
        return
    if _REGISTRY_VPC.fullmatch(source):
        outputs = _REGISTRY_OUTPUTS
    elif target is not None and target in repository.modules:
        outputs = _by_name({block.labels[0]: block for _, block in repository.blocks(target, "output") if block.labels})
    else:
        return
    block = next(
        block
        for _, block in repository.blocks(call.folder, "module")
        if block.labels == (call.name,) and block.line == call.line
    )
    if "vpc_id" in outputs and "for_each" not in block.arguments:
        address = f"module.{call.name}{'[0]' if 'count' in block.arguments else ''}"
        values = _paired({key: f"{address}.{output}" for key, output in outputs.items()})
        yield RepositoryVpc(address, call.file, call.line, values)


def _resources(repository: Repository, folder: str, kind: str) -> Iterator[RepositoryVpc]:
    """`aws_vpc` with its subnets that are named private, as resources or data sources."""
    prefix = "data." if kind == "data" else ""
    blocks = [(file, block) for file, block in repository.blocks(folder, kind) if len(block.labels) == 2]
    for file, block in blocks:
        if block.labels[0] == "aws_vpc" and "for_each" not in block.arguments:
            address = f"{prefix}aws_vpc.{block.labels[1]}{'[0]' if 'count' in block.arguments else ''}"
            values = {"vpc_id": f"{address}.id", "vpc_cidr_block": f"{address}.cidr_block"}
            for side in ("private", "public"):
                named = [candidate for _, candidate in blocks if side in candidate.labels[1]]
                values |= {
                    f"{side}_subnet_{attribute}s": expression
                    for attribute in ("id", "arn")
                    if (expression := _pair(named, f"{prefix}aws_subnet", attribute))
                }
                if side == "private" and (tables := _pair(named, f"{prefix}aws_route_table", "id")):
                    values["private_route_table_ids"] = tables
                lists = [candidate.labels[1] for candidate in named if candidate.labels[0] == "aws_subnets"]
                if kind == "data" and lists:
                    values[f"{side}_subnet_ids"] = f"slice(sort(data.aws_subnets.{lists[0]}.ids), 0, 2)"
            values.pop("public_subnet_arns", None)
            yield RepositoryVpc(address, file.path, block.line, values)


def _pair(blocks: list[Block], kind: str, attribute: str) -> str | None:
    """An expression for the attribute of the first two resources of a kind, as a list."""
    resources = [block for block in blocks if block.labels[0] == kind.removeprefix("data.")]
    if not resources:
        return None
    first, address = resources[0], f"{kind}.{resources[0].labels[1]}"
    if "count" in first.arguments:
        return f"slice({address}[*].{attribute}, 0, 2)"
    if "for_each" in first.arguments:
        return f"slice(values({address})[*].{attribute}, 0, 2)"
    return "[" + ", ".join(f"{kind}.{block.labels[1]}.{attribute}" for block in resources[:2]) + "]"


def _remote_states(repository: Repository, folder: str) -> Iterator[RepositoryVpc]:
    """Remote states that are read in ``folder`` and have a VPC among their outputs."""
    read: dict[str, dict[str, tuple[str, int]]] = {}
    for file in repository.modules.get(folder, ()):
        for reference in file.references if "terraform_remote_state" in file.text else ():
            match reference.names:
                case ("data", "terraform_remote_state", str(name), "outputs", str(output), *_):
                    read.setdefault(name, {}).setdefault(output, (file.path, reference.line))
    for name, outputs in read.items():
        known = _by_name(outputs)
        if "vpc_id" in known:
            address = f"data.terraform_remote_state.{name}"
            values = _paired({key: f"{address}.outputs.{output}" for key, output in known.items()})
            yield RepositoryVpc(address, *outputs[known["vpc_id"]], values)


def _variables(repository: Repository, folder: str) -> Iterator[RepositoryVpc]:
    """A VPC in the variables of the root."""
    variables = {block.labels[0]: (file.path, block.line) for file, block in repository.blocks(folder, "variable")}
    known = _by_name(variables, {**NAMES, "private_subnet_ids": (*NAMES["private_subnet_ids"], "subnet_ids")})
    if known.get("vpc_id") == "vpc_id":
        values = _paired({key: f"var.{name}" for key, name in known.items()})
        yield RepositoryVpc("var.vpc_id", *variables["vpc_id"], values)


def _by_name(known: Mapping[str, object], names: Mapping[str, tuple[str, ...]] = NAMES) -> dict[str, str]:
    matches = {key: next((name for name in common if name in known), "") for key, common in names.items()}
    return {key: name for key, name in matches.items() if name}


def _paired(values: dict[str, str]) -> dict[str, str]:
    return {key: f"slice({text}, 0, 2)" if key in _PAIRS else text for key, text in values.items()}
