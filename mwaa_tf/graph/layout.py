"""Positions of everything in the picture, as plain data. Pixels; the origin is the top left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.graph.diagram import Box, Diagram
from mwaa_tf.graph.lanes import Lane

#: What a line means.
Kind = Literal["dependency", "share", "completion"]
#: What the legend explains: lines and signs.
Sign = Literal["dependency", "read", "share", "completion", "group"]


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
class TextLine:
    """A line of text that begins at ``x``, with its baseline at ``y``."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A short text in a frame of its own."""

    area: Area
    words: TextLine


@dataclass(frozen=True, slots=True)
class PlacedRead:
    """Outputs that a workspace reads from one of an earlier stage, and the middle of the sign of that stage."""

    stage: Stage
    x: int
    y: int
    lines: tuple[TextLine, ...]
    full: str


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box with the positions of its texts."""

    box: Box
    area: Area
    folder: TextLine | None
    """The part of the path before the heading."""
    headings: tuple[TextLine, ...]
    """The name of the workspace, or of each of several."""
    title: tuple[TextLine, ...]
    facts: tuple[TextLine, ...]
    reads: tuple[PlacedRead, ...]
    chips: tuple[Chip, ...]
    badge: Chip | None
    """PENDING, on environments that wait."""


@dataclass(frozen=True, slots=True)
class PlacedShare:
    """The shared subnets as the participant sees them."""

    area: Area
    heading: TextLine
    note: TextLine
    full: str
    """All of the principals."""


@dataclass(frozen=True, slots=True)
class PlacedLane:
    """The area of an account and the line that names it. That of the owner surrounds all others."""

    lane: Lane
    area: Area
    title: TextLine
    accounts: TextLine
    note: TextLine | None


@dataclass(frozen=True, slots=True)
class StageHeading:
    """The name of a stage over its boxes, and the middle of the sign with its number."""

    stage: Stage
    x: int
    y: int
    name: TextLine


@dataclass(frozen=True, slots=True)
class RoutedLine:
    """A line from one box to others, of horizontal and vertical segments; it never crosses a box."""

    kind: Kind
    branches: tuple[tuple[tuple[int, int], ...], ...]
    """The points of each branch: its corners, and its arrowhead at the last point; all begin at the same point."""
    meaning: str


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A sample line or sign, and what it means."""

    kind: Sign
    words: TextLine


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture, ready to be written in any vector format."""

    diagram: Diagram
    width: int
    height: int
    heading: TextLine
    subtitle: TextLine
    headings: tuple[StageHeading, ...]
    lanes: tuple[PlacedLane, ...]
    boxes: tuple[PlacedBox, ...]
    shares: tuple[PlacedShare, ...]
    routes: tuple[RoutedLine, ...]
    legend: tuple[LegendEntry, ...]
