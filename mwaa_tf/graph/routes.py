"""Route lines through the gutters between columns and the channels over the boxes, which have no boxes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mwaa_tf.graph.diagram import Completion, Diagram, SubnetShare
from mwaa_tf.graph.layout import Area, Kind, RoutedLine
from mwaa_tf.graph.wiring import Bundle, Wiring

LABEL_INSET = 12
#: Lines over the boxes of a lane: the first this far below the lane's upper edge, each further one below it.
CHANNEL_TOP = 20
CHANNEL_PITCH = 12
_TRACK = 10
#: Space beside the tracks: to the labels at their left, and for arrowheads on both sides.
_AFTER_LABELS = 12
_ARROW = 22
_EDGE_GUTTER = 16
_EMPTY_GUTTER = 48

Points = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Gutters:
    """The spaces left of, between and right of the columns, each with a track for every line that turns in it."""

    widths: tuple[int, ...]
    tracks: Mapping[tuple[int, object], int]
    """Distance from the gutter's left edge, by gutter and line."""

    def before_tracks(self, gutter: int) -> int:
        """The width without vertical lines."""
        return min((x for (number, _), x in self.tracks.items() if number == gutter), default=self.widths[gutter]) - 8

    def right_of(self, box: Area, column: int, line: object) -> int:
        """Where ``line`` turns at the right of ``box`` in ``column``."""
        return box.right + self.tracks[column + 1, line]

    def left_of(self, box: Area, column: int, line: object) -> int:
        """Where ``line`` turns at the left of ``box`` in ``column``."""
        return box.x - self.widths[column] + self.tracks[column, line]


def gutters(diagram: Diagram, wired: Wiring) -> Gutters:
    """The width that each gutter needs for its labels and tracks."""
    users: list[list[object]] = [[] for _ in range(len(diagram.stages) + 1)]
    for bundle in wired.bundles:
        if bundle.route == "channel":
            users[wired.cells[bundle.source].column + 1].append((bundle, "out"))
            users[wired.cells[bundle.targets[0]].column + 1].append((bundle, "in"))
    for gutter, turning in enumerate(_turning(wired, len(users))):
        users[gutter].extend(turning)
    for share in diagram.shares:
        gutter = wired.share_rows[share].column
        if ("share", share.source) not in users[gutter]:
            users[gutter].append(("share", share.source))
    strips = [0] * len(users)
    for label in wired.labels:
        gutter = wired.cells[label.box].column + 1
        strips[gutter] = max(strips[gutter], LABEL_INSET + label.width)
    widths: list[int] = []
    tracks: dict[tuple[int, object], int] = {}
    for gutter, lines in enumerate(users):
        first = (strips[gutter] or (LABEL_INSET if gutter else 0)) + _AFTER_LABELS
        for place, line in enumerate(lines):
            tracks[gutter, line] = first + place * _TRACK
        is_last = gutter == len(users) - 1
        after = _EDGE_GUTTER if is_last else _ARROW
        if lines:
            widths.append(first + (len(lines) - 1) * _TRACK + after)
        else:
            smallest = _EDGE_GUTTER if gutter == 0 or is_last else _EMPTY_GUTTER
            widths.append(max(strips[gutter] and first + after, smallest))
    return Gutters(tuple(widths), tracks)


def channel_order(wired: Wiring) -> dict[Bundle, tuple[int, int]]:
    """Bundle -> the lane over whose boxes it is routed, and its number among the channels there."""
    used: dict[int, int] = {}
    order: dict[Bundle, tuple[int, int]] = {}
    for bundle in wired.bundles:
        if bundle.route == "channel":
            lane = wired.cells[bundle.targets[0]].lane
            order[bundle] = (lane, used.get(lane, 0))
            used[lane] = order[bundle][1] + 1
    return order


