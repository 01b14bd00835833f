"""The state of the workspace that makes the bucket of all states: in a file first, then in the bucket."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from mwaa_tf.blueprint import Backend, Blueprint
from mwaa_tf.errors import UsageError
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
    backend: str = ""
    """What Terraform remembers: ``local``, ``s3``, or nothing."""
    protected: bool = False
    fails: list[str] = field(default_factory=list)
    """Commands that fail the next time."""
    done: list[str] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.folder / "terraform.tfstate"

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
        if migrate and self.wanted == "s3" and self.backend == "local" and self.file.exists():
            self.state = json.loads(self.file.read_text())
            self.file.write_text("")
        self.backend = self.wanted

    def run(self, workdir: Path, arguments: list[str], *_: object, on_line: Any = None, **__: object) -> Result:
        self._do(arguments[0], workdir)
        assert self.backend == self.wanted
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
    return sorted(path.name for path in bucket.folder.iterdir())


def test_the_first_time_a_local_state_makes_the_bucket_and_moves_into_it(bucket: Bucket) -> None:
    states = module(bucket)

    states.init()
    assert states.is_local
    states.apply()

    assert bucket.done == ["init", "migrate", "apply", "migrate"]
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


@pytest.mark.parametrize("step", ["migrate", "apply"])
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
    keeping = type(keeper)(
        **{name: getattr(keeper, name) for name in keeper.__slots__ if name != "owns_state_bucket"},
        owns_state_bucket=True,
    )
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
