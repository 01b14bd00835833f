"""The contents of the picture without geometry: lanes, stages, boxes and the lines between them.

Each text in a diagram is one printable line (:func:`mwaa_tf.text.escape_control_characters`); each format quotes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.graph.details import facts_of, state_facts
from mwaa_tf.graph.groups import WorkspaceGroup, completes, groups_of, waits
from mwaa_tf.graph.lanes import Lane, lanes_of, principals_of
from mwaa_tf.text import escape_control_characters


@dataclass(frozen=True, slots=True)
class Box:
    """A workspace, or several of one participant that are drawn as one."""

    heading: str
    """Path of the workspace, or a pattern of the paths."""
    title: str
    modules: tuple[str, ...]
    """The modules that it calls, in order."""
    stage: Stage
    lane: int
    """Its index in :attr:`Diagram.lanes`."""
    waits: bool
    """Whether its environment stays PENDING until the owner's endpoints exist."""
    paths: tuple[str, ...]
    names: tuple[str, ...] = ()
    """The names of several workspaces; of very many, the first ones and how many more there are."""
    environment_lane: int = 0
    """The lane of the account whose environment it creates endpoints for, if a participant's."""
    facts: tuple[str, ...] = ()
    """What it creates in detail: ranges of addresses, zones, gateways, endpoints."""

    @property
    def count(self) -> int:
        """How many workspaces it represents."""
        return len(self.paths)

    @property
    def listed(self) -> str:
        """The names in one line; empty for a single workspace."""
        if self.count <= len(self.names):
            return ", ".join(self.names)
        return f"{', '.join(self.names[:-1])} {self.names[-1]}" if self.names else ""


@dataclass(frozen=True, slots=True)
class Dependency:
    """Outputs that the box ``target`` reads from the state of ``source``; both are indexes in :attr:`Diagram.boxes`."""

    source: int
    target: int
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Completion:
    """The box ``endpoints`` creates the endpoints that the box ``environment`` waits for."""

    endpoints: int
    environment: int


@dataclass(frozen=True, slots=True)
class SubnetShare:
    """The box ``source`` shares its private subnets with the accounts of ``lane``."""

    source: int
    lane: int
    principals: tuple[str, ...]
    """The principals that include the lane: account ids, or ARNs of organizational units and organizations."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A deployment, ready to be drawn. Boxes are in reading order: stage by stage, lane by lane."""

    deployment: str
    region: str
    workspaces: int
    """How many the deployment has, drawn one by one or in groups."""
    stages: tuple[Stage, ...]
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    dependencies: tuple[Dependency, ...]
    completions: tuple[Completion, ...]
    shares: tuple[SubnetShare, ...]


def diagram(blueprint: Blueprint, *, detail: bool = False) -> Diagram:
    """The diagram of ``blueprint``; in ``detail`` with ranges of addresses, zones, gateways and endpoints."""
    lanes = lanes_of(blueprint)
    lane_of = {account: number for number, lane in enumerate(lanes) for account in lane.accounts}
    facts = {workspace.path: facts_of(workspace) if detail else () for workspace in blueprint.workspaces}
    groups = _in_order(groups_of(blueprint, lane_of, facts), lane_of)
    if detail and groups:
        facts[groups[0].workspaces[0].path] += state_facts(blueprint)
    box_of = {workspace.path: number for number, group in enumerate(groups) for workspace in group.workspaces}
    return Diagram(
        deployment=escape_control_characters(blueprint.deployment),
        region=escape_control_characters(blueprint.region),
        workspaces=len(blueprint.workspaces),
        stages=tuple(sorted({group.stage for group in groups})),
        lanes=tuple(replace(lane, accounts=tuple(map(escape_control_characters, lane.accounts))) for lane in lanes),
        boxes=tuple(_box(group, lane_of, facts) for group in groups),
        dependencies=tuple(_dependencies(groups, box_of)),
        completions=tuple(
            dict.fromkeys(
                Completion(number, box_of[read.workspace])
                for number, group in enumerate(groups)
                for workspace in group.workspaces
                if completes(workspace)
                for read in workspace.reads
                if read.workspace in box_of and waits(blueprint.by_path[read.workspace])
            )
        ),
        shares=tuple(_shares(groups, lanes)),
    )


def _in_order(groups: Sequence[WorkspaceGroup], lane_of: Mapping[str, int]) -> list[WorkspaceGroup]:
    """By stage and lane, and within a lane in the order of what they read, so that their lines need not cross."""
    ordered: list[WorkspaceGroup] = []
    rank: dict[str, int] = {}
    for stage in sorted({group.stage for group in groups}):
        last_read = {
            group: max(
                (rank[read.workspace] for read in group.workspaces[0].reads if read.workspace in rank), default=-1
            )
            for group in groups
            if group.stage == stage
        }
        for group in sorted(last_read, key=lambda group: (lane_of[group.account_id], last_read[group])):
            rank |= dict.fromkeys((workspace.path for workspace in group.workspaces), len(ordered))
            ordered.append(group)
    return ordered


def _box(group: WorkspaceGroup, lane_of: Mapping[str, int], facts: Mapping[str, tuple[str, ...]]) -> Box:
    modules = dict.fromkeys(
        escape_control_characters(call.module) for workspace in group.workspaces for call in workspace.calls
    )
    return Box(
        heading=escape_control_characters(group.heading),
        title=escape_control_characters(group.title),
        modules=tuple(modules),
        stage=group.stage,
        lane=lane_of[group.account_id],
        waits=any(waits(workspace) for workspace in group.workspaces),
        paths=tuple(escape_control_characters(workspace.path) for workspace in group.workspaces),
        names=tuple(map(escape_control_characters, group.names)) if len(group.workspaces) > 1 else (),
        environment_lane=_environment_lane(group, lane_of),
        facts=tuple(
            dict.fromkeys(
                escape_control_characters(fact) for workspace in group.workspaces for fact in facts[workspace.path]
            )
        ),
    )


def _environment_lane(group: WorkspaceGroup, lane_of: Mapping[str, int]) -> int:
    accounts = (
        call.arguments.get("environment_account_id") for workspace in group.workspaces for call in workspace.calls
    )
    return next((lane_of[account] for account in accounts if isinstance(account, str) and account in lane_of), 0)


def _dependencies(groups: Sequence[WorkspaceGroup], box_of: Mapping[str, int]) -> Iterator[Dependency]:
    outputs: dict[tuple[int, int], set[str]] = {}
    for number, group in enumerate(groups):
        for workspace in group.workspaces:
            for read in workspace.reads:
                source = box_of.get(read.workspace, number)
                if source != number:
                    outputs.setdefault((source, number), set()).update(map(escape_control_characters, read.outputs))
    for (source, target), names in outputs.items():
        yield Dependency(source, target, tuple(sorted(names)))


def _shares(groups: Sequence[WorkspaceGroup], lanes: Sequence[Lane]) -> Iterator[SubnetShare]:
    for number, group in enumerate(groups):
        for workspace in group.workspaces:
            yield from _shares_of(number, workspace, lanes)


def _shares_of(source: int, workspace: Workspace, lanes: Sequence[Lane]) -> Iterator[SubnetShare]:
    principals = principals_of(workspace)
    arns = tuple(escape_control_characters(principal) for principal in principals if principal.startswith("arn:"))
    for number, lane in enumerate(lanes):
        if workspace.account.account_id in lane.accounts:
            continue
        accounts = tuple(escape_control_characters(principal) for principal in principals if principal in lane.accounts)
        if accounts or arns:
            yield SubnetShare(source, number, accounts or arns)
