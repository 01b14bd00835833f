"""The hidden first line of a comment, by which the next run finds it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(
    r"<!-- mwaa_tf review: (?P<comment>[\w.-]+) (?P<part>\d{1,9})(?: run (?P<run>\d{1,20}))? -->(?:\r?\n|$)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Marker:
    """The content of that line."""

    comment: str
    """Which comment of the pull request this is: letters, digits, ``.``, ``_`` and single ``-``."""
    part: int = 1
    """Its number, from 1, where a review is split over several."""
    run: int | None = None
    """The run of the pipeline that wrote it; a later run has a higher number."""

    def __str__(self) -> str:
        run = "" if self.run is None else f" run {self.run}"
        return f"<!-- mwaa_tf review: {self.comment} {self.part}{run} -->"


def parse_marker(text: str) -> Marker | None:
    """The marker that ``text`` begins with; None where it does not, or has one further down, as a quotation would."""
    match = _LINE.match(text)
    if not match:
        return None
    return Marker(match["comment"], int(match["part"]), int(match["run"]) if match["run"] else None)


def with_run(text: str, run: int | None) -> str:
    """``text``, which begins with a marker, with ``run`` in it."""
    marker = parse_marker(text)
    if marker is None:
        raise ValueError("the text does not begin with a marker")
    return f"{Marker(marker.comment, marker.part, run)}\n{text.partition(chr(10))[2]}"
