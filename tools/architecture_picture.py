"""The picture of docs/architecture.md, docs/images/architecture.svg: every package of its table, and how data flow.

``python -m tools.architecture_picture`` writes it; with ``--check`` it writes nothing and fails where it is stale.
A package of the table that has no place here is an error; helpers, layer 0, are listed by themselves.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from tools.documents import REPOSITORY, write_or_check

_PAGE = REPOSITORY / "docs/architecture.md"
_PICTURE = REPOSITORY / "docs/images/architecture.svg"

#: A row of the table: layer and packages.
_ROW = re.compile(r"^\| (\d+) \| (`\w+`(?:, `\w+`)*) \|", re.MULTILINE)

_WIDTH, _MARGIN = 940, 20
_BOX_WIDTH, _BOX_HEIGHT, _STEP = 148, 54, 188
_TOP, _ROW_STEP = 20, 92
_LINE = 118  # characters of 12 px in the width of the picture


@dataclass(frozen=True)
class Box:
    """A box at a column and a row of the grid; ``span`` counts columns."""

    name: str
    text: str
    column: int
    row: int
    span: int = 1
    is_data: bool = False

    @property
    def left(self) -> int:
        """Its left side, in pixels."""
        return _MARGIN + self.column * _STEP

    @property
    def top(self) -> int:
        """Its upper side, in pixels."""
        return _TOP + self.row * _ROW_STEP

    @property
    def width(self) -> int:
        """Its width, in pixels."""
        return _BOX_WIDTH + (self.span - 1) * _STEP

    @property
    def middle(self) -> tuple[int, int]:
        """Its middle, in pixels."""
        return self.left + self.width // 2, self.top + _BOX_HEIGHT // 2


PACKAGES = (
    Box("cli", "one file per command: calls the packages below, prints what they return", 0, 0, span=5),
    Box("upgrade", "Airflow, in place", 0, 1),
    Box("succession", "etl becomes etl-next", 4, 1),
    Box("pipelines", "files of CI engines", 1, 1),
    Box("graph", "pictures", 2, 1),
    Box("constructs", "CDKTF stacks", 3, 1),
    Box("config", "typed and checked", 1, 2),
    Box("blueprint", "workspaces as data", 2, 2),
    Box("render", "compares, then writes", 3, 2),
    Box("module_sources", "vendored, path, git", 1, 3),
    Box("contract", "inputs, outputs, types", 2, 3),
    Box("embed", "into your repository", 3, 3),
    Box("terraform", "runs Terraform", 4, 3),
    Box("aws", "creates boto3 clients", 1, 4),
    Box("lifecycle", "stages, handshake", 2, 4),
    Box("review", "changes, risks, order", 3, 4),
    Box("access", "login, bisect", 0, 5),
    Box("doctor", "collect, check, explain", 1, 5),
    Box("rehearsal", "prepare, run, report", 2, 5),
    Box("permissions", "smallest policies", 3, 5),
    Box("local_aws", "accounts, services", 4, 5),
    Box("mwaa", "facts of AWS, each once", 0, 6, span=2),
    Box("iam", "documents, conditions, evaluation", 2, 6, span=2),
    Box("hcl", "Terraform's language", 4, 6),
)

DATA = (
    Box("mwaa.yaml", "one short file", 0, 2, is_data=True),
    Box("generated/", "plain Terraform", 4, 2, is_data=True),
    Box("modules/*.tf", "reusable Terraform", 0, 3, is_data=True),
    Box("AWS accounts", "states, environments", 0, 4, is_data=True),
    Box("plans", "JSON", 4, 4, is_data=True),
)

#: From one box to the next; between neighbours, in a row or in a column.
ARROWS = (
    ("mwaa.yaml", "config"), ("config", "blueprint"), ("blueprint", "render"), ("render", "generated/"),
    ("blueprint", "graph"), ("modules/*.tf", "module_sources"), ("module_sources", "contract"),
    ("contract", "blueprint"), ("contract", "embed"), ("generated/", "terraform"), ("terraform", "plans"),
    ("plans", "review"), ("AWS accounts", "aws"), ("aws", "lifecycle"), ("aws", "doctor"), ("lifecycle", "rehearsal"),
    ("AWS accounts", "access"),
)  # fmt: skip

#: Arrows with corners, in pixels.
_PATHS = (
    # blueprint to pipelines and constructs
    ("M 430 204 V 186 H 300 V 168", "M 510 204 V 186 H 640 V 168"),
    # lifecycle runs terraform; local_aws is what a rehearsal runs on, and its record is what permissions read
    ("M 510 388 V 370 H 810 V 352", "M 846 480 V 462 H 520 V 478", "M 772 507 H 736"),
)

_STYLE = """
    text { font: 14px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: #1f2937; }
    .name { font-weight: 600; }
    .small { font-size: 12px; fill: #4b5563; }
    .page { fill: #ffffff; }
    .box { fill: #eff6ff; stroke: #3b82f6; stroke-width: 1.5; }
    .data { fill: #f9fafb; stroke: #9ca3af; stroke-width: 1.5; }
    .edge { stroke: #6b7280; stroke-width: 1.5; fill: none; marker-end: url(#arrow); }
    #arrow path { fill: #6b7280; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e5e7eb; }
      .small { fill: #9ca3af; }
      .page { fill: #0d1117; }
      .box { fill: #172554; stroke: #60a5fa; }
      .data { fill: #1f2937; stroke: #6b7280; }
      .edge { stroke: #9ca3af; }
      #arrow path { fill: #9ca3af; }
    }
"""

_DESCRIPTION = (
    "A configuration becomes a deployment, a blueprint, and files; the modules' contracts are checked against the "
    "blueprint; Terraform applies the files, and its plans are reviewed. The doctor and the lifecycle read AWS "
    "accounts. A rehearsal applies the same stages on a local AWS, whose record becomes permissions."
)


def layers(page: str) -> dict[int, list[str]]:
    """Layer -> its packages, from the table of the page."""
    packages: dict[int, list[str]] = {}
    for number, names in _ROW.findall(page):
        packages.setdefault(int(number), []).extend(re.findall(r"\w+", names))
    return packages


def picture(page: str) -> str:
    """The picture for the table of ``page``.

    Raises :class:`ValueError` if a package of the table has no place here, or one here is no longer in the table.
    """
    table = layers(page)
    helpers = [name for name in table[0] if name != "mwaa"]
    drawn = {box.name for box in PACKAGES}
    listed = {name for names in table.values() for name in names} - set(helpers)
    if missing := sorted(drawn ^ listed):
        raise ValueError(f"tools/architecture_picture.py and the table of docs/architecture.md differ in {missing}")
    lines = textwrap.wrap(", ".join(helpers), _LINE)
    top = _TOP + 7 * _ROW_STEP
    height = top + 44 + 17 * len(lines)
    return "\n".join([*_head(height), *_boxes(), *_helpers(lines, top), *_arrows(), "</svg>", ""])


def _head(height: int) -> Iterator[str]:
    size = f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title desc">'
    yield '  <title id="title">How data flow through mwaa_tf, and all of its packages</title>'
    yield f'  <desc id="desc">{escape(_DESCRIPTION)}</desc>'
    yield f"  <style>{_STYLE}  </style>"
    yield "  <defs>"
    yield '    <marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
    yield '      <path d="M 0 0 L 10 5 L 0 10 z"/>'
    yield "    </marker>"
    yield "  </defs>"
    yield f'  <rect class="page" width="{_WIDTH}" height="{height}" rx="8"/>'


def _boxes() -> Iterator[str]:
    for box in (*PACKAGES, *DATA):
        kind = "data" if box.is_data else "box"
        yield f'  <rect class="{kind}" x="{box.left}" y="{box.top}" width="{box.width}" height="{_BOX_HEIGHT}" rx="8"/>'
        x, _ = box.middle
        yield f'  <text class="name" x="{x}" y="{box.top + 24}" text-anchor="middle">{escape(box.name)}</text>'
        yield f'  <text class="small" x="{x}" y="{box.top + 42}" text-anchor="middle">{escape(box.text)}</text>'


def _helpers(lines: list[str], top: int) -> Iterator[str]:
    width = _WIDTH - 2 * _MARGIN
    yield f'  <rect class="data" x="{_MARGIN}" y="{top}" width="{width}" height="{24 + 17 * len(lines)}" rx="8"/>'
    for number, line in enumerate(lines):
        y = top + 24 + 17 * number
        yield f'  <text class="small" x="{_WIDTH // 2}" y="{y}" text-anchor="middle">{escape(line)}</text>'


def _arrows() -> Iterator[str]:
    boxes = {box.name: box for box in (*PACKAGES, *DATA)}
    for start, end in ARROWS:
        yield f'  <path class="edge" d="{_straight(boxes[start], boxes[end])}"/>'
    for group in _PATHS:
        for path in group:
            yield f'  <path class="edge" d="{path}"/>'


def _straight(start: Box, end: Box) -> str:
    """An arrow between two neighbours, with a gap of 2 px before its end."""
    (x, y), (to_x, to_y) = start.middle, end.middle
    if start.row == end.row:
        edges = (start.left + start.width, end.left - 2) if to_x > x else (start.left, end.left + end.width + 2)
        return f"M {edges[0]} {y} H {edges[1]}"
    edges = (start.top + _BOX_HEIGHT, end.top - 2) if to_y > y else (start.top, end.top + _BOX_HEIGHT + 2)
    return f"M {x} {edges[0]} V {edges[1]}"


def documents() -> Iterator[tuple[Path, str]]:
    """The picture, with what it should be."""
    yield _PICTURE, picture(_PAGE.read_text("utf-8"))


if __name__ == "__main__":
    sys.exit(write_or_check(documents(), sys.argv[1:]))
