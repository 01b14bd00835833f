"""Synthesized stacks, applied by Terraform to a local AWS, and left for rendered HCL without replacing anything."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mwaa_tf import Deployment, render_deployment
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from mwaa_tf.terraform import RootModule, Terraform
from tests.constructs.support import python
from tests.rehearsal.deployed import ENDPOINTS, ENVIRONMENT, NETWORK, Deployed, rendered
from tests.support import REPOSITORY

pytestmark = [pytest.mark.long, pytest.mark.slow, pytest.mark.terraform]

APP = REPOSITORY / "examples" / "cdktf-app"

#: What the app is about: the same deployment as a configuration.
ANALYTICS = Deployment.model_validate(
    {
        "name": "analytics",
        "region": "us-east-1",
        "owner": {"account_id": "111111111111", "role_arn": "arn:aws:iam::111111111111:role/terraform"},
        "participants": [
            {
                "name": "data",
                "account_id": "222222222222",
                "role_arn": "arn:aws:iam::222222222222:role/terraform",
                "environments": [{"name": "etl", "max_workers": 25}],
            }
        ],
    }
)


@pytest.fixture
def deployed(tmp_path: Path) -> Iterator[Deployed]:
    """The rendered workspaces of the app's deployment, on a local AWS on which nothing is applied yet."""
    with local_aws_for(ANALYTICS) as local, Terraform(without_aws(os.environ), local_aws=True) as terraform:
        prepare_for(local, ANALYTICS)
        yield rendered(local, terraform, ANALYTICS, tmp_path / "generated")


@pytest.fixture
def stacks(deployed: Deployed, tmp_path: Path) -> dict[str, RootModule]:
    """The stacks of the example app, synthesized and applied, the environment available."""
    shutil.copytree(APP, tmp_path / "app")
    ran = python((APP / "main.py").read_text("utf-8"), cwd=tmp_path / "app")
    assert ran.returncode == 0, ran.stderr
    # The stacks lie in folders of their own: credentials are those of the workspace that each stands for.
    beside = replace(deployed, folder=tmp_path / "app" / "cdktf.out" / "stacks")
    modules: dict[str, RootModule] = {}
    for name, account in (
        ("network", deployed.owner),
        ("pipeline", deployed.participant),
        ("endpoints", deployed.owner),
    ):
        modules[name] = beside.module(name, account)
        modules[name].apply()
    deployed.pass_by(minutes=timedelta(hours=2).total_seconds() / 60)
    assert deployed.status() == "AVAILABLE"
    return modules


def test_the_example_app_lives_from_the_first_apply_to_the_last_destroy(
    deployed: Deployed, stacks: dict[str, RootModule]
) -> None:
    environment = deployed.environment()
    (parameter,) = deployed.client("ssm", deployed.participant).describe_parameters()["Parameters"]
    value = deployed.client("ssm", deployed.participant).get_parameter(Name=parameter["Name"])["Parameter"]["Value"]
    assert value == environment["Arn"]
    assert environment["MaxWorkers"] == 25
    for module in stacks.values():
        assert module.plan().changes == ()

    for module in reversed(stacks.values()):
        module.destroy()

    assert deployed.client("mwaa", deployed.participant).list_environments()["Environments"] == []


def test_rendered_workspaces_take_over_the_states_of_stacks(
    deployed: Deployed, stacks: dict[str, RootModule], tmp_path: Path
) -> None:
    project = tmp_path / "app"
    moves = {
        NETWORK: "terraform.analytics-1-network.tfstate",
        ENDPOINTS: "terraform.analytics-3-endpoints-data-etl.tfstate",
    }
    for workspace, state in moves.items():
        shutil.copy(project / state, deployed.folder / workspace / "terraform.tfstate")
    environment = deployed.module(ENVIRONMENT)
    moved = environment.terraform.run(
        environment.folder,
        [
            "state",
            "mv",
            f"-state={project / 'terraform.pipeline.tfstate'}",
            f"-state-out={environment.folder / 'terraform.tfstate'}",
            "module.airflow_environment",
            "module.environment",
        ],
        environment.environ,
    )
    assert moved.returncode == 0, moved.stderr

    # The outputs that the next workspace reads come into the states by an apply that changes no resource.
    for workspace in (NETWORK, ENVIRONMENT, ENDPOINTS):
        module = deployed.module(workspace)
        assert module.plan().changes == (), workspace
        module.apply()
        assert module.plan().is_empty, workspace
    assert stacks["pipeline"].plan().changes != ()  # the parameter's ARN would have to come from elsewhere now


def test_synthesized_workspaces_and_rendered_ones_take_over_from_each_other(deployed: Deployed, tmp_path: Path) -> None:
    for workspace in (NETWORK, ENVIRONMENT, ENDPOINTS):
        deployed.apply(workspace)
    states = {workspace: deployed.module(workspace).resources() for workspace in (NETWORK, ENVIRONMENT, ENDPOINTS)}

    render_deployment(ANALYTICS, tmp_path / "generated", format="cdktf")
    for workspace, resources in states.items():
        assert not list((deployed.folder / workspace).glob("*.tf"))
        plan = deployed.module(workspace).plan()
        assert plan.changes == ()
        assert set(plan.outputs) <= {"status"}
        assert deployed.module(workspace).resources() == resources
