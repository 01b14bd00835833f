import os
import signal
import threading
import time
from pathlib import Path

import pytest

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.lifecycle import StageStarted, WorkspaceFinished, WorkspaceProgress, WorkspaceStarted
from mwaa_tf.lifecycle.retries import Retries
from mwaa_tf.terraform import Terraform, TerraformError
from tests.lifecycle.support import (
    ETL,
    ETL_ENDPOINTS,
    FAILING,
    FAILING_TO_GO,
    ML,
    ML_ENDPOINTS,
    NETWORK,
    Deployed,
    alive,
)

ALL = [NETWORK, ETL, ML, ETL_ENDPOINTS, ML_ENDPOINTS]


def test_apply_plan_and_destroy_go_through_all_stages(terraform: Terraform, deployed: Deployed) -> None:
    lifecycle = deployed.lifecycle(terraform, jobs=2)

    applied = lifecycle.apply()
    assert [(outcome.workspace, outcome.ok) for outcome in applied] == [(path, True) for path in ALL]
    assert all(outcome.summary and outcome.summary.added == 1 for outcome in applied)
    assert [(event.action, event.stage) for event in deployed.heard if isinstance(event, StageStarted)] == [
        ("apply", 1),
        ("apply", 2),
        ("apply", 3),
    ]
    assert all(outcome.plan and outcome.plan.is_empty for outcome in lifecycle.plan())

    deployed.heard.clear()
    destroyed = lifecycle.destroy()
    assert [outcome.workspace for outcome in destroyed] == [ETL_ENDPOINTS, ML_ENDPOINTS, ETL, ML, NETWORK]
    assert all(outcome.summary and outcome.summary.removed == 1 for outcome in destroyed)
    assert not any(deployed.has_state(path) for path in ALL)


def test_until_applies_only_the_first_stages(terraform: Terraform, deployed: Deployed) -> None:
    applied = deployed.lifecycle(terraform, jobs=2).apply(until=Stage.NETWORK)
    assert [outcome.workspace for outcome in applied] == [NETWORK]
    assert not deployed.has_state(ETL)


def test_a_failure_stops_what_depends_on_it_and_nothing_else(terraform: Terraform, deployed: Deployed) -> None:
    deployed.add(ETL, FAILING)
    outcomes = {outcome.workspace: outcome for outcome in deployed.lifecycle(terraform, jobs=2).apply()}
    assert {path for path, outcome in outcomes.items() if outcome.ok} == {NETWORK, ML, ML_ENDPOINTS}
    assert isinstance(outcomes[ETL].error, TerraformError)
    assert outcomes[ETL_ENDPOINTS].blocked_by == (ETL,)
    assert not deployed.has_state(ETL_ENDPOINTS)
    finished = [event.outcome for event in deployed.heard if isinstance(event, WorkspaceFinished)]
    assert sorted(outcome.workspace for outcome in finished) == sorted(ALL)


def test_a_second_apply_goes_on_where_the_first_failed(terraform: Terraform, deployed: Deployed) -> None:
    deployed.add(ETL, FAILING)
    lifecycle = deployed.lifecycle(terraform)
    lifecycle.apply()
    deployed.remove(ETL)
    assert all(outcome.ok for outcome in lifecycle.apply())
    assert all(deployed.has_state(path) for path in ALL)


def test_what_something_still_needs_is_not_destroyed(terraform: Terraform, deployed: Deployed) -> None:
    deployed.add(ETL_ENDPOINTS, FAILING_TO_GO)
    lifecycle = deployed.lifecycle(terraform, jobs=2)
    lifecycle.apply()
    outcomes = {outcome.workspace: outcome for outcome in lifecycle.destroy()}
    assert outcomes[ETL].blocked_by == (ETL_ENDPOINTS,)
    # Blocked by all that is left, not only by what is next to it.
    assert outcomes[NETWORK].blocked_by == (ETL, ETL_ENDPOINTS)
    assert {path for path in ALL if deployed.has_state(path)} == {NETWORK, ETL, ETL_ENDPOINTS}


def test_each_attempt_counts(terraform: Terraform, deployed: Deployed, tmp_path: Path) -> None:
    script = f"test -e {tmp_path}/tried || {{ touch {tmp_path}/tried; exit 1; }}"
    deployed.add(NETWORK, FAILING.replace("exit 1", script))
    (outcome,) = deployed.lifecycle(terraform, retries=Retries(3)).apply(until=Stage.NETWORK)
    assert (outcome.ok, outcome.attempts) == (True, 2)


