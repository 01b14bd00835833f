"""`apply`, `plan` and `status` with exactly the policies that `rehearse --permissions` prints."""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path

import pytest

from mwaa_tf import load
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.permissions import write_permissions
from mwaa_tf.rehearsal.run import rehearse
from mwaa_tf.render import Job
from tests.permissions.proof import read_policies
from tests.rehearsal.deployed import ENDPOINTS, ENVIRONMENT, NETWORK
from tests.rehearsal.operated import SMALL, Operated, operated

pytestmark = [pytest.mark.long, pytest.mark.terraform]

IN_S3 = {**SMALL, "state": {"backend": "s3", "bucket": "acme-analytics-tfstate"}}


def printed(folder: Path) -> Path:
    """The folder with the policies of a rehearsal of :data:`IN_S3`."""
    file = folder / "mwaa.yaml"
    file.write_text(json.dumps(IN_S3))
    job = Job(load(file), folder, file)
    records: list[LocalAws] = []
    report = rehearse(job, update=True, jobs=2, finished=records.append)
    assert report.ok, [detail for check in report.checks for detail in check.details]
    from mwaa_tf.blueprint import build_blueprint

    policies = folder / "permissions"
    policies.mkdir()
    write_permissions(list(records[0].record), report.planning, build_blueprint(job.deployment), policies)
    return policies


def denied(started: Operated, first: int) -> set[str]:
    """The calls since ``first`` that were denied."""
    return {
        f"{call.service}:{call.action} {call.resource}"
        for call in started.local.record.since(first)
        if call.status == HTTPStatus.FORBIDDEN or "Denied" in call.error
    }


def test_apply_plan_and_status_need_no_more_than_what_is_printed(tmp_path: Path) -> None:
    policies = printed(tmp_path)
    with operated(tmp_path / "work", IN_S3) as started:
        local = started.local
        local.allow({account: read_policies(policies, plans_only=False).get(account, []) for account in local.accounts})
        first = len(local.record)
        applied = started.call("apply", "--yes")
        assert applied.returncode == 0, applied.stdout + applied.stderr
        assert "analytics-data-etl is AVAILABLE" in applied.stderr
        assert denied(started, first) == set()

        local.allow({account: read_policies(policies, plans_only=True).get(account, []) for account in local.accounts})
        first = len(local.record)
        planned = started.results("plan")
        assert planned == {f"plan {path}": "ok" for path in (NETWORK, ENVIRONMENT, ENDPOINTS)}
        status = started.call("status")
        assert status.returncode == 0, status.stdout + status.stderr
        assert "AVAILABLE" in status.stdout
        assert denied(started, first) <= {"cloudtrail:LookupEvents *"}
        assert not [call for call in local.record.since(first) if call.mutating]
