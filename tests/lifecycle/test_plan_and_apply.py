"""Plans and applies of workspaces that need no AWS: what waits, what is planned again, who is asked for what."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec.structs import replace

from mwaa_tf.blueprint import RemoteState, Workspace
from mwaa_tf.lifecycle import Lifecycle, Outcome
from mwaa_tf.lifecycle.apply_run import ApplyRun
from mwaa_tf.lifecycle.explained import workspaces_to_wait_for
from mwaa_tf.lifecycle.follow import Follower
from mwaa_tf.lifecycle.plan_run import PlanRun
from mwaa_tf.lifecycle.private_folder import PrivateFolder
from mwaa_tf.lifecycle.proposal import Proposal
from mwaa_tf.lifecycle.saved_plans import SavedPlans, usable_plans
from mwaa_tf.lifecycle.sources import WorkspaceSources
from mwaa_tf.module_sources import ModuleSources
from mwaa_tf.terraform import Plan, Terraform, TerraformError
from mwaa_tf.terraform.events import Summary
from tests.lifecycle.support import DEPLOYMENT, ETL, ML, NETWORK, OWNER, workspace

#: Three workspaces: both others read the output `id` of the first.
READS = (RemoteState("network", NETWORK, "local", {}, ("id",)),)
BLUEPRINT = replace(
    DEPLOYMENT,
    workspaces=(
        workspace(NETWORK, 1, OWNER),
        *(replace(workspace(path, 2, OWNER), reads=READS) for path in (ETL, ML)),
    ),
)

_READER = """
data "terraform_remote_state" "network" {
  backend = "local"
  config  = { path = "../../1-network/terraform.tfstate" }

  lifecycle {
    precondition {
      condition     = fileexists("${path.module}/../../1-network/terraform.tfstate")
      error_message = "1-network has no state yet: apply that workspace first."
    }
    postcondition {
      condition     = can([self.outputs.id])
      error_message = "1-network lacks outputs that are read here: complete its apply first."
    }
  }
}
"""


@dataclass
class Workspaces:
    """The workspaces of :data:`BLUEPRINT` in a folder, and what was proposed."""

    folder: Path
    lifecycle: Lifecycle
    saved: SavedPlans
    proposals: list[Proposal] = field(default_factory=list)

    def write(self, path: str, value: str, more: str = "") -> None:
        reader = "" if path == NETWORK else _READER
        text = (
            'terraform {\n  backend "local" {}\n}\n'
            f'resource "terraform_data" "this" {{\n  triggers_replace = {value}\n  input = {value}\n}}\n'
            f'output "id" {{\n  value = {value}\n}}\n{reader}{more}'
        )
        (self.folder / path).mkdir(parents=True, exist_ok=True)
        (self.folder / path / "main.tf").write_text(text)

    def plan(self, *paths: str) -> dict[str, Outcome]:
        outcomes = PlanRun(self.lifecycle, self.saved).plan(paths or BLUEPRINT.by_path)
        return {outcome.workspace: outcome for outcome in outcomes}

    def apply(self, *paths: str, approve: Callable[[Proposal], bool] = lambda _: True) -> dict[str, Outcome]:
        chosen = paths or tuple(BLUEPRINT.by_path)

        def decide(proposal: Proposal) -> bool:
            self.proposals.append(proposal)
            return approve(proposal)

        reviewed, stale = usable_plans(self.saved, self.lifecycle, chosen)
        assert stale == {}
        follower = Follower(self.lifecycle, lambda _: {})
        run = ApplyRun(self.lifecycle, self.saved, chosen, approve=decide, follower=follower)
        return {outcome.workspace: outcome for outcome in run.run(reviewed)}


@pytest.fixture
def workspaces(tmp_path: Path, terraform: Terraform) -> Workspaces:
    private = PrivateFolder(tmp_path)
    saved = SavedPlans(private, WorkspaceSources(ModuleSources("vendored", tmp_path, tmp_path)))
    made = Workspaces(tmp_path, Lifecycle(terraform, BLUEPRINT, tmp_path, jobs=2, private=private), saved)
    made.write(NETWORK, '"first"')
    for path in (ETL, ML):
        made.write(path, "data.terraform_remote_state.network.outputs.id")
    return made


def results(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {path: outcome.result for path, outcome in outcomes.items()}


def test_a_first_run_plans_what_it_can_asks_once_and_applies_all(workspaces: Workspaces) -> None:
    planned = workspaces.plan()
    assert results(planned) == {NETWORK: "ok", ETL: "waiting", ML: "waiting"}
    assert planned[ETL].failures == (f"waits until {NETWORK} is applied",)

    assert results(workspaces.apply()) == {NETWORK: "ok", ETL: "ok", ML: "ok"}

    first, later = workspaces.proposals
    assert (first.is_first, set(first.changing), set(first.waiting)) == (True, {NETWORK}, {ETL, ML})
    assert (later.is_first, set(later.changing)) == (False, {ETL, ML})
    assert all(outcome.plan and outcome.plan.is_empty for outcome in workspaces.plan().values())


def test_chosen_alone_a_workspace_finds_out_by_itself_that_it_waits(workspaces: Workspaces) -> None:
    assert workspaces.plan(ETL)[ETL].waits_for == (NETWORK,)
    workspaces.apply(NETWORK)
    state = workspaces.folder / NETWORK / "terraform.tfstate"
    state.write_text(state.read_text().replace('"id": {', '"other": {', 1))
    assert workspaces.plan(ETL)[ETL].waits_for == (NETWORK,)


def test_a_workspace_whose_input_another_plan_changes_says_so_and_is_planned_again(workspaces: Workspaces) -> None:
    workspaces.apply()
    workspaces.proposals.clear()
    workspaces.write(NETWORK, '"second"')

    planned = workspaces.plan()
    assert planned[ETL].plan == Plan()
    assert planned[ETL].notes == (f"reads id of {NETWORK}, whose plan may change that: plan again after it is applied",)

    applied = workspaces.apply()
    assert results(applied) == {NETWORK: "ok", ETL: "ok", ML: "ok"}
    assert [set(proposal.changing) for proposal in workspaces.proposals] == [{NETWORK}, {ETL, ML}]
    assert applied[ETL].summary == Summary("apply", 1, 0, 1)


def test_what_is_not_approved_is_not_applied(workspaces: Workspaces) -> None:
    assert results(workspaces.apply(approve=lambda _: False)) == {NETWORK: "ok", ETL: "waiting", ML: "waiting"}
    assert not (workspaces.folder / NETWORK / "terraform.tfstate").exists()

    outcomes = workspaces.apply(approve=lambda proposal: proposal.is_first)
    assert outcomes[NETWORK].summary
    assert outcomes[ETL].failures == ("its plan was not approved, and is not applied",)
    assert not (workspaces.folder / ETL / "terraform.tfstate").exists()


def test_a_plan_that_is_replaced_while_a_person_thinks_is_not_applied(workspaces: Workspaces) -> None:
    def replace_and_agree(proposal: Proposal) -> bool:
        if proposal.is_first:
            workspaces.write(NETWORK, '"other"')
            workspaces.plan(NETWORK)
        return True

    outcomes = workspaces.apply(NETWORK, approve=replace_and_agree)

    assert outcomes[NETWORK].failures == (f"{NETWORK}: its saved plan is not the one that was approved; plan again",)
    assert not (workspaces.folder / NETWORK / "terraform.tfstate").exists()


def test_a_plan_of_someone_else_is_not_used(workspaces: Workspaces) -> None:
    """Such as one that a repository brings along: what it says of itself lies beside it."""
    workspaces.plan(NETWORK)
    record = workspaces.folder / ".mwaa_tf/plans" / NETWORK / "saved.json"
    data = json.loads(record.read_text())
    data["record"]["made_at"] = "2026-01-01T00:00:00+00:00"
    record.write_text(json.dumps(data))

    assert workspaces.saved.load(BLUEPRINT.by_path[NETWORK]) is None
    usable, stale = usable_plans(workspaces.saved, workspaces.lifecycle, [NETWORK])
    assert usable == {}
    assert stale == {NETWORK: "it was not made by this user on this machine; delete it"}


def test_a_plan_whose_inputs_another_run_has_changed_is_not_used(workspaces: Workspaces) -> None:
    workspaces.apply()
    workspaces.write(NETWORK, '"second"')
    workspaces.write(ETL, 'join(" ", [data.terraform_remote_state.network.outputs.id, "more"])')
    workspaces.plan()

    workspaces.apply(NETWORK)

    usable, stale = usable_plans(workspaces.saved, workspaces.lifecycle, [ETL])
    assert usable == {}
    assert stale == {ETL: f"{NETWORK} was applied since, which changed id"}


def test_the_first_question_is_asked_where_something_changes_first(workspaces: Workspaces) -> None:
    """Also if nothing changed at first: what waited for that is then proposed, and marked as such."""
    workspaces.apply(NETWORK)
    workspaces.proposals.clear()
    workspaces.apply(NETWORK)
    (proposal,) = workspaces.proposals
    assert (proposal.is_first, proposal.changing) == (True, ())


def test_a_failure_stops_what_depends_on_it_and_not_its_siblings(workspaces: Workspaces) -> None:
    failing = 'resource "terraform_data" "that" {\n  provisioner "local-exec" {\n    command = "exit 1"\n  }\n}\n'
    workspaces.write(ETL, "data.terraform_remote_state.network.outputs.id", failing)
    assert results(workspaces.apply()) == {NETWORK: "ok", ETL: "failed", ML: "ok"}

    workspaces.write(NETWORK, '"second"', failing)
    assert results(workspaces.apply()) == {NETWORK: "failed", ETL: "skipped", ML: "skipped"}


def test_a_plan_that_fails_for_any_other_reason_is_a_failure(workspaces: Workspaces) -> None:
    workspaces.write(ETL, "data.terraform_remote_state.network.outputs.id", 'output "x" {\n  value = file("none")\n}\n')
    workspaces.apply(NETWORK)
    outcome = workspaces.plan()[ETL]
    assert outcome.result == "failed"
    assert outcome.log
    assert "no file exists" in outcome.log.read_text()


def test_a_state_that_does_not_exist_in_a_backend_is_waited_for(tmp_path: Path, workspaces: Workspaces) -> None:
    """The backend `local` with a path that the reader's own condition does not look at stands for S3."""
    reader = (
        'terraform {\n  backend "local" {}\n}\ndata "terraform_remote_state" "network" {\n  backend = "local"\n'
        '  config  = { path = "nowhere.tfstate" }\n}\noutput "id" {\n'
        "  value = data.terraform_remote_state.network.outputs.id\n}\n"
    )
    (tmp_path / ETL / "main.tf").write_text(reader)
    assert workspaces.plan(ETL)[ETL].waits_for == (NETWORK,)


def test_only_errors_about_missing_inputs_mean_waiting() -> None:
    reader: Workspace = BLUEPRINT.by_path[ETL]
    assert workspaces_to_wait_for(TerraformError(["plan"], Path(), 1, output="no diagnostics"), reader) == ()
