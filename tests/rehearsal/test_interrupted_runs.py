"""Runs of `mwaa_tf apply` and `destroy` that are interrupted at random: the next runs converge, and nothing is lost.

A moment is a call: as soon as AWS has carried it out, and before its answer is on the way. What the command then
suggests is done, word for word, and the command is called again until it succeeds. Each seed interrupts an apply and a
destroy.
"""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from mwaa_tf import Deployment
from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.lifecycle import Lifecycle
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from mwaa_tf.terraform import Terraform
from tests.rehearsal.interruptions import (
    BY_NAME,
    CACHE,
    CommandLine,
    Run,
    command_line,
    follow,
    interrupted,
    suggested,
)
from tests.rehearsal.snapshot import AccountsSnapshot, snapshot_differences, take_snapshot
from tests.support import DATA, OWNER, deployment

pytestmark = [pytest.mark.terraform]

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


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with place_for(request.param, tmp_path_factory.mktemp("interrupted")) as prepared:
        yield prepared


@pytest.fixture(scope="module")
def undisturbed(place: Place) -> Undisturbed:
    return undisturbed_in(place)


@dataclass(frozen=True)
class Case:
    """A seed, and what interrupts its apply and its destroy."""

    seed: int
    setting: Setting
    apply: str
    destroy: str

    def __str__(self) -> str:
        return f"{self.seed}-{self.apply}-{self.destroy}"


CASES = (
    Case(0, NETWORK, "ctrl-c", "sigkill-of-all"),
    Case(1, NETWORK, "sigkill-of-all", "ctrl-c"),
    Case(2, NETWORK, "sigkill-of-mwaa_tf", "closed-terminal"),
    Case(3, NETWORK, "expired-credentials", "network-gone"),
    Case(4, NETWORK, "closed-terminal", "ctrl-c-twice"),
    Case(5, NETWORK_IN_S3, "sigkill-of-all", "sigterm"),
    Case(6, NETWORK_IN_S3, "network-gone", "expired-credentials"),
    Case(7, NETWORK_IN_S3, "expired-credentials", "sigkill-of-all"),
    Case(8, NETWORK_IN_S3, "ctrl-c-twice", "network-away"),
    Case(9, NETWORK_IN_S3, "cancelled-job", "sigkill-of-mwaa_tf"),
    Case(10, ENVIRONMENT, "sigterm", "network-away"),
    Case(11, ENVIRONMENT, "network-away", "sigkill-of-all"),
    Case(12, ENVIRONMENT, "sigkill-of-all", "cancelled-job"),
    Case(13, ENVIRONMENT_IN_S3, "sigkill-of-mwaa_tf", "expired-credentials"),
    Case(14, ENVIRONMENT_IN_S3, "ctrl-c", "sigterm"),
)


def cases(setting: Setting) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Parameters of a test: the cases of ``setting``, and its place."""

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        chosen = [case for case in CASES if case.setting is setting]
        test = pytest.mark.parametrize("case", chosen, ids=str)(test)
        name = "S3" if setting.in_s3 else "files"
        places = [pytest.param(setting, id=name)]
        return pytest.mark.parametrize("place", places, indirect=True, scope="module")(test)  # type: ignore[no-any-return]

    return decorate


@pytest.mark.long
@cases(NETWORK)
def test_a_network_converges(place: Place, undisturbed: Undisturbed, case: Case) -> None:
    converges(place, undisturbed, case)


@pytest.mark.long
@cases(NETWORK_IN_S3)
def test_a_network_with_its_state_in_s3_converges(place: Place, undisturbed: Undisturbed, case: Case) -> None:
    converges(place, undisturbed, case)


@pytest.mark.long
@cases(ENVIRONMENT)
def test_an_environment_and_its_endpoints_converge(place: Place, undisturbed: Undisturbed, case: Case) -> None:
    converges(place, undisturbed, case)


@pytest.mark.long
@cases(ENVIRONMENT_IN_S3)
def test_an_environment_with_its_state_in_s3_converges(place: Place, undisturbed: Undisturbed, case: Case) -> None:
    converges(place, undisturbed, case)


def converges(place: Place, undisturbed: Undisturbed, case: Case) -> None:
    """Interrupt an apply and a destroy; the next runs end where undisturbed ones end."""
    clean(place, undisturbed)
    draw = random.Random(case.seed)  # noqa: S311
    moment = draw.randint(1, undisturbed.applying)
    first = interrupted(place.line, place.apply(), BY_NAME[case.apply], nth_change(moment))
    done = again(place, place.apply(), first)
    print(f"{case}: apply after call {moment} of {undisturbed.applying}: {'; '.join(done)}")
    code, output = place.line.run(place.plan())
    assert code == 0, output
    assert snapshot_differences(place.snapshot(), undisturbed.after) == []

    moment = draw.randint(1, undisturbed.destroying)
    first = interrupted(place.line, place.destroy(), BY_NAME[case.destroy], nth_change(moment))
    done = again(place, place.destroy(), first)
    print(f"{case}: destroy after call {moment} of {undisturbed.destroying}: {'; '.join(done)}")
    assert snapshot_differences(place.snapshot(), undisturbed.before) == []


def clean(place: Place, undisturbed: Undisturbed) -> None:
    """Take down what a case before this one has left, which failed."""
    if snapshot_differences(place.snapshot(), undisturbed.before):
        code, output = place.line.run(place.destroy())
        assert code == 0, output


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


@pytest.mark.slow
@pytest.mark.parametrize("seed", [30])
def test_an_apply_of_which_every_process_is_killed_is_completed_by_what_the_next_one_says(
    tmp_path: Path, seed: int
) -> None:
    with place_for(NETWORK, tmp_path, initialised=False) as place:
        moment = random.Random(seed).randint(2, 8)  # noqa: S311
        first = interrupted(place.line, place.apply(), BY_NAME["sigkill-of-all"], nth_change(moment))

        done = again(place, place.apply(), first)

        assert "mwaa_tf adopt -o out 1-network --write" in done
        ec2 = place.line.local.client("ec2", OWNER)
        ours = [{"Name": "is-default", "Values": ["false"]}]
        (vpc,) = ec2.describe_vpcs(Filters=ours)["Vpcs"]
        of_vpc = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
        assert len(ec2.describe_subnets(Filters=of_vpc)["Subnets"]) == 2
        assert len(ec2.describe_route_tables(Filters=of_vpc)["RouteTables"]) == 3
