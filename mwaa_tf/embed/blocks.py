"""Module blocks that use the VPC, providers and tags of a repository."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mwaa_tf import hcl
from mwaa_tf.contract import Contract
from mwaa_tf.embed.providers import ChosenProviders
from mwaa_tf.embed.vpc import RepositoryVpc
from mwaa_tf.embed.wiring import NETWORK_TAGS, SHARED_SUBNETS, CallTemplate, DerivedName, OutputReference, UserInput
from mwaa_tf.hcl import Expression
from mwaa_tf.hcl.write import escape

_LIST = re.compile(r".*_(ids|arns|ips)")


@dataclass(frozen=True, slots=True)
class Destination:
    """The root module, or the folder of units, that the blocks are for, and what it has."""

    sources: Mapping[str, str]
    """Module -> source, for those that need a block."""
    called: Mapping[str, str]
    """Module -> name of its call, for those that are already called."""
    prefix: str
    vpc: RepositoryVpc | None
    providers: ChosenProviders
    tags: str | None
    variables: frozenset[str]
    """The declared variables."""


@dataclass
class BlockWriter:
    """Writes the values of blocks, and collects the variables that they need."""

    destination: Destination
    contracts: Mapping[str, Contract]
    names: dict[str, str]
    variables: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Name of a variable -> its declaration."""

    def value(self, value: Any, module: str) -> Any:
        """Write ``value`` of a template of a call of ``module``."""
        match value:
            case OutputReference("subnet-share", _) if value == SHARED_SUBNETS and "subnet-share" not in self.names:
                return self.reference("network", "private_subnet_ids")
            case OutputReference(other, output):
                return self.reference(other, output)
            case DerivedName(suffix):
                name = self.variable("name", "Name of the environment, and prefix of all names.", "string")
                return Expression(f'"${{{name.text}}}{escape(suffix)}"') if suffix else name
            case UserInput(name):
                variable = self.contracts[module].variables[name]
                return self.variable(name, variable.description, variable.type, module)
            case Mapping():
                return {name: self.value(member, module) for name, member in value.items()}
            case list():
                return [self.value(element, module) for element in value]
        return value

    def reference(self, module: str, output: str) -> Expression:
        """Write an output of another module: of its call, of the existing VPC, or a variable for it."""
        if module in self.names:
            return Expression(f"module.{self.names[module]}.{output}")
        if module == "network" and self.destination.vpc and output in self.destination.vpc.values:
            return Expression(self.destination.vpc.values[output])
        kind = "list(string)" if _LIST.fullmatch(output) else "string"
        return self.variable(output, self.contracts[module].outputs[output].description, kind)

    def variable(self, name: str, description: str, kind: str, module: str = "") -> Expression:
        """Write a variable that the user sets. Two of different types get different names."""
        full = f"{self.destination.prefix}{name}"
        declaration = {"description": _sentence(description), "type": Expression(type_text(kind))}
        if self.variables.get(full, declaration)["type"] != declaration["type"]:
            full = f"{self.destination.prefix}{module.replace('-', '_')}_{name}"
        self.variables.setdefault(full, declaration)
        return Expression(f"var.{full}")


def module_blocks(
    templates: Sequence[CallTemplate], contracts: Mapping[str, Contract], destination: Destination
) -> str:
    """Write the blocks and the variables that they need, formatted as by `terraform fmt`."""
    new = [template for template in templates if template.module in destination.sources]
    names = {template.module: f"{destination.prefix}{template.name}" for template in new} | dict(destination.called)
    writer = BlockWriter(destination, contracts, names)
    blocks = [
        _block(
            f'module "{names[template.module]}"',
            [
                {"source": destination.sources[template.module]},
                provider_argument(destination.providers, is_owners=template.is_owners),
                *arguments(after_network_tags(template, names), writer),
                tags_argument(template, writer),
            ],
        )
        for template in new
    ]
    variables = [
        _block(f'variable "{name}"', [declaration])
        for name, declaration in sorted(writer.variables.items())
        if name not in destination.variables
    ]
    return "\n".join([*blocks, *variables])


