"""Change one value or one member in the text of a configuration: everything else in the file stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mwaa_tf.config.source.document import FloatText, IntText, SourceError
from mwaa_tf.config.source.read import parse_text

#: Occurrences of the old value on its line that are tried; each try reads the whole text.
_MOST_TRIES = 100

_Path = tuple[str | int, ...]


def with_value(file: Path, text: str, path: _Path, value: str) -> str | None:
    """``text``, the contents of ``file``, with ``value`` at ``path`` instead of the text or number before.

    Comments, quotes, order and line ends stay. None where that is not possible by changing the characters of the value
    on its line alone: it is an alias or is shared by one, spans lines, or does not exist. What is returned was read
    again, and differs from ``text`` in nothing but that value. Raises :class:`SourceError` for text that is invalid.
    """
    document = parse_text(file, text)
    line = document.lines.get(path)
    old = _written(_value(document.data, path))
    if old is None or line is None:
        return None
    return _first(file, _candidates(text, line, old, value), _replaced(document.data, path, value))


def with_member(file: Path, text: str, path: _Path, value: str, *, beside: str) -> str | None:
    """``text`` with the new member ``path``, a text, after the member ``beside`` of the same mapping.

    It is written as that one: on a line of its own, or on the same. None where that would change anything else, such as
    what shares the mapping by an alias. Raises :class:`SourceError` for text that is invalid.
    """
    document = parse_text(file, text)
    *parent, name = path
    members = _value(document.data, tuple(parent))
    line = document.lines.get((*parent, beside))
    if not isinstance(members, Mapping) or name in members or line is None:
        return None
    candidates = _additions(text, line, beside, _written(members.get(beside)) or "", (str(name), value))
    return _first(file, candidates, _replaced(document.data, tuple(parent), {**members, name: value}))


def without_member(file: Path, text: str, path: _Path) -> str | None:
    """``text`` without the member ``path``, a text, of a mapping; otherwise as :func:`with_member`."""
    document = parse_text(file, text)
    *parent, name = path
    members, line = _value(document.data, tuple(parent)), document.lines.get(path)
    if not isinstance(members, Mapping) or line is None:
        return None
    others = {other: value for other, value in members.items() if other != name}
    candidates = _removals(text, line, str(name), _written(members.get(name)) or "")
    return _first(file, candidates, _replaced(document.data, tuple(parent), others))


def written_member(file: Path, name: str, value: str) -> str:
    """A member of a mapping as a person writes it into ``file``; ``value`` has no quotes or backslashes."""
    forms = {".toml": f'{name} = "{value}"', ".json": f'"{name}": "{value}"'}
    return forms.get(file.suffix.lower(), f'{name}: "{value}"')


def _first(file: Path, candidates: Iterable[str], wanted: Any) -> str | None:
    """The first of ``candidates`` that is read as ``wanted``; None if none is."""
    for candidate in candidates:
        try:
            if _same(parse_text(file, candidate).data, wanted):
                return candidate
        except SourceError:
            continue
    return None


def _additions(text: str, line: int, beside: str, old: str, member: tuple[str, str]) -> Iterator[str]:
    """``text`` with ``member`` after ``beside: old`` on ``line``: on a line of its own, or on the same one."""
    name, value = member
    start, end = _span(text, line)
    end -= text[start:end].endswith("\r")
    break_ = "\r\n" if text[end:].startswith("\r") else "\n"
    if block := re.match(rf"[ ]*(?:- +)*(?=[\"']?{re.escape(beside)}[\"']? *:)", text[start:end]):
        for written in (value, f'"{value}"'):
            yield f"{text[:end]}{break_}{' ' * block.end()}{name}: {written}{text[end:]}"
    if table := re.match(rf"[ ]*(?=[\"']?{re.escape(beside)}[\"']? *=)", text[start:end]):
        yield f'{text[:end]}{break_}{table[0]}{name} = "{value}"{text[end:]}'
    key = rf"(?P<mark>\"?){re.escape(beside)}(?P=mark)(?P<is> *[:=] *)"
    pair = re.compile(rf"{key}(?P<quote>[\"']?){re.escape(old)}(?P=quote)")
    for match in pair.finditer(text, start, end):
        mark, quote = match["mark"], match["quote"]
        yield f"{text[: match.end()]}, {mark}{name}{mark}{match['is']}{quote}{value}{quote}{text[match.end() :]}"


def _removals(text: str, line: int, name: str, value: str) -> Iterator[str]:
    """``text`` without ``name: value`` on ``line``: without the line, or without that part of it."""
    start, end = _span(text, line)
    yield text[:start] + text[end + 1 :] if end < len(text) else text[:start].removesuffix("\n").removesuffix("\r")
    pair = rf"[\"']?{re.escape(name)}[\"']? *[:=] *[\"']?{re.escape(value)}[\"']?"
    for pattern in (rf", *{pair}", rf"{pair} *,? *"):
        for match in re.compile(pattern).finditer(text, start, end):
            yield text[: match.start()] + text[match.end() :]


def _written(value: Any) -> str | None:
    """How a scalar is written; None for what is none."""
    if isinstance(value, IntText | FloatText):
        return value.text
    return value if isinstance(value, str) and value else None


def _candidates(text: str, line: int, old: str, new: str) -> Iterator[str]:
    """``text`` with one occurrence of ``old`` on ``line`` replaced, bare first and then, for a number, in quotes."""
    start, end = _span(text, line)
    pattern = re.compile(rf"(?<![\w.]){re.escape(old)}(?![\w.])")
    for number, match in enumerate(pattern.finditer(text, start, end)):
        if number == _MOST_TRIES:
            return
        for written in (new, f'"{new}"'):
            yield text[: match.start()] + written + text[match.end() :]


def _span(text: str, line: int) -> tuple[int, int]:
    """Where ``line``, counted from 1, begins and ends in ``text``."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    end = text.find("\n", start)
    return start, len(text) if end < 0 else end


def _value(data: Any, path: _Path) -> Any:
    for key in path:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _replaced(data: Any, path: _Path, value: Any) -> Any:
    """``data`` with ``value`` at ``path``; what is not on the way there is shared with ``data``."""
    if not path:
        return value
    copy: Any = dict(data) if isinstance(data, Mapping) else list(data)
    copy[path[0]] = _replaced(data[path[0]], path[1:], value)
    return copy


def _same(left: Any, right: Any) -> bool:
    """Whether both are the same data, numbers as they are written: ``2.10`` is not ``2.1``."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_same, left, right))
    return type(left) is type(right) and left == right and _written(left) == _written(right)
