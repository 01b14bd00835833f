"""Where moto's CloudFormation offers no seam but its names."""

from __future__ import annotations

from typing import Any

from moto.cloudformation import models, parsing, responses
from moto.cloudformation.models import Stack, cloudformation_backends
from moto.ecr.models import Repository
from moto.iam.models import ManagedPolicy, Role
from moto.kms.models import Key
from moto.logs.models import LogGroup
from moto.s3.models import FakeBucket

from mwaa_tf.local_aws.patching import replace, wrap
from mwaa_tf.local_aws.services.cloudformation import functions, moto_types, template_urls
from mwaa_tf.local_aws.services.cloudformation import responses as stack_responses
from mwaa_tf.local_aws.services.cloudformation.local_stack import LocalStack
from mwaa_tf.local_aws.services.cloudformation.models import StackBackend, change_nested_stack
from mwaa_tf.local_aws.services.cloudformation.scope import TemplateScope
from mwaa_tf.local_aws.services.iam import cloudformation as iam
from mwaa_tf.local_aws.services.s3 import cloudformation as s3


def install() -> None:
    """Have moto use the classes of this package. Stacks created before are lost; once per process."""
    replace(models, "ResourceMap", TemplateScope)
    replace(models, "Stack", LocalStack)
    replace(parsing, "clean_json", functions.evaluate)
    for module in (models, responses):
        replace(module, "get_stack_from_s3_url", template_urls.read_template_url)
    replace(Stack, "update_from_cloudformation_json", classmethod(change_nested_stack))
    stack_responses.install()
    _complete_resource_types()
    _use_backend()


def _complete_resource_types() -> None:
    replace(FakeBucket, "create_from_cloudformation_json", classmethod(s3.create_bucket))
    replace(FakeBucket, "update_from_cloudformation_json", classmethod(s3.update_bucket))
    FakeBucket.delete = s3.delete_bucket  # type: ignore[attr-defined]
    wrap(Role, "create_from_cloudformation_json", iam.create_role)
    Role.delete = iam.delete_role  # type: ignore[attr-defined]
    replace(Role, "update_from_cloudformation_json", classmethod(iam.update_role))
    wrap(Repository, "create_from_cloudformation_json", moto_types.create_repository)
    wrap(Repository, "update_from_cloudformation_json", moto_types.update_repository)
    replace(Key, "create_from_cloudformation_json", classmethod(moto_types.create_key))
    replace(Key, "update_from_cloudformation_json", classmethod(moto_types.update_key))
    replace(Key, "delete", moto_types.delete_key)
    replace(LogGroup, "create_from_cloudformation_json", classmethod(moto_types.create_log_group))
    replace(LogGroup, "update_from_cloudformation_json", classmethod(moto_types.update_log_group))
    replace(ManagedPolicy, "update_from_cloudformation_json", classmethod(iam.update_managed_policy))


def _use_backend() -> None:
    backends: Any = cloudformation_backends
    backends.backend = StackBackend
    backends.clear()
