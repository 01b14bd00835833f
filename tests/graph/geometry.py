"""An SVG as shapes, read back from its text alone."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from mwaa_tf.graph.measure import Font, width

_NS = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Rect:
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Rect) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: Rect) -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass
class Picture:
    view: Rect
    boxes: list[tuple[Rect, list[Rect]]] = field(default_factory=list)
    """Frames of workspaces and shared subnets, each with the texts in it."""
    chips: list[tuple[Rect, Rect]] = field(default_factory=list)
    """The frames of modules and of PENDING, each after the frame of its box."""
    free_texts: list[Rect] = field(default_factory=list)
    """Texts outside of boxes."""
    segments: list[Rect] = field(default_factory=list)
    """Straight parts of lines."""
    dependencies: list[list[Rect]] = field(default_factory=list)
    """The straight parts of each line of a dependency or completion."""
    accounts: list[Rect] = field(default_factory=list)
    """The areas of accounts, the owner's first."""
    smallest_font: int = 0
    """Size in pixels of the smallest text, before the picture is scaled."""

    @property
    def area(self) -> float:
        """In square pixels."""
        return self.view.right * self.view.bottom

    def font_at(self, page_width: int) -> float:
        """Size of the smallest text on a page of this width, where wider pictures are scaled down."""
        return self.smallest_font * min(1.0, page_width / self.view.right)


def read(svg: str) -> Picture:
    """The shapes of ``svg``; raises where it is not well-formed XML."""
    root = ET.fromstring(svg)  # noqa: S314
    _, _, right, bottom = map(float, root.attrib["viewBox"].split())
    picture = Picture(Rect(0, 0, right, bottom))
    fonts = _fonts(root.findtext(f"{_NS}style") or "")
    for group in root.iter(f"{_NS}g"):
        kind = group.get("class")
        if kind in ("workspace", "shared"):
            frame = next(each for each in group.findall(f"{_NS}rect") if each.get("class") in ("box", "shared-area"))
            texts = [_text(text, fonts) for text in group.iter(f"{_NS}text")]
            picture.boxes.append((_rect(frame), texts))
            chips = [each for each in group.findall(f"{_NS}rect") if each.get("class") in ("chip", "badge")]
            picture.chips += [(_rect(frame), _rect(chip)) for chip in chips]
        elif kind != "read":
            picture.free_texts += [_text(text, fonts) for text in group.findall(f"{_NS}text")]
        if kind == "lane":
            picture.accounts += [_rect(area) for area in group.findall(f"{_NS}rect")]
        for path in group.findall(f"{_NS}path"):
            if path.get("class") == "line":
                segments = list(_segments(path.attrib["d"]))
                picture.segments += segments
                if kind in ("dependency", "completion") and group.find(f"{_NS}title") is not None:
                    picture.dependencies.append(segments)
    used = {text.attrib["class"] for text in root.iter(f"{_NS}text")}
    picture.smallest_font = min((fonts[name].size for name in used), default=0)
    return picture


def _rect(element: ET.Element) -> Rect:
    x, y, wide, high = (float(element.attrib[name]) for name in ("x", "y", "width", "height"))
    return Rect(x, y, x + wide, y + high)


def _text(element: ET.Element, fonts: dict[str, Font]) -> Rect:
    font = fonts[element.attrib["class"]]
    text = "".join(part for part in (element.text, *(child.tail for child in element)) if part)
    x, y, wide = float(element.attrib["x"]), float(element.attrib["y"]), width(text, font)
    left = x - wide / 2 if element.get("text-anchor") == "middle" else x
    return Rect(left, y - 0.75 * font.size, left + wide, y + 0.2 * font.size)


def _fonts(style: str) -> dict[str, Font]:
    found = re.findall(r"\.mwaa-tf \.([\w-]+) \{ font: (600 )?(\d+)px ([^;]+);", style)
    return {name: Font(int(size), "monospace" in family, bool(bold)) for name, bold, size, family in found}


def _segments(path: str) -> Iterator[Rect]:
    for part in path.split("M")[1:]:
        numbers = [float(number) for number in re.findall(r"-?\d+", part)]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        for (x1, y1), (x2, y2) in pairwise(points):
            yield Rect(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
