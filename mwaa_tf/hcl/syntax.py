"""The blocks, arguments and references of a Terraform file, each with its line.

Read from the parse tree of python-hcl2: its plain data has no lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.hcl.read import syntax_error
from mwaa_tf.hcl.read import text as literal
from mwaa_tf.hcl.write import Expression

if TYPE_CHECKING:
    from lark import Token, Tree

    Node = Tree[Token]


class MalformedError(MwaaTfError):
    """A text is not valid HCL or JSON; ``line`` is the line of the error, from 1 on."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


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
class Reference:
    """A chain of names, such as ``module.vpc[0].vpc_id``; an index or a splat is None."""

    line: int
    steps: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of a file."""

    blocks: tuple[Block, ...] = ()
    references: tuple[Reference, ...] = ()
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    """Top-level arguments, which only Terragrunt's files have."""


def parse(source: str) -> Contents:
    """Parse a file in HCL. Raises :class:`MalformedError`."""
    import hcl2  # slow to import, and rarely needed

    try:
        tree: Node = hcl2.parses_to_tree(source)
        body = _only(tree, "body")
        arguments, blocks = _body(body, source) if body else ({}, ())
        return Contents(blocks, tuple(_references(tree)), arguments)
    except Exception as error:  # errors of lark and of its postlexer, RecursionError
        line, reason = syntax_error(error)
        raise MalformedError(line, f"not valid HCL: {reason}") from error


def _body(body: Node, source: str) -> tuple[dict[str, Argument], tuple[Block, ...]]:
    arguments: dict[str, Argument] = {}
    blocks: list[Block] = []
    for node in _trees(body):
        if node.data == "attribute":
            name, value = _trees(node)
            keys = {literal(_source(key, source).strip()): key.meta.line for key in _keys(value)}
            arguments[_word(name)] = Argument(node.meta.line, _value(value, source), keys)
        elif node.data == "block":
            *labels, inner = (child for child in _trees(node) if child.data != "new_line_or_comment")
            kind, *names = (_word(label) for label in labels)
            blocks.append(Block(kind, tuple(names), node.meta.line, *_body(inner, source)))
    return arguments, tuple(blocks)


def _keys(value: Node) -> Iterator[Node]:
    """The keys of an object, without those of nested objects."""
    if inner := _only(value, "object"):
        for element in _trees(inner):
            if element.data == "object_elem":
                yield _trees(element)[0]


def _value(node: Node, source: str) -> Any:
    expression = Expression(_source(node, source))
    inner = node
    while inner.data == "expr_term":
        children = [child for child in _trees(inner) if child.data != "new_line_or_comment"]
        if len(children) != 1:
            return expression
        inner = children[0]
    match inner.data:
        case "string":
            string = _source(inner, source)
            return expression if any(inner.find_data("interpolation")) or "%{" in string else literal(string)
        case "heredoc_template" | "heredoc_template_trim":
            heredoc = _source(inner, source).rstrip("\n")
            return expression if "${" in heredoc or "%{" in heredoc else literal(f'"{heredoc}"')
        case "literal_value":
            return {"true": True, "false": False}.get(_word(inner))
        case "int_lit":
            return int(_word(inner))
        case "tuple":
            return [_value(element, source) for element in _trees(inner) if element.data != "new_line_or_comment"]
        case "object":
            return _object(inner, source) or ({} if not any(inner.find_data("object_elem")) else expression)
        case _:
            return expression


def _object(node: Node, source: str) -> dict[str, Any] | None:
    """The object as a mapping; None where a key is an expression."""
    members: dict[str, Any] = {}
    for element in (child for child in _trees(node) if child.data == "object_elem"):
        key, value = _trees(element)
        name = _source(key, source).strip()
        if not re.fullmatch(r'[\w-]+|"(?:[^"\\$%]|\\.)*"', name):
            return None
        members[literal(name)] = _value(value, source)
    return members


def _references(tree: Node) -> Iterator[Reference]:
    inner: set[int] = set()
    for node in tree.iter_subtrees_topdown():  # type: ignore[no-untyped-call]
        if node.data in _CHAINS and id(node) not in inner:
            if steps := _steps(node, inner):
                yield Reference(node.meta.line, steps)
        elif node.data in ("heredoc_template", "heredoc_template_trim"):
            yield from template_references(_word(node), node.meta.line)


_CHAINS = ("get_attr_expr_term", "index_expr_term", "attr_splat_expr_term", "full_splat_expr_term")


def _steps(node: Node, inner: set[int]) -> tuple[str | None, ...]:
    """The chain that ends in ``node``, beginning with its root; empty if the root is not a name."""
    backwards: list[str | None] = []
    while True:
        if node.data == "identifier":
            return (_word(node), *reversed(backwards))
        if node.data in _CHAINS:
            inner.add(id(node))
            left, right = _trees(node)
            if right.data == "get_attr":
                backwards.append(_word(right))
            elif right.data.endswith("_splat"):
                steps = [_word(step) if step.data == "get_attr" else None for step in _trees(right)]
                backwards += [*reversed(steps), None]
            else:
                backwards.append(None)
            node = left
        elif node.data == "expr_term" and len(children := _trees(node)) == 1:
            node = children[0]
        else:
            return ()


_TEXT = re.compile(r"\$\$+\{|%%+\{|[$%]\{")
_INSIDE = re.compile(r'[{}]|"(?:[^"\\\n]|\\.)*"')
_CHAIN = re.compile(r"(?<![\w.-])[A-Za-z_][\w-]*(?:\s*(?:\.\s*[A-Za-z_][\w-]*|\.\*|\.\d+|\[[^\]]*\]))+")
_STEP = re.compile(r"\[[^\]]*\]|\.\*|\.\d+|[A-Za-z_][\w-]*")


def template_references(source: str, line: int) -> Iterator[Reference]:
    """The references in the interpolations of a template; ``line`` is the line that the template begins in."""
    position = 0
    while opened := _TEXT.search(source, position):
        position = opened.end()
        if opened[0] not in ("${", "%{"):
            continue  # `$${` is text
        end = _end(source, position)
        for chain in _CHAIN.finditer(source, position, end):
            steps = tuple(None if step[0] in "[." else step for step in _STEP.findall(chain[0]))
            yield Reference(line + source.count("\n", 0, chain.start()), steps)
        position = end


def _end(source: str, position: int) -> int:
    """The end of the interpolation that begins at ``position``."""
    depth = 1
    for mark in _INSIDE.finditer(source, position):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if not depth:
            return mark.start()
    return len(source)


def _trees(node: Node) -> list[Node]:
    return [child for child in node.children if not isinstance(child, str)]


def _only(node: Node, kind: str) -> Node | None:
    return next((child for child in _trees(node) if child.data == kind), None)


def _word(node: Node) -> str:
    """The text of a name, a label or a literal."""
    if node.data == "string":
        return "".join(str(part) for piece in _trees(node) for part in piece.children)
    return str(next(iter(node.scan_values(lambda token: str(token) != "."))))


def _source(node: Node, source: str) -> str:
    return source[node.meta.start_pos : node.meta.end_pos]
