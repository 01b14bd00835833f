"""The rehearsal with real Terraform and the real AWS provider."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config import Deployment, load
from mwaa_tf.lifecycle import WorkspaceFinished, WorkspaceStarted
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal import run as rehearsal
from mwaa_tf.rehearsal.rehearsable import rehearsable
from mwaa_tf.rehearsal.report import RehearsalCheck, RehearsalReport, WorkspaceReport
from mwaa_tf.rehearsal.run import PausedRehearsal, rehearse
from mwaa_tf.render import Job
from tests.support import EXAMPLES, REPOSITORY, deployment, run

NEW = ("CREATING", "PENDING", "CREATING", "AVAILABLE", "DELETING", "DELETED")

#: A VPC without NAT gateways, for which one waits longest.
PRIVATE = {"account_id": "111111111111", "network": {"internet": "none"}, "service_endpoints": {"enabled": False}}


def job(**changes: Any) -> Job:
    return Job(deployment(**changes), REPOSITORY)


def check(report: RehearsalReport, name: str) -> RehearsalCheck:
    return next(check for check in report.checks if check.name == name)


def failures(report: RehearsalReport) -> list[str]:
    return [detail for check in report.checks for detail in check.details]


def command(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """The command as a process of its own, whose every file is below ``folder``."""
    return subprocess.Popen(
        [sys.executable, "-m", "mwaa_tf", "rehearse", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "TMPDIR": str(folder), "MARK": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def children(folder: Path) -> list[str]:
    """The processes that were started with ``folder`` for their files."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"MARK={folder}".encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text())
        except OSError:  # gone, or somebody else's
            continue
    return found


@pytest.mark.terraform
@pytest.mark.slow
def test_the_repositorys_own_deployment_rehearses(tmp_path: Path) -> None:
    with command(tmp_path, "--json") as process:
        stdout, stderr = process.communicate(timeout=400)
    assert process.returncode == 0, stdout + stderr
    (report,) = json.loads(stdout)
    assert report["ok"]
    assert [check["name"] for check in report["checks"]] == [
        "initialised",
        "applied",
        "available",
        "refreshed",
        "second plan is empty",
        "destroyed",
        "no resources remain",
    ]
    assert [workspace["path"] for workspace in report["workspaces"]] == [
        "1-network",
        "2-environments/data-etl",
        "3-endpoints/data-etl",
    ]
    assert report["workspaces"][1]["statuses"] == list(NEW)
    assert all(workspace["resources"] > 0 for workspace in report["workspaces"])
    # The goal of 1.15 is for a machine that does nothing else.
    assert 0 < report["ratio"] < 2
    assert list(tmp_path.iterdir()) == []
    assert children(tmp_path) == []
    # Plain lines, each of its own, for a log.
    assert "\x1b" not in stderr
    assert "  analytics-data-etl is AVAILABLE" in stderr.splitlines()


def _without_updates(statuses: tuple[str, ...]) -> tuple[str, ...]:
    """An update may be over between two looks at an environment."""
    return tuple(status for status, _ in groupby(status for status in statuses if status != "UPDATING"))


@pytest.mark.terraform
@pytest.mark.long
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_every_example_rehearses(example: Path) -> None:
    described = load(example / "mwaa.yaml")
    begun: list[tuple[str, int]] = []

    def listener(event: object) -> None:
        if isinstance(event, WorkspaceStarted):
            begun.append((event.action, event.stage))

    report = rehearse(Job(described, example), jobs=2, update=True, listener=listener)
    assert failures(report) == []
    # A way to a web server needs its host name, which the state has for certain once the environment is AVAILABLE.
    access = [number for number, step in enumerate(begun) if step == ("apply", 4)]
    assert not access or ("refresh", 2) in begun[: access[0]]
    statuses = [_without_updates(workspace.statuses) for workspace in report.workspaces if workspace.stage == 2]
    assert statuses == [NEW] * len([resolved for resolved in described.environments if not resolved.settings.existing])


@pytest.mark.terraform
@pytest.mark.slow
def test_environments_of_one_stage_run_concurrently() -> None:
    environments = [{"name": "etl"}, {"name": "ml"}]
    participants = [{"name": "data", "account_id": "222222222222", "environments": environments}]
    heard: list[tuple[str, str]] = []

    def listener(event: object) -> None:
        if isinstance(event, WorkspaceStarted) and event.action == "apply":
            heard.append(("started", event.workspace))
        elif isinstance(event, WorkspaceFinished) and event.outcome.action == "apply":
            heard.append(("finished", event.outcome.workspace))

    report = rehearse(
        job(owner=PRIVATE, participants=participants), until=Stage.ENVIRONMENTS, jobs=2, listener=listener
    )
    assert failures(report) == []
    assert [event for event, workspace in heard if workspace.startswith("2-")] == [
        "started",
        "started",
        "finished",
        "finished",
    ]


