"""Requests of CloudFormation: every one takes operations in progress forward, as clients poll."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import cloudformation_backends
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult, EmptyResult

from mwaa_tf.local_aws.outgoing import NotInLocalAwsError
from mwaa_tf.local_aws.patching import replace, wrap
from mwaa_tf.local_aws.services.cloudformation import capabilities, exports, summaries
from mwaa_tf.local_aws.services.cloudformation.change_sets import ChangeSetNotFoundError
from mwaa_tf.local_aws.services.cloudformation.local_stack import LocalStack
from mwaa_tf.local_aws.services.cloudformation.models import StackBackend
from mwaa_tf.local_aws.services.cloudformation.stack_operations import on_failure_of_stack
from mwaa_tf.local_aws.services.cloudformation.stack_resource import StackResource
from mwaa_tf.local_aws.services.cloudformation.templates import read_template


def install() -> None:
    """Replace moto's operations that differ; once per process."""
    replace(CloudFormationResponse, "cloudformation_backend", property(_advanced_backend))
    # Whether there is anything to do is a matter of the stack, and of a change set no error.
    replace(CloudFormationResponse, "_validate_different_update", lambda *_: None)
    wrap(CloudFormationResponse, "create_stack", _create_stack)
    wrap(CloudFormationResponse, "update_stack", _update_stack)
    for operation in (
        delete_change_set,
        describe_change_set,
        describe_stack_resource,
        describe_stack_resources,
        get_template,
        get_template_summary,
        list_change_sets,
        list_stack_resources,
        validate_template,
    ):
        replace(CloudFormationResponse, operation.__name__, operation)
    wrap(CloudFormationResponse, "create_change_set", _create_change_set)
    CloudFormationResponse.list_imports = list_imports  # type: ignore[attr-defined]
    CloudFormationResponse.update_termination_protection = update_termination_protection  # type: ignore[attr-defined]


def _advanced_backend(response: CloudFormationResponse) -> StackBackend:
    backend = cloudformation_backends[response.current_account][response.region]
    assert isinstance(backend, StackBackend)  # noqa: S101 - installed with this module
    backend.advance()
    return backend


def _create_stack(create: Callable[..., ActionResult], response: CloudFormationResponse) -> ActionResult:
    disabled = _is_true(response._get_param("DisableRollback"))
    on_failure = response._get_param("OnFailure") or ("DO_NOTHING" if disabled else "ROLLBACK")
    with on_failure_of_stack(on_failure), capabilities.acknowledged(_capabilities(response)):
        return create(response)


def _update_stack(update: Callable[..., ActionResult], response: CloudFormationResponse) -> ActionResult:
    disabled = _is_true(response._get_param("DisableRollback"))
    on_failure = "DO_NOTHING" if disabled else "ROLLBACK"
    with on_failure_of_stack(on_failure), capabilities.acknowledged(_capabilities(response)):
        return update(response)


def _create_change_set(create: Callable[..., ActionResult], response: CloudFormationResponse) -> ActionResult:
    """Refuse to import resources, which moto would create."""
    if response._get_param("ChangeSetType") == "IMPORT" or response._get_param("ResourcesToImport"):
        raise NotInLocalAwsError("it imports no resources into stacks")
    with capabilities.acknowledged(_capabilities(response)):
        return create(response)


def _capabilities(response: CloudFormationResponse) -> frozenset[str]:
    return frozenset(response._get_param("Capabilities") or ())


def list_imports(response: CloudFormationResponse) -> ActionResult:
    """The stacks that import an export; moto does not have it. The error is AWS's (API_ListImports, inferred words)."""
    name = response._get_param("ExportName")
    export = response.cloudformation_backend.exports.get(name)
    stacks = response.cloudformation_backend.stacks.values()
    exporting = next((stack for stack in stacks if export and stack.stack_id == export.exporting_stack_id), None)
    names = exports.importers(exporting, name) if isinstance(exporting, LocalStack) else []
    if not names:
        raise ValidationError(message=f"Export '{name}' is not imported by any stack.")
    return ActionResult({"Imports": names})


def describe_change_set(response: CloudFormationResponse) -> ActionResult:
    """A change set of a stack; moto finds one of another stack that has the same name."""
    return ActionResult(_change_set(response))


def delete_change_set(response: CloudFormationResponse) -> ActionResult:
    """Delete it, if it exists; its stack in REVIEW_IN_PROGRESS stays (API_DeleteChangeSet)."""
    with suppress(ChangeSetNotFoundError):
        del response.cloudformation_backend.change_sets[_change_set(response).change_set_id]
    return EmptyResult()


