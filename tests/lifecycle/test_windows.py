"""`apply --in-window` on a clock that only moves while it is waited for."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from mwaa_tf.lifecycle import Lifecycle, Outcome, WorkspaceStarted
from mwaa_tf.lifecycle.apply_run import ApplyRun
from mwaa_tf.lifecycle.events import LifecycleEvent, WindowAwaited
from mwaa_tf.lifecycle.follow import Follower
from mwaa_tf.lifecycle.private_folder import PrivateFolder
from mwaa_tf.lifecycle.proposal import Proposal
from mwaa_tf.lifecycle.saved_plans import SavedPlans
from mwaa_tf.lifecycle.sources import WorkspaceSources
from mwaa_tf.lifecycle.windows import Windows
from mwaa_tf.module_sources import ModuleSources
from mwaa_tf.terraform import Terraform
from tests.lifecycle.support import DEPLOYMENT, ETL, ML, NETWORK, OWNER, workspace

#: A Friday.
FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)

BLUEPRINT = replace(
    DEPLOYMENT,
    workspaces=(workspace(NETWORK, 1, OWNER), *(workspace(path, 2, OWNER) for path in (ETL, ML))),
)

#: Plans what is in the file beside the workspace.
PROGRAM = """#!/bin/sh
case $1 in
version) echo '{"terraform_version": "1.11.4", "platform": "linux_amd64", "terraform_outdated": false}' ;;
init) mkdir -p .terraform ;;
plan)
  for argument; do case $argument in -out=*) echo plan > "${argument#-out=}" ;; esac; done
  echo '{"type": "planned_change", "change": {"resource": {"addr": "aws_thing.a"}, "action": "update"}}'
  echo '{"type": "change_summary", "changes": {"add": 0, "change": 1, "remove": 0, "operation": "plan"}}'
  exit 2 ;;
show) cat planned.json ;;
apply)
  touch applied
  echo '{"type": "change_summary", "changes": {"add": 0, "change": 1, "remove": 0, "operation": "apply"}}' ;;
