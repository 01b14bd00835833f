"""Mermaid, a flowchart in text that GitHub, GitLab and many wikis draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mwaa_tf.graph.diagram import Box, Diagram
from mwaa_tf.graph.lanes import Lane

#: Of the names of files in this format.
ENDINGS = (".mmd", ".mermaid")
THEMES = ()

#: Written as they are within quotes; all others as character codes, which Mermaid decodes after parsing.
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_./,:()=*…")


def write(diagrams: Sequence[Diagram]) -> str:
    """Write one flowchart with a subgraph for each of several deployments."""
    lines = ["flowchart LR"]
    names = ", ".join(_text(diagram.deployment) for diagram in diagrams)
    lines.append(f"  accTitle: {names}")
    lines.append("  accDescr: Accounts, stages and the outputs that workspaces read from each other")
    waiting: list[str] = []
    for number, diagram in enumerate(diagrams):
        prefix = f"d{number}_" if len(diagrams) > 1 else ""
        title = f"{_text(diagram.deployment)} in {_text(diagram.region)}"
        body = list(_deployment(diagram, prefix))
        if prefix:
            body = [f'subgraph {prefix}all["{title}"]', *(f"  {line}" for line in body), "end"]
        lines.extend(f"  {line}" for line in body)
        waiting += [f"{prefix}w{place}" for place, box in enumerate(diagram.boxes) if box.waits]
    if waiting:
        lines.append("  classDef waits stroke:#bf8700,stroke-width:2px")
        lines.append(f"  class {','.join(waiting)} waits")
    return "\n".join(lines) + "\n"


def _deployment(diagram: Diagram, prefix: str) -> Iterator[str]:
    for number, lane in enumerate(diagram.lanes):
        yield f'subgraph {prefix}a{number}["{_lane(lane)}"]'
        for place, share in enumerate(diagram.shares):
            if share.lane == number:
                yield f'  {prefix}s{place}(["private subnets, shared through AWS RAM"])'
        for place, box in enumerate(diagram.boxes):
            if box.lane == number:
                yield f'  {prefix}w{place}["{_box(box)}"]'
        yield "end"
    for place, share in enumerate(diagram.shares):
        yield f'{prefix}w{share.source} == "RAM share" ==> {prefix}s{place}'
    for dependency in diagram.dependencies:
        label = "<br/>".join(_text(output) for output in dependency.outputs)
        arrow = f'-- "{label}" -->' if label else "-->"
        yield f"{prefix}w{dependency.source} {arrow} {prefix}w{dependency.target}"
    for completion in diagram.completions:
        yield f'{prefix}w{completion.endpoints} -. "endpoints complete it" .-> {prefix}w{completion.environment}'


def _lane(lane: Lane) -> str:
    accounts = lane.accounts[0] if len(lane.accounts) == 1 else f"{len(lane.accounts)} accounts"
    return _text(f"{lane.title}, {accounts}: {lane.note}")  # Mermaid shows only one line


def _box(box: Box) -> str:
    names = [box.listed] if box.names else []
    lines = [f"<b>{_text(box.heading)}</b>", *map(_text, (*names, box.title, *box.facts))]
    if box.modules:
        lines.append("calls " + _text(", ".join(box.modules)))
    if box.waits:
        lines.append("PENDING until its endpoints exist")
    return "<br/>".join(lines)


def _text(text: str) -> str:
    return "".join(character if character in _PLAIN else f"#{ord(character)};" for character in text)
