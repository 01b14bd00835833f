"""SVG: plain text without scripts, fonts or external files; readable on light and dark screens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.graph.diagram import Diagram
from mwaa_tf.graph.formats._style import Theme, style
from mwaa_tf.graph.layout import (
    Area,
    Chip,
    LegendEntry,
    PlacedBox,
    PlacedLane,
    PlacedRead,
    PlacedShare,
    RoutedLine,
    StageHeading,
    TextLine,
)
from mwaa_tf.graph.place import layout

#: Of the names of files in this format.
ENDINGS = (".svg",)
THEMES: tuple[Theme, ...] = ("light", "dark")

_ARROW = 7
_CORNER = 6
#: How many paths of a group its title has.
_MAX_PATHS = 20


def write(diagrams: Sequence[Diagram], theme: Theme | None = None) -> str:
    """Write one document with the pictures stacked; without a ``theme``, each screen shows its own."""
    layouts = [layout(diagram) for diagram in diagrams]
    width = max((picture.width for picture in layouts), default=0)
    height = sum(picture.height for picture in layouts)
    names = ", ".join(diagram.deployment for diagram in diagrams)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mwaa-tf" role="img" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">',
        f"<title>{_text(names)}: accounts, stages and dependencies</title>",
        f"<desc>{_text(' '.join(_describe(diagram) for diagram in diagrams))}</desc>",
        f"<style>{style(theme)}</style>",
        f'<rect class="page" width="{width}" height="{height}" rx="12"/>',
    ]
    y = 0
    for picture in layouts:
        lines.append(f'<g transform="translate(0 {y})">' if y else "<g>")
        lines.append(_words(picture.heading, "name", picture.diagram.deployment))
        lines.append(_words(picture.subtitle, "quiet"))
        for lane in picture.lanes:
            lines.extend(_lane(lane))
        for heading in picture.headings:
            lines.extend(_heading(heading))
        for route in picture.routes:
            lines.extend(_route(route))
        for share in picture.shares:
            lines.extend(_share(share))
        for box in picture.boxes:
            lines.extend(_box(box))
        for entry in picture.legend:
            lines.extend(_legend(entry))
        lines.append("</g>")
        y += picture.height
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def _describe(diagram: Diagram) -> str:
    """The picture in words, for screen readers."""
    lanes = "; ".join(f"{lane.title}, {lane.note}" for lane in diagram.lanes)
    reads = "; ".join(
        f"{diagram.boxes[dependency.target].heading} reads {', '.join(dependency.outputs)} "
        f"from {diagram.boxes[dependency.source].heading}"
        for dependency in diagram.dependencies
    )
    return f"Accounts of {diagram.deployment}: {lanes}. {reads}{'.' if reads else ''}".rstrip()


def _lane(lane: PlacedLane) -> Iterator[str]:
    yield '<g class="lane">'
    yield _rect(lane.area, "owner-lane" if lane.lane.note == "owns the VPC" else "lane-area", 10)
    yield _words(lane.title, "lane-title", lane.lane.title)
    yield _words(lane.accounts, "account", ", ".join(lane.lane.accounts[:_MAX_PATHS]))
    if lane.note:
        yield _words(lane.note, "note")
    yield "</g>"


def _heading(heading: StageHeading) -> Iterator[str]:
    yield from _sign(heading.stage, heading.x, heading.y, 10)
    yield _words(heading.name, "stage", heading.stage.label.capitalize())


def _sign(stage: Stage, x: int, y: int, radius: int) -> Iterator[str]:
    """The number of a stage in a circle."""
    yield f'<circle class="step" cx="{x}" cy="{y}" r="{radius}"/>'
    yield f'<text class="step-number" x="{x}" y="{y + 4}" text-anchor="middle">{stage.value}</text>'


def _route(route: RoutedLine) -> Iterator[str]:
    yield f'<g class="{route.kind}">'
    yield f"<title>{_text(route.meaning)}</title>"
    # One path for all branches: common segments drawn twice would look bolder.
    yield f'<path class="line" d="{"".join(map(_line, route.branches))}"/>'
    yield f'<path class="head" d="{"".join(map(_head, route.branches))}"/>'
    yield "</g>"


def _line(points: Sequence[tuple[int, int]]) -> str:
    """A path with rounded corners that ends where the arrowhead begins."""
    parts = [f"M{points[0][0]} {points[0][1]}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(_CORNER, _distance(before, corner) // 2, _distance(corner, after) // 2)
        into, out = _towards(corner, before, radius), _towards(corner, after, radius)
        parts.append(f"L{into[0]} {into[1]}Q{corner[0]} {corner[1]} {out[0]} {out[1]}")
    end = _towards(points[-1], points[-2], _ARROW)
    return "".join([*parts, f"L{end[0]} {end[1]}"])


def _head(points: Sequence[tuple[int, int]]) -> str:
    """A triangle at the last point; the last segment is horizontal."""
    x, y = points[-1]
    back, _ = _towards(points[-1], points[-2], _ARROW + 1)
    return f"M{x} {y}L{back} {y - 4}L{back} {y + 4}Z"


def _distance(point: tuple[int, int], other: tuple[int, int]) -> int:
    return abs(point[0] - other[0]) + abs(point[1] - other[1])


def _towards(point: tuple[int, int], goal: tuple[int, int], step: int) -> tuple[int, int]:
    """``step`` pixels from ``point`` in the direction of ``goal``, horizontally or vertically."""

    def move(here: int, there: int) -> int:
        return here + (step if there > here else -step if there < here else 0)

    return move(point[0], goal[0]), move(point[1], goal[1])


def _share(share: PlacedShare) -> Iterator[str]:
    yield '<g class="shared">'
    yield f"<title>{_text(f'Private subnets, shared with {share.full}')}</title>"
    yield _rect(share.area, "shared-area", 8)
    yield _words(share.heading, "shared-title")
    yield _words(share.note, "text")
    yield "</g>"


def _box(placed: PlacedBox) -> Iterator[str]:
    box = placed.box
    more = f" and {box.count - _MAX_PATHS} more" if box.count > _MAX_PATHS else ""
    full = ", ".join(box.paths[:_MAX_PATHS]) + more
    yield '<g class="workspace">'
    yield f"<title>{_text(f'{full}: {box.title}')}</title>"
    if box.count > 1:
        # Only below: lines end at the sides.
        for step in (8, 4):
            area = placed.area
            yield _rect(Area(area.x + step, area.y + step, area.width - 2 * step, area.height), "behind", 8)
    yield _rect(placed.area, "box", 8)
    if placed.folder:
        yield _words(placed.folder, "folder")
    for line in placed.headings:
        yield _words(line, "path")
    for line in placed.title:
        yield _words(line, "text")
    for line in placed.facts:
        yield _words(line, "fact")
    for read in placed.reads:
        yield from _read(read)
    for chip in placed.chips:
        yield from _chip(chip, "chip")
    if placed.badge:
        yield from _chip(placed.badge, "badge")
    yield "</g>"


def _read(read: PlacedRead) -> Iterator[str]:
    yield f'<g class="read"><title>{_text(read.full)}</title>'
    yield from _sign(read.stage, read.x, read.y, 8)
    yield from (_words(line, "label") for line in read.lines)
    yield "</g>"


def _chip(chip: Chip, name: str) -> Iterator[str]:
    yield _rect(chip.area, name, chip.area.height // 2 if name == "badge" else 4)
    yield _words(chip.words, f"{name}-text")


def _legend(entry: LegendEntry) -> Iterator[str]:
    x, y = entry.words.x - 44, entry.words.y - 4
    if entry.kind == "read":
        yield from _sign(Stage.NETWORK, x + 17, y, 8)
    elif entry.kind == "group":
        for step in (6, 3, 0):
            yield _rect(Area(x + 2 + step, y - 8 + step, 30 - 2 * step, 11), "behind" if step else "box", 3)
    else:
        points = ((x, y), (x + 34, y))
        yield f'<g class="{entry.kind}"><path class="line" d="{_line(points)}"/>'
        yield f'<path class="head" d="{_head(points)}"/></g>'
    yield _words(entry.words, "note")


def _rect(area: Area, name: str, radius: int) -> str:
    return f'<rect class="{name}" x="{area.x}" y="{area.y}" width="{area.width}" height="{area.height}" rx="{radius}"/>'


def _words(words: TextLine, name: str, full: str = "") -> str:
    """A line of text; if it was shortened, the full text is its tooltip."""
    title = f"<title>{_text(full)}</title>" if full and full != words.text else ""
    return f'<text class="{name}" x="{words.x}" y="{words.y}">{title}{_text(words.text)}</text>'


def _text(text: str) -> str:
    return escape(text, quote=False)
