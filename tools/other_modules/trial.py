"""One module on a local AWS: first apply, second plan, update in place, third plan, destroy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.resources import list_resources
from mwaa_tf.rehearsal.variables import init_environ
from mwaa_tf.terraform import Plan, RootModule, Terraform, TerraformError
from mwaa_tf.text import plural
from tools.other_modules.catalogue import OtherModule
from tools.other_modules.workspace import TrialWorkspace

ACCOUNT = "111111111111"

STEPS = ("first apply", "second plan", "update", "third plan", "destroy")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a step: a few words for the table, and, if it failed, the reason."""

    step: str
    words: str
    failure: str = ""


class StepError(MwaaTfError):
    """Terraform succeeded, but not with the result that AWS would give; has a few words and the reason."""

    def __init__(self, words: str, reason: str) -> None:
        self.words = words
        super().__init__(reason)


class Trial:
    """The steps of ``module``; after one that fails only what was created is destroyed."""

    def __init__(self, module: OtherModule, workspace: TrialWorkspace, terraform: Terraform, aws: LocalAws) -> None:
        self._module = module
        self._workspace = workspace
        self._aws = aws
        self._root = RootModule(terraform, workspace.folder, aws.environment(ACCOUNT))
        self._before = list_resources(aws, aws.accounts)
        self._mwaa = aws.client("mwaa", ACCOUNT, region=module.region)

    def run(self) -> list[Outcome]:
        """Run all steps and return what came of each that was tried."""
        initialised = self._attempt("first apply", self._init)
        if initialised.failure:
            return [initialised]
        outcomes = list(self._until_failure())
        if self._root.resources():
            outcomes.append(self._attempt("destroy", self._destroy))
        return outcomes

    def _until_failure(self) -> Iterator[Outcome]:
        steps = [("first apply", self._refused_apply if self._module.refused else self._first_apply)]
        if not self._module.refused:
            steps += [("second plan", self._plan_again), ("update", self._update), ("third plan", self._plan_again)]
        for step, action in steps:
            outcome = self._attempt(step, action)
            yield outcome
            if outcome.failure:
                return

    def _attempt(self, step: str, action: Callable[[], str]) -> Outcome:
        try:
            words = action()
        except StepError as error:
            return Outcome(step, error.words, str(error))
        except MwaaTfError as error:
            return Outcome(step, "failed", str(error))
        if self._aws.failures:
            return Outcome(step, "the local AWS failed", self._aws.failures[-1])
        return Outcome(step, words)

    def _init(self) -> str:
        self._root.init(init_environ(os.environ))
        return ""

    def _first_apply(self) -> str:
        summary = self._root.apply()
        self._environment()
        return f"{summary.added} resources, AVAILABLE"

    def _refused_apply(self) -> str:
        """Expect the error that AWS gives, by the catalogue."""
        try:
            self._root.apply()
        except TerraformError as error:
            if self._module.refused not in str(error):
                raise
            return f"refused: {self._module.refused}"
        raise StepError("not refused", f"AWS refuses it: {self._module.refused}")

    def _plan_again(self) -> str:
        plan = self._root.plan()
        if not plan.is_empty:
            raise StepError("not empty", _changes(plan))
        return "empty"

    def _update(self) -> str:
        created = self._environment()["CreatedAt"]
        self._workspace.write_inputs(self._module.update)
        plan = self._root.plan()
        unwanted = [change for change in plan.changes if change.action != "update"]
        if unwanted or not any("aws_mwaa_environment." in change.address for change in plan.changes):
            raise StepError("not in place", _changes(plan) or "the plan is empty")
        summary = self._root.apply()
        if self._environment()["CreatedAt"] != created:
            raise StepError("not in place", "the environment was created again")
        return f"{summary.changed} in place"

    def _destroy(self) -> str:
        summary = self._root.destroy()
        remaining = sorted(list_resources(self._aws, self._aws.accounts) - self._before)
        if names := [str(resource) for resource in remaining if not resource.kept_because]:
            raise StepError(f"{plural(len(names), 'resource')} left", "\n".join(names))
        return f"{summary.removed} resources"

    def _environment(self) -> dict[str, Any]:
        """The one environment of the account; raises :class:`StepError` unless it is AVAILABLE and all went well."""
        names = self._mwaa.list_environments()["Environments"]
        if len(names) != 1:
            raise StepError(plural(len(names), "environment"), f"exactly one is expected in {self._module.region}")
        environment: dict[str, Any] = self._mwaa.get_environment(Name=names[0])["Environment"]
        last = environment.get("LastUpdate", {})
        if environment["Status"] != "AVAILABLE" or last.get("Status") != "SUCCESS":
            raise StepError(environment["Status"], f"{names[0]} is {environment['Status']}, its last update: {last}")
        return environment


def _changes(plan: Plan) -> str:
    changes = [f"would {change.action} {change.address}" for change in plan.changes]
    return "\n".join([*changes, *(f"would {action} output {name}" for name, action in plan.outputs.items())])
