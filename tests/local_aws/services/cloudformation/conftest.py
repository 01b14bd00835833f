"""Stacks that are deleted after each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto.cloudformation.models import cloudformation_backends

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.cloudformation.support import Stacks


@pytest.fixture
def stacks(aws: LocalAws) -> Iterator[Stacks]:
    stacks = Stacks(aws)
    yield stacks
    # Nested stacks go with theirs, and are named after it; what another stack imports goes after that stack.
    for _ in range(2):
        for stack in stacks.client.describe_stacks()["Stacks"]:
            stacks.client.update_termination_protection(StackName=stack["StackId"], EnableTerminationProtection=False)
            stacks.client.delete_stack(StackName=stack["StackId"])
    cloudformation_backends.clear()
