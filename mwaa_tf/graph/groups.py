"""What is drawn as one box: mostly a workspace, and where there are too many, those of a participant together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from mwaa_tf.blueprint import Blueprint, Workspace

#: A participant with more environments than this has them in one box.
MOST_OF_ONE_PARTICIPANT = 4
#: A deployment with more environments than this has one box per participant.
MOST_IN_ALL = 12
#: So many names of a group are written out.
_NAMED = 3


@dataclass(frozen=True, eq=False)
class Unit:
    """Workspaces of one stage and one account that are drawn as one box."""

    group: str
    """What they share, such as ``data-*``; empty for a workspace of its own."""
    workspaces: tuple[Workspace, ...]

    @property
    def stage(self) -> int:
        """The stage of all of them."""
        return self.workspaces[0].stage

    @property
    def account_id(self) -> str:
        """The account of the first; the others are in its lane."""
        return self.workspaces[0].account.account_id

    @property
    def heading(self) -> str:
        """The path, or a pattern of the paths."""
        first = self.workspaces[0].path
        return f"{first.partition('/')[0]}/{self.group}" if self.group else first

    @property
    def title(self) -> str:
        """The workspace's title, or how many there are and the first names."""
        if not self.group:
            return self.workspaces[0].title
        names = [workspace.path.rpartition("/")[2] for workspace in self.workspaces[:_NAMED]]
        more = ", …" if len(self.workspaces) > _NAMED else ""
        return f"{len(self.workspaces)} workspaces: {', '.join(names)}{more}"


def units_of(blueprint: Blueprint, lane_of: Mapping[str, int]) -> list[Unit]:
    """The boxes of ``blueprint``, in the order of its workspaces."""
    environments = {workspace.path: workspace for workspace in blueprint.workspaces if _is_environment(workspace)}
    groups = _groups(environments, lane_of)
    units: dict[tuple[object, ...], list[Workspace]] = {}
    names: dict[tuple[object, ...], str] = {}
    for workspace in blueprint.workspaces:
        group = groups.get(_environment_of(workspace, environments), "")
        key = (workspace.stage, lane_of[workspace.account.account_id], group) if group else (workspace.path,)
        units.setdefault(key, []).append(workspace)
        names[key] = group
    return [Unit(names[key], tuple(workspaces)) for key, workspaces in units.items()]


def waits(workspace: Workspace) -> bool:
    """Whether it ends in PENDING: MWAA leaves the endpoints of its environment to the customer."""
    return any(
        call.module == "environment" and call.arguments.get("endpoint_management") == "CUSTOMER"
        for call in workspace.calls
    )


def completes(workspace: Workspace) -> bool:
    """Whether it makes the endpoints that an environment waits for."""
    return any(call.module == "environment-endpoints" for call in workspace.calls)


def _is_environment(workspace: Workspace) -> bool:
    return any(call.module == "environment" for call in workspace.calls)


def _environment_of(workspace: Workspace, environments: Mapping[str, Workspace]) -> str:
    """Path of the environment that ``workspace`` is, or is for; empty where it is for all of them."""
    paths = (workspace.path, *(read.workspace for read in workspace.reads))
    return next((path for path in paths if path in environments), "")


def _groups(environments: Mapping[str, Workspace], lane_of: Mapping[str, int]) -> dict[str, str]:
    """Environments by path to the name of the group that they are drawn in; those of their own are left out."""
    accounts_of_lane = Counter(lane_of.values())
    per_participant = Counter(workspace.account.title for workspace in environments.values())
    participants_of_lane = Counter(
        lane_of[account] for account, _ in {(w.account.account_id, w.account.title) for w in environments.values()}
    )
    allowed = 1 if len(environments) > MOST_IN_ALL else MOST_OF_ONE_PARTICIPANT
    groups: dict[str, str] = {}
    for path, workspace in environments.items():
        lane = lane_of[workspace.account.account_id]
        if accounts_of_lane[lane] > 1 or participants_of_lane[lane] > MOST_IN_ALL:
            groups[path] = "*-*"
        elif per_participant[workspace.account.title] > allowed:
            groups[path] = f"{workspace.account.title}-*"
    return groups
