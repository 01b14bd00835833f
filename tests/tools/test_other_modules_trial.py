"""What each step of a trial expects, with a fake root module instead of Terraform."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mwaa_tf.rehearsal.resources import AccountResource
from mwaa_tf.terraform import Plan, TerraformError
from mwaa_tf.terraform.events import PlannedChange, Summary
from tools.other_modules import trial
from tools.other_modules.catalogue import OtherModule
from tools.other_modules.trial import Outcome, Trial

ADDRESS = "module.mwaa.aws_mwaa_environment.this"
IN_PLACE = Plan((PlannedChange(ADDRESS, "update"),))
REPLACED = Plan((PlannedChange(ADDRESS, "replace"),))
EMPTY = Plan()
GROUP = AccountResource("111111111111", "security group", "sg-1")
LOG_GROUP = AccountResource("111111111111", "log group", "airflow-a-Task", kept_because="MWAA leaves the logs")


@dataclass
class World:
    """A root module and the AWS around it."""

    plans: list[Plan] = field(default_factory=lambda: [EMPTY, IN_PLACE, EMPTY])
    status: str = "AVAILABLE"
    environments: list[str] = field(default_factory=lambda: ["a"])
    created: list[str] = field(default_factory=lambda: ["monday"])
    apply_error: str = ""
    failures: tuple[str, ...] = ()
    remaining: list[AccountResource] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    accounts = ("111111111111",)

    def init(self, _: Any) -> None:
        self.done.append("init")

    def apply(self) -> Summary:
        self.done.append("apply")
        if self.apply_error:
            raise TerraformError(["apply"], Path("root"), 1, output=self.apply_error)
        return Summary("apply", 3, 1, 0)

    def plan(self) -> Plan:
        return self.plans.pop(0)

    def destroy(self) -> Summary:
        self.done.append("destroy")
        return Summary("destroy", 0, 0, 3)

    def resources(self) -> tuple[str, ...]:
        return (ADDRESS,)

    def listed(self) -> set[AccountResource]:
        return set(self.remaining) if "destroy" in self.done else set()

    def write_inputs(self, changes: Any) -> None:
        self.done.append(f"inputs {changes}")

    def environment(self, _: str) -> dict[str, str]:
        return {}

    def client(self, service: str, _: str, *, region: str) -> Any:
        assert (service, region) == ("mwaa", "eu-west-1")
        return self

    def list_environments(self) -> dict[str, Any]:
        return {"Environments": self.environments}

    def get_environment(self, **_: str) -> dict[str, Any]:
        created = self.created[0] if len(self.created) == 1 else self.created.pop(0)
        return {"Environment": {"Status": self.status, "CreatedAt": created, "LastUpdate": {"Status": "SUCCESS"}}}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the steps in a world; returns their outcomes by step."""

    def run_in(world: World, **fields: Any) -> dict[str, Outcome]:
        monkeypatch.setattr(trial, "RootModule", lambda *_: world)
        monkeypatch.setattr(trial, "list_resources", lambda *_: world.listed())
        module = OtherModule(repository="a/b", commit="", region="eu-west-1", update={"max_workers": 3}, **fields)
        workspace: Any = SimpleNamespace(folder=Path("root"), write_inputs=world.write_inputs)
        return {outcome.step: outcome for outcome in Trial(module, workspace, None, world).run()}  # type: ignore[arg-type]

    return run_in


def words(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {step: outcome.words for step, outcome in outcomes.items()}


def test_a_module_passes_all_steps(run: Any) -> None:
    world = World(remaining=[LOG_GROUP])
    outcomes = run(world)
    assert words(outcomes) == {
        "first apply": "3 resources, AVAILABLE",
        "second plan": "empty",
        "update": "1 in place",
        "third plan": "empty",
        "destroy": "3 resources",
    }
    assert [outcome.failure for outcome in outcomes.values()] == [""] * 5
    assert world.done == ["init", "apply", "inputs {'max_workers': 3}", "apply", "destroy"]


def test_an_environment_that_is_not_available_fails_the_first_apply_and_is_destroyed(run: Any) -> None:
    outcomes = run(World(status="CREATE_FAILED"))
    assert words(outcomes) == {"first apply": "CREATE_FAILED", "destroy": "3 resources"}
    assert "a is CREATE_FAILED" in outcomes["first apply"].failure


@pytest.mark.parametrize("names", [[], ["a", "b"]])
def test_exactly_one_environment_is_expected(run: Any, names: list[str]) -> None:
    outcomes = run(World(environments=names))
    assert outcomes["first apply"].words == f"{len(names)} environments"
    assert "exactly one is expected in eu-west-1" in outcomes["first apply"].failure


def test_an_error_of_terraform_is_reported_with_its_lines(run: Any) -> None:
    outcomes = run(World(apply_error="no such thing"))
    assert words(outcomes) == {"first apply": "failed", "destroy": "3 resources"}
    assert "no such thing" in outcomes["first apply"].failure


def test_a_second_plan_with_changes_fails_with_the_resource(run: Any) -> None:
    outcomes = run(World(plans=[IN_PLACE]))
    assert words(outcomes)["second plan"] == "not empty"
    assert outcomes["second plan"].failure == f"would update {ADDRESS}"


def test_an_output_that_would_change_fails_the_second_plan(run: Any) -> None:
    outcomes = run(World(plans=[Plan(outputs={"url": "update"})]))
    assert outcomes["second plan"].failure == "would update output url"


@pytest.mark.parametrize(
    "plan",
    [
        REPLACED,
        EMPTY,
        Plan((PlannedChange("aws_s3_bucket.a", "update"),)),
        Plan((*IN_PLACE.changes, PlannedChange("aws_s3_bucket.a", "delete"))),
    ],
)
def test_an_update_that_is_not_one_of_the_environment_in_place_is_not_applied(run: Any, plan: Plan) -> None:
    world = World(plans=[EMPTY, plan])
    outcomes = run(world)
    assert outcomes["update"].words == "not in place"
    assert outcomes["update"].failure
    assert world.done.count("apply") == 1


def test_an_environment_that_was_created_again_was_not_updated_in_place(run: Any) -> None:
    outcomes = run(World(created=["monday", "monday", "tuesday"]))
    assert (outcomes["update"].words, outcomes["update"].failure) == (
        "not in place",
        "the environment was created again",
    )


def test_what_remains_after_the_destruction_is_named(run: Any) -> None:
    outcomes = run(World(remaining=[GROUP, LOG_GROUP]))
    assert outcomes["destroy"] == Outcome("destroy", "1 resource left", "security group sg-1 in 111111111111")


def test_a_failure_inside_the_local_aws_is_one_of_the_step(run: Any) -> None:
    outcomes = run(World(failures=("Traceback",)))
    assert outcomes["first apply"] == Outcome("first apply", "the local AWS failed", "Traceback")


def test_a_module_that_aws_refuses_has_to_be_refused_for_that_reason(run: Any) -> None:
    refused = run(World(apply_error="AccessControlListNotSupported: no"), refused="AccessControlListNotSupported")
    assert words(refused) == {"first apply": "refused: AccessControlListNotSupported", "destroy": "3 resources"}
    assert not refused["first apply"].failure

    other_reason = run(World(apply_error="Throttling"), refused="AccessControlListNotSupported")
    assert "Throttling" in other_reason["first apply"].failure

    accepted = run(World(), refused="AccessControlListNotSupported")
    assert accepted["first apply"].words == "not refused"
