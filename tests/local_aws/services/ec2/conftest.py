"""One VPC, with which the tests of this folder begin."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto.ec2.models import ec2_backends
from moto.elbv2.models import elbv2_backends
from moto.ram.models import ram_backends

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.ec2 import support


@pytest.fixture(scope="module")
def running() -> Iterator[LocalAws]:
    with support.organization() as local_aws:
        yield local_aws


@pytest.fixture
def aws(running: LocalAws) -> Iterator[LocalAws]:
    """The accounts with nothing in them; that they are of an organization stays from test to test."""
    yield running
    for backends in (ec2_backends, elbv2_backends, ram_backends):
        backends.clear()
    assert running.failures == ()


@pytest.fixture
def network(aws: LocalAws) -> support.Network:
    return support.network(aws)
