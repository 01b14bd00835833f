"""The picture of the architecture has every package that exists, and is what its tool draws."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from tests.support import REPOSITORY
from tests.test_architecture import LAYERS
from tools.architecture_picture import ARROWS, DATA, PACKAGES, documents, layers, picture

PAGE = (REPOSITORY / "docs/architecture.md").read_text("utf-8")
PICTURE = (REPOSITORY / "docs/images/architecture.svg").read_text("utf-8")
LISTED = set(chain(*LAYERS)) - {"__main__"}


def words() -> set[str]:
    """Every name that the picture shows."""
    return {word for text in re.findall(r"<text [^>]*>([^<]*)</text>", PICTURE) for word in re.split(r",? |,$", text)}


def test_every_package_of_the_source_is_in_the_picture() -> None:
    folder = REPOSITORY / "mwaa_tf"
    packages = {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}

    assert packages - {"__init__", "__main__"} <= words()


def test_the_table_and_the_layers_are_the_same_packages() -> None:
    assert set(chain(*layers(PAGE).values())) == LISTED


def test_the_picture_is_what_the_tool_draws() -> None:
    assert [text for _, text in documents()] == [PICTURE]


def test_a_package_without_a_place_is_an_error_that_names_it() -> None:
    with pytest.raises(ValueError, match=r"differ in \['telemetry'\]"):
        picture(PAGE.replace("| 8 | `graph` |", "| 8 | `graph`, `telemetry` |"))


def test_a_new_helper_is_drawn_by_itself() -> None:
    assert "telemetry" in picture(PAGE.replace("`text`, ", "`telemetry`, `text`, "))


def test_no_boxes_overlap_and_all_are_inside() -> None:
    boxes = (*PACKAGES, *DATA)
    cells = [(box.row, box.column + offset) for box in boxes for offset in range(box.span)]

    assert len(cells) == len(set(cells))
    assert max(box.left + box.width for box in boxes) <= 920


def test_every_text_fits_into_its_box() -> None:
    """A character of 12 px takes 6.4 px or less in the mean."""
    assert [box.name for box in (*PACKAGES, *DATA) if 6.4 * len(box.text) > box.width] == []


def test_every_arrow_connects_neighbours() -> None:
    boxes = {box.name: box for box in (*PACKAGES, *DATA)}
    for start, end in ARROWS:
        distance = (abs(boxes[start].row - boxes[end].row), abs(boxes[start].column - boxes[end].column))
        assert distance in {(0, 1), (1, 0)}, f"{start} to {end}"
