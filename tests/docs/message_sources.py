"""The messages in this project's own source: of modules, of the commands, and of the local AWS."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support import REPOSITORY
from tools.troubleshooting_docs import Message

#: Stands in a :class:`SourceMessage` for what is only known when it is printed.
HOLE = "\0"

_ERROR_MESSAGE = re.compile(r"\berror_message\s*=\s*")
_HEREDOC = re.compile(r"<<-?(\w+)\n(.*?)\n\s*\1\n", re.DOTALL)
_ESCAPED = re.compile(r'\\(["\\])')
_WORD = re.compile(r"[A-Za-z]{2}")

#: The fewest words of a message that can be told from others.
_WORDS = 3


@dataclass(frozen=True)
class SourceMessage:
    """A message as it is written in a file, with :data:`HOLE` for each expression in it."""

    file: str
    """Relative to the repository."""
    text: str

    @property
    def is_distinct(self) -> bool:
        """Whether it has enough words of its own to be searched for."""
        return sum(bool(_WORD.search(word)) for word in self.text.split()) >= _WORDS

    @property
    def shown(self) -> str:
        """With `…` for what differs."""
        return self.text.replace(HOLE, "…")

    @property
    def longest_part(self) -> str:
        """The longest of its parts between holes."""
        return max(self.text.split(HOLE), key=len)

    def is_said_in(self, page: Message) -> bool:
        """Whether the page has it word for word."""
        return self._is_possible(page) and _pattern(self.text).search(page.text) is not None

    def is_all_of(self, page: Message) -> bool:
        """Whether the page has nothing besides it."""
        return self._is_possible(page) and _pattern(self.text).fullmatch(page.text) is not None

    def _is_possible(self, page: Message) -> bool:
        """Whether the page has each part of it: quicker than a pattern, and false for nearly all."""
        return all(part in page.text for part in self.text.split(HOLE))


@cache
def _pattern(text: str) -> re.Pattern[str]:
    # A hole is filled by something, or by nothing: by words that only some cases have.
    return re.compile(".*?".join(re.escape(part) for part in text.split(HOLE)))


def module_messages() -> Iterator[SourceMessage]:
    """Each `error_message` of a module: of variables, preconditions, postconditions and checks."""
    for file in sorted((REPOSITORY / "modules").glob("*/*.tf")):
        text = file.read_text("utf-8")
        for match in _ERROR_MESSAGE.finditer(text):
            yield SourceMessage(_name(file), _hcl_string(text, match.end()))


def python_messages(paths: Iterable[str], *, everything: bool = False) -> Iterator[SourceMessage]:
    """The texts that the Python below ``paths`` raises, returns or yields; ``everything`` has all others, too."""
    for file in (file for path in paths for file in _python_files(REPOSITORY / path)):
        tree = ast.parse(file.read_text("utf-8"))
        chosen = _is_text if everything else _says_something
        roots = [node for node in ast.walk(tree) if chosen(node)]
        lines = dict.fromkeys(line for root in roots for text in _texts(root) for line in text.splitlines())
        yield from (SourceMessage(_name(file), line) for line in lines)


def _hcl_string(text: str, start: int) -> str:
    """The string that begins at ``start``, with holes; its line breaks are those of the source only."""
    if heredoc := _HEREDOC.match(text, start):
        return " ".join(_with_holes(heredoc[2]).split())
    return _ESCAPED.sub(r"\1", _with_holes(text[start + 1 : _string_end(text, start)]))


def _string_end(text: str, start: int) -> int:
    position, depth = start + 1, 0
    while depth or text[position] != '"':
        if text[position] == "\\":
            position += 1
        elif text.startswith("${", position):
            depth += 1
        elif text[position] == "}" and depth:
            depth -= 1
        position += 1
    return position


def _with_holes(text: str) -> str:
    result, depth = [], 0
    for position, character in enumerate(text):
        if text.startswith("${", position):
            result += [HOLE] * (depth == 0)
            depth += 1
        if depth == 0:
            result.append(character)
        elif character == "}":
            depth -= 1
    return "".join(result)


def _python_files(path: Path) -> list[Path]:
    return [path] if path.suffix else sorted(path.rglob("*.py"))


def _says_something(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        return name.endswith(("Error", "Exception", "Missing")) or name in ("__init__", "error")
    return isinstance(node, ast.Raise | ast.Return | ast.Yield)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp)


def _texts(node: ast.AST) -> Iterator[str]:
    text = _text(node)
    if text is not None:
        yield text
    if not isinstance(node, ast.JoinedStr):
        yield from (text for child in ast.iter_child_nodes(node) for text in _texts(child))
        return
    for value in node.values:
        if isinstance(value, ast.FormattedValue):
            yield from _texts(value.value)


def _text(node: ast.AST) -> str | None:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_text(value) or HOLE for value in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return None if (texts := (_text(left), _text(right))) == (None, None) else "".join(t or HOLE for t in texts)
    return None


def _name(file: Path) -> str:
    return file.relative_to(REPOSITORY).as_posix()
