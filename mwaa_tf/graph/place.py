"""Lay out a diagram: columns, lanes, boxes, then the lines between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mwaa_tf.graph import contents
from mwaa_tf.graph.diagram import Diagram
from mwaa_tf.graph.layout import Area, Column, Kind, Label, Layout, LegendEntry, PlacedLane, TextLine
from mwaa_tf.graph.measure import Font, fit, width
from mwaa_tf.graph.routes import CHANNEL_PITCH, CHANNEL_TOP, LABEL_INSET, Gutters, channel_order, gutters, routes
from mwaa_tf.graph.wiring import LABEL_PITCH, SideLabel, Wiring, wiring
from mwaa_tf.text import plural

MARGIN = 24
BOX_WIDTH = 236
ROW_GAP = 16
LANE_GAP = 10
LANE_PAD = 16
#: Height of the line with a lane's name; the channels over the boxes run beside and below it.
LANE_HEADING = 36
LEGEND_PITCH = 24

HEADING_FONT = Font(20, bold=True)
SUBTITLE_FONT = Font(13)
STAGE_FONT = Font(14, bold=True)
LANE_FONT = Font(14, bold=True)
ACCOUNT_FONT = Font(12, mono=True)
NOTE_FONT = Font(12)
LEGEND_FONT = Font(12)

_HEADINGS_Y = 104
_LANES_Y = 126
_SMALLEST_WIDTH = 560

_MEANINGS: dict[Kind | None, str] = {
    "dependency": "outputs, read from the other workspace's state",
    "share": "private subnets, shared through AWS RAM",
    "completion": "the endpoints for which MWAA keeps the environment PENDING",
    None: "several workspaces, drawn as one",
}


@dataclass(frozen=True, slots=True)
class Grid:
    """Edges of columns, rows and lanes."""

    columns: tuple[int, ...]
    """The left edge of each column."""
    lanes: tuple[Area, ...]
    rows: tuple[int, ...]
    """The first row of each lane."""
    box_height: int

    def box(self, lane: int, column: int, row: int) -> Area:
        """The area of a box."""
        y = self.rows[lane] + row * (self.box_height + ROW_GAP)
        return Area(self.columns[column], y, BOX_WIDTH, self.box_height)


def layout(diagram: Diagram) -> Layout:
    """The layout of ``diagram``."""
    wired = wiring(diagram)
    spaces = gutters(diagram, wired)
    grid = _grid(diagram, wired, spaces)
    areas = tuple(grid.box(cell.lane, cell.column, cell.row) for cell in wired.cells)
    share_areas = {
        share: contents.share_area(grid.box(cell.lane, cell.column, cell.row))
        for share, cell in wired.share_rows.items()
    }
    right = max((area.right for area in grid.lanes), default=_SMALLEST_WIDTH)
    legend, bottom = _legend(
        diagram, wired, right, max((area.bottom for area in grid.lanes), default=_LANES_Y - LEGEND_PITCH)
    )
    text_width = right - MARGIN
    return Layout(
        diagram=diagram,
        width=right + MARGIN,
        height=bottom + MARGIN,
        heading=TextLine(MARGIN, 46, fit(diagram.deployment, HEADING_FONT, text_width)),
        subtitle=TextLine(MARGIN, 68, fit(_subtitle(diagram), SUBTITLE_FONT, text_width)),
        columns=_columns(diagram, grid),
        lanes=tuple(_lane(diagram, number, grid, spaces) for number in range(len(grid.lanes))),
        boxes=tuple(contents.place(box, area) for box, area in zip(diagram.boxes, areas, strict=True)),
        shares=tuple(contents.place_share(share, area) for share, area in share_areas.items()),
        routes=tuple(routes(diagram, wired, spaces, areas, share_areas, grid.lanes)),
        labels=tuple(_label(label, areas[label.box]) for label in wired.labels),
        legend=legend,
    )


def _grid(diagram: Diagram, wired: Wiring, spaces: Gutters) -> Grid:
    columns: list[int] = []
    x = MARGIN
    for gutter in spaces.widths[: len(diagram.stages)]:
        x += gutter
        columns.append(x)
        x += BOX_WIDTH
    right = max(x + (spaces.widths[-1] if columns else 0), _SMALLEST_WIDTH)
    box_height = max((contents.height(box, BOX_WIDTH) for box in diagram.boxes), default=0)
    box_height = max(box_height, wired.lowest_port + 14)
    row_counts = [0] * len(diagram.lanes)
    for cell in (*wired.cells, *wired.share_rows.values()):
        row_counts[cell.lane] = max(row_counts[cell.lane], cell.row + 1)
    channels = channel_order(wired)
    lanes: list[Area] = []
    rows: list[int] = []
    y = _LANES_Y
    for lane, count in enumerate(row_counts):
        in_channel = sum(1 for over, _ in channels.values() if over == lane)
        above = max(LANE_HEADING, CHANNEL_TOP + CHANNEL_PITCH * in_channel)
        boxes = max(count, 1) * (box_height + ROW_GAP) - ROW_GAP
        if count == 1 and all(cell.lane != lane for cell in wired.cells):
            boxes = contents.SHARE_HEIGHT
        lanes.append(Area(MARGIN, y, right - MARGIN, above + boxes + LANE_PAD))
        rows.append(y + above)
        y += lanes[-1].height + LANE_GAP
    return Grid(tuple(columns), tuple(lanes), tuple(rows), box_height)


def _subtitle(diagram: Diagram) -> str:
    workspaces, stages = plural(diagram.workspaces, "workspace"), plural(len(diagram.stages), "stage")
    return f"Amazon MWAA in a shared VPC, {diagram.region}: {workspaces}, applied in {stages}"


def _columns(diagram: Diagram, grid: Grid) -> tuple[Column, ...]:
    return tuple(
        Column(
            stage,
            x,
            BOX_WIDTH,
            _HEADINGS_Y,
            TextLine(x + 30, _HEADINGS_Y + 5, fit(stage.label.capitalize(), STAGE_FONT, BOX_WIDTH - 30)),
        )
        for stage, x in zip(diagram.stages, grid.columns, strict=True)
    )


def _lane(diagram: Diagram, number: int, grid: Grid, spaces: Gutters) -> PlacedLane:
    """Name, account and role of a lane in one line over its first column; without the role if that does not fit."""
    lane, area = diagram.lanes[number], grid.lanes[number]
    x, y = grid.columns[0], area.y + 24
    accounts = lane.accounts[0] if len(lane.accounts) == 1 else f"{len(lane.accounts)} accounts"
    accounts = fit(accounts, ACCOUNT_FONT, BOX_WIDTH // 2)
    title = fit(lane.title, LANE_FONT, BOX_WIDTH - width(accounts, ACCOUNT_FONT) - 10)
    after = x + width(title, LANE_FONT) + 10
    last = after + width(accounts, ACCOUNT_FONT) + 10
    note_fits = last + width(lane.note, NOTE_FONT) <= x + BOX_WIDTH + spaces.before_tracks(1)
    return PlacedLane(
        lane,
        area,
        TextLine(x, y, title),
        TextLine(after, y, accounts),
        TextLine(last, y, lane.note) if note_fits else None,
    )


def _label(label: SideLabel, beside: Area) -> Label:
    x, y = beside.right + LABEL_INSET, beside.y + label.offset
    return Label(
        label.kind, tuple(TextLine(x, y + i * LABEL_PITCH, line) for i, line in enumerate(label.lines)), label.full
    )


def _legend(diagram: Diagram, wired: Wiring, right: int, lanes_end: int) -> tuple[tuple[LegendEntry, ...], int]:
    """The entries that the picture needs, in as many rows as its width requires; and the lower end of the last."""
    kinds: Sequence[tuple[Kind | None, object]] = (
        ("dependency", wired.bundles),
        ("share", diagram.shares),
        ("completion", wired.completions),
        (None, [box for box in diagram.boxes if box.count > 1]),
    )
    x, y = MARGIN, lanes_end + 30
    entries: list[LegendEntry] = []
    for kind, present in kinds:
        if not present:
            continue
        needed = 44 + width(_MEANINGS[kind], LEGEND_FONT)
        if x + needed > right and x > MARGIN:
            x, y = MARGIN, y + LEGEND_PITCH
        entries.append(LegendEntry(kind, TextLine(x + 44, y, _MEANINGS[kind])))
        x += needed + 28
    return tuple(entries), y if entries else lanes_end
