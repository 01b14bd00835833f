"""TOML with line numbers: the standard library reads it, a scan of headers and keys finds the lines."""

from __future__ import annotations

import re
import tomllib

from mwaa_tf.config.source.document import MAX_DEPTH, Document, SourceError

_PART = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEY = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=")
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_PART}(?:\s*\.\s*{_PART})*)\s*\]")
_LINE = re.compile(r"at line (\d+)")


def parse(text: str) -> Document:
    """The table in ``text``. Raises :class:`SourceError` with a line where it is not TOML."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        raise SourceError(f"not valid TOML: {error}", int(found[1]) if found else None) from None
    except RecursionError:
        raise SourceError(f"nested more than {MAX_DEPTH} levels deep") from None
    except ValueError as error:  # a number with more digits than Python reads
        raise SourceError(f"not valid TOML: {error}") from None
    return Document(data, _lines(text))


def _lines(text: str) -> dict[tuple[str | int, ...], int]:
    """The line of each table and key. What stands inside an inline table or array has the line of its key."""
    lines: dict[tuple[str | int, ...], int] = {(): 1}
    tables: dict[tuple[str | int, ...], int] = {}  # how often [[name]] was opened so far
    table: tuple[str | int, ...] = ()
    quote = ""  # inside a multi-line string, what ends it
    for number, line in enumerate(text.split("\n"), 1):
        if quote:
            quote = "" if line.count(quote) % 2 else quote
            continue
        if header := _HEADER.match(line):
            table = _resolve(_parts(header[2]), tables, repeated=header[1] == "[[")
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            path = table
            for part in _parts(key[1]):
                path = (*path, part)
                lines.setdefault(path, number)
        for candidate in ('"""', "'''"):
            if line.count(candidate) % 2:
                quote = candidate
    return lines


def _resolve(names: list[str], tables: dict[tuple[str | int, ...], int], *, repeated: bool) -> tuple[str | int, ...]:
    """The path of ``[a.b]``: where ``a`` is an array of tables, its last one is meant."""
    path: tuple[str | int, ...] = ()
    for position, name in enumerate(names):
        path = (*path, name)
        if repeated and position == len(names) - 1:
            tables[path] = tables.get(path, 0) + 1
        if path in tables:
            path = (*path, tables[path] - 1)
    return path


def _parts(dotted: str) -> list[str]:
    return [part[1:-1] if part[0] in "\"'" else part for part in re.findall(_PART, dotted)]
