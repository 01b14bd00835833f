"""The modules, with the real Terraform and the real provider, against two accounts."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.organization import prepare
from mwaa_tf.terraform import Terraform
from tests.local_aws.services.mwaa.support import DATA, OWNER, REGION, Place
from tests.support import REPOSITORY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A root module that makes an environment and its endpoints."""
    for module in ("environment", "environment-endpoints"):
        shutil.copytree(
            REPOSITORY / "modules" / module,
            tmp_path / "modules" / module,
            ignore=shutil.ignore_patterns(".terraform*", "tests"),
        )
    shutil.copy(Path(__file__).parent / "environment.tf", tmp_path)
    (tmp_path / "requirements.txt").write_text("apache-airflow-providers-amazon\n", encoding="utf-8")
    return tmp_path


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.long
@pytest.mark.slow
def test_an_environment_in_a_shared_vpc_is_made_changed_and_destroyed(folder: Path, terraform: Terraform) -> None:
    with LocalAws([OWNER, DATA], region=REGION) as aws:
        prepare(aws, ram_sharing=True)
        place = Place(aws, owner=OWNER)
        variables = {
            "participant_role_arn": f"arn:aws:iam::{DATA}:role/terraform",
            "requirements": str(folder / "requirements.txt"),
            "subnet_ids": place.subnet_ids,
            "vpc_id": place.vpc_id,
        }
        (folder / "terraform.tfvars.json").write_text(json.dumps({"place": variables}), encoding="utf-8")
        environment = aws.environment(OWNER, {})
        place.name = "data-etl"

        def run(*command: str) -> str:
            result = terraform.run(folder, [*command, "-input=false", "-no-color"], environment)
            assert result.returncode == 0, result.stdout + result.stderr
            return result.stdout

        terraform.init(folder, backend=True, environ=environment)
        run("apply", "-auto-approve")
        wait_for(lambda: place.status() not in ("PENDING", "CREATING"))
        assert place.get()["LastUpdate"]["Status"] == "SUCCESS", place.get()

        # With changes to make it would end with 2.
        run("plan", "-detailed-exitcode")

        assert "0 added, 1 changed, 0 destroyed" in run("apply", "-auto-approve", "-var=max_workers=5")
        assert place.get()["MaxWorkers"] == 5

        run("destroy", "-auto-approve")
        assert place.mwaa.list_environments()["Environments"] == []
        assert place.ec2.describe_network_interfaces()["NetworkInterfaces"] == []
        assert place.ec2_of_owner.describe_vpc_endpoints()["VpcEndpoints"] == []
        assert aws.failures == ()
