"""The state of the workspace that makes the bucket of all states: in a file first, then in the bucket."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from mwaa_tf.blueprint import Backend, Blueprint
from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.lifecycle.order import dependencies, dependents
from mwaa_tf.lifecycle.state_bucket import OVERRIDE, StateBucketModule
from mwaa_tf.terraform import Terraform, TerraformError
from mwaa_tf.terraform.process import Result
from tests.lifecycle.support import DATA, DEPLOYMENT, NETWORK, OWNER, workspace

MISSING = 'S3 bucket "acme-tfstate" does not exist. The referenced S3 bucket must have been previously created.'
SUMMARY = {"type": "change_summary", "changes": {"add": 1, "change": 0, "remove": 0, "operation": "apply"}}


@dataclass
class Bucket:
    """As much of Terraform as there is between a local state and one in a bucket."""

    folder: Path
    exists: bool = False
    state: dict[str, Any] | None = None
    protected: bool = False
    fails: list[str] = field(default_factory=list)
    """Commands that fail the next time."""
    done: list[str] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.folder / "terraform.tfstate"

    @property
    def moving(self) -> Path:
        return self.folder / "terraform.tfstate.moving"

    @property
    def backend(self) -> str:
        """What Terraform remembers: ``local``, ``s3``, or nothing."""
        file = self.folder / ".terraform/terraform.tfstate"
        return file.read_text() if file.exists() else ""

    @backend.setter
    def backend(self, kind: str) -> None:
        (self.folder / ".terraform").mkdir(exist_ok=True)
        (self.folder / ".terraform/terraform.tfstate").write_text(kind)

    @property
    def wanted(self) -> str:
        return "local" if (self.folder / OVERRIDE).exists() else "s3"

    def init(self, workdir: Path, *, backend: bool, migrate: bool = False, environ: Mapping[str, str]) -> None:
        assert environ == {}
        self._do("migrate" if migrate else "init", workdir)
        assert backend
        if self.wanted == "s3" and not self.exists:
            raise TerraformError(["init"], workdir, 1, output=MISSING)
        if self.backend and self.backend != self.wanted and not migrate:
            raise TerraformError(["init"], workdir, 1, output="Backend configuration changed")
        if migrate and self.wanted == "local" and self.backend == "s3":
            self.file.write_text(json.dumps(self.state))
        if self.wanted == "s3" and self.file.exists() and self.file.read_text():
            assert not migrate, "it would overwrite what the bucket has"
            raise TerraformError(["init"], workdir, 1, output="Can't ask approval for state migration")
        self.backend = self.wanted

    def run_in_account(self, run: Callable[[Mapping[str, str]], Result], *_: object) -> Result:
        return run({})

    def run(self, workdir: Path, arguments: list[str], *_: object, on_line: Any = None, **__: object) -> Result:
        self._do(arguments[0], workdir)
        assert self.backend == self.wanted
        if arguments[0] == "state":
            return self._push(self.folder / arguments[-1])
        text = json.dumps(SUMMARY)
        if arguments[0] == "apply":
            self.exists = True
            self._write({"resources": [{"type": "aws_s3_bucket"}]})
        elif arguments[0] == "destroy":
            assert self.backend == "local", "a bucket that is destroyed takes the state in it along"
            self.exists, self.state = False, None
            self._write({"resources": []})
        elif self.protected:
            return Result(1, "", "Instance cannot be destroyed", 0.0)
        on_line(text)
        return Result(2 if arguments[0] == "plan" else 0, text, "", 0.0)

    def _push(self, file: Path) -> Result:
        state = json.loads(file.read_text())
        if self.state is not None and self.state.get("serial", 0) > state.get("serial", 0):
            return Result(1, "", "Failed to write state: cannot import state with serial 1 over newer state", 0.0)
        self.state = state
        return Result(0, "", "", 0.0)

    def failed(self, workdir: Path, command: list[str], result: Result) -> TerraformError:
        return TerraformError(command, workdir, result.returncode, output=result.stderr)

    def _write(self, state: dict[str, Any]) -> None:
        if self.backend == "local":
            self.file.write_text(json.dumps(state))
        else:
            self.state = state

    def _do(self, what: str, workdir: Path) -> None:
        assert workdir == self.folder
        self.done.append(what)
        if what in self.fails:
            self.fails.remove(what)
            raise TerraformError([what], workdir, 1, output="cut off")


@pytest.fixture
def bucket(tmp_path: Path) -> Bucket:
    return Bucket(tmp_path)


def module(bucket: Bucket) -> StateBucketModule:
    return StateBucketModule(cast("Terraform", bucket), bucket.folder)


def made(bucket: Bucket) -> StateBucketModule:
    created = module(bucket)
    created.init()
    created.apply()
    bucket.done.clear()
    return created


def left(bucket: Bucket) -> list[str]:
    return sorted(path.name for path in bucket.folder.iterdir() if path.name != ".terraform")


def test_the_first_time_a_local_state_makes_the_bucket_and_moves_into_it(bucket: Bucket) -> None:
    states = module(bucket)

    states.init()
    assert states.is_local
    states.apply()

    assert bucket.done == ["init", "migrate", "apply", "init", "state"]
    assert not states.is_local
    assert bucket.state == {"resources": [{"type": "aws_s3_bucket"}]}
    assert left(bucket) == []


def test_a_second_time_there_is_nothing_to_move(bucket: Bucket) -> None:
    states = made(bucket)

    states.init()
    states.apply()

    assert bucket.done == ["init", "apply"]


def test_a_checkout_that_was_never_initialised_connects_to_the_bucket(bucket: Bucket) -> None:
    made(bucket)
    bucket.backend = ""

    states = module(bucket)
    states.init()

    assert not states.is_local
    assert bucket.backend == "s3"


@pytest.mark.parametrize("step", ["init", "state", "apply"])
def test_an_interrupted_apply_continues(bucket: Bucket, step: str) -> None:
    states = module(bucket)
    states.init()
    bucket.fails = [step]
    with pytest.raises(TerraformError):
        states.apply()

    again = module(bucket)
    again.init()
    if again.is_local:
        again.apply()

    assert bucket.state == {"resources": [{"type": "aws_s3_bucket"}]}
    assert bucket.backend == "s3"
    assert left(bucket) == []


@pytest.mark.parametrize("remembers", ["", "local", "s3"])
def test_a_state_file_that_was_left_does_not_replace_a_newer_state_in_the_bucket(
    bucket: Bucket, remembers: str
) -> None:
    made(bucket)
    bucket.state = newer = {"resources": [{"type": "aws_s3_bucket"}, {"type": "aws_kms_key"}], "serial": 9}
    bucket.file.write_text(stale := json.dumps({"resources": [{"type": "aws_s3_bucket"}], "serial": 1}))
    bucket.backend = remembers

    for _ in range(2):  # a second try does not go further than the first
        with pytest.raises(MwaaTfError, match=r"tfstate\.moving: was not moved, because the bucket has a newer state"):
            module(bucket).init()

        assert bucket.state == newer
        assert bucket.moving.read_text() == stale
    bucket.moving.unlink()
    module(bucket).init()
    assert bucket.state == newer


def test_two_local_states_are_both_kept(bucket: Bucket) -> None:
    made(bucket)
    for file in (bucket.file, bucket.moving):
        file.write_text(json.dumps({"resources": [{"type": file.name}]}))

    with pytest.raises(UsageError, match="both have a state"):
        module(bucket).init()

    assert left(bucket) == ["terraform.tfstate", "terraform.tfstate.moving"]


REAL = {
    "main.tf": 'resource "terraform_data" "bucket" {}\n',
    # As far away as a bucket, where Terraform's commands are concerned.
    "backend.tf": 'terraform {\n  backend "local" {\n    path = "bucket/states.tfstate"\n  }\n}\n',
}


@pytest.fixture
def real(tmp_path: Path) -> Path:
    for name, text in REAL.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_terraform_moves_a_state_into_an_empty_bucket(real: Path, terraform: Terraform) -> None:
    (real / OVERRIDE).write_text('terraform {\n  backend "local" {}\n}\n')
    states = StateBucketModule(terraform, real)
    states.init()
    states.apply()

    assert json.loads((real / "bucket/states.tfstate").read_text())["resources"]
    assert [name for name in left(Bucket(real)) if "tfstate" in name] == []
    assert states.plan().is_empty


@pytest.mark.parametrize("change", [{"serial": 99}, {"lineage": "00000000-0000-0000-0000-000000000000"}])
def test_terraform_overwrites_neither_a_newer_state_nor_one_of_other_resources(
    real: Path, terraform: Terraform, change: dict[str, Any]
) -> None:
    states = StateBucketModule(terraform, real)
    states.init()
    states.apply()
    remote = real / "bucket/states.tfstate"
    (real / "terraform.tfstate").write_bytes(remote.read_bytes())
    remote.write_text(newer := json.dumps(json.loads(remote.read_text()) | change))

    with pytest.raises(MwaaTfError, match="cannot import state with"):
        states.init()

    assert remote.read_text() == newer


def test_any_other_error_is_no_sign_that_there_is_no_bucket(bucket: Bucket) -> None:
    bucket.fails = ["init"]

    states = module(bucket)
    with pytest.raises(TerraformError, match="cut off"):
        states.init()

    assert not states.is_local


def test_the_state_leaves_the_bucket_before_the_bucket_goes(bucket: Bucket) -> None:
    states = made(bucket)

    states.destroy()

    assert bucket.done == ["plan", "migrate", "destroy"]
    assert not bucket.exists
    assert left(bucket) == []


def test_a_protected_bucket_is_refused_before_anything_moves(bucket: Bucket) -> None:
    states = made(bucket)
    bucket.protected = True

    with pytest.raises(TerraformError, match="cannot be destroyed"):
        states.destroy()

    assert bucket.done == ["plan"]
    assert not states.is_local
    assert bucket.exists


@pytest.mark.parametrize("step", ["migrate", "destroy"])
def test_an_interrupted_destroy_can_be_continued_or_undone(bucket: Bucket, step: str) -> None:
    states = made(bucket)
    bucket.fails = [step]
    with pytest.raises(TerraformError):
        states.destroy()

    again = module(bucket)
    again.init()
    again.apply()

    assert bucket.exists
    assert bucket.backend == "s3"
    again.destroy()
    assert not bucket.exists
    assert left(bucket) == []


def test_an_override_of_someone_else_is_neither_replaced_nor_deleted(bucket: Bucket) -> None:
    theirs = 'terraform {\n  backend "gcs" {}\n}\n'
    (bucket.folder / OVERRIDE).write_text(theirs)
    states = module(bucket)

    for step in (states.init, states.apply, states.destroy):
        with pytest.raises(UsageError, match=r"backend_override\.tf is not the one that mwaa_tf writes"):
            step()

    assert (bucket.folder / OVERRIDE).read_text() == theirs


def test_everything_depends_on_the_workspace_with_the_state_bucket() -> None:
    keeper = workspace("0-state", 0, OWNER)
    keeping = replace(keeper, owns_state_bucket=True)
    plan = Blueprint(
        deployment="analytics",
        region="us-east-1",
        required_version=">= 1.10",
        aws_provider=">= 5.68, < 7.0",
        modules="vendored",
        workspaces=(keeping, *DEPLOYMENT.workspaces, workspace("2-environments/data-x", 2, DATA)),
    )
    assert Backend("local", {"path": "terraform.tfstate"}) == keeping.backend
    assert dependencies(plan)["2-environments/data-x"] == {"0-state"}
    assert dependencies(plan)["2-environments/data-etl"] == {"0-state", NETWORK}
    assert dependencies(plan)["0-state"] == frozenset()
    assert dependents(plan)["0-state"] == {other.path for other in plan.workspaces} - {"0-state"}