def list_change_sets(response: CloudFormationResponse) -> ActionResult:
    """The change sets of the stack, where moto lists those of all."""
    stack = _stack(response)
    change_sets = response.cloudformation_backend.change_sets.values()
    return ActionResult({"Summaries": [each for each in change_sets if each.stack_id == stack.stack_id]})


def describe_stack_resource(response: CloudFormationResponse) -> ActionResult:
    """One resource, with its own status; moto gives every resource that of its stack."""
    stack, logical_id = _stack(response), response._get_param("LogicalResourceId")
    if logical_id not in stack.resources:
        raise ValidationError(message=f"Resource {logical_id} does not exist for stack {stack.name}")
    return ActionResult({"StackResourceDetail": _describe(stack, stack.resources[logical_id])})


def describe_stack_resources(response: CloudFormationResponse) -> ActionResult:
    """All resources of a stack, or the one with a logical or physical id, each with its own status."""
    physical_id, logical_id = response._get_param("PhysicalResourceId"), response._get_param("LogicalResourceId")
    stack = _owner(response, physical_id) if physical_id and not response._get_param("StackName") else _stack(response)
    shown = [
        _describe(stack, resource)
        for resource in stack.resources.values()
        if logical_id in (None, resource.logical_id) and physical_id in (None, resource.physical_id)
    ]
    return ActionResult({"StackResources": shown})


def list_stack_resources(response: CloudFormationResponse) -> ActionResult:
    """All resources of a stack, each with its own status."""
    stack = _stack(response)
    return ActionResult({"StackResourceSummaries": [_describe(stack, each) for each in stack.resources.values()]})


def get_template(response: CloudFormationResponse) -> ActionResult:
    """The template of a stack or of its change set; empty before the first one is executed."""
    if response._get_param("ChangeSetName"):
        body: Any = _change_set(response).template
    else:
        body = _stack(response).template
    return ActionResult({"TemplateBody": body or "", "StagesAvailable": ["Original", "Processed"]})


def get_template_summary(response: CloudFormationResponse) -> ActionResult:
    """The parameters, types and capabilities of a template, or of a stack's."""
    name = response._get_param("StackName")
    stack = _stack(response) if name else None
    if stack is not None and not stack.template:
        message = "GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks."
        raise ValidationError(message=message)
    return ActionResult(summaries.summary(stack.template_dict if stack else _requested_template(response)))


def validate_template(response: CloudFormationResponse) -> ActionResult:
    """What GetTemplateSummary says, too; AWS checks no more than that it can read the template."""
    described = summaries.summary(_requested_template(response))
    return ActionResult({**described, "DeclaredTransforms": []})


def _requested_template(response: CloudFormationResponse) -> dict[str, Any]:
    url = response._get_param("TemplateURL")
    text = response._get_stack_from_s3_url(url) if url else response._get_param("TemplateBody")
    return read_template(text or "")


def update_termination_protection(response: CloudFormationResponse) -> ActionResult:
    """Protect a stack from deletion, or no longer; moto does not have it."""
    stack = _stack(response)
    stack.enable_termination_protection = _is_true(response._get_param("EnableTerminationProtection"))
    return ActionResult({"StackId": stack.stack_id})


def _describe(stack: LocalStack, resource: StackResource) -> dict[str, Any]:
    """The members of StackResource, StackResourceDetail and StackResourceSummary."""
    return {
        "StackName": stack.name,
        "StackId": stack.stack_id,
        "LogicalResourceId": resource.logical_id,
        "PhysicalResourceId": resource.physical_id or None,
        "ResourceType": resource.resource_type,
        "ResourceStatus": resource.status,
        "ResourceStatusReason": resource.reason,
        "Timestamp": resource.changed_at,
        "LastUpdatedTimestamp": resource.changed_at,
    }


def _change_set(response: CloudFormationResponse) -> Any:
    backend: Any = response.cloudformation_backend
    return backend.change_set(response._get_param("ChangeSetName"), response._get_param("StackName"))


def _stack(response: CloudFormationResponse) -> LocalStack:
    backend: Any = response.cloudformation_backend
    stack: LocalStack = backend.local_stack(response._get_param("StackName"))
    return stack


def _owner(response: CloudFormationResponse, physical_id: str) -> LocalStack:
    for stack in response.cloudformation_backend.stacks.values():
        if isinstance(stack, LocalStack) and physical_id in [each.physical_id for each in stack.resources.values()]:
            return stack
    raise ValidationError(message=f"Stack for {physical_id} does not exist")


def _is_true(value: Any) -> bool:
    return str(value).lower() == "true"
