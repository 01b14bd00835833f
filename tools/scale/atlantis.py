"""A model of Atlantis: which projects a command runs on, in which order, and what it refuses.

Built from https://www.runatlantis.io/docs/repo-level-atlantis-yaml (order of planning and applying) and, where
that says nothing, from server/events/project_command_pool_executor.go: a failure stops the groups after it only where
commands run in parallel.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from tools.parsed_yaml import parsed_yaml
from tools.scale.schedule import Job, LimitError

#: Plans and applies at the same time, by default (server option --parallel-pool-size).
POOL = 15


@dataclass(slots=True)
class PullRequest:
    """A pull request that changes every project of a repository, and what Atlantis has done with it."""

    configuration: Mapping[str, object]
    planned: set[str] = field(default_factory=set)
    applied: list[str] = field(default_factory=list)
    """Names of projects, in the order of their applies."""

    @classmethod
    def of(cls, atlantis_yaml: bytes) -> PullRequest:
        """Read atlantis.yaml. Raises :class:`LimitError` for what Atlantis refuses, or is known not to do right."""
        configuration = parsed_yaml(atlantis_yaml)
        names = [project["name"] for project in configuration["projects"]]
        if len(names) != len(set(names)):
            raise LimitError("two projects have one name")
        keys = {key for project in configuration["projects"] for key in project}
        if {"execution_order_group", "depends_on"} <= keys:
            raise LimitError("projects have groups and depends_on (runatlantis/atlantis#5791, #6052)")
        return cls(configuration)

    @property
    def projects(self) -> Mapping[str, Mapping[str, object]]:
        """The projects by name."""
        return {project["name"]: project for project in self.configuration["projects"]}  # type: ignore[attr-defined]

    def plan(self, has_inputs: Callable[[str], bool]) -> None:
        """``atlantis plan``: a project without inputs gets no plan, and is no failure (`mwaa_tf plan`)."""
        self.planned = {name for name in self.projects if name not in self.applied and has_inputs(name)}

    def apply(self, failing: Collection[str] = ()) -> list[str]:
        """``atlantis apply``: apply what has a plan. Returns the projects that were tried, in their order."""
        tried: list[str] = []
        parallel = bool(self.configuration.get("parallel_apply"))
        for group in self._groups(self.planned):
            # What is applied in a group is known to the checks of the next one only.
            applied_before = set(self.applied)
            failed = False
            for name in group:
                depends_on = set(self.projects[name].get("depends_on", []))  # type: ignore[call-overload]
                if depends_on & self.projects.keys() - applied_before:
                    failed = True  # Can't apply your project unless you apply its dependencies
                    continue
                tried.append(name)
                if name in failing:
                    failed = True
                else:
                    self.applied.append(name)
                    self.planned.discard(name)
            if failed and parallel and self.configuration.get("abort_on_execution_order_fail"):
                break
        return tried

    def apply_one(self, name: str) -> bool:
        """``atlantis apply -p NAME``: groups count for nothing, depends_on does. Whether it was applied."""
        depends_on = set(self.projects[name].get("depends_on", []))  # type: ignore[call-overload]
        if name not in self.planned or depends_on & self.projects.keys() - set(self.applied):
            return False
        self.applied.append(name)
        return True

    def _groups(self, names: Collection[str]) -> Iterator[list[str]]:
        numbers = {name: int(self.projects[name].get("execution_order_group", 0)) for name in names}  # type: ignore[call-overload]
        for number in sorted(set(numbers.values())):
            yield sorted(name for name in names if numbers[name] == number)


def jobs(pull_request: PullRequest, action: str) -> list[Job]:
    """One ``atlantis plan`` or ``atlantis apply`` of all projects as jobs that wait for the group before them."""
    before: frozenset[str] = frozenset()
    result: list[Job] = []
    for group in pull_request._groups(pull_request.projects):
        for name in group:
            path = name.partition("/")[2]
            # The server has the identities of all accounts: who creates the endpoints also waits for the environment.
            follows = action == "apply" and path.startswith("3-endpoints")
            result.append(Job(name, "apply and follow" if follows else action, (path,), before))
        before = frozenset(group)
    return result
