"""What a root module has already that the modules can use: its VPC, its providers, its tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mwaa_tf.contract import read_module
from mwaa_tf.embed.local_modules import Root, aws_names, local_target
from mwaa_tf.embed.model import Call
from mwaa_tf.embed.repository import Repository
from mwaa_tf.embed.scan import Survey
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.hcl.syntax import Block

#: What is looked for in a network -> the names that outputs and variables with it usually have.
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

#: What is made of names in somebody's files. Terraform takes identifiers only; the parser takes any label.
_EXPRESSION = re.compile(r"[\w.*(), \[\]-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Network:
    """A VPC that is there already: where it stands, and the expressions for what it has."""

    name: str
    file: str
    line: int
    values: Mapping[str, str]
    """Keys of :data:`NAMES` -> HCL."""


@dataclass(frozen=True, slots=True)
class Provider:
    """An AWS provider of a root module, as a module call names it: `aws` or `aws.owner`."""

    name: str
    alias: str | None


def networks(survey: Survey, root: Root) -> list[Network]:
    """The VPCs that ``root`` makes, looks up or is given, the most telling first."""
    repository, folder = survey.repository, root.folder
    ours = {copies.path for copies in survey.copies}
    every = [
        *(found for call in survey.calls if call.folder == folder for found in _called(repository, call, ours)),
        *_resources(repository, folder, "resource"),
        *_remote_states(repository, folder),
        *_resources(repository, folder, "data"),
        *_variables(repository, folder),
    ]
    sound = [found for found in every if all(map(_EXPRESSION.fullmatch, found.values.values()))]
    return [found for found in sound if "private_subnet_ids" in found.values] or sound


def providers(repository: Repository, root: Root) -> list[Provider]:
    """The AWS providers that the root configures; the one without an alias first."""
    names = aws_names(repository, root.folder)
    found = []
    for _, block in repository.blocks(root.folder, "provider"):
        if block.labels and block.labels[0] in names:
            alias = block.arguments["alias"].value if "alias" in block.arguments else None
            plain = alias if isinstance(alias, str) else None
            found.append(Provider(f"{block.labels[0]}.{plain}" if plain else block.labels[0], plain))
    return sorted(dict.fromkeys(found), key=lambda provider: (provider.alias is not None, provider.name))


def tags(repository: Repository, root: Root) -> str | None:
    """The expression for tags that the root gives everything it makes."""
    for wanted in ("tags", "common_tags", "default_tags"):
        if any(wanted in block.arguments for _, block in repository.blocks(root.folder, "locals")):
            return f"local.{wanted}"
    variables = {block.labels[0] for _, block in repository.blocks(root.folder, "variable") if block.labels}
    return next((f"var.{name}" for name in ("tags", "common_tags", "default_tags") if name in variables), None)


def _called(repository: Repository, call: Call, ours: set[str]) -> Iterator[Network]:
    """A call of a module that has a VPC among its outputs."""
    source, target = call.source or "", local_target(call)
    if target is not None and any(target.startswith(f"{path}/") for path in ours):
        return
    if _REGISTRY_VPC.fullmatch(source):
        outputs = _REGISTRY_OUTPUTS
    elif target is not None and target in repository.modules:
        try:
            outputs = _by_name(read_module(repository.root / target).outputs)
        except MwaaTfError:
            return
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
        yield Network(address, call.file, call.line, values)


def _resources(repository: Repository, folder: str, kind: str) -> Iterator[Network]:
    """`aws_vpc` with the subnets that are called private, made or looked up."""
    prefix = "data." if kind == "data" else ""
    blocks = [(file, block) for file, block in repository.blocks(folder, kind) if len(block.labels) == 2]
    for file, block in blocks:
        if block.labels[0] == "aws_vpc" and "for_each" not in block.arguments:
            address = f"{prefix}aws_vpc.{block.labels[1]}{'[0]' if 'count' in block.arguments else ''}"
            values = {"vpc_id": f"{address}.id", "vpc_cidr_block": f"{address}.cidr_block"}
            for side in ("private", "public"):
                named = [one for _, one in blocks if side in one.labels[1]]
                values |= {
                    f"{side}_subnet_{what}s": expression
                    for what in ("id", "arn")
                    if (expression := _every(named, f"{prefix}aws_subnet", what))
                }
                if side == "private" and (tables := _every(named, f"{prefix}aws_route_table", "id")):
                    values["private_route_table_ids"] = tables
                looked_up = [one.labels[1] for one in named if one.labels[0] == "aws_subnets"]
                if kind == "data" and looked_up:
                    values[f"{side}_subnet_ids"] = f"slice(sort(data.aws_subnets.{looked_up[0]}.ids), 0, 2)"
            values.pop("public_subnet_arns", None)
            yield Network(address, file.path, block.line, values)


def _every(blocks: list[Block], kind: str, attribute: str) -> str | None:
    """The attribute of every resource of a kind, as a list of two."""
    found = [block for block in blocks if block.labels[0] == kind.removeprefix("data.")]
    if not found:
        return None
    first, address = found[0], f"{kind}.{found[0].labels[1]}"
    if "count" in first.arguments:
        return f"slice({address}[*].{attribute}, 0, 2)"
    if "for_each" in first.arguments:
        return f"slice(values({address})[*].{attribute}, 0, 2)"
    return "[" + ", ".join(f"{kind}.{block.labels[1]}.{attribute}" for block in found[:2]) + "]"


def _remote_states(repository: Repository, folder: str) -> Iterator[Network]:
    """Other states whose outputs are read here and have a VPC among them."""
    read: dict[str, dict[str, tuple[str, int]]] = {}
    for file in repository.modules.get(folder, ()):
        for reference in file.references if "terraform_remote_state" in file.text else ():
            match reference.steps:
                case ("data", "terraform_remote_state", str(name), "outputs", str(output), *_):
                    read.setdefault(name, {}).setdefault(output, (file.path, reference.line))
    for name, outputs in read.items():
        known = _by_name(outputs)
        if "vpc_id" in known:
            address = f"data.terraform_remote_state.{name}"
            values = _paired({key: f"{address}.outputs.{output}" for key, output in known.items()})
            yield Network(address, *outputs[known["vpc_id"]], values)


def _variables(repository: Repository, folder: str) -> Iterator[Network]:
    """A VPC that the root is given by variables."""
    given = {block.labels[0]: (file.path, block.line) for file, block in repository.blocks(folder, "variable")}
    known = _by_name(given, {**NAMES, "private_subnet_ids": (*NAMES["private_subnet_ids"], "subnet_ids")})
    if known.get("vpc_id") == "vpc_id":
        values = _paired({key: f"var.{name}" for key, name in known.items()})
        yield Network("var.vpc_id", *given["vpc_id"], values)


def _by_name(known: Mapping[str, object], names: Mapping[str, tuple[str, ...]] = NAMES) -> dict[str, str]:
    found = {key: next((name for name in several if name in known), "") for key, several in names.items()}
    return {key: name for key, name in found.items() if name}


def _paired(values: dict[str, str]) -> dict[str, str]:
    return {key: f"slice({text}, 0, 2)" if key in _PAIRS else text for key, text in values.items()}
