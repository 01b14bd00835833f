"""YAML with line numbers.

Read event by event with libyaml, not through PyYAML's constructors: scalars follow YAML 1.2's core schema (``off``
and ``no`` stay text, dates stay text), nesting cannot exhaust the stack, a repeated key is seen instead of lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from mwaa_tf.config.source.document import LONGEST_INT, MAX_DEPTH, MAX_VALUES, Document, FloatText, IntText, SourceError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_BEGINS_NUMBER = frozenset("+-.0123456789")
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SEPARATOR = re.compile("[\x85\u2028\u2029]")
_STANDARD = "tag:yaml.org,2002:"
_PLAIN_TAGS = (None, "!", _STANDARD + "map", _STANDARD + "seq")
#: Neither message repeats the name: it may be an unquoted password.
_NO_ANCHOR = "not valid YAML: no anchor of this name before; text that begins with * needs quotes"
_NO_TAGS = "tags have no meaning here; text that begins with ! needs quotes"


#: Where the parts of a mapping or sequence are: the line of each, and what is in it, where that has parts itself.
_Lines = dict[str | int, "tuple[int, _Lines | None]"]


class LinesByPath(Mapping[tuple[str | int, ...], int]):
    """The line of each path. They are kept as the data are nested: few of some ten thousand paths are asked for."""

    def __init__(self, line: int, parts: _Lines | None) -> None:
        self._root = (line, parts)

    def __getitem__(self, path: tuple[str | int, ...]) -> int:
        line, parts = self._root
        for part in path:
            if parts is None:
                raise KeyError(path)
            line, parts = parts[part]
        return line

    def __iter__(self) -> Iterator[tuple[str | int, ...]]:
        pending: list[tuple[tuple[str | int, ...], _Lines | None]] = [((), self._root[1])]
        while pending:
            path, parts = pending.pop()
            yield path
            pending += [((*path, part), inner) for part, (_, inner) in (parts or {}).items()]

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Node:
    """A mapping or sequence that is being read."""

    __slots__ = ("anchor", "height", "is_merge", "key", "key_line", "lines", "merges", "size", "value")

    def __init__(self, value: dict[str, Any] | list[Any], anchor: str | None, lines: _Lines) -> None:
        self.value = value
        self.anchor = anchor
        self.lines = lines
        #: The key whose value comes next, and whether it merges.
        self.key: str | None = None
        self.key_line = 0
        self.is_merge = False
        self.merges: list[Any] = []
        #: How many values it expands to, and how many levels deep it is.
        self.size = 1
        self.height = 1


def parse(text: str) -> Document:
    """The one document in ``text``. Raises :class:`SourceError` with a line where it is not YAML or not plain data."""
    # Nearly every text is ASCII, which Python knows without a search.
    if not text.isascii() and (found := _SEPARATOR.search(text)):
        raise SourceError(
            f"U+{ord(found[0]):04X} is a line end to some readers of YAML and text to others; write it as an escape "
            "in double quotes",
            text.count("\n", 0, found.start()) + 1,
        )
    loader = _Loader(text)
    try:
        return _Reader().read(loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        # The parser sees a line more than a file without a last line end has.
        line = min(mark.line, text.count("\n")) + 1 if mark else 1
        raise SourceError(f"not valid YAML: {error.problem or error.context}", line) from error
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position]  # libyaml counts bytes
        raise SourceError(f"not valid YAML: {error.reason}", before.count(b"\n") + 1) from error
    finally:
        loader.dispose()


class _Reader:
    def __init__(self) -> None:
        self.repeated: list[tuple[tuple[str | int, ...], int]] = []
        self.anchors: dict[str, tuple[Any, int, int]] = {}
        self.stack: list[_Node] = []
        self.root: Any = None
        self.lines: tuple[int, _Lines | None] = (1, None)
        self.documents = 0

    def read(self, loader: Any) -> Document:
        next_event = loader.get_event
        while event := next_event():
            kind = type(event)
            line = event.start_mark.line + 1
            if kind is ScalarEvent:
                self._scalar(event, line)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self._open(event, {} if kind is MappingStartEvent else [], line)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._close(line)
            elif kind is AliasEvent:
                if event.anchor not in self.anchors:
                    raise SourceError(_NO_ANCHOR, line)
                self._add(*self.anchors[event.anchor], line)
            elif kind is DocumentStartEvent:
                self.documents += 1
                if self.documents > 1:
                    raise SourceError("a second document begins here; one file describes one deployment", line)
        return Document(self.root, LinesByPath(*self.lines), self.repeated)

    def _scalar(self, event: Any, line: int) -> None:
        value = _scalar_value(event, line)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1, 0)
        top = self.stack[-1] if self.stack else None
        if top is not None and top.key is None and type(top.value) is dict:
            if value is None:
                raise SourceError("a key without a name", line)
            # A number is a key as it is written; `<<` merges only where it is plain, as in YAML 1.1.
            top.key, top.key_line = event.value, line
            top.is_merge = top.key == "<<" and event.implicit[0]
        else:
            self._add(value, 1, 0, line)

    def _open(self, event: Any, value: Any, line: int) -> None:
        if event.tag not in _PLAIN_TAGS:
            raise SourceError(_NO_TAGS, line)
        if len(self.stack) >= MAX_DEPTH:
            raise SourceError(f"nested more than {MAX_DEPTH} levels deep", line)
        lines: _Lines = {}
        if not self.stack:
            self.lines = (line, lines)
        else:
            top = self.stack[-1]
            name = _next_part(top, line)
            # What is given twice is one path: the first line of each counts.
            before, inner = top.lines.get(name, (top.key_line or line, None))
            lines = inner or lines
            top.lines[name] = before, lines
        self.stack.append(_Node(value, event.anchor, lines))

    def _close(self, line: int) -> None:
        node = self.stack.pop()
        for merged in node.merges:
            node.value = {**merged, **node.value}  # type: ignore[dict-item]
        if node.anchor:
            self.anchors[node.anchor] = (node.value, node.size, node.height)
        self._add(node.value, node.size, node.height, line)

    def _add(self, value: Any, size: int, height: int, line: int) -> None:
        if not self.stack:
            self.root = value
            self.lines = (self.lines[0] if self.lines[1] is not None else line, self.lines[1])
            return
        top = self.stack[-1]
        top.size += size
        if top.size > MAX_VALUES:
            raise SourceError(f"expands to more than {MAX_VALUES:,} values", line)
        if height:
            top.height = max(top.height, height + 1)
            if len(self.stack) + height > MAX_DEPTH:  # possible without deep text: an alias brings its own levels
                raise SourceError(f"nested more than {MAX_DEPTH} levels deep", line)
        if type(top.value) is list:
            top.lines.setdefault(len(top.value), (line, None))
            top.value.append(value)
        else:
            self._set(top, value, line)

    def _set(self, top: _Node, value: Any, line: int) -> None:
        """Add ``value`` to a mapping, under the key that was read before it."""
        key = top.key
        if key is None:
            raise _without_key(line)
        if top.is_merge:
            top.merges.extend(_mergeable(value, line))
        else:
            if key in top.value:
                path = tuple(_next_part(node, line) for node in self.stack)
                self.repeated.append((path, top.key_line))
            # The line of a value is that of its key, which is where a person looks.
            top.lines.setdefault(key, (top.key_line, None))
            top.value[key] = value  # type: ignore[call-overload]
        top.key = None


def _next_part(node: _Node, line: int) -> str | int:
    """The key or index of what comes next in ``node``."""
    if type(node.value) is list:
        return len(node.value)
    if node.key is None:
        raise _without_key(line)
    return node.key


def _without_key(line: int) -> SourceError:
    return SourceError("a key must be plain text, not a list or a mapping", line)


def _mergeable(value: Any, line: int) -> list[Any]:
    sources = value if isinstance(value, list) else [value]
    if not all(isinstance(source, dict) for source in sources):
        raise SourceError("`<<` takes a mapping or a list of mappings", line)
    return sources


def _scalar_value(event: Any, line: int) -> Any:
    text: str = event.value
    plain = event.implicit[0]
    if not plain:
        if event.tag in (None, "!", _STANDARD + "str"):
            return text
        if event.tag not in {_STANDARD + kind for kind in ("null", "bool", "int", "float")}:
            raise SourceError(_NO_TAGS, line)
    if len(text) > LONGEST_INT and _INT.fullmatch(text):
        raise SourceError(f"a number of {len(text):,} digits", line)
    return _plain_value(text)


@lru_cache(1024)
def _plain_value(text: str) -> Any:
    """What a scalar without quotes means. A large configuration repeats a few: its keys, levels, small numbers."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _BEGINS_NUMBER:
        return text
    if _INT.fullmatch(text):
        return IntText(int(text), text)
    if _FLOAT.fullmatch(text):
        return FloatText(float(text), text)
    return text
