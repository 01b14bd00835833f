"""`destroy` against a local AWS: what it finds before, waits for, tries again and lists at the end."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mwaa_tf import Deployment, cli, load
from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.lifecycle import Lifecycle, destroy_run, handshakes, retries, wait_until_available, watch_environments
from mwaa_tf.lifecycle.run_report import json as run_json
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.local_aws.services.mwaa import pinned, status_transitions
from mwaa_tf.local_aws.services.mwaa.environment import LocalEnvironment
from mwaa_tf.mwaa.names import LogType
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from mwaa_tf.terraform import Terraform
from tests.shared_providers import terraform_with_providers
from tests.support import DATA, OWNER, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.terraform]

CONFIGURATION = f"""
name: analytics
region: us-east-1
owner: {{ account_id: "{OWNER}", profile: owner }}
participants:
  - name: data
    account_id: "{DATA}"
    profile: data
    environments:
      - name: etl
        kms_key: {{ create: true }}
        log_groups: {{ create: false }}
"""

ENVIRONMENT, BUCKET = "analytics-data-etl", f"analytics-data-etl-{DATA}"
WORKSPACES = ["3-endpoints/data-etl", "2-environments/data-etl", "1-network"]


@dataclass(frozen=True)
class Applied:
    """A deployment that is applied to ``local``, with its configuration in ``folder``."""

    local: LocalAws
    folder: Path

    def client(self, service: str) -> Any:
        return self.local.client(service, DATA)

    def pin(self, status: str) -> None:
        """Have the environment updated, and keep it in ``status`` until it was polled several times."""
        before = len(self.local.record)

        def polls() -> int:
            calls = self.local.record.since(before)
            return sum(call.action == "GetEnvironment" and not call.workspace for call in calls)

        def unpin() -> None:
            wait_until(lambda: polls() > 2)
            pinned.unpin(ENVIRONMENT)

        pinned.pin(ENVIRONMENT, status)
        self.client("mwaa").update_environment(Name=ENVIRONMENT, MaxWorkers=3)
        threading.Thread(target=unpin, daemon=True).start()

    def check_remaining(self, remaining: list[dict[str, Any]]) -> None:
        """Compare what a report names with what AWS has."""
        by_kind: dict[str, list[dict[str, Any]]] = {}
        for one in remaining:
            by_kind.setdefault(one["kind"], []).append(one)
        groups = [group["logGroupName"] for group in self.client("logs").describe_log_groups()["logGroups"]]
        assert [one["name"] for one in by_kind["log group"]] == sorted(groups)
        assert len(groups) == len(LogType)
        (key,) = by_kind["KMS key"]
        metadata = self.client("kms").describe_key(KeyId=key["name"])["KeyMetadata"]
        assert f"{metadata['DeletionDate']:%Y-%m-%d}" in key["reason"]
        assert sorted(by_kind) == ["KMS key", "folder", "log group", "state"]
        assert len(by_kind["state"]) == len(WORKSPACES)
        assert BUCKET not in [bucket["Name"] for bucket in self.client("s3").list_buckets()["Buckets"]]
        assert self.client("mwaa").list_environments()["Environments"] == []

    def deletions(self, since: int) -> list[str]:
        """The calls of Terraform and of `destroy` since then that deleted something."""
        calls = self.local.record.since(since)
        return [call.action for call in calls if call.action.startswith(("Delete", "Terminate", "Release"))]


@contextmanager
def local_deployment(
    configuration: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[LocalAws, Deployment]]:
    """A local AWS as the only one that this process reaches, and a rendered configuration in the current folder."""
    (folder / "mwaa.yaml").write_text(configuration)
    deployment = load(folder / "mwaa.yaml")
    with local_aws_for(deployment) as local:
        prepare_for(local, deployment)
        registry = {name: os.environ.get(name, "") for name in ("HTTPS_PROXY", "https_proxy")}
        environ = local.environment(OWNER, without_aws(os.environ)) | registry
        # The profiles of the configuration are all credentials there are.
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environ.pop(name)
        for name in set(os.environ) - set(environ):
            monkeypatch.delenv(name)
        with terraform_with_providers(environ, count=1) as terraform:
            for name, value in {**environ, **terraform}.items():
                monkeypatch.setenv(name, value)
            monkeypatch.chdir(folder)
            assert cli.run(["render"]) == 0
            yield local, deployment
        assert local.failures == ()


def apply(deployment: Deployment, until: Stage | None = None) -> None:
    with Terraform() as terraform:
        lifecycle = Lifecycle(terraform, build_blueprint(deployment), Path("generated", deployment.name), jobs=2)
        assert [failure for outcome in lifecycle.apply(until=until) for failure in outcome.failures] == []


@pytest.fixture
def applied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Applied]:
    with local_deployment(CONFIGURATION, tmp_path, monkeypatch) as (local, deployment):
        apply(deployment)
        waiting = handshakes(build_blueprint(deployment))
        with watch_environments(waiting, lambda _: {}, interval=0.2) as watch:
            wait_until_available(watch, waiting, lambda _: {}, timeout=timedelta(minutes=2))
        yield Applied(local, tmp_path)


def destroy(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and messages of the command."""
    code = cli.run(["destroy", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, " ".join(captured.err.split())


def test_a_deployment_is_taken_down(
    applied: Applied, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    s3 = applied.client("s3")
    for body in (b"1", b"2"):
        s3.put_object(Bucket=BUCKET, Key="dags/etl.py", Body=body)
    s3.delete_object(Bucket=BUCKET, Key="dags/etl.py")
    before = len(applied.local.record)

    # What would fail halfway is found before.
    code, _, messages = destroy(capsys, "--confirm", "analytics")
    assert code == 2
    assert f"bucket {BUCKET} (3 object versions) is not empty; --empty-buckets deletes all" in messages
    assert f"1 environment: {ENVIRONMENT}" in messages
    # What others need is kept.
    code, output, messages = destroy(capsys, "1-network", "--confirm", "analytics")
    assert code == 1
    assert "Kept: 1-network, which 2-environments/data-etl and 3-endpoints/data-etl need" in messages
    assert "kept because 2-environments/data-etl and 3-endpoints/data-etl still need it" in output
    assert applied.deletions(before) == []

    # MWAA is at work on the environment, and when it accepts the deletion, it still answers the old status at first.
    applied.pin("UPDATING")
    delete = status_transitions.start_deletion
    accepted: list[datetime] = []

    def accept_late(environment: LocalEnvironment, now: datetime) -> None:
        accepted.append(now)
        if len(accepted) > 1:
            delete(environment, now)

    monkeypatch.setattr(status_transitions, "start_deletion", accept_late)
    monkeypatch.setattr(retries, "DELETE_RETRIES", replace(retries.DELETE_RETRIES, pause=0.1))
    monkeypatch.setattr(destroy_run, "INTERVAL", 0.2)
    code, output, messages = destroy(
        capsys, "--confirm", "analytics", "--empty-buckets", "--json", "--report", "r.json", "--report", "r.xml"
    )

    assert code == 0, messages
    assert f"All objects are deleted in: {BUCKET} (3 object versions)" in messages
    assert f"{ENVIRONMENT} is UPDATING: waiting" in messages
    assert "2-environments/data-etl: attempt 1 failed, again in 0 s:" in messages
    assert "unexpected state 'AVAILABLE', wanted target ''" in messages
    report = json.loads(output)
    assert json.loads(Path("r.json").read_text("utf-8")) == report
    assert Path("r.xml").read_text("utf-8").startswith("<?xml")
    assert not list(Draft202012Validator(run_json.schema()).iter_errors(report))
    (run,) = report["runs"]
    assert {entry["workspace"]: entry["attempts"] for entry in run["workspaces"]} == {
        "1-network": 1,
        "2-environments/data-etl": 2,
        "3-endpoints/data-etl": 1,
    }
    assert all(Path(entry["log"]).read_text("utf-8") for entry in run["workspaces"])
    assert run["overhead_seconds"] < 0.1 * run["seconds"]
    applied.check_remaining(run["remaining"])

    # Again: nothing is there.
    code, output, messages = destroy(capsys, "--confirm", "analytics")
    assert code == 0
    assert "analytics: nothing to destroy" in messages
    assert "rm generated/analytics/1-network/terraform.tfstate" in output


STATE_BUCKET = """
name: analytics
region: us-east-1
state: { backend: s3, bucket: acme-tfstate, create: true }
owner: { account_id: "111111111111", profile: owner }
participants:
  - { name: data, account_id: "222222222222", profile: data, environments: [{ name: etl }] }
"""


@pytest.mark.long
def test_the_bucket_of_all_states_stays_until_its_protection_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with local_deployment(STATE_BUCKET, tmp_path, monkeypatch) as (local, deployment):
        apply(deployment, until=Stage.NETWORK)
        s3 = local.client("s3", OWNER)

        code, output, messages = destroy(capsys, "--confirm", "analytics")
        assert code == 0, messages
        assert "1-network: destroyed" in messages
        assert "Kept: 0-state, whose bucket of all states is protected" in messages
        assert "bucket acme-tfstate in 111111111111: holds all versions of all states" in output
        code, _, messages = destroy(capsys, "0-state", "--confirm", "analytics")
        assert code == 2
        assert "0-state: the bucket of all states is protected; set state.force_destroy to true" in messages

        Path("mwaa.yaml").write_text(STATE_BUCKET.replace("create: true", "create: true, force_destroy: true"))
        assert cli.run(["render"]) == 0
        code, _, messages = destroy(capsys, "0-state", "--confirm", "analytics")
        assert code == 2
        assert "0-state: state.force_destroy is not applied to the bucket of all states yet" in messages
        assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["acme-tfstate"]
        apply(load("mwaa.yaml"), until=Stage.STATE)
        code, _, messages = destroy(capsys, "0-state", "--confirm", "analytics")

        assert code == 0, messages
        assert s3.list_buckets()["Buckets"] == []
        code, _, messages = destroy(capsys, "--confirm", "analytics")
        assert code == 0, messages
        assert "analytics: nothing to destroy" in messages
