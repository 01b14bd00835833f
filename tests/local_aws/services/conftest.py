"""A local AWS whose clock moves only when a test says so, empty at the beginning of each test of services."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto.acm.models import acm_backends
from moto.ec2.models import ec2_backends
from moto.elbv2.models import elbv2_backends
from moto.ram.models import ram_backends
from moto.s3.models import s3_backends
from moto.wafv2.models import wafv2_backends

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.pytest_plugin import LocalAwsSettings
from mwaa_tf.rehearsal.prepare.organization import prepare
from tests.local_aws.services import support


@pytest.fixture(scope="module")
def local_aws_settings() -> LocalAwsSettings:
    return LocalAwsSettings(accounts=(support.OWNER, support.DATA, support.SCIENCE), region=support.REGION)


@pytest.fixture(scope="module")
def organization(module_local_aws: LocalAws) -> LocalAws:
    """The local AWS with its accounts in an organization, in which RAM may share."""
    prepare(module_local_aws, ram_sharing=True)
    return module_local_aws


@pytest.fixture
def aws(organization: LocalAws) -> Iterator[LocalAws]:
    """The accounts with nothing in them but what an organization needs, which stays from test to test."""
    yield organization
    for account in s3_backends.values():
        # It also closes the files of objects, unlike clear().
        account.reset()
    for backends in (acm_backends, ec2_backends, elbv2_backends, ram_backends, wafv2_backends):
        backends.clear()
    assert organization.failures == ()


@pytest.fixture
def network(aws: LocalAws) -> support.Network:
    return support.network(aws)
