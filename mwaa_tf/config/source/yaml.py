"""YAML with line numbers.

Read event by event with libyaml, not through PyYAML's constructors: scalars follow YAML 1.2's core schema (``off``
and ``no`` stay text, dates stay text), nesting cannot exhaust the stack, a repeated key is seen instead of lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from mwaa_tf.config.source.document import LONGEST_INT, MAX_DEPTH, MAX_VALUES, Document, FloatText, IntText, SourceError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NULL = {"", "~", "null", "Null", "NULL"}
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SEPARATOR = re.compile("[\x85\u2028\u2029]")
_STANDARD = "tag:yaml.org,2002:"
#: Neither message repeats the name: it may be an unquoted password.
_NO_ANCHOR = "not valid YAML: no anchor of this name before; text that begins with * needs quotes"
_NO_TAGS = "tags have no meaning here; text that begins with ! needs quotes"


@dataclass(slots=True)
class _Node:
    """A mapping or sequence that is being read."""

    value: dict[Any, Any] | list[Any]
    anchor: str | None
    path: tuple[str | int, ...]
    key: Any = None
    has_key: bool = False
    key_line: int = 0
    merges: list[Any] = field(default_factory=list)
    size: int = 1
    """How many values it expands to."""
    height: int = 1
    """How many levels deep it is."""


def parse(text: str) -> Document:
    """The one document in ``text``. Raises :class:`SourceError` with a line where it is not YAML or not plain data."""
    if found := _SEPARATOR.search(text):
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
        self.lines: dict[tuple[str | int, ...], int] = {}
        self.repeated: list[tuple[tuple[str | int, ...], int]] = []
        self.anchors: dict[str, tuple[Any, int, int]] = {}
        self.stack: list[_Node] = []
        self.root: Any = None
        self.documents = 0

    def read(self, loader: Any) -> Document:
        while loader.check_event():
            event = loader.get_event()
            kind = type(event)
            line = event.start_mark.line + 1
            if kind is yaml.ScalarEvent:
                self._scalar(event, line)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._open(event, {} if kind is yaml.MappingStartEvent else [], line)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._close(line)
            elif kind is yaml.AliasEvent:
                if event.anchor not in self.anchors:
                    raise SourceError(_NO_ANCHOR, line)
                self._add(*self.anchors[event.anchor], line)
            elif kind is yaml.DocumentStartEvent:
                self.documents += 1
                if self.documents > 1:
                    raise SourceError("a second document begins here; one file describes one deployment", line)
        self.lines.setdefault((), 1)
        return Document(self.root, self.lines, self.repeated)

    def _scalar(self, event: Any, line: int) -> None:
        value = _scalar_value(event, line)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1, 0)
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and not top.has_key:
            self._key(top, event, value, line)
        else:
            self._add(value, 1, 0, line)

    def _key(self, node: _Node, event: Any, value: Any, line: int) -> None:
        if value is None:
            raise SourceError("a key without a name", line)
        # `<<` merges only where it is plain, as in YAML 1.1; quoted it is an ordinary key.
        key = event.value if isinstance(value, (bool, int, float)) else value
        node.key, node.has_key = ("<<", "merge") if key == "<<" and event.implicit[0] else (key, "key"), True
        node.key_line = line

    def _open(self, event: Any, value: Any, line: int) -> None:
        if event.tag not in (None, "!", _STANDARD + "map", _STANDARD + "seq"):
            raise SourceError(_NO_TAGS, line)
        if len(self.stack) >= MAX_DEPTH:
            raise SourceError(f"nested more than {MAX_DEPTH} levels deep", line)
        path = self._path(line)
        self._place(path, line)
        self.stack.append(_Node(value, event.anchor, path))

    def _path(self, line: int) -> tuple[str | int, ...]:
        if not self.stack:
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            return (*top.path, len(top.value))
        if not top.has_key:
            raise SourceError("a key must be plain text, not a list or a mapping", line)
        return (*top.path, str(top.key[0]))

    def _close(self, line: int) -> None:
        node = self.stack.pop()
        for merged in node.merges:
            node.value = {**merged, **node.value}  # type: ignore[dict-item]
        if node.anchor:
            self.anchors[node.anchor] = (node.value, node.size, node.height)
        self._add(node.value, node.size, node.height, line)

    def _place(self, path: tuple[str | int, ...], line: int) -> None:
        """Note the line of ``path``: that of its key where it has one, which is where a person looks."""
        top = self.stack[-1] if self.stack else None
        self.lines.setdefault(path, top.key_line if top is not None and isinstance(top.value, dict) else line)

    def _add(self, value: Any, size: int, height: int, line: int) -> None:
        if not self.stack:
            self.root = value
            self._place((), line)
            return
        top = self.stack[-1]
        top.size += size
        top.height = max(top.height, height + 1)
        if top.size > MAX_VALUES:
            raise SourceError(f"expands to more than {MAX_VALUES:,} values", line)
        if len(self.stack) + height > MAX_DEPTH:  # possible without deep text: an alias brings its own levels
            raise SourceError(f"nested more than {MAX_DEPTH} levels deep", line)
        path = self._path(line)
        if isinstance(top.value, list):
            top.value.append(value)
            self._place(path, line)
            return
        key, role = top.key
        top.has_key = False
        if role == "merge":
            top.merges.extend(_mergeable(value, line))
            return
        if key in top.value:
            self.repeated.append((path, top.key_line))
        else:
            self._place(path, line)
        top.value[key] = value


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
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT.fullmatch(text):
        if len(text) > LONGEST_INT:
            raise SourceError(f"a number of {len(text):,} digits", line)
        return IntText(int(text), text)
    if _FLOAT.fullmatch(text):
        return FloatText(float(text), text)
    return text
