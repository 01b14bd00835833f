"""JSON with line numbers: the standard library reads it, one pass over the tokens finds the lines."""

from __future__ import annotations

import json
import re
from typing import Any

from mwaa_tf.config.source.document import MAX_DEPTH, Document, SourceError

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:\n]|[^\s{}\[\],:"]+')


def parse(text: str) -> Document:
    """The value in ``text``. Raises :class:`SourceError` with a line where it is not JSON."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise SourceError(f"not valid JSON: {error.msg}", error.lineno) from None
    except RecursionError:
        raise SourceError(f"nested more than {MAX_DEPTH} levels deep") from None
    except ValueError as error:  # a number with more digits than Python reads
        raise SourceError(f"not valid JSON: {error}") from None
    lines, repeated = _places(text)
    return Document(data, lines, repeated)


def _places(text: str) -> tuple[dict[tuple[str | int, ...], int], list[tuple[tuple[str | int, ...], int]]]:
    """The line of each value in JSON that is known to be valid, and the keys that occur twice."""
    lines: dict[tuple[str | int, ...], int] = {}
    repeated: list[tuple[tuple[str | int, ...], int]] = []
    stack: list[tuple[tuple[str | int, ...], bool]] = []  # the path of each open container, and whether it is an object
    here: list[Any] = []  # beside it: the key or index of the value that comes next
    line = 1

    def path() -> tuple[str | int, ...]:
        return (*stack[-1][0], here[-1]) if stack else ()

    for match in _TOKEN.finditer(text):
        token = match[0]
        if token == "\n":
            line += 1
        elif token in "{[":
            if len(stack) >= MAX_DEPTH:
                raise SourceError(f"nested more than {MAX_DEPTH} levels deep", line)
            place = path()
            lines.setdefault(place, line)
            stack.append((place, token == "{"))
            here.append(None if token == "{" else 0)
        elif token in "}]":
            stack.pop()
            here.pop()
        elif token == ",":
            here[-1] = None if stack[-1][1] else here[-1] + 1
        elif token == ":":
            pass
        elif stack and stack[-1][1] and here[-1] is None:
            here[-1] = json.loads(token)
            if path() in lines:
                repeated.append((path(), line))
            lines.setdefault(path(), line)
        else:
            lines.setdefault(path(), line)
    return lines, repeated
