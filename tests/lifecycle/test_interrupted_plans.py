"""Saved plans after an interruption: an apply's own stop no other run, and one that was begun is not used again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from mwaa_tf.blueprint import Workspace
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle import Lifecycle, Outcome
from mwaa_tf.lifecycle.plan_run import PlanRun
from mwaa_tf.lifecycle.private_folder import PrivateFolder
from mwaa_tf.lifecycle.saved_plans import SavedPlans, usable_plans
from mwaa_tf.lifecycle.sources import WorkspaceSources
from mwaa_tf.lifecycle.unrecorded import UnrecordedResourcesError
from mwaa_tf.terraform import Plan, RootModule
from mwaa_tf.terraform.events import PlannedChange
from tests.lifecycle.support import DEPLOYMENT, NETWORK

CREATES = Plan((PlannedChange("aws_vpc.this", "create"),))
UPDATES = Plan((PlannedChange("aws_vpc.this", "update"),))


class Module:
    """A root module whose plan is always the same."""

    def __init__(self, folder: Path, plan: Plan = CREATES) -> None:
        self.folder = folder
        self._plan = plan

    def plan(self, *, out: Path, **_: Any) -> Plan:
        out.write_bytes(b"a plan")
        return self._plan

    def show_text(self, _plan: Path) -> str:
        return "{}"

    def pull_state(self) -> str:
        return ""


class Running:
    """A lifecycle that runs operations one after the other on ``module``."""

    blueprint = DEPLOYMENT

    def __init__(self, module: Module) -> None:
        self._module = module

    def workspace_of(self, _module: RootModule) -> Workspace:
        return DEPLOYMENT.by_path[NETWORK]

    def missing_state_bucket(self, _workspace: Workspace) -> None:
        return None

    def notify(self, _event: object) -> None:
        pass

    def run(
        self, _action: str, workspaces: Sequence[Workspace], operation: Callable[..., Outcome], **_: bool
    ) -> list[Outcome]:
        outcomes = []
        for workspace in workspaces:
            try:
                outcomes.append(operation(self._module, lambda _: None))
            except MwaaTfError as error:
                outcomes.append(Outcome(workspace.path, workspace.stage, "plan", error=error))
        return outcomes


@pytest.fixture
def saved(tmp_path: Path) -> SavedPlans:
    sources = cast("WorkspaceSources", SimpleNamespace(digest=lambda _: "as it was"))
    return SavedPlans(PrivateFolder(tmp_path), sources)


def lifecycle(module: Module) -> Lifecycle:
    return cast("Lifecycle", Running(module))


def plans(saved: SavedPlans, module: Module) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    return usable_plans(saved, lifecycle(module), [NETWORK])


def test_what_was_planned_to_be_reviewed_can_be_applied_later(saved: SavedPlans, tmp_path: Path) -> None:
    module = Module(tmp_path)
    PlanRun(lifecycle(module), saved).plan([NETWORK])

    usable, stale = plans(saved, module)

    assert (list(usable), stale) == ([NETWORK], {})


def test_what_an_apply_planned_for_itself_is_neither_applied_nor_in_the_way_of_the_next(
    saved: SavedPlans, tmp_path: Path
) -> None:
    module = Module(tmp_path)
    PlanRun(lifecycle(module), saved, for_review=False).plan([NETWORK])

    assert plans(saved, module) == ({}, {})


def test_a_reviewed_plan_whose_apply_did_not_end_is_not_applied_a_second_time(
    saved: SavedPlans, tmp_path: Path
) -> None:
    """Killed before it had saved anything, Terraform leaves the state as it was: nothing else tells of it."""
    module = Module(tmp_path)
    PlanRun(lifecycle(module), saved).plan([NETWORK])
    plan = saved.load(DEPLOYMENT.by_path[NETWORK])
    assert plan

    saved.begin(plan)

    assert plans(saved, module) == ({}, {NETWORK: "an apply of it has begun and did not end"})


@pytest.mark.parametrize(
    ("plan", "was_begun", "is_checked"),
    [
        # The first apply of all: nothing can exist, and nothing is looked up.
        (CREATES, False, False),
        # Terraform, killed before it had recorded anything, leaves the empty file that it locks.
        (CREATES, True, True),
        (UPDATES, True, False),
    ],
)
def test_what_would_be_created_again_is_looked_for_where_an_apply_has_begun(
    saved: SavedPlans, tmp_path: Path, plan: Plan, *, was_begun: bool, is_checked: bool
) -> None:
    if was_begun:
        (tmp_path / "terraform.tfstate").touch()
    checked: list[str] = []

    def check(_saved: object, workspace: Workspace) -> None:
        checked.append(workspace.path)
        raise UnrecordedResourcesError("exists")

    (outcome,) = PlanRun(lifecycle(Module(tmp_path, plan)), saved, for_review=False, check=check).plan([NETWORK])

    assert checked == [NETWORK] * is_checked
    assert outcome.ok is not is_checked
