"""Lay out a diagram: rows and columns, tracks for the lines, then the positions of everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.graph import contents
from mwaa_tf.graph.contents import Read
from mwaa_tf.graph.diagram import Diagram
from mwaa_tf.graph.grid import MARGIN, TOP, Grid, band_widths, box_width, grid
from mwaa_tf.graph.layout import Layout, LegendEntry, Sign, StageHeading, TextLine
from mwaa_tf.graph.lines import routed_lines
from mwaa_tf.graph.measure import Font, fit, width
from mwaa_tf.graph.routes import Tracks, tracks
from mwaa_tf.graph.rows import BAND, Table, table
from mwaa_tf.text import plural

LEGEND_PITCH = 24

HEADING_FONT = Font(20, bold=True)
SUBTITLE_FONT = Font(13)
STAGE_FONT = Font(14, bold=True)
LEGEND_FONT = Font(12)

_SMALLEST_WIDTH = 560
_BELOW_PORTS = 16

_MEANINGS: Mapping[Sign, str] = {
    "dependency": "outputs, read from the other workspace's state",
    "read": "outputs that are read from this stage",
    "share": "private subnets, shared through AWS RAM",
    "completion": "the endpoints for which MWAA keeps the environment PENDING",
    "group": "several workspaces, drawn as one",
}


def layout(diagram: Diagram) -> Layout:
    """The layout of ``diagram``."""
    places = table(diagram)
    lines = tracks(diagram, places)
    reads = _reads(diagram)
    placed = grid(diagram, places, lines, _heights(diagram, places, lines, reads))
    areas = [placed.area(cell.row, cell.column) for cell in places.cells]
    right = max([area.right for area in placed.lanes.values()] + [_SMALLEST_WIDTH])
    legend, bottom = _legend(diagram, lines, right, max((area.bottom for area in placed.lanes.values()), default=TOP))
    return Layout(
        diagram=diagram,
        width=right + MARGIN,
        height=bottom + MARGIN,
        heading=TextLine(MARGIN, 38, fit(diagram.deployment, HEADING_FONT, right - MARGIN)),
        subtitle=TextLine(MARGIN, 60, fit(_subtitle(diagram), SUBTITLE_FONT, right - MARGIN)),
        headings=tuple(_stage_headings(diagram, places, placed)),
        lanes=tuple(contents.place_lane(diagram.lanes[lane], area) for lane, area in sorted(placed.lanes.items())),
        boxes=tuple(
            contents.place(box, reads[number], area)
            for number, (box, area) in enumerate(zip(diagram.boxes, areas, strict=True))
        ),
        shares=tuple(contents.place_share(share, area) for share, area in placed.shares.items()),
        routes=tuple(routed_lines(diagram, places, lines, placed)),
        legend=legend,
    )


def _reads(diagram: Diagram) -> Mapping[int, Sequence[Read]]:
    reads: dict[int, list[Read]] = defaultdict(list)
    for dependency in sorted(diagram.dependencies, key=lambda dependency: dependency.source):
        reads[dependency.target].append((diagram.boxes[dependency.source].stage, dependency.outputs))
    return reads


def _heights(diagram: Diagram, places: Table, lines: Tracks, reads: Mapping[int, Sequence[Read]]) -> dict[int, int]:
    """The height of each row: that of its highest box, and enough for the lines that end there."""
    in_band = band_widths(places, lines, len(diagram.lanes) > 1) if places.last_in_band >= 0 else []
    heights: dict[int, int] = defaultdict(int)
    for number, (box, cell) in enumerate(zip(diagram.boxes, places.cells, strict=True)):
        wide = in_band[cell.column] if cell.row == BAND else box_width(places)
        needed = contents.height(box, reads[number], wide)
        heights[cell.row] = max(heights[cell.row], needed, lines.lowest_ports[cell.row] + _BELOW_PORTS)
    return heights


def _subtitle(diagram: Diagram) -> str:
    workspaces, stages = plural(diagram.workspaces, "workspace"), plural(len(diagram.stages), "stage")
    accounts = {account for lane in diagram.lanes for account in lane.accounts}
    network = "a shared VPC" if diagram.shares or len(accounts) > 1 else "one account"
    return f"Amazon MWAA in {network}, {diagram.region}: {workspaces}, applied in {stages}"


def _stage_headings(diagram: Diagram, places: Table, placed: Grid) -> list[StageHeading]:
    """Over the boxes of the band, and over the columns."""
    spots: dict[Stage, tuple[int, int, int]] = {}
    for box, cell in zip(diagram.boxes, places.cells, strict=True):
        if cell.row == BAND and box.stage not in spots:
            area = placed.area(BAND, cell.column)
            spots[box.stage] = (area.x, area.y - 18, area.width)
    for stage, x in zip(places.columns, placed.columns, strict=True):
        if stage in diagram.stages:
            spots[stage] = (x, placed.stage_headings_y, placed.box_width)
    return [
        StageHeading(
            stage, x + 10, y, TextLine(x + 28, y + 5, fit(stage.label.capitalize(), STAGE_FONT, available - 28))
        )
        for stage, (x, y, available) in sorted(spots.items())
    ]


def _legend(diagram: Diagram, lines: Tracks, right: int, end: int) -> tuple[tuple[LegendEntry, ...], int]:
    """The entries that the picture needs, in as many rows as its width requires; and the lower end of the last."""
    present = {
        "dependency": lines.routes,
        "read": diagram.dependencies,
        "share": lines.shares,
        "completion": lines.completions,
        "group": [box for box in diagram.boxes if box.count > 1],
    }
    x, y = MARGIN, end + 28
    entries: list[LegendEntry] = []
    for kind, meaning in _MEANINGS.items():
        if not present[kind]:
            continue
        needed = 44 + width(meaning, LEGEND_FONT)
        if x + needed > right and x > MARGIN:
            x, y = MARGIN, y + LEGEND_PITCH
        entries.append(LegendEntry(kind, TextLine(x + 44, y, meaning)))
        x += needed + 28
    return tuple(entries), y if entries else end