esac
"""


def plan(kind: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    change = {"actions": ["update"], "before": before, "after": {**before, **after}, "after_unknown": {}}
    resource = {"address": f"{kind}.a", "mode": "managed", "type": kind, "name": "a", "change": change}
    provider = {"provider_name": "registry.terraform.io/hashicorp/aws"}
    return json.dumps({"format_version": "1.2", "resource_changes": [{**resource, **provider}]})


def update(window: str | None, **after: Any) -> str:
    """The plan of an environment that gets more workers in a window."""
    before = {"status": "AVAILABLE", "max_workers": 5, "tags": {}, "weekly_maintenance_window_start": window}
    return plan("aws_mwaa_environment", before, after or {"max_workers": 9})


@dataclass
class Applying:
    """The workspaces of :data:`BLUEPRINT`, a clock, and what happened when."""

    folder: Path
    terraform: Terraform
    clock: datetime = FRIDAY
    started: list[tuple[str, str]] = field(default_factory=list)
    awaited: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    at: dict[datetime, Callable[[], None]] = field(default_factory=dict)
    """What happens during a wait."""

    def write(self, path: str, planned: str) -> None:
        (self.folder / path).mkdir(parents=True, exist_ok=True)
        (self.folder / path / "main.tf").write_text(f"# {planned}")
        (self.folder / path / "planned.json").write_text(planned)

    def sleep(self, seconds: float) -> None:
        assert 0 < seconds <= 30
        self.clock += timedelta(seconds=seconds)
        for due in [time for time in self.at if time <= self.clock]:
            self.at.pop(due)()

    def hear(self, event: LifecycleEvent) -> None:
        if isinstance(event, WorkspaceStarted) and event.action == "apply":
            self.started.append((event.workspace, f"{self.clock:%a %H:%M}"))
        elif isinstance(event, WindowAwaited):
            self.awaited.append((event.workspaces, f"{event.until:%a %H:%M}"))

    def run(self, *paths: str, approve: Callable[[Proposal], bool] = lambda _: True) -> dict[str, Outcome]:
        private = PrivateFolder(self.folder)
        saved = SavedPlans(private, WorkspaceSources(ModuleSources("vendored", self.folder, self.folder)))
        lifecycle = Lifecycle(self.terraform, BLUEPRINT, self.folder, jobs=2, private=private, listener=self.hear)

        def decide(proposal: Proposal) -> bool:
            self.proposals.append(proposal)
            return approve(proposal)

        windows = Windows(lifecycle, saved, now=lambda: self.clock, sleep=self.sleep)
        follower = Follower(lifecycle, lambda _: {})
        run = ApplyRun(lifecycle, saved, paths, approve=decide, follower=follower, windows=windows)
        return {outcome.workspace: outcome for outcome in run.run()}

    def is_applied(self, path: str) -> bool:
        return (self.folder / path / "applied").exists()


@pytest.fixture
def applying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Applying:
    program = tmp_path / "bin/terraform"
    program.parent.mkdir()
    program.write_text(PROGRAM)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    made = Applying(tmp_path, Terraform())
    made.write(NETWORK, plan("aws_vpc", {"cidr_block": "10.0.0.0/16"}, {"cidr_block": "10.1.0.0/16"}))
    made.write(ETL, update("MON:03:00"))
    made.write(ML, update("SUN:03:00"))
    return made


def test_each_environment_waits_for_its_own_window_and_the_network_for_none(applying: Applying) -> None:
    outcomes = applying.run(NETWORK, ETL, ML)

    assert [outcome.result for outcome in outcomes.values()] == ["ok"] * 3
    assert applying.started == [(NETWORK, "Fri 09:00"), (ML, "Sun 03:00"), (ETL, "Mon 03:00")]
    assert list(dict.fromkeys(applying.awaited)) == [((ML,), "Sun 03:00"), ((ETL,), "Mon 03:00")]
    assert len(applying.awaited) == 42 + 24  # a line an hour
    assert len(applying.proposals) == 1


def test_what_asks_mwaa_for_no_update_does_not_wait(applying: Applying) -> None:
    applying.write(ETL, update("MON:03:00", tags={"Team": "data"}))
    applying.run(ETL)
    assert applying.started == [(ETL, "Fri 09:00")]


def test_a_window_that_has_just_begun_is_not_waited_for(applying: Applying) -> None:
    applying.write(ETL, update("FRI:09:00"))
    applying.clock += timedelta(minutes=29)
    applying.run(ETL)
    assert applying.started == [(ETL, "Fri 09:29")]


def test_what_changes_during_the_wait_is_planned_and_approved_again(applying: Applying) -> None:
    applying.at[FRIDAY + timedelta(hours=1)] = lambda: applying.write(ETL, update("MON:03:00", max_workers=20))
    approved: list[tuple[bool, tuple[str, ...], bool]] = []

    def approve(proposal: Proposal) -> bool:
        plan = proposal.plans[ETL].read_json()
        approved.append((proposal.is_first, proposal.stale, b'"max_workers": 20' in plan))
        return True

    outcomes = applying.run(ETL, approve=approve)

    assert approved == [(True, (), False), (False, (ETL,), True)]
    assert (outcomes[ETL].result, applying.is_applied(ETL)) == ("ok", True)
    assert applying.started == [(ETL, "Mon 03:00")]


def test_what_changes_during_the_wait_is_not_applied_without_approval(applying: Applying) -> None:
    applying.at[FRIDAY + timedelta(hours=1)] = lambda: applying.write(ETL, update("MON:03:00", max_workers=20))

    outcomes = applying.run(ETL, approve=lambda proposal: proposal.is_first)

    assert outcomes[ETL].failures == ("its plan was not approved, and is not applied",)
    assert not applying.is_applied(ETL)


def test_ctrl_c_ends_the_wait_and_applies_nothing(applying: Applying) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    applying.at[FRIDAY + timedelta(hours=1)] = interrupt

    with pytest.raises(KeyboardInterrupt):
        applying.run(ETL, ML)

    assert (applying.started, applying.is_applied(ML)) == ([], False)


@pytest.mark.parametrize("window", [None, "", "sun:03:00", "SUN:24:00", "SUN:03:15", "SUN", "SUN:03:00\n"])
def test_an_environment_whose_window_is_not_known_is_not_applied(applying: Applying, window: str | None) -> None:
    applying.write(ETL, update(window))

    outcomes = applying.run(ETL, ML)

    assert outcomes[ETL].failures == (
        "its plan does not say when its maintenance window begins; apply without --in-window",
    )
    assert (outcomes[ML].result, applying.is_applied(ETL)) == ("ok", False)
