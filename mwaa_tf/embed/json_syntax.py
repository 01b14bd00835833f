"""Parse Terraform's JSON syntax (`.tf.json`) into the same blocks as HCL.

Source: https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mwaa_tf.config.source import Document, SourceError
from mwaa_tf.config.source.json import parse as parse_json
from mwaa_tf.hcl import Expression
from mwaa_tf.hcl.syntax import (
    Argument,
    Block,
    Contents,
    MalformedError,
    Origin,
    Reference,
    template_origins,
    template_references,
)

#: Block type -> number of its labels.
_LABELS = {
    "data": 2,
    "module": 1,
    "output": 1,
    "provider": 1,
    "resource": 2,
    "variable": 1,
    "locals": 0,
    "terraform": 0,
}
#: The same for blocks in `terraform`.
_NESTED = {"backend": 1, "cloud": 0, "required_providers": 0}

_Path = tuple[str | int, ...]


def parse(source: str) -> Contents:
    """Parse a file in JSON. Raises :class:`MalformedError`."""
    try:
        document = parse_json(source)
    except SourceError as error:
        raise MalformedError(error.line or 1, error.message) from error
    if not isinstance(document.data, dict):
        raise MalformedError(1, "not a JSON object, as a Terraform file must be")
    blocks = tuple(_blocks(document, document.data, (), _LABELS))
    references = tuple(_references(document, document.data, ()))
    return Contents(blocks, references, locals=dict(_locals(blocks)))


def _locals(blocks: Sequence[Block]) -> Iterator[tuple[str, tuple[Origin, ...]]]:
    """Name of each local -> what its value comes from, where it is one expression."""
    for block in blocks:
        for name, argument in block.arguments.items() if block.type == "locals" else ():
            if isinstance(argument.value, Expression):
                yield name, template_origins(argument.value.text[1:-1], argument.line)


def _blocks(document: Document, data: dict[str, Any], path: _Path, known: dict[str, int]) -> Iterator[Block]:
    for kind, count in known.items():
        if kind in data:
            yield from _labelled(document, kind, count, data[kind], (*path, kind), ())


def _labelled(
    document: Document, kind: str, count: int, data: Any, path: _Path, labels: tuple[str, ...]
) -> Iterator[Block]:
    if isinstance(data, list):
        for index, element in enumerate(data):
            yield from _labelled(document, kind, count, element, (*path, index), labels)
    elif isinstance(data, dict) and count:
        for label, body in data.items():
            yield from _labelled(document, kind, count - 1, body, (*path, label), (*labels, label))
    elif isinstance(data, dict):
        nested = _NESTED if kind == "terraform" else {}
        arguments = {
            name: Argument(document.line((*path, name)) or 1, _value(value), _keys(document, value, (*path, name)))
            for name, value in data.items()
            if name not in nested and name != "//"
        }
        inner = tuple(_blocks(document, data, path, nested))
        yield Block(kind, labels, document.line(path) or 1, arguments, inner)


def _keys(document: Document, data: Any, path: _Path) -> dict[str, int]:
    return {key: document.line((*path, key)) or 1 for key in data} if isinstance(data, dict) else {}


def _value(data: Any) -> Any:
    if isinstance(data, str):
        return Expression(f'"{data}"') if "${" in data or "%{" in data else data
    if isinstance(data, list):
        return [_value(element) for element in data]
    if isinstance(data, dict):
        return {name: _value(member) for name, member in data.items()}
    return data


def _references(document: Document, data: Any, path: _Path) -> Iterator[Reference]:
    if isinstance(data, str):
        yield from template_references(data, document.line(path) or 1)
    elif isinstance(data, (dict, list)):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _references(document, value, (*path, key))
