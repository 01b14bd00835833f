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
    """Read the top-level blocks of a ``.tf`` file, by type, as python-hcl2 returns them. Raises :class:`HclError`."""
    import hcl2  # slow to import, and rarely needed

    try:
        with path.open(encoding="utf-8") as file:
            data: dict[str, list[Any]] = hcl2.load(file)
    except OSError as error:
        raise HclError(f"{path}: cannot be read: {error.strerror}") from error
    except Exception as error:
        # python-hcl2 documents no exceptions: its parser and transformer raise many, all for invalid HCL.
        line, reason = syntax_error(error)
        raise HclError(f"{path}:{line}: not valid HCL: {reason}") from error
    return data


def syntax_error(error: Exception) -> tuple[int, str]:
    """The line and the reason of an error of python-hcl2; line 1 where the error names none."""
    line = getattr(error, "line", None)
    match = _LINE.search(str(error))
    reason = str(error).splitlines()[0] if str(error) else "unreadable"
    return line if isinstance(line, int) and line > 0 else int(match[1]) if match else 1, reason


def text(value: Any) -> Any:
    """A string of python-hcl2 without its quotes and escapes; any other value as it is."""
    if isinstance(value, str) and len(value) >= 2 and value[0] == value[-1] == '"':
        heredoc = _HEREDOC.fullmatch(value[1:-1])
        return textwrap.dedent(heredoc[2]) if heredoc else _unescape(value[1:-1])
    return value


def expression(value: Any) -> str:
    """The source text of an expression, which python-hcl2 wraps in ``${…}``."""
    if isinstance(value, str) and value.startswith("${") and value.endswith("}"):
        return value[2:-1]
    return str(value)


def _unescape(literal: str) -> str:
    def character(escape: re.Match[str]) -> str:
        simple, four_digits, eight_digits = escape.groups()
        if simple:
            return _SIMPLE[simple]
        digits = four_digits or eight_digits
        return chr(int(digits, 16)) if digits else escape[0][1:]  # `$${` and `%%{`

    return _ESCAPE.sub(character, literal)
