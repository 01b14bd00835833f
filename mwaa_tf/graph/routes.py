"""Route lines between boxes: straight to the next column, else through channels between rows and a bus at the right.

Nothing is positioned yet when tracks are assigned: how many a gutter or a channel has decides on its width.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal

from mwaa_tf.graph.diagram import Completion, Dependency, Diagram
from mwaa_tf.graph.rows import BAND, Cell, Table

_FIRST_PORT = 18
_PORT_PITCH = 14
TRACK_PITCH = 10

Route = Literal["straight", "under", "bus"]
#: A line at one end: the box, and what tells it from other lines there.
End = tuple[int, object]


@dataclass(frozen=True, slots=True)
class Gutter:
    """The space at the right of a column; in the band, the columns are those of its boxes."""

    in_band: bool
    column: int


@dataclass(slots=True)
class Tracks:
    """Which lines use which port, gutter, channel; numbers count from the box, or from the upper edge."""

    routes: dict[Dependency, Route] = field(default_factory=dict)
    completions: tuple[Completion, ...] = ()
    """Those between neighbouring columns of a row, as every deployment has them."""
    ports: dict[End, int] = field(default_factory=dict)
    """Distance from the upper edge of a box's row; the same at both ends of a straight line."""
    rising: dict[End, int] = field(default_factory=dict)
    """Track in a gutter, of lines that come from the channel above the row."""
    falling: dict[End, int] = field(default_factory=dict)
    """Track in a gutter, of lines that lead to the channel below the row or come from it."""
    below: dict[int, list[object]] = field(default_factory=lambda: defaultdict(list))
    """The lines in the channel below a row."""
    above: dict[int, list[object]] = field(default_factory=lambda: defaultdict(list))
    """The lines in the channel above a row, below those of the row before."""
    buses: list[int] = field(default_factory=list)
    """The boxes whose outputs run along the right edge."""
    shares: list[int] = field(default_factory=list)
    """The boxes whose subnets are shared; these lines run along the left edge."""
    gutters: dict[Gutter, int] = field(default_factory=lambda: defaultdict(int))
    """How many tracks a gutter has."""
    lowest_ports: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """Of each row."""


def tracks(diagram: Diagram, table: Table) -> Tracks:
    """The tracks that the lines of ``diagram`` need."""
    assigned = Tracks()
    for dependency in diagram.dependencies:
        assigned.routes[dependency] = _route(table, dependency)
    assigned.completions = tuple(
        completion
        for completion in diagram.completions
        if _is_next(table.cells[completion.environment], table.cells[completion.endpoints])
    )
    assigned.buses = [
        box
        for box in range(len(diagram.boxes))
        if any(d.source == box and route == "bus" for d, route in assigned.routes.items())
    ]
    assigned.shares = sorted({share.source for share in diagram.shares if table.cells[share.source].row == BAND})
    assigned.ports |= {(box, "share"): _FIRST_PORT for box in assigned.shares}
    by_gutter: dict[tuple[int, Gutter], list[tuple[int, End, str]]] = defaultdict(list)
    for order, end, at, way in _ends(assigned, table):
        by_gutter[at.row, Gutter(at.row == BAND, at.column)].append((order, end, way))
    for (row, gutter), ends in sorted(by_gutter.items(), key=lambda entry: (entry[0][0], entry[0][1].column)):
        _assign(assigned, row, gutter, sorted(ends, key=lambda entry: entry[0]))
    assigned.below[BAND] += [("share", box) for box in assigned.shares if table.cells[box].column]
    for dependency, route in assigned.routes.items():
        _enter_channels(assigned, table, dependency, route)
    return assigned


def _route(table: Table, dependency: Dependency) -> Route:
    source, target = table.cells[dependency.source], table.cells[dependency.target]
    if source.row != target.row or source.column >= target.column:
        return "bus"
    return "straight" if _is_next(source, target) else "under"


def _is_next(source: Cell, target: Cell) -> bool:
    return source.row == target.row and target.column - source.column == 1


def _ends(assigned: Tracks, table: Table) -> list[tuple[int, End, Cell, str]]:
    """The order at a gutter, the end, the cell at the left of the gutter, and which way the line turns there."""
    ends: list[tuple[int, End, Cell, str]] = []
    for dependency, route in assigned.routes.items():
        source, target = table.cells[dependency.source], table.cells[dependency.target]
        if route == "straight":
            ends.append((1, (dependency.source, dependency), source, ""))
        elif route == "under":
            ends.append((4, (dependency.source, dependency), source, "falling"))
            ends.append((3, (dependency.target, dependency), Cell(target.row, target.column - 1), "falling"))
        else:
            way = "falling" if target.row == BAND else "rising"
            ends.append((0, (dependency.target, dependency.source), target, way))
    ends += [
        (2, (completion.environment, completion), table.cells[completion.environment], "")
        for completion in assigned.completions
    ]
    for box in assigned.shares:
        if table.cells[box].column:
            ends.append((5, (box, "share"), Cell(BAND, table.cells[box].column - 1), "falling"))
    for box in assigned.buses:
        at = table.cells[box]
        ends.append((5, (box, "bus"), at, "" if table.is_last(at) else "falling"))
    return ends


def _assign(assigned: Tracks, row: int, gutter: Gutter, ends: list[tuple[int, End, str]]) -> None:
    """Ports from the top in the order of ``ends``, and tracks from the left."""
    rising = [end for _, end, way in ends if way == "rising"]
    # What leaves a box is at the left of what enters the next one: they do not cross.
    falling = [end for order, end, way in sorted(ends, key=lambda entry: -entry[0]) if way == "falling"]
    for number, (_, end, _) in enumerate(ends):
        assigned.ports[end] = _FIRST_PORT + _PORT_PITCH * number
    assigned.rising |= {end: number for number, end in enumerate(rising)}
    assigned.falling |= {end: number for number, end in enumerate(falling)}
    assigned.gutters[gutter] = max(assigned.gutters[gutter], len(rising), len(falling))
    assigned.lowest_ports[row] = max(assigned.lowest_ports[row], _FIRST_PORT + _PORT_PITCH * (len(ends) - 1))


def _enter_channels(assigned: Tracks, table: Table, dependency: Dependency, route: Route) -> None:
    source, target = table.cells[dependency.source], table.cells[dependency.target]

    def enter(channel: list[object], line: object) -> None:
        if line not in channel:
            channel.append(line)

    if route == "under":
        enter(assigned.below[source.row], dependency)
    elif route == "bus":
        if not table.is_last(source):
            enter(assigned.below[source.row], ("bus", dependency.source))
        if target.row == BAND:
            enter(assigned.below[BAND], ("bus", dependency.source))
        else:
            enter(assigned.above[target.row], dependency.source)
