"""DOT, for Graphviz and other layout programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mwaa_tf.graph.diagram import Box, Diagram
from mwaa_tf.graph.lanes import Lane

#: Of the names of files in this format.
ENDINGS = (".dot", ".gv")
THEMES = ()


def write(diagrams: Sequence[Diagram]) -> str:
    """Write one directed graph with a cluster per account, in a cluster per deployment if there are several."""
    lines = [
        f"digraph {_quoted(', '.join(diagram.deployment for diagram in diagrams))} {{",
        "  rankdir=LR;",
        # Otherwise each cluster is ranked by itself, and stages of different accounts are not aligned.
        "  newrank=true;",
        '  graph [fontname="Helvetica"];',
        '  node [shape=box, style=rounded, fontname="Helvetica"];',
        '  edge [fontname="Courier", fontsize=10];',
    ]
    for number, diagram in enumerate(diagrams):
        prefix = f"d{number}_" if len(diagrams) > 1 else ""
        body = list(_deployment(diagram, prefix))
        if prefix:
            title = _quoted(f"{diagram.deployment} in {diagram.region}")
            body = [f"subgraph cluster_{prefix}all {{", f"  label={title};", *(f"  {line}" for line in body), "}"]
        lines.extend(f"  {line}" for line in body)
    return "\n".join([*lines, "}"]) + "\n"


def _deployment(diagram: Diagram, prefix: str) -> Iterator[str]:
    for number, lane in enumerate(diagram.lanes):
        yield f"subgraph cluster_{prefix}a{number} {{"
        yield f"  label={_lane(lane)};"
        for place, box in enumerate(diagram.boxes):
            if box.lane == number:
                more = ", color=darkgoldenrod, penwidth=2" if box.waits else ""
                yield f"  {prefix}w{place} [label={_box(box)}{more}];"
        for place, share in enumerate(diagram.shares):
            if share.lane == number:
                yield f'  {prefix}s{place} [label="private subnets,\\nshared through AWS RAM", style="rounded,dashed"];'
        yield "}"
    for place, share in enumerate(diagram.shares):
        yield f'{prefix}w{share.source} -> {prefix}s{place} [label="RAM share", style=dotted, penwidth=2];'
    for dependency in diagram.dependencies:
        yield f"{prefix}w{dependency.source} -> {prefix}w{dependency.target} [label={_quoted(*dependency.outputs)}];"
    for completion in diagram.completions:
        # Not a constraint: it points against the reading direction and would reverse the picture.
        yield (
            f"{prefix}w{completion.endpoints} -> {prefix}w{completion.environment} "
            '[label="endpoints complete it", style=dashed, color=darkgoldenrod, constraint=false];'
        )


def _lane(lane: Lane) -> str:
    accounts = lane.accounts[0] if len(lane.accounts) == 1 else f"{len(lane.accounts)} accounts"
    return _quoted(f"{lane.title}, {accounts}: {lane.note}")


def _box(box: Box) -> str:
    lines = [box.heading, *([box.listed] if box.names else []), box.title, *box.facts]
    if box.modules:
        lines.append("calls " + ", ".join(box.modules))
    if box.waits:
        lines.append("PENDING until its endpoints exist")
    return _quoted(*lines)


def _quoted(*lines: str) -> str:
    """A quoted string; Graphviz reads backslashes and character entities in it."""
    return '"' + "\\n".join(map(_escaped, lines)) + '"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
