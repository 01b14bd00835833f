"""Deployments whose applies and destroys are interrupted, with a local AWS each."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mwaa_tf import Deployment
from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.lifecycle import Lifecycle
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from mwaa_tf.terraform import Terraform
from tests.rehearsal.interruptions import CACHE, CommandLine, Run, command_line, follow, suggested
from tests.rehearsal.snapshot import AccountsSnapshot, take_snapshot
from tests.support import DATA, OWNER, deployment

#: How often a command is called until it succeeds.
_ATTEMPTS = 5


def describe(*, small: bool, in_s3: bool) -> Deployment:
    """A VPC without NAT gateways, for which one waits longest; a ``small`` one has no endpoints of services."""
    owner = {"account_id": OWNER, "profile": OWNER, "network": {"internet": "none"}}
    participant = {"name": "data", "account_id": DATA, "profile": DATA, "environments": [{"name": "etl"}]}
    return deployment(
        owner={**owner, **({"service_endpoints": {"enabled": False}} if small else {})},
        participants=[participant],
        **({"state": {"backend": "s3", "bucket": "acme-analytics-tfstate"}} if in_s3 else {}),
    )


@dataclass(frozen=True)
class Undisturbed:
    """How it goes where nothing goes wrong."""

    before: AccountsSnapshot
    after: AccountsSnapshot
    applying: int
    """Calls that change something."""
    destroying: int


@dataclass(frozen=True)
class Place:
    """A deployment, the workspaces of it that are interrupted, and the command line for them."""

    line: CommandLine
    deployment: Deployment
    keys: tuple[str, ...]

    def apply(self) -> list[str]:
        return self.line.mwaa_tf("apply", *self.keys, "--yes", "-o", "out")

    def plan(self) -> list[str]:
        return self.line.mwaa_tf("plan", *self.keys, "-detailed-exitcode", "-o", "out")

    def destroy(self) -> list[str]:
        name = self.deployment.name
        return self.line.mwaa_tf("destroy", *self.keys, "--confirm", name, "-o", "out")

    def snapshot(self) -> AccountsSnapshot:
        return take_snapshot(self.line.local)


@dataclass(frozen=True)
class Setting:
    """A kind of deployment, the workspaces that stand before, and those that are interrupted."""

    small: bool
    in_s3: bool
    before: tuple[str, ...]
    keys: tuple[str, ...]


NETWORK = Setting(small=True, in_s3=False, before=(), keys=("1-network",))
NETWORK_IN_S3 = Setting(small=True, in_s3=True, before=(), keys=("1-network",))
ENVIRONMENT = Setting(small=False, in_s3=False, before=("1-network",), keys=("data-etl",))
ENVIRONMENT_IN_S3 = Setting(small=False, in_s3=True, before=("1-network",), keys=("data-etl",))


def is_change(call: Call) -> bool:
    return call.mutating and "tflock" not in call.resource


@contextmanager
def place_for(setting: Setting, folder: Path, *, initialised: bool = True) -> Iterator[Place]:
    described = describe(small=setting.small, in_s3=setting.in_s3)
    (folder / "mwaa.yaml").write_text(described.model_dump_json(exclude_unset=True), encoding="utf-8")
    # One after the other: there is one local AWS in a process.
    with local_aws_for(described) as local:
        prepare_for(local, described)
        line = command_line(local, OWNER, folder)
        place = Place(line, described, setting.keys)
        code, output = line.run(line.mwaa_tf("render", "-o", "out"))
        assert code == 0, output
        for file in (folder / "out").rglob("providers.tf"):
            # Where the network is gone, or credentials have expired, the provider tries for many minutes.
            file.with_name("retries_override.tf").write_text('provider "aws" {\n  max_retries = 2\n}\n')
        if initialised:
            initialise(line, described)
        if setting.before:
            code, output = line.run(line.mwaa_tf("apply", *setting.before, "--yes", "-o", "out"))
            assert code == 0, output
        yield place
        assert local.failures == ()
    shutil.rmtree(folder / CACHE)


def initialise(line: CommandLine, described: Deployment) -> None:
    """Initialise all workspaces, one after the other, so that nothing is installed while a provider is loaded."""
    with Terraform(line.environ) as terraform:
        lifecycle = Lifecycle(terraform, build_blueprint(described), line.folder / "out" / described.name)
        assert all(outcome.ok for outcome in lifecycle.init())


def undisturbed_in(place: Place) -> Undisturbed:
    """Apply and destroy without an interruption."""
    record = place.line.local.record
    before, calls = place.snapshot(), len(record)
    code, output = place.line.run(place.apply())
    assert code == 0, output
    applying = sum(map(is_change, record.since(calls)))
    after, calls = place.snapshot(), len(record)
    code, output = place.line.run(place.destroy())
    assert code == 0, output
    return Undisturbed(before, after, applying, sum(map(is_change, record.since(calls))))


def nth_change(number: int) -> Callable[[Call], bool]:
    """Whether a call is the one of that number, counted from 1, that changes anything."""
    counted = 0
    lock = threading.Lock()

    def is_moment(call: Call) -> bool:
        nonlocal counted
        with lock:
            counted += is_change(call)
            return is_change(call) and counted == number

    return is_moment


def again(place: Place, command: list[str], first: Run) -> list[str]:
    """Do what ``first`` suggests and run ``command``, until it succeeds; what was done, in words."""
    done: list[str] = []
    code, output = first.process.returncode, first.output
    for _ in range(_ATTEMPTS):
        if code == 0:
            break
        for suggestion in suggested(output):
            follow(place.line, suggestion)
            done.append(suggestion)
        code, output = place.line.run(command)
        done.append(f"exit code {code}")
    assert code == 0, output
    # As `adopt` says: after it was applied.
    for file in place.line.folder.rglob("adopt.tf"):
        file.unlink()
    return done
