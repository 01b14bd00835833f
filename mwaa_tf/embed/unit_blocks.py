"""Terragrunt units that call the modules: a `terragrunt.hcl` for each, beside the existing units."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mwaa_tf import hcl
from mwaa_tf.contract import Contract
from mwaa_tf.embed.blocks import BlockWriter, Destination, arguments, tags_argument
from mwaa_tf.embed.scan import RepositoryScan
from mwaa_tf.embed.terragrunt import UNIT, TerragruntUnit
from mwaa_tf.embed.vpc import NAMES, RepositoryVpc
from mwaa_tf.embed.wiring import CallTemplate
from mwaa_tf.hcl import Expression
from mwaa_tf.text import escape_control_characters

#: A name that can be written into a reference. Folders may have any.
_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_VPC = re.compile(r"(^|[-_/])(vpc|network)([-_.?/]|$)")


@dataclass
class _UnitWriter(BlockWriter):
    """Writes the values of units: references to outputs of dependencies."""

    def reference(self, module: str, output: str) -> Expression:
        if module in self.names:
            return Expression(f"dependency.{self.names[module]}.outputs.{output}")
        return super().reference(module, output)


def units_folder(scan: RepositoryScan, folder: str | None) -> str:
    """The folder for new units: ``folder``, else that of the VPC's unit, else that of the first unit."""
    if folder is not None:
        return folder
    unit = vpc_unit(scan, None)
    return (unit or scan.units[0]).folder.rpartition("/")[0]


def vpc_unit(scan: RepositoryScan, folder: str | None) -> TerragruntUnit | None:
    """The unit that creates a VPC, by its name or the name of its module; if ``folder`` is set, one in there."""
    for unit in scan.units:
        is_in_folder = folder is None or unit.folder.rpartition("/")[0] == folder
        if is_in_folder and _VPC.search(unit.folder.rpartition("/")[2] + "/" + (unit.call.source or "")):
            return unit
    return None


def vpc_of(unit: TerragruntUnit | None, scan: RepositoryScan) -> RepositoryVpc | None:
    """The VPC of ``unit``, with the names of outputs that other units read or that its module usually has."""
    if unit is None or not _NAME.fullmatch(unit.folder.rpartition("/")[2]):
        return None
    source = unit.call.source or ""
    is_public = "terraform-aws-vpc" in source or "terraform-aws-modules/vpc" in source
    names = {"vpc_id": "vpc_id", "private_subnet_ids": "private_subnets" if is_public else "private_subnet_ids"}
    known = {output for other in scan.units for output in _outputs_read(other, unit)}
    for key, common in NAMES.items():
        if match := next((name for name in common if name in known), None):
            names[key] = match
    name = unit.folder.rpartition("/")[2]
    values = {key: f"dependency.{name}.outputs.{output}" for key, output in names.items()}
    for key in ("private_subnet_ids", "private_subnet_arns", "public_subnet_ids"):
        if key in values:
            values[key] = f"slice({values[key]}, 0, 2)"
    return RepositoryVpc(f"unit {name}", unit.file.path, unit.call.line, values)


def unit_files(
    templates: Sequence[CallTemplate],
    contracts: Mapping[str, Contract],
    destination: Destination,
    folder: str,
    sibling: TerragruntUnit,
) -> str:
    """Write each unit below a comment with its path, with the includes of ``sibling``."""
    new = [template for template in templates if template.module in destination.sources]
    names = {template.module: f"mwaa-{template.module}" for template in new} | dict(destination.called)
    return "\n".join(_unit(template, contracts, destination, names, folder, sibling) for template in new)


def _unit(
    template: CallTemplate,
    contracts: Mapping[str, Contract],
    destination: Destination,
    names: dict[str, str],
    folder: str,
    sibling: TerragruntUnit,
) -> str:
    others = {module: name for module, name in names.items() if module != template.module}
    writer = _UnitWriter(destination, contracts, others)
    groups = [*arguments(template, writer), tags_argument(template, writer)]
    inputs = {name: value for group in groups for name, value in group.items()}
    variables = {
        name: declaration for name, declaration in writer.variables.items() if name.startswith(destination.prefix)
    }
    known = {name: value for name, value in inputs.items() if not _mentions(value, variables)}
    body = hcl.attributes(known, 2)
    comments = [
        f"  # {name.removeprefix(destination.prefix)}: {declaration['description']}"
        for name, declaration in sorted(variables.items())
    ]
    dependencies = sorted(set(re.findall(r"dependency\.([\w-]+)\.", body)))
    parts = [
        f"# {escape_control_characters(posixpath.join(folder, names[template.module], UNIT))}",
        *_includes(sibling),
        f'terraform {{\n  source = "{destination.sources[template.module]}"\n}}',
        *(f'dependency "{name}" {{\n  config_path = "../{name}"\n}}' for name in dependencies),
        "inputs = {\n" + "\n".join([part for part in (body, *comments) if part]) + "\n}",
    ]
    return "\n\n".join(parts) + "\n"


def _includes(sibling: TerragruntUnit) -> Iterator[str]:
    """The include of the root configuration, as in ``sibling``."""
    for block in sibling.file.blocks("include"):
        path = block.arguments.get("path")
        if (
            path
            and block.labels
            and isinstance(path.value, Expression)
            and path.value.text.startswith("find_in_parent")
        ):
            yield f'include "{block.labels[0]}" {{\n  path = {path.value.text}\n}}'


def _mentions(value: object, variables: Mapping[str, object]) -> bool:
    text = hcl.value(value)
    return any(re.search(rf"\bvar\.{re.escape(name)}\b", text) for name in variables)


def _outputs_read(other: TerragruntUnit, unit: TerragruntUnit) -> Iterator[str]:
    """The outputs of ``unit`` that ``other`` reads."""
    for reference in other.file.references:
        match reference.names:
            case ("dependency", str(name), "outputs", str(output), *_):
                if other.dependencies.get(name) == unit.folder:
                    yield output
