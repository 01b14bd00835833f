"""A fact and where it was read, or why it could not be read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Generic, TypeVar

T = TypeVar("T")
S = TypeVar("S")
Section = TypeVar("Section")


class GapKind(StrEnum):
    """Why a fact is not known."""

    CREDENTIALS = "credentials"
    """There are no credentials of the account that could tell."""
    DENIED = "denied"
    """A policy does not allow the call."""
    UNAVAILABLE = "unavailable"
    """The call failed for now: throttled, no network, an error of AWS."""
    NOT_UNDERSTOOD = "not understood"
    """The answer lacks something, or has something that this version of mwaa_tf does not know."""
    ABSENT = "absent"
    """What it would be a fact about does not exist, such as the environment before its first apply."""
    NOT_IN_PLAN = "not in plan"
    """A plan does not have it, or it is known after the apply."""
    NOT_ASKED = "not asked"
    """It was not asked for, such as a principal without ``--principal``."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a fact is not known, in one line fit for a terminal."""

    kind: GapKind
    reason: str
    code: str = ""
    """The error code of a call that failed, as AWS answered it; empty where none answered."""


class UnreadError(Exception):
    """A fact is asked for that could not be read. Ends the check that asks; the runner reports the gap."""

    def __init__(self, gap: Gap) -> None:
        self.gap = gap
        super().__init__(gap.reason)


_read: ContextVar[list[str] | None] = ContextVar("_read", default=None)


@contextmanager
def sources_read() -> Iterator[list[str]]:
    """A list that fills with the sources of all readings whose value is used in the block."""
    sources: list[str] = []
    token = _read.set(sources)
    try:
        yield sources
    finally:
        _read.reset(token)


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A fact, and where it was read: ``ec2:DescribeSubnets in 111111111111``, ``aws_subnet.private in plan.json``."""

    source: str
    content: T | None = None
    gap: Gap | None = None
    """Why there is no content; None if there is."""

    @classmethod
    def of(cls, content: T, source: str) -> Reading[T]:
        """A fact that was read."""
        return cls(source, content)

    @classmethod
    def unread(cls, gap: Gap, source: str = "") -> Reading[T]:
        """A fact that could not be read."""
        return cls(source, gap=gap)

    @property
    def is_known(self) -> bool:
        """Whether there is a value."""
        return self.gap is None

    @property
    def value(self) -> T:
        """The fact. Raises :class:`UnreadError` if it could not be read."""
        if self.gap:
            raise UnreadError(self.gap)
        sources = _read.get()
        if sources is not None and self.source and self.source not in sources:
            sources.append(self.source)
        return self.content  # type: ignore[return-value]  # None is a value where T admits it

    def map(self, function: Callable[[T], S]) -> Reading[S]:
        """What ``function`` makes of the value; the same gap if there is none."""
        if self.gap:
            return Reading(self.source, gap=self.gap)
        return Reading(self.source, function(self.content))  # type: ignore[arg-type]

    def absent_as(self, codes: Collection[str], value: T) -> Reading[T]:
        """This reading, or ``value`` where AWS answered one of the error ``codes``, which say that there is none.

        A bucket without a policy answers ``NoSuchBucketPolicy``: that is a fact, and no gap.
        """
        if self.gap and self.gap.code in codes:
            return Reading(self.source, value)
        return self

    def or_else(self, other: Callable[[], Reading[T]]) -> Reading[T]:
        """This reading, or ``other`` if this has no value; the gap is this one's if neither has."""
        if self.is_known:
            return self
        second = other()
        return second if second.is_known else self


NOT_COLLECTED = Gap(GapKind.NOT_ASKED, "it was not asked for")


def unread_section(section: type[Section], gap: Gap = NOT_COLLECTED) -> Section:
    """A section of a view, whose fields are all readings, of which none could be read."""
    empty: dict[str, Any] = {field.name: Reading.unread(gap) for field in fields(section)}  # type: ignore[arg-type]
    return section(**empty)
