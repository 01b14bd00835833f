"""TOML with line numbers: the standard library reads it, one pass over the tokens finds the lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import chain

from mwaa_tf.config.source.document import MAX_DEPTH, Document, FloatText, SourceError, long_number

_TOKEN = re.compile(
    r"""
      \#[^\n]*
    | (?P<long>\"{3}(?:\\.|[^\\])*?\"{3,5} | '{3}.*?'{3,5})
    | (?P<text>"(?:\\.|[^"\\\n])*" | '[^'\n]*')
    | (?P<mark>[\[\]{}=,.\n])
    | (?P<bare>[^\s\[\]{}=,."'\#]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_LINE = re.compile(r"at line (\d+)")

_Path = tuple[str | int, ...]
_Token = tuple[str, str, int]  # kind, text, line


def parse(text: str) -> Document:
    """The table in ``text``. Raises :class:`SourceError` with a line where it is not TOML."""
    _check_keys(text)
    try:
        data = tomllib.loads(text, parse_float=lambda written: FloatText(float(written), written))
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1  # the message says "at end of document"
        raise SourceError(f"not valid TOML: {error}", line) from error
    except RecursionError as error:
        raise SourceError(f"nested more than {MAX_DEPTH} levels deep", 1) from error
    except ValueError as error:  # a number with more digits than Python reads, a date that no calendar has
        raise long_number(text) or SourceError(f"not valid TOML: {error}", 1) from error
    return Document(data, _Lines(text).lines)


def _check_keys(text: str) -> None:
    """Refuse keys of very many parts first: the standard library's memory grows with their square."""
    line, dots = 1, 0
    for match in _TOKEN.finditer(text):
        if match["mark"]:
            dots = dots + 1 if match["mark"] == "." else 0
            if dots >= MAX_DEPTH:
                raise SourceError(f"nested more than {MAX_DEPTH} levels deep", line)
        line += match[0].count("\n")


class _Lines:
    """The line of each key, table and element in TOML that is known to be valid."""

    def __init__(self, text: str) -> None:
        self.lines: dict[_Path, int] = {(): 1}
        self._counts: dict[_Path, int] = {}  # how often [[name]] was opened so far
        self._tokens = self._significant(text)
        table: _Path = ()
        for kind, token, line in self._tokens:
            if token == "[" and kind == "mark":
                table = self._header(line)
            elif token != "\n" or kind != "mark":
                self._pair((kind, token, line), table)

    def _significant(self, text: str) -> Iterator[_Token]:
        line = 1
        for match in _TOKEN.finditer(text):
            if match.lastgroup:  # not a comment
                yield match.lastgroup, match[0], line
            line += match[0].count("\n")

    def _header(self, line: int) -> _Path:
        """The path of ``[a.b]`` or ``[[a.b]]``: where ``a`` is an array of tables, its last one is meant."""
        kind, token, _ = first = next(self._tokens)
        repeated = (kind, token) == ("mark", "[")
        names = self._key(next(self._tokens) if repeated else first, "]")
        if repeated:
            next(self._tokens)
        path: _Path = ()
        for position, name in enumerate(names):
            path = (*path, name)
            if repeated and position == len(names) - 1:
                self._set(path, line)
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
            self._set(path, line)
        return path

    def _key(self, first: _Token, end: str) -> list[str]:
        """The parts of a dotted key, up to the mark that ends it."""
        parts: list[str] = []
        for kind, token, _ in chain([first], self._tokens):
            if kind == "mark":
                if token == end:
                    break
            elif token[0] == '"':
                # TOML's escapes in a key: read by the one who knows them all.
                parts.append(next(iter(tomllib.loads(f"{token} = 0"))))
            else:
                parts.append(token[1:-1] if kind == "text" else token)
        return parts

    def _pair(self, first: _Token, table: _Path) -> None:
        """``key = value``, and everything inside the value."""
        path = self._place(first, table)
        containers: list[tuple[_Path, int | None]] = []  # path, and for an array the index that comes next
        key_is_next = False
        for kind, token, line in self._tokens:
            mark = token if kind == "mark" else ""
            if mark == "\n":
                if not containers:
                    return
            elif mark in ("[", "{"):
                self._set(path, line)
                containers.append((path, 0 if mark == "[" else None))
                key_is_next = mark == "{"
                path = (*path, 0)
            elif mark in ("]", "}"):
                path, _ = containers.pop()
                key_is_next = False
            elif mark == ",":
                container, index = containers[-1]
                key_is_next = index is None
                if index is not None:
                    containers[-1] = (container, index + 1)
                    path = (*container, index + 1)
            elif key_is_next:
                path = self._place((kind, token, line), containers[-1][0])
                key_is_next = False
            else:
                self._set(path, line)

    def _place(self, first: _Token, table: _Path) -> _Path:
        path = table
        for part in self._key(first, "="):
            path = (*path, part)
            self._set(path, first[2])
        return path

    def _set(self, path: _Path, line: int) -> None:
        if len(path) > MAX_DEPTH:
            raise SourceError(f"nested more than {MAX_DEPTH} levels deep", line)
        self.lines.setdefault(path, line)
