"""Positions of rows, columns and accounts: as high as their texts and as wide as the lines between them need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mwaa_tf.graph.contents import SHARE_HEIGHT, lane_height
from mwaa_tf.graph.diagram import Diagram, SubnetShare
from mwaa_tf.graph.layout import Area
from mwaa_tf.graph.routes import TRACK_PITCH, Gutter, Tracks
from mwaa_tf.graph.rows import BAND, Table

MARGIN = 16
TOP = 76
#: Width of a box, by the number of columns: with 3, the picture is read at 90% of its size on a page 860 pixels wide.
_BOX_WIDTHS = {0: 500, 1: 500, 2: 330}
_BOX_WIDTH = 260

_STAGE_HEADING = 38
_SHARE_GUTTER = 26
_PAD = 14
_CARD_PAD = 10
_CARD_GAP = 12
_ROW_GAP = 16
#: From a box to the first track beside it, with room for an arrowhead and the frame of an account.
_BEFORE_TRACKS = 24
_AFTER_TRACKS = 22
#: From a row to the lines in the channel below it (with room for the shadow of a group), or above it.
_BELOW_ROW = 14
_ABOVE_ROW = 12


@dataclass(slots=True)
class Grid:
    """Where everything is. Rows are numbered as in the table, the band first."""

    columns: list[int] = field(default_factory=list)
    """The left edge of each column."""
    box_width: int = 0
    band: list[tuple[int, int]] = field(default_factory=list)
    """Left edge and width of each box in the band."""
    rows: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Upper edge and height of each."""
    stage_headings_y: int = 0
    lanes: dict[int, Area] = field(default_factory=dict)
    shares: dict[SubnetShare, Area] = field(default_factory=dict)
    bus: int = 0
    """Where the first bus runs at the right."""
    share_bus: int = 0

    def area(self, row: int, column: int) -> Area:
        """The area of a box."""
        y, height = self.rows[row]
        x, width = self.band[column] if row == BAND else (self.columns[column], self.box_width)
        return Area(x, y, width, height)

    def below(self, row: int, number: int) -> int:
        """The height of a line in the channel below ``row``."""
        y, height = self.rows[row]
        return y + height + _BELOW_ROW + TRACK_PITCH * number

    def above(self, row: int, number: int, count: int) -> int:
        """The height of a line in the channel above ``row``, which has ``count`` lines."""
        return self.rows[row][0] - _ABOVE_ROW - TRACK_PITCH * (count - 1 - number)

    def right_of(self, box: Area, track: int) -> int:
        """Where a line turns at the right of ``box``."""
        return box.right + _BEFORE_TRACKS + TRACK_PITCH * track


def box_width(table: Table) -> int:
    """The width of all boxes below the band."""
    return _BOX_WIDTHS.get(len(table.columns), _BOX_WIDTH)


