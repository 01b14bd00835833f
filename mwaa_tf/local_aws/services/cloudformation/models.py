"""CloudFormation's backend, composed of one class per group of operations."""

from __future__ import annotations

from typing import Any

from moto.cloudformation.models import Stack, cloudformation_backends
from moto.utilities.utils import get_partition

from mwaa_tf.local_aws.services.cloudformation.change_sets import ChangeSetOperations
from mwaa_tf.local_aws.services.cloudformation.local_stack import LocalStack
from mwaa_tf.local_aws.services.cloudformation.template_urls import read_template_url


class StackBackend(ChangeSetOperations):
    """CloudFormation of one account in one region."""


def change_nested_stack(
    _model: type[Stack],
    /,
    original_resource: LocalStack,
    new_resource_name: str,  # noqa: ARG001 - moto's signature
    cloudformation_json: dict[str, Any],
    account_id: str,
    region_name: str,
) -> LocalStack:
    """Update a nested stack in place, where moto deletes it and creates another one."""
    backend = cloudformation_backends[account_id][region_name]
    assert isinstance(backend, StackBackend)  # noqa: S101 - installed with this package
    properties = cloudformation_json["Properties"]
    template = read_template_url(properties["TemplateURL"], account_id, get_partition(region_name))
    backend.begin_update(original_resource, template, properties.get("Parameters") or {}, None)
    return original_resource
