"""Module blocks, or Terragrunt units, that fit what a repository has already."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mwaa_tf import hcl
from mwaa_tf.contract import Contract
from mwaa_tf.embed.existing import Network, Provider
from mwaa_tf.embed.wiring import SHARED_SUBNETS, Asked, Model, Named, Wire
from mwaa_tf.hcl import Expression
from mwaa_tf.hcl.write import escape

#: Words in the names of providers that say whose account they are for.
_OWNER = {"owner", "network", "networking", "hub", "shared", "core", "transit"}
_PARTICIPANT = {"participant", "workload", "data", "airflow", "mwaa", "analytics", "spoke"}

_LIST = re.compile(r".*_(ids|arns|ips)")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where blocks are to stand, and what is there."""

    sources: Mapping[str, str]
    """Module -> source, for those that get a block."""
    called: Mapping[str, str]
    """Module -> name of its call, for those that are called there already."""
    prefix: str
    network: Network | None
    providers: Sequence[Provider]
    tags: str | None
    variables: frozenset[str]
    """Variables that are declared there."""


@dataclass
class Text:
    """Blocks as they are written: reference by reference, noting which variables they take."""

    setting: Setting
    contracts: Mapping[str, Contract]
    names: dict[str, str]
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Variable -> its declaration."""

    def value(self, value: Any, module: str) -> Any:
        """``value`` of the model of a call, as it stands in this repository."""
        match value:
            case Wire("subnet-share", _) if value == SHARED_SUBNETS and "subnet-share" not in self.names:
                return self.reference("network", "private_subnet_ids")
            case Wire(other, output):
                return self.reference(other, output)
            case Named(ending):
                name = self.variable("name", "Name of the environment, and the beginning of all names.", "string")
                return Expression(f'"${{{name.text}}}{escape(ending)}"') if ending else name
            case Asked(name):
                variable = self.contracts[module].variables[name]
                return self.variable(name, variable.description, variable.type, module)
            case Mapping():
                return {name: self.value(item, module) for name, item in value.items()}
            case list():
                return [self.value(item, module) for item in value]
        return value

    def reference(self, module: str, output: str) -> Expression:
        """An output of another module: of its call, of the network that is there, or a variable for it."""
        if module in self.names:
            return Expression(f"module.{self.names[module]}.{output}")
        if module == "network" and self.setting.network and output in self.setting.network.values:
            return Expression(self.setting.network.values[output])
        kind = "list(string)" if _LIST.fullmatch(output) else "string"
        return self.variable(output, self.contracts[module].outputs[output].description, kind)

    def variable(self, name: str, description: str, kind: str, module: str = "") -> Expression:
        """A variable that a person sets. Two that differ in type do not share a name."""
        full = f"{self.setting.prefix}{name}"
        declaration = {"description": _sentence(description), "type": Expression(type_text(kind))}
        if self.asked.get(full, declaration)["type"] != declaration["type"]:
            full = f"{self.setting.prefix}{module.replace('-', '_')}_{name}"
        self.asked.setdefault(full, declaration)
        return Expression(f"var.{full}")


def module_blocks(models: Sequence[Model], contracts: Mapping[str, Contract], setting: Setting) -> str:
    """The blocks, and the variables that they take. `terraform fmt` leaves them as they are."""
    new = [model for model in models if model.module in setting.sources]
    names = {model.module: f"{setting.prefix}{model.name}" for model in new} | dict(setting.called)
    text = Text(setting, contracts, names)
    blocks = [
        _block(
            f'module "{names[model.module]}"',
            [
                {"source": setting.sources[model.module]},
                provider_argument(setting.providers, is_owners=model.is_owners),
                *arguments(model, text),
                tags_argument(model, text),
            ],
        )
        for model in new
    ]
    variables = [
        _block(f'variable "{name}"', [declaration])
        for name, declaration in sorted(text.asked.items())
        if name not in setting.variables
    ]
    return "\n".join([*blocks, *variables])


def arguments(model: Model, text: Text) -> list[dict[str, Any]]:
    """The groups of arguments of a call. Where a VPC is there, the network module looks it up."""
    if model.module == "network" and text.setting.network:
        return [{"existing": _existing(text, text.setting.network)}]
    return [{name: text.value(value, model.module) for name, value in group.items()} for group in model.groups]


def tags_argument(model: Model, text: Text) -> dict[str, Any]:
    """The tags of everything in the root module, where it has such a value and the module takes tags."""
    takes = "tags" in text.contracts[model.module].variables and model.module != "network-tags"
    return {"tags": Expression(text.setting.tags)} if takes and text.setting.tags else {}


def provider_argument(providers: Sequence[Provider], *, is_owners: bool) -> dict[str, Any]:
    """The provider for a call, where it is not the default one."""
    words = _OWNER if is_owners else _PARTICIPANT
    named = [one for one in providers if one.alias and words & set(re.split(r"[-_]", one.alias.lower()))]
    plain = [one for one in providers if one.alias is None]
    chosen = next(iter([*named, *plain, *providers]), None)
    return {"providers": {"aws": Expression(chosen.name)}} if chosen and chosen.name != "aws" else {}


def source_from(folder: str, target: str) -> str:
    """The source of the module in ``target`` as a root module in ``folder`` has to write it."""
    path = posixpath.relpath(target, folder or ".")
    return path if path.startswith("../") else f"./{path}"


def type_text(kind: str, indent: int = 2) -> str:
    """A type constraint over several lines: each field of an object on its own."""
    opened = re.fullmatch(r"(.*?object\()\{(.*)\}(\).*)", kind, re.DOTALL)
    if not opened:
        return kind
    fields = {}
    for part in _parts(opened[2]):
        name, _, inner = part.partition("=")
        fields[name.strip()] = Expression(type_text(inner.strip(), indent + 2))
    return f"{opened[1]}{{\n{hcl.attributes(fields, indent + 2)}\n{' ' * indent}}}{opened[3]}"


def _existing(text: Text, network: Network) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: Expression(network.values[name])
        if name in network.values
        else text.variable(name, text.contracts["network"].outputs[name].description, kind)
        for name, kind in (("vpc_id", "string"), ("private_subnet_ids", "list(string)"))
    }
    tables = network.values.get("private_route_table_ids")
    if tables and "service-endpoints" in text.names:
        found["private_route_table_ids"] = Expression(f"slice({tables}, 0, min(2, length({tables})))")
    return found


def _block(head: str, groups: Sequence[Mapping[str, Any]]) -> str:
    body = "\n\n".join(hcl.attributes(group, 2) for group in groups if group)
    return f"{head} {{\n{body}\n}}\n"


def _parts(source: str) -> list[str]:
    """The fields of an object type, apart."""
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
