"""Terraform killed at random points: the next apply converges, nothing is made twice, nothing is lost.

A moment is a call: as soon as AWS has carried it out, and before its answer is on the way, the signal is there. Nothing
could be worse: even a Terraform that ends in good order drops what its provider waits for. What the state then lacks
is found and imported, and what it has as half made is kept (`mwaa_tf adopt`).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from mwaa_tf import Deployment, aws
from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.lifecycle.orphans import SearchResult, find_orphans, import_blocks
from mwaa_tf.lifecycle.orphans.search import ADOPT_FILE
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from mwaa_tf.terraform import RootModule, Terraform, TerraformError
from tests.rehearsal.deployed import ENDPOINTS, ENVIRONMENT, NETWORK, Deployed, rendered
from tests.rehearsal.snapshot import AccountsSnapshot, snapshot_differences, take_snapshot
from tests.support import OWNER, deployment

pytestmark = [pytest.mark.long, pytest.mark.terraform]

#: A VPC without NAT gateways, for which one waits longest. Without endpoints of services, too, it is a small one.
PRIVATE = {"account_id": OWNER, "network": {"internet": "none"}}
SMALL = {**PRIVATE, "service_endpoints": {"enabled": False}}
IN_FILES = deployment(owner=PRIVATE)
SMALL_IN_FILES = deployment(owner=SMALL)
SMALL_IN_S3 = deployment(owner=SMALL, state={"backend": "s3", "bucket": "acme-analytics-tfstate"})

WORKSPACES = (NETWORK, ENVIRONMENT, ENDPOINTS)


@dataclass(frozen=True)
class Way:
    """A signal, and whether all of Terraform's processes get it."""

    number: signal.Signals
    group: bool

    def __str__(self) -> str:
        return self.number.name + ("" if self.group else "-alone")


#: Ctrl-C; `docker stop`, `kill`; systemd, most CI; out of memory, a machine that is gone.
WAYS = (
    Way(signal.SIGINT, group=True),
    Way(signal.SIGTERM, group=False),
    Way(signal.SIGTERM, group=True),
    Way(signal.SIGKILL, group=True),
)

SEEDS_OF_NETWORKS = range(10)
SEEDS = range(10, 20)

#: With the state in S3, which Terraform writes every twenty seconds, where it writes a file at once.
SEEDS_IN_S3 = range(20, 22)


def case(seed: int) -> tuple[str, Way]:
    if seed in SEEDS_IN_S3:
        return NETWORK, WAYS[-1]
    workspace = NETWORK if seed in SEEDS_OF_NETWORKS else ENVIRONMENT if seed < 16 else ENDPOINTS
    return workspace, WAYS[seed % len(WAYS)]


def name(seed: int) -> str:
    workspace, way = case(seed)
    return f"{seed}-{workspace.split('/')[0]}-{way}"


@dataclass(frozen=True)
class Undisturbed:
    """How it goes where nothing goes wrong: what stands after each workspace, and the calls that made it."""

    before: AccountsSnapshot
    after: dict[str, AccountsSnapshot]
    calls: dict[str, int]


def changing(call: Call, workspace: str) -> bool:
    return call.workspace == workspace and call.mutating and "tflock" not in call.resource


@pytest.fixture(scope="module")
def terraform() -> Iterator[Terraform]:
    with Terraform(without_aws(os.environ)) as running:
        yield running


@pytest.fixture(scope="module")
def deployed(
    request: pytest.FixtureRequest, terraform: Terraform, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployed]:
    described: Deployment = request.param
    # One after the other: there is one local AWS in a process.
    with local_aws_for(described) as local:
        prepare_for(local, described)
        yield rendered(local, terraform, described, tmp_path_factory.mktemp("killed"))
        assert local.failures == ()


@pytest.fixture(scope="module")
def undisturbed(deployed: Deployed) -> Undisturbed:
    before = take_snapshot(deployed.local)
    after: dict[str, AccountsSnapshot] = {}
    calls: dict[str, int] = {}
    workspaces = WORKSPACES if deployed.deployment is IN_FILES else [NETWORK]
    for workspace in workspaces:
        deployed.apply(workspace)
        after[workspace] = take_snapshot(deployed.local)
        calls[workspace] = sum(changing(call, workspace) for call in deployed.local.record)
    for workspace in reversed(workspaces):
        deployed.module(workspace).destroy()
    return Undisturbed(before, after, calls)