def test_a_plan_that_is_not_empty_names_what_would_change(terraform: Terraform, deployed: Deployed) -> None:
    lifecycle = deployed.lifecycle(terraform)
    lifecycle.apply(until=Stage.NETWORK)
    deployed.add(NETWORK, 'resource "terraform_data" "more" {}\n')
    (outcome,) = lifecycle.plan(until=Stage.NETWORK)
    assert outcome.plan is not None
    assert [(change.address, change.action) for change in outcome.plan.changes] == [("terraform_data.more", "create")]


def test_an_output_alone_makes_a_plan_not_empty(terraform: Terraform, deployed: Deployed) -> None:
    lifecycle = deployed.lifecycle(terraform)
    lifecycle.apply(until=Stage.NETWORK)
    deployed.add(NETWORK, 'output "more" {\n  value = 1\n}\n')
    (planned,) = lifecycle.plan(until=Stage.NETWORK)
    assert planned.plan is not None
    assert (planned.plan.changes, dict(planned.plan.outputs)) == ((), {"more": "create"})
    (refreshed,) = lifecycle.refresh([NETWORK])
    assert refreshed.ok
    assert lifecycle.plan(until=Stage.NETWORK)[0].plan == type(planned.plan)()


def test_progress_counts_up_to_the_total(terraform: Terraform, deployed: Deployed) -> None:
    deployed.lifecycle(terraform).apply(until=Stage.NETWORK)
    steps = [event for event in deployed.heard if isinstance(event, WorkspaceProgress)]
    assert [(step.done, step.total) for step in steps] == [(0, 1), (0, 1), (1, 1)]
    assert steps[1].address == "terraform_data.this"


def test_the_environment_comes_from_a_function_of_the_workspace(terraform: Terraform, deployed: Deployed) -> None:
    deployed.add(NETWORK, 'variable "who" {}\noutput "who" {\n  value = var.who\n}\n')
    lifecycle = deployed.lifecycle(terraform, environ=lambda workspace: {"TF_VAR_who": workspace.account.account_id})
    lifecycle.apply(until=Stage.NETWORK)
    workspace = lifecycle.blueprint.by_path[NETWORK]
    assert lifecycle.root_module(workspace).outputs()["who"] == "111111111111"
    assert lifecycle.root_module(workspace).resources() == ("terraform_data.this",)


def test_a_lock_file_stays_as_it_is(terraform: Terraform, deployed: Deployed) -> None:
    lock = deployed.folder / NETWORK / ".terraform.lock.hcl"
    lock.write_text("# a person's\n")
    deployed.lifecycle(terraform).init(until=Stage.NETWORK)
    assert lock.read_text() == "# a person's\n"


def test_workspaces_of_a_stage_run_concurrently(terraform: Terraform, deployed: Deployed, tmp_path: Path) -> None:
    # Each waits for the other: one after another they would wait for ever.
    for mine, theirs in ((ETL, ML), (ML, ETL)):
        script = f"touch {tmp_path}/{Path(mine).name}; until [ -e {tmp_path}/{Path(theirs).name} ]; do sleep 0.05; done"
        deployed.add(mine, FAILING.replace("exit 1", script))
    assert all(outcome.ok for outcome in deployed.lifecycle(terraform, jobs=2).apply(until=Stage.ENVIRONMENTS))


def test_ctrl_c_ends_every_child_and_starts_nothing_new(deployed: Deployed, tmp_path: Path) -> None:
    for path in (ETL, ML):
        script = f"echo $$ > {tmp_path}/{Path(path).name}.pid; sleep 60"
        deployed.add(path, FAILING.replace("exit 1", script))

    def press() -> None:
        deadline = time.monotonic() + 120
        while len(list(tmp_path.glob("*.pid"))) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=press)
    with Terraform(grace=0.5) as terraform:
        thread.start()
        with pytest.raises(KeyboardInterrupt):
            deployed.lifecycle(terraform, jobs=2, retries=Retries(3)).apply()
    thread.join()
    assert not any(alive(int(file.read_text())) for file in tmp_path.glob("*.pid"))
    started = [event.workspace for event in deployed.heard if isinstance(event, WorkspaceStarted)]
    assert sorted(started) == [NETWORK, ETL, ML]
