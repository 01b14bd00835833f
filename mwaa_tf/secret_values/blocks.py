"""YAML without what is indented below the name of a secret: block scalars, lists and mappings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwaa_tf.lazy_pattern import LazyPattern
from mwaa_tf.secret_values.names import has_labels, is_harmless_value, is_label, is_secret_name
from mwaa_tf.secret_values.pairs import HIDDEN

_LINE = LazyPattern(
    r"(?P<indent>[ \t]{0,200}+(?:-[ \t]{1,20}+){0,8})"
    r"(?:(?P<key>[\"']?[A-Za-z_][\w.-]{0,400}+[\"']?)[ \t]{0,40}:(?:[ \t]{1,40}+|$))?(?P<rest>.*)"
)
_SCALAR = LazyPattern(r"[|>][+-]?\d?[+-]?")
_SECRET_MANIFEST = LazyPattern(r"(?m)^[ \t]{0,40}kind:[ \t]{1,40}[\"']?Secret[\"']?[ \t]{0,40}$")


def without_blocks(text: str) -> str:
    """``text`` without what stands in the lines below ``password:`` and deeper, line by line."""
    if "\n" not in text or ":" not in text:
        return text
    names = ("data", "stringData") if _SECRET_MANIFEST.search(text) else ()
    return "\n".join(_Blocks(names).lines(text.split("\n")))


class _Blocks:
    """Lines, and what the block is that they stand in."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._column: int | None = None
        """Of the name of a secret whose value is in the lines below it."""
        self._is_scalar = False
        self._is_written = False
        self._has_labels = False

    def lines(self, lines: list[str]) -> Iterator[str]:
        for line in lines:
            match = _LINE.match(line)
            if match is None or not line.strip():
                yield line
                continue
            indent = len(line) - len(line.lstrip(" \t"))
            column = len(match["indent"])
            if self._column is not None and indent <= self._column and not self._is_list(match, indent):
                self._column = None
            if self._column is not None:
                yield from self._inner(match)
            else:
                self._open(match, column)
                yield line

    def _is_list(self, match: re.Match[str], indent: int) -> bool:
        """Whether it is an element of a list that stands in the same column as its name."""
        return not self._is_scalar and indent == self._column and "-" in match["indent"]

    def _open(self, match: re.Match[str], column: int) -> None:
        key, rest = (match["key"] or "").strip("\"'"), match["rest"].strip()
        if key and (key in self._names or is_secret_name(key)):
            self._has_labels = key not in self._names and has_labels(key)
            if rest == "" or _SCALAR.fullmatch(rest):
                self._column, self._is_scalar, self._is_written = column, rest != "", False
            elif rest.strip("\"'") == HIDDEN:  # a plain scalar may go on in lines that stand deeper
                self._column, self._is_scalar, self._is_written = column, True, True

    def _inner(self, match: re.Match[str]) -> Iterator[str]:
        if self._is_scalar:
            if not self._is_written:
                yield match["indent"] + HIDDEN
            self._is_written = True
            return
        key, value = (match["key"] or "").strip("\"'"), match["rest"].strip(" \t\"'")
        if (self._has_labels and is_label(key)) or is_harmless_value(key or "secret", value):
            yield match[0]
        else:
            yield f"{match['indent']}{key + ': ' if key else ''}{HIDDEN}"
