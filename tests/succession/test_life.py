"""A succession from create to remove, with a load balancer in front and each step taken back once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.local_aws.services.mwaa.airflow import AirflowContents
from mwaa_tf.local_aws.services.mwaa.models import mwaa_backends
from mwaa_tf.rehearsal.prepare.access import issue_certificate
from tests.rehearsal.operated import SMALL, Operated, operated
from tests.support import DATA, OWNER

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.terraform]

ALB: dict[str, Any] = {
    "certificate_arn": f"arn:aws:acm:us-east-1:{OWNER}:certificate/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
    "allowed_cidrs": ["203.0.113.0/24"],
    "deletion_protection": False,
}
ETL = {"name": "etl", "airflow_version": "2.10.3"}
NEXT = {"name": "etl-next", "succeeds": "etl", "airflow_version": "3.0.6", "keep_predecessor_days": 0}


def configuration(*environments: dict[str, Any]) -> dict[str, Any]:
    participant = {**SMALL["participants"][0], "defaults": {"access": {"alb": ALB}}}  # type: ignore[index]
    return {**SMALL, "participants": [{**participant, "environments": list(environments)}]}


def step(life: Operated, *arguments: str) -> dict[str, str]:
    """Take a step; the state of each afterwards."""
    done = life.call("succession", "data-etl-next", *arguments, "--yes", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return {each["step"]: each["state"] for each in json.loads(done.stdout)["steps"]}


def targets(life: Operated) -> set[str]:
    """The addresses that the load balancer sends requests to."""
    client = life.local.client("elbv2", OWNER)
    (group,) = client.describe_target_groups()["TargetGroups"]
    described = client.describe_target_health(TargetGroupArn=group["TargetGroupArn"])
    return {each["Target"]["Id"] for each in described["TargetHealthDescriptions"]}


def balancers(life: Operated) -> list[str]:
    return [
        each["LoadBalancerArn"] for each in life.local.client("elbv2", OWNER).describe_load_balancers()["LoadBalancers"]
    ]


def test_from_create_to_remove_with_each_step_taken_back(tmp_path: Path) -> None:
    with operated(tmp_path / "work", configuration(ETL)) as life:
        issue_certificate(ALB["certificate_arn"], "airflow.example.com")
        done = life.call("apply", "--yes")
        assert done.returncode == 0, done.stdout + done.stderr
        before, balancer = targets(life), balancers(life)
        life.configure(configuration(ETL, NEXT))
        text = (life.folder / "mwaa.yaml").read_text()

        assert step(life, "create")["create"] == "done"
        assert step(life, "create", "--undo")["create"] == "to do"
        assert step(life, "create")["create"] == "done"
        assert targets(life) == before

        old, new = AirflowContents(dags={"sales": False, "stock": True}), AirflowContents(dags={"sales": True})
        mwaa = mwaa_backends[DATA]["us-east-1"]
        mwaa.set_airflow("analytics-data-etl", old)
        mwaa.set_airflow("analytics-data-etl-next", new)
        refused = life.call("succession", "data-etl-next", "pause", "--yes")
        assert refused.returncode == 1
        assert "DAGs only on the predecessor: stock" in refused.stderr
        new.dags["stock"] = True
        assert step(life, "compare")["compare"] == "done"

        assert step(life, "pause")["pause"] == "done"
        assert step(life, "pause", "--undo")["pause"] == "to do"
        assert old.dags == {"sales": False, "stock": True}
        assert step(life, "pause")["pause"] == "done"
        assert step(life, "activate")["activate"] == "done"
        assert step(life, "activate", "--undo")["activate"] == "to do"
        assert step(life, "activate")["activate"] == "done"
        assert (old.dags, new.dags) == ({"sales": True, "stock": True}, {"sales": False, "stock": True})

        assert step(life, "switch")["switch"] == "done"
        assert not targets(life) & before
        assert step(life, "switch", "--undo")["switch"] == "to do"
        assert (targets(life), (life.folder / "mwaa.yaml").read_text()) == (before, text)
        assert step(life, "switch")["switch"] == "done"
        served = targets(life)

        assert set(step(life, "remove").values()) <= {"done", "not needed"}
        assert life.local.client("mwaa", DATA).list_environments()["Environments"] == ["analytics-data-etl-next"]
        assert (targets(life), balancers(life)) == (served, balancer)

        alone = {key: value for key, value in NEXT.items() if key not in ("succeeds", "keep_predecessor_days")}
        life.configure(configuration({**alone, "access_workspace": "etl"}))
        left = life.call("plan", "-detailed-exitcode")
        assert left.returncode == 0, left.stdout + left.stderr
