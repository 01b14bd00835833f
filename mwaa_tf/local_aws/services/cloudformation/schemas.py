"""The schemas of resource types, as AWS publishes them: which types exist, and whose change replaces a resource.

They come from cfn-lint, which moto's server needs anyway and which ships AWS's registry schemas. `createOnlyProperties`
cannot change in place (CloudFormation CLI user guide, resource-type-schema).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any


@cache
def schema(resource_type: str, region: str) -> Mapping[str, Any] | None:
    """The schema of ``resource_type``; None for a type that AWS does not have in the region."""
    from cfnlint.schema import (  # type: ignore[import-untyped]
        PROVIDER_SCHEMA_MANAGER,
        ResourceNotFoundError,
    )

    try:
        result: Mapping[str, Any] = PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, resource_type).schema
    except ResourceNotFoundError:
        return None
    return result


def replacing_changes(
    resource_type: str, region: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[str]:
    """The properties that differ and that AWS cannot change in place, as `NetworkConfiguration/SubnetIds`."""
    paths = (schema(resource_type, region) or {}).get("createOnlyProperties", [])
    names = [path.removeprefix("/properties/") for path in paths]
    return [name for name in names if _value(before, name) != _value(after, name)]


def problems(resource_type: str, region: str, properties: Mapping[str, Any]) -> Iterator[str]:
    """Properties that the type does not have or that are missing, in the words of CloudFormation's validation."""
    found = schema(resource_type, region)
    if found is None:
        return
    known = {path.rsplit("/", 1)[-1] for path in found.get("readOnlyProperties", []) if path.count("/") == 2}
    for name in properties:
        if name not in found["properties"] or name in known:
            yield f"#: extraneous key [{name}] is not permitted"
    for name in found.get("required", []):
        if name not in properties:
            yield f"#: required key [{name}] not found"
    for name, value in properties.items():
        yield from _type_problems(found, found["properties"].get(name, {}), value, f"#/{name}")


_JSON_TYPES = {"array": "JSONArray", "object": "JSONObject"}


def _type_problems(root: Mapping[str, Any], node: Any, value: Any, path: str) -> Iterator[str]:
    """Values of another type than the schema's; CloudFormation converts text, numbers and booleans to each other."""
    while isinstance(node, Mapping) and "$ref" in node:
        node = root.get("definitions", {}).get(str(node["$ref"]).rsplit("/", 1)[-1], {})
    expected = node.get("type") if isinstance(node, Mapping) else None
    if not isinstance(expected, str):
        return
    kind = "array" if isinstance(value, list) else "object" if isinstance(value, dict) else "scalar"
    if (expected if expected in _JSON_TYPES else "scalar") != kind:
        found = _JSON_TYPES.get(kind, type(value).__name__.title())
        yield f"{path}: expected type: {_JSON_TYPES.get(expected, expected.title())}, found: {found}"
    elif kind == "array":
        for number, member in enumerate(value):
            yield from _type_problems(root, node.get("items", {}), member, f"{path}/{number}")
    elif kind == "object":
        for name, member in value.items():
            yield from _type_problems(root, node.get("properties", {}).get(name, {}), member, f"{path}/{name}")


def _value(properties: Any, path: str) -> Any:
    for name in path.split("/"):
        properties = properties.get(name) if isinstance(properties, Mapping) else None
    return properties
