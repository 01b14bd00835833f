"""The texts inside a box, wrapped to its width; what does not fit is shortened."""

from __future__ import annotations

from collections.abc import Sequence

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.graph.diagram import Box, SubnetShare
from mwaa_tf.graph.lanes import Lane
from mwaa_tf.graph.layout import Area, Chip, PlacedBox, PlacedLane, PlacedRead, PlacedShare, TextLine
from mwaa_tf.graph.measure import Font, fit, fit_middle, width, wrap

PATH_FONT = Font(13, mono=True, bold=True)
FOLDER_FONT = Font(11, mono=True)
TITLE_FONT = Font(12)
FACT_FONT = Font(11, mono=True)
READ_FONT = Font(11, mono=True)
CHIP_FONT = Font(11, mono=True)
BADGE_FONT = Font(11, bold=True)
SHARE_FONT = Font(12, bold=True)

LANE_FONT = Font(14, bold=True)
ACCOUNT_FONT = Font(12, mono=True)
NOTE_FONT = Font(12)

SHARE_HEIGHT = 44
#: From the left edge of the outputs that a workspace reads to their text; the stage that they come from is before it.
READ_INDENT = 22
_PAD = 14
_LANE_PAD = 12
_LANE_GAP = 8
_LANE_HEIGHT = 34
_CHIP_HEIGHT = 20
_CHIP_PAD = 8
_CHIP_GAP = 6
_HEADING_LINES = 4
_TITLE_LINES = 3
_FACT_LINES = 3
_READ_LINES = 5
_NAME_PITCH = 17
_TITLE_PITCH = 16
_SMALL_PITCH = 14
_PENDING = "PENDING"

Read = tuple[Stage, tuple[str, ...]]
"""The stage of another workspace, and its outputs that are read."""


def height(box: Box, reads: Sequence[Read], box_width: int) -> int:
    """The height that the texts of ``box`` need."""
    placed = place(box, reads, Area(0, 0, box_width, 0))
    chips = [*placed.chips, *([placed.badge] if placed.badge else ())]
    # Chips are placed from the bottom of the box, which is at 0 here.
    first_chip = min((chip.area.y for chip in chips), default=0)
    return _texts_bottom(placed) + (8 if chips else 2) - first_chip


def place(box: Box, reads: Sequence[Read], area: Area) -> PlacedBox:
    """The texts of ``box`` in ``area``."""
    available = area.width - 2 * _PAD
    x, y = area.x + _PAD, area.y + 8
    folder, slash, leaf = box.heading.rpartition("/")
    if folder:
        y += 15
    folder_line = TextLine(x, y, fit_middle(folder + slash, FOLDER_FONT, available)) if folder else None
    names = [leaf] if box.count == 1 else list(box.names)
    headings, y = _lines(x, y, _NAME_PITCH, [line for name in names for line in _heading(name, available)])
    title, y = _lines(x, y + 3, _TITLE_PITCH, wrap(box.title, TITLE_FONT, available, _TITLE_LINES))
    facts, y = _lines(
        x, y + 4 * bool(box.facts), _SMALL_PITCH, [line for fact in box.facts for line in _fact(fact, available)]
    )
    placed_reads: list[PlacedRead] = []
    y += 4
    for stage, outputs in reads:
        texts = wrap(", ".join(outputs), READ_FONT, available - READ_INDENT, _READ_LINES)
        lines, bottom = _lines(x + READ_INDENT, y, _SMALL_PITCH, texts or ("",))
        placed_reads.append(PlacedRead(stage, x + 8, y + _SMALL_PITCH - 4, lines, ", ".join(outputs)))
        y = bottom + 4
    chips, badge = _chips(box, area)
    return PlacedBox(box, area, folder_line, headings, title, facts, tuple(placed_reads), chips, badge)


def lane_height(lane: Lane, lane_width: int) -> int:
    """The height of the text that names an account: one line, or two if the name is long."""
    return _LANE_HEIGHT if _fits_one_line(lane, lane_width - 2 * _LANE_PAD) else _LANE_HEIGHT + _TITLE_PITCH


def place_lane(lane: Lane, area: Area) -> PlacedLane:
    """Name, account and role of a lane; without the role if that does not fit."""
    x, y, available = area.x + _LANE_PAD, area.y + 22, area.width - 2 * _LANE_PAD
    title = fit(lane.title, LANE_FONT, available)
    after, line = x + width(title, LANE_FONT) + _LANE_GAP, y
    if not _fits_one_line(lane, available):
        after, line = x, y + _TITLE_PITCH
    accounts = fit(_accounts(lane), ACCOUNT_FONT, x + available - after)
    last = after + width(accounts, ACCOUNT_FONT) + _LANE_GAP
    note_fits = last + width(lane.note, NOTE_FONT) <= x + available
    return PlacedLane(
        lane,
        area,
        TextLine(x, y, title),
        TextLine(after, line, accounts),
        TextLine(last, line, lane.note) if note_fits else None,
    )


