"""The status of a deployment whose states are in S3 and whose accounts are on a local AWS, without Terraform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf import load
from mwaa_tf.blueprint import Workspace, build_blueprint
from mwaa_tf.lifecycle.status import Applied, DeploymentStatus, StatusOptions, StepKind, deployment_status
from mwaa_tf.lifecycle.status.model import WorkspaceStatus
from mwaa_tf.lifecycle.status.readings import StateProblem
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.faults import FaultPlan
from mwaa_tf.rehearsal.prepare.organization import prepare
from mwaa_tf.terraform import Terraform, TerraformMissing
from mwaa_tf.terraform.binary import Binary
from mwaa_tf.terraform.process import Result
from mwaa_tf.terraform.product import OPENTOFU, TERRAFORM, Product
from tests.lifecycle.status.test_states import BUCKET, encoded, state
from tests.support import DATA, OWNER, REPOSITORY, deployment

DESCRIBED = deployment(state={"backend": "s3", "bucket": BUCKET})
BLUEPRINT = build_blueprint(DESCRIBED)
NETWORK, ETL, ENDPOINTS = (workspace.path for workspace in BLUEPRINT.workspaces)
NETWORK_OUTPUTS = {"private_subnet_ids": ["subnet-1", "subnet-2"], "vpc_id": "vpc-1"}
VPC = {"attributes": {"id": "vpc-1"}}


@pytest.fixture(scope="module")
def local() -> Iterator[LocalAws]:
    with LocalAws([OWNER, DATA], region="us-east-1") as running:
        prepare(running)
        running.client("s3", OWNER).create_bucket(Bucket=BUCKET)
        running.client("s3", OWNER).put_bucket_policy(Bucket=BUCKET, Policy=encoded(OPEN).decode())
        yield running


OPEN = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": [f"arn:aws:iam::{DATA}:root"]},
            "Action": "s3:*",
            "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"],
        }
    ],
}


@pytest.fixture
def states(local: LocalAws) -> Iterator[Any]:
    """Puts a state into the bucket; all are removed after the test."""
    s3 = local.client("s3", OWNER)
    yield lambda path, data, suffix="": s3.put_object(
        Bucket=BUCKET, Key=f"analytics/{path}/terraform.tfstate{suffix}", Body=data
    )
    for stored in s3.list_objects_v2(Bucket=BUCKET).get("Contents", ()):
        s3.delete_object(Bucket=BUCKET, Key=stored["Key"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for workspace in BLUEPRINT.workspaces:
        (tmp_path / workspace.path).mkdir(parents=True)
        (tmp_path / workspace.path / "main.tf").write_text("")
    return tmp_path


def no_terraform() -> Terraform:
    raise AssertionError("Terraform was looked for")


def look(local: LocalAws, folder: Path, *paths: str, only_account: str = "") -> Mapping[str, WorkspaceStatus]:
    def environ(workspace: Workspace) -> Mapping[str, str]:
        return local.environment(only_account or workspace.account.account_id)

    return by_path(
        deployment_status(
            BLUEPRINT,
            folder,
            paths or tuple(BLUEPRINT.by_path),
            StatusOptions(environ=environ, terraform=no_terraform),
        )
    )


def by_path(found: DeploymentStatus) -> Mapping[str, WorkspaceStatus]:
    return {status.facts.workspace.path: status for status in found.workspaces}


@pytest.mark.usefixtures("states")
def test_before_the_first_run_the_network_comes_first(local: LocalAws, folder: Path) -> None:
    found = look(local, folder)
    assert [status.facts.applied for status in found.values()] == [Applied.NOT_APPLIED] * 3
    assert [status.next_step.kind for status in found.values()] == [StepKind.ACT, StepKind.WAIT, StepKind.WAIT]
    assert found[NETWORK].next_step.command == "mwaa_tf apply 1-network"
    assert found[ENDPOINTS].facts.waits_for == (NETWORK, ETL)


def test_a_state_without_an_output_that_others_read_is_half_applied(local: LocalAws, folder: Path, states: Any) -> None:
    states(NETWORK, encoded(state(VPC, vpc_id="vpc-1")))
    found = look(local, folder)
    assert found[NETWORK].facts.applied is Applied.HALF_APPLIED
    assert found[NETWORK].facts.missing_outputs == ("private_subnet_ids",)
    assert found[ETL].facts.waits_for == (NETWORK,)

    states(NETWORK, encoded(state(VPC, **NETWORK_OUTPUTS)))
    found = look(local, folder)
    assert found[NETWORK].facts.applied is Applied.APPLIED
    assert found[ETL].next_step.command == "mwaa_tf apply 2-environments/data-etl"


def test_an_environment_that_was_deleted_outside_terraform_is_missed(
    local: LocalAws, folder: Path, states: Any
) -> None:
    states(NETWORK, encoded(state(VPC, **NETWORK_OUTPUTS)))
    services = dict.fromkeys(
        ("database_vpc_endpoint_service", "webserver_vpc_endpoint_service"), "com.amazonaws.vpce.x"
    )
    states(ETL, encoded(state(VPC, security_group_reference=f"{DATA}/sg-1", **services)))
    found = look(local, folder)
    assert found[ETL].next_step.command == "mwaa_tf plan 2-environments/data-etl"
    assert [endpoint.state for endpoint in found[ETL].facts.endpoints] == ["missing", "missing"]


def test_with_keys_of_the_owner_only_the_participants_state_is_read_as_the_endpoints_do(
    local: LocalAws, folder: Path, states: Any
) -> None:
    states(NETWORK, encoded(state(VPC, **NETWORK_OUTPUTS)))
    found = look(local, folder, only_account=OWNER)
    assert found[NETWORK].facts.applied is Applied.APPLIED
    assert found[ETL].facts.applied is Applied.NOT_APPLIED
    assert (found[ETL].next_step.kind, found[ETL].facts.credentials.needs_account) == (StepKind.CREDENTIALS, DATA)
    assert found[ENDPOINTS].facts.waits_for == (ETL,)
    assert not found[ETL].needs_attention


@pytest.mark.usefixtures("states")
def test_with_keys_of_the_participant_only_the_owners_workspaces_need_theirs(local: LocalAws, folder: Path) -> None:
    found = look(local, folder, only_account=DATA)
    assert found[ENDPOINTS].facts.state.problem is StateProblem.CREDENTIALS
    assert found[ENDPOINTS].next_step.reason.startswith(f"needs credentials of account {OWNER} (owner)")


def test_the_credentials_of_the_endpoints_are_known_where_only_the_environment_is_looked_at(
    local: LocalAws, folder: Path, states: Any
) -> None:
    states(NETWORK, encoded(state(VPC, **NETWORK_OUTPUTS)))
    (etl,) = look(local, folder, ETL, only_account=DATA).values()
    assert etl.facts.endpoints_credentials is not None
    assert etl.facts.endpoints_credentials.needs_account == OWNER


def test_a_lock_is_told_with_who_and_since_when(local: LocalAws, folder: Path, states: Any) -> None:
    states(NETWORK, encoded({"ID": "5b6e", "Who": "ops@laptop", "Created": "2026-11-26T09:30:00Z"}), ".tflock")
    found = look(local, folder, NETWORK)
    assert list(found) == [NETWORK]
    assert found[NETWORK].next_step.command == (
        f"mwaa_tf adopt 1-network --write && terraform -chdir={folder / NETWORK} force-unlock 5b6e"
    )
    assert "ops@laptop since 2026-11-26 09:30:00 UTC" in found[NETWORK].next_step.reason
    assert not found[NETWORK].is_settled


def test_a_call_that_is_denied_is_named_and_the_rest_is_told(local: LocalAws, folder: Path, states: Any) -> None:
    states(NETWORK, encoded(state(VPC, **NETWORK_OUTPUTS)))
    services = {"database_vpc_endpoint_service": "com.amazonaws.vpce.x", "webserver_vpc_endpoint_service": "y"}
    states(ETL, encoded(state(VPC, security_group_reference=f"{DATA}/sg-1", airflow_version="2.10.3", **services)))
    reading = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    local.allow({OWNER: [reading], DATA: [reading]})
    try:
        found = look(local, folder)
    finally:
        local.allow({})
    assert found[ETL].facts.applied is Applied.APPLIED
    assert found[ETL].next_step.reason.startswith("GetEnvironment: AccessDeniedException: ")
    environment = found[ETL].facts.environment
    assert environment is not None
    assert environment.airflow_version == "2.10.3"
    assert found[ENDPOINTS].facts.endpoints[0].error.startswith("DescribeVpcEndpoints: UnauthorizedOperation: ")
    assert found[ETL].needs_attention


def test_what_is_not_rendered_is_rendered_first(local: LocalAws, tmp_path: Path) -> None:
    found = look(local, tmp_path)
    assert {status.next_step.command for status in found.values()} == {"mwaa_tf render"}
    assert {status.facts.applied for status in found.values()} == {Applied.NOT_RENDERED}


def test_before_its_bucket_exists_only_the_workspace_that_creates_it_can_be_applied(
    local: LocalAws, folder: Path
) -> None:
    blueprint = build_blueprint(deployment(state={"backend": "s3", "bucket": "acme-missing", "create": True}))
    (folder / "0-state").mkdir()
    (folder / "0-state" / "main.tf").write_text("")
    options = StatusOptions(
        environ=lambda workspace: local.environment(workspace.account.account_id), terraform=no_terraform
    )
    found = by_path(deployment_status(blueprint, folder, tuple(blueprint.by_path), options))
    assert found["0-state"].next_step.command == "mwaa_tf apply 0-state"
    assert found["0-state"].next_step.reason == "the bucket acme-missing does not exist"
    assert found[NETWORK].next_step.kind is StepKind.WAIT
    assert found[NETWORK].next_step.reason == "waits for 0-state: the bucket acme-missing does not exist"


def test_without_terraform_only_what_needs_it_is_missing(local: LocalAws, folder: Path, states: Any) -> None:
    def missing() -> Terraform:
        raise TerraformMissing("terraform is not installed")

    states(NETWORK, encoded(state(VPC, **NETWORK_OUTPUTS)))
    environ = {account_id: local.environment(account_id) for account_id in (OWNER, DATA)}
    options = StatusOptions(
        environ=lambda workspace: environ[workspace.account.account_id], terraform=missing, refresh=True
    )
    found = by_path(deployment_status(BLUEPRINT, folder, [NETWORK], options))
    assert found[NETWORK].facts.applied is Applied.APPLIED
    assert found[NETWORK].next_step.reason == "terraform is not installed"
    hcp = build_blueprint(deployment(state={"backend": "hcp", "organization": "acme"}))
    found = by_path(deployment_status(hcp, folder, [NETWORK], options))
    assert found[NETWORK].facts.state.reason == "terraform is not installed"


def test_a_state_in_hcp_terraform_is_not_readable_before_init(local: LocalAws, folder: Path) -> None:
    described = deployment(state={"backend": "hcp", "organization": "acme"})
    hcp = build_blueprint(described)
    options = StatusOptions(
        environ=lambda workspace: local.environment(workspace.account.account_id), terraform=_Unused
    )
    found = by_path(deployment_status(hcp, folder, [NETWORK], options))
    assert found[NETWORK].facts.state.problem is StateProblem.NOT_INITIALISED
    assert found[NETWORK].next_step.command == f"terraform -chdir={folder / NETWORK} init"


def test_a_state_in_hcp_terraform_is_pulled_where_it_is_initialised(local: LocalAws, folder: Path) -> None:
    class Pulling(_Unused):
        def run(self, workdir: Path, arguments: Sequence[str], *_: Any, **__: Any) -> Result:
            assert arguments == ["state", "pull"]
            return Result(
                0, encoded(state(VPC, **NETWORK_OUTPUTS)).decode() if workdir.name == NETWORK else "", "", 0.1
            )

    for path in (NETWORK, ETL):
        (folder / path / ".terraform").mkdir()
    hcp = build_blueprint(deployment(state={"backend": "hcp", "organization": "acme"}))
    options = StatusOptions(
        environ=lambda workspace: local.environment(workspace.account.account_id), terraform=Pulling
    )
    found = by_path(deployment_status(hcp, folder, [NETWORK, ETL], options))
    assert found[NETWORK].facts.applied is Applied.APPLIED
    assert found[NETWORK].facts.state.location == "acme/analytics-1-network"
    assert found[ETL].next_step.command == "mwaa_tf apply 2-environments/data-etl"


KEY = "arn:aws:kms:us-east-1:111111111111:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
ENCRYPTED = encoded({"serial": 3, "lineage": "0a", "meta": {}, "encrypted_data": "eyJ", "encryption_version": "v0"})


def encrypted(local: LocalAws, folder: Path, terraform: Terraform) -> Mapping[str, WorkspaceStatus]:
    described = deployment(state={"backend": "s3", "bucket": BUCKET, "encryption": {"kms_key_arn": KEY}})
    options = StatusOptions(
        environ=lambda workspace: local.environment(workspace.account.account_id), terraform=lambda: terraform
    )
    return by_path(deployment_status(build_blueprint(described), folder, [NETWORK, ETL], options))


def test_an_encrypted_state_is_decrypted_by_opentofu(local: LocalAws, folder: Path, states: Any) -> None:
    """What is not encrypted, because it does not exist, needs no OpenTofu."""

    class Decrypting(_Unused):
        def run(self, workdir: Path, arguments: Sequence[str], *_: Any, **__: Any) -> Result:
            assert (workdir.name, arguments) == (NETWORK, ["state", "pull"])
            return Result(0, encoded(state(VPC, **NETWORK_OUTPUTS)).decode(), "", 0.1)

    states(NETWORK, ENCRYPTED)
    (folder / NETWORK / ".terraform").mkdir()

    found = encrypted(local, folder, Decrypting(OPENTOFU))

    assert found[NETWORK].facts.applied is Applied.APPLIED
    assert found[NETWORK].facts.state.location == f"s3://{BUCKET}/analytics/{NETWORK}/terraform.tfstate"
    assert found[NETWORK].facts.state.modified is not None
    assert found[ETL].next_step.command == "mwaa_tf apply 2-environments/data-etl"


def test_an_encrypted_state_is_not_readable_before_init(local: LocalAws, folder: Path, states: Any) -> None:
    states(NETWORK, ENCRYPTED)
    found = encrypted(local, folder, _Unused(OPENTOFU))
    assert found[NETWORK].facts.state.problem is StateProblem.NOT_INITIALISED
    assert found[NETWORK].next_step.command == f"tofu -chdir={folder / NETWORK} init"


def test_terraform_is_not_asked_for_an_encrypted_state(local: LocalAws, folder: Path, states: Any) -> None:
    states(NETWORK, ENCRYPTED)
    found = encrypted(local, folder, _Unused(TERRAFORM))
    assert found[NETWORK].facts.state.problem is StateProblem.UNREADABLE
    assert found[NETWORK].facts.state.reason.startswith("1-network: OpenTofu encrypts its state (state.encryption)")


def test_calls_that_are_throttled_are_named_and_tried_again_by_a_watch(local: LocalAws, folder: Path) -> None:
    local.faults.plan = FaultPlan(throttle=1.0)
    try:
        found = look(local, folder, NETWORK)
    finally:
        local.faults.plan = FaultPlan()
    assert found[NETWORK].facts.applied is Applied.UNKNOWN
    assert "Throttling" in found[NETWORK].next_step.reason
    assert not found[NETWORK].is_settled


class _Unused(Terraform):
    """A Terraform that is never run."""

    def __init__(self, product: Product = TERRAFORM) -> None:
        """Look for none."""
        self.binary = Binary(Path("/nowhere"), "1.12.6", "linux_amd64", product)


@pytest.mark.parametrize("example", sorted(path.parent.name for path in REPOSITORY.glob("examples/*/mwaa.yaml")))
def test_every_example_has_a_status_without_credentials(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    blueprint = build_blueprint(load(REPOSITORY / "examples" / example / "mwaa.yaml"))
    found = deployment_status(blueprint, tmp_path, tuple(blueprint.by_path), StatusOptions(terraform=_Unused))
    assert len(found.workspaces) == len(blueprint.workspaces)
    assert found.needs_attention
