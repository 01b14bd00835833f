"""Terraform files as plain data, through python-hcl2."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

from mwaa_tf.errors import MwaaTfError

_HEREDOC = re.compile(r"<<-?(\w+)\n((?:.*\n)*?)\s*\1")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r'\\(?:([nrt"\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))|\$\$\{|%%\{')
_LINE = re.compile(r"line (\d+)")


class HclError(MwaaTfError):
    """A file is not valid HCL."""


def read_blocks(path: Path) -> dict[str, list[Any]]:
    """The top-level blocks of a ``.tf`` file by type, as python-hcl2 gives them."""
    import hcl2  # slow to import, and rarely needed

    try:
        with path.open(encoding="utf-8") as file:
            data: dict[str, list[Any]] = hcl2.load(file)
    except OSError as error:
        raise HclError(f"{path}: cannot be read: {error.strerror}") from None
    except Exception as error:  # noqa: BLE001
        # python-hcl2 lets through whatever its parser and transformer raise; all of it means the same here.
        line, reason = fault(error)
        raise HclError(f"{path}:{line}: not valid HCL: {reason}") from None
    return data


def fault(error: Exception) -> tuple[int, str]:
    """The line and the reason in what python-hcl2 raised."""
    line = getattr(error, "line", None)
    found = _LINE.search(str(error))
    first = str(error).splitlines()[0] if str(error) else "unreadable"
    return line if isinstance(line, int) and line > 0 else int(found[1]) if found else 1, first


def text(value: Any) -> Any:
    """A literal as Python has it: python-hcl2 keeps the quotes of strings and wraps expressions in ``${…}``."""
    if isinstance(value, str) and len(value) >= 2 and value[0] == value[-1] == '"':
        heredoc = _HEREDOC.fullmatch(value[1:-1])
        return textwrap.dedent(heredoc[2]) if heredoc else _unescaped(value[1:-1])
    return value


def expression(value: Any) -> str:
    """An expression as its source text."""
    if isinstance(value, str) and value.startswith("${") and value.endswith("}"):
        return value[2:-1]
    return str(value)


def _unescaped(literal: str) -> str:
    def plain(found: re.Match[str]) -> str:
        simple, four, eight = found.groups()
        if simple:
            return _SIMPLE[simple]
        return chr(int(four or eight, 16)) if four or eight else found[0][1:]  # `$${` and `%%{`

    return _ESCAPE.sub(plain, literal)
