"""The points of all lines, once rows, columns and tracks have their positions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mwaa_tf.graph.diagram import Completion, Dependency, Diagram
from mwaa_tf.graph.grid import Grid
from mwaa_tf.graph.layout import Area, Kind, RoutedLine
from mwaa_tf.graph.routes import TRACK_PITCH, Tracks
from mwaa_tf.graph.rows import BAND, Table

Points = list[tuple[int, int]]


def routed_lines(diagram: Diagram, table: Table, tracks: Tracks, grid: Grid) -> Iterator[RoutedLine]:
    """All lines: shares first, so that dependencies are drawn on top."""
    return _Router(diagram, table, tracks, grid).lines()


@dataclass(frozen=True, slots=True)
class _Router:
    diagram: Diagram
    table: Table
    tracks: Tracks
    grid: Grid

    def lines(self) -> Iterator[RoutedLine]:
        names = [box.heading for box in self.diagram.boxes]
        for box in self.tracks.shares:
            branches = [self._share(box, area) for share, area in self.grid.shares.items() if share.source == box]
            yield _route("share", branches, f"{names[box]} shares its private subnets")
        for box in self.tracks.buses:
            read = [d for d, route in self.tracks.routes.items() if route == "bus" and d.source == box]
            meaning = "; ".join(f"to {names[d.target]}: {', '.join(d.outputs)}" for d in read)
            yield _route("dependency", [self._bus(d) for d in read], f"{names[box]} {meaning}")
        for dependency, route in self.tracks.routes.items():
            if route != "bus":
                points = self._straight(dependency) if route == "straight" else self._under(dependency)
                meaning = f"{names[dependency.source]} to {names[dependency.target]}: {', '.join(dependency.outputs)}"
                yield _route("dependency", [points], meaning)
        for completion in self.tracks.completions:
            meaning = f"{names[completion.endpoints]} completes {names[completion.environment]}, PENDING until then"
            yield _route("completion", [self._completion(completion)], meaning)

    def _area(self, box: int) -> Area:
        cell = self.table.cells[box]
        return self.grid.area(cell.row, cell.column)

    def _port(self, box: int, line: object) -> int:
        return self._area(box).y + self.tracks.ports[box, line]

    def _falling(self, box: int, line: object) -> int:
        return self.grid.right_of(self._area(box), self.tracks.falling[box, line])

    def _below(self, row: int, line: object) -> int:
        return self.grid.below(row, self.tracks.below[row].index(line))

    def _straight(self, dependency: Dependency) -> Points:
        y = self._port(dependency.source, dependency)
        return [(self._area(dependency.source).right, y), (self._area(dependency.target).x, y)]

    def _completion(self, completion: Completion) -> Points:
        y = self._port(completion.environment, completion)
        return [(self._area(completion.endpoints).x, y), (self._area(completion.environment).right, y)]

    def _under(self, dependency: Dependency) -> Points:
        """Below the boxes between both, and up again to the left side of the target."""
        target = self.table.cells[dependency.target]
        y, end = self._port(dependency.source, dependency), self._port(dependency.target, dependency)
        out = self._falling(dependency.source, dependency)
        before = self.grid.area(target.row, target.column - 1)
        into = self.grid.right_of(before, self.tracks.falling[dependency.target, dependency])
        low = self._below(target.row, dependency)
        start = (self._area(dependency.source).right, y)
        return [start, (out, y), (out, low), (into, low), (into, end), (self._area(dependency.target).x, end)]

    def _bus(self, dependency: Dependency) -> Points:
        """To the right edge, along it, and through the channel over the target's row to its right side."""
        source, target = dependency.source, self.table.cells[dependency.target]
        bus = self.grid.bus + TRACK_PITCH * self.tracks.buses.index(source)
        y, end = self._port(source, "bus"), self._port(dependency.target, source)
        points = [(self._area(source).right, y)]
        if not self.table.is_last(self.table.cells[source]):
            out, low = self._falling(source, "bus"), self._below(self.table.cells[source].row, ("bus", source))
            points += [(out, y), (out, low), (bus, low)]
        if target.row == BAND:
            over, into = self._below(BAND, ("bus", source)), self._falling(dependency.target, source)
        else:
            channel = self.tracks.above[target.row]
            over = self.grid.above(target.row, channel.index(source), len(channel))
            track = self.tracks.rising[dependency.target, source]
            into = self.grid.right_of(self._area(dependency.target), track)
        points += [(bus, points[-1][1]), (bus, over), (into, over), (into, end)]
        return [*points, (self._area(dependency.target).right, end)]

    def _share(self, box: int, shared: Area) -> Points:
        """Along the left edge."""
        area, bus = self._area(box), self.grid.share_bus
        y, end = self._port(box, "share"), shared.y + shared.height // 2
        column = self.table.cells[box].column
        points = [(area.x, y)]
        if column:
            out = self.grid.right_of(self.grid.area(BAND, column - 1), self.tracks.falling[box, "share"])
            low = self._below(BAND, ("share", box))
            points += [(out, y), (out, low)]
        return [*points, (bus, points[-1][1]), (bus, end), (shared.x, end)]


def _route(kind: Kind, branches: Sequence[Points], meaning: str) -> RoutedLine:
    return RoutedLine(kind, tuple(_corners(points) for points in branches), meaning)


def _corners(points: Points) -> tuple[tuple[int, int], ...]:
    """``points`` without those at which the line does not turn."""
    corners: Points = []
    for point in dict.fromkeys(points):
        if len(corners) > 1 and any(corners[-2][axis] == corners[-1][axis] == point[axis] for axis in (0, 1)):
            corners.pop()
        corners.append(point)
    return tuple(corners)
