"""Pictures of everyday sizes: all examples, and 1 to 10 participants with 1 to 4 environments each."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from msgspec.structs import replace

from mwaa_tf import build_blueprint
from mwaa_tf.blueprint import Blueprint
from mwaa_tf.graph import draw
from tests.graph.cases import ALB, CASES, EXAMPLE_BLUEPRINTS, MATRIX, matrix, participant
from tests.graph.geometry import Picture, Rect, read
from tests.support import DATA, deployment

#: The width of a Markdown page on GitHub in pixels; wider pictures are scaled down to it.
PAGE = 860
#: The smallest text that is read without zooming in, in pixels.
SMALLEST_TEXT = 9

PLANS = {**MATRIX, **EXAMPLE_BLUEPRINTS}
every_plan = pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
every_detail = pytest.mark.parametrize("detail", [False, True], ids=["", "detail"])


def drawn(plan: Blueprint, *, detail: bool = False) -> Picture:
    return read(draw([plan], "svg", detail=detail))


def overlaps(shapes: list[Rect]) -> list[tuple[Rect, Rect]]:
    return [pair for pair in combinations(shapes, 2) if pair[0].overlaps(pair[1])]


@every_detail
@every_plan
def test_nothing_overlaps_and_all_text_is_inside_its_box(plan: Blueprint, detail: bool) -> None:
    picture = drawn(plan, detail=detail)
    frames = [frame for frame, _ in picture.boxes]

    assert not overlaps(frames)
    assert not overlaps(picture.free_texts)
    assert not [(frame, text) for frame in frames for text in picture.free_texts if frame.overlaps(text)]
    for frame, texts in picture.boxes:
        inner = Rect(frame.left + 8, frame.top + 4, frame.right - 8, frame.bottom - 4)
        assert all(inner.holds(text) for text in texts)
        assert not overlaps(texts)
    assert all(frame.holds(chip) for frame, chip in picture.chips)
    assert not overlaps([chip for _, chip in picture.chips])


@every_detail
@every_plan
def test_no_line_leads_through_a_box_or_a_text(plan: Blueprint, detail: bool) -> None:
    picture = drawn(plan, detail=detail)
    obstacles = [*(frame for frame, _ in picture.boxes), *picture.free_texts]

    assert picture.segments
    assert not [(line, thing) for line in picture.segments for thing in obstacles if line.overlaps(thing)]
    assert all(picture.view.holds(line) for line in picture.segments)


@every_plan
def test_lines_keep_their_distance_from_boxes_that_they_pass(plan: Blueprint) -> None:
    picture = drawn(plan)
    wider = [Rect(frame.left - 6, frame.top, frame.right + 6, frame.bottom) for frame, _ in picture.boxes]
    higher = [Rect(frame.left, frame.top - 6, frame.right, frame.bottom + 6) for frame, _ in picture.boxes]

    assert not [line for line in picture.segments if line.left == line.right for box in wider if line.overlaps(box)]
    assert not [line for line in picture.segments if line.top == line.bottom for box in higher if line.overlaps(box)]


@every_plan
def test_dependencies_cross_nowhere(plan: Blueprint) -> None:
    lines = drawn(plan).dependencies

    assert not [
        (level, upright)
        for line, other in combinations(lines, 2)
        for one, two in ((line, other), (other, line))
        for level in one
        for upright in two
        if level.left < upright.left == upright.right < level.right and upright.top < level.top < upright.bottom
    ]


@every_detail
@every_plan
def test_every_box_is_inside_one_account_beside_the_owners(plan: Blueprint, detail: bool) -> None:
    picture = drawn(plan, detail=detail)
    owner, *participants = picture.accounts

    assert all(owner.holds(area) for area in participants)
    assert not overlaps(participants)
    for frame, _ in picture.boxes:
        assert owner.holds(frame)
        assert all(area.holds(frame) or not area.overlaps(frame) for area in participants)


@every_detail
@pytest.mark.parametrize("name", [*EXAMPLE_BLUEPRINTS, *(name for name in MATRIX if not name.startswith("10"))])
def test_text_is_readable_at_the_width_of_a_page_for_up_to_five_participants(name: str, detail: bool) -> None:
    assert drawn(PLANS[name], detail=detail).font_at(PAGE) >= SMALLEST_TEXT


@every_detail
@pytest.mark.parametrize("participants", [1, 3, 5, 10])
@pytest.mark.parametrize("settings", [{}, {"access": {"alb": ALB}}], ids=["", "access"])
def test_fewer_environments_are_never_a_larger_picture(
    participants: int, settings: dict[str, object], detail: bool
) -> None:
    areas = [drawn(matrix(participants, count, **settings), detail=detail).area for count in (1, 2, 3, 4)]

    assert areas == sorted(areas)
    assert len({*areas}) > 1


def test_five_times_two_environments_are_smaller_than_five_times_four() -> None:
    assert drawn(MATRIX["5x2-access"]).area < drawn(MATRIX["5x4-access"]).area


@pytest.mark.parametrize("name", MATRIX)
def test_endpoints_and_access_stand_beside_their_environment(name: str) -> None:
    svg = draw([MATRIX[name]], "svg")
    tops: dict[str, set[str]] = {}
    for title, top in re.findall(
        r'<g class="workspace">\n<title>([^:]*):.*?<rect class="box" x="\d+" y="(\d+)"', svg, re.DOTALL
    ):
        if "/" in title:
            tops.setdefault(title.partition("/")[2].partition(",")[0], set()).add(top)

    assert tops
    assert all(len(heights) == 1 for heights in tops.values())


@pytest.mark.parametrize("name", PLANS)
def test_no_module_is_left_out_and_no_name_of_four_environments(name: str) -> None:
    plan = PLANS[name]
    svg = draw([plan], "svg")
    words = set(re.findall(r">([^<>]+)</text>", svg))

    assert {call.module for workspace in plan.workspaces for call in workspace.calls} <= words
    assert {workspace.path.rpartition("/")[2] for workspace in plan.workspaces} <= words
    assert not [word for word in words if re.search(r"\+\d|…", word)]


def test_long_names_are_broken_and_not_cut() -> None:
    team, name = "data-engineering", "reporting-production"
    plan = build_blueprint(deployment(participants=[participant(team, DATA, name, access={"alb": ALB})]))

    svg = draw([plan], "svg")

    texts = re.findall(r'<text class="(path|lane-title|account|note)"[^>]*>([^<]+)</text>', svg)
    assert "".join(text for kind, text in texts if kind == "path").count(f"{team}-{name}") == 3
    assert {("lane-title", team), ("account", DATA), ("note", "participant")} <= set(texts)


#: 80 characters, as long as AWS allows names to be, and scripts of all widths.
NAMES = {
    "long": "a" * 80,
    "hyphens": "long-environment-name-" * 3 + "with-the-end-here",
    "chinese": "数据平台" * 20,
    "arabic": "بيانات المنصة " * 6,
    "hebrew": "\u202eנתונים" * 12,
    "emoji": "🚀" * 40,
    "quotes": "\"'`" * 26,
    "script": "<script>alert(1)</script>" * 3 + "&amp;",
}


@pytest.mark.parametrize("detail", [False, True])
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_no_name_leaves_its_box(name: str, detail: bool) -> None:
    plan = MATRIX["3x2-access"]
    renamed = {path: f"{path.partition('/')[0]}/{name}{number}" for number, path in enumerate(plan.by_path)}
    hostile = replace(
        plan,
        deployment=name,
        region=name,
        workspaces=tuple(
            replace(
                workspace,
                path=renamed[workspace.path],
                title=name,
                account=replace(workspace.account, title=f"{name}{workspace.account.title}"),
                calls=(*workspace.calls, replace(workspace.calls[0], module=name)),
                reads=tuple(
                    replace(state, workspace=renamed[state.workspace], outputs=(*state.outputs, name))
                    for state in workspace.reads
                ),
            )
            for workspace in plan.workspaces
        ),
    )

    picture = drawn(hostile, detail=detail)
    for frame, texts in picture.boxes:
        assert all(frame.holds(text) for text in texts)
        assert not overlaps(texts)
    assert all(frame.holds(chip) for frame, chip in picture.chips)
    assert all(picture.view.holds(text) for text in picture.free_texts)
    assert not overlaps(picture.free_texts)
    assert "<script" not in draw([hostile], "svg", detail=detail)


@pytest.mark.parametrize("case", ["tangled", "hostile", "many-accounts", "waiting-account"])
def test_unusual_pictures_keep_their_shapes_apart_in_detail(case: str) -> None:
    picture = drawn(CASES[case], detail=True)
    frames = [frame for frame, _ in picture.boxes]

    assert not overlaps(frames)
    assert not [(line, frame) for line in picture.segments for frame in frames if line.overlaps(frame)]