def _fits_one_line(lane: Lane, available: int) -> bool:
    texts = ((lane.title, LANE_FONT), (_accounts(lane), ACCOUNT_FONT), (lane.note, NOTE_FONT))
    return sum(width(text, font) for text, font in texts) + 2 * _LANE_GAP <= available


def _accounts(lane: Lane) -> str:
    return lane.accounts[0] if len(lane.accounts) == 1 else f"{len(lane.accounts)} accounts"


def place_share(share: SubnetShare, area: Area) -> PlacedShare:
    """The shared subnets in ``area``."""
    available = area.width - 2 * _PAD
    x = area.x + _PAD
    return PlacedShare(
        area,
        TextLine(x, area.y + 18, fit("Private subnets", SHARE_FONT, available)),
        TextLine(x, area.y + 34, fit(_shared_with(share.principals), TITLE_FONT, available)),
        ", ".join(share.principals),
    )


def _heading(name: str, available: int) -> tuple[str, ...]:
    lines = wrap(name, PATH_FONT, available, _HEADING_LINES)
    # Both ends of a name matter: where it cannot be broken, the middle is left out.
    return lines if len(lines) > 1 else (fit_middle(name, PATH_FONT, available),)


def _fact(fact: str, available: int) -> tuple[str, ...]:
    return wrap(fact, FACT_FONT, available, _FACT_LINES)


def _lines(x: int, y: int, pitch: int, texts: Sequence[str]) -> tuple[tuple[TextLine, ...], int]:
    """Lines below ``y``, and where the last ends."""
    return tuple(TextLine(x, y + pitch * (i + 1), text) for i, text in enumerate(texts)), y + pitch * len(texts)


def _texts_bottom(placed: PlacedBox) -> int:
    """The lowest baseline, and the space below it."""
    lines = [*placed.headings, *placed.title, *placed.facts, *(line for read in placed.reads for line in read.lines)]
    return max((line.y for line in lines), default=placed.area.y) + 8


def _chips(box: Box, area: Area) -> tuple[tuple[Chip, ...], Chip | None]:
    """The modules, in as many rows as they need, and the badge at the right of the last row; at the lower edge."""
    x, right = area.x + _PAD, area.right - _PAD
    rows: list[list[tuple[int, str]]] = [[]]
    for module in box.modules:
        text = fit(module, CHIP_FONT, right - x - 2 * _CHIP_PAD)
        if rows[-1] and _row_width(rows[-1]) + _CHIP_GAP + _chip_width(text) > right - x:
            rows.append([])
        rows[-1].append((_chip_width(text), text))
    badge_width = width(_PENDING, BADGE_FONT) + 16
    if box.waits and rows[-1] and _row_width(rows[-1]) + _CHIP_GAP + badge_width > right - x:
        rows.append([])
    chips: list[Chip] = []
    for number, row in enumerate(rows):
        left, y = x, area.bottom - 12 - _CHIP_HEIGHT - (len(rows) - 1 - number) * (_CHIP_HEIGHT + _CHIP_GAP)
        for wide, text in row:
            chips.append(Chip(Area(left, y, wide, _CHIP_HEIGHT), TextLine(left + _CHIP_PAD, y + 14, text)))
            left += wide + _CHIP_GAP
    if not box.waits:
        return tuple(chips), None
    place = Area(right - badge_width, area.bottom - 12 - _CHIP_HEIGHT, badge_width, _CHIP_HEIGHT)
    return tuple(chips), Chip(place, TextLine(place.x + 8, place.y + 14, _PENDING))


def _row_width(row: Sequence[tuple[int, str]]) -> int:
    return sum(wide for wide, _ in row) + _CHIP_GAP * (len(row) - 1)


def _chip_width(text: str) -> int:
    return width(text, CHIP_FONT) + 2 * _CHIP_PAD


def _shared_with(principals: tuple[str, ...]) -> str:
    if len(principals) > 1:
        return f"shared with {len(principals)} principals"
    name = principals[0].rpartition("/")[2]
    if name.startswith("ou-"):
        return f"shared with unit {name}"
    return f"shared with organization {name}" if name.startswith("o-") else "shared through AWS RAM"
