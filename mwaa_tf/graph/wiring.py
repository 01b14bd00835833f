"""Ports: the height at which each line leaves and enters a box, before anything is positioned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from mwaa_tf.graph.diagram import Completion, Diagram, SubnetShare
from mwaa_tf.graph.layout import Kind
from mwaa_tf.graph.measure import Font, fit, width

LABEL_FONT = Font(11, mono=True)
LABEL_PITCH = 14
#: A label is at most this wide and has at most this many lines.
_LABEL_WIDTH = 250
_LABEL_LINES = 8
#: Label of the line from the endpoints back to the environment.
COMPLETES = "endpoints complete it"

_FIRST_PORT = 16
_PORT_GAP = 18


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in the table of lanes and stages; several boxes of one lane and stage are in rows below each other."""

    lane: int
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """The same outputs of one box for boxes of one column: one line that branches, with one label."""

    source: int
    targets: tuple[int, ...]
    outputs: tuple[str, ...]
    route: str
    """``next`` column, ``straight`` across free columns, or ``channel``: over the boxes, and in from the right."""


@dataclass(frozen=True, slots=True)
class SideLabel:
    """Lines of text beside a box, the first baseline ``offset`` below its upper edge."""

    box: int
    offset: int
    kind: Kind
    lines: tuple[str, ...]
    full: str

    @property
    def width(self) -> int:
        """Of its longest line."""
        return max(width(line, LABEL_FONT) for line in self.lines)


@dataclass(slots=True)
class Wiring:
    """Ports as distances from a box's upper edge, by box and what uses them."""

    cells: tuple[Cell, ...]
    """Of each box, in the diagram's order."""
    share_rows: dict[SubnetShare, Cell]
    bundles: tuple[Bundle, ...]
    completions: tuple[Completion, ...]
    """Those from one column to the previous one, as every deployment has them."""
    right: dict[tuple[int, object], int] = field(default_factory=dict)
    left: dict[tuple[int, object], int] = field(default_factory=dict)
    labels: list[SideLabel] = field(default_factory=list)

    @property
    def lowest_port(self) -> int:
        """Of all boxes."""
        return max((*self.right.values(), *self.left.values()), default=0)


def wiring(diagram: Diagram) -> Wiring:
    """The ports and labels of ``diagram``."""
    cells, share_rows = _cells(diagram)
    completions = tuple(
        completion
        for completion in diagram.completions
        if cells[completion.endpoints].column - cells[completion.environment].column == 1
    )
    wired = Wiring(cells, share_rows, _bundles(diagram, cells, share_rows), completions)
    for box in range(len(diagram.boxes)):
        _right_ports(wired, box)
    for box in range(len(diagram.boxes)):
        _left_ports(wired, diagram, box)
    return wired


def _cells(diagram: Diagram) -> tuple[tuple[Cell, ...], dict[SubnetShare, Cell]]:
    column_of = {stage: column for column, stage in enumerate(diagram.stages)}
    used: dict[tuple[int, int], int] = {}

    def next_row(lane: int, column: int) -> Cell:
        row = used.get((lane, column), 0)
        used[lane, column] = row + 1
        return Cell(lane, column, row)

    # The shared subnets come first in their lane: the boxes there depend on them.
    share_rows = {share: next_row(share.lane, column_of[diagram.boxes[share.source].stage]) for share in diagram.shares}
    return tuple(next_row(box.lane, column_of[box.stage]) for box in diagram.boxes), share_rows


def _bundles(diagram: Diagram, cells: tuple[Cell, ...], share_rows: dict[SubnetShare, Cell]) -> tuple[Bundle, ...]:
    taken = {*cells, *share_rows.values()}
    targets: dict[tuple[int, bool, int, tuple[str, ...]], list[int]] = {}
    for dependency in diagram.dependencies:
        ahead = cells[dependency.target].column - cells[dependency.source].column
        key = (dependency.source, ahead == 1, cells[dependency.target].column, dependency.outputs)
        targets.setdefault(key, []).append(dependency.target)
    bundles = [
        Bundle(
            source,
            tuple(boxes),
            outputs,
            "next" if adjacent else "straight" if _is_straight(cells[source], boxes, cells, taken) else "channel",
        )
        for (source, adjacent, _, outputs), boxes in targets.items()
    ]
    # What goes up and over leaves a box above what goes down.
    return tuple(sorted(bundles, key=lambda bundle: (bundle.source, bundle.route == "next")))


def _is_straight(source: Cell, targets: list[int], cells: tuple[Cell, ...], taken: set[Cell]) -> bool:
    target = cells[targets[0]]
    between = {Cell(source.lane, column, source.row) for column in range(source.column + 1, target.column)}
    aligned = (target.lane, target.row) == (source.lane, source.row) and target.column > source.column
    return len(targets) == 1 and aligned and not between & taken


def _right_ports(wired: Wiring, box: int) -> None:
    offset = _FIRST_PORT
    for bundle in wired.bundles:
        if bundle.source == box:
            wired.right[box, bundle] = offset
            lines = _label_lines(bundle.outputs)
            if lines:
                full = ", ".join(bundle.outputs)
                wired.labels.append(SideLabel(box, offset + LABEL_PITCH, "dependency", lines, full))
            offset += LABEL_PITCH * len(lines) + _PORT_GAP
    for completion in wired.completions:
        if completion.environment == box:
            # One arrow is enough where the endpoints of a group are drawn apart.
            if (box, "completion") not in wired.right:
                full = f"{COMPLETES}: PENDING, CREATING, AVAILABLE"
                wired.labels.append(SideLabel(box, offset + 6, "completion", (COMPLETES,), full))
                wired.right[box, "completion"] = offset + 11
                offset += 11 + _PORT_GAP
            wired.right[box, completion] = wired.right[box, "completion"]
    for bundle in wired.bundles:
        if bundle.route == "channel" and box in bundle.targets:
            wired.right[box, (bundle, "in")] = offset
            offset += _PORT_GAP


def _left_ports(wired: Wiring, diagram: Diagram, box: int) -> None:
    taken: list[int] = []

    def port(user: object, wanted: int) -> None:
        """Assign the wanted height, so that lines between aligned boxes are straight; or the next that is free."""
        while any(abs(wanted - other) < _PORT_GAP - 4 for other in taken):
            wanted += _PORT_GAP
        taken.append(wanted)
        wired.left[box, user] = wanted

    incoming: Iterable[Bundle] = (
        bundle for bundle in wired.bundles if box in bundle.targets and bundle.route != "channel"
    )
    for bundle in sorted(incoming, key=lambda bundle: bundle.route == "next"):
        port(bundle, wired.right[bundle.source, bundle])
    for completion in wired.completions:
        if completion.endpoints == box:
            port(completion, wired.right[completion.environment, completion])
    if any(share.source == box for share in diagram.shares):
        port("share", 3 * _PORT_GAP)


def _label_lines(outputs: tuple[str, ...]) -> tuple[str, ...]:
    shown = outputs if len(outputs) <= _LABEL_LINES else outputs[: _LABEL_LINES - 1]
    rest = len(outputs) - len(shown)
    return tuple(fit(name, LABEL_FONT, _LABEL_WIDTH) for name in shown) + ((f"and {rest} more",) if rest else ())
