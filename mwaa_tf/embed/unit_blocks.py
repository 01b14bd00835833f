"""Terragrunt units that call the modules: a `terragrunt.hcl` for each, beside the units that are there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mwaa_tf import hcl
from mwaa_tf.contract import Contract
from mwaa_tf.embed.blocks import Setting, Text, arguments, tags_argument
from mwaa_tf.embed.existing import NAMES, Network
from mwaa_tf.embed.scan import Survey
from mwaa_tf.embed.terragrunt import UNIT, Unit
from mwaa_tf.embed.wiring import Model
from mwaa_tf.hcl import Expression

_VPC = re.compile(r"(^|[-_/])(vpc|network)([-_.?/]|$)")


@dataclass
class _UnitText(Text):
    """References as a unit has them: outputs of dependencies; what only a person knows is asked for in a comment."""

    def reference(self, module: str, output: str) -> Expression:
        if module in self.names:
            return Expression(f"dependency.{self.names[module]}.outputs.{output}")
        return super().reference(module, output)


def home(survey: Survey, folder: str | None) -> str:
    """The folder in which new units go: the one asked for, else the one that has the VPC's unit, else the first's."""
    if folder is not None:
        return folder
    network = network_unit(survey, None)
    return (network or survey.units[0]).folder.rpartition("/")[0]


def network_unit(survey: Survey, folder: str | None) -> Unit | None:
    """The unit that makes a VPC, by its name or the name of its module; one in ``folder`` if that is given."""
    for unit in survey.units:
        beside = folder is None or unit.folder.rpartition("/")[0] == folder
        if beside and _VPC.search(unit.folder.rpartition("/")[2] + "/" + (unit.call.source or "")):
            return unit
    return None


def network_of(unit: Unit | None, survey: Survey) -> Network | None:
    """The outputs of the VPC's unit, by the names that its module gives them."""
    if unit is None:
        return None
    source = unit.call.source or ""
    is_public = "terraform-aws-vpc" in source or "terraform-aws-modules/vpc" in source
    names = {"vpc_id": "vpc_id", "private_subnet_ids": "private_subnets" if is_public else "private_subnet_ids"}
    known = {step for other in survey.units for step in _read(other, unit)}
    for key, several in NAMES.items():
        if found := next((name for name in several if name in known), None):
            names[key] = found
    name = unit.folder.rpartition("/")[2]
    values = {key: f"dependency.{name}.outputs.{output}" for key, output in names.items()}
    for key in ("private_subnet_ids", "private_subnet_arns", "public_subnet_ids"):
        if key in values:
            values[key] = f"slice({values[key]}, 0, 2)"
    return Network(f"unit {name}", unit.file.path, unit.call.line, values)


def unit_files(
    models: Sequence[Model], contracts: Mapping[str, Contract], setting: Setting, folder: str, template: Unit
) -> str:
    """Each unit, under a comment with its path. ``template`` is a unit whose includes are taken over."""
    new = [model for model in models if model.module in setting.sources]
    names = {model.module: f"mwaa-{model.module}" for model in new} | dict(setting.called)
    return "\n".join(_unit(model, contracts, setting, names, folder, template) for model in new)


def _unit(
    model: Model,
    contracts: Mapping[str, Contract],
    setting: Setting,
    names: dict[str, str],
    folder: str,
    template: Unit,
) -> str:
    text = _UnitText(setting, contracts, {module: name for module, name in names.items() if module != model.module})
    groups = [*arguments(model, text), tags_argument(model, text)]
    inputs = {name: value for group in groups for name, value in group.items()}
    asked = {name: declared for name, declared in text.asked.items() if name.startswith(setting.prefix)}
    known = {name: value for name, value in inputs.items() if not _mentions(value, asked)}
    body = hcl.attributes(known, 2)
    comments = [
        f"  # {name.removeprefix(setting.prefix)}: {declared['description']}"
        for name, declared in sorted(asked.items())
    ]
    used = sorted(set(re.findall(r"dependency\.([\w-]+)\.", body)))
    parts = [
        f"# {posixpath.join(folder, names[model.module], UNIT)}",
        *_includes(template),
        f'terraform {{\n  source = "{setting.sources[model.module]}"\n}}',
        *(f'dependency "{name}" {{\n  config_path = "../{name}"\n}}' for name in used),
        "inputs = {\n" + "\n".join([part for part in (body, *comments) if part]) + "\n}",
    ]
    return "\n\n".join(parts) + "\n"


def _includes(template: Unit) -> Iterator[str]:
    """The include of the root configuration, as the other units have it."""
    for block in template.file.blocks("include"):
        path = block.arguments.get("path")
        if (
            path
            and block.labels
            and isinstance(path.value, Expression)
            and path.value.text.startswith("find_in_parent")
        ):
            yield f'include "{block.labels[0]}" {{\n  path = {path.value.text}\n}}'


def _mentions(value: object, asked: Mapping[str, object]) -> bool:
    written = hcl.value(value)
    return any(re.search(rf"\bvar\.{re.escape(name)}\b", written) for name in asked)


def _read(other: Unit, unit: Unit) -> Iterator[str]:
    """The outputs of ``unit`` that ``other`` reads."""
    for reference in other.file.references:
        match reference.steps:
            case ("dependency", str(name), "outputs", str(output), *_):
                if other.dependencies.get(name) == unit.folder:
                    yield output
