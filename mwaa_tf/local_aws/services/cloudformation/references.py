"""What the resources of a template depend on, and the order in which they can be created."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from moto.cloudformation.exceptions import ValidationError

_VARIABLE = re.compile(r"\$\{([^!}][^}]*)\}")

PSEUDO_PREFIX = "AWS::"


def dependencies(template: Mapping[str, Any]) -> dict[str, set[str]]:
    """By logical id the resources that a resource refers to or names in `DependsOn`.

    Raises moto's ValidationError for a name that the template does not have, and for a circle.
    """
    resources = template["Resources"]
    names = {*resources, *(template.get("Parameters") or {})}
    result: dict[str, set[str]] = {}
    for logical_id, resource in resources.items():
        explicit = resource.get("DependsOn") or []
        mentioned = {*([explicit] if isinstance(explicit, str) else explicit), *references(resource.get("Properties"))}
        _check_names(mentioned - names, "Resources")
        result[logical_id] = mentioned & resources.keys()
    _check_circles(result)
    return result


def check_outputs(template: Mapping[str, Any]) -> None:
    """Raise moto's ValidationError for an output that refers to what the template does not have."""
    names = {*template["Resources"], *(template.get("Parameters") or {})}
    for output in (template.get("Outputs") or {}).values():
        _check_names({*references(output)} - names, "Outputs")


def references(value: Any) -> Iterator[str]:
    """All names that ``value`` refers to, without pseudo parameters."""
    if isinstance(value, list):
        for member in value:
            yield from references(member)
    if not isinstance(value, dict):
        return
    for name, operand in value.items():
        if name == "Ref" and isinstance(operand, str):
            yield from _named(operand)
        elif name == "Fn::GetAtt":
            yield from _named(_attribute_parts(operand)[0])
            yield from references(operand)
        elif name == "Fn::Sub":
            yield from _substituted(operand)
        else:
            yield from references(operand)


def _attribute_parts(operand: Any) -> list[Any]:
    parts = operand.split(".", 1) if isinstance(operand, str) else operand
    if not isinstance(parts, list) or len(parts) < 2 or not isinstance(parts[0], str):
        message = "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and"
        raise ValidationError(message=f"{message} the resource attribute")
    return parts


def _substituted(operand: Any) -> Iterator[str]:
    text, variables = operand if isinstance(operand, list) and len(operand) == 2 else (operand, {})
    if not isinstance(text, str) or not isinstance(variables, dict):
        message = "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments."
        raise ValidationError(message=f"{message} Specify a string as first argument, and an optional second argument")
    yield from references(variables)
    for match in _VARIABLE.finditer(text):
        name = match[1].strip().split(".", 1)[0]
        if name not in variables:
            yield from _named(name)


def _named(name: str) -> Iterator[str]:
    if not name.startswith(PSEUDO_PREFIX):
        yield name


def _check_names(unknown: set[str], block: str) -> None:
    if unknown:
        names = ", ".join(sorted(unknown))
        message = f"Template format error: Unresolved resource dependencies [{names}] in the {block} block"
        raise ValidationError(message=f"{message} of the template")


def _check_circles(graph: Mapping[str, set[str]]) -> None:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        names = ", ".join(sorted(set(error.args[1])))
        raise ValidationError(message=f"Circular dependency between resources: [{names}]") from error
