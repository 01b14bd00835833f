"""Every format: golden pictures, and text that no name can break out of."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from mwaa_tf.blueprint import Blueprint
from mwaa_tf.graph import draw, format_names
from mwaa_tf.graph.diagram import diagram
from tests.graph.cases import CASES, EXAMPLE_BLUEPRINTS

every_case = pytest.mark.parametrize("plan", CASES.values(), ids=CASES.keys())
ENDINGS = {"svg": "svg", "mermaid": "mmd", "dot": "dot"}


def test_the_formats_are_the_files_of_their_folder() -> None:
    assert format_names() == ("dot", "mermaid", "png", "svg")


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="unknown format 'pdf'; known are dot, mermaid, png, svg"):
        draw([CASES["smallest"]], "pdf")


@pytest.mark.parametrize("form", ENDINGS)
@pytest.mark.parametrize("case", ["smallest", "one-account", "mixed", "several", "many-environments", "hostile"])
def test_golden_pictures(case: str, form: str, golden: Callable[[str, str], None]) -> None:
    golden(f"golden/{case}.{ENDINGS[form]}", draw([CASES[case]], form))


@pytest.mark.parametrize("form", ENDINGS)
@pytest.mark.parametrize("example", ["web-access", "private-vpc"])
def test_golden_pictures_in_detail(example: str, form: str, golden: Callable[[str, str], None]) -> None:
    golden(f"golden/{example}-detail.{ENDINGS[form]}", draw([EXAMPLE_BLUEPRINTS[example]], form, detail=True))


@every_case
def test_mermaid_has_a_node_for_each_box_and_an_edge_for_each_line(plan: Blueprint) -> None:
    drawn, lines = diagram(plan), [line.strip() for line in draw([plan], "mermaid").splitlines()]

    text = r'"[A-Za-z0-9 _./,:()=*…<>#;-]*"'  # nothing else may stand between quotes
    nodes = [line for line in lines if re.fullmatch(rf"w\d+\[{text}\]", line)]
    lanes = [line for line in lines if re.fullmatch(rf"subgraph a\d+\[{text}\]", line)]
    shared = [line for line in lines if re.fullmatch(rf"s\d+\(\[{text}\]\)", line)]
    solid = [line for line in lines if re.fullmatch(rf"w\d+ (-- {text} )?--> w\d+", line)]
    dashed = [line for line in lines if re.fullmatch(rf"w\d+ -\. {text} \.-> w\d+", line)]
    thick = [line for line in lines if re.fullmatch(rf"w\d+ == {text} ==> s\d+", line)]
    rest = set(lines) - {*nodes, *lanes, *shared, *solid, *dashed, *thick, "end", "flowchart LR"}

    assert lines[0] == "flowchart LR"
    assert (len(nodes), len(lanes)) == (len(drawn.boxes), len(drawn.lanes))
    assert len(shared) == len(thick) == len(drawn.shares)
    assert (len(solid), len(dashed)) == (len(drawn.dependencies), len(drawn.completions))
    assert lines.count("end") == len(lanes)
    assert all(re.match(r"accTitle: |accDescr: |classDef waits |class w[\dw,]+ waits$", line) for line in rest)


@every_case
def test_within_mermaids_labels_only_our_own_markup_stands(plan: Blueprint) -> None:
    for label in re.findall(r'"([^"]*)"', draw([plan], "mermaid")):
        assert not re.search(r"[<>]", re.sub(r"<br/>|</?b>", "", label))
        assert not re.search(r"#(?!\d+;)", label)


@every_case
def test_dot_is_what_graphvizs_grammar_takes(plan: Blueprint) -> None:
    drawn, text = diagram(plan), draw([plan], "dot")

    # The strings as the grammar has them: up to the first quote without a backslash before it.
    skeleton = re.sub(r'"(?:[^"\\]|\\.)*"', "S", text)
    assert '"' not in skeleton
    assert skeleton.count("{") == skeleton.count("}") == 1 + len(drawn.lanes)
    statement = re.compile(
        r"digraph S \{|subgraph cluster_a\d+ \{|\}|(rankdir=LR|newrank=true|label=S);"
        r"|(graph|node|edge|w\d+|s\d+|w\d+ -> [ws]\d+) \[\w+=(S|\w+)(, \w+=(S|\w+))*\];"
    )
    assert all(statement.fullmatch(line.strip()) for line in skeleton.splitlines())
    assert skeleton.count(" -> ") == len(drawn.dependencies) + len(drawn.completions) + len(drawn.shares)


@every_case
def test_dot_strings_hold_no_escapes_but_line_breaks_quotes_and_backslashes(plan: Blueprint) -> None:
    for string in re.findall(r'"((?:[^"\\]|\\.)*)"', draw([plan], "dot")):
        assert not re.search(r"\\[^n\"\\]", re.sub(r"\\\\", "", string))
        assert not re.search(r"&(?!amp;)", string)


@pytest.mark.parametrize("form", ["mermaid", "dot"])
def test_several_deployments_keep_their_nodes_apart(form: str) -> None:
    text = draw([CASES["smallest"], CASES["mixed"]], form)

    nodes = re.findall(r"^\s+(\w+) ?\[(?:label)?", text, re.MULTILINE)
    assert {"d0_w0", "d0_w1", "d0_w2", "d1_w0", "d1_w4"} <= set(nodes)
    assert not [node for node in nodes if re.fullmatch(r"w\d+", node)]
