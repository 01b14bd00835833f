"""The blocks, arguments and references of a Terraform file, each with its line.

Read from the parse tree of python-hcl2: its plain data has no lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from mwaa_tf.hcl.origins import Key, Origin, Reference, Splat
from mwaa_tf.hcl.read import text as literal
from mwaa_tf.hcl.references import references, template_origins, template_references
from mwaa_tf.hcl.templates import code_in_template
from mwaa_tf.hcl.tree import MalformedError, malformed, only, parse_tree, text_of, trees, word
from mwaa_tf.hcl.write import Expression

if TYPE_CHECKING:
    from mwaa_tf.hcl.tree import Node

__all__ = [
    "Argument",
    "Block",
    "Contents",
    "Key",
    "MalformedError",
    "Origin",
    "Reference",
    "Splat",
    "parse",
    "template_origins",
    "template_references",
]


@dataclass(frozen=True, slots=True)
class Argument:
    """``name = value``. Literals in the value are plain data, anything else is an :class:`Expression`."""

    line: int
    value: Any
    keys: Mapping[str, int] = field(default_factory=dict)
    """The line of each key, if the value is an object."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block, such as ``module "vpc" { … }`` with the type ``module`` and the label ``vpc``."""

    type: str
    labels: tuple[str, ...]
    line: int
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of a file."""

    blocks: tuple[Block, ...] = ()
    references: tuple[Reference, ...] = ()
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    """Top-level arguments, which only Terragrunt's files have."""
    locals: Mapping[str, tuple[Origin, ...]] = field(default_factory=dict)
    """Name of a local -> what its value comes from."""


def parse(source: str) -> Contents:
    """Parse a file in HCL. Raises :class:`MalformedError`."""
    source = source.removeprefix("\ufeff")
    tree = parse_tree(source)
    try:
        body = only(tree, "body")
        arguments, blocks = _body(body, source) if body else ({}, ())
        read, local_origins = references(tree)
        return Contents(blocks, read, arguments, local_origins)
    except (RecursionError, ValueError) as error:  # ValueError: a number of thousands of digits
        raise malformed(error) from error


def _body(body: Node, source: str) -> tuple[dict[str, Argument], tuple[Block, ...]]:
    arguments: dict[str, Argument] = {}
    blocks: list[Block] = []
    for node in trees(body):
        if node.data == "attribute":
            name, value = trees(node)
            keys = {text: key.meta.line for key in _keys(value) if (text := _key(key, source)) is not None}
            arguments[word(name)] = Argument(node.meta.line, _value(value, source), keys)
        elif node.data == "block":
            *labels, inner = (child for child in trees(node) if child.data != "new_line_or_comment")
            kind, *names = (word(label) for label in labels)
            blocks.append(Block(kind, tuple(names), node.meta.line, *_body(inner, source)))
    return arguments, tuple(blocks)


def _keys(value: Node) -> Iterator[Node]:
    """The keys of an object, without those of nested objects."""
    if inner := only(value, "object"):
        for element in trees(inner):
            if element.data == "object_elem":
                yield trees(element)[0]


def _value(node: Node, source: str) -> Any:
    expression = Expression(text_of(node, source))
    inner = node
    while inner.data == "expr_term":
        children = [child for child in trees(inner) if child.data != "new_line_or_comment"]
        if len(children) != 1:
            return expression
        inner = children[0]
    match inner.data:
        case "string":
            string = text_of(inner, source)
            return expression if any(trees(part) for part in trees(inner)) else literal(string)
        case "heredoc_template" | "heredoc_template_trim":
            heredoc = text_of(inner, source)
            return expression if any(code_in_template(heredoc)) else literal(f'"{heredoc}"')
        case "literal_value":
            return {"true": True, "false": False}.get(word(inner))
        case "int_lit":
            return int(word(inner))
        case "tuple":
            return [_value(element, source) for element in trees(inner) if element.data != "new_line_or_comment"]
        case "object":
            return _object(inner, source) or ({} if not any(inner.find_data("object_elem")) else expression)
        case _:
            return expression


def _object(node: Node, source: str) -> dict[str, Any] | None:
    """The object as a mapping; None where a key is an expression."""
    members: dict[str, Any] = {}
    for element in (child for child in trees(node) if child.data == "object_elem"):
        key, value = trees(element)
        name = _key(key, source)
        if name is None:
            return None
        members[name] = _value(value, source)
    return members


def _key(node: Node, source: str) -> str | None:
    """The key of an element of an object; None for an expression."""
    while node.data in ("object_elem_key", "expr_term"):
        if len(node.children) != 1:
            return None  # in parentheses
        (node,) = trees(node)
    if node.data == "string":
        is_literal = not any(trees(part) for part in trees(node))
        return str(literal(text_of(node, source))) if is_literal else None
    return normalize("NFC", word(node)) if node.data in ("identifier", "keyword", "literal_value", "int_lit") else None