@pytest.mark.parametrize("deployed", [pytest.param(SMALL_IN_FILES, id="files")], indirect=True, scope="module")
@pytest.mark.parametrize("seed", SEEDS_OF_NETWORKS, ids=name)
def test_a_network_converges(deployed: Deployed, undisturbed: Undisturbed, seed: int) -> None:
    converges(deployed, undisturbed, seed)


@pytest.mark.parametrize("deployed", [pytest.param(IN_FILES, id="files")], indirect=True, scope="module")
@pytest.mark.parametrize("seed", SEEDS, ids=name)
def test_an_environment_and_its_endpoints_converge(deployed: Deployed, undisturbed: Undisturbed, seed: int) -> None:
    converges(deployed, undisturbed, seed)


@pytest.mark.parametrize("deployed", [pytest.param(SMALL_IN_S3, id="S3")], indirect=True, scope="module")
@pytest.mark.parametrize("seed", SEEDS_IN_S3, ids=name)
def test_a_network_with_its_state_in_s3_converges(deployed: Deployed, undisturbed: Undisturbed, seed: int) -> None:
    converges(deployed, undisturbed, seed)


def converges(deployed: Deployed, undisturbed: Undisturbed, seed: int) -> None:
    workspace, way = case(seed)
    earlier = WORKSPACES[: WORKSPACES.index(workspace)]
    for each in earlier:
        if not deployed.module(each).resources():
            deployed.apply(each)
    module = deployed.module(workspace)
    if module.resources():  # a seed before this one has failed
        module.destroy()
    moment = random.Random(seed).randint(1, undisturbed.calls[workspace])  # noqa: S311

    killed(deployed, workspace, way, moment)
    saved = len(module.resources())
    if deployed.deployment is SMALL_IN_S3:
        unlock(module)
    found, kept = adopt(deployed, workspace)
    print(f"{name(seed)}: after call {moment}, {saved} in the state, {len(found.orphans)} adopted, {kept} untainted")
    module.apply()
    (module.folder / ADOPT_FILE).unlink()

    assert module.plan().is_empty
    assert snapshot_differences(take_snapshot(deployed.local), undisturbed.after[workspace]) == []
    module.destroy()
    left = undisturbed.after[earlier[-1]] if earlier else undisturbed.before
    assert snapshot_differences(take_snapshot(deployed.local), left) == []


def killed(deployed: Deployed, workspace: str, way: Way, moment: int) -> None:
    """An apply that gets the signal right after the call of that number, counted from 1, that changes anything."""
    module = deployed.module(workspace)
    counted = 0
    lock = threading.Lock()
    process = subprocess.Popen(
        [str(module.terraform.binary.path), "apply", "-auto-approve", "-input=false", "-no-color"],
        cwd=module.folder,
        env={**module.terraform.environment, **module.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )

    def heard(call: Call) -> None:
        nonlocal counted
        with lock:
            counted += changing(call, workspace)
            if changing(call, workspace) and counted == moment:
                (os.killpg if way.group else os.kill)(process.pid, way.number)

    deployed.local.record.listen(heard)
    output, _ = process.communicate(timeout=120)
    assert counted >= moment, output


def unlock(module: RootModule) -> None:
    """What a person does who has made sure that nobody else is at it."""
    with pytest.raises(TerraformError, match="Error acquiring the state lock") as caught:
        module.apply()
    assert caught.value.lock_id
    module.unlock(caught.value.lock_id)


def adopt(deployed: Deployed, workspace: str) -> tuple[SearchResult, int]:
    """What is adopted, and how many things that the state has as half made are kept."""
    place = build_blueprint(deployed.deployment).by_path[workspace]
    environ = deployed.local.environment(place.account.account_id)
    module = deployed.module(workspace)

    def find() -> SearchResult:
        return find_orphans(module, lambda service: aws.client(service, place.account, place.region, environ))

    found = find()
    kept = found.tainted
    for address in kept:
        module.untaint(address)
    if kept:
        found = find()
    assert (found.ambiguous, found.unsupported_types, found.tainted, found.unmanaged_rules) == ({}, (), (), {})
    (module.folder / ADOPT_FILE).write_text(import_blocks(found.orphans), encoding="utf-8")
    return found, len(kept)
