"""Assign each box to a row and a column: endpoints and access stand beside the environment that they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.graph.diagram import Diagram

#: The row of the owner's workspaces that come before the environments: the state bucket and the network.
BAND = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the table of rows and columns. The columns of the band are those of its boxes."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of all boxes. The owner's account surrounds all others."""

    columns: tuple[Stage, ...]
    cells: tuple[Cell, ...]
    """Of each box, in the diagram's order."""
    blocks: tuple[tuple[int, tuple[int, ...]], ...]
    """From top to bottom: a lane and its rows. The owner's come first, but for those without an environment, which
    stand in the lane of the environment's account or, if it is unknown, below all others."""
    last_in_band: int
    without_environment: frozenset[int]
    """The rows of endpoints and access whose environment is not drawn."""

    def is_last(self, cell: Cell) -> bool:
        """Whether there is no column at the right of it."""
        return cell.column == (self.last_in_band if cell.row == BAND else len(self.columns) - 1)


def table(diagram: Diagram) -> Table:
    """The table of ``diagram``."""
    columns = tuple(stage for stage in diagram.stages if stage >= Stage.ENVIRONMENTS)
    has_cards = len(diagram.lanes) > 1
    if has_cards and Stage.ENVIRONMENTS not in columns:
        columns = (Stage.ENVIRONMENTS, *columns)
    rows = list(_rows(diagram))
    cells: dict[int, Cell] = {box: Cell(BAND, column) for column, box in enumerate(_band(diagram))}
    last_in_band = len(cells) - 1
    for number, row in enumerate(rows, start=1):
        for box in row:
            drawn = diagram.boxes[box]
            cells[box] = Cell(number, 0 if drawn.lane else columns.index(drawn.stage))
    blocks: dict[tuple[bool, int], list[int]] = {(False, lane): [] for lane in range(len(diagram.lanes))}
    for number, row in enumerate(rows, start=1):
        blocks.setdefault(_block(diagram, row[0]), []).append(number)
    return Table(
        columns,
        tuple(cells[box] for box in range(len(diagram.boxes))),
        tuple((lane, tuple(numbers)) for (_, lane), numbers in blocks.items()),
        last_in_band,
        frozenset(number for number, row in enumerate(rows, start=1) if _is_alone(diagram, row[0])),
    )


def _band(diagram: Diagram) -> list[int]:
    return [number for number, box in enumerate(diagram.boxes) if box.lane == 0 and box.stage < Stage.ENVIRONMENTS]


def _rows(diagram: Diagram) -> Iterator[list[int]]:
    """The boxes of each row: the owner's environments, those of the participants, and what belongs to none of them."""
    band = set(_band(diagram))
    rows: dict[int, list[int]] = {}
    row_of: dict[int, int] = {}
    for number, box in enumerate(diagram.boxes):
        if number in band:
            continue
        row = number
        if box.lane == 0 and box.stage > Stage.ENVIRONMENTS:
            row = next((row_of[other] for other in _belongs_to(diagram, number) if other in row_of), number)
            if any(_same_column(diagram, number, other) for other in rows.get(row, ())):
                row = number
        rows.setdefault(row, []).append(number)
        row_of[number] = row

    for row in sorted(rows, key=lambda row: (_block(diagram, row), _is_alone(diagram, row))):
        yield rows[row]


def _is_alone(diagram: Diagram, box: int) -> bool:
    """Whether a row that begins with ``box`` has no environment."""
    return diagram.boxes[box].lane == 0 and diagram.boxes[box].stage > Stage.ENVIRONMENTS


def _block(diagram: Diagram, box: int) -> tuple[bool, int]:
    """What the rows are sorted by, given their first box."""
    first = diagram.boxes[box]
    if not _is_alone(diagram, box):
        return False, first.lane
    return not first.environment_lane, first.environment_lane


def _belongs_to(diagram: Diagram, box: int) -> Iterator[int]:
    """The boxes that it could stand beside, the environment first."""
    yield from (completion.environment for completion in diagram.completions if completion.endpoints == box)
    sources = [dependency.source for dependency in diagram.dependencies if dependency.target == box]
    yield from sorted(sources, key=lambda source: diagram.boxes[source].stage)


def _same_column(diagram: Diagram, box: int, other: int) -> bool:
    return diagram.boxes[other].lane == 0 and diagram.boxes[other].stage == diagram.boxes[box].stage
