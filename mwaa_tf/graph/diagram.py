"""What the picture shows, without any geometry: lanes, stages, boxes and what goes from one to the next.

All text in a diagram is one printable line each (:func:`mwaa_tf.text.printable`); the formats quote it for themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.graph.lanes import Lane, lanes_of, principals_of
from mwaa_tf.graph.groups import Unit, completes, units_of, waits
from mwaa_tf.text import escape_control_characters


@dataclass(frozen=True, slots=True)
class Stage:
    """A column: the workspaces that are applied side by side."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Box:
    """A workspace, or several of one participant that are drawn as one."""

    heading: str
    """Path of the workspace, or a pattern of the paths."""
    title: str
    modules: tuple[str, ...]
    """The modules that it calls, in order."""
    stage: int
    lane: int
    """Its place in :attr:`Diagram.lanes`."""
    waits: bool
    """Whether its environment stays PENDING until somebody else's endpoints are there."""
    paths: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many workspaces it stands for."""
        return len(self.paths)


@dataclass(frozen=True, slots=True)
class Handover:
    """Outputs that one box reads from the state of another; both are places in :attr:`Diagram.boxes`."""

    source: int
    target: int
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Completion:
    """One box makes the endpoints that the environment of another waits for."""

    endpoints: int
    environment: int


@dataclass(frozen=True, slots=True)
class Share:
    """The box ``source`` shares its private subnets with the accounts of ``lane``."""

    source: int
    lane: int
    principals: tuple[str, ...]
    """Those that reach the lane: account ids, or ARNs of organizational units and organizations."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A deployment, ready to be drawn. Boxes are in reading order: stage by stage, lane by lane."""

    deployment: str
    region: str
    workspaces: int
    """How many there are, drawn one by one or not."""
    stages: tuple[Stage, ...]
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    handovers: tuple[Handover, ...]
    completions: tuple[Completion, ...]
    shares: tuple[Share, ...]


def diagram(blueprint: Blueprint) -> Diagram:
    """What is drawn of ``blueprint``."""
    lanes = lanes_of(blueprint)
    lane_of = {account: place for place, lane in enumerate(lanes) for account in lane.accounts}
    units = _in_order(units_of(blueprint, lane_of), lane_of)
    place = {workspace.path: number for number, unit in enumerate(units) for workspace in unit.workspaces}
    return Diagram(
        deployment=escape_control_characters(blueprint.deployment),
        region=escape_control_characters(blueprint.region),
        workspaces=len(blueprint.workspaces),
        stages=_stages(blueprint),
        lanes=tuple(replace(lane, accounts=tuple(map(escape_control_characters, lane.accounts))) for lane in lanes),
        boxes=tuple(_box(unit, lane_of) for unit in units),
        handovers=tuple(_handovers(units, place)),
        completions=tuple(
            dict.fromkeys(
                Completion(number, place[read.workspace])
                for number, unit in enumerate(units)
                for workspace in unit.workspaces
                if completes(workspace)
                for read in workspace.reads
                if read.workspace in place and waits(blueprint.by_path[read.workspace])
            )
        ),
        shares=tuple(_shares(units, lanes)),
    )


def _in_order(units: Sequence[Unit], lane_of: Mapping[str, int]) -> list[Unit]:
    """By stage and lane, and within a lane like what they read: then their lines need not cross."""
    ordered: list[Unit] = []
    rank: dict[str, int] = {}
    for stage in sorted({unit.stage for unit in units}):
        read_first = {
            unit: max((rank[read.workspace] for read in unit.workspaces[0].reads if read.workspace in rank), default=-1)
            for unit in units
            if unit.stage == stage
        }
        for unit in sorted(read_first, key=lambda unit: (lane_of[unit.account_id], read_first[unit])):
            rank |= dict.fromkeys((workspace.path for workspace in unit.workspaces), len(ordered))
            ordered.append(unit)
    return ordered


def _stages(blueprint: Blueprint) -> tuple[Stage, ...]:
    """The stages, named after the folders: ``2-environments`` is "Environments"."""
    found = {workspace.stage: workspace.path.partition("/")[0] for workspace in reversed(blueprint.workspaces)}
    named = ((number, folder.partition("-")[2] or folder) for number, folder in sorted(found.items()))
    return tuple(Stage(number, escape_control_characters(name[:1].upper() + name[1:])) for number, name in named)


def _box(unit: Unit, lane_of: Mapping[str, int]) -> Box:
    modules = dict.fromkeys(
        escape_control_characters(call.module) for workspace in unit.workspaces for call in workspace.calls
    )
    return Box(
        heading=escape_control_characters(unit.heading),
        title=escape_control_characters(unit.title),
        modules=tuple(modules),
        stage=unit.stage,
        lane=lane_of[unit.account_id],
        waits=any(waits(workspace) for workspace in unit.workspaces),
        paths=tuple(escape_control_characters(workspace.path) for workspace in unit.workspaces),
    )


def _handovers(units: Sequence[Unit], place: Mapping[str, int]) -> Iterator[Handover]:
    outputs: dict[tuple[int, int], set[str]] = {}
    for number, unit in enumerate(units):
        for workspace in unit.workspaces:
            for read in workspace.reads:
                source = place.get(read.workspace, number)
                if source != number:
                    outputs.setdefault((source, number), set()).update(map(escape_control_characters, read.outputs))
    for (source, target), handed in outputs.items():
        yield Handover(source, target, tuple(sorted(handed)))


def _shares(units: Sequence[Unit], lanes: Sequence[Lane]) -> Iterator[Share]:
    for number, unit in enumerate(units):
        for workspace in unit.workspaces:
            yield from _shares_of(number, workspace, lanes)


def _shares_of(number: int, workspace: Workspace, lanes: Sequence[Lane]) -> Iterator[Share]:
    principals = principals_of(workspace)
    wide = tuple(escape_control_characters(principal) for principal in principals if principal.startswith("arn:"))
    for place, lane in enumerate(lanes):
        if workspace.account.account_id in lane.accounts:
            continue
        reached = tuple(escape_control_characters(principal) for principal in principals if principal in lane.accounts)
        if reached or wide:
            yield Share(number, place, reached or wide)
