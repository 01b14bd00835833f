"""VPCs that module calls create: of known modules, of local ones, and of those whose outputs are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from mwaa_tf.embed.local_modules import local_target
from mwaa_tf.embed.model import RepositoryCall
from mwaa_tf.embed.repository import Repository
from mwaa_tf.embed.scan import RepositoryScan
from mwaa_tf.embed.vpc import RepositoryVpc, by_name, paired
from mwaa_tf.hcl import Expression
from mwaa_tf.hcl.syntax import Block

#: Source -> the module's outputs, by key of NAMES. Their outputs.tf:
#: https://registry.terraform.io/modules/terraform-aws-modules/vpc/aws
#: https://registry.terraform.io/modules/cloudposse/vpc/aws
#: https://registry.terraform.io/modules/cloudposse/dynamic-subnets/aws
_PUBLIC: Mapping[re.Pattern[str], Mapping[str, str]] = {
    re.compile(r"([\w.-]+/)?terraform-aws-modules/vpc/aws|.*terraform-aws-modules/terraform-aws-vpc(\.git)?([?].*)?"): {
        "vpc_id": "vpc_id",
        "private_subnet_ids": "private_subnets",
        "private_subnet_arns": "private_subnet_arns",
        "private_route_table_ids": "private_route_table_ids",
        "public_subnet_ids": "public_subnets",
        "vpc_cidr_block": "vpc_cidr_block",
    },
    re.compile(r"([\w.-]+/)?cloudposse/vpc/aws|.*cloudposse/terraform-aws-vpc(\.git)?([?].*)?"): {
        "vpc_id": "vpc_id",
        "vpc_cidr_block": "vpc_cidr_block",
    },
    re.compile(
        r"([\w.-]+/)?cloudposse/dynamic-subnets/aws|.*cloudposse/terraform-aws-dynamic-subnets(\.git)?([?].*)?"
    ): {
        "private_subnet_ids": "private_subnet_ids",
        "private_route_table_ids": "private_route_table_ids",
        "public_subnet_ids": "public_subnet_ids",
    },
}

#: Names of modules that create a VPC, and arguments of which only such a module has one.
_VPC = re.compile(r"(terraform-)?(aws-)?((shared|core|base|hub|main)-)?(vpcs?|networks?|networking)")
_CIDRS = {"cidr", "cidr_block", "vpc_cidr", "vpc_cidr_block", "ipv4_primary_cidr_block", "ipv4_cidr_block"}


@dataclass(frozen=True, slots=True)
class _CalledModule:
    call: RepositoryCall
    block: Block
    outputs: Mapping[str, str]
    """Key of NAMES -> the output."""

    @property
    def address(self) -> str:
        return f"module.{self.call.name}{'[0]' if 'count' in self.block.arguments else ''}"

    @property
    def is_usable(self) -> bool:
        return "for_each" not in self.block.arguments

    @property
    def vpc_id(self) -> str | None:
        """The expression for the VPC that is passed to it."""
        value = self.block.arguments["vpc_id"].value if "vpc_id" in self.block.arguments else None
        return value.text if isinstance(value, Expression) else value

    @property
    def provider(self) -> str:
        providers = self.block.arguments["providers"].value if "providers" in self.block.arguments else {}
        value = providers.get("aws") if isinstance(providers, dict) else None
        return value.text if isinstance(value, Expression) else "aws"

    def values(self) -> dict[str, str]:
        return paired({key: f"{self.address}.{output}" for key, output in self.outputs.items()})


def called_vpcs(scan: RepositoryScan, folder: str) -> list[RepositoryVpc]:
    """VPCs that calls in ``folder`` create."""
    return [
        RepositoryVpc(module.address, module.call.file, module.call.line, module.values(), module.provider)
        for module in _called_modules(scan, folder)
        if module.is_usable and "vpc_id" in module.outputs and not module.vpc_id
    ]


def with_subnets(vpcs: list[RepositoryVpc], scan: RepositoryScan, folder: str) -> list[RepositoryVpc]:
    """Add the subnets of calls that get the id of a VPC without any."""
    modules = [module for module in _called_modules(scan, folder) if module.is_usable and module.vpc_id]
    completed: list[RepositoryVpc] = []
    for vpc in vpcs:
        module = next((module for module in modules if _has_subnets_of(module, vpc)), None)
        if module and "private_subnet_ids" not in vpc.values:
            name = f"{vpc.name} with the subnets of {module.address}"
            vpc = replace(vpc, name=name, values={**module.values(), **vpc.values})  # noqa: PLW2901
        completed.append(vpc)
    return completed


def possible_vpcs(scan: RepositoryScan, folder: str) -> list[RepositoryVpc]:
    """Calls that seem to create a VPC, but not with outputs that are known: only their places."""
    return [
        RepositoryVpc(f"module.{module.call.name}", module.call.file, module.call.line, {}, module.provider)
        for module in _called_modules(scan, folder)
        if not module.vpc_id and not (module.is_usable and "vpc_id" in module.outputs) and _creates_vpc(scan, module)
    ]


def _called_modules(scan: RepositoryScan, folder: str) -> Iterator[_CalledModule]:
    vendored = [copies.path for copies in scan.copies]
    blocks = list(scan.repository.blocks(folder, "module"))
    for call in scan.calls:
        target = local_target(call, scan.repository)
        if call.folder != folder or (target and any(target.startswith(f"{path}/") for path in vendored)):
            continue
        block = next(
            block
            for file, block in blocks
            if block.labels == (call.name,) and (file.path, block.line) == (call.file, call.line)
        )
        yield _CalledModule(call, block, _outputs(scan.repository, call, target))


def _outputs(repository: Repository, call: RepositoryCall, target: str | None) -> Mapping[str, str]:
    if target is not None:
        return by_name({block.labels[0]: block for _, block in repository.blocks(target, "output") if block.labels})
    for source, outputs in _PUBLIC.items():
        if source.fullmatch(call.source or ""):
            return outputs
    return by_name(dict.fromkeys(_outputs_read(repository, call)))


def _outputs_read(repository: Repository, call: RepositoryCall) -> Iterator[str]:
    """The outputs of ``call`` that its root module reads: those are known to exist."""
    for file in repository.modules.get(call.folder, ()):
        for reference in file.references if call.name in file.text else ():
            match reference.names:
                case ("module", call.name, None, str(output), *_) | ("module", call.name, str(output), *_):
                    yield output


def _has_subnets_of(module: _CalledModule, vpc: RepositoryVpc) -> bool:
    return "private_subnet_ids" in module.outputs and module.vpc_id == vpc.values.get("vpc_id")


def _creates_vpc(scan: RepositoryScan, module: _CalledModule) -> bool:
    target = local_target(module.call, scan.repository)
    if target is not None and target in scan.repository.modules:
        blocks = scan.repository.blocks(target, "resource")
        return any(block.labels and block.labels[0] == "aws_vpc" for _, block in blocks)
    name = _module_name(module.call.source or "")
    return bool(_VPC.fullmatch(name)) or not _CIDRS.isdisjoint(module.call.argument_names)


def _module_name(source: str) -> str:
    """The name of the module that a source from a registry, of git or of a folder ends with."""
    path = source.partition("?")[0].removesuffix("/").removesuffix(".git")
    parts = re.split(r"[/:]+", path)
    is_registry = "//" not in path and re.fullmatch(r"([\w.-]+/)?[\w-]+/[\w-]+/[\w-]+", path)
    return parts[-2] if is_registry else parts[-1]
