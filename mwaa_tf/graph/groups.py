"""Workspaces that are drawn as one box: usually one, and those of a participant together if there are too many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from mwaa_tf.blueprint import Blueprint, Workspace
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.text import plural

#: A participant with more environments than this has them in one box.
MOST_OF_ONE_PARTICIPANT = 4
#: A deployment with more environments than this has one box per participant.
MOST_IN_ALL = 12
#: How many names of a group its title has.
_MAX_NAMES = 3


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
        return self.stage.path(self.pattern) if self.pattern else first

    @property
    def title(self) -> str:
        """The workspace's title, or how many there are and the first names."""
        if not self.pattern:
            return self.workspaces[0].title
        names = [workspace.path.rpartition("/")[2] for workspace in self.workspaces[:_MAX_NAMES]]
        more = ", …" if len(self.workspaces) > _MAX_NAMES else ""
        return f"{plural(len(self.workspaces), 'workspace')}: {', '.join(names)}{more}"


def groups_of(blueprint: Blueprint, lane_of: Mapping[str, int]) -> list[WorkspaceGroup]:
    """The groups of ``blueprint``, in the order of its workspaces."""
    environments = {workspace.path: workspace for workspace in blueprint.workspaces if _is_environment(workspace)}
    pattern_of = _patterns(environments, lane_of)
    groups: dict[tuple[object, ...], list[Workspace]] = {}
    patterns: dict[tuple[object, ...], str] = {}
    for workspace in blueprint.workspaces:
        pattern = pattern_of.get(_environment_of(workspace, environments), "")
        key = (workspace.stage, lane_of[workspace.account.account_id], pattern) if pattern else (workspace.path,)
        groups.setdefault(key, []).append(workspace)
        patterns[key] = pattern
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


def _environment_of(workspace: Workspace, environments: Mapping[str, Workspace]) -> str:
    """Path of the environment that ``workspace`` is, or belongs to; empty if it belongs to all."""
    paths = (workspace.path, *(read.workspace for read in workspace.reads))
    return next((path for path in paths if path in environments), "")


def _patterns(environments: Mapping[str, Workspace], lane_of: Mapping[str, int]) -> dict[str, str]:
    """Path of an environment -> the pattern of its group; without those that are drawn alone."""
    accounts_of_lane = Counter(lane_of.values())
    per_participant = Counter(workspace.account.title for workspace in environments.values())
    participants_of_lane = Counter(
        lane_of[account] for account, _ in {(w.account.account_id, w.account.title) for w in environments.values()}
    )
    allowed = 1 if len(environments) > MOST_IN_ALL else MOST_OF_ONE_PARTICIPANT
    patterns: dict[str, str] = {}
    for path, workspace in environments.items():
        lane = lane_of[workspace.account.account_id]
        if accounts_of_lane[lane] > 1 or participants_of_lane[lane] > MOST_IN_ALL:
            patterns[path] = "*-*"
        elif per_participant[workspace.account.title] > allowed:
            patterns[path] = f"{workspace.account.title}-*"
    return patterns
