"""Surroundings of environments in two accounts of an organization; tests leave them behind for the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.services import mwaa
from tests.local_aws.services.mwaa.support import OWNER, Place


@pytest.fixture(scope="module")
def aws(organization: LocalAws) -> Iterator[LocalAws]:
    yield organization
    assert organization.failures == ()


@pytest.fixture
def place(aws: LocalAws) -> Iterator[Place]:
    """Everything in one account."""
    yield Place(aws)
    mwaa.unpin()
    mwaa.forget_tasks()


@pytest.fixture
def shared(aws: LocalAws) -> Place:
    """The VPC is the owner's, its private subnets shared with the environment's account."""
    return Place(aws, owner=OWNER)
