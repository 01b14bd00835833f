"""What Terraform and its AWS provider print when something is wrong is explained in docs/troubleshooting.md."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mwaa_tf import load
from mwaa_tf.local_aws.faults import FaultPlan
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from mwaa_tf.terraform import Terraform
from tests.rehearsal.deployed import ENDPOINTS, ENVIRONMENT, NETWORK, Deployed, rendered
from tests.support import REPOSITORY
from tools.troubleshooting_docs import find

pytestmark = [pytest.mark.slow, pytest.mark.terraform]

SMALLEST = load(REPOSITORY / "examples" / "smallest" / "mwaa.yaml")


def title_of(printed: str) -> str:
    """The title of the entry that explains most of what was printed."""
    found = find(printed)
    assert found, f"the page has nothing about: {printed}"
    return found[0].title


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Workspaces of which none was applied."""
    with local_aws_for(SMALLEST) as local, Terraform(without_aws(os.environ), local_aws=True) as terraform:
        prepare_for(local, SMALLEST)
        yield rendered(local, terraform, SMALLEST, tmp_path_factory.mktemp("fresh"))


@pytest.mark.parametrize("workspace", [ENVIRONMENT, ENDPOINTS])
def test_a_missing_state_is_explained(fresh: Deployed, workspace: str) -> None:
    assert title_of(fresh.refusal(workspace)) == "A workspace that is read has no state yet"


def test_the_wrong_account_is_explained(fresh: Deployed) -> None:
    assert title_of(fresh.refusal(NETWORK, fresh.participant)) == "Credentials of the wrong account"


def test_expired_credentials_are_explained(fresh: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh.module(NETWORK)
    monkeypatch.setattr(fresh.local.faults, "plan", FaultPlan(expire=0))

    assert title_of(fresh.refusal(NETWORK)) == "Credentials have expired"


def test_a_locked_state_is_explained(fresh: Deployed) -> None:
    with locked(fresh.module(NETWORK).folder / "terraform.tfstate"):
        assert title_of(fresh.refusal(NETWORK)) in ("The state is locked", "The state is locked by another run")


@contextmanager
def locked(state: Path) -> Iterator[None]:
    """As another Terraform locks a local state (internal/states/statemgr/filesystem_lock_unix.go)."""
    with state.open("a+b") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        yield
    state.unlink()
