"""The parse tree of a file in HCL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.text import escape_control_characters, truncate

if TYPE_CHECKING:
    from lark import Token, Tree

    Node = Tree[Token]

_LINE = re.compile(r"line (\d+)")
_DIRECTIVES = {
    "template_if_start": "%{ if }",
    "template_else": "%{ else }",
    "template_endif": "%{ endif }",
    "template_for_start": "%{ for }",
    "template_endfor": "%{ endfor }",
}
#: Directive -> those that it may follow, which it closes.
_CLOSES = {
    "template_else": ("template_if_start",),
    "template_endif": ("template_if_start", "template_else"),
    "template_endfor": ("template_for_start",),
}
_ENDS = {"NL_OR_COMMENT": "end of the line", "$END": "end of the file"}


class MalformedError(MwaaTfError):
    """A text is not valid HCL or JSON; ``line`` is the line of the error, from 1 on."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def parse_tree(source: str) -> Node:
    """Parse ``source`` into python-hcl2's tree. A byte order mark must have been removed.

    Raises :class:`MalformedError` for what is not HCL, for an argument that is set twice, and for expressions that are
    nested too deeply to be read.
    """
    from mwaa_tf.hcl.grammar import parser  # slow to import, and rarely needed

    hcl = parser()
    try:
        # The grammar needs a newline at the end. A heredoc must not: its marker is to be on a line that ends.
        tree = hcl.parse(source if source.endswith("\n") else source + "#\n")
    except Exception as error:  # errors of Lark and of the lexer, RecursionError
        refused = malformed(error)
        refused.line = min(refused.line, source.rstrip("\n").count("\n") + 1)  # the end of the file is its last line
        raise refused from error
    for node in tree.iter_subtrees():
        if node.data == "body":
            _check_arguments(node)
        elif node.data == "string":
            _check_directives(node)
        elif node.data == "object":
            _check_first_key(node)
    return tree


def malformed(error: Exception) -> MalformedError:
    """The error of a parser, with its line; line 1 where it names none."""
    if isinstance(error, MalformedError):
        return error
    line = getattr(error, "line", None)
    match = _LINE.search(str(error))
    return MalformedError(
        line if isinstance(line, int) and line > 0 else int(match[1]) if match else 1,
        f"not valid HCL: {_reason(error)}",
    )


def trees(node: Node) -> list[Node]:
    """The children of ``node`` that are not tokens."""
    return [child for child in node.children if not isinstance(child, str)]


def only(node: Node, kind: str) -> Node | None:
    """The first child of this kind."""
    return next((child for child in trees(node) if child.data == kind), None)


def word(node: Node) -> str:
    """The text of a name, a label or a literal."""
    if node.data == "string":
        return "".join(str(part) for piece in trees(node) for part in piece.children)
    return str(next(iter(node.scan_values(lambda token: str(token) != "."))))


def text_of(node: Node, source: str) -> str:
    """The text of ``node`` in the file."""
    return source[node.meta.start_pos : node.meta.end_pos]


def _check_arguments(body: Node) -> None:
    lines: dict[str, int] = {}
    for attribute in trees(body):
        if attribute.data == "attribute":
            name = word(trees(attribute)[0])
            if name in lines:
                reason = f"not valid HCL: argument {name} is already set in line {lines[name]}"
                raise MalformedError(attribute.meta.line, reason)
            lines[name] = attribute.meta.line


def _check_first_key(inner: Node) -> None:
    """Refuse ``{ for = 1 }``, which HCL takes for the beginning of a ``for`` expression."""
    if (element := only(inner, "object_elem")) and word(key := trees(element)[0]) == "for" and only(key, "keyword"):
        raise MalformedError(inner.meta.line, 'not valid HCL: the first key of an object must not be a bare "for"')


def _check_directives(text: Node) -> None:
    """Refuse ``%{ if }``, ``%{ for }`` and their ends where they do not match."""
    is_open: list[str] = []
    for part in trees(text):
        for directive in trees(part):
            kind = str(directive.data)
            if kind in _CLOSES and (not is_open or is_open.pop() not in _CLOSES[kind]):
                reason = f"not valid HCL: {_DIRECTIVES[kind]} without its beginning"
                raise MalformedError(directive.meta.line, reason)
            if kind in ("template_if_start", "template_for_start", "template_else"):
                is_open.append(kind)
    if is_open:
        raise MalformedError(text.meta.line, f"not valid HCL: {_DIRECTIVES[is_open[-1]]} is not closed")


def _reason(error: Exception) -> str:
    token = getattr(error, "token", None)
    if token is not None:
        kind = str(getattr(token, "type", ""))
        if kind == "STRING_CHARS":  # what the lexer takes everything for that is nothing else
            token = token[:1]
        return f"unexpected {_ENDS.get(kind) or truncate(escape_control_characters(str(token)), 40)}"
    if character := getattr(error, "char", None):
        return f"unexpected character {escape_control_characters(str(character))}"
    if isinstance(error, RecursionError):
        return "expressions are nested too deeply"
    return escape_control_characters(str(error).splitlines()[0]) if str(error) else "unreadable"
