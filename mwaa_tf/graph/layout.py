"""Where everything stands, as plain data. Pixels; the origin is the top left corner of the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mwaa_tf.graph.diagram import Box, Diagram, Stage
from mwaa_tf.graph.lanes import Lane

#: What a line means.
Kind = Literal["handover", "share", "completion"]


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text that begins at ``x``, with its baseline at ``y``."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A short text in a frame of its own."""

    area: Area
    words: Words


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A workspace, or several drawn as one."""

    box: Box
    area: Area
    folder: Words | None
    """The part of the path before the heading."""
    heading: Words
    title: tuple[Words, ...]
    chips: tuple[Chip, ...]
    badge: Chip | None
    """PENDING, on environments that wait."""


@dataclass(frozen=True, slots=True)
class PlacedShare:
    """The shared subnets as the participant sees them."""

    area: Area
    heading: Words
    lines: tuple[Words, ...]
    full: str
    """All of the principals."""


@dataclass(frozen=True, slots=True)
class PlacedLane:
    """A swim-lane and the line that names it."""

    lane: Lane
    area: Area
    title: Words
    accounts: Words
    note: Words | None


@dataclass(frozen=True, slots=True)
class Column:
    """A stage's column, and the middle line of its heading."""

    stage: Stage
    x: int
    width: int
    y: int
    name: Words


@dataclass(frozen=True, slots=True)
class Route:
    """A line from one place to one or several others, level or upright throughout; it never crosses a box."""

    kind: Kind
    branches: tuple[tuple[tuple[int, int], ...], ...]
    """Each through its corners to its arrowhead at the last point; all begin at the same."""
    meaning: str


@dataclass(frozen=True, slots=True)
class Label:
    """What goes over a line, beside the box where the line begins or ends."""

    kind: Kind
    lines: tuple[Words, ...]
    full: str


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A sample line or, without a kind, a small stack; and what it means."""

    kind: Kind | None
    words: Words


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture, ready to be written in any vector format."""

    diagram: Diagram
    width: int
    height: int
    heading: Words
    subtitle: Words
    columns: tuple[Column, ...]
    lanes: tuple[PlacedLane, ...]
    boxes: tuple[PlacedBox, ...]
    shares: tuple[PlacedShare, ...]
    routes: tuple[Route, ...]
    labels: tuple[Label, ...]
    legend: tuple[LegendEntry, ...]
