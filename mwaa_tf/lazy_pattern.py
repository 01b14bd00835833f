"""Patterns that are compiled when they are first needed.

For modules that every command imports, and that need few of their patterns for any one text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property


class LazyPattern:
    """A regular expression with the methods of :class:`re.Pattern`; invalid ones raise :class:`re.error` on first use.

    Each method is that of the pattern itself from its second call on, as fast as one of :func:`re.compile`.
    """

    def __init__(self, expression: str, flags: int = 0) -> None:
        self._expression, self._flags = expression, flags

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self._expression, self._flags)

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """As of :class:`re.Pattern`, like all others."""
        return self._pattern.search

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        return self._pattern.match

    @cached_property
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        return self._pattern.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        return self._pattern.finditer

    @cached_property
    def findall(self) -> Callable[..., list[str]]:
        return self._pattern.findall

    @cached_property
    def sub(self) -> Callable[..., str]:
        return self._pattern.sub
