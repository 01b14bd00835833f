"""States and locks, read without Terraform: from files, and from S3 on the local AWS."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from mwaa_tf.blueprint import Blueprint, build_blueprint
from mwaa_tf.lifecycle.status.clients import AccountClients
from mwaa_tf.lifecycle.status.local_states import local_state_file, read_local_state
from mwaa_tf.lifecycle.status.locks import local_lock, parse_lock
from mwaa_tf.lifecycle.status.readings import StateProblem
from mwaa_tf.lifecycle.status.s3_states import S3States
from mwaa_tf.lifecycle.status.state_contents import InvalidStateError, parse_state
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.organization import prepare
from tests.support import DATA, OWNER, deployment

BUCKET = "acme-terraform-states"
LOCK = {
    "ID": "5b6ee5e3-43f1-9d5f-1c5d-0c2b8f0a6f6d",
    "Operation": "OperationTypeApply",
    "Info": "",
    "Who": "ops@laptop",
    "Version": "1.14.0",
    "Created": "2026-11-26T09:30:00.123456789Z",
    "Path": "acme-terraform-states/analytics/1-network/terraform.tfstate",
}


def state(*instances: dict[str, Any], **outputs: Any) -> dict[str, Any]:
    """A state with instances of one resource, as Terraform writes it."""
    resource = {
        "module": "module.network",
        "mode": "managed",
        "type": "aws_subnet",
        "name": "private",
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
        "instances": list(instances),
    }
    return {
        "version": 4,
        "terraform_version": "1.14.0",
        "serial": 3,
        "lineage": "1d0b4a3c",
        "outputs": {name: {"value": value, "type": "string"} for name, value in outputs.items()},
        "resources": [resource, {**resource, "mode": "data"}] if instances else [],
        "check_results": None,
    }


def encoded(data: Any) -> bytes:
    return json.dumps(data).encode()


@contextmanager
def locked(file: Path, lock: dict[str, str]) -> Iterator[None]:
    """Have another process lock a state as Terraform does on Unix; it leaves behind whose the lock was."""
    file.with_name(f".{file.name}.lock.info").write_bytes(encoded(lock))
    program = "import fcntl, sys; f = open(sys.argv[1], 'r+'); fcntl.lockf(f, fcntl.LOCK_EX); print('', flush=True)"
    program += "; input()"
    command = [sys.executable, "-c", program, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        holder.stdout.readline()
        yield
        holder.communicate("\n")


def test_a_state_tells_what_was_left_behind_by_address() -> None:
    instances = (
        {"index_key": "az1", "status": "tainted", "attributes": {}},
        {"index_key": "az2", "deposed": "0f3a", "attributes": {}},
        {"index_key": 0, "attributes": {}, "status": "planned"},
    )
    contents = parse_state(encoded(state(*instances, vpc_id="vpc-1")))
    assert contents is not None
    assert contents.tainted == ('module.network.aws_subnet.private["az1"]',)
    assert contents.deposed == ('module.network.aws_subnet.private["az2"]',)
    assert contents.unknown == ("module.network.aws_subnet.private[0]: planned",)
    assert (contents.managed, contents.serial, dict(contents.outputs)) == (2, 3, {"vpc_id": "vpc-1"})


def test_values_that_are_sensitive_are_not_kept() -> None:
    data = state(webserver_url="hunter2")
    data["outputs"]["webserver_url"]["sensitive"] = True
    contents = parse_state(encoded(data))
    assert contents is not None
    assert dict(contents.outputs) == {"webserver_url": None}


def test_an_empty_file_is_no_state_and_a_destroyed_one_is_empty() -> None:
    assert parse_state(b"") is None
    destroyed = parse_state(encoded(state()))
    assert destroyed is not None
    assert destroyed.is_empty


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "is not a Terraform state"),
        (b"[]", "is not a Terraform state"),
        (b"\xff\xfe", "is not a Terraform state"),
        (encoded({"version": 5}), "has format 5; this version of mwaa_tf reads format 4"),
        (encoded({"version": 4, "serial": 1}), "is not a Terraform state"),
        (encoded({"encrypted_data": "eyJ", "meta": {}}), "is encrypted by OpenTofu"),
        (b"[" * 100_000, "is not a Terraform state"),
    ],
)
def test_what_is_no_state_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(InvalidStateError, match=reason):
        parse_state(data)


def test_a_lock_tells_who_and_when() -> None:
    lock = parse_lock(encoded(LOCK))
    assert (lock.lock_id, lock.who, lock.operation) == (LOCK["ID"], "ops@laptop", "apply")
    assert lock.created == datetime(2026, 11, 26, 9, 30, 0, 123457, tzinfo=UTC)
    assert parse_lock(b"not JSON").lock_id == ""


def test_a_lock_file_is_a_lock_only_as_long_as_a_process_holds_it(tmp_path: Path) -> None:
    file = tmp_path / "terraform.tfstate"
    file.write_bytes(encoded(state()))
    with locked(file, LOCK):
        lock = local_lock(file)
        reading = read_local_state(file)

    assert lock is not None
    assert (lock.who, lock.is_held) == ("ops@laptop", True)
    assert reading.lock == lock
    assert (tmp_path / ".terraform.tfstate.lock.info").exists()
    assert local_lock(file) is None


def test_a_state_in_a_file_has_the_time_and_the_owner_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "terraform.tfstate"
    assert read_local_state(file).contents is None
    file.write_bytes(encoded(state(vpc_id="vpc-1")))
    reading = read_local_state(file)
    assert reading.modified == datetime.fromtimestamp(file.stat().st_mtime, UTC)
    assert reading.modified_by == file.owner()


def test_a_file_that_is_no_state_is_reported_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "terraform.tfstate"
    file.mkdir()
    assert read_local_state(file).problem is StateProblem.UNREADABLE
    file.rmdir()
    file.write_text("<<<<<<< HEAD")
    reading = read_local_state(file)
    assert reading.problem is StateProblem.UNREADABLE
    assert reading.reason.startswith(f"{file}: is not a Terraform state")


def test_the_state_of_the_state_bucket_is_a_file_until_the_bucket_exists(tmp_path: Path) -> None:
    described = deployment(state={"backend": "s3", "bucket": BUCKET, "create": True})
    workspace = build_blueprint(described).by_path["0-state"]
    assert local_state_file(workspace, tmp_path) is None
    (tmp_path / "backend_override.tf").write_text("")
    assert local_state_file(workspace, tmp_path) == tmp_path / "terraform.tfstate"


@pytest.fixture(scope="module")
def blueprint() -> Blueprint:
    return build_blueprint(deployment(state={"backend": "s3", "bucket": BUCKET}))


@pytest.fixture
def local() -> Iterator[LocalAws]:
    with LocalAws([OWNER, DATA], region="us-east-1") as running:
        prepare(running)
        yield running


def s3_states(local: LocalAws) -> S3States:
    return S3States(AccountClients(lambda workspace: local.environment(workspace.account.account_id)))


def test_a_state_in_s3_is_read_with_its_time_and_its_lock(local: LocalAws, blueprint: Blueprint) -> None:
    network, etl = blueprint.by_path["1-network"], blueprint.by_path["2-environments/data-etl"]
    s3 = local.client("s3", OWNER)
    s3.create_bucket(Bucket=BUCKET)
    key = "analytics/1-network/terraform.tfstate"
    s3.put_object(Bucket=BUCKET, Key=key, Body=encoded(state(vpc_id="vpc-1")))
    s3.put_object(Bucket=BUCKET, Key=f"{key}.tflock", Body=encoded(LOCK))

    states = s3_states(local)
    reading = states.read(network)

    assert reading.location == f"s3://{BUCKET}/{key}"
    assert reading.contents is not None
    assert dict(reading.contents.outputs) == {"vpc_id": "vpc-1"}
    assert reading.modified == s3.head_object(Bucket=BUCKET, Key=key)["LastModified"]
    assert reading.lock == parse_lock(encoded(LOCK))
    missing = states.read(replace(etl, account=network.account))
    assert (missing.contents, missing.lock, missing.problem) == (None, None, StateProblem.NONE)


def test_a_bucket_that_does_not_exist_is_named(local: LocalAws, blueprint: Blueprint) -> None:
    reading = s3_states(local).read(blueprint.by_path["1-network"])
    assert reading.problem is StateProblem.NO_BUCKET
    assert reading.reason == f"the bucket {BUCKET} does not exist"


def test_an_account_that_may_list_only_its_own_states_reads_them_with_their_locks(
    local: LocalAws, blueprint: Blueprint
) -> None:
    """As the policy of the bucket that stage 0 creates has it."""
    s3 = local.client("s3", OWNER)
    s3.create_bucket(Bucket=BUCKET)
    own = f"arn:aws:s3:::{BUCKET}/analytics/1-network/*"
    condition = {"StringLike": {"s3:prefix": ["analytics/1-network/*"]}}
    listing = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*", "Condition": condition}
    reading = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": own}
    network = blueprint.by_path["1-network"]
    local.allow({OWNER: [{"Version": "2012-10-17", "Statement": [listing, reading]}]})

    missing = s3_states(local).read(network)
    s3.put_object(Bucket=BUCKET, Key="analytics/1-network/terraform.tfstate.tflock", Body=encoded(LOCK))
    locked_state = s3_states(local).read(network)

    assert (missing.contents, missing.problem, missing.notes) == (None, StateProblem.NONE, ())
    assert locked_state.lock == parse_lock(encoded(LOCK))


ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}]}


def test_a_lock_that_may_not_be_read_is_reported_and_a_state_named(local: LocalAws, blueprint: Blueprint) -> None:
    s3 = local.client("s3", OWNER)
    s3.create_bucket(Bucket=BUCKET)
    key = "analytics/1-network/terraform.tfstate"
    s3.put_object(Bucket=BUCKET, Key=key, Body=encoded(state(vpc_id="vpc-1")))
    s3.put_object(Bucket=BUCKET, Key=f"{key}.tflock", Body=encoded(LOCK))
    network = blueprint.by_path["1-network"]
    read = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/{key}"}

    local.allow({OWNER: [{**ALLOW, "Statement": [*ALLOW["Statement"], read]}]})
    planning = s3_states(local).read(network)
    local.allow({OWNER: [{**ALLOW, "Statement": [read]}]})
    without_list = s3_states(local).read(network)
    local.allow({OWNER: [ALLOW]})
    denied = s3_states(local).read(network)

    assert planning.contents is not None
    assert planning.lock is not None
    assert (planning.lock.lock_id, bool(planning.lock.created)) == ("", True)
    assert planning.notes[0].startswith("who has locked the state is not known: GetObject: AccessDenied")
    assert without_list.contents is not None
    assert without_list.notes[0].startswith("whether the state is locked is not known: GetObject: AccessDenied")
    assert denied.problem is StateProblem.UNREADABLE
    assert denied.reason.startswith(f"s3://{BUCKET}/{key}: GetObject: AccessDenied")
