"""JSON with line numbers: the standard library reads it, one pass over the tokens finds the lines."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from mwaa_tf.config.source.document import MAX_DEPTH, Document, FloatText, SourceError, long_number
from mwaa_tf.text import is_unicode

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:\n]|[^\s{}\[\],:"]+')

_Path = tuple[str | int, ...]


def parse(text: str) -> Document:
    """The value in ``text``. Raises :class:`SourceError` with a line where it is not JSON."""
    try:
        data = json.loads(
            text, parse_float=lambda written: FloatText(float(written), written), parse_constant=no_constant
        )
    except json.JSONDecodeError as error:
        raise SourceError(f"not valid JSON: {error.msg}", error.lineno) from error
    except RecursionError as error:
        raise SourceError(f"nested more than {MAX_DEPTH} levels deep", 1) from error
    except NoJsonNumberError as error:
        raise SourceError(f"not valid JSON: {error}", 1) from error
    except ValueError as error:
        raise long_number(text) or SourceError(f"not valid JSON: {error}", 1) from error
    lines, repeated = _places(text)
    return Document(data, lines, repeated)


class NoJsonNumberError(ValueError):
    """``NaN`` or ``Infinity``, which Python's reader takes for numbers."""


def no_constant(name: str) -> NoReturn:
    """Raise :class:`NoJsonNumberError`: for `parse_constant` of :mod:`json`."""
    raise NoJsonNumberError(f"{name} is no number of JSON")


def _places(text: str) -> tuple[dict[_Path, int], list[tuple[_Path, int]]]:
    """The line of each value in JSON that is known to be valid, and the keys that occur twice in their object."""
    lines: dict[_Path, int] = {}
    repeated: list[tuple[_Path, int]] = []
    stack: list[tuple[_Path, set[str] | None]] = []  # the path of each open container, and the keys of an object
    here: list[Any] = []  # beside it: the key or index of the value that comes next
    line = 1

    def path() -> _Path:
        return (*stack[-1][0], here[-1]) if stack else ()

    for match in _TOKEN.finditer(text):
        token = match[0]
        if "\\u" in token and not is_unicode(json.loads(token)):
            raise SourceError("not valid JSON: half a character; \\ud800 to \\udfff come in pairs", line)
        if token == "\n":
            line += 1
        elif token in "{[":
            if len(stack) >= MAX_DEPTH:
                raise SourceError(f"nested more than {MAX_DEPTH} levels deep", line)
            place = path()
            lines.setdefault(place, line)
            stack.append((place, set() if token == "{" else None))
            here.append(None if token == "{" else 0)
        elif token in "}]":
            stack.pop()
            here.pop()
        elif token == ",":
            here[-1] = here[-1] + 1 if stack[-1][1] is None else None
        elif token == ":":
            pass
        elif stack and (keys := stack[-1][1]) is not None and here[-1] is None:
            key: str = json.loads(token)
            here[-1] = key
            if key in keys:
                repeated.append((path(), line))
            keys.add(key)
            lines.setdefault(path(), line)
        else:
            lines.setdefault(path(), line)
    return lines, repeated
