"""The SVG: well-formed, everything in its place, nothing fetched."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import combinations

import pytest

from mwaa_tf.blueprint import Blueprint, build_blueprint
from mwaa_tf.graph import draw
from tests.graph.cases import CASES, HOSTILE, UNIT
from tests.graph.geometry import Rect, read
from tests.support import OWNER, REPOSITORY, deployment
from tools.pictures import DEPLOYMENTS, deployment_picture

every_case = pytest.mark.parametrize("plan", CASES.values(), ids=CASES.keys())


@every_case
def test_boxes_lie_within_the_picture_and_apart_from_each_other(plan: Blueprint) -> None:
    picture = read(draw([plan], "svg"))

    assert all(picture.view.holds(frame) for frame, _ in picture.boxes)
    assert not [pair for pair in combinations([frame for frame, _ in picture.boxes], 2) if pair[0].overlaps(pair[1])]


@every_case
def test_text_stays_in_its_box_and_apart_from_other_text(plan: Blueprint) -> None:
    picture = read(draw([plan], "svg"))

    for frame, texts in picture.boxes:
        inner = Rect(frame.left + 8, frame.top + 4, frame.right - 8, frame.bottom - 4)
        assert all(inner.holds(text) for text in texts)
        assert not [pair for pair in combinations(texts, 2) if pair[0].overlaps(pair[1])]
    assert all(picture.view.holds(text) for text in picture.free_texts)
    assert not [pair for pair in combinations(picture.free_texts, 2) if pair[0].overlaps(pair[1])]


@every_case
def test_no_line_crosses_a_box_or_a_text(plan: Blueprint) -> None:
    picture = read(draw([plan], "svg"))
    obstacles = [*(frame for frame, _ in picture.boxes), *picture.free_texts]

    assert not [(line, thing) for line in picture.segments for thing in obstacles if line.overlaps(thing)]
    assert all(picture.view.holds(line) for line in picture.segments)


def test_the_dependencies_of_nine_environments_cross_nowhere() -> None:
    lines = read(draw([CASES["several"]], "svg")).segments
    level = [line for line in lines if line.top == line.bottom]
    upright = [line for line in lines if line.left == line.right]

    crossings = [
        (one, other)
        for one in level
        for other in upright
        if one.left < other.left < one.right and other.top < one.top < other.bottom
    ]

    # A bus meets its own branches; nothing else meets.
    assert {other.left for _, other in crossings} <= {line.left for line in upright if _is_bus(line, upright)}


def _is_bus(line: Rect, upright: list[Rect]) -> bool:
    return sum(other.left == line.left for other in upright) > 1


@every_case
def test_nothing_is_fetched_and_nothing_runs(plan: Blueprint) -> None:
    root = ET.fromstring(draw([plan], "svg"))  # noqa: S314

    tags = {element.tag.partition("}")[2] for element in root.iter()}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert tags <= {"svg", "title", "desc", "style", "g", "rect", "text", "path", "circle"}
    assert not {name for name in attributes if name.startswith("on") or "href" in name or name == "style"}
    assert "url(" not in (root.findtext("{http://www.w3.org/2000/svg}style") or "")


def test_names_reach_the_picture_as_text() -> None:
    root = ET.fromstring(draw([CASES["hostile"]], "svg"))  # noqa: S314

    title = root.findtext("{http://www.w3.org/2000/svg}title") or ""
    visible = HOSTILE.replace("\n", "\\n").replace("\x1b", "\\x1b").replace("\u202e", "\\u202e")
    assert title.startswith(visible)


def test_a_name_that_was_shortened_is_whole_in_its_title() -> None:
    svg = draw([CASES["hostile"]], "svg")

    assert re.search(r'<text class="lane-title"[^>]*><title>[^<]*</title>[^<]*…</text>', svg)


def test_readers_of_the_screen_hear_what_is_drawn() -> None:
    root = ET.fromstring(draw([CASES["smallest"]], "svg"))  # noqa: S314

    assert root.get("role") == "img"
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "analytics: accounts, stages and dependencies"
    description = root.findtext("{http://www.w3.org/2000/svg}desc") or ""
    assert "2-environments/data-etl reads private_subnet_ids, vpc_id from 1-network" in description


def test_dark_screens_have_colours_of_their_own_for_all_that_is_coloured() -> None:
    light, _, dark = draw([CASES["smallest"]], "svg").partition("@media (prefers-color-scheme: dark)")

    def coloured(style: str) -> set[str]:
        return set(re.findall(r"(\.mwaa-tf [^{\n]+) \{ (?:fill|stroke): #", style))

    assert coloured(light) == coloured(dark)
    assert coloured(light)


def test_what_is_drawn_does_not_depend_on_when() -> None:
    assert draw([CASES["several"]], "svg") == draw([CASES["several"]], "svg")


def test_several_deployments_stand_below_each_other() -> None:
    together = read(draw([CASES["smallest"], CASES["several"]], "svg"))
    apart = [read(draw([CASES[name]], "svg")) for name in ("smallest", "several")]

    assert together.view.bottom == sum(picture.view.bottom for picture in apart)
    assert together.view.right == max(picture.view.right for picture in apart)


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_the_pictures_in_the_documents_are_those_of_the_configurations(name: str) -> None:
    shown = (REPOSITORY / "docs/images" / name).read_text("utf-8")

    assert shown == deployment_picture(name), "python -m tools.pictures"


def test_several_principals_of_a_share_are_counted() -> None:
    principals = [UNIT, UNIT.replace("/ou-", "/ou-9")]
    plan = build_blueprint(deployment(owner={"account_id": OWNER, "sharing": {"principals": principals}}))

    assert "with 2 principals" in draw([plan], "svg")
    assert "principals" not in draw([CASES["mixed"]], "svg")
