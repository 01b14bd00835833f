"""A local AWS of two accounts in one organization, whose clock moves only when a test says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.services import mwaa
from mwaa_tf.rehearsal.prepare.organization import prepare
from tests.local_aws.services.mwaa.support import DATA, OWNER, REGION, Place


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws([OWNER, DATA], region=REGION, speed=0) as running:
        prepare(running, ram_sharing=True)
        yield running
        assert running.failures == ()


@pytest.fixture
def place(aws: LocalAws) -> Iterator[Place]:
    """Everything in one account."""
    yield Place(aws)
    mwaa.unpin()


@pytest.fixture
def shared(aws: LocalAws) -> Place:
    """The VPC is the owner's, its private subnets shared with the environment's account."""
    return Place(aws, owner=OWNER)
