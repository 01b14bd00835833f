"""Workspaces that are drawn as one box: those of environments that are alike, and all if there are too many kinds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.text import plural

#: A participant with more kinds of environments than this has them in one box.
MOST_OF_ONE_PARTICIPANT = 4
#: A deployment with more kinds of environments than this has one box per participant.
MOST_IN_ALL = 12
#: How many names of a group are shown; with more, the last line says how many more there are.
MAX_NAMES = 8


@dataclass(frozen=True, eq=False)
class WorkspaceGroup:
    """Workspaces of one stage and one account that are drawn as one box."""

    pattern: str
    """The pattern of their keys, such as ``data-*``; empty for a single workspace."""
    workspaces: tuple[Workspace, ...]

    @property
    def stage(self) -> Stage:
        """The stage of all of them."""
        return Stage(self.workspaces[0].stage)

    @property
    def account_id(self) -> str:
        """The account of the first; the others are in its lane."""
        return self.workspaces[0].account.account_id

    @property
    def heading(self) -> str:
        """The path, or a pattern of the paths."""
        first = self.workspaces[0].path
        return self.stage.path(self.pattern) if len(self.workspaces) > 1 else first

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the workspaces; of many, the first ones and how many more there are."""
        names = tuple(_key(workspace) for workspace in self.workspaces)
        if len(names) <= MAX_NAMES:
            return names
        return (*names[: MAX_NAMES - 1], f"and {len(names) - MAX_NAMES + 1} more")

    @property
    def title(self) -> str:
        """The title with the pattern instead of the name, where that is the same for all; or how many there are."""
        if len(self.workspaces) == 1:
            return self.workspaces[0].title
        titles = {workspace.title.replace(_key(workspace), self.pattern) for workspace in self.workspaces}
        return titles.pop() if len(titles) == 1 else plural(len(self.workspaces), "workspace")


def groups_of(blueprint: Blueprint, lane_of: Mapping[str, int], facts: Mapping[str, Hashable]) -> list[WorkspaceGroup]:
    """The groups of ``blueprint``, in the order of its workspaces; ``facts`` that are drawn are the same in a group."""
    environments = {workspace.path: workspace for workspace in blueprint.workspaces if _is_environment(workspace)}
    environment_of = {workspace.path: _environment_of(workspace, environments) for workspace in blueprint.workspaces}
    kinds = _kinds(blueprint, environment_of, facts)
    group_of = _environment_groups(environments, kinds, lane_of)
    groups: dict[Hashable, list[Workspace]] = defaultdict(list)
    patterns: dict[Hashable, str] = {}
    for workspace in blueprint.workspaces:
        environment = environment_of[workspace.path]
        key: Hashable = workspace.path
        if environment:
            key = (workspace.stage, lane_of[workspace.account.account_id], group_of[environment])
        groups[key].append(workspace)
        patterns[key] = group_of[environment][0] if environment else ""
    return [WorkspaceGroup(patterns[key], tuple(workspaces)) for key, workspaces in groups.items()]


def waits(workspace: Workspace) -> bool:
    """Whether its environment stays PENDING after the apply: its endpoints are managed by the customer."""
    return any(
        call.module == "environment" and call.arguments.get("endpoint_management") == "CUSTOMER"
        for call in workspace.calls
    )


def completes(workspace: Workspace) -> bool:
    """Whether it creates the endpoints that an environment waits for."""
    return any(call.module == "environment-endpoints" for call in workspace.calls)


def _is_environment(workspace: Workspace) -> bool:
    return any(call.module == "environment" for call in workspace.calls)


def _key(workspace: Workspace) -> str:
    return workspace.path.rpartition("/")[2]


def _environment_of(workspace: Workspace, environments: Mapping[str, Workspace]) -> str:
    """Path of the environment that ``workspace`` is, or belongs to; empty if it belongs to all."""
    paths = (workspace.path, *(read.workspace for read in workspace.reads))
    return next((path for path in paths if path in environments), "")


def _kinds(
    blueprint: Blueprint, environment_of: Mapping[str, str], facts: Mapping[str, Hashable]
) -> dict[str, Hashable]:
    """Path of an environment -> what the picture shows of it and of its other workspaces, apart from the names."""
    kinds: dict[str, list[Hashable]] = defaultdict(list)
    for workspace in blueprint.workspaces:
        environment = environment_of[workspace.path]
        if environment:
            reads = tuple(
                # Another environment is another source; one's own is the same source for all of a kind.
                ("" if read.workspace == environment else _source(read.workspace, environment_of), read.outputs)
                for read in workspace.reads
            )
            modules = tuple(call.module for call in workspace.calls)
            kinds[environment].append((workspace.stage, modules, reads, waits(workspace), facts[workspace.path]))
    return {environment: tuple(parts) for environment, parts in kinds.items()}


def _source(path: str, environment_of: Mapping[str, str]) -> str:
    """The workspace that is read; of one that belongs to an environment only the stage, as each has its own."""
    return path.partition("/")[0] if environment_of.get(path) else path


def _environment_groups(
    environments: Mapping[str, Workspace], kinds: Mapping[str, Hashable], lane_of: Mapping[str, int]
) -> dict[str, tuple[str, Hashable]]:
    """Path of an environment -> the pattern of its group, and what tells the group from others with that pattern."""
    accounts_of_lane = Counter(lane_of.values())
    participants_of_lane = Counter(lane for lane, _ in {_participant(each, lane_of) for each in environments.values()})
    of_all = {(_participant(workspace, lane_of), kinds[path]) for path, workspace in environments.items()}
    per_participant = Counter(participant for participant, _ in of_all)
    allowed = 1 if len(of_all) > MOST_IN_ALL else MOST_OF_ONE_PARTICIPANT
    groups: dict[str, tuple[str, Hashable]] = {}
    for path, workspace in environments.items():
        participant = _participant(workspace, lane_of)
        lane, name = participant
        if accounts_of_lane[lane] > 1 or participants_of_lane[lane] > MOST_IN_ALL:
            groups[path] = ("*-*", "")
        else:
            groups[path] = (f"{name}-*", kinds[path] if per_participant[participant] <= allowed else "")
    return groups


def _participant(workspace: Workspace, lane_of: Mapping[str, int]) -> tuple[int, str]:
    return lane_of[workspace.account.account_id], workspace.account.title
