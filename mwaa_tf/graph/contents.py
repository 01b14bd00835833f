"""The texts inside a box, shortened to its width."""

from __future__ import annotations

from mwaa_tf.graph.diagram import Box, SubnetShare
from mwaa_tf.graph.layout import Area, Chip, PlacedBox, PlacedShare, TextLine
from mwaa_tf.graph.measure import Font, fit, fit_middle, width, wrap

PATH_FONT = Font(13, mono=True, bold=True)
FOLDER_FONT = Font(11, mono=True)
TITLE_FONT = Font(12)
CHIP_FONT = Font(11, mono=True)
BADGE_FONT = Font(10, bold=True)
SHARE_FONT = Font(13, bold=True)
PRINCIPAL_FONT = Font(11, mono=True)

SHARE_HEIGHT = 74
_PAD = 14
_CHIP_HEIGHT = 20
_CHIP_PAD = 8
_CHIP_GAP = 6
_TITLE_LINES = 3
_TITLE_PITCH = 16
#: Height of a box with a title of one line.
_HEIGHT = 100
_PENDING = "PENDING"


def height(box: Box, box_width: int) -> int:
    """The height that the texts of ``box`` need."""
    return _HEIGHT + (len(_title(box, box_width)) - 1) * _TITLE_PITCH


def place(box: Box, area: Area) -> PlacedBox:
    """The texts of ``box`` in ``area``."""
    available = area.width - 2 * _PAD
    x = area.x + _PAD
    folder, slash, leaf = box.heading.rpartition("/")
    y = area.y + (40 if folder else 30)
    return PlacedBox(
        box=box,
        area=area,
        folder=TextLine(x, area.y + 23, fit_middle(folder + slash, FOLDER_FONT, available)) if folder else None,
        heading=TextLine(x, y, fit_middle(leaf, PATH_FONT, available)),
        title=tuple(TextLine(x, y + 19 + _TITLE_PITCH * i, line) for i, line in enumerate(_title(box, area.width))),
        chips=_chips(box, area),
        badge=_badge(area) if box.waits else None,
    )


def share_area(area: Area) -> Area:
    """The part of a box's area that the shared subnets take."""
    return Area(area.x, area.y, area.width, SHARE_HEIGHT)


def place_share(share: SubnetShare, area: Area) -> PlacedShare:
    """The shared subnets in ``area``."""
    available = area.width - 2 * _PAD
    x = area.x + _PAD
    return PlacedShare(
        area,
        TextLine(x, area.y + 25, "Private subnets"),
        (
            TextLine(x, area.y + 43, fit("shared through AWS RAM", TITLE_FONT, available)),
            TextLine(x, area.y + 61, fit(_principals(share.principals), PRINCIPAL_FONT, available)),
        ),
        ", ".join(share.principals),
    )


def _title(box: Box, box_width: int) -> tuple[str, ...]:
    return wrap(box.title, TITLE_FONT, box_width - 2 * _PAD, _TITLE_LINES)


def _badge(area: Area) -> Chip:
    wide = width(_PENDING, BADGE_FONT) + 14
    place = Area(area.right - _PAD - wide, area.bottom - _CHIP_HEIGHT - 11, wide, _CHIP_HEIGHT)
    return Chip(place, TextLine(place.x + 7, place.y + 14, _PENDING))


def _chips(box: Box, area: Area) -> tuple[Chip, ...]:
    """The modules in one row; those that do not fit are counted in the last chip."""
    right = area.right - _PAD - (width(_PENDING, BADGE_FONT) + 22 if box.waits else 0)
    x, y = area.x + _PAD, area.bottom - _CHIP_HEIGHT - 11
    chips: list[Chip] = []
    for number, module in enumerate(box.modules):
        rest = len(box.modules) - number
        available = right - x - (_chip_width(f"+{rest}") + _CHIP_GAP if rest > 1 else 0)
        text = module if chips else fit(module, CHIP_FONT, available - 2 * _CHIP_PAD)
        is_last = _chip_width(text) > available
        if is_last:
            text = f"+{rest}"
        chips.append(Chip(Area(x, y, _chip_width(text), _CHIP_HEIGHT), TextLine(x + _CHIP_PAD, y + 14, text)))
        if is_last:
            break
        x += _chip_width(text) + _CHIP_GAP
    return tuple(chips)


def _chip_width(text: str) -> int:
    return width(text, CHIP_FONT) + 2 * _CHIP_PAD


def _principals(principals: tuple[str, ...]) -> str:
    if len(principals) > 1:
        return f"with {len(principals)} principals"
    name = principals[0].rpartition("/")[2]
    if name.startswith("ou-"):
        return f"with unit {name}"
    return f"with organization {name}" if name.startswith("o-") else f"with account {name}"
