"""A schema as plain data, and its form in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Kind = Literal["resource", "data"]


@dataclass(frozen=True, slots=True)
class Schema:
    """A resource, a data source, or a block in one; an attribute has neither fields nor blocks below it."""

    settable: bool = True
    """Whether a configuration may set it; otherwise it can only be read."""
    deprecated: str = ""
    """What the provider says about it, where it is deprecated."""
    fields: Mapping[str, Schema] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extract:
    """What the modules use of one version of the provider."""

    version: str
    sources: tuple[str, ...]
    """The packages that it was read from, with their versions."""
    types: Mapping[tuple[Kind, str], Schema]


def load(path: Path) -> Extract:
    """The extract in ``path``."""
    data = json.loads(path.read_text("utf-8"))
    types: dict[tuple[Kind, str], Schema] = {}
    kinds: tuple[Kind, ...] = ("resource", "data")
    for kind in kinds:
        types |= {(kind, name): _schema(value) for name, value in data[kind].items()}
    return Extract(data["provider"], tuple(data["sources"]), types)


def dump(extract: Extract) -> str:
    """The extract as JSON, a line for each type."""
    lines = [f'"provider": {json.dumps(extract.version)}', f'"sources": {json.dumps(list(extract.sources))}']
    for kind in ("resource", "data"):
        named = sorted((name, schema) for (of, name), schema in extract.types.items() if of == kind)
        rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(_data(schema))}" for name, schema in named)
        lines.append(f'"{kind}": {{\n{rows}\n }}')
    return "{\n " + ",\n ".join(lines) + "\n}\n"


def walk(schema: Schema, steps: tuple[str, ...]) -> Iterator[tuple[str, Schema | None]]:
    """Each step into ``schema`` with what is there; the last one is None where a name is unknown.

    Below an attribute (a map, or an object that the schema does not spell out) every name is known.
    """
    for step in steps:
        if not schema.fields:
            return
        found = schema.fields.get(step)
        yield step, found
        if found is None:
            return
        schema = found


def _data(schema: Schema) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if not schema.settable:
        data["read"] = 1
    if schema.deprecated:
        data["deprecated"] = schema.deprecated
    if schema.fields:
        data["fields"] = {name: _data(inner) for name, inner in sorted(schema.fields.items())}
    return data


def _schema(data: Mapping[str, Any]) -> Schema:
    fields = {name: _schema(inner) for name, inner in data.get("fields", {}).items()}
    return Schema(not data.get("read"), data.get("deprecated", ""), fields)