@pytest.mark.terraform
@pytest.mark.slow
def test_until_goes_no_further_and_leaves_nothing_behind() -> None:
    asked: set[tuple[str, str]] = set()

    def finished(local: LocalAws) -> None:
        asked.update((call.account_id, call.action) for call in local.record if call.workspace == "1-network")

    report = rehearse(
        job(owner=PRIVATE), until=Stage.NETWORK, prepared=lambda local: local.record.clear(), finished=finished
    )
    assert failures(report) == []
    assert [workspace.path for workspace in report.workspaces] == ["1-network"]
    assert check(report, "no resources remain").ok
    assert {("111111111111", "CreateVpc"), ("111111111111", "DeleteVpc")} <= asked


@pytest.mark.terraform
@pytest.mark.long
@pytest.mark.slow
def test_existing_resources_of_the_configuration_exist() -> None:
    existing = {
        "vpc_id": "vpc-0a1b2c3d4e5f60718",
        "private_subnet_ids": ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"],
        "private_route_table_ids": ["rtb-0123456789abcdef0"],
        "public_subnet_ids": ["subnet-0123456789abcdef1"],
    }
    environment = {
        "name": "etl",
        "security_group": {"ids": ["sg-0123456789abcdef0", "sg-0123456789abcdef1"]},
        "execution_role": {
            "permissions_boundary": "arn:aws:iam::222222222222:policy/bounds/all",
            "policy_arns": ["arn:aws:iam::aws:policy/AmazonAthenaFullAccess"],
        },
    }
    participants = [{"name": "data", "account_id": "222222222222", "environments": [environment]}]
    owner = {"account_id": "111111111111", "network": {"existing": existing}}
    assert failures(rehearse(job(owner=owner, participants=participants))) == []


@pytest.mark.terraform
@pytest.mark.slow
def test_a_change_in_place_replaces_nothing_in_a_network_with_endpoints_of_services() -> None:
    """Among what changes are tags of the subnets, which everything else in that workspace comes from."""
    owner = {**PRIVATE, "service_endpoints": {"policies": "restricted"}}

    report = rehearse(job(owner=owner), until=Stage.NETWORK, update=True)

    assert failures(report) == []
    assert check(report, "updated").ok


@pytest.mark.terraform
@pytest.mark.long
@pytest.mark.slow
def test_endpoints_of_services_find_the_route_tables_of_an_existing_vpc() -> None:
    subnets = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
    existing = {"vpc_id": "vpc-0a1b2c3d4e5f60718", "private_subnet_ids": subnets}
    owner = {
        "account_id": "111111111111",
        "network": {"existing": existing},
        "service_endpoints": {"enabled": True},
    }
    entered: list[set[str]] = []

    def keep(kept: PausedRehearsal) -> None:
        ec2 = kept.local.client("ec2", "111111111111")
        gateways = [{"Name": "vpc-endpoint-type", "Values": ["Gateway"]}]
        entered.extend(
            set(endpoint["RouteTableIds"]) for endpoint in ec2.describe_vpc_endpoints(Filters=gateways)["VpcEndpoints"]
        )
        main = [
            {"Name": "vpc-id", "Values": [existing["vpc_id"]]},
            {"Name": "association.main", "Values": ["true"]},
        ]
        entered.extend({table["RouteTableId"]} for table in ec2.describe_route_tables(Filters=main)["RouteTables"])

    assert failures(rehearse(job(owner=owner), until=Stage.NETWORK, keep=keep)) == []
    gateway, goes_by = entered
    assert gateway == goes_by


@pytest.mark.terraform
@pytest.mark.slow
def test_keep_leaves_all_resources_to_look_at() -> None:
    seen: list[str] = []

    def look(kept: PausedRehearsal) -> None:
        seen.append(kept.local.client("ec2", "111111111111").describe_vpcs()["Vpcs"][-1]["CidrBlock"])
        seen.append((kept.folder / "1-network" / "terraform.tfstate").read_text()[:1])
        assert kept.variables.stat().st_mode & 0o077 == 0

    report = rehearse(job(owner=PRIVATE), until=Stage.NETWORK, keep=look)
    assert seen == ["10.192.0.0/16", "{"]
    assert [check.name for check in report.checks] == ["initialised", "applied", "second plan is empty"]


