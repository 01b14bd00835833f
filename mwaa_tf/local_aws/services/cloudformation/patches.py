"""Where moto's CloudFormation offers no seam but its names."""

from __future__ import annotations

from typing import Any

from moto.cloudformation import models, parsing, responses
from moto.cloudformation.models import Stack, cloudformation_backends

from mwaa_tf.local_aws.patching import replace
from mwaa_tf.local_aws.services.cloudformation import functions, template_urls
from mwaa_tf.local_aws.services.cloudformation import responses as stack_responses
from mwaa_tf.local_aws.services.cloudformation.local_stack import LocalStack
from mwaa_tf.local_aws.services.cloudformation.models import StackBackend, change_nested_stack
from mwaa_tf.local_aws.services.cloudformation.scope import TemplateScope


def install() -> None:
    """Have moto use the classes of this package. Stacks created before are lost; once per process."""
    replace(models, "ResourceMap", TemplateScope)
    replace(models, "Stack", LocalStack)
    replace(parsing, "clean_json", functions.evaluate)
    for module in (models, responses):
        replace(module, "get_stack_from_s3_url", template_urls.read_template_url)
    replace(Stack, "update_from_cloudformation_json", classmethod(change_nested_stack))
    stack_responses.install()
    _use_backend()


def _use_backend() -> None:
    backends: Any = cloudformation_backends
    backends.backend = StackBackend
    backends.clear()