def arguments(template: CallTemplate, writer: BlockWriter) -> list[dict[str, Any]]:
    """The groups of arguments of a call. An existing VPC is passed to the module ``network``."""
    if template.module == "network" and writer.destination.vpc:
        return [{"existing": _existing(writer, writer.destination.vpc)}]
    return [{name: writer.value(value, template.module) for name, value in group.items()} for group in template.groups]


def after_network_tags(template: CallTemplate, names: Mapping[str, str]) -> CallTemplate:
    """The call of a participant with ids from the module ``network-tags``, if that is called too.

    In one apply with the share, it waits until the participant's account sees the subnets.
    """
    if template.is_owners or template.module == NETWORK_TAGS or NETWORK_TAGS not in names:
        return template
    return replace(template, groups=tuple(_from_network_tags(group) for group in template.groups))


def _from_network_tags(value: Any) -> Any:
    match value:
        case OutputReference("network", "vpc_id") | OutputReference("subnet-share", "subnet_ids"):
            return replace(value, module=NETWORK_TAGS)
        case Mapping():
            return {name: _from_network_tags(member) for name, member in value.items()}
        case list():
            return [_from_network_tags(element) for element in value]
    return value


def tags_argument(template: CallTemplate, writer: BlockWriter) -> dict[str, Any]:
    """The tags of the root module, if it has such a value and the module an input for it."""
    tags = writer.destination.tags
    has_input = "tags" in writer.contracts[template.module].variables and template.module != NETWORK_TAGS
    return {"tags": Expression(tags)} if tags and has_input else {}


def provider_argument(providers: ChosenProviders, *, is_owners: bool) -> dict[str, Any]:
    """The provider for a call, if it is not the default one."""
    chosen = providers.owner if is_owners else providers.participant
    return {"providers": {"aws": Expression(chosen.name)}} if chosen and chosen.name != "aws" else {}


def source_from(folder: str, target: str) -> str:
    """The relative source of the module in ``target`` for a root module in ``folder``."""
    path = posixpath.relpath(target, folder or ".")
    return path if path.startswith("../") else f"./{path}"


def type_text(kind: str, indent: int = 2) -> str:
    """A type constraint with each field of an object on its own line."""
    match = re.fullmatch(r"(.*?object\()\{(.*)\}(\).*)", kind, re.DOTALL)
    if not match:
        return kind
    fields = {}
    for part in _parts(match[2]):
        name, _, inner = part.partition("=")
        fields[name.strip()] = Expression(type_text(inner.strip(), indent + 2))
    return f"{match[1]}{{\n{hcl.attributes(fields, indent + 2)}\n{' ' * indent}}}{match[3]}"


def _existing(writer: BlockWriter, vpc: RepositoryVpc) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        name: Expression(vpc.values[name])
        if name in vpc.values
        else writer.variable(name, writer.contracts["network"].outputs[name].description, kind)
        for name, kind in (("vpc_id", "string"), ("private_subnet_ids", "list(string)"))
    }
    tables = vpc.values.get("private_route_table_ids")
    if tables and "service-endpoints" in writer.names:
        arguments["private_route_table_ids"] = Expression(f"slice({tables}, 0, min(2, length({tables})))")
    return arguments


def _block(head: str, groups: Sequence[Mapping[str, Any]]) -> str:
    body = "\n\n".join(hcl.attributes(group, 2) for group in groups if group)
    return f"{head} {{\n{body}\n}}\n"


def _parts(source: str) -> list[str]:
    """The fields of an object type, one by one."""
    parts, depth, start = [], 0, 0
    for position, character in enumerate(source):
        depth += (character in "([{") - (character in ")]}")
        if character in ",\n" and depth == 0:
            parts.append(source[start:position])
            start = position + 1
    return [part.strip() for part in (*parts, source[start:]) if part.strip()]


def _sentence(description: str) -> str:
    """The first sentence of a description, on one line."""
    line = " ".join(description.split())
    end = re.search(r"[.:](?= [A-Z`\"])", line)
    return line[: end.start()] + "." if end else line
