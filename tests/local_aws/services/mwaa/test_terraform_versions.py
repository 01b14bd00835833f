"""What the real provider does with each change of the Airflow version, and what MWAA answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.lifecycle.planned_environments import planned_update, steps_instead_of_replacement
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.faults import FaultPlan
from mwaa_tf.terraform import Terraform
from tests.local_aws.services.mwaa.support import DATA, REGION, Place

ROOT = """
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.68, < 7.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

resource "aws_mwaa_environment" "this" {
  name               = "NAME"
  airflow_version    = "VERSION"
  dag_s3_path        = "dags"
  execution_role_arn = "ROLE"
  source_bucket_arn  = "arn:aws:s3:::NAME-dags"

  network_configuration {
    security_group_ids = ["GROUP"]
    subnet_ids         = SUBNETS
  }
}
"""


@dataclass
class Root:
    """A root module with one environment, whose version changes."""

    folder: Path
    terraform: Terraform
    place: Place
    environment: Mapping[str, str]

    def write(self, version: str) -> None:
        text = ROOT
        for word, value in (
            ("NAME", self.place.name),
            ("VERSION", version),
            ("ROLE", self.place.role_arn),
            ("GROUP", self.place.group_id),
            ("SUBNETS", json.dumps(self.place.subnet_ids)),
        ):
            text = text.replace(word, value)
        (self.folder / "main.tf").write_text(text, encoding="utf-8")

    def run(self, *command: str) -> tuple[int, str]:
        result = self.terraform.run(self.folder, [*command, "-no-color"], self.environment)
        return result.returncode, result.stdout + result.stderr

    def plan(self, version: str) -> dict[str, Any]:
        self.write(version)
        code, output = self.run("plan", "-input=false", "-out=plan")
        assert code == 0, output
        plan: dict[str, Any] = json.loads(self.run("show", "-json", "plan")[1])
        return plan

    def actions(self, version: str) -> list[str]:
        (change,) = self.plan(version)["resource_changes"]
        return list(change["change"]["actions"])

    def apply(self) -> tuple[int, str]:
        return self.run("apply", "-input=false", "plan")

    def update(self, version: str) -> None:
        """Change the version with MWAA's own API, and wait."""
        self.place.mwaa.update_environment(Name=self.place.name, AirflowVersion=version)
        while self.place.status() != "AVAILABLE":
            pass


@pytest.mark.slow
@pytest.mark.long
def test_the_provider_replaces_on_the_way_up_and_updates_on_the_way_down(tmp_path: Path, terraform: Terraform) -> None:
    with LocalAws([DATA], region=REGION, speed=3600) as aws:
        root = Root(tmp_path, terraform, Place(aws), aws.environment(DATA, {}))
        root.write("2.10.3")
        terraform.init(tmp_path, backend=True, environ=root.environment)
        assert root.actions("2.10.3") == ["create"]
        assert root.apply()[0] == 0
        created = root.place.get()

        # Up to 3.x: Terraform would replace it; MWAA goes there in place, and the next plan is empty.
        plan = root.plan("3.3.1")
        assert [step.requested for step in steps_instead_of_replacement(plan)] == ["2.11.2", "3.3.1"]
        root.update("2.11.2")
        root.update("3.3.1")
        assert root.actions("3.3.1") == ["no-op"]

        # Down to 2.11: Terraform updates it. Further down: so it plans, and MWAA refuses.
        assert root.actions("2.10.3") == ["update"]
        code, output = root.apply()
        assert (code, "cannot be updated from Airflow 3.3.1 to 2.10.3" in output) == (1, True), output
        plan = root.plan("2.11.2")
        assert planned_update(plan) is not None
        assert steps_instead_of_replacement(plan) == ()

        # One that MWAA rolls back leaves what was there, and the same plan.
        aws.faults.plan = FaultPlan(rollback="2.11.2")
        code, output = root.apply()
        assert (code, "unexpected state 'ROLLING_BACK'" in output) == (1, True), output
        while root.place.status() != "UPDATE_FAILED":
            pass
        assert root.actions("3.3.1") == ["no-op"]
        aws.faults.plan = FaultPlan()
        assert root.actions("2.11.2") == ["update"]
        assert root.apply()[0] == 0
        assert root.actions("2.11.2") == ["no-op"]
        after = root.place.get()
        assert (after["Arn"], after["CreatedAt"], after["Status"]) == (
            created["Arn"],
            created["CreatedAt"],
            "AVAILABLE",
        )
        assert aws.failures == ()