def routes(
    diagram: Diagram,
    wired: Wiring,
    spaces: Gutters,
    areas: Sequence[Area],
    share_areas: Mapping[SubnetShare, Area],
    lanes: Sequence[Area],
) -> Iterator[RoutedLine]:
    """All lines: shares first, so that dependencies are drawn on top."""
    names = [box.heading for box in diagram.boxes]
    shares: dict[int, list[Points]] = {}
    for share, area in share_areas.items():
        shares.setdefault(share.source, []).append(_share(share, wired, spaces, areas[share.source], area))
    for box, branches in shares.items():
        yield _route("share", branches, f"{names[box]} shares its private subnets")
    channels = channel_order(wired)
    for bundle in wired.bundles:
        if bundle.route == "channel":
            lane, place = channels[bundle]
            over = lanes[lane].y + CHANNEL_TOP + place * CHANNEL_PITCH
            branches = [_over(bundle, target, over, wired, spaces, areas) for target in bundle.targets]
        else:
            branches = [_across(bundle, target, wired, spaces, areas) for target in bundle.targets]
        targets = ", ".join(names[target] for target in bundle.targets)
        yield _route("dependency", branches, f"{names[bundle.source]} to {targets}: {', '.join(bundle.outputs)}")
    for completion in wired.completions:
        points = _back(completion, wired, spaces, areas)
        meaning = f"{names[completion.endpoints]} completes {names[completion.environment]}, PENDING until then"
        yield _route("completion", [points], meaning)


def _share(share: SubnetShare, wired: Wiring, spaces: Gutters, source: Area, shared: Area) -> Points:
    """Down at the left of the column."""
    y = source.y + wired.left[share.source, "share"]
    x = spaces.left_of(source, wired.share_rows[share].column, ("share", share.source))
    end = shared.y + shared.height // 2
    return [(source.x, y), (x, y), (x, end), (shared.x, end)]


def _over(bundle: Bundle, target: int, over: int, wired: Wiring, spaces: Gutters, areas: Sequence[Area]) -> Points:
    """Up, over all boxes at the height ``over``, and down on the right of the target."""
    source, area = areas[bundle.source], areas[target]
    y = source.y + wired.right[bundle.source, bundle]
    end = area.y + wired.right[target, (bundle, "in")]
    up = spaces.right_of(source, wired.cells[bundle.source].column, (bundle, "out"))
    down = spaces.right_of(area, wired.cells[target].column, (bundle, "in"))
    return [(source.right, y), (up, y), (up, over), (down, over), (down, end), (area.right, end)]


def _across(bundle: Bundle, target: int, wired: Wiring, spaces: Gutters, areas: Sequence[Area]) -> Points:
    """To the next column, or straight across columns that are free."""
    source, area = areas[bundle.source], areas[target]
    y, end = source.y + wired.right[bundle.source, bundle], area.y + wired.left[target, bundle]
    x = spaces.right_of(source, wired.cells[bundle.source].column, bundle)
    return [(source.right, y), (x, y), (x, end), (area.x, end)]


def _back(completion: Completion, wired: Wiring, spaces: Gutters, areas: Sequence[Area]) -> Points:
    """From the endpoints to the environment that waits for them."""
    source, area = areas[completion.endpoints], areas[completion.environment]
    y = source.y + wired.left[completion.endpoints, completion]
    end = area.y + wired.right[completion.environment, completion]
    x = spaces.right_of(area, wired.cells[completion.environment].column, completion)
    return [(source.x, y), (x, y), (x, end), (area.right, end)]


def _turning(wired: Wiring, count: int) -> list[list[Bundle | Completion]]:
    """The lines between neighbouring columns that turn in each gutter.

    From left to right in the order in which they leave their boxes: lines that all lead up then cross nowhere.
    """
    turning: list[list[tuple[tuple[int, int, int], Bundle | Completion]]] = [[] for _ in range(count)]
    for bundle in wired.bundles:
        if bundle.route != "channel":
            cell = wired.cells[bundle.source]
            port = wired.right[bundle.source, bundle]
            turning[cell.column + 1].append(((cell.lane, cell.row, port), bundle))
    for completion in wired.completions:
        cell = wired.cells[completion.environment]
        port = wired.right[completion.environment, completion]
        turning[cell.column + 1].append(((cell.lane, cell.row, port), completion))
    return [[line for _, line in sorted(lines, key=lambda entry: entry[0])] for lines in turning]


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