def band_widths(table: Table, tracks: Tracks, has_cards: bool) -> list[int]:
    """The widths of the boxes in the band: as wide as the columns below, with the gutters between them."""
    count = table.last_in_band + 1
    if not count:
        return []
    gaps = [_gutter(tracks, Gutter(True, number)) for number in range(count - 1)]
    columns = [_gutter(tracks, Gutter(False, number)) for number in range(len(table.columns) - 1)]
    whole = max(len(table.columns), 1) * box_width(table) + sum(columns) + (_CARD_PAD if has_cards else 0)
    return [(whole - sum(gaps)) // count] * count


def grid(diagram: Diagram, table: Table, tracks: Tracks, heights: Mapping[int, int]) -> Grid:
    """The grid of ``diagram``, whose rows have boxes of these ``heights``."""
    placed = Grid(box_width=box_width(table))
    inner = _place_columns(diagram, table, tracks, placed)
    last = max(tracks.gutters[Gutter(False, len(table.columns) - 1)], tracks.gutters[Gutter(True, table.last_in_band)])
    placed.bus = inner + _BEFORE_TRACKS + TRACK_PITCH * last
    right = placed.bus + TRACK_PITCH * (len(tracks.buses) - 1) + _PAD if tracks.buses or last else inner + _PAD
    heading = lane_height(diagram.lanes[0], right - MARGIN) if diagram.lanes else 0
    bottom = _place_rows(diagram, table, tracks, heights, placed, TOP + heading)
    if diagram.lanes:
        placed.lanes[0] = Area(MARGIN, TOP, right - MARGIN, bottom - TOP)
    return placed


def _place_columns(diagram: Diagram, table: Table, tracks: Tracks, placed: Grid) -> int:
    """Place all columns, those of the band included; returns the right edge of the last."""
    has_cards = len(diagram.lanes) > 1
    left = MARGIN + (_SHARE_GUTTER if tracks.shares else _PAD)
    placed.share_bus = MARGIN + _SHARE_GUTTER // 2
    x = left + (_CARD_PAD if has_cards else 0)
    for number in range(len(table.columns)):
        placed.columns.append(x)
        x += placed.box_width + _gutter(tracks, Gutter(False, number))
    x = left
    for number, width in enumerate(band_widths(table, tracks, has_cards)):
        placed.band.append((x, width))
        x += width + _gutter(tracks, Gutter(True, number))
    in_band = [x + width for x, width in placed.band]
    return max([left, *in_band, *(column + placed.box_width for column in placed.columns)])


def _gutter(tracks: Tracks, gutter: Gutter) -> int:
    return _BEFORE_TRACKS + TRACK_PITCH * max(tracks.gutters[gutter] - 1, 0) + _AFTER_TRACKS


def _place_rows(
    diagram: Diagram, table: Table, tracks: Tracks, heights: Mapping[int, int], placed: Grid, end: int
) -> int:
    """Place all rows below ``end``, and the areas of participants; returns the lower edge of the owner's area."""
    if placed.band:
        placed.rows[BAND] = (end + _STAGE_HEADING, heights[BAND])
        end += _STAGE_HEADING + heights[BAND] + _lines_below(tracks, BAND)
    placed.stage_headings_y = end + _STAGE_HEADING - 14
    if any(stage in table.columns for stage in diagram.stages):
        end += _STAGE_HEADING - 4
    lines_end = end
    for lane, rows in table.blocks:
        if lane:
            top = max(end + _CARD_GAP, lines_end)
            end = top + lane_height(diagram.lanes[lane], placed.box_width + 2 * _CARD_PAD)
            for share in diagram.shares:
                if share.lane == lane:
                    placed.shares[share] = Area(placed.columns[0], end, placed.box_width, SHARE_HEIGHT)
                    end += SHARE_HEIGHT + _CARD_GAP
            card_end = end + 4
            end -= _ROW_GAP - 4
        for row in rows:
            if lane and row in table.without_environment and row == rows[0]:
                # Beside the account whose environment is not in the picture.
                end = top - _ROW_GAP
            y = max(end + _ROW_GAP, lines_end + _lines_above(tracks, row))
            placed.rows[row] = (y, heights[row])
            end = y + heights[row]
            lines_end = end + _lines_below(tracks, row)
        if lane:
            if any(row not in table.without_environment for row in rows):
                card_end = end + _CARD_PAD
            height = card_end - top
            placed.lanes[lane] = Area(placed.columns[0] - _CARD_PAD, top, placed.box_width + 2 * _CARD_PAD, height)
            end = max(end, card_end)
    return max(end, lines_end) + _PAD


def _lines_below(tracks: Tracks, row: int) -> int:
    count = len(tracks.below[row])
    return _BELOW_ROW + TRACK_PITCH * (count - 1) if count else 0


def _lines_above(tracks: Tracks, row: int) -> int:
    count = len(tracks.above[row])
    return _ABOVE_ROW + TRACK_PITCH * count if count else 0