@pytest.mark.terraform
@pytest.mark.slow
def test_an_endpoint_that_nobody_accepts_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "AVAILABLE_TIMEOUT", rehearsal.AVAILABLE_TIMEOUT / 20)
    report = rehearse(
        job(owner=PRIVATE),
        faults=["endpoint=pendingAcceptance"],
        jobs=2,
    )
    assert not report.ok
    (reason, *_) = check(report, "available").details
    assert reason.startswith(
        "analytics-data-etl: still PENDING after 3 s: the endpoint of the metadata database, vpce-"
    )
    assert "is pendingAcceptance, not available" in reason


@pytest.mark.terraform
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_an_interruption_leaves_no_process_and_no_file(tmp_path: Path, number: signal.Signals) -> None:
    with command(tmp_path) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("Stage 1: applying"):
                break
        deadline = time.monotonic() + 60
        while not any("terraform-provider-aws" in child for child in children(tmp_path)):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(number)
        process.communicate(timeout=120)
    assert process.returncode == 130
    assert children(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_rehearsed_if_no_stage_is_included(tmp_path: Path) -> None:
    result = run("rehearse", "--until", "0", "-c", str(REPOSITORY / "mwaa.yaml"), cwd=tmp_path)
    assert (result.returncode, result.stderr) == (2, "Error: no workspace exists up to stage 0 (state)\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--until", "seven"], "unknown stage 'seven'; allowed is one of 0 or state, 1 or network"),
        (["--fault", "gremlins=1"], "fault 'gremlins=1': unknown; allowed are"),
        (["--port", "8080"], "--port and --env-file require --serve"),
        (["--speed", "0"], "0.0 is not in the range 1<=x<=3600"),
        (["--serve", "--keep"], "--serve only runs the local AWS"),
        (["-c", "nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_an_invalid_call_is_refused_at_once(tmp_path: Path, arguments: list[str], message: str) -> None:
    config = [] if "-c" in arguments else ["-c", str(REPOSITORY / "mwaa.yaml")]
    result = run("rehearse", *config, *arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    # What cannot be found is as good as not installed.
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, package=None: None if name == 'moto' else find(name, package)\n"
    )
    paths = os.pathsep.join([str(tmp_path), str(REPOSITORY)])
    result = run("rehearse", cwd=tmp_path, env={**os.environ, "PYTHONPATH": paths})
    assert result.returncode == 2
    assert "packages that are not installed: pip install 'cfn-lint>=" in result.stderr
    assert "mwaa_tf[" not in result.stderr


def test_a_report_is_as_good_as_its_worst_check() -> None:
    workspace = WorkspaceReport("1-network", 1, "111111111111", 29, 1, {"apply": 3.14159})
    checks = (
        RehearsalCheck("applied"),
        RehearsalCheck("no resources remain", ("remaining: VPC vpc-1 in 111111111111",)),
    )
    report = RehearsalReport(
        "analytics", (workspace,), checks, 11.5, 10.0, calls=7, program="OpenTofu", terraform_version="1.12.6"
    )
    assert not report.ok
    data = report.as_data()
    assert (data["ok"], data["ratio"], data["workspaces"][0]["seconds"]) == (False, 1.15, {"apply": 3.14})
    assert (data["program"], data["terraform_version"]) == ("OpenTofu", "1.12.6")
    assert data["checks"][1] == {"name": "no resources remain", "ok": False, "details": list(checks[1].details)}


def test_hcp_terraform_is_replaced_by_local_files_with_a_note() -> None:
    described = deployment(state={"backend": "hcp", "organization": "acme"})
    found = rehearsable(described)
    assert isinstance(found.deployment, Deployment)
    assert found.deployment.state.backend == "local"
    assert found.deployment.environments == described.environments
    assert found.notes[0].startswith("state: HCP Terraform is not available in a rehearsal")


def test_a_rehearsal_writes_no_files_of_engines() -> None:
    configured = deployment(
        state={"backend": "s3", "bucket": "acme-tfstate"}, pipelines={"github": {"install": "-r ci/requirements.txt"}}
    )

    found = rehearsable(configured)

    assert (found.deployment.pipelines.enabled, found.notes) == ({}, ())
    assert found.deployment.state == configured.state
