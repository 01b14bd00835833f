"""The VPCs that the modules can use of a root module."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwaa_tf.embed.called_vpcs import called_vpcs, possible_vpcs, with_subnets
from mwaa_tf.embed.local_modules import RepositoryRoot
from mwaa_tf.embed.repository import Repository
from mwaa_tf.embed.scan import RepositoryScan
from mwaa_tf.embed.vpc import NAMES, RepositoryVpc, by_name, paired
from mwaa_tf.hcl import Expression
from mwaa_tf.hcl.syntax import Block

#: A safe expression made of names in the repository. Terraform accepts only identifiers, the parser any label.
_EXPRESSION = re.compile(r"[\w.*(), \[\]-]+", re.ASCII)


def find_vpcs(scan: RepositoryScan, root: RepositoryRoot) -> list[RepositoryVpc]:
    """Find the VPCs that ``root`` creates, reads or has variables for, the most specific first.

    Those that seem to be VPCs, but whose values are not known, come last and have only a place.
    """
    repository, folder = scan.repository, root.folder
    vpcs = [
        *called_vpcs(scan, folder),
        *_resources(repository, folder, "resource"),
        *_remote_states(repository, folder),
        *_resources(repository, folder, "data"),
        *_variables(repository, folder),
    ]
    usable = [vpc for vpc in with_subnets(vpcs, scan, folder) if all(map(_EXPRESSION.fullmatch, vpc.values.values()))]
    complete = [vpc for vpc in usable if "private_subnet_ids" in vpc.values]
    return [*(complete or usable), *possible_vpcs(scan, folder), *_repeated_resources(repository, folder)]


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
                if side == "private" and (tables := _all(named, f"{prefix}aws_route_table", "id")):
                    values["private_route_table_ids"] = tables
                lists = [candidate.labels[1] for candidate in named if candidate.labels[0] == "aws_subnets"]
                if kind == "data" and lists:
                    values[f"{side}_subnet_ids"] = f"slice(sort(data.aws_subnets.{lists[0]}.ids), 0, 2)"
            values.pop("public_subnet_arns", None)
            yield RepositoryVpc(
                address, file.path, block.line, values, _provider(block) if kind == "resource" else None
            )


def _repeated_resources(repository: Repository, folder: str) -> Iterator[RepositoryVpc]:
    """Each `aws_vpc` with `for_each`, of which it is not known which one is meant."""
    for file, block in repository.blocks(folder, "resource"):
        if block.labels[:1] == ("aws_vpc",) and len(block.labels) == 2 and "for_each" in block.arguments:
            yield RepositoryVpc(f"aws_vpc.{block.labels[1]}", file.path, block.line, {}, _provider(block))


def _provider(block: Block) -> str:
    value = block.arguments["provider"].value if "provider" in block.arguments else None
    return value.text if isinstance(value, Expression) else "aws"


def _pair(blocks: list[Block], kind: str, attribute: str) -> str | None:
    """An expression for the attribute of the first two resources of a kind, as a list."""
    values = _all(blocks, kind, attribute)
    return f"slice({values}, 0, 2)" if values and not values.startswith("[") else values


def _all(blocks: list[Block], kind: str, attribute: str) -> str | None:
    """As :func:`_pair`, but with all instances of a resource that is repeated, which may be a single one."""
    resources = [block for block in blocks if block.labels[0] == kind.removeprefix("data.")]
    if not resources:
        return None
    first, address = resources[0], f"{kind}.{resources[0].labels[1]}"
    if "count" in first.arguments:
        return f"{address}[*].{attribute}"
    if "for_each" in first.arguments:
        return f"values({address})[*].{attribute}"
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
        known = by_name(outputs)
        if "vpc_id" in known:
            address = f"data.terraform_remote_state.{name}"
            values = paired({key: f"{address}.outputs.{output}" for key, output in known.items()})
            yield RepositoryVpc(address, *outputs[known["vpc_id"]], values)


def _variables(repository: Repository, folder: str) -> Iterator[RepositoryVpc]:
    """A VPC in the variables of the root."""
    variables = {block.labels[0]: (file.path, block.line) for file, block in repository.blocks(folder, "variable")}
    known = by_name(variables, {**NAMES, "private_subnet_ids": (*NAMES["private_subnet_ids"], "subnet_ids")})
    if known.get("vpc_id") == "vpc_id":
        values = paired({key: f"var.{name}" for key, name in known.items()})
        yield RepositoryVpc("var.vpc_id", *variables["vpc_id"], values)
