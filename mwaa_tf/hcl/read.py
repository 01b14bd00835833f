"""Terraform files as plain data, through python-hcl2."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from unicodedata import normalize

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.files import UnreadableFileError, read_plain_file
from mwaa_tf.hcl.limits import LARGEST_FILE
from mwaa_tf.hcl.templates import heredoc_text
from mwaa_tf.hcl.tree import MalformedError, malformed, parse_tree

_TEMPLATE = re.compile(r"\$\$\{|%%\{")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r'\\(?:([nrt"\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))|\$\$\{|%%\{')


class HclError(MwaaTfError):
    """A file is not valid HCL."""


def read_blocks(path: Path) -> dict[str, list[Any]]:
    """Read the top-level blocks of a ``.tf`` file, by type, as python-hcl2 returns them. Raises :class:`HclError`."""
    try:
        source = read_plain_file(path, LARGEST_FILE).decode("utf-8-sig")
    except UnreadableFileError as error:
        raise HclError(str(error)) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise HclError(f"{path}:{line}: is not UTF-8 text") from error
    try:
        return _plain_data(source)
    except MalformedError as error:
        raise HclError(f"{path}:{error.line}: {error}") from error


def _plain_data(source: str) -> dict[str, list[Any]]:
    import hcl2  # slow to import, and rarely needed

    tree = parse_tree(source)
    try:
        data: dict[str, list[Any]] = hcl2.serialize(hcl2.transform(tree))
    except Exception as error:  # python-hcl2 documents no exceptions: its transformer raises many
        raise malformed(error) from error
    return data


def text(value: Any) -> Any:
    """A string of python-hcl2 without its quotes and escapes, in NFC as Terraform's are; any other value as it is."""
    if isinstance(value, str) and len(value) >= 2 and value[0] == value[-1] == '"':
        literal = value[1:-1]
        if literal.startswith("<<") and "\n" in literal:  # a quoted text has no line breaks
            return normalize("NFC", _TEMPLATE.sub(lambda escape: escape[0][1:], heredoc_text(literal)))
        return normalize("NFC", _unescape(literal))
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
